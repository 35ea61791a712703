//! Closing one's own account, folded away on its page until somebody means it.

use domain::{Problem, Problems, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::closing::Closing;
use services::second_step::Way;

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
        let mut problems = Problems::new();
        if self.own_password.is_empty() {
            problems.add("own_password", Problem::Missing);
        }
        if self.sure != "yes" {
            problems.add("sure", Problem::Other("problem-not-ticked"));
        }
        problems.finish(Some(()))?;
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
            let sure = vec![("yes".to_owned(), text.get("account-close-sure"))];
            let fields = view! {
                {f.field("own_password").autocomplete("current-password").password()}
                {code}
                {f.field("sure").any_of(sure, std::slice::from_ref(&submitted.typed.sure))}
            };
            let button = view! { <button class="button button--danger" type="submit">{text.get("account-close-button")}</button> };
            f.frame_with(fields, button)
        }
    };
    Ok(view! {
        <details class="more" open=submitted.again>
            <summary>{text.get("account-close")}</summary>
            <p>{text.get("account-close-means")}</p>
            {inside}
        </details>
    }
    .into_any())
}
