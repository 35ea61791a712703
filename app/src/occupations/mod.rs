//! Occupations for what is typed: the source of the picker, and a plain list for those who come by address.

use domain::Result;
use domain::codes::Language;
use leptos::prelude::*;

use crate::field::Choice;
use crate::lookup::MOST;
use crate::{At, page::Document};

/// Occupations that fit what was typed, best first.
pub(crate) fn found(text: &str, reader: &Language) -> Vec<Choice> {
    let hits = taxonomy::occupations::search(text, reader, MOST);
    hits.into_iter().map(|hit| (hit.occupation.to_string(), hit.label.to_owned())).collect()
}

/// The key of the occupation that the words name exactly.
pub(crate) fn exact(text: &str, reader: &Language) -> Option<String> {
    let folded = taxonomy::fold::fold(text);
    let hits = taxonomy::occupations::search(text, reader, MOST);
    let hit = hits
        .into_iter()
        .find(|hit| taxonomy::fold::fold(hit.label) == folded || taxonomy::fold::fold(hit.matched) == folded)?;
    Some(hit.occupation.to_string())
}

/// The label of an occupation in a language.
pub(crate) fn label(occupation: &domain::codes::Occupation, reader: &Language) -> String {
    taxonomy::occupations::find(occupation).map(|entry| entry.label(reader).to_owned()).unwrap_or_default()
}

/// The list.
///
/// # Errors
/// Sign-in needed for a visitor.
pub async fn show(at: At) -> Result<Document> {
    at.scope.actor().account()?;
    let text = at.text;
    let reader = text.language().parse().unwrap_or_else(|_| Language::english());
    let found = found(at.query("q"), &reader);
    let status = text.with("occupations-found", &[("count", found.len().into())]);
    let options = found.into_iter().map(|(id, label)| {
        let words = label.clone();
        view! { <li role="option" aria-selected="false" data-id=id data-label=label>{words}</li> }
    });
    let body = view! {
        <h1>{text.get("occupations-title")}</h1>
        <form class="search" action="/occupations" method="get">
            <label for="occupations-q">{text.get("occupations-search")}</label>
            <input id="occupations-q" name="q" type="search" value=at.query("q").to_owned() autocomplete="off"/>
            <button class="button" type="submit">{text.get("front-search-button")}</button>
        </form>
        <ul role="listbox" aria-label=text.get("occupations-title") data-status=status>{options.collect_view()}</ul>
    };
    Ok(Document::new(text.get("occupations-title"), body))
}
