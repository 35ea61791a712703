//! One term: what it means, where that stands, what it is called elsewhere, what it must not be taken for, and which
//! records use it.

use domain::codes::Language;
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;
use services::library::Query;
use taxonomy::glossary::{Source, Term};

use super::{Order, address, elements, titled};
use crate::{At, Edition, Ways, page::Document};

/// How many records that use a term are named.
const RECORDS: usize = 6;

/// How many words for a term are looked for.
const WORDS: usize = 4;

/// The page.
///
/// # Errors
/// Not found for an address without a term.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let term = taxonomy::glossary::find(at.raw_param("term")?).ok_or(Error::NotFound)?;
    let used = used(&at, term).await?;
    let body = view! { {body(text, &Ways::Online, term, used)}{data(&at, term)} };
    Ok(Document::new(titled(term), body))
}

/// The records that use a term: some of them, and ways to all of them.
#[derive(Default)]
pub(crate) struct Used {
    /// Links to records.
    pub records: Vec<AnyView>,
    /// Links to lists of records.
    pub lists: Vec<AnyView>,
}

/// What stands on the page.
pub(crate) fn body(text: Text, ways: &Ways, term: &'static Term, used: Used) -> AnyView {
    let more = (!term.more.is_empty()).then(|| view! { <p>{term.more.clone()}</p> });
    let topic = format!("{}#topic-{}", ways.glossary(Order::Topic), term.topic);
    view! {
        <nav class="breadcrumb" aria-label=text.get("glossary-way")>
            <ol>
                <li><a href=ways.glossary(Order::Letter)>{text.get("glossary-title")}</a></li>
                <li><a href=topic>{text.get(&format!("glossary-topic-{}", term.topic))}</a></li>
            </ol>
        </nav>
        <h1>{titled(term)}</h1>
        <p class="lede">{term.definition.clone()}</p>
        {more}
        {elements(text, term)}
        {apart(text, ways, term)}
        {sources(text, term)}
        {said(text, term)}
        {related(text, ways, term)}
        {records(text, used)}
    }
    .into_any()
}

/// What it must not be taken for.
fn apart(text: Text, ways: &Ways, term: &'static Term) -> Option<AnyView> {
    let pairs = term.apart().map(|apart| {
        view! {
            <div>
                <dt><a href=ways.term(&apart.term.slug)>{apart.term.name.clone()}</a></dt>
                <dd>{apart.why}</dd>
            </div>
        }
    });
    let pairs: Vec<_> = pairs.collect();
    (!pairs.is_empty()).then(|| {
        view! {
            <section class="panel">
                <h2>{text.get("glossary-apart")}</h2>
                <dl class="apart">{pairs}</dl>
            </section>
        }
        .into_any()
    })
}

/// The instruments, with the place in each, and the code of the classification of crimes.
fn sources(text: Text, term: &'static Term) -> Option<AnyView> {
    let each = term.sources().map(|Source { instrument, article }| {
        let title = match instrument.address.clone() {
            Some(href) => view! { <a href=href rel="noopener noreferrer">{instrument.title.clone()}</a> }.into_any(),
            None => instrument.title.clone().into_any(),
        };
        // An empty text would be written as a space.
        let place = (!article.is_empty()).then(|| format!(", {article}"));
        view! { <li>{title}{place}<span class="meta">{format!(". {}, {}", instrument.by, instrument.year)}</span></li> }
    });
    let each: Vec<_> = each.collect();
    let code = term.iccs.clone().map(|code| text.with("glossary-iccs", &[("code", code.into())]));
    if each.is_empty() && code.is_none() {
        return None;
    }
    Some(
        view! {
            <section class="sources">
                <h2>{text.get("glossary-sources")}</h2>
                <ol>{each}</ol>
                {code.map(|code| view! { <p class="meta">{code}</p> })}
            </section>
        }
        .into_any(),
    )
}

