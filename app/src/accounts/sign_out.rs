//! Signing out.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// Nothing but the button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignOutForm {}

impl Form for SignOutForm {
    const NAME: &'static str = "sign-out";

    /// Signs out, and once more if it is asked once more: whoever presses twice wants nothing but to be out.
    async fn submit(&self, at: &At) -> Result<Done> {
        if let Some(session) = at.session() {
            services::sessions::end(&at.scope, &session.0).await?;
        }
        Ok(Done::SignedOut("/".into()))
    }
}

/// The button, for those who come by address.
///
/// # Errors
/// None.
pub async fn show(at: At) -> Result<Document> {
    let submitted = at.submitted::<SignOutForm>();
    let form = Fields::new(&at, &submitted).frame((), "shell-sign-out");
    let body = view! { <h1>{at.text.get("shell-sign-out")}</h1>{form} };
    Ok(Document::new(at.text.get("shell-sign-out"), body))
}
