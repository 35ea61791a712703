//! What could not be delivered, and how what is kept is kept, for administrators.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// An event to be tried again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RetryForm {
    event: String,
}

impl Form for RetryForm {
    const NAME: &'static str = "retry";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::operations::retry(&at.scope, &self.event).await?;
        Ok(Done::See("/operations".into()))
    }
}

/// All of them to be tried again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RetryAllForm {}

impl Form for RetryAllForm {
    const NAME: &'static str = "retry-all";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::operations::retry_all(&at.scope).await?;
        Ok(Done::See("/operations".into()))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but administrators.
pub async fn operations(at: At) -> Result<Document> {
    let text = at.text;
    let (waiting, dead) = services::operations::outbox(&at.scope).await?;
    let submitted = at.submitted::<RetryForm>();
    let f = Fields::new(&at, &submitted);
    let empty = dead.is_empty();
    let posted_all = at.submitted::<RetryAllForm>();
    let all = (dead.len() > 1).then(|| {
        view! {
            <form method="post" action="/operations">
                {Fields::new(&at, &posted_all).hidden()}
                <button class="button" type="submit">{text.get("operations-retry-all")}</button>
            </form>
        }
    });
    let rows = dead.into_iter().map(|event| {
        view! {
            <li class="card">
                <p>{event.failure}</p>
                <p class="meta">{text.date(event.dead.date_naive())}</p>
                <form method="post" action="/operations">
                    {f.hidden()}
                    <input type="hidden" name="event" value=event.id.to_string()/>
                    <button class="button button--quiet" type="submit">{text.get("operations-retry")}</button>
                </form>
            </li>
        }
    });
    let rows = rows.collect_view();
    let unindexed = services::operations::count_unindexed(&at.scope).await?;
    let unindexed =
        (unindexed > 0).then(|| view! { <p>{text.with("operations-unindexed", &[("count", unindexed.into())])}</p> });
    let safekeeping = super::safekeeping::section(&at).await?;
    let body = view! {
        <h1>{text.get("operations-title")}</h1>
        <section>
            <h2>{text.get("operations-mail")}</h2>
            <p>{text.with("operations-waiting", &[("count", waiting.into())])}</p>
            {empty.then(|| view! { <p class="empty">{text.get("operations-none")}</p> })}
            {all}
            <ul class="cards">{rows}</ul>
        </section>
        {unindexed}
        {safekeeping}
        <p><a href="/operations/curators">{text.get("curators-title")}</a></p>
        <p><a href="/operations/second-step">{text.get("second-step-reset-title")}</a></p>
    };
    Ok(Document::new(text.get("operations-title"), body))
}
