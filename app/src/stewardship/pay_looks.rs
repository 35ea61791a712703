//! Placements whose pay waits for a steward to look at it, because no floor is known for their country, and those that one
//! has paused for it.

use domain::Result;
use domain::id::PlacementId;
use i18n::Text;
use leptos::prelude::*;
use services::pay_looks::Offer;

use crate::placements::{pay_in_words, pay_unknown};
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The lists.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn pay_looks(at: At) -> Result<Document> {
    let text = at.text;
    let [after, resting] = ["after", "resting"].map(|name| at.query(name).parse::<PlacementId>().ok());
    let rows = services::pay_looks::queue(&at.scope, after, SIZE).await?;
    let next = rows.last().map(|row| row.placement.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let paused = paused(&at, after, resting).await?;
    let next = next.map(|id| path(Some(id), resting));
    let cards = rows.into_iter().map(|row| card(&at, row)).collect_view();
    let body = view! {
        <p class="eyebrow"><a href="/stewardship">{text.get("stewardship-title")}</a></p>
        <h1>{text.get("pay-looks-title")}</h1>
        {told(&at)}
        <p class="lede">{text.get("pay-looks-lede")}</p>
        <section>
            <h2>{text.get("pay-looks-waiting")}</h2>
            {empty.then(|| view! { <p class="empty">{text.get("pay-looks-empty")}</p> })}
            <ul class="cards">{cards}</ul>
            {next.map(|href| view! { <p class="pager"><a href=href>{text.get("form-next-page")}</a></p> })}
        </section>
        {paused}
        <p><a href="/stewardship/wage-floors">{text.get("floors-title")}</a></p>
    };
    Ok(Document::new(text.get("pay-looks-title"), body))
}

/// The address of the page where its lists begin after these: of two lists one is turned over, and the other stays.
fn path(after: Option<PlacementId>, resting: Option<PlacementId>) -> String {
    let from = [("after", after), ("resting", resting)];
    let from = from.into_iter().filter_map(|(name, id)| Some(format!("{name}={}", id?)));
    format!("/stewardship/pay-looks?{}", from.collect::<Vec<_>>().join("&"))
}

/// What a steward has paused for its pay, below what waits; nothing where nothing rests so.
async fn paused(at: &At, after: Option<PlacementId>, resting: Option<PlacementId>) -> Result<Option<AnyView>> {
    let text = at.text;
    let rows = services::pay_looks::paused(&at.scope, resting, SIZE).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let next = rows.last().map(|row| row.placement.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let next = next.map(|id| format!("{}#resting", path(after, Some(id))));
    let cards = rows.iter().map(|row| {
        view! {
            <li class="card">
                <h3 class="card__title"><a href=format!("/placements/{}", row.placement.id)>{row.placement.terms.title.clone()}</a></h3>
                {pays(text, row)}
            </li>
        }
    });
    let cards = cards.collect_view();
    let section = view! {
        <section id="resting">
            <h2>{text.get("pay-looks-resting")}</h2>
            <p>{text.get("pay-looks-resting-means")}</p>
            <ul class="cards">{cards}</ul>
            {next.map(|href| view! { <p class="pager"><a href=href>{text.get("form-next-page")}</a></p> })}
        </section>
    };
    Ok(Some(section.into_any()))
}

/// Who pays what.
fn pays(text: Text, row: &Offer) -> impl IntoView + use<> {
    let pay = pay_in_words(text, &row.placement.terms).unwrap_or_default();
    view! { <p class="meta">{format!("{} · {pay}", row.organisation_name)}</p> }
}

/// What was done a moment ago.
fn told(at: &At) -> Option<AnyView> {
    let done = [("looked", "pay-looks-looked"), ("paused", "pay-looks-paused"), ("ended", "pay-looks-ended")];
    let (_, key) = done.into_iter().find(|(name, _)| at.done(name))?;
    Some(view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any())
}

fn card(at: &At, row: Offer) -> impl IntoView + use<> {
    let text = at.text;
    let pays = pays(text, &row);
    let placement = row.placement;
    view! {
        <li class="card">
            <h3 class="card__title"><a href=format!("/placements/{}", placement.id)>{placement.terms.title.clone()}</a></h3>
            <p>{pay_unknown(text, &placement.terms)}</p>
            {pays}
        </li>
    }
}
