//! Confirming an address. Opening the link only shows a button: programs that look into mails do not press it.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// Nothing but the button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {}

impl Form for ConfirmForm {
    const NAME: &'static str = "confirm";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::accounts::confirm(&at.scope, at.raw_param("token")?).await?;
        Ok(Done::See("/sign-in?confirmed=1".into()))
    }

    fn repeated(_: &At) -> String {
        "/sign-in?confirmed=1".into()
    }
}

/// The button.
///
/// # Errors
/// None.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let submitted = at.submitted::<ConfirmForm>();
    let form = Fields::new(&at, &submitted).frame((), "confirm-button");
    let body = view! {
        <h1>{text.get("confirm-title")}</h1>
        <p class="lede">{text.get("confirm-lede")}</p>
        {form}
    };
    Ok(Document::new(text.get("confirm-title"), body))
}
