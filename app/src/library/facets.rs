//! The facets: groups of choices with counts, all in the address.

use domain::practice::Practice;
use i18n::Text;
use leptos::prelude::*;
use services::library::{Count, Facet, Page};

use super::{apart, known_words, set_in, value_words, words};
use crate::At;
use crate::glossary::term_link;

/// How many choices of a group are in view at once, and more where more are chosen.
const IN_VIEW: usize = 8;

/// How many countries the line of a record names.
const IN_LINE: usize = 3;

/// Approaches, each with the term of the glossary that says what it is.
const APPROACHES: [(&str, &str); 3] = [
    ("community", "community-approach"),
    ("regulatory-disruption", "regulatory-disruption"),
    ("private-sector", "private-sector-approach"),
];

/// Between the facts of a line: one that is too long breaks behind a dot, never before it.
const BETWEEN: &str = "\u{a0}· ";

/// The facts of a record in one line, in the reader's words: what it is, where, how well it is known, from when, and in
/// which language if it is not the reader's.
pub(super) fn line(words: Text, practice: &Practice) -> String {
    let named = |facet: Facet| {
        let values = facet.values(practice).into_iter().take(IN_LINE);
        values.map(|value| value_words(words, facet, &value)).collect::<Vec<_>>().join(", ")
    };
    let kind = words.get(&format!("library-kind-{}", practice.kind));
    let mut places = named(Facet::Country);
    if places.is_empty() {
        places = named(Facet::Region);
    }
    let is_own = practice.language.to_string() == words.language();
    let language = if is_own { String::new() } else { named(Facet::Language) };
    let parts = [kind, places, named(Facet::Evidence), practice.year.to_string(), language];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(BETWEEN)
}

/// What a choice is called. One that an address asks for and there is not is said to be none.
fn choice_words(words: Text, facet: Facet, count: &Count) -> String {
    let value = || set_in(words, &count.value);
    let none = || words.with("library-facet-unknown", &[("value", value().into())]);
    match known_words(words, facet, &count.value) {
        Some(known) => known,
        None if count.count == 0 => none(),
        None => count.value.clone(),
    }
}

/// Buttons that explain what those choices of a group mean that are shown, in the page's own language.
fn explained(at: &At, facet: Facet, apart: bool, is_shown: impl Fn(&str) -> bool) -> Vec<AnyView> {
    let text = at.text;
    let approach = |(word, slug): (&str, &'static str)| {
        let means = [("approach", value_words(text, Facet::Approach, word).into())];
        (text.with("library-explain-approach", &means), slug)
    };
    let terms = match facet {
        Facet::Approach => {
            let shown = APPROACHES.into_iter().filter(|(word, _)| is_shown(word));
            shown.map(approach).collect()
        }
        Facet::Role => vec![(text.get("library-explain-role"), "source-transit-destination")],
        Facet::Evidence => vec![(text.get("library-evidence-grades"), "evidence-grades")],
        _ => Vec::new(),
    };
    let (lang, dir) = (apart.then(|| text.language()), apart.then(|| text.direction()));
    let links = terms.into_iter().filter_map(|(words, slug)| term_link(text, words, slug));
    links.map(|link| view! { <div class="hint" lang=lang dir=dir>{link}</div> }.into_any()).collect()
}

/// The groups.
pub(super) fn groups(at: &At, page: &Page) -> impl IntoView + use<> {
    // Headings and values are in the reader's own language, whatever the page is in.
    let text = words(at);
    let (lang, dir) = apart(at.text, text);
    let groups = page.facets.iter().filter(|(_, counts)| !counts.is_empty());
    let groups = groups.map(move |(facet, counts)| {
        // The ids let the page keep the focus, and what is open, when results come while a person types.
        let group = format!("filters-{}", facet.word());
        let open = counts.iter().any(|count| count.chosen) || matches!(facet, Facet::Sector | Facet::Approach);
        let choices: Vec<_> = counts
            .iter()
            .map(|count| {
                let words = choice_words(text, *facet, count);
                let id = format!("facet-{}-{}", facet.word(), count.value);
                let number = text.number(i64::try_from(count.count).unwrap_or(i64::MAX));
                view! {
                    <label class="choice">
                        <input id=id type="checkbox" name=facet.word() value=count.value.clone() checked=count.chosen/>
                        <span><span>{words}</span>" "<span class="count">{number}</span></span>
                    </label>
                }
                .into_any()
            })
            .collect();
        let mut first = choices;
        // The chosen ones come first, and are in view even where the rest stays folded as a person left it.
        let in_view = counts.iter().filter(|count| count.chosen).count().max(IN_VIEW);
        let rest = first.split_off(first.len().min(in_view));
        let more = (!rest.is_empty()).then(|| {
            view! {
                <details class="more" id=format!("{group}-more")>
                    <summary id=format!("{group}-more-summary")>{text.get("library-facet-more")}</summary>
                    {rest}
                </details>
            }
        });
        let is_shown = |word: &str| counts.iter().any(|count| count.value == word);
        let explanations = explained(at, *facet, lang.is_some(), is_shown);
        let title = text.get(&format!("library-facet-{}", facet.word()));
        view! {
            <details class="facet" id=group.clone() open=open lang=lang dir=dir>
                <summary id=format!("{group}-summary")>{title.clone()}</summary>
                <fieldset>
                    <legend class="visually-hidden">{title}</legend>
                    {first}
                    {more}
                    {explanations}
                </fieldset>
            </details>
        }
    });
    groups.collect_view()
}
