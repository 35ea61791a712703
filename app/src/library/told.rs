//! What a record says, published or not: facts, evidence, parts, who took part, and where it can be checked.

use domain::practice::{LibrarySector, Practice};
use i18n::Text;
use leptos::prelude::*;
use services::library::Facet;

use super::{apart, markdown, value_words};
use crate::{Ways, glossary};

/// The page that shows what a record says.
pub(crate) struct Place<'a> {
    /// The list of its files, as they are to be had there.
    pub files: Option<AnyView>,
    /// The terms that the page explains elsewhere: what opens them is there already.
    pub elsewhere: &'a [&'a str],
    /// Whether the page is the record's: a page has one heading of the first level.
    pub whole: bool,
    /// What facets and their values are called for the reader.
    pub facets: Text,
    /// What is written of a group and does not read, in a draft: it is said in the place of its values.
    pub unread: &'a [(Facet, String)],
}

/// What a record says, published or not: all but what only a published one has; and the terms that it explains.
pub(crate) fn told(
    text: Text,
    ways: &Ways,
    practice: &Practice,
    Place { files, elsewhere, whole, facets, unread }: Place<'_>,
) -> (AnyView, markdown::Explained) {
    let language = practice.language.to_string();
    let (summary, parts, explained) = parts(ways, practice);
    let opened: Vec<_> =
        explained.iter().copied().filter(|term| !elsewhere.iter().any(|slug| *slug == term.slug)).collect();
    let kind = facets.get(&format!("library-kind-{}", practice.kind));
    let (kind_lang, kind_dir) = apart(text, facets);
    let evidence = text.get(&format!("library-evidence-{}-means", practice.evidence));
    let grades = view! { <a href=ways.term("evidence-grades")>{text.get("library-evidence-grades")}</a> };
    let (title, lang) = (practice.title.clone(), language.clone());
    let title = if whole {
        view! { <h1 lang=lang dir="auto">{title}</h1> }.into_any()
    } else {
        view! { <h2 class="preview__title" lang=lang dir="auto">{title}</h2> }.into_any()
    };
    let told = view! {
        <p class="eyebrow" lang=kind_lang dir=kind_dir>{kind}</p>
        {title}
        <p class="lede" lang=language dir="auto" inner_html=summary></p>
        {facts((text, facets), ways, practice, unread)}
        <p class="notice">{evidence}" "{grades}</p>
        {parts}
        {glossary::explanations(text, ways, &opened)}
        {actors(text, practice)}
        {files}
        {sources(text, practice)}
    };
    (told.into_any(), explained)
}

/// Its summary as HTML; what it tells, part by part, under headings in its own language where there are some; and the
/// terms that both explain.
fn parts(ways: &Ways, practice: &Practice) -> (String, impl IntoView + use<>, markdown::Explained) {
    let language = practice.language.to_string();
    let mut explained = markdown::Explained::new();
    let summary = markdown::line_with_terms(&practice.plain_summary(), &practice.language, ways, &mut explained);
    let mut html = |told: &str| markdown::html_with_terms(told, &practice.language, ways, &mut explained);
    let parts: Vec<_> = practice
        .parts()
        .map(|(section, told)| {
            let (heading, spoken) = section.heading(&practice.language);
            let lang = (spoken != language).then_some(spoken);
            view! {
                <section id=section.word()>
                    <h2 lang=lang>{heading}</h2>
                    <div inner_html=html(told)></div>
                </section>
            }
        })
        .collect();
    let rest = html(&practice.body);
    let direction = i18n::direction(&language);
    let parts = view! {
        <div class="prose" lang=language dir=direction>{parts}<div inner_html=rest></div></div>
    };
    (summary, parts, explained)
}

