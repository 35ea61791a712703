//! The queue of applications.

use domain::Result;
use domain::id::OrganisationId;
use domain::organisation::OrganisationStatus;
use leptos::prelude::*;

use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The queue, by status.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn queue(at: At) -> Result<Document> {
    let text = at.text;
    let status = at.query("status").parse().unwrap_or(OrganisationStatus::Applied);
    let after = at.query("after").parse::<OrganisationId>().ok();
    let rows = services::organisations::queue(&at.scope, status, after, SIZE).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| {
        let kind = text.get(&format!("organisation-kind-{}", row.kind));
        let day = text.date(row.created.date_naive());
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/stewardship/organisations/{}", row.id)>{row.description.name}</a></h2>
                <p class="meta">{format!("{kind} · {} · {day}", row.description.town)}</p>
            </li>
        }
    });
    let cards = cards.collect_view();
    let tabs = OrganisationStatus::ALL.iter().map(|each| {
        let current = (*each == status).then_some("page");
        view! { <li><a href=format!("/stewardship?status={each}") aria-current=current>{text.get(&format!("organisation-status-{each}"))}</a></li> }
    });
    let body = view! {
        <h1>{text.get("stewardship-title")}</h1>
        <nav class="menu" aria-label=text.get("stewardship-by-status")><ul>{tabs.collect_view()}</ul></nav>
        {empty.then(|| view! { <p class="empty">{text.get("stewardship-empty")}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| view! { <p class="pager"><a href=format!("/stewardship?status={status}&after={id}")>{text.get("form-next-page")}</a></p> })}
        <p><a href="/stewardship/wage-floors">{text.get("floors-title")}</a></p>
    };
    Ok(Document::new(text.get("stewardship-title"), body))
}
