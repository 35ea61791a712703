//! The NGO's own referrals.

use std::collections::HashMap;

use domain::Result;
use domain::id::{PlacementId, ReferralId};
use domain::referral::{Area, Referral, ReferralStatus};
use leptos::prelude::*;
use services::erasures::Waiting;

use super::words;
use crate::{At, page::Document};

/// How many on a page.
pub(super) const SIZE: u64 = 30;

/// Where those stand whose person asked to be erased.
pub(crate) const OWN_WISHES: &str = "/referrals?erasure=own";
/// Where those stand whose person took that back.
pub(crate) const TAKEN_BACK: &str = "/referrals?erasure=back";

/// The list, by status.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    if !at.query("retention").is_empty() {
        return super::retention::questions(&at).await;
    }
    if at.query("consent") == "ending" {
        return super::ending::ending(&at).await;
    }
    if at.query("erasure") == "own" {
        let ids = services::own_pages::wishing(&at.scope).await?;
        return waiting(&at, ("erasure-own-wish-list", "erasure-own-wish-list-none"), &ids).await;
    }
    if at.query("erasure") == "back" {
        let ids = services::own_pages::wishes_taken_back(&at.scope).await?;
        return waiting(&at, ("erasure-own-wish-back-list", "erasure-own-wish-back-list-none"), &ids).await;
    }
    if !at.query("erasure").is_empty() {
        let wishes = services::erasures::list(&at.scope).await?;
        let ids: Vec<ReferralId> = wishes.iter().map(|waiting| waiting.wish.referral).collect();
        return waiting(&at, ("erasure-list", "erasure-list-none"), &ids).await;
    }
    if !at.query("placement").is_empty() {
        return super::choose::choose(&at).await;
    }
    let status = at.query("status").parse().unwrap_or(ReferralStatus::Open);
    let after = at.query("after").parse::<ReferralId>().ok();
    let rows = services::referrals::list(&at.scope, status, after, SIZE).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let cards = cards(&at, rows, For::All).await?;
    let tabs = ReferralStatus::ALL.iter().map(|each| {
        let current = (*each == status).then_some("page");
        view! {
            <li><a href=format!("/referrals?status={each}") aria-current=current>{text.get(&format!("referral-status-{each}"))}</a></li>
        }
    });
    let erased = at.done("erased");
    let body = view! {
        <h1>{text.get("referrals-title")}</h1>
        {erased.then(|| view! { <p class="notice notice--good" role="status">{text.get("erasure-done")}</p> })}
        <p class="actions"><a class="button" href="/referrals/new">{text.get("home-new-referral")}</a></p>
        <nav class="menu" aria-label=text.get("referrals-by-status")><ul>{tabs.collect_view()}</ul></nav>
        {empty.then(|| view! { <p class="empty">{text.get(&format!("referrals-empty-{status}"))}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| {
            view! { <p class="pager"><a href=format!("/referrals?status={status}&after={id}")>{text.get("form-next-page")}</a></p> }
        })}
    };
    Ok(Document::new(text.get("referrals-title"), body).sensitive())
}

/// What a card is looked at for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// Whatever comes next.
    All,
    /// To erase the person, or not.
    Erasure,
    /// To put the person forward for a placement.
    PuttingForward(PlacementId),
}

/// Those that wait for their erasure, under the name of the list, or what such a list holds where it is empty.
async fn waiting(at: &At, (title, none): (&'static str, &'static str), ids: &[ReferralId]) -> Result<Document> {
    let rows = services::referrals::find_all(&at.scope, ids).await?;
    let empty = rows.is_empty();
    let cards = cards(at, rows, For::Erasure).await?;
    let body = view! {
        <p class="eyebrow"><a href="/referrals">{at.text.get("referrals-title")}</a></p>
        <h1>{at.text.get(title)}</h1>
        {empty.then(|| view! { <p class="empty">{at.text.get(none)}</p> })}
        <ul class="cards">{cards}</ul>
    };
    Ok(Document::new(at.text.get("referrals-title"), body).sensitive())
}

/// The cards of referrals, each with the way that they are looked at for.
pub(super) async fn cards(at: &At, rows: Vec<Referral>, purpose: For) -> Result<impl IntoView + use<>> {
    cards_saying(at, rows, purpose, &HashMap::new()).await
}

/// The same, in their order, with a line more where there is one to be said.
pub(super) async fn cards_saying(
    at: &At,
    rows: Vec<Referral>,
    purpose: For,
    said: &HashMap<ReferralId, String>,
) -> Result<impl IntoView + use<>> {
    let areas = services::referrals::areas(&at.scope, &rows).await?;
    // Who asked that somebody be erased is read by those who decide it.
    let wishes = if purpose == For::Erasure { services::erasures::list(&at.scope).await? } else { Vec::new() };
    let each = rows.into_iter().map(|row| {
        let area = areas.get(&row.id);
        let asked = wishes.iter().find(|waiting| waiting.wish.referral == row.id);
        let said = said.get(&row.id).cloned();
        card(at, row, (area, asked, said), purpose)
    });
    Ok(each.collect_view())
}

fn card(
    at: &At,
    row: Referral,
    (area, asked, said): (Option<&Area>, Option<&Waiting>, Option<String>),
    purpose: For,
) -> impl IntoView + use<> {
    let text = at.text;
    let code = row.code.to_string();
    let href = format!("/referrals/{code}");
    let place = area.and_then(|area| area.home.as_ref()).map(taxonomy::places::label);
    let facts: Vec<String> = [words::wanted(text, &row.profile), words::languages(text, &row.profile), place]
        .into_iter()
        .flatten()
        .collect();
    let own = [(row.own_wish, "erasure-own-wish-day"), (row.own_wish_back, "erasure-own-wish-back-day")];
    let own = own.into_iter().find_map(|(time, key)| Some((time?, key))).filter(|_| purpose == For::Erasure);
    let own = own.map(|(time, key)| {
        let day = text.date(time.date_naive());
        view! { <p>{text.with(key, &[("day", day.into())])}</p> }
    });
    let wait = row.own_wait.filter(|_| asked.is_none());
    let asked = asked.map(|waiting| {
        view! {
            <p>{super::erasure::asked(text, waiting)}</p>
            <p>{super::erasure::who_can(at, waiting)}</p>
        }
    });
    let (path, key) = match (purpose, row.status) {
        (For::Erasure, _) => (format!("/referrals/{code}/erasure"), "erasure-own-wish-way"),
        (For::PuttingForward(placement), _) => {
            (format!("/referrals/{code}/put-forward/{placement}"), "referrals-put-forward")
        }
        (For::All, ReferralStatus::Draft) => (format!("/referrals/{code}"), "referrals-go-on"),
        (For::All, ReferralStatus::Open) => (format!("/referrals/{code}/matches"), "referrals-see-matches"),
        (For::All, ReferralStatus::Closed) => (format!("/referrals/{code}"), "referrals-look"),
    };
    view! {
        <li class="card">
            <h2 class="card__title"><a href=href>{code}</a></h2>
            <p class="meta">{facts.join("\u{a0}· ")}</p>
            {said.map(|line| view! { <p>{line}</p> })}
            {own}
            {asked}
            {wait.map(|wait| view! { <p>{super::waiting::said(text, wait)}</p> })}
            <p><a href=path>{text.get(key)}</a></p>
        </li>
    }
}
