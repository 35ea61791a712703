//! Setting up the codes that a phone shows: the drawing for its camera, the secret to be typed, and the first code.

use domain::Result;
use leptos::prelude::*;
use serde::Deserialize;

use super::{PATH, codes_page, renewed};
use crate::field::Fields;
use crate::{At, Done, Form, page::Document, qr};

/// The first code.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PhoneForm {
    code: String,
}

impl std::fmt::Debug for PhoneForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneForm")
    }
}

impl Form for PhoneForm {
    const NAME: &'static str = "phone";

    async fn submit(&self, at: &At) -> Result<Done> {
        let (token, codes) = services::second_step::confirm_phone(&at.scope, at.token(), &self.code).await?;
        Ok(renewed(token.0, codes))
    }

    fn repeated(_: &At) -> String {
        PATH.into()
    }
}

/// The page.
///
/// # Errors
/// Not found where no secret waits for its first code.
pub async fn phone(at: At) -> Result<Document> {
    if !at.revealed().is_empty() {
        return Ok(codes_page(&at));
    }
    let told = services::second_step::phone(&at.scope, at.token()).await?;
    let text = at.text;
    let submitted = at.submitted::<PhoneForm>();
    let f = Fields::new(&at, &submitted);
    let form = f.frame(
        f.field("code").hint().autocomplete("one-time-code").line(&submitted.typed.code),
        "security-phone-button",
    );
    let body = view! {
        <p class="eyebrow"><a href=PATH>{text.get("security-title")}</a></p>
        <h1>{text.get("security-phone-title")}</h1>
        <p class="lede">{text.get("security-phone-lede")}</p>
        {qr::drawing(&told.address, text.get("security-phone-camera"))}
        <p>{text.get("security-phone-typed")}</p>
        <p><code>{told.typed}</code></p>
        {form}
    };
    Ok(Document::new(text.get("security-phone-title"), body))
}
