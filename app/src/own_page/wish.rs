//! How a person asks, on the page of their own, that everything about them be erased. It is asked twice, without a script:
//! the button stands folded away with what it means.

use chrono::NaiveDate;
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

/// What was asked for and when, and why it waits; or the way to ask.
pub(super) fn wish(at: &At, text: Text, opened: &Opened) -> AnyView {
    let Some(asked) = opened.wish else { return ask(at, text) };
    // Read out where it has just been asked.
    let role = (!at.query("asked").is_empty()).then_some("status");
    let words = text.with("own-wish-asked", &[("day", text.date(asked.date_naive()).into())]);
    view! {
        <h2>{text.get("own-wish")}</h2>
        <p class="notice notice--good" role=role>{words}</p>
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
