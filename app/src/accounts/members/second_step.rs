//! The second step of all members: whether it is asked, and who has one. Managers alone see it.

use domain::Result;
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::members::{Member, SecondStepOfAll};
use services::second_step::Way;

use crate::field::Fields;
use crate::{At, Done, Form};

/// Where it is.
const PATH: &str = "/account/members";

/// Asks it of all.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RequireForm {}

impl Form for RequireForm {
    const NAME: &'static str = "second-step-require";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::members::require_second_step(&at.scope).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// Asks it of nobody any more.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReleaseForm {}

impl Form for ReleaseForm {
    const NAME: &'static str = "second-step-release";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::members::release_second_step(&at.scope, at.token()).await?;
        Ok(Done::See(PATH.into()))
    }
}

/// Whether a member has one.
pub(super) fn of(text: Text, member: &Member) -> AnyView {
    let key = if member.second_step.is_some() { "members-second-on" } else { "members-second-off" };
    view! { <td data-label=text.get("members-second")>{text.get(key)}</td> }.into_any()
}

/// The part of the page that asks it of all, or of nobody any more. `own` is whether the manager has one: who has none
/// would be kept out too, so they are led to theirs first.
pub(super) async fn section(at: &At, own: Way) -> Result<AnyView> {
    let text = at.text;
    let SecondStepOfAll { asked, fresh } = services::members::second_step_of_all(&at.scope, at.token()).await?;
    let (lede, form) = match (asked, fresh) {
        (Way::None, _) if own == Way::None => ("members-second-lede", set_up(text)),
        (Way::None, _) => ("members-second-lede", require(at)),
        (Way::There, Way::There) => ("members-second-asked", release(at)),
        (Way::There, Way::None) => ("members-second-asked", prove(text)),
    };
    Ok(view! {
        <section>
            <h2>{text.get("members-second")}</h2>
            <p>{text.get(lede)}</p>
            {form}
        </section>
    }
    .into_any())
}

fn require(at: &At) -> AnyView {
    let submitted = at.submitted::<RequireForm>();
    Fields::new(at, &submitted).frame((), "members-second-require")
}

fn release(at: &At) -> AnyView {
    let submitted = at.submitted::<ReleaseForm>();
    let form = Fields::new(at, &submitted).frame((), "members-second-release");
    view! {
        <details class="more">
            <summary>{at.text.get("members-second-release")}</summary>
            <p>{at.text.get("members-second-release-means")}</p>
            {form}
        </details>
    }
    .into_any()
}

/// Leads to where a manager sets up their own.
fn set_up(text: Text) -> AnyView {
    let first = text.get("members-second-first");
    view! { <p>{first}" "<a href="/account/security">{text.get("members-second-set-up")}</a></p> }.into_any()
}

/// Leads to where a manager shows that it is them.
fn prove(text: Text) -> AnyView {
    view! { <p><a href="/account/security">{text.get("members-second-prove")}</a></p> }.into_any()
}
