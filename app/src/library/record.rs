//! A record: what it says, how well it is known, and where it can be checked.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::policy::PublishPractice;
use domain::practice::{Practice, StoredPractice, UNSTATED, Withdrawn};
use domain::{Error, Problem, Problems, Result, parse};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::library::LONGEST_REASON;

use super::told::{Place, told};
use super::{along, cite, markdown, words};
use crate::field::Fields;
use crate::{At, Done, Edition, Form, Ways, page::Document};

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
            article(&at, stored, None, (published(&at), moves)).await
        }
        Err(Error::NotFound) => {
            let withdrawn = services::library::withdrawn(&at.scope, slug).await?.ok_or(Error::NotFound)?;
            Ok(self::withdrawn(&at, &withdrawn))
        }
        Err(other) => Err(other),
    }
}

/// That it was published just now, for the curator who did so.
fn published(at: &At) -> Option<AnyView> {
    let curator = at.scope.actor().is(PlatformRole::Curator);
    (curator && at.done("published")).then(|| {
        view! { <p class="notice notice--good" role="status">{at.text.get("curation-published")}</p> }.into_any()
    })
}

/// The page of one version; one that is not the newest says so.
pub(super) async fn version(at: &At, stored: StoredPractice) -> Result<Document> {
    let slug = &stored.practice.slug;
    let newest = services::library::find(&at.scope, slug).await?.version;
    let older = (newest != stored.version).then_some(stored.version);
    let said = older.map(|_| {
        let said = at.text.with("library-older-version", &[("version", stored.version.into())]);
        let link = at.text.get("library-newest-version");
        view! { <p class="notice notice--warn">{said}" "<a href=format!("/library/{slug}")>{link}</a></p> }.into_any()
    });
    article(at, stored, older, (said, None)).await
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
    // Its number where it is not the newest one; every other address of the newest is the record's own.
    older: Option<i32>,
    (above, below): (Option<AnyView>, Option<AnyView>),
) -> Result<Document> {
    let edition = Edition { slug: &stored.practice.slug, older };
    let head = cite::head(at, &stored, &Ways::Online.work(edition));
    let related = related(at, &stored).await?;
    let href = format!("/library/{}/versions", stored.practice.slug);
    let versions = view! {
        " · "<a href=href>{at.text.get("versions-title")}</a>
        " · "<a href=along::PLACE>{at.text.get("library-along")}</a>
    };
    let versions = versions.into_any();
    let around = Around { above, related, versions: Some(versions), below, facets: Some(words(at)) };
    let (body, _) = body(at.text, &Ways::Online, (&stored, older), around);
    Ok(Document::new(stored.practice.title, body).with_head(head))
}

/// What stands around a record's own words, and depends on where they are read.
#[derive(Default)]
pub(super) struct Around {
    /// Above everything: that it is not the newest version, or was published just now.
    pub above: Option<AnyView>,
    /// Records like it.
    pub related: Option<AnyView>,
    /// The ways to its other versions and to the whole library, beside the licence.
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
    let files = crate::files::of_record(text, &practice.files, |file| ways.file(&practice.slug, file));
    let place = Place { files, elsewhere: &[], whole: true, facets: facets.unwrap_or(text), unread: &[] };
    let (told, explained) = told(text, ways, practice, place);
    let body = view! {
        {above}
        {told}
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
