//! One application, and what a steward decides.

use chrono::TimeDelta;
use domain::organisation::Standing;
use domain::{Error, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::organisations::Decision;

use crate::accounts::country;
use crate::accounts::organisation::said;
use crate::field::Fields;
use crate::reason::{reason, seen};
use crate::{At, Done, Form, page::Document};

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $decision:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Deserialize)]
        #[serde(default)]
        pub struct $name {
            text: String,
            version: String,
        }

        impl Form for $name {
            const NAME: &'static str = $word;

            async fn submit(&self, at: &At) -> Result<Done> {
                let said = parse::text(&self.text, 4000).map_err(|problem| Error::at("text", problem));
                decide(at, &self.version, said.map(Decision::$decision)).await
            }
        }
    )+};
}

decisions! {
    /// Asks something back.
    AskForm, "vetting-ask", Ask;
    /// Declines, with a reason.
    DeclineForm, "vetting-decline", Decline;
    /// Suspends, with a reason.
    SuspendForm, "vetting-suspend", Suspend;
}

/// Verifies until a day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VerifyForm {
    until: String,
    version: String,
}

impl Form for VerifyForm {
    const NAME: &'static str = "vetting-verify";

    async fn submit(&self, at: &At) -> Result<Done> {
        let until = parse::date(&self.until).map_err(|problem| Error::at("until", problem));
        decide(at, &self.version, until.map(Decision::Verify)).await
    }
}

/// Decides, once it is known that the actor may: a stranger learns nothing from a problem beside a field. Whoever
/// decides on what has changed since they opened the page sees it first.
async fn decide(at: &At, version: &str, decision: Result<Decision>) -> Result<Done> {
    let id = at.param("id")?;
    services::organisations::application(&at.scope, id).await?;
    let decision = decision?;
    let version = version.parse().map_err(|_| Error::Conflict)?;
    services::organisations::decide_on(&at.scope, id, version, decision).await?;
    Ok(Done::See(at.path().to_owned()))
}

/// The page.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn application(at: At) -> Result<Document> {
    let organisation = services::organisations::application(&at.scope, at.param("id")?).await?;
    let notes = services::organisations::notes(&at.scope, organisation.id).await?;
    let text = at.text;
    let today = at.scope.now().date_naive();
    let status = organisation.stands(today);
    let verified = organisation.standing(today) == Standing::Verified;
    let version = organisation.version;
    let d = organisation.description;
    let rows = [
        ("kind", text.get(&format!("organisation-kind-{}", organisation.kind))),
        ("country", country(text, &d.country)),
        ("town", d.town),
        ("register-number", d.register_number),
        ("website", d.website),
        ("group", d.group),
        ("until", organisation.verified_until.map(|day| text.date(day)).unwrap_or_default()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        view! { <div><dt>{text.get(&format!("vetting-{name}"))}</dt><dd>{value}</dd></div> }
    });
    let rows = rows.collect_view();
    let talk = notes.into_iter().map(|note| {
        let step = text.get(&format!("vetting-steward-{}", note.step));
        let day = text.date(note.created.date_naive());
        view! {
            <li class="message">
                <p class="meta">{format!("{step} · {day}")}</p>
                <p dir="auto">{said(text, &note)}</p>
            </li>
        }
    });
    let talk = talk.collect_view();
    let name = d.name.clone();
    let body = view! {
        <h1>{d.name}</h1>
        <p><span class=format!("status status--{status}")>{text.get(&format!("organisation-status-{status}"))}</span></p>
        <dl class="facts">{rows}</dl>
        <p dir="auto">{d.summary}</p>
        <section>
            <h2>{text.get("organisation-talk")}</h2>
            <ol class="thread">{talk}</ol>
        </section>
        <section>
            <h2>{text.get("vetting-decide")}</h2>
            {verify(&at, version)}
            {verified.then(|| view! { <p class="notice notice--warn">{text.get("vetting-ends")}</p> })}
            {reason::<AskForm>(&at, ("version", version), "vetting-ask-button", |form| &form.text)}
            {reason::<DeclineForm>(&at, ("version", version), "vetting-decline-button", |form| &form.text)}
            {reason::<SuspendForm>(&at, ("version", version), "vetting-suspend-button", |form| &form.text)}
        </section>
    };
    Ok(Document::new(name, body))
}

fn verify(at: &At, version: i32) -> impl IntoView + use<> {
    let year = at.scope.now().date_naive() + TimeDelta::days(365);
    let submitted = at.submitted::<VerifyForm>().or(|| VerifyForm { until: year.to_string(), ..VerifyForm::default() });
    let f = Fields::new(at, &submitted);
    let fields = view! {
        {seen("version", version)}
        {f.field("until").hint().date(&submitted.typed.until)}
    };
    f.frame(fields, "vetting-verify-button")
}