/// What it is called: other English words, and the words of other languages.
fn said(text: Text, term: &'static Term) -> Option<AnyView> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let english = Language::english();
    let mut languages: Vec<&Language> = term.said.keys().chain(term.alike.keys()).collect();
    languages.sort_by_key(|language| taxonomy::languages::name(language, &reader).unwrap_or_default());
    languages.dedup();
    let rows = languages.into_iter().map(|language| {
        let own = if *language == english { Some(term.name.as_str()) } else { None };
        let words: Vec<&str> = term.words(language).filter(|word| Some(*word) != own).collect();
        let name = taxonomy::languages::name(language, &reader).unwrap_or_default();
        let direction = i18n::direction(language.as_str());
        view! {
            <div>
                <dt>{name}</dt>
                <dd lang=language.to_string() dir=direction>{words.join("; ")}</dd>
            </div>
        }
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get("glossary-said")}</h2>
                <dl class="facts">{rows}</dl>
                <p class="meta">{text.get("glossary-said-note")}</p>
            </section>
        }
        .into_any()
    })
}

fn related(text: Text, ways: &Ways, term: &'static Term) -> Option<AnyView> {
    let links: Vec<_> = term
        .related()
        .map(|other| view! { <li><a href=ways.term(&other.slug)>{other.name.clone()}</a></li> })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get("glossary-see")}</h2>
                <ul class="inline">{links}</ul>
            </section>
        }
        .into_any()
    })
}

/// Records of the library that use the term, by its name or by another word for it.
async fn used(at: &At, term: &'static Term) -> Result<Used> {
    let text = at.text;
    let Used { mut records, mut lists } = Used::default();
    let mut seen = Vec::new();
    let english = Language::english();
    let words = term.words(&english).filter(|_| term.is_telling()).take(WORDS);
    for word in words {
        let query = Query { words: format!("\"{word}\""), size: RECORDS, ..Query::default() };
        let way = serde_html_form::to_string([("q", query.words.as_str())]).unwrap_or_default();
        let page = services::library::search(&at.scope, query).await?;
        // What was found for other words than these says nothing about the term.
        if page.total == 0 || page.corrected.is_some() {
            continue;
        }
        let found = services::library::found(&at.scope, &page).await?;
        for hit in page.hits {
            if seen.contains(&hit.id) || records.len() >= RECORDS {
                continue;
            }
            seen.push(hit.id);
            let stored = found.iter().find(|stored| stored.id == hit.id);
            let lang = stored.and_then(|stored| crate::library::foreign(text, &stored.practice));
            let href = Ways::Online.record(Edition { slug: &hit.slug, older: None });
            records.push(view! { <li><a href=href lang=lang>{hit.title}</a></li> }.into_any());
        }
        let said = text.with("glossary-used-word", &[("word", word.into()), ("count", page.total.into())]);
        lists.push(view! { <li><a href=format!("/library?{way}")>{said}</a></li> }.into_any());
    }
    Ok(Used { records, lists })
}

fn records(text: Text, Used { records, lists }: Used) -> Option<AnyView> {
    if records.is_empty() {
        return None;
    }
    let lists = (!lists.is_empty()).then(|| {
        view! {
            <h3>{text.get("glossary-used-all")}</h3>
            <ul class="inline">{lists}</ul>
        }
    });
    Some(
        view! {
            <section>
                <h2>{text.get("glossary-used")}</h2>
                <ul>{records}</ul>
                {lists}
            </section>
        }
        .into_any(),
    )
}

/// The term for machines, in the words of schema.org. A block of data runs nothing, so the policy of the page lets it be.
fn data(at: &At, term: &Term) -> impl IntoView + use<> {
    let set = at.scope.link("/glossary");
    let described = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": at.scope.link(&address(term)),
        "url": at.scope.link(&address(term)),
        "name": term.name,
        "description": term.definition,
        "termCode": term.slug,
        "alternateName": term.words(&Language::english()).skip(1).collect::<Vec<_>>(),
        "inDefinedTermSet": {
            "@type": "DefinedTermSet", "@id": set, "name": at.text.get("glossary-title"), "inLanguage": "en",
        },
    });
    // Nothing in it can end the element.
    let described = described.to_string().replace('<', "\\u003c");
    view! { <script type="application/ld+json">{described}</script> }
}
