//! Adding a passkey: the one thing here that needs a script, because only a script can ask the device.

use domain::{Error, Result};
use leptos::prelude::*;
use serde::Deserialize;
use services::second_step::Way;

use super::{PATH, codes_page, renewed};
use crate::accounts::PASSKEY;
use crate::field::Fields;
use crate::{At, Done, Form, page::Document};

/// What the device answered, and what its owner calls it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasskeyForm {
    name: String,
    credential: String,
}

impl std::fmt::Debug for PasskeyForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasskeyForm")
    }
}

impl Form for PasskeyForm {
    const NAME: &'static str = "passkey";

    async fn submit(&self, at: &At) -> Result<Done> {
        let answer = (self.name.as_str(), self.credential.as_str());
        let (token, codes) = services::passkeys::add(&at.scope, at.token(), answer).await?;
        Ok(renewed(token.0, codes))
    }

    fn repeated(_: &At) -> String {
        PATH.into()
    }
}

/// The page.
///
/// # Errors
/// Refused to whoever has not shown not long ago that it is them.
pub async fn passkey(at: At) -> Result<Document> {
    at.scope.actor().account()?;
    if !at.revealed().is_empty() {
        return Ok(codes_page(&at));
    }
    let text = at.text;
    let possible = services::passkeys::possible(&at.scope) == Way::There;
    let form = if possible { form(&at).await? } else { notice(text.get("security-passkey-impossible")) };
    let body = view! {
        <p class="eyebrow"><a href=PATH>{text.get("security-title")}</a></p>
        <h1>{text.get("security-passkey-title")}</h1>
        <p class="lede">{text.get("security-passkey-lede")}</p>
        {form}
    };
    let document = Document::new(text.get("security-passkey-title"), body);
    Ok(if possible { document.with_script(PASSKEY) } else { document })
}

fn notice(words: String) -> AnyView {
    view! { <p class="notice notice--warn">{words}</p> }.into_any()
}

async fn form(at: &At) -> Result<AnyView> {
    let text = at.text;
    let question = match services::passkeys::ask_to_add(&at.scope, at.token()).await {
        Err(Error::Refused(key)) => return Ok(notice(text.get(key))),
        asked => asked?,
    };
    let submitted = at.submitted::<PasskeyForm>();
    let f = Fields::new(at, &submitted);
    Ok(view! {
        <form class="form" method="post" action="/account/security/passkey" data-passkey=question.0 novalidate=true>
            {f.hidden()}
            {f.summary()}
            {f.field("name").hint().line(&submitted.typed.name)}
            <input type="hidden" name="credential" value=""/>
            <noscript><p class="notice notice--warn">{text.get("security-passkey-script")}</p></noscript>
            <div class="actions" hidden=true>
                <button class="button" type="submit">{text.get("security-passkey-button")}</button>
            </div>
        </form>
    }
    .into_any())
}
