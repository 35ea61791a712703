//! Beginning a referral: what it is, and what never goes into it.

use domain::Result;
use domain::organisation::OrganisationKind;
use leptos::prelude::*;
use serde::Deserialize;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// Nothing but the button.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct BeginForm {}

impl Form for BeginForm {
    const NAME: &'static str = "referral-begin";

    async fn submit(&self, at: &At) -> Result<Done> {
        let code = services::referrals::begin(&at.scope).await?;
        Ok(Done::See(format!("/referrals/{code}/step/languages")))
    }

    fn repeated(_: &At) -> String {
        "/referrals?status=draft".into()
    }
}

/// The page.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn begin(at: At) -> Result<Document> {
    at.scope.actor().member_of(OrganisationKind::Ngo)?;
    let text = at.text;
    let submitted = at.submitted::<BeginForm>();
    let form = Fields::new(&at, &submitted).frame((), "referral-begin-button");
    let body = view! {
        <h1>{text.get("referral-begin-title")}</h1>
        <p class="lede">{text.get("referral-begin-lede")}</p>
        <ul>
            <li>{text.get("referral-begin-code")}</li>
            <li>{text.get("referral-begin-never")}</li>
            <li>{text.get("referral-begin-stop")}</li>
        </ul>
        {form}
    };
    Ok(Document::new(text.get("referral-begin-title"), body).sensitive())
}
