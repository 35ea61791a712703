//! After which days from a start an NGO asks.

use domain::check_in::Schedule;
use domain::{Error, Result};
use i18n::Text;
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

/// What leaving out the days leads to on which it is asked how things stand; and once they are left out, that they are.
fn outcomes(text: Text, kept: &Schedule) -> AnyView {
    let left_out = kept.left_out();
    if left_out.is_empty() {
        return view! { <p>{text.get("check-in-schedule-outcomes")}</p> }.into_any();
    }
    let days: Vec<String> = left_out.iter().map(i64::to_string).collect();
    let words = text.with("check-in-schedule-left-out", &[("days", days.join(", ").into())]);
    view! { <p class="notice">{words}</p> }.into_any()
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
    let outcomes = outcomes(text, &now);
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
