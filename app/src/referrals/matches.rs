//! Matches of a referral: placements ranked with reasons and gaps, and what is kept out by which wish.

use std::collections::{BTreeMap, HashMap};

use domain::Result;
use domain::id::{IntroductionId, PlacementId};
use domain::referral::{Code, Referral, ReferralStatus};
use i18n::Text;
use leptos::prelude::*;
use matching::{Fit, KeptOut};
use services::placements::Offer;

use super::fit::{barrier_words, explained};
use crate::{At, page::Document};

/// How many fits on a page, and how many of what is kept out.
const SIZE: usize = 30;
const KEPT_OUT: usize = 20;

type Offers<'a> = HashMap<PlacementId, &'a Offer>;

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO; refused while the NGO is not verified.
pub async fn matches(at: At) -> Result<Document> {
    let code: Code = at.param("code")?;
    let (referral, secrets) = services::referrals::find_whole(&at.scope, &code).await?;
    let found = services::matches::of(&at.scope, &referral, &secrets).await?;
    let under_way = under_way(&at, &referral).await?;
    let text = at.text;
    let offers: Offers<'_> = found.offers.iter().map(|offer| (offer.placement.id, offer)).collect();
    let total = found.ranked.fits.len();
    let fits = fits(&at, &referral, &found.ranked.fits, (&offers, &under_way));
    let out = out(&at, &code, &found.ranked.kept_out, &offers);
    let closed = (referral.status != ReferralStatus::Open).then(|| {
        view! {
            <p class="notice notice--warn">
                {text.get("matches-not-open")}" "<a href=format!("/referrals/{code}")>{super::whole(&code)}</a>
            </p>
        }
    });
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{code}")>{code.to_string()}</a></p>
        <h1>{text.get("matches-title")}</h1>
        <p class="lede">{text.with("matches-count", &[("count", total.into())])}</p>
        {closed}
        {(total == 0).then(|| view! { <p class="empty">{text.get("matches-empty")}</p> })}
        {fits}
        {out}
    };
    Ok(Document::new(text.get("matches-title"), body).sensitive())
}

/// The introductions that have not come to an end, by placement.
async fn under_way(at: &At, referral: &Referral) -> Result<HashMap<PlacementId, IntroductionId>> {
    let listed = services::introductions::of_referral(&at.scope, referral).await?;
    let going = listed.into_iter().map(|listed| listed.introduction).filter(|i| !i.stage.is_end());
    Ok(going.map(|introduction| (introduction.placement, introduction.id)).collect())
}

/// One page of the fits, with the way to the next.
fn fits(
    at: &At,
    referral: &Referral,
    fits: &[Fit],
    (offers, under_way): (&Offers<'_>, &HashMap<PlacementId, IntroductionId>),
) -> impl IntoView + use<> {
    let code = &referral.code;
    let first = after(at, fits);
    let page = fits.iter().skip(first).take(SIZE);
    let cards = page.filter_map(|fit| {
        let offer = offers.get(&fit.placement)?;
        Some(card(at.text, referral, fit, (offer, under_way.get(&fit.placement).copied())))
    });
    let cards = cards.collect_view();
    let next = fits.get(first + SIZE - 1).filter(|_| fits.len() > first + SIZE).map(|fit| {
        let href = format!("/referrals/{code}/matches?after={:016x}.{}", fit.score.to_bits(), fit.placement);
        view! { <a href=href>{at.text.get("form-next-page")}</a> }
    });
    let back = (first > 0).then(|| view! { <a href=at.path().to_owned()>{at.text.get("form-first-page")}</a>" " });
    view! {
        <div class="cards">{cards}</div>
        <p class="pager">{back}{next}</p>
    }
}

/// Where the page begins: behind the fit that the address names by its score and placement.
fn after(at: &At, fits: &[Fit]) -> usize {
    let key = at.query("after").split_once('.').and_then(|(bits, placement)| {
        Some((f64::from_bits(u64::from_str_radix(bits, 16).ok()?), placement.parse::<PlacementId>().ok()?))
    });
    let Some((score, placement)) = key.filter(|(score, _)| score.is_finite()) else { return 0 };
    fits.partition_point(|fit| fit.score > score || (fit.score.total_cmp(&score).is_eq() && fit.placement <= placement))
}

fn card(
    text: Text,
    referral: &Referral,
    fit: &Fit,
    (offer, under_way): (&Offer, Option<IntroductionId>),
) -> impl IntoView + use<> {
    let terms = &offer.placement.terms;
    let place = terms.place.as_ref().map(taxonomy::places::shown).unwrap_or_default();
    let id = offer.placement.id;
    let way = match under_way {
        Some(introduction) => Some((format!("/introductions/{introduction}"), text.get("matches-under-way"))),
        None => (referral.status == ReferralStatus::Open).then(|| {
            let words = text.with("matches-put-forward", &[("title", terms.title.clone().into())]);
            (format!("/referrals/{}/put-forward/{id}", referral.code), words)
        }),
    };
    let way = way.map(|(href, words)| {
        view! { <p class="actions"><a class="button button--quiet" href=href>{words}</a></p> }
    });
    view! {
        <article class="fit">
            <h2 class="card__title"><a href=format!("/placements/{id}")>{terms.title.clone()}</a></h2>
            <p class="meta">{format!("{}\u{a0}· {place}", offer.organisation_name)}</p>
            {explained(text, fit)}
            {way}
        </article>
    }
}

/// What is kept out: how many by which wish, and a page of them.
fn out(at: &At, code: &Code, all: &[KeptOut], offers: &Offers<'_>) -> impl IntoView + use<> {
    let text = at.text;
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for kept in all {
        *counts.entry(kept.by.key()).or_default() += 1;
    }
    let counts = counts.into_iter().map(|(key, count)| {
        view! { <li class="tag">{text.with(&format!("{key}-count"), &[("count", count.into())])}</li> }
    });
    let first = at.query("out").parse::<PlacementId>();
    let first = first.map_or(0, |after| all.partition_point(|kept| kept.placement <= after));
    let page = all.iter().skip(first).take(KEPT_OUT);
    let rows = page.filter_map(|kept| {
        let title = offers.get(&kept.placement)?.placement.terms.title.clone();
        Some(view! {
            <li>
                <a href=format!("/placements/{}", kept.placement)>{title}</a>
                {format!(" – {}", barrier_words(text, &kept.by))}
            </li>
        })
    });
    let rows = rows.collect_view();
    let next = all.get(first + KEPT_OUT - 1).filter(|_| all.len() > first + KEPT_OUT).map(|kept| {
        let href = format!("/referrals/{code}/matches?out={}#out", kept.placement);
        view! { <p class="pager"><a href=href>{text.get("matches-out-more")}</a></p> }
    });
    view! {
        <section id="out">
            <h2>{text.with("matches-out-title", &[("count", all.len().into())])}</h2>
            <p>{text.get("matches-out-why")}</p>
            <ul class="tags">{counts.collect_view()}</ul>
            <ul class="outs">{rows}</ul>
            {next}
        </section>
    }
}
