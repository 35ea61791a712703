//! A record: what it says, how well it is known, and where it can be checked.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::policy::PublishPractice;
use domain::practice::{LibrarySector, Practice, StoredPractice, UNSTATED, Withdrawn};
use domain::{Error, Problem, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::library::{Facet, LONGEST_REASON};

use super::{apart, cite, markdown, value_language, value_words, words};
use crate::field::Fields;
use crate::{At, Done, Edition, Form, Ways, glossary, page::Document};

/// How many related records are named.
const RELATED: usize = 4;

/// The page.
///
/// # Errors
/// Not found for an address without a record.
pub async fn show(at: At) -> Result<Document> {
    let slug = at.raw_param("slug")?;
    match services::library::find(&at.scope, slug).await {
        Ok(stored) => {
            let moves = moves(&at);
            article(&at, stored, (None, moves)).await
        }
        Err(Error::NotFound) => {
            let withdrawn = services::library::withdrawn(&at.scope, slug).await?.ok_or(Error::NotFound)?;
            Ok(self::withdrawn(&at, &withdrawn))
        }
        Err(other) => Err(other),
    }
}

/// The page of one version; one that is not the newest says so.
pub(super) async fn version(at: &At, stored: StoredPractice) -> Result<Document> {
    let slug = &stored.practice.slug;
    let newest = services::library::find(&at.scope, slug).await?.version;
    let said = (newest != stored.version).then(|| {
        let said = at.text.with("library-older-version", &[("version", stored.version.into())]);
        let link = at.text.get("library-newest-version");
        view! { <p class="notice notice--warn">{said}" "<a href=format!("/library/{slug}")>{link}</a></p> }.into_any()
    });
    article(at, stored, (said, None)).await
}

/// The page that is left of a record that was taken back.
pub(super) fn withdrawn(at: &At, withdrawn: &Withdrawn) -> Document {
    let text = at.text;
    let practice = &withdrawn.last.practice;
    let taken = text.with("library-withdrawn-cite", &[("day", text.date(withdrawn.at.date_naive()).into())]);
    let body = view! {
        <p class="eyebrow">{text.get(&format!("library-kind-{}", practice.kind))}</p>
        <h1 lang=practice.language.to_string() dir="auto">{practice.title.clone()}</h1>
        {why_withdrawn(text, withdrawn)}
        <section>
            <h2>{text.get("library-cite")}</h2>
            <p>{cite::line(text, &withdrawn.last)}". "{taken}</p>
            {cite::identifier(text, &withdrawn.last)}
            <p class="meta"><a href=format!("/library/{}/versions", practice.slug)>{text.get("versions-title")}</a></p>
        </section>
        <p><a href="/library">{text.get("library-all")}</a></p>
    };
    let title = format!("{} – {}", practice.title, text.get("library-withdrawn-title"));
    Document::new(title, body).status(StatusCode::GONE)
}

/// That a record was taken back, when and why.
pub(super) fn why_withdrawn(text: Text, withdrawn: &Withdrawn) -> impl IntoView + use<> {
    let day = text.with("library-withdrawn-day", &[("day", text.date(withdrawn.at.date_naive()).into())]);
    let why = (!withdrawn.reason.is_empty()).then(|| {
        view! {
            <p>{text.get("library-withdrawn-why")}</p>
            <p dir="auto">{withdrawn.reason.clone()}</p>
        }
    });
    view! {
        <div class="notice notice--warn">
            <p><strong>{text.get("library-withdrawn-title")}</strong></p>
            <p>{day}</p>
            {why}
        </div>
    }
}

async fn article(
    at: &At,
    stored: StoredPractice,
    (above, below): (Option<AnyView>, Option<AnyView>),
) -> Result<Document> {
    // What stands above an older version says that it is one; every other address of the newest is the record's own.
    let older = above.is_some().then_some(stored.version);
    let edition = Edition { slug: &stored.practice.slug, older };
    let head = cite::head(at, &stored, &Ways::Online.work(edition));
    let related = related(at, &stored).await?;
    let href = format!("/library/{}/versions", stored.practice.slug);
    let versions = view! { " · "<a href=href>{at.text.get("versions-title")}</a> }.into_any();
    let around = Around { above, related, versions: Some(versions), below, facets: Some(words(at)) };
    let (body, _) = body(at.text, &Ways::Online, (&stored, older), around);
    Ok(Document::new(stored.practice.title, body).with_head(head))
}

/// What stands around a record's own words, and depends on where they are read.
#[derive(Default)]
pub(super) struct Around {
    /// Above everything: that it is not the newest version.
    pub above: Option<AnyView>,
    /// Records like it.
    pub related: Option<AnyView>,
    /// The way to its other versions, beside the licence.
    pub versions: Option<AnyView>,
    /// Below everything.
    pub below: Option<AnyView>,
    /// What facets and their values are called for this reader, where it is not as on the rest of the page.
    pub facets: Option<Text>,
}

/// A record, or the version of it that is an older one; and the terms that it explains.
pub(super) fn body(
    text: Text,
    ways: &Ways,
    (stored, older): (&StoredPractice, Option<i32>),
    Around { above, related, versions, below, facets }: Around,
) -> (AnyView, markdown::Explained) {
    let practice = &stored.practice;
    let language = practice.language.to_string();
    let (summary, parts, explained) = parts(ways, practice);
    let kind = text.get(&format!("library-kind-{}", practice.kind));
    let evidence = text.get(&format!("library-evidence-{}-means", practice.evidence));
    let grades = view! { <a href=ways.term("evidence-grades")>{text.get("library-evidence-grades")}</a> };
    let body = view! {
        {above}
        <p class="eyebrow">{kind}</p>
        <h1 lang=language.clone() dir="auto">{practice.title.clone()}</h1>
        <p class="lede" lang=language dir="auto" inner_html=summary></p>
        {facts((text, facets.unwrap_or(text)), ways, practice)}
        <p class="notice">{evidence}" "{grades}</p>
        {parts}
        {glossary::explanations(text, ways, &explained)}
        {actors(text, practice)}
        {crate::files::of_record(text, ways, &practice.slug, &practice.files)}
        {sources(text, practice)}
        {related}
        <section>
            <h2>{text.get("library-cite")}</h2>
            <p>{cite::line(text, stored)}</p>
            {cite::files(text, &ways.work(Edition { slug: &practice.slug, older }))}
            {cite::identifier(text, stored)}
            <p class="meta">{licence(text, practice)}{versions}</p>
            {contact(text, practice)}
        </section>
        {below}
    };
    (body.into_any(), explained)
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

fn licence(text: Text, practice: &Practice) -> String {
    if practice.licence == UNSTATED {
        text.get("library-licence-unstated")
    } else {
        text.with("library-licence", &[("licence", practice.licence.clone().into())])
    }
}

/// Where to ask about it.
fn contact(text: Text, practice: &Practice) -> Option<AnyView> {
    if practice.contact.is_empty() {
        return None;
    }
    let contact = practice.contact.clone();
    let href =
        if contact.contains('@') && !contact.contains("://") { format!("mailto:{contact}") } else { contact.clone() };
    let link = view! { <a href=href rel="noopener noreferrer nofollow">{contact}</a> };
    Some(view! { <p class="meta">{text.get("library-contact")}" "{link}</p> }.into_any())
}

/// What the actor can do with the record: propose a change, or take it back.
fn moves(at: &At) -> Option<AnyView> {
    let text = at.text;
    let change = services::proposals::may_write(&at.scope).is_ok().then(|| {
        let submitted = at.submitted::<ChangeForm>();
        Fields::new(at, &submitted).frame((), "library-propose-change")
    });
    let withdraw = at.scope.actor().is(PlatformRole::Curator).then(|| {
        let submitted = at.submitted::<WithdrawForm>();
        let f = Fields::new(at, &submitted);
        let tick = vec![("yes".to_owned(), text.get("library-withdraw-meant"))];
        let fields = view! {
            {f.field("reason").hint().area(4, &submitted.typed.reason)}
            {f.field("tick").any_of(tick, std::slice::from_ref(&submitted.typed.tick))}
        };
        let button =
            view! { <button class="button button--danger" type="submit">{text.get("library-withdraw")}</button> };
        let form = f.frame_with(fields, button);
        view! {
            <details class="more" open=submitted.again>
                <summary>{text.get("library-withdraw")}</summary>
                {form}
            </details>
        }
    });
    (change.is_some() || withdraw.is_some()).then(|| {
        view! {
            <section class="panel">
                <h2>{text.get("library-moves")}</h2>
                {change}
                {withdraw}
            </section>
        }
        .into_any()
    })
}

/// Begins a proposal that changes the record.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ChangeForm {}

impl Form for ChangeForm {
    const NAME: &'static str = "practice-change";

    async fn submit(&self, at: &At) -> Result<Done> {
        let id = services::proposals::begin_from(&at.scope, at.raw_param("slug")?).await?;
        Ok(Done::See(format!("/proposals/{id}")))
    }

    fn repeated(_: &At) -> String {
        "/proposals".into()
    }
}

/// Takes the record back, for good.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    reason: String,
    tick: String,
}

impl Form for WithdrawForm {
    const NAME: &'static str = "practice-withdraw";

    async fn submit(&self, at: &At) -> Result<Done> {
        at.scope.permit(PublishPractice)?;
        let mut problems = Problems::new();
        let reason = problems.take("reason", parse::text(&self.reason, LONGEST_REASON));
        if self.tick != "yes" {
            problems.add("tick", Problem::Other("problem-not-ticked"));
        }
        let reason = problems.finish(reason)?;
        services::library::withdraw(&at.scope, at.raw_param("slug")?, &reason).await?;
        Ok(Done::See(at.path().to_owned()))
    }
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

fn facts((text, facets): (Text, Text), ways: &Ways, practice: &Practice) -> impl IntoView + use<> {
    let (lang, dir) = apart(text, facets);
    let rows = Facet::ALL.iter().filter_map(|facet| {
        let values = facet.values(practice);
        let words: Vec<String> = values.iter().map(|value| value_words(facets, *facet, value)).collect();
        let links = values.iter().zip(words).enumerate().map(|(index, (value, words))| {
            let comma = if index > 0 { ", " } else { "" };
            let code = (*facet == Facet::Sector).then(|| isic(text, value)).flatten();
            let other = value_language(facets, *facet);
            view! { {comma}<a href=ways.records(&[(*facet, value.as_str())]) lang=other>{words}</a>{code} }
        });
        let links = links.collect_view();
        let label = facets.get(&format!("library-facet-{}", facet.word()));
        (!values.is_empty()).then(|| view! { <div lang=lang dir=dir><dt>{label}</dt><dd>{links}</dd></div> })
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
        view! { " "<span class="meta" lang="en">{format!("({said})")}</span> }.into_any()
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

/// The records most like this one.
async fn related(at: &At, stored: &StoredPractice) -> Result<Option<AnyView>> {
    let others = services::library::related(&at.scope, stored.clone(), RELATED).await?;
    if others.is_empty() {
        return Ok(None);
    }
    let links = others.into_iter().map(|StoredPractice { practice, .. }| {
        let lang = super::foreign(at.text, &practice);
        view! { <li><a href=format!("/library/{}", practice.slug) lang=lang>{practice.title}</a></li> }
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
