//! The library and the glossary as pages that need no server: what the export writes. No script, and no address but those of
//! files in the folder and of sources. What belongs here: the frame, and the lists that stand for the search. What stands
//! on a page that is online as well is written there (`record`, `map`, `glossary`).

use std::collections::BTreeMap;

use domain::codes::Language;
use domain::practice::{Practice, PracticeVersion, StoredPractice};
use i18n::Text;
use leptos::prelude::*;
use services::library::Facet;
use taxonomy::glossary::Term;

pub use super::map::Tally;
use super::map::{self};
use super::record::{self, Around};
use super::value_words;
use crate::glossary::{self, Order, Used};
use crate::{Edition, Ways};

/// A record in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The part of its address.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Language of the title.
    pub language: String,
}

impl Entry {
    /// Of a record.
    #[must_use]
    pub fn of(practice: &Practice) -> Self {
        Self { slug: practice.slug.clone(), title: practice.title.clone(), language: practice.language.to_string() }
    }
}

fn text() -> Text {
    Text::of_page(&Language::english())
}

/// How much of the width a page uses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Text,
    Whole,
}

/// A whole page.
fn page(title: &str, ways: &Ways, width: Width, body: impl IntoView) -> String {
    let text = text();
    let class = if width == Width::Whole { "page page--wide" } else { "page" };
    let links = [
        (ways.library(), "shell-library"),
        (ways.map(), "shell-library-map"),
        (ways.glossary(Order::Letter), "shell-glossary"),
    ];
    let links = links.map(|(href, key)| view! { <li><a href=href>{text.get(key)}</a></li> }).collect_view();
    let whole = view! {
        <html lang=text.language() dir=text.direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{title} – Ponte")}</title>
                <link rel="stylesheet" href=ways.style()/>
            </head>
            <body>
                <a class="skip" href="#main">{text.get("shell-skip")}</a>
                <header class="masthead">
                    <a class="brand" href=ways.library()>"Ponte"</a>
                    <nav class="menu" aria-label=text.get("shell-menu")><ul>{links}</ul></nav>
                </header>
                <main id="main" class=class>{body.into_any()}</main>
            </body>
        </html>
    };
    format!("<!DOCTYPE html>{}", whole.to_html())
}

/// The words of a value of a group.
#[must_use]
pub fn value(facet: Facet, value: &str) -> String {
    value_words(text(), facet, value)
}

fn links(ways: &Ways, entries: &[Entry]) -> Vec<AnyView> {
    let link = |entry: &Entry| {
        let href = ways.record(Edition { slug: &entry.slug, older: None });
        let (lang, title) = (entry.language.clone(), entry.title.clone());
        view! { <li><a href=href lang=lang dir="auto">{title}</a></li> }.into_any()
    };
    entries.iter().map(link).collect()
}

/// The first page: every record by the first letter of its title, and the values of each group with their counts.
#[must_use]
pub fn index(ways: &Ways, entries: &[Entry], groups: &BTreeMap<Facet, Vec<(String, usize)>>) -> String {
    let text = text();
    let mut letters: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let first = entry.title.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
        letters.entry(first.unwrap_or_default()).or_default().push(entry.clone());
    }
    let jumps = letters.keys().enumerate();
    let jumps = jumps.map(|(at, letter)| view! { <li><a href=format!("#letter-{at}")>{letter.clone()}</a></li> });
    let parts = letters.iter().enumerate().map(|(at, (letter, entries))| {
        view! {
            <section id=format!("letter-{at}")>
                <h2>{letter.clone()}</h2>
                <ul>{links(ways, entries)}</ul>
            </section>
        }
    });
    let groups = groups.iter().map(|(facet, values)| group(ways, *facet, values));
    let body = view! {
        <h1>{text.get("library-title")}</h1>
        <p class="lede">{text.with("library-count", &[("count", entries.len().into())])}</p>
        {groups.collect_view()}
        <nav class="jumps jumps--letters" aria-label=text.get("export-letters")><ul>{jumps.collect_view()}</ul></nav>
        {parts.collect_view()}
        <p><a href="library.jsonl">{text.get("export-lines")}</a></p>
    };
    page(&text.get("library-title"), ways, Width::Text, body)
}

fn group(ways: &Ways, facet: Facet, values: &[(String, usize)]) -> impl IntoView + use<> {
    let each = values.iter().map(|(code, count)| {
        let href = ways.records(&[(facet, code.as_str())]);
        view! { <li><a href=href>{value(facet, code)}</a>" ("{text().number(*count)}")"</li> }
    });
    let each = each.collect_view();
    let title = text().get(&format!("library-facet-{}", facet.word()));
    view! { <details class="facet"><summary>{title}</summary><ul>{each}</ul></details> }
}

/// The records of one value of a group.
#[must_use]
pub fn list(ways: &Ways, facet: Facet, code: &str, entries: &[Entry]) -> String {
    let title = value(facet, code);
    let body = view! {
        <p class="eyebrow">{text().get(&format!("library-facet-{}", facet.word()))}</p>
        <h1>{title.clone()}</h1>
        <ul>{links(ways, entries)}</ul>
    };
    page(&title, ways, Width::Text, body)
}

/// A record, or one of its older versions, and the terms that it explains.
#[must_use]
pub fn record(ways: &Ways, stored: &StoredPractice, versions: &[PracticeVersion]) -> (String, Vec<&'static Term>) {
    let text = text();
    let slug = &stored.practice.slug;
    let newest = versions.iter().map(|version| version.number).max();
    let older = |number: i32| (Some(number) != newest).then_some(number);
    let above = older(stored.version).map(|_| {
        let href = ways.record(Edition { slug, older: None });
        let newest = text.get("library-newest-version");
        view! { <p class="notice notice--warn">{text.get("export-old")}" "<a href=href>{newest}</a></p> }.into_any()
    });
    let others = versions.iter().filter(|version| version.number != stored.version).map(|version| {
        let words = text.with("library-version", &[("version", version.number.into())]);
        let href = ways.record(Edition { slug, older: older(version.number) });
        view! { <li><a href=href>{words}</a>{format!(", {}", text.date(version.published.date_naive()))}</li> }
    });
    let others: Vec<_> = others.collect();
    let below = (!others.is_empty())
        .then(|| view! { <section><h2>{text.get("export-versions")}</h2><ul>{others}</ul></section> }.into_any());
    let around = Around { above, below, ..Around::default() };
    let (body, explained) = record::body(text, ways, (stored, older(stored.version)), around);
    (page(&stored.practice.title, ways, Width::Text, body), explained)
}

/// The library at a glance.
#[must_use]
pub fn map(ways: &Ways, tally: &Tally) -> String {
    page(&text().get("library-map-title"), ways, Width::Whole, map::body(text(), ways, tally))
}

/// The terms of the glossary in an order.
#[must_use]
pub fn terms(ways: &Ways, order: Order) -> String {
    page(&text().get("glossary-title"), ways, Width::Whole, glossary::all_terms(text(), ways, order))
}

/// A term, with the records that explain it.
#[must_use]
pub fn term(ways: &Ways, term: &'static Term, records: &[Entry]) -> String {
    let used = Used { records: links(ways, records), lists: Vec::new() };
    page(&glossary::titled(term), ways, Width::Text, glossary::term_body(text(), ways, term, used))
}
