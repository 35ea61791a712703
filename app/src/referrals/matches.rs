//! Matches of a referral: placements ranked with reasons and gaps, and what is kept out by which wish.

use std::collections::HashMap;

use domain::Result;
use domain::id::PlacementId;
use domain::referral::Code;
use i18n::Text;
use leptos::prelude::*;
use matching::{Barrier, Fit, Gap, KeptOut, Reason};
use services::placements::Offer;

use super::words::reader;
use crate::{At, page::Document};

/// How many fits on a page, and how many of what is kept out.
const SIZE: usize = 30;
const KEPT_OUT: usize = 20;

/// The page.
///
/// # Errors
/// Not found for a referral of another NGO; refused while the NGO is not verified.
pub async fn matches(at: At) -> Result<Document> {
    let code: Code = at.param("code")?;
    let (referral, secrets) = services::referrals::find_whole(&at.scope, &code).await?;
    let found = services::matches::of(&at.scope, &referral, &secrets).await?;
    let text = at.text;
    let offers: HashMap<PlacementId, &Offer> = found.offers.iter().map(|offer| (offer.placement.id, offer)).collect();
    let total = found.ranked.fits.len();
    let first = after(&at, &found.ranked.fits);
    let page = found.ranked.fits.iter().skip(first).take(SIZE);
    let cards = page.filter_map(|fit| Some(card(text, &code, fit, offers.get(&fit.placement)?))).collect_view();
    let next = found.ranked.fits.get(first + SIZE - 1).filter(|_| total > first + SIZE);
    let next = next.map(|fit| {
        let href = format!("/referrals/{code}/matches?after={:016x}.{}", fit.score.to_bits(), fit.placement);
        view! { <p class="pager"><a href=href>{text.get("form-next-page")}</a></p> }
    });
    let out = found.ranked.kept_out.len();
    let more = !at.query("out").is_empty();
    let shown = if more { out } else { KEPT_OUT };
    let kept: Vec<&KeptOut> = found.ranked.kept_out.iter().take(shown).collect();
    let kept =
        kept.into_iter().filter_map(|kept| Some(kept_out(text, kept, offers.get(&kept.placement)?))).collect_view();
    let all = (out > KEPT_OUT && !more).then(
        || view! { <p><a href=format!("/referrals/{code}/matches?out=all#out")>{text.get("matches-out-all")}</a></p> },
    );
    let body = view! {
        <p class="eyebrow"><a href=format!("/referrals/{code}")>{code.to_string()}</a></p>
        <h1>{text.get("matches-title")}</h1>
        <p class="lede">{text.with("matches-count", &[("count", total.into())])}</p>
        {(total == 0).then(|| view! { <p class="empty">{text.get("matches-empty")}</p> })}
        <div class="cards">{cards}</div>
        {next}
        <section id="out">
            <h2>{text.with("matches-out-title", &[("count", out.into())])}</h2>
            <p>{text.get("matches-out-why")}</p>
            <ul class="outs">{kept}</ul>
            {all}
        </section>
    };
    Ok(Document::new(text.get("matches-title"), body).sensitive())
}

/// Where the page begins: behind the fit that the address names by its score and placement.
fn after(at: &At, fits: &[Fit]) -> usize {
    let key = at.query("after").split_once('.').and_then(|(bits, placement)| {
        Some((f64::from_bits(u64::from_str_radix(bits, 16).ok()?), placement.parse::<PlacementId>().ok()?))
    });
    let Some((score, placement)) = key.filter(|(score, _)| score.is_finite()) else { return 0 };
    fits.partition_point(|fit| fit.score > score || (fit.score.total_cmp(&score).is_eq() && fit.placement <= placement))
}

