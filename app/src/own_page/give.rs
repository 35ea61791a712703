//! How an NGO gives a person the address of the page of their own, another one instead, or ends it.

use domain::Result;
use domain::referral::{Code, Referral};
use i18n::Text;
use leptos::prelude::*;
use serde::Deserialize;
use services::own_pages::Given;

use crate::field::Fields;
use crate::{At, Done, Form, page::Document, qr};

/// Makes the address, or another one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GiveForm {}

impl Form for GiveForm {
    const NAME: &'static str = "own-page";

    async fn submit(&self, at: &At) -> Result<Done> {
        let referral = here(at).await?;
        let secret = services::own_pages::give(&at.scope, &referral).await?;
        Ok(Done::Reveal(vec![secret.to_string()]))
    }
}

/// Ends the page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {}

impl Form for EndForm {
    const NAME: &'static str = "own-page-end";

    async fn submit(&self, at: &At) -> Result<Done> {
        services::own_pages::end(&at.scope, &here(at).await?).await?;
        Ok(Done::See(Self::repeated(at)))
    }

    fn repeated(at: &At) -> String {
        format!("{}?ended=1", at.path())
    }
}

async fn here(at: &At) -> Result<Referral> {
    services::referrals::find(&at.scope, &at.param::<Code>("code")?).await
}

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO.
pub async fn give(at: At) -> Result<Document> {
    let referral = here(&at).await?;
    let text = at.text;
    let page = services::own_pages::of_referral(&at.scope, &referral).await?;
    let ended = page.is_none() && at.done("ended");
    let state = match at.revealed().first() {
        Some(secret) => shown(&at, secret),
        None => view! { <p>{state(text, page.as_ref())}</p> }.into_any(),
    };
    let closed = !services::own_pages::may_have(&at.scope, &referral).await?;
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{}", referral.code)>{referral.code.to_string()}</a></p>
        <h1>{text.get("own-page-title")}</h1>
        <p class="lede">{text.get("own-page-lede")}</p>
        {ended.then(|| view! { <p class="notice notice--good" role="status">{text.get("own-page-ended")}</p> })}
        {state}
        {closed.then(|| view! { <p class="notice notice--warn">{text.get("own-page-closed")}</p> })}
        {(!closed).then(|| forms(&at, page.is_some()))}
    };
    Ok(Document::new(text.get("own-page-title"), body).sensitive())
}

fn state(text: Text, page: Option<&Given>) -> String {
    let Some(page) = page else { return text.get("own-page-none") };
    let day = text.date(page.created.date_naive());
    match &page.by {
        Some(name) => text.with("own-page-given-by", &[("name", name.as_str().into()), ("day", day.into())]),
        None => text.with("own-page-given", &[("day", day.into())]),
    }
}

/// The address, this once: only it is printed, and nothing of whose it is.
fn shown(at: &At, secret: &str) -> AnyView {
    let text = at.text;
    let address = at.scope.link(&format!("/consent/{secret}"));
    view! {
        <p class="notice notice--good" role="status">{text.get("own-page-shown")}</p>
        <p>{text.get("own-page-hand")}</p>
        <div class="sheet sheet--small">
            <p><code>{address.clone()}</code></p>
            {qr::drawing(&address, text.get("own-page-camera"))}
        </div>
    }
    .into_any()
}

/// The buttons; what makes an address stop working stands folded away.
fn forms(at: &At, there: bool) -> AnyView {
    let text = at.text;
    let submitted = at.submitted::<GiveForm>();
    let f = Fields::new(at, &submitted);
    if !there {
        return f.frame((), "own-page-make");
    }
    let (replace, ending) = (f.frame((), "own-page-replace"), at.submitted::<EndForm>());
    let end = Fields::new(at, &ending).frame((), "own-page-end");
    view! {
        <details class="more">
            <summary>{text.get("own-page-replace")}</summary>
            <p>{text.get("own-page-replace-means")}</p>
            {replace}
        </details>
        <details class="more">
            <summary>{text.get("own-page-end")}</summary>
            <p>{text.get("own-page-end-means")}</p>
            {end}
        </details>
    }
    .into_any()
}
