//! Choosing whom to put forward for a placement that is open: the newest referrals by pages, on each page those whom it fits
//! best first; or the one that has a code.

use std::collections::HashMap;

use axum::http::StatusCode;
use domain::id::{PlacementId, ReferralId};
use domain::organisation::OrganisationKind;
use domain::placement::{Placement, PlacementStatus};
use domain::referral::{Code, Referral, ReferralStatus};
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;
use matching::Ranked;

use super::fit::barrier_words;
use super::list::{For, SIZE, cards_saying};
use crate::{At, page::Document};

/// The list; for a code that a referral of the NGO has, the way to the page that compares the two.
///
/// # Errors
/// Not found for everybody but members of NGOs.
pub(super) async fn choose(at: &At) -> Result<Document> {
    at.scope.actor().member_of(OrganisationKind::Ngo)?;
    let text = at.text;
    let Some(placement) = open(at).await? else { return Ok(not_open(text)) };
    let (id, title) = (placement.id, placement.terms.title.clone());
    let typed = at.query("code").trim();
    if let Some(code) = of_code(at, typed).await? {
        return Ok(Document::see(text.get("referrals-title"), format!("/referrals/{code}/put-forward/{id}")));
    }
    let after = at.query("after").parse::<ReferralId>().ok();
    let mut rows = services::referrals::list(&at.scope, ReferralStatus::Open, after, SIZE).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let found = compared(at, &rows, &placement).await?;
    // Among equals the newest stay first.
    rows.sort_by(|a, b| score(&found, b).total_cmp(&score(&found, a)));
    let said = found.iter().filter_map(|(id, ranked)| Some((*id, said(text, ranked)?))).collect();
    let cards = cards_saying(at, rows, For::PuttingForward(id), &said).await?;
    let body = view! {
        <p class="eyebrow"><a href=format!("/placements/{id}")>{title.clone()}</a></p>
        <h1>{text.with("referrals-for-placement", &[("title", title.into())])}</h1>
        <p class="lede">{text.get("referrals-for-placement-lede")}</p>
        {by_code(text, id, typed)}
        {empty.then(|| view! { <p class="empty">{text.get("referrals-empty-open")}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|after| {
            let href = format!("/referrals?placement={id}&after={after}");
            view! { <p class="pager"><a href=href>{text.get("form-next-page")}</a></p> }
        })}
    };
    Ok(Document::new(text.get("referrals-title"), body).sensitive())
}

/// How each fits the placement, or what keeps it out; nothing of either for an NGO that may match nobody now.
async fn compared(at: &At, rows: &[Referral], placement: &Placement) -> Result<HashMap<ReferralId, Ranked>> {
    match services::matches::of_each(&at.scope, rows, placement).await {
        Err(Error::Refused(_)) => Ok(HashMap::new()),
        found => found,
    }
}

/// The score of a fit; whoever is kept out, or cannot be compared, comes behind all that fit.
fn score(found: &HashMap<ReferralId, Ranked>, row: &Referral) -> f64 {
    found.get(&row.id).and_then(|ranked| ranked.fits.first()).map_or(-1.0, |fit| fit.score)
}

/// How well it fits, or what keeps it out, in a line.
fn said(text: Text, ranked: &Ranked) -> Option<String> {
    if let Some(fit) = ranked.fits.first() {
        let percent = (fit.score * 100.0).round();
        return Some(text.with("referrals-fit", &[("percent", percent.into())]));
    }
    let kept = ranked.kept_out.first()?;
    Some(text.with("referrals-kept-out", &[("why", barrier_words(text, &kept.by).into())]))
}

/// The placement of the address, while it is open. One that is not is told apart neither from another's nor from none.
async fn open(at: &At) -> Result<Option<Placement>> {
    let Ok(id) = at.query("placement").parse::<PlacementId>() else { return Ok(None) };
    match services::placements::find(&at.scope, id).await {
        Ok(found) => Ok(Some(found).filter(|placement| placement.status == PlacementStatus::Live)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The code that was typed, if a referral of the actor's NGO has it.
async fn of_code(at: &At, typed: &str) -> Result<Option<Code>> {
    let Ok(code) = Code::typed(typed) else { return Ok(None) };
    match services::referrals::find(&at.scope, &code).await {
        Ok(found) => Ok(Some(found.code)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The field for a code; what is still there of it has led nowhere.
fn by_code(text: Text, placement: PlacementId, typed: &str) -> impl IntoView + use<> {
    let wrong = !typed.is_empty();
    let problem = wrong.then(|| {
        view! { <p class="problem" id="problem-code" role="alert">{text.get("referrals-no-such-code")}</p> }
    });
    view! {
        {problem}
        <form class="search" action="/referrals" method="get">
            <input type="hidden" name="placement" value=placement.to_string()/>
            <label for="choose-code">{text.get("referrals-by-code")}</label>
            <input
                id="choose-code"
                name="code"
                type="text"
                value=typed.to_owned()
                autocomplete="off"
                aria-describedby=wrong.then_some("problem-code")
                aria-invalid=wrong.then_some("true")
            />
            <button class="button" type="submit">{text.get("referral-find")}</button>
        </form>
    }
}

/// In the place of the list where the placement is not open, or there is none.
fn not_open(text: Text) -> Document {
    let body = view! {
        <p class="eyebrow"><a href="/referrals">{text.get("referrals-title")}</a></p>
        <h1>{text.get("referrals-placement-not-open")}</h1>
        <p class="lede">{text.get("referrals-placement-not-open-means")}</p>
        <p class="actions"><a class="button" href="/opportunities">{text.get("referrals-placements-open")}</a></p>
    };
    Document::new(text.get("referrals-title"), body).sensitive().status(StatusCode::NOT_FOUND)
}
