//! After which days from a start an NGO asks.

use domain::check_in::Schedule;
use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// The days, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ScheduleForm {
    days: String,
}

impl Form for ScheduleForm {
    const NAME: &'static str = "check-in-schedule";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let schedule = self.days.parse::<Schedule>().map_err(|problem| Error::at("days", problem))?;
        services::check_ins::set_schedule(&at.scope, &schedule).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?saved=1", at.path())
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn schedule(at: At) -> Result<Document> {
    let text = at.text;
    let now = services::check_ins::schedule(&at.scope).await?;
    let submitted = at.submitted::<ScheduleForm>().or(|| ScheduleForm { days: now.to_string() });
    let f = Fields::new(&at, &submitted);
    let form = f.frame(f.field("days").hint().line(&submitted.typed.days), "check-in-schedule-save");
    // The days as they are kept: in their order, each once.
    let saved = at.done("saved").then(|| {
        let words = text.with("check-in-schedule-saved", &[("days", now.to_string().into())]);
        view! { <p class="notice notice--good" role="status">{words}</p> }
    });
    let outcomes =
        (!now.asks_for_outcomes()).then(|| view! { <p class="notice">{text.get("check-in-schedule-outcomes")}</p> });
    let body = view! {
        <p class="eyebrow"><a href="/check-ins">{text.get("check-ins-title")}</a></p>
        <h1>{text.get("check-in-schedule-title")}</h1>
        {saved}
        <p class="lede">{text.get("check-in-schedule-lede")}</p>
        {outcomes}
        {form}
    };
    Ok(Document::new(text.get("check-in-schedule-title"), body))
}
