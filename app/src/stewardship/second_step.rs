//! For administrators: taking the second step away from somebody who has lost it, and signing somebody out.

use domain::account::PlatformRole;
use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// Whose.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SecondStepForm {
    email: String,
}

impl Form for SecondStepForm {
    const NAME: &'static str = "second-step-reset";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::second_step::reset(&at.scope, &self.email).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?done=1", at.path())
    }
}

/// Whose sessions end.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignOutForm {
    whom: String,
}

impl Form for SignOutForm {
    const NAME: &'static str = "sign-somebody-out";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::sessions::end_of(&at.scope, &self.whom).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?out=1", at.path())
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but administrators.
pub async fn second_step(at: At) -> Result<Document> {
    at.scope.actor().account()?;
    if !at.scope.actor().is(PlatformRole::Administrator) {
        return Err(Error::NotFound);
    }
    let text = at.text;
    let submitted = at.submitted::<SecondStepForm>();
    let f = Fields::new(&at, &submitted);
    let form = f.frame(f.field("email").email(&submitted.typed.email), "second-step-reset-button");
    let leaving = at.submitted::<SignOutForm>();
    let g = Fields::new(&at, &leaving);
    let sign_out = g.frame(g.field("whom").email(&leaving.typed.whom), "sign-somebody-out-button");
    let (done, out) = (at.done("done"), at.done("out"));
    let body = view! {
        <p class="eyebrow"><a href="/operations">{text.get("operations-title")}</a></p>
        <h1>{text.get("second-step-reset-title")}</h1>
        {done.then(|| view! { <p class="notice notice--good" role="status">{text.get("second-step-reset-done")}</p> })}
        <p class="lede">{text.get("second-step-reset-lede")}</p>
        {form}
        <h2>{text.get("sign-somebody-out-title")}</h2>
        {out.then(|| view! { <p class="notice notice--good" role="status">{text.get("sign-somebody-out-done")}</p> })}
        <p>{text.get("sign-somebody-out-lede")}</p>
        {sign_out}
    };
    Ok(Document::new(text.get("second-step-reset-title"), body))
}
