//! A new password by mail.

use domain::account::NewPassword;
use domain::{Error, Problems, Result};
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// The address that a link is asked for.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ForgottenForm {
    email: String,
}

impl std::fmt::Debug for ForgottenForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ForgottenForm")
    }
}

impl Form for ForgottenForm {
    const NAME: &'static str = "forgotten";

    async fn submit(&self, at: &At) -> Result<Done> {
        let email = self.email.parse().map_err(|problem| Error::at("email", problem))?;
        services::accounts::ask_reset(&at.scope, &email, &at.source()).await?;
        Ok(Done::See("/sign-in/forgotten?sent=1".into()))
    }

    fn repeated(_: &At) -> String {
        "/sign-in/forgotten?sent=1".into()
    }
}

/// The form that asks for the link.
///
/// # Errors
/// None.
pub async fn ask(at: At) -> Result<Document> {
    let text = at.text;
    let submitted = at.submitted::<ForgottenForm>();
    let f = Fields::new(&at, &submitted);
    let form = f.frame(f.field("email").autocomplete("email").email(&submitted.typed.email), "forgotten-button");
    let sent = at.done("sent");
    let body = view! {
        <h1>{text.get("forgotten-title")}</h1>
        {sent.then(|| view! { <p class="notice notice--good" role="status">{text.get("forgotten-sent")}</p> })}
        <p class="lede">{text.get("forgotten-lede")}</p>
        {form}
    };
    Ok(Document::new(text.get("forgotten-title"), body))
}

/// The new password, twice.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    password: String,
    again: String,
}

impl std::fmt::Debug for ResetForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetForm")
    }
}

impl Form for ResetForm {
    const NAME: &'static str = "reset";

    async fn submit(&self, at: &At) -> Result<Done> {
        let mut problems = Problems::new();
        let password: Option<NewPassword> = problems.take("password", self.password.parse());
        if self.password != self.again {
            problems.add("again", domain::Problem::Differs);
        }
        let password = problems.finish(password)?;
        let device = services::accounts::reset(&at.scope, at.raw_param("token")?, &password).await?;
        let then = Box::new(Done::See(Self::repeated(at)));
        Ok(Done::Renewed { token: None, device: Some(device.0), then })
    }

    fn repeated(_: &At) -> String {
        "/sign-in?reset=1".into()
    }
}

/// The form that sets it.
///
/// # Errors
/// None.
pub async fn show(at: At) -> Result<Document> {
    let text = at.text;
    let submitted = at.submitted::<ResetForm>();
    let f = Fields::new(&at, &submitted);
    let fields = view! {
        {f.field("password").hint().autocomplete("new-password").password()}
        {f.field("again").autocomplete("new-password").password()}
    };
    let form = f.frame(fields, "reset-button");
    let body = view! { <h1>{text.get("reset-title")}</h1>{form} };
    Ok(Document::new(text.get("reset-title"), body))
}
