//! The queue of applications.

use domain::Result;
use domain::id::OrganisationId;
use domain::organisation::{Organisation, OrganisationStatus, VettingQueue};
use domain::vetting::untold;
use leptos::prelude::*;
use services::organisations::VettingNote;

use crate::accounts::organisation::{named, said};
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The queue, by status.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn queue(at: At) -> Result<Document> {
    let text = at.text;
    let status = at.query("status").parse().unwrap_or(VettingQueue::Applied);
    let after = at.query("after").parse::<OrganisationId>().ok();
    let rows = services::vetting::queue(&at.scope, status, after, SIZE).await?;
    let changes = services::vetting::changes(&at.scope, &rows).await?;
    let renewals = services::organisations::renewals(&at.scope, &rows).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| card(&at, row, &changes, &renewals)).collect_view();
    let tabs = VettingQueue::ALL.iter().map(|each| {
        let current = (*each == status).then_some("page");
        view! { <li><a href=format!("/stewardship?status={each}") aria-current=current>{text.get(&format!("vetting-queue-{each}"))}</a></li> }
    });
    let body = view! {
        <h1>{text.get("stewardship-title")}</h1>
        <nav class="menu" aria-label=text.get("stewardship-by-status")><ul>{tabs.collect_view()}</ul></nav>
        {means(status).map(|key| view! { <p>{text.get(key)}</p> })}
        {empty.then(|| view! { <p class="empty">{text.get(&format!("vetting-queue-{status}-empty"))}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| view! { <p class="pager"><a href=format!("/stewardship?status={status}&after={id}")>{text.get("form-next-page")}</a></p> })}
        <p><a href="/stewardship/sanctions">{text.get("sanctions-waiting")}</a></p>
        <p><a href="/stewardship/cases">{text.get("cases-title")}</a></p>
        <p><a href="/stewardship/pay-looks">{text.get("pay-looks-title")}</a></p>
        <p><a href="/stewardship/wage-floors">{text.get("floors-title")}</a></p>
    };
    Ok(Document::new(text.get("stewardship-title"), body))
}

/// What a queue asks of a steward, where its name does not say.
const fn means(queue: VettingQueue) -> Option<&'static str> {
    match queue {
        VettingQueue::Proposed => Some("vetting-queue-proposed-means"),
        VettingQueue::Changed => Some("vetting-queue-changed-means"),
        VettingQueue::Group => Some("vetting-queue-group-means"),
        _ => None,
    }
}

/// What an application waits for, where that is something else than the reader's first look at it: that it tells more,
/// another steward, or renewal.
fn waits(at: &At, row: &Organisation, renewals: &[VettingNote]) -> impl IntoView + use<> {
    let text = at.text;
    let missing = match row.status {
        OrganisationStatus::Applied => untold(row.kind, &row.description),
        _ => Vec::new(),
    };
    let missing = (!missing.is_empty()).then(|| {
        let parts = missing.into_iter().map(|part| named(text, part)).collect::<Vec<_>>().join(", ");
        view! { <p>{text.with("vetting-incomplete", &[("parts", parts.into())])}</p> }
    });
    let proposed = row.proposed.map(|proposed| {
        let day = text.date(proposed.until);
        view! { <p>{text.with("vetting-proposed-until", &[("day", day.into())])}</p> }
    });
    let asked = renewals.iter().find(|note| note.organisation == row.id).map(|note| {
        let day = text.date(note.created.date_naive());
        view! { <p>{text.with("vetting-renewal-asked", &[("day", day.into())])}</p> }
    });
    view! { {missing} {proposed} {asked} }
}

/// One organisation, with what it waits for, and what it says differently of who it is since it was verified.
fn card(at: &At, row: Organisation, changes: &[VettingNote], renewals: &[VettingNote]) -> impl IntoView + use<> {
    let text = at.text;
    let kind = text.get(&format!("organisation-kind-{}", row.kind));
    let applied = text.with("vetting-applied-on", &[("day", text.date(row.created.date_naive()).into())]);
    let waits = waits(at, &row, renewals);
    let until = row.verified_until.map(|day| {
        let key = if day < at.scope.now().date_naive() { "vetting-lapsed-on" } else { "vetting-lapses-on" };
        view! { <p class="meta">{text.with(key, &[("day", text.date(day).into())])}</p> }
    });
    let read = row.description.name_for_employers().map(|name| {
        view! { <p class="meta" dir="auto">{text.with("vetting-employers-read", &[("name", name.to_owned().into())])}</p> }
    });
    let changes = changes.iter().filter(|note| note.organisation == row.id).map(|note| {
        let step = text.get(&format!("vetting-steward-{}", note.step));
        view! { <li dir="auto">{format!("{step}: {}", said(text, note))}</li> }
    });
    let changes = changes.collect_view();
    let changed = (!changes.is_empty()).then(|| view! { <ul>{changes}</ul> });
    view! {
        <li class="card">
            <h2 class="card__title"><a href=format!("/stewardship/organisations/{}", row.id)>{row.description.name}</a></h2>
            <p class="meta">{format!("{kind} · {} · {applied}", row.description.town)}</p>
            {read}
            {until}
            {waits}
            {changed}
        </li>
    }
}
