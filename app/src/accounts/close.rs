//! Closing one's own account, folded away on its page until somebody means it.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;
use services::closing::Closing;
use services::second_step::Way;

use super::meant;
use crate::field::Fields;
use crate::{At, Done, Form};

/// Where somebody is led whose account is closed.
const CLOSED: &str = "/sign-in?closed=1";

/// What is typed to close it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    own_password: String,
    code: String,
    /// `yes` where it is meant.
    sure: String,
}

impl std::fmt::Debug for CloseForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CloseForm")
    }
}

impl Form for CloseForm {
    const NAME: &'static str = "account-close";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::closing::may(&at.scope).await?;
        meant::check(&self.own_password, &self.sure)?;
        services::closing::close(&at.scope, at.token(), (&self.own_password, &self.code)).await?;
        Ok(Done::SignedOut(CLOSED.into()))
    }

    fn repeated(_: &At) -> String {
        CLOSED.into()
    }
}

/// The part of the page: the form, or what has to be done first.
pub(super) async fn section(at: &At) -> Result<AnyView> {
    let text = at.text;
    let Closing { hindrance, code } = services::closing::look(&at.scope, at.token()).await?;
    let submitted = at.submitted::<CloseForm>();
    let inside = match hindrance {
        Some(key) => {
            let members = (key == "refused-last-manager")
                .then(|| view! { " "<a href="/account/members">{text.get("account-members")}</a> });
            view! { <p class="notice notice--warn">{text.get(key)}{members}</p> }.into_any()
        }
        None => {
            let f = Fields::new(at, &submitted);
            let asked = code == Way::There;
            let code = asked.then(|| f.field("code").hint().autocomplete("one-time-code").line(&submitted.typed.code));
            meant::form(&f, code, &submitted.typed.sure)
        }
    };
    Ok(meant::folded(text, &submitted, inside))
}