fn card(text: Text, code: &Code, fit: &Fit, offer: &Offer) -> impl IntoView + use<> {
    let terms = &offer.placement.terms;
    let percent = (fit.score * 100.0).round();
    let place = terms.place.as_ref().map(taxonomy::places::label).unwrap_or_default();
    let reasons = fit.reasons.iter().map(|reason| view! { <li>{reason_words(text, reason)}</li> }).collect_view();
    let gaps: Vec<_> = fit.gaps.iter().map(|gap| view! { <li>{gap_words(text, gap)}</li> }).collect();
    let gaps = (!gaps.is_empty()).then(|| {
        view! {
            <h3>{text.get("matches-gaps")}</h3>
            <ul class="gaps">{gaps}</ul>
        }
    });
    let label = text.with("matches-score", &[("percent", percent.into())]);
    let id = offer.placement.id;
    view! {
        <article class="fit">
            <h2 class="card__title"><a href=format!("/placements/{id}")>{terms.title.clone()}</a></h2>
            <p class="meta">{format!("{} · {place}", offer.organisation_name)}</p>
            <p>
                <meter min="0" max="100" value=percent.to_string() aria-label=label.clone()></meter>
                " "{label.clone()}
            </p>
            <h3>{text.get("matches-reasons")}</h3>
            <ul class="reasons">{reasons}</ul>
            {gaps}
            <p class="actions">
                <a class="button button--quiet" href=format!("/referrals/{code}/put-forward/{id}")>
                    {text.with("matches-put-forward", &[("title", terms.title.clone().into())])}
                </a>
            </p>
        </article>
    }
}

fn kept_out(text: Text, kept: &KeptOut, offer: &Offer) -> impl IntoView + use<> {
    view! {
        <li>
            <a href=format!("/placements/{}", kept.placement)>{offer.placement.terms.title.clone()}</a>
            {format!(" – {}", barrier_words(text, &kept.by))}
        </li>
    }
}

pub(super) fn reason_words(text: Text, reason: &Reason) -> String {
    let n = |n: u16| i64::from(n).into();
    match reason {
        Reason::OccupationWanted { rank } => text.with(reason.key(), &[("rank", n(*rank))]),
        Reason::SameGroup { .. } => text.get(reason.key()),
        Reason::Skills { shared, asked, named } => {
            let names: Vec<&str> = named.iter().filter_map(taxonomy::skills::find).collect();
            text.with(reason.key(), &[("shared", n(*shared)), ("asked", n(*asked)), ("names", names.join(", ").into())])
        }
        Reason::Language { language, has, wants } => {
            let name = language_name(text, language);
            text.with(
                reason.key(),
                &[("language", name.into()), ("has", has.word().into()), ("wants", wants.word().into())],
            )
        }
        Reason::Near { km, reach_km: Some(reach) } => {
            text.with("reason-near-within", &[("km", n(*km)), ("reach", n(*reach))])
        }
        Reason::Near { km, reach_km: None } => text.with(reason.key(), &[("km", n(*km))]),
        Reason::Hours { hours } => text.with(reason.key(), &[("hours", i64::from(*hours).into())]),
        Reason::Support { support } => {
            let name = text.get(&format!("support-{}", support.word().replace('_', "-")));
            text.with(reason.key(), &[("support", name.into())])
        }
        Reason::Experience { years } => text.with(reason.key(), &[("years", i64::from(*years).into())]),
    }
}

pub(super) fn gap_words(text: Text, gap: &Gap) -> String {
    match gap {
        Gap::Occupation | Gap::PlaceNotSaid | Gap::RightToWorkNotSaid { .. } => text.get(gap.key()),
        Gap::Skills { asked } => text.with(gap.key(), &[("asked", i64::from(*asked).into())]),
        Gap::Language { language, wants, has } => {
            let name = language_name(text, language);
            let values = [("language", name.into()), ("wants", wants.word().into())];
            match has {
                Some(has) => {
                    let [language, wants] = values;
                    text.with("gap-language-has", &[language, wants, ("has", has.word().into())])
                }
                None => text.with(gap.key(), &values),
            }
        }
        Gap::Far { km } => text.with(gap.key(), &[("km", i64::from(*km).into())]),
        Gap::Hours { hours, least } => {
            text.with(gap.key(), &[("hours", i64::from(*hours).into()), ("least", i64::from(*least).into())])
        }
        Gap::Support { support } => {
            let name = text.get(&format!("support-{}", support.word().replace('_', "-")));
            text.with(gap.key(), &[("support", name.into())])
        }
    }
}

fn barrier_words(text: Text, barrier: &Barrier) -> String {
    text.get(barrier.key())
}

fn language_name(text: Text, language: &domain::codes::Language) -> String {
    taxonomy::languages::name(language, &reader(text)).unwrap_or_default().to_owned()
}
