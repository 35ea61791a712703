//! The calendar of an NGO's staff: giving it a secret address, another one, or none.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// The address that the page has drawn and shown: it is shown before it is used, since only its hash is kept.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CalendarForm {
    token: String,
}

impl std::fmt::Debug for CalendarForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CalendarForm")
    }
}

impl Form for CalendarForm {
    const NAME: &'static str = "calendar";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::calendars::set(&at.scope, &self.token).await?;
        Ok(Done::Show)
    }
}

/// Takes the address away.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CalendarEndForm {}

impl Form for CalendarEndForm {
    const NAME: &'static str = "calendar-end";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::calendars::remove(&at.scope).await?;
        Ok(Done::See(at.path().to_owned()))
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let since = services::calendars::since(&at.scope).await?;
    let submitted = at.submitted::<CalendarForm>();
    let carried_out = submitted.again && submitted.notice.is_none() && since.is_some();
    let token = if carried_out { submitted.typed.token.clone() } else { services::calendars::draw()? };
    let address = services::calendars::address(&at.scope, &token);
    let state = since.map(|since| {
        let day = text.date(since.date_naive());
        view! { <p class="notice notice--good" role="status">{text.with("calendar-since", &[("day", day.into())])}</p> }
    });
    let (lead, form) = if carried_out {
        ("calendar-yours", None)
    } else {
        let (lead, button) = match since {
            Some(_) => ("calendar-another", "calendar-replace"),
            None => ("calendar-first", "calendar-use"),
        };
        let f = Fields::new(&at, &submitted);
        let fields = view! { <input type="hidden" name="token" value=token/> };
        (lead, Some(f.frame(fields, button)))
    };
    let ending = at.submitted::<CalendarEndForm>();
    let end = since.map(|_| {
        let f = Fields::new(&at, &ending);
        let form = f.frame((), "calendar-end-button");
        view! {
            <details class="more">
                <summary>{text.get("calendar-end-ask")}</summary>
                <p>{text.get("calendar-end-means")}</p>
                {form}
            </details>
        }
    });
    let body = view! {
        <h1>{text.get("calendar-title")}</h1>
        <p class="lede">{text.get("calendar-lede")}</p>
        {state}
        <p>{text.get(lead)}</p>
        <p><code>{address}</code></p>
        {form}
        {end}
        <p><a href="/check-ins">{text.get("check-ins-title")}</a></p>
    };
    Ok(Document::new(text.get("calendar-title"), body))
}
