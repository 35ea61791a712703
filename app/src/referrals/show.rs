//! One referral at a glance, and what can be done with it.

use domain::organisation::Standing;
use domain::referral::{CloseReason, Code, Referral, ReferralStatus, ReopenReason, Secrets};
use domain::{Result, parse};
use leptos::prelude::*;
use serde::Deserialize;

use super::erasure::own_wish_notice;
use super::grant::state;
use super::words;
use crate::field::Fields;
use crate::form::Submitted;
use crate::{At, Done, Form, page::Document, standing};

/// Opens it; again with a reason.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OpenForm {
    reason: String,
}

impl Form for OpenForm {
    const NAME: &'static str = "referral-open";

    async fn submit(&self, at: &At) -> Result<Done> {
        let reason = parse::optional(&self.reason, parse::word::<ReopenReason>);
        let reason = reason.map_err(|problem| domain::Error::at("reason", problem))?;
        services::referrals::open(&at.scope, &super::here(at).await?, reason).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// Closes it, with a reason.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    reason: String,
}

impl Form for CloseForm {
    const NAME: &'static str = "referral-close";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = super::here(at).await?;
        let reason: CloseReason = parse::word(&self.reason).map_err(|problem| domain::Error::at("reason", problem))?;
        services::referrals::close(&at.scope, &referral, reason).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn show(at: At) -> Result<Document> {
    let code: Code = at.param("code")?;
    let (referral, secrets) = services::referrals::find_whole(&at.scope, &code).await?;
    let text = at.text;
    let status = referral.status;
    let names = services::organisations::named(&at.scope, &secrets.exclusions).await?;
    let consent = consent(&at, &referral).await?;
    let introductions = services::introductions::of_referral(&at.scope, &referral).await?;
    let empty = introductions.is_empty();
    let going = introductions.iter().filter(|listed| !listed.introduction.stage.is_end()).count();
    let going = (status == ReferralStatus::Closed && going > 0).then(|| {
        let words = text.with("referral-closed-going", &[("count", going.into())]);
        view! { <p class="notice notice--warn">{words}</p> }
    });
    let steps = steps(&at, &referral).await?;
    let readings = super::readings::newest(&at, &referral).await?;
    let waiting = services::erasures::waiting(&at.scope, &referral).await?;
    let erasure = format!("/referrals/{code}/erasure");
    let waits = waiting.as_ref().map(|_| {
        let way = view! { <a href=erasure.clone()>{text.get("erasure-own-wish-way")}</a> };
        view! { <p class="notice notice--warn">{text.get("erasure-link-waits")}" "{way}</p> }
    });
    let introductions = introductions.into_iter().map(|listed| {
        let stage = listed.introduction.stage;
        view! {
            <li class="card">
                <h3 class="card__title">
                    <a href=format!("/introductions/{}", listed.introduction.id)>{listed.placement.terms.title}</a>
                </h3>
                <p><span class=format!("status status--{stage}")>{text.get(&format!("stage-{}", stage.word().replace('_', "-")))}</span></p>
            </li>
        }
    });
    let introductions = introductions.collect_view();
    let body = view! {
        <h1>{code.to_string()}</h1>
        <p>
            <span class=format!("status status--{status}")>{text.get(&format!("referral-status-{status}"))}</span>
            {referral.closed.map(|why| format!(" {}", text.get(&format!("close-reason-{}", why.word().replace('_', "-")))))}
        </p>
        {waits}
        {own_wish_notice(&at, &referral, waiting.as_ref())}
        {going}
        {next_step(&at, &referral)}
        {facts(&at, &referral, &secrets, &names)}
        {consent}
        <section>
            <h2>{text.get("referral-introductions")}</h2>
            {empty.then(|| view! { <p class="empty">{text.get("referral-introductions-none")}</p> })}
            <ul class="cards">{introductions}</ul>
        </section>
        {steps}
        {readings}
        {close(&at, &referral)}
        <p><a href=erasure>{text.get("erasure-link")}</a></p>
    };
    Ok(Document::new(text.get("referral-title"), body).sensitive())
}

/// When it was opened and closed, and why.
async fn steps(at: &At, referral: &Referral) -> Result<Option<impl IntoView + use<>>> {
    let text = at.text;
    let steps = services::referrals::steps(&at.scope, referral).await?;
    let rows = steps.iter().map(|step| {
        let list = if step.status == ReferralStatus::Closed { "close-reason" } else { "reopen-reason" };
        let why =
            step.reason.as_ref().map(|why| format!(" – {}", text.get(&format!("{list}-{}", why.replace('_', "-")))));
        view! {
            <li>
                {text.get(&format!("referral-status-{}", step.status))}{why}" "
                <span class="meta">{text.date(step.at.date_naive())}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    Ok((!steps.is_empty()).then(|| {
        view! {
            <section>
                <h2>{text.get("referral-steps")}</h2>
                <ol class="timeline">{rows}</ol>
            </section>
        }
    }))
}

fn next_step(at: &At, referral: &Referral) -> AnyView {
    let text = at.text;
    let code = referral.code.to_string();
    let consent = view! {
        <a class="button button--quiet" href=format!("/referrals/{code}/consent")>{text.get("referral-consent")}</a>
    };
    if referral.status == ReferralStatus::Open {
        return view! {
            <p class="actions">
                <a class="button" href=format!("/referrals/{code}/matches")>{text.get("referrals-see-matches")}</a>
                {consent}
            </p>
        }
        .into_any();
    }
    let missing = services::referrals::missing(&referral.profile);
    let submitted = at.submitted::<OpenForm>();
    let f = Fields::new(at, &submitted);
    let closed = referral.status == ReferralStatus::Closed;
    let key = if closed { "referral-open-again" } else { "referral-open" };
    let why = closed.then(|| {
        let reasons = f.list("reopen-reason", ReopenReason::ALL.iter().map(|r| r.word()));
        f.field("reason").select(reasons, &submitted.typed.reason)
    });
    let waits = standing::of(at).and_then(Standing::why_not);
    let open = (missing.is_empty() && waits.is_none()).then(|| {
        view! {
            <form class="form" method="post" action=at.path().to_owned()>
                {f.hidden()}
                {f.summary()}
                {why}
                <button class="button" type="submit">{text.get(key)}</button>
            </form>
        }
    });
    view! {
        {still_needed(at, referral, &submitted)}
        {waits.map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> })}
        <div class="actions">{open}{consent}</div>
    }
    .into_any()
}

/// What is missing before it can be matched, each with the way to its step; an alert after a refused opening.
fn still_needed(at: &At, referral: &Referral, submitted: &Submitted<OpenForm>) -> Option<impl IntoView + use<>> {
    let text = at.text;
    let missing = services::referrals::missing(&referral.profile);
    let steps = missing.iter().map(|(field, _)| {
        let step = match field {
            "languages" => "languages",
            "wanted" => "work",
            _ => "right",
        };
        let href = format!("/referrals/{}/step/{step}", referral.code);
        view! { <li><a href=href>{text.get(&format!("referral-step-{step}"))}</a></li> }
    });
    let steps = steps.collect_view();
    let refused = !missing.is_empty() && !submitted.problems.is_empty();
    let (class, role) = if refused { ("problems", Some("alert")) } else { ("notice", None) };
    (!missing.is_empty()).then(|| {
        view! {
            <div class=class role=role tabindex=refused.then_some("-1") autofocus=refused>
                <p>{text.get("referral-missing")}</p>
                <ul>{steps}</ul>
            </div>
        }
    })
}

/// Who may know of the person, until when.
async fn consent(at: &At, referral: &Referral) -> Result<impl IntoView + use<>> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let grants = services::consents::of_referral(&at.scope, referral).await?;
    let recipients: Vec<_> = grants.iter().map(|grant| grant.terms.recipient).collect();
    let names = services::organisations::names(&at.scope, &recipients).await?;
    let empty = grants.is_empty();
    let rows = grants.into_iter().map(|grant| {
        let name = names.iter().find(|(id, _)| *id == grant.terms.recipient);
        let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
        view! { <li>{format!("{name}: {}", state(text, &grant, today, &[]))}</li> }
    });
    let rows = rows.collect_view();
    Ok(view! {
        <section>
            <h2><a href=format!("/referrals/{}/consent", referral.code)>{text.get("referral-consent")}</a></h2>
            {empty.then(|| view! { <p class="empty">{text.get("referral-consent-none")}</p> })}
            <ul>{rows}</ul>
            <p><a href=format!("/referrals/{}/own-page", referral.code)>{text.get("consent-own-page")}</a></p>
        </section>
    })
}

fn facts(
    at: &At,
    referral: &Referral,
    secrets: &Secrets,
    names: &[(domain::id::OrganisationId, String)],
) -> impl IntoView + use<> {
    let text = at.text;
    let profile = &referral.profile;
    let name_of = |id| names.iter().find(|(key, _)| *key == id).map(|(_, name)| name.clone()).unwrap_or_default();
    let limits: Vec<String> = secrets.exclusions.iter().map(|limit| words::exclusion(text, limit, name_of)).collect();
    let rows = [
        ("languages", words::languages(text, profile)),
        ("work", words::wanted(text, profile)),
        ("skills", words::skills(profile)),
        ("hours", words::hours(text, profile.hours_min, profile.hours_max)),
        ("area", words::area(text, &secrets.area)),
        ("right", profile.right_to_work.map(|r| text.get(&format!("right-to-work-{}", r.word().replace('_', "-"))))),
        ("supports", words::supports(text, profile)),
        ("limits", (!limits.is_empty()).then(|| limits.join("; "))),
        ("name", (!secrets.called.is_empty()).then(|| secrets.called.clone())),
        ("contact", words::contact(text, &secrets.contact)),
        ("notes", (!secrets.notes.is_empty()).then(|| secrets.notes.clone())),
    ];
    let shown = rows.into_iter().map(|(step, value)| {
        let href = format!("/referrals/{}/step/{step}", referral.code);
        let label = text.get(&format!("referral-step-{step}-short"));
        let value = value.unwrap_or_else(|| text.get("referral-not-said"));
        let change = text.with("referral-change", &[("what", label.clone().into())]);
        view! { <div><dt>{label}</dt><dd>{value}" "<a href=href aria-label=change>{text.get("placement-edit")}</a></dd></div> }
    });
    view! { <dl class="facts">{shown.collect_view()}</dl> }
}

fn close(at: &At, referral: &Referral) -> Option<impl IntoView + use<>> {
    let text = at.text;
    let submitted = at.submitted::<CloseForm>();
    let f = Fields::new(at, &submitted);
    (referral.status != ReferralStatus::Closed).then(|| {
        let reasons = f.list("close-reason", CloseReason::ALL.iter().map(|r| r.word()));
        let form = f.frame(f.field("reason").one_of(reasons, &submitted.typed.reason), "referral-close-button");
        view! {
            <details class="more" open=submitted.again>
                <summary>{text.get("referral-close-ask")}</summary>
                <p>{text.get("referral-close-means")}</p>
                {form}
            </details>
        }
    })
}
