//! The employer's own placements.

use domain::Result;
use domain::id::PlacementId;
use leptos::prelude::*;

use super::seats::seats;
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The list.
///
/// # Errors
/// Not found for everybody but members of businesses.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let after = at.query("after").parse::<PlacementId>().ok();
    let rows = services::placements::own(&at.scope, after, SIZE).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let taken = services::placements::seats_taken(&at.scope, &rows).await?;
    let cards = rows.into_iter().map(|row| {
        let seats = seats(text, &row, &taken);
        let title = if row.terms.title.is_empty() { text.get("placements-untitled") } else { row.terms.title };
        let place = row.terms.place.as_ref().map(taxonomy::places::label);
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/placements/{}", row.id)>{title}</a></h2>
                <p class="meta">
                    <span class=format!("status status--{}", row.status)>
                        {text.get(&format!("placement-status-{}", row.status))}
                    </span>
                    {place.map(|place| format!(" · {place}"))}
                </p>
                <p class="meta">{seats}</p>
            </li>
        }
    });
    let cards = cards.collect_view();
    let body = view! {
        <h1>{text.get("placements-title")}</h1>
        {crate::review::notice(&at).await?}
        <p class="actions"><a class="button" href="/placements/new">{text.get("home-new-placement")}</a></p>
        {empty.then(|| view! { <p class="empty">{text.get("placements-empty")}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| view! { <p class="pager"><a href=format!("/placements?after={id}")>{text.get("form-next-page")}</a></p> })}
    };
    Ok(Document::new(text.get("placements-title"), body))
}
