//! A record: what it says, how well it is known, and where it can be checked.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::policy::PublishPractice;
use domain::practice::{Practice, StoredPractice, UNSTATED, Withdrawn};
use domain::{Error, Problem, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::library::{Facet, LONGEST_REASON};

use super::{cite, markdown, value_words};
use crate::field::Fields;
use crate::{At, Done, Form, glossary, page::Document};

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
    let body = view! {
        <h1>{text.get("library-withdrawn-title")}</h1>
        {why_withdrawn(text, withdrawn)}
        <p><a href="/library">{text.get("library-all")}</a></p>
    };
    Document::new(text.get("library-withdrawn-title"), body).status(StatusCode::GONE)
}

/// Why and when a record was taken back.
pub(super) fn why_withdrawn(text: Text, withdrawn: &Withdrawn) -> impl IntoView + use<> {
    let day = text.with("library-withdrawn-day", &[("day", text.date(withdrawn.at.date_naive()).into())]);
    view! {
        <div class="notice notice--warn">
            <p>{day}</p>
            <p dir="auto">{withdrawn.reason.clone()}</p>
        </div>
    }
}

async fn article(
    at: &At,
    stored: StoredPractice,
    (above, below): (Option<AnyView>, Option<AnyView>),
) -> Result<Document> {
    // What stands above an older version says that it is one; every other address of the newest is the record's own.
    let path = match above {
        Some(_) => format!("/library/{}/versions/{}", stored.practice.slug, stored.version),
        None => format!("/library/{}", stored.practice.slug),
    };
    let head = cite::head(at, &stored, &path);
    let text = at.text;
    let related = related(at, &stored).await?;
    let StoredPractice { practice, version, published, .. } = stored;
    let language = practice.language.to_string();
    let (parts, explained) = parts(text, &practice);
    let kind = text.get(&format!("library-kind-{}", practice.kind));
    let evidence = text.get(&format!("library-evidence-{}-means", practice.evidence));
    let grades = view! { <a href="/glossary/evidence-grades">{text.get("library-evidence-grades")}</a> };
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
    let cited = format!(
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
    let versions = view! { " "<a href=format!("/library/{}/versions", practice.slug)>{text.get("versions-title")}</a> };
    let contact = contact(text, &practice);
    let body = view! {
        {above}
        <p class="eyebrow">{kind}</p>
        <h1 lang=language.clone() dir="auto">{practice.title.clone()}</h1>
        <p class="lede" lang=language.clone()>{practice.summary.clone()}</p>
        {facts(text, &practice)}
        <p class="notice">{evidence}" "{grades}</p>
        {parts}
        {explained}
        {actors}
        {crate::files::of_record(text, &practice.slug, &practice.files)}
        {sources(text, &practice)}
        {related}
        <section>
            <h2>{text.get("library-cite")}</h2>
            <p><span lang=language>{practice.title.clone()}</span>{cited}</p>
            {cite::files(text, &path)}
            <p class="meta">{licence}{versions}</p>
            {contact}
        </section>
        {below}
    };
    Ok(Document::new(practice.title, body).with_head(head))
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

/// What it tells, part by part, under headings in its own language where there are some; and the explanations of the
/// terms in it.
fn parts(text: Text, practice: &Practice) -> (impl IntoView + use<>, Option<AnyView>) {
    let language = practice.language.to_string();
    let mut explained = markdown::Explained::new();
    let mut html = |told: &str| markdown::html_with_terms(told, &practice.language, &mut explained);
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
    (parts, glossary::explanations(text, &explained))
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
