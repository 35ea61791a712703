//! A record: what it says, how well it is known, and where it can be checked.

use domain::Result;
use domain::practice::{Practice, StoredPractice, UNSTATED};
use i18n::Text;
use leptos::prelude::*;
use services::library::{Facet, Query};

use super::{markdown, value_words};
use crate::{At, page::Document};

/// How many related records are named.
const RELATED: usize = 4;

/// The page.
///
/// # Errors
/// Not found for an address without a record.
pub async fn show(at: At) -> Result<Document> {
    let StoredPractice { practice, version, published, .. } =
        services::library::find(&at.scope, at.raw_param("slug")?).await?;
    let text = at.text;
    let related = related(&at, &practice).await?;
    let language = practice.language.to_string();
    let parts = parts(&practice);
    let kind = text.get(&format!("library-kind-{}", practice.kind));
    let evidence = text.get(&format!("library-evidence-{}-means", practice.evidence));
    let actors = practice.actors.iter().map(|actor| {
        let part = text.find(&format!("library-part-{}", actor.part), &[]).unwrap_or_else(|| actor.part.clone());
        view! { <li>{format!("{} ({part})", actor.name)}</li> }
    });
    let actors: Vec<_> = actors.collect();
    let actors = (!actors.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get("library-actors")}</h2>
                <ul>{actors}</ul>
            </section>
        }
    });
    let cite = format!(
        " ({}). Ponte, {}. {}",
        practice.year,
        text.with("library-version", &[("version", i64::from(version).into())]),
        text.date(published.date_naive())
    );
    let licence = if practice.licence == UNSTATED {
        text.get("library-licence-unstated")
    } else {
        text.with("library-licence", &[("licence", practice.licence.clone().into())])
    };
    let body = view! {
        <p class="eyebrow">{kind}</p>
        <h1 lang=language.clone()>{practice.title.clone()}</h1>
        <p class="lede" lang=language.clone()>{practice.summary.clone()}</p>
        {facts(text, &practice)}
        <p class="notice">{evidence}</p>
        {parts}
        {actors}
        {sources(text, &practice)}
        {related}
        <section>
            <h2>{text.get("library-cite")}</h2>
            <p><span lang=language>{practice.title.clone()}</span>{cite}</p>
            <p class="meta">{licence}</p>
        </section>
    };
    Ok(Document::new(practice.title, body))
}

/// What it tells, part by part, under headings in its own language where there are some.
fn parts(practice: &Practice) -> impl IntoView + use<> {
    let language = practice.language.to_string();
    let parts = practice.parts().map(|(section, told)| {
        let (heading, spoken) = section.heading(&practice.language);
        let lang = (spoken != language).then_some(spoken);
        view! {
            <section id=section.word()>
                <h2 lang=lang>{heading}</h2>
                <div inner_html=markdown::html(told)></div>
            </section>
        }
    });
    let parts = parts.collect_view();
    let rest = markdown::html(&practice.body);
    view! { <div class="prose" lang=language>{parts}<div inner_html=rest></div></div> }
}

fn facts(text: Text, practice: &Practice) -> impl IntoView + use<> {
    let rows = Facet::ALL.iter().filter_map(|facet| {
        let values = facet.values(practice);
        let words: Vec<String> = values.iter().map(|value| value_words(text, *facet, value)).collect();
        let links = values.iter().zip(words).enumerate().map(|(index, (value, words))| {
            let query = serde_html_form::to_string([(facet.word(), value.as_str())]).unwrap_or_default();
            let comma = if index > 0 { ", " } else { "" };
            view! { {comma}<a href=format!("/library?{query}")>{words}</a> }
        });
        let links = links.collect_view();
        let label = text.get(&format!("library-facet-{}", facet.word()));
        (!values.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{links}</dd></div> })
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }
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

/// Records of the same sector, or else of the same approach.
async fn related(at: &At, practice: &Practice) -> Result<Option<AnyView>> {
    let values = |facet: Facet| facet.values(practice).into_iter().next().map(|value| (facet, vec![value]));
    let Some(chosen) = values(Facet::Sector).or_else(|| values(Facet::Approach)) else { return Ok(None) };
    let query = Query { facets: [chosen].into(), size: RELATED + 1, ..Query::default() };
    let page = services::library::search(&at.scope, query).await?;
    let found = services::library::found(&at.scope, &page).await?;
    let others: Vec<_> = page.hits.into_iter().filter(|hit| hit.slug != practice.slug).take(RELATED).collect();
    if others.is_empty() {
        return Ok(None);
    }
    let links = others.into_iter().map(|hit| {
        let other = found.iter().find(|stored| stored.id == hit.id);
        let lang = other.and_then(|stored| super::foreign(at.text, &stored.practice));
        view! { <li><a href=format!("/library/{}", hit.slug) lang=lang>{hit.title}</a></li> }
    });
    let links = links.collect_view();
    Ok(Some(
        view! {
            <section>
                <h2>{at.text.get("library-related")}</h2>
                <ul>{links}</ul>
            </section>
        }
        .into_any(),
    ))
}
