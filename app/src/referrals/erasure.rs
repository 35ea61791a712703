//! Erasing a person: asking, taking back, confirming. Two people of the NGO look at it before it is done.

use chrono::{DateTime, Utc};
use domain::erasure::{Alone, WAIT_DAYS, is_back_news};
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

/// That the person themselves asked for it, and when; or that they took that back, as long as it is news or somebody of
/// the NGO asks for the erasure all the same. Once the NGO has asked, nothing else is to be done about the person's wish.
fn own_wish(at: &At, referral: &Referral, waiting: Option<&Waiting>) -> Option<String> {
    let text = at.text;
    let on = |key: &str, time: DateTime<Utc>| text.with(key, &[("day", text.date(time.date_naive()).into())]);
    match (referral.own_wish, referral.own_wish_back, waiting) {
        (Some(wish), _, None) => Some(on("erasure-own-wish", wish)),
        (Some(wish), _, Some(_)) => Some(on("erasure-own-wish-asked", wish)),
        (None, Some(back), Some(_)) => {
            Some(format!("{} {}", on("erasure-own-wish-back", back), text.get("erasure-own-wish-back-asked")))
        }
        (None, Some(back), None) if is_back_news(referral.own_wish_back_seen, at.scope.now().date_naive()) => {
            Some(on("erasure-own-wish-back", back))
        }
        (None, ..) => None,
    }
}

/// The same as a notice elsewhere: what the person reads of it now, and the way to the erasure.
pub(super) fn own_wish_notice(at: &At, referral: &Referral, waiting: Option<&Waiting>) -> Option<AnyView> {
    let text = at.text;
    let words = own_wish(at, referral, waiting)?;
    let wait = referral.own_wait.filter(|_| waiting.is_none());
    let said = wait.map(|wait| format!(" {}", super::waiting::said(text, wait)));
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
    services::own_pages::see_wish_back(&at.scope, &referral).await?;
    let own_wish = own_wish(&at, &referral, waiting.as_ref());
    let done = if waiting.is_some() { ("asked", "erasure-asked-now") } else { ("kept", "erasure-kept") };
    let said = Some(done).filter(|(name, _)| at.done(name));
    let said = said.map(|(_, key)| view! { <p class="notice notice--good" role="status">{text.get(key)}</p> });
    let act = match &waiting {
        Some(waiting) => decide(&at, &referral, waiting),
        None => ask(&at, &referral),
    };
    // Once it is asked for, it waits to be confirmed and for nothing else.
    let wait = if waiting.is_none() { super::waiting::wait(&at, &referral) } else { None };
    let what = ["erasure-what-rows", "erasure-what-employers", "erasure-what-backups", "erasure-what-never"];
    let what = what.map(|key| view! { <li>{text.get(key)}</li> });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("erasure-title")}</h1>
        {said}
        {super::waiting::told(&at, &referral)}
        {own_wish.map(|words| view! { <p class="notice notice--warn">{words}</p> })}
        <p class="lede">{text.get("erasure-lede")}</p>
        <ul>{what.into_iter().collect_view()}</ul>
        <p>{text.with("erasure-rule", &[("days", WAIT_DAYS.into())])}</p>
        {act}
        {wait}
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

/// That somebody asked, and when.
pub(super) fn asked(text: Text, waiting: &Waiting) -> String {
    let day = text.date(waiting.wish.at.date_naive());
    let name = waiting.by.clone().unwrap_or_else(|| text.get("erasure-somebody"));
    text.with("erasure-asked", &[("name", name.into()), ("day", day.into())])
}

/// Who can confirm it, and from when on: the reader, if they can, or whoever can first.
pub(super) fn who_can(at: &At, waiting: &Waiting) -> String {
    let text = at.text;
    let from = |key: &str, time: DateTime<Utc>| text.with(key, &[("day", text.date(time.date_naive()).into())]);
    match (waiting.refused, waiting.alone) {
        (None, _) => text.get("erasure-can-you"),
        (Some(_), Alone::From(time)) if waiting.own => from("erasure-alone-from", time),
        (Some("refused-erasure-new"), _) => from("erasure-new-from", waiting.known_from),
        (Some(key), _) => format!("{} {}", text.get(key), others(at, waiting)),
    }
}

/// Who else can confirm it, and from when on.
fn others(at: &At, waiting: &Waiting) -> String {
    let names = waiting.who.join(", ");
    if waiting.from <= at.scope.now() {
        return at.text.with("erasure-can-now", &[("names", names.into())]);
    }
    let day = at.text.date(waiting.from.date_naive());
    at.text.with("erasure-can-from", &[("names", names.into()), ("day", day.into())])
}

fn decide(at: &At, referral: &Referral, waiting: &Waiting) -> AnyView {
    let text = at.text;
    let keep = at.submitted::<KeepForm>();
    let confirm = match waiting.refused {
        None => confirm(at, referral),
        Some(_) => view! { <p>{who_can(at, waiting)}</p> }.into_any(),
    };
    view! {
        <h2>{text.get("erasure-waits")}</h2>
        <p class="notice notice--warn">{asked(text, waiting)}</p>
        <form method="post" action=at.path().to_owned()>
            {Fields::new(at, &keep).hidden()}
            <button class="button button--quiet" type="submit">{text.get("erasure-take-back-button")}</button>
        </form>
        {confirm}
    }
    .into_any()
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
