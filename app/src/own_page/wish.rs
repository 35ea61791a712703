//! How a person asks, on the page of their own, that everything about them be erased, and takes that back. It is asked
//! twice, without a script: the button stands folded away with what it means. What is taken back can be asked anew, so that
//! is asked once.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Result;
use domain::erasure::{Alone, WishWait, is_newly_back};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::erasures::UnderWay;
use services::own_pages::Opened;

use super::show::{answered, here};
use crate::field::Fields;
use crate::{At, Done, Form};

/// Asks for it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WishForm {}

impl Form for WishForm {
    const NAME: &'static str = "own-wish";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::own_pages::ask_erasure(&at.scope, at.raw_param("token")?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        answered(at, "asked")
    }
}

/// Takes it back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct WishBackForm {}

impl Form for WishBackForm {
    const NAME: &'static str = "own-wish-back";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::own_pages::take_wish_back(&at.scope, at.raw_param("token")?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        answered(at, "back")
    }
}

/// What the person did last: that it was asked for, or taken back, and when; and where it was taken back and the NGO has not
/// asked for it either, what that means.
fn last(text: Text, opened: &Opened) -> Option<String> {
    let said = |key: &str, time: DateTime<Utc>| text.with(key, &[("day", text.date(time.date_naive()).into())]);
    if let Some(wish) = opened.wish {
        return Some(said("own-wish-asked", wish));
    }
    let back = opened.back.filter(|back| is_newly_back(*back, opened.today))?;
    let done = said("own-wish-back-done", back);
    Some(if opened.erasure.is_none() { format!("{done} {}", text.get("own-wish-back-now")) } else { done })
}

/// Whether that has just been done.
fn is_new(at: &At, opened: &Opened) -> bool {
    at.done(if opened.wish.is_some() { "asked" } else { "back" })
}

/// What stands at the top of the page, and is read out, where it has just been done.
pub(super) fn noted(at: &At, text: Text, opened: &Opened) -> Option<AnyView> {
    let words = last(text, opened).filter(|_| is_new(at, opened))?;
    Some(view! { <p class="notice notice--good" role="status">{words}</p> }.into_any())
}

/// What was asked for or taken back and when, if the top of the page does not say so; what the NGO has asked for, or why it
/// waits; and the way to take it back, or to ask.
pub(super) fn wish(at: &At, text: Text, opened: &Opened) -> AnyView {
    let told = last(text, opened).filter(|_| !is_new(at, opened));
    let told = told.map(|words| view! { <p class="notice notice--good">{words}</p> });
    let under_way = opened.erasure.map(|erasure| under_way(text, erasure, opened));
    if opened.wish.is_none() {
        return view! { {told}{under_way}{ask(at, text)} }.into_any();
    }
    let now = under_way.unwrap_or_else(|| match opened.wait {
        Some(wait) => waits(text, wait, opened.today),
        None => view! { <p>{text.get("own-wish-then")}</p> }.into_any(),
    });
    view! {
        <h2>{text.get("own-wish")}</h2>
        {told}
        {now}
        {back(at, text, opened)}
    }
    .into_any()
}

/// That the NGO has asked for it: who looks at it still, and from which day on it can be done.
fn under_way(text: Text, erasure: UnderWay, opened: &Opened) -> AnyView {
    let second = (erasure.alone == Alone::Never).then(|| text.get("own-wish-second"));
    let from = erasure.from.date_naive();
    let earliest = (from > opened.today).then(|| text.with("own-wish-earliest", &[("day", text.date(from).into())]));
    view! {
        <p>{text.get("own-wish-theirs")}</p>
        {second.map(|words| view! { <p>{words}</p> })}
        {earliest.map(|words| view! { <p>{words}</p> })}
    }
    .into_any()
}

/// The way to take it back.
fn back(at: &At, text: Text, opened: &Opened) -> AnyView {
    let submitted = at.submitted::<WishBackForm>();
    let theirs = opened.erasure.is_some().then(|| view! { <p>{text.get("own-wish-back-theirs")}</p> });
    view! {
        <p>{text.get("own-wish-back-means")}</p>
        {theirs}
        <form method="post" action=here(at)>
            {Fields::new(at, &submitted).hidden()}
            <button class="button button--quiet" type="submit">{text.get("own-wish-back-button")}</button>
        </form>
    }
    .into_any()
}

/// Why it waits, and by when it is decided or was to be.
fn waits(text: Text, wait: WishWait, today: NaiveDate) -> AnyView {
    let key = if wait.is_over(today) { "own-wish-late" } else { "own-wish-decide" };
    view! {
        <p>{text.get("own-wish-waits")}</p>
        <p>{text.get(&format!("own-wish-wait-{}", wait.reason))}</p>
        <p>{text.with(key, &[("day", text.date(wait.until).into())])}</p>
    }
    .into_any()
}

fn ask(at: &At, text: Text) -> AnyView {
    let submitted = at.submitted::<WishForm>();
    view! {
        <details class="more">
            <summary>{text.get("own-wish")}</summary>
            <p>{text.get("own-wish-means")}</p>
            <p>{text.get("own-wish-then")}</p>
            <form method="post" action=here(at)>
                {Fields::new(at, &submitted).hidden()}
                <button class="button button--danger" type="submit">{text.get("own-wish-button")}</button>
            </form>
        </details>
    }
    .into_any()
}
