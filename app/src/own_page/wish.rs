//! How a person asks, on the page of their own, that everything about them be erased. It is asked twice, without a script:
//! the button stands folded away with what it means.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Result;
use domain::erasure::WishWait;
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
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

/// Whether it has just been asked for.
fn is_new(at: &At) -> bool {
    at.done("asked")
}

/// That it was asked for, and when.
fn asked(text: Text, wish: DateTime<Utc>) -> String {
    text.with("own-wish-asked", &[("day", text.date(wish.date_naive()).into())])
}

/// What stands at the top of the page, and is read out, where it has just been asked for.
pub(super) fn noted(at: &At, text: Text, opened: &Opened) -> Option<AnyView> {
    let wish = opened.wish.filter(|_| is_new(at))?;
    Some(view! { <p class="notice notice--good" role="status">{asked(text, wish)}</p> }.into_any())
}

/// What was asked for and when, if the top of the page does not say so, and why it waits; or the way to ask.
pub(super) fn wish(at: &At, text: Text, opened: &Opened) -> AnyView {
    let Some(wish) = opened.wish else { return ask(at, text) };
    let told = (!is_new(at)).then(|| view! { <p class="notice notice--good">{asked(text, wish)}</p> });
    view! {
        <h2>{text.get("own-wish")}</h2>
        {told}
        {match opened.wait {
            Some(wait) => waits(text, wait, opened.today),
            None => view! { <p>{text.get("own-wish-then")}</p> }.into_any(),
        }}
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
