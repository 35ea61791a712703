//! The library as pages that need no server: what the export writes. No script, no address that is not relative but
//! those that lead to sources.

use std::collections::BTreeMap;

use domain::codes::Language;
use domain::practice::{Practice, PracticeVersion, StoredPractice};
use i18n::Text;
use leptos::prelude::*;
use services::cite::Format;
use services::library::Facet;

use super::{markdown, value_words};

/// The groups that have pages of their own.
pub const GROUPS: &[Facet] = &[Facet::Country, Facet::Sector];

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

/// A whole page; `up` leads from its folder to the top.
fn page(title: &str, up: &str, body: impl IntoView) -> String {
    let text = text();
    let whole = view! {
        <html lang=text.language() dir=text.direction()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{title} – Ponte")}</title>
                <link rel="stylesheet" href=format!("{up}style.css")/>
            </head>
            <body>
                <header class="masthead">
                    <a class="brand" href=format!("{up}index.html")>"Ponte"</a>
                </header>
                <main id="main" class="page">{body.into_any()}</main>
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

fn links(entries: &[Entry], up: &str) -> impl IntoView + use<> {
    let each: Vec<_> = entries
        .iter()
        .map(|entry| {
            let href = format!("{up}records/{}.html", entry.slug);
            view! { <li><a href=href lang=entry.language.clone()>{entry.title.clone()}</a></li> }
        })
        .collect();
    view! { <ul>{each}</ul> }
}

/// The first page: every record by the first letter of its title, and the values of each group with their counts.
#[must_use]
pub fn index(entries: &[Entry], groups: &BTreeMap<Facet, Vec<(String, usize)>>) -> String {
    let text = text();
    let mut letters: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let first = entry.title.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
        letters.entry(first.unwrap_or_default()).or_default().push(entry.clone());
    }
    let jumps: Vec<_> = letters
        .keys()
        .enumerate()
        .map(|(at, letter)| view! { <a href=format!("#letter-{at}")>{letter.clone()}</a>" " })
        .collect();
    let parts: Vec<_> = letters
        .values()
        .zip(letters.keys())
        .enumerate()
        .map(|(at, (entries, letter))| {
            view! { <section id=format!("letter-{at}")><h2>{letter.clone()}</h2>{links(entries, "")}</section> }
        })
        .collect();
    let groups: Vec<_> = groups
        .iter()
        .map(|(facet, values)| {
            let each: Vec<_> = values
                .iter()
                .map(|(code, count)| {
                    let href = format!("{}/{code}.html", facet.word());
                    view! { <li><a href=href>{value(*facet, code)}</a>{format!(" ({count})")}</li> }
                })
                .collect();
            let title = text.get(&format!("library-facet-{}", facet.word()));
            view! { <details class="facet"><summary>{title}</summary><ul>{each}</ul></details> }
        })
        .collect();
    let body = view! {
        <h1>{text.get("library-title")}</h1>
        <p class="lede">{text.with("library-count", &[("count", entries.len().into())])}</p>
        {groups}
        <nav aria-label=text.get("export-letters")><p>{jumps}</p></nav>
        {parts}
        <p><a href="library.jsonl">{text.get("export-lines")}</a></p>
    };
    page(&text.get("library-title"), "", body)
}

/// The records of one value of a group.
#[must_use]
pub fn list(facet: Facet, code: &str, entries: &[Entry]) -> String {
    let title = value(facet, code);
    let text = text();
    let body = view! {
        <p class="eyebrow">{text.get(&format!("library-facet-{}", facet.word()))}</p>
        <h1>{title.clone()}</h1>
        {links(entries, "../")}
    };
    page(&title, "../", body)
}

/// The name of the page of a record's version; the newest has none of its own.
#[must_use]
pub fn file(slug: &str, version: Option<i32>) -> String {
    version.map_or_else(|| format!("{slug}.html"), |number| format!("{slug}.v{number}.html"))
}

/// A record, or one of its older versions.
#[must_use]
pub fn record(stored: &StoredPractice, versions: &[PracticeVersion]) -> String {
    let text = text();
    let practice = &stored.practice;
    let language = practice.language.to_string();
    let newest = versions.iter().map(|version| version.number).max();
    let name = |number: i32| file(&practice.slug, (Some(number) != newest).then_some(number));
    let others: Vec<_> = versions
        .iter()
        .map(|version| {
            let words = text.with("library-version", &[("version", i64::from(version.number).into())]);
            let day = text.date(version.published.date_naive());
            view! { <li><a href=name(version.number)>{words}</a>{format!(", {day}")}</li> }
        })
        .collect();
    let old = (Some(stored.version) != newest).then(|| view! { <p class="notice">{text.get("export-old")}</p> });
    let cited: Vec<_> = (old.is_none())
        .then(|| Format::ALL.iter())
        .into_iter()
        .flatten()
        .map(|format| view! { <a href=format!("{}.{}", practice.slug, format.ending())>{format.name()}</a>" " })
        .collect();
    let body = view! {
        <p class="eyebrow">{text.get(&format!("library-kind-{}", practice.kind))}</p>
        <h1 lang=language.clone() dir="auto">{practice.title.clone()}</h1>
        <p class="lede" lang=language>{practice.summary.clone()}</p>
        {old}
        {facts(practice)}
        <p class="notice">{text.get(&format!("library-evidence-{}-means", practice.evidence))}</p>
        {told(practice)}
        {sources(practice)}
        <section><h2>{text.get("export-versions")}</h2><ul>{others}</ul><p>{cited}</p></section>
    };
    page(&practice.title, "../", body)
}

fn facts(practice: &Practice) -> impl IntoView + use<> {
    let text = text();
    let rows: Vec<_> = Facet::ALL
        .iter()
        .filter(|facet| !facet.values(practice).is_empty())
        .map(|facet| {
            let values: Vec<_> = facet
                .values(practice)
                .into_iter()
                .map(|code| {
                    let words = value(*facet, &code);
                    if GROUPS.contains(facet) {
                        let href = format!("../{}/{code}.html", facet.word());
                        view! { <a href=href>{words}</a>" " }.into_any()
                    } else {
                        view! { <span>{words}</span>" " }.into_any()
                    }
                })
                .collect();
            let label = text.get(&format!("library-facet-{}", facet.word()));
            view! { <div><dt>{label}</dt><dd>{values}</dd></div> }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }
}

fn told(practice: &Practice) -> impl IntoView + use<> {
    let parts: Vec<_> = practice
        .parts()
        .map(|(section, told)| {
            let (heading, spoken) = section.heading(&practice.language);
            view! { <section><h2 lang=spoken>{heading}</h2><div inner_html=markdown::html(told)></div></section> }
        })
        .collect();
    let actors: Vec<_> = practice.actors.iter().map(|actor| view! { <li>{actor.name.clone()}</li> }).collect();
    let actors = (!actors.is_empty())
        .then(|| view! { <section><h2>{text().get("library-actors")}</h2><ul>{actors}</ul></section> });
    let rest = markdown::html(&practice.body);
    view! {
        <div class="prose" lang=practice.language.to_string()>{parts}<div inner_html=rest></div></div>
        {actors}
    }
}

fn sources(practice: &Practice) -> impl IntoView + use<> {
    let each: Vec<_> = practice
        .sources
        .iter()
        .map(|source| {
            let said = [source.publisher.clone(), source.year.map(|year| year.to_string()).unwrap_or_default()];
            let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            let title = match source.url.clone() {
                Some(url) => view! { <a href=url rel="noopener noreferrer">{source.title.clone()}</a> }.into_any(),
                None => view! { <span>{source.title.clone()}</span> }.into_any(),
            };
            view! { <li>{title}{format!(". {said}")}</li> }
        })
        .collect();
    view! { <section class="sources"><h2>{text().get("library-sources")}</h2><ol>{each}</ol></section> }
}
