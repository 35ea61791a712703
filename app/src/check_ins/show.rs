//! One check-in: how the person may be contacted, what is asked, and moving it or leaving it out.

use domain::check_in::{ChangeReason, CheckInState};
use domain::id::CheckInId;
use domain::referral::SafeContact;
use domain::{Error, Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;
use services::check_ins::Shown;

use super::{answer, reasons, standing, title};
use crate::field::Fields;
use crate::reason::seen;
use crate::{At, Done, Form, page::Document};

/// Moves it to another day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ShiftForm {
    day: String,
    reason: String,
    version: String,
}

impl Form for ShiftForm {
    const NAME: &'static str = "check-in-move";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let id: CheckInId = at.param("id")?;
        services::check_ins::exists(&at.scope, id).await?;
        let mut problems = Problems::new();
        let day = problems.take("day", parse::date(&self.day));
        let reason = problems.take("reason", parse::word::<ChangeReason>(&self.reason));
        let (day, reason) = problems.finish(day.zip(reason))?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::check_ins::shift(&at.scope, id, version, day, reason).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Leaves it out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DropForm {
    reason: String,
    version: String,
}

impl Form for DropForm {
    const NAME: &'static str = "check-in-drop";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let id: CheckInId = at.param("id")?;
        services::check_ins::exists(&at.scope, id).await?;
        let reason = parse::word::<ChangeReason>(&self.reason).map_err(|problem| Error::at("reason", problem))?;
        let version = self.version.parse().map_err(|_| Error::Conflict)?;
        services::check_ins::leave_out(&at.scope, id, version, reason).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The page.
///
/// # Errors
/// Not found for any but the actor's own NGO's.
pub async fn show(at: At) -> Result<Document> {
    let shown = services::check_ins::find(&at.scope, at.param::<CheckInId>("id")?).await?;
    let paused = services::cases::is_paused(&at.scope, shown.check_in.employer).await?;
    let text = at.text;
    let today = at.scope.now().date_naive();
    let code = shown.referral.code.to_string();
    let open = shown.check_in.state == CheckInState::Open;
    let forms = open.then(|| forms(&at, &shown));
    let outcome = shown.check_in.outcome.map(|outcome| {
        let words = text.get(&format!("outcome-{}", outcome.word().replace('_', "-")));
        view! { <p>{text.with("check-in-outcome", &[("outcome", words.into())])}</p> }
    });
    let answers = shown.answers.as_ref().map(|answers| {
        view! {
            <section>
                <h2>{text.get("check-in-answers")}</h2>
                {outcome}
                {answer::answered(&at, answers)}
            </section>
        }
    });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{code}")>{code.clone()}</a></p>
        <h1>{title(text, &shown.check_in)}</h1>
        {answer::said(&at, &shown.check_in)}
        <p>{standing(text, &shown.check_in, today)}</p>
        <p><a href=format!("/introductions/{}", shown.check_in.introduction)>{text.with("introduction-with", &[("name", shown.employer.clone().into())])}</a></p>
        {paused.then(|| view! { <p class="notice notice--warn">{text.get("employer-paused")}</p> })}
        {contact(&at, &code, &shown.contact)}
        {answers}
        {forms}
        <section>
            <h2>{text.get("check-in-all")}</h2>
            {super::add::items(&at, &shown.all)}
        </section>
    };
    Ok(Document::new(text.get("check-in-window"), body).sensitive())
}

/// How and when the person may be contacted.
fn contact(at: &At, code: &str, contact: &SafeContact) -> impl IntoView + use<> {
    let text = at.text;
    let rows = [
        ("referral-field-channel", &contact.channel),
        ("referral-field-contact-hours", &contact.hours),
        ("referral-field-never", &contact.never),
    ];
    let said = rows.iter().any(|(_, value)| !value.is_empty());
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| {
        view! { <div><dt>{text.get(key)}</dt><dd dir="auto">{value.clone()}</dd></div> }
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel">
            <h2>{text.get("referral-step-contact-short")}</h2>
            {(!said).then(|| view! { <p class="notice notice--warn">{text.get("check-in-contact-none")}</p> })}
            <dl class="facts">{rows}</dl>
            <p><a href=format!("/referrals/{code}/step/contact")>{text.get("check-in-contact-change")}</a></p>
        </section>
    }
}

fn forms(at: &At, shown: &Shown) -> impl IntoView + use<> {
    let text = at.text;
    let check_in = &shown.check_in;
    let version = check_in.version;
    let moving = at.submitted::<ShiftForm>().or(|| ShiftForm { day: check_in.due.to_string(), ..ShiftForm::default() });
    let dropping = at.submitted::<DropForm>();
    // Both forms have a field of this name; the one that was posted keeps the plain id.
    let f = Fields::new(at, &moving);
    let field = if dropping.again { f.field("reason").apart("move-") } else { f.field("reason") };
    let fields = view! {
        {seen("version", version)}
        {f.field("day").hint().date(&moving.typed.day)}
        {field.select(reasons(&f, ChangeReason::CHOSEN), &moving.typed.reason)}
    };
    let shift = f.frame(fields, "check-in-move-button");
    let f = Fields::new(at, &dropping);
    let field = if dropping.again { f.field("reason") } else { f.field("reason").apart("drop-") };
    let fields = view! {
        {seen("version", version)}
        {field.select(reasons(&f, ChangeReason::CHOSEN), &dropping.typed.reason)}
    };
    let drop = f.frame(fields, "check-in-drop-button");
    view! {
        <section>
            <h2>{text.get("check-in-how-it-went")}</h2>
            {answer::form(at, check_in)}
        </section>
        <details class="more" open=moving.again>
            <summary>{text.get("check-in-move-ask")}</summary>
            {shift}
        </details>
        <details class="more" open=dropping.again>
            <summary>{text.get("check-in-drop-ask")}</summary>
            <p>{text.get("check-in-drop-means")}</p>
            {drop}
        </details>
    }
}
