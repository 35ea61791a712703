//! Leaving one's organisation and keeping the account, folded away on the page of its members until somebody means it.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use super::meant;
use crate::field::Fields;
use crate::{At, Done, Form};

/// Where somebody is led who has left.
const LEFT: &str = "/account?left=1";

/// What is typed to leave.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    own_password: String,
    /// `yes` where it is meant.
    sure: String,
}

impl std::fmt::Debug for LeaveForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LeaveForm")
    }
}

impl Form for LeaveForm {
    const NAME: &'static str = "organisation-leave";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::leaving::may(&at.scope).await?;
        meant::check(&self.own_password, &self.sure)?;
        services::leaving::leave(&at.scope, &self.own_password).await?;
        Ok(Done::See(LEFT.into()))
    }

    fn repeated(_: &At) -> String {
        LEFT.into()
    }
}

/// The part of the page: the form, or what has to be done first.
pub(super) async fn section(at: &At) -> Result<AnyView> {
    let text = at.text;
    let hindrance = services::leaving::hindrance(&at.scope).await?;
    let submitted = at.submitted::<LeaveForm>();
    let inside = match hindrance {
        Some(key) => view! { <p class="notice notice--warn">{text.get(key)}</p> }.into_any(),
        None => meant::form(&Fields::new(at, &submitted), None, &submitted.typed.sure),
    };
    Ok(meant::folded(text, &submitted, inside))
}
