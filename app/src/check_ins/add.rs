//! The check-ins of an introduction, on its page and on theirs, and adding one.

use domain::check_in::{ChangeReason, CheckIn};
use domain::introduction::{Introduction, Stage};
use domain::{Problems, Result, parse};
use leptos::prelude::*;
use serde::Deserialize;

use super::{about, reasons, standing};
use crate::field::Fields;
use crate::{At, Done, Form};

/// Adds a check-in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    day: String,
    reason: String,
}

impl Form for AddForm {
    const NAME: &'static str = "check-in-add";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::check_ins::may(&at.scope)?;
        let id = at.param("id")?;
        services::check_ins::may_add(&at.scope, id).await?;
        let mut problems = Problems::new();
        let day = problems.take("day", parse::date(&self.day));
        let reason = problems.take("reason", parse::word::<ChangeReason>(&self.reason));
        let (day, reason) = problems.finish(day.zip(reason))?;
        services::check_ins::add(&at.scope, id, day, reason).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?added=1#check-ins", at.path())
    }
}

/// Check-ins with their days, each leading to its page.
pub(super) fn items(at: &At, all: &[CheckIn]) -> impl IntoView + use<> {
    let text = at.text;
    let today = at.scope.now().date_naive();
    let each = all.iter().map(|check_in| {
        view! {
            <li class="card">
                <a href=format!("/check-ins/{}", check_in.id)>{about(text, check_in)}</a>
                " "
                {standing(text, check_in, today)}
            </li>
        }
    });
    view! { <ul class="cards">{each.collect_view()}</ul> }
}

/// The check-ins of an introduction, for its NGO: nothing before the start.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn section(at: &At, introduction: &Introduction) -> Result<Option<AnyView>> {
    let all = services::check_ins::of_introduction(&at.scope, introduction.id).await?;
    let submitted = at.submitted::<AddForm>();
    if all.is_empty() && introduction.stage != Stage::Started {
        return Ok(None);
    }
    let text = at.text;
    let f = Fields::new(at, &submitted);
    let form = (introduction.stage == Stage::Started).then(|| {
        let field = |name| if submitted.again { f.field(name) } else { f.field(name).apart("check-in-") };
        let fields = view! {
            {field("day").date(&submitted.typed.day)}
            {field("reason").select(reasons(&f, ChangeReason::ADDING), &submitted.typed.reason)}
        };
        let form = f.frame(fields, "check-in-add-button");
        view! {
            <details class="more" open=submitted.again>
                <summary>{text.get("check-in-add-ask")}</summary>
                {form}
            </details>
        }
    });
    let added = at.done("added");
    Ok(Some(
        view! {
            <section id="check-ins">
                <h2>{text.get("check-ins-title")}</h2>
                {added.then(|| view! { <p class="notice notice--good" role="status">{text.get("check-in-added-now")}</p> })}
                {items(at, &all)}
                {form}
            </section>
        }
        .into_any(),
    ))
}