fn facts(
    (text, facets): (Text, Text),
    ways: &Ways,
    practice: &Practice,
    unread: &[(Facet, String)],
) -> impl IntoView + use<> {
    let (lang, dir) = apart(text, facets);
    let rows = Facet::ALL.iter().filter_map(|facet| {
        let label = facets.get(&format!("library-facet-{}", facet.word()));
        if let Some((_, said)) = unread.iter().find(|(of, _)| of == facet) {
            let (left_out, said) = (text.get("library-left-out"), said.clone());
            let row =
                view! { <div><dt lang=lang dir=dir>{label}</dt><dd>{left_out}" "<q dir="auto">{said}</q></dd></div> };
            return Some(row.into_any());
        }
        let values = facet.values(practice);
        let words: Vec<String> = values.iter().map(|value| value_words(facets, *facet, value)).collect();
        let links = values.iter().zip(words).enumerate().map(|(index, (value, words))| {
            let comma = if index > 0 { ", " } else { "" };
            let code = (*facet == Facet::Sector).then(|| isic(text, value)).flatten();
            view! { {comma}<a href=ways.records(&[(*facet, value.as_str())])>{words}</a>{code} }
        });
        let links = links.collect_view();
        (!values.is_empty()).then(|| view! { <div lang=lang dir=dir><dt>{label}</dt><dd>{links}</dd></div> }.into_any())
    });
    view! { <dl class="facts">{rows.collect_view()}{topics(text, ways, practice)}</dl> }
}

/// Where a sector lies in ISIC, with the titles that it gives there, which are English.
fn isic(text: Text, sector: &str) -> Option<AnyView> {
    let codes = sector.parse::<LibrarySector>().ok()?.isic();
    let named = codes.iter().map(|code| {
        let title = code.parse().ok().and_then(|code| taxonomy::sectors::title(&code));
        title.map_or_else(|| (*code).to_owned(), |title| format!("{code} {title}"))
    });
    let named = named.collect::<Vec<_>>().join("; ");
    (!codes.is_empty()).then(|| {
        let said = text.with("library-isic", &[("codes", named.into())]);
        view! { " "<span class="meta" lang="en" dir="ltr">{format!("({said})")}</span> }.into_any()
    })
}

/// What the record is about in its own words, each leading to the records that name it.
fn topics(text: Text, ways: &Ways, practice: &Practice) -> Option<AnyView> {
    let links = practice.topics.iter().enumerate().map(|(index, topic)| {
        let comma = if index > 0 { ", " } else { "" };
        let topic = match ways.topic(topic) {
            Some(href) => view! { <a href=href>{topic.clone()}</a> }.into_any(),
            None => topic.clone().into_any(),
        };
        view! { {comma}{topic} }
    });
    let links: Vec<_> = links.collect();
    let (label, lang) = (text.get("library-topics"), practice.language.to_string());
    (!links.is_empty()).then(|| view! { <div><dt>{label}</dt><dd lang=lang dir="auto">{links}</dd></div> }.into_any())
}

fn sources(text: Text, practice: &Practice) -> impl IntoView + use<> {
    let each = practice.sources.iter().map(|source| {
        let said = [Some(source.publisher.clone()), source.year.map(|year| year.to_string())];
        let said: Vec<String> = said.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let line = if said.is_empty() { String::new() } else { format!("{}. ", said.join(", ")) };
        let title = match source.url.clone() {
            Some(url) => view! { <a href=url rel="noopener noreferrer nofollow">{source.title.clone()}</a> }.into_any(),
            None => source.title.clone().into_any(),
        };
        let seen = source.accessed.map(|day| text.with("library-accessed", &[("day", text.date(day).into())]));
        view! { <li>{title}{format!(". {line}")}{seen}</li> }
    });
    let each = each.collect_view();
    view! {
        <section class="sources">
            <h2>{text.get("library-sources")}</h2>
            <ol>{each}</ol>
            <p class="meta">{text.get("library-sources-note")}</p>
        </section>
    }
}

fn actors(text: Text, practice: &Practice) -> Option<AnyView> {
    let actors = practice.actors.iter().map(|actor| {
        let part = text.find(&format!("library-part-{}", actor.part), &[]).unwrap_or_else(|| actor.part.clone());
        view! { <li>{format!("{} ({part})", actor.name)}</li> }
    });
    let actors: Vec<_> = actors.collect();
    (!actors.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get("library-actors")}</h2>
                <ul>{actors}</ul>
            </section>
        }
        .into_any()
    })
}
