//! People with somebody on the way or at work whose consent ends soon: each is asked again in time.

use domain::Result;
use leptos::prelude::*;
use services::consents::Ending;

use crate::{At, page::Document};

/// Where they stand.
pub(crate) const PATH: &str = "/referrals?consent=ending";

/// The list.
pub(super) async fn ending(at: &At) -> Result<Document> {
    let text = at.text;
    let rows = services::consents::ending(&at.scope).await?;
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| card(at, row)).collect_view();
    let body = view! {
        <p class="eyebrow"><a href="/referrals">{text.get("referrals-title")}</a></p>
        <h1>{text.get("consent-ending-title")}</h1>
        <p class="lede">{text.get("consent-ending-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("referrals-none-waits")}</p> })}
        <ul class="cards">{cards}</ul>
    };
    Ok(Document::new(text.get("referrals-title"), body).sensitive())
}

fn card(at: &At, row: Ending) -> impl IntoView + use<> {
    let text = at.text;
    let code = row.referral.code.to_string();
    let day = text.date(row.ends);
    let ends = text.with("consent-ending-day", &[("name", row.recipient.into()), ("day", day.into())]);
    view! {
        <li class="card">
            <h2 class="card__title"><a href=format!("/referrals/{code}")>{code.clone()}</a></h2>
            <p>{ends}</p>
            <p><a href=format!("/referrals/{code}/consent")>{text.get("consent-ending-ask")}</a></p>
        </li>
    }
}
