//! Erasing a person: asking, taking back, confirming. Two people of the NGO look at it before it is done.

use chrono::{DateTime, Utc};
use domain::erasure::{Alone, WAIT_DAYS};
use domain::referral::Referral;
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::erasures::{self, Waiting};

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// Asks for it; the code is typed once more.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AskErasureForm {
    code: String,
}

impl Form for AskErasureForm {
    const NAME: &'static str = "erasure-ask";

    async fn submit(&self, at: &At) -> Result<Done> {
        erasures::ask(&at.scope, &super::here(at).await?, &self.code).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?asked=1", at.path())
    }
}

/// Takes the wish back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct KeepForm {}

impl Form for KeepForm {
    const NAME: &'static str = "erasure-take-back";

    async fn submit(&self, at: &At) -> Result<Done> {
        erasures::take_back(&at.scope, &super::here(at).await?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?kept=1", at.path())
    }
}

/// Confirms it; the code is typed once more.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmErasureForm {
    code: String,
}

impl Form for ConfirmErasureForm {
    const NAME: &'static str = "erasure-confirm";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = match super::here(at).await {
            // Posted twice: the first post has erased it.
            Err(Error::NotFound) => {
                at.scope.refuse_repeated().await?;
                return Err(Error::NotFound);
            }
            found => found?,
        };
        erasures::confirm(&at.scope, &referral, &self.code).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(_: &At) -> String {
        "/referrals?erased=1".to_owned()
    }
}

/// That the person themselves asked for it, and when.
pub(super) fn own_wish(text: Text, referral: &Referral) -> Option<String> {
    let day = text.date(referral.own_wish?.date_naive());
    Some(text.with("erasure-own-wish", &[("day", day.into())]))
}

/// The same as a notice elsewhere: what the person reads of it now, and the way to the erasure.
pub(super) fn own_wish_notice(text: Text, referral: &Referral) -> Option<AnyView> {
    let words = own_wish(text, referral)?;
    let said = referral.own_wait.map(|wait| format!(" {}", super::waiting::said(text, wait)));
    let href = format!("/referrals/{}/erasure", referral.code);
    let notice = view! {
        <p class="notice notice--warn">{words}{said}" "<a href=href>{text.get("erasure-own-wish-way")}</a></p>
    };
    Some(notice.into_any())
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn erasure(at: At) -> Result<Document> {
    let referral = super::here(&at).await?;
    let text = at.text;
    let waiting = erasures::waiting(&at.scope, &referral).await?;
    let done = if waiting.is_some() { ("asked", "erasure-asked-now") } else { ("kept", "erasure-kept") };
    let said = Some(done).filter(|(name, _)| at.done(name));
    let said = said.map(|(_, key)| view! { <p class="notice notice--good" role="status">{text.get(key)}</p> });
    let act = match waiting {
        Some(waiting) => decide(&at, &referral, &waiting),
        None => ask(&at, &referral),
    };
    let what = ["erasure-what-rows", "erasure-what-employers", "erasure-what-backups", "erasure-what-never"];
    let what = what.map(|key| view! { <li>{text.get(key)}</li> });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("erasure-title")}</h1>
        {said}
        {super::waiting::told(&at, &referral)}
        {own_wish(text, &referral).map(|words| view! { <p class="notice notice--warn">{words}</p> })}
        <p class="lede">{text.get("erasure-lede")}</p>
        <ul>{what.into_iter().collect_view()}</ul>
        <p>{text.with("erasure-rule", &[("days", WAIT_DAYS.into())])}</p>
        {act}
        {super::waiting::wait(&at, &referral)}
    };
    Ok(Document::new(text.get("erasure-title"), body).sensitive())
}

/// A heading with the code in it.
fn titled(at: &At, key: &str, referral: &Referral) -> AnyView {
    super::with_whole(&at.text.with(key, &[("code", referral.code.to_string().into())]), &referral.code)
}

fn ask(at: &At, referral: &Referral) -> AnyView {
    let submitted = at.submitted::<AskErasureForm>();
    let f = Fields::new(at, &submitted);
    let form = f.frame(f.field("code").hint().line(&submitted.typed.code), "erasure-ask-button");
    view! {
        <h2>{titled(at, "erasure-ask-title", referral)}</h2>
        {form}
    }
    .into_any()
}

fn decide(at: &At, referral: &Referral, waiting: &Waiting) -> AnyView {
    let text = at.text;
    let day = text.date(waiting.wish.at.date_naive());
    let name = waiting.by.clone().unwrap_or_else(|| text.get("erasure-somebody"));
    let asked = text.with("erasure-asked", &[("name", name.into()), ("day", day.into())]);
    let keep = at.submitted::<KeepForm>();
    let confirm = match (waiting.refused, waiting.alone) {
        (None, _) => confirm(at, referral),
        (Some(_), Alone::From(time)) if waiting.own => from(text, "erasure-alone-from", time),
        (Some("refused-erasure-new"), _) => from(text, "erasure-new-from", waiting.known_from),
        (Some(key), _) => view! { <p>{text.get(key)}</p> }.into_any(),
    };
    view! {
        <h2>{text.get("erasure-waits")}</h2>
        <p class="notice notice--warn">{asked}</p>
        <form method="post" action=at.path().to_owned()>
            {Fields::new(at, &keep).hidden()}
            <button class="button button--quiet" type="submit">{text.get("erasure-take-back-button")}</button>
        </form>
        {confirm}
    }
    .into_any()
}

/// From which day on the reader can confirm it.
fn from(text: Text, key: &str, time: DateTime<Utc>) -> AnyView {
    let day = text.date(time.date_naive());
    view! { <p>{text.with(key, &[("day", day.into())])}</p> }.into_any()
}

fn confirm(at: &At, referral: &Referral) -> AnyView {
    let submitted = at.submitted::<ConfirmErasureForm>();
    let f = Fields::new(at, &submitted);
    let button =
        view! { <button class="button button--danger" type="submit">{at.text.get("erasure-confirm-button")}</button> };
    let form = f.frame_with(f.field("code").hint().line(&submitted.typed.code), button);
    view! {
        <h2>{titled(at, "erasure-confirm-title", referral)}</h2>
        {form}
    }
    .into_any()
}
