//! What the page says of a search before its results: what of it could not be used, and what no record has.

use i18n::Text;
use leptos::prelude::*;
use services::library::{Facet, Page};
use services::searches::{Asked, Unread};

use super::search::LONG;
use crate::At;

/// Of so many choices that there are not it is said that there are not.
const MOST: usize = 5;

/// Field words with an example of their own.
const EXAMPLES: [&str; 4] = ["title", "country", "year", "evidence"];

/// All of it, each in a notice.
pub(super) fn notes(at: &At, asked: &Asked, page: &Page) -> AnyView {
    let text = at.text;
    let unread = asked.unread().into_iter().map(|unread| unread_words(at, &unread));
    let no_years = Asked::no_years(at.query_pairs()).map(|said| {
        let said = super::set_in(text, &beginning(&said));
        text.with("library-no-year", &[("said", said.into())])
    });
    let cut = page.cut.then(|| text.get("library-cut"));
    let said = unread.chain(no_years).chain(cut).map(|said| view! { <p class="notice notice--warn">{said}</p> });
    let said = said.collect_view();
    view! { {unknown(at, page)} {no_choices(at, asked)} {said} }.into_any()
}

/// Choices of field words that no record has, in the reader's own language as the filters are.
fn unknown(at: &At, page: &Page) -> AnyView {
    let words = super::words(at);
    let (lang, dir) = super::apart(at.text, words);
    let each = page.unknown.iter().map(|(facet, value)| {
        let label = words.get(&format!("library-facet-{}", facet.word()));
        let choice = super::set_in(words, &super::value_words(words, *facet, value));
        let said = words.with("library-unknown", &[("filter", label.into()), ("choice", choice.into())]);
        view! { <p class="notice notice--warn" lang=lang dir=dir>{said}</p> }
    });
    each.collect_view().into_any()
}

/// What is chosen by the address and is no choice at all, as far as it is said.
fn not_choices(text: Text, asked: &Asked) -> impl Iterator<Item = (Facet, &str)> {
    asked.chosen().filter(move |(facet, value)| super::known_words(text, *facet, value).is_none()).take(MOST)
}

/// Whether something is asked for that is no choice at all, so that a record may never be found.
pub(super) fn asks_for_none(text: Text, asked: &Asked, page: &Page) -> bool {
    let typed = || page.unknown.iter().any(|(facet, value)| super::known_words(text, *facet, value).is_none());
    not_choices(text, asked).next().is_some() || typed()
}

/// Where the ways lead that stand beside what is no choice: nothing else on the page need lead there.
pub(super) fn ways(text: Text, asked: &Asked) -> Vec<String> {
    not_choices(text, asked).map(|(facet, value)| asked.without_choice(facet, value).path("/library")).collect()
}

/// What is chosen by the address and is no choice at all, each with the way to the rest of the search.
fn no_choices(at: &At, asked: &Asked) -> AnyView {
    let text = at.text;
    let each = not_choices(text, asked).enumerate().map(|(place, (facet, value))| {
        let label = text.get(&format!("library-facet-{}", facet.word()));
        let choice = super::set_in(text, &beginning(value));
        let said = text.with("library-no-choice", &[("filter", label.into()), ("choice", choice.into())]);
        let href = asked.without_choice(facet, value).path("/library");
        let id = format!("library-no-choice-{place}");
        view! { <p class="notice notice--warn">{said}" "<a id=id href=href>{text.get("library-no-choice-off")}</a></p> }
    });
    each.collect_view().into_any()
}

/// What is wrong with a field word.
fn unread_words(at: &At, unread: &Unread) -> String {
    let text = at.text;
    let way = EXAMPLES.into_iter().find(|field| *field == unread.field).unwrap_or("country");
    let example = text.get(&format!("library-how-{way}"));
    if unread.value.is_empty() {
        let values = [("field", unread.field.clone().into()), ("example", example.into())];
        return text.with("library-unread", &values);
    }
    let part = super::set_in(text, &beginning(&unread.part));
    let key = if unread.field == Facet::Year.word() { "library-unread-year" } else { "library-unread-other" };
    text.with(key, &[("part", part.into()), ("example", example.into())])
}

/// The beginning of what somebody typed, which may be long.
fn beginning(said: &str) -> String {
    said.chars().take(LONG).collect()
}
