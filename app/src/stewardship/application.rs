//! One application, as stewards see it: what the organisation says, what was ticked, who vouches, what was decided.

use std::collections::BTreeMap;

use domain::Result;
use domain::id::AccountId;
use domain::organisation::{Organisation, OrganisationKind};
use domain::sanction::Sanction;
use domain::vetting::Tick;
use i18n::Text;
use leptos::prelude::*;
use services::vetting::StewardNote;

use super::{checklist, decide, sanctions};
use crate::accounts::{country, organisation};
use crate::{At, page::Document};

/// What stewards are called, by account.
pub(super) type Names = BTreeMap<AccountId, String>;

/// The page.
///
/// # Errors
/// Not found for everybody but stewards.
pub async fn application(at: At) -> Result<Document> {
    let text = at.text;
    let of = services::vetting::application(&at.scope, at.param("id")?).await?;
    let talk = services::vetting::talk(&at.scope, of.id).await?;
    let notes = services::vetting::notes(&at.scope, of.id).await?;
    let ticks = services::vetting::ticks(&at.scope, of.id).await?;
    let history = services::sanctions::history(&at.scope, of.id).await?;
    let names = names(&at, (&of, &ticks, &notes, &history)).await?;
    let status = of.stands(at.scope.now().date_naive());
    let name = of.description.name.clone();
    let body = view! {
        <h1>{name.clone()}</h1>
        {said(&at)}
        <p><span class=format!("status status--{status}")>{text.get(&format!("organisation-status-{status}"))}</span></p>
        <dl class="facts">{facts(&at, &of)}</dl>
        <p dir="auto">{of.description.summary.clone()}</p>
        {case(&at, &of).await?}
        {renewal(&at, &of).await?}
        {looks(&at, &of).await?}
        {vouches(&at, &of).await?}
        {checklist::section(&at, &of, (&ticks, &history), &names)}
        {decide::section(&at, &of, &history, &names).await?}
        {sanctions::section(&at, &of, &history, &names)}
        {between(&at, &notes, &names)}
        <section>
            <h2>{text.get("organisation-talk")}</h2>
            <ol class="thread">{organisation::talk(text, &talk, "vetting-steward")}</ol>
        </section>
    };
    Ok(Document::new(name, body))
}

/// What was done a moment ago; that ticks or a note are kept is said beside them.
fn said(at: &At) -> Option<AnyView> {
    let done = [
        ("proposed", "vetting-proposal-kept"),
        ("verified", "vetting-verified"),
        ("asked", "vetting-asked"),
        ("declined", "vetting-declined"),
        ("looked", "vetting-looked"),
        ("suspended", "vetting-suspended"),
        ("debarment", "vetting-debar-proposed"),
        ("debarred", "vetting-debarred"),
        ("dropped", "vetting-debar-dropped"),
        ("stays", "vetting-stays"),
        ("upheld", "vetting-upheld"),
        ("overturned", "vetting-overturned"),
        ("ended", "vetting-lifted"),
    ];
    let (_, key) = done.into_iter().find(|(name, _)| at.done(name))?;
    Some(view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any())
}

async fn names(
    at: &At,
    (of, ticks, notes, history): (&Organisation, &[Tick], &[StewardNote], &[Sanction]),
) -> Result<Names> {
    let decided = history.iter().flat_map(|sanction| {
        [Some(sanction.by), sanction.confirmed_by, sanction.ended_by, sanction.answered_by].into_iter().flatten()
    });
    let ticked = ticks.iter().filter_map(|tick| tick.by);
    let noted = notes.iter().filter_map(|note| note.by);
    let ids: Vec<AccountId> =
        ticked.chain(noted).chain(decided).chain(of.proposed.map(|proposed| proposed.by)).collect();
    Ok(services::vetting::names(&at.scope, &ids).await?.into_iter().collect())
}

/// What a steward is called, or that it was one.
pub(super) fn called(at: &At, names: &Names, by: Option<AccountId>) -> String {
    by.and_then(|by| names.get(&by).cloned()).unwrap_or_else(|| at.text.get("vetting-a-steward"))
}

fn facts(at: &At, of: &Organisation) -> impl IntoView + use<> {
    let text = at.text;
    let d = &of.description;
    let rows = [
        ("kind", text.get(&format!("organisation-kind-{}", of.kind))),
        ("read-name", read_name(text, of).unwrap_or_default()),
        ("country", country(text, &d.country)),
        ("town", d.town.clone()),
        ("register-number", d.register_number.clone()),
        ("website", d.website.clone()),
        ("group", d.group.clone()),
        ("until", of.verified_until.map(|day| text.date(day)).unwrap_or_default()),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| {
        view! { <div><dt>{text.get(&format!("vetting-{name}"))}</dt><dd dir="auto">{value}</dd></div> }
    });
    rows.collect_view()
}

/// The name that employers read of an NGO, or that they read none: a complaint of theirs speaks of it by that alone.
fn read_name(text: Text, of: &Organisation) -> Option<String> {
    let read = of.description.name_for_employers().map(str::to_owned);
    (of.kind == OrganisationKind::Ngo).then(|| read.unwrap_or_else(|| text.get("vetting-read-name-none")))
}

/// That a case about the organisation is open, and whether that pauses it, with the way there.
async fn case(at: &At, of: &Organisation) -> Result<Option<AnyView>> {
    let Some(case) = services::cases::open_about(&at.scope, of.id).await? else { return Ok(None) };
    let words = if case.pauses() { "case-open-about-pauses" } else { "case-open-about" };
    let (words, link) = (at.text.get(words), at.text.get("case-open-about-link"));
    let path = format!("/stewardship/cases/{}", case.id);
    Ok(Some(view! { <p class="notice notice--warn">{words}" "<a href=path>{link}</a></p> }.into_any()))
}

/// Since when the organisation asks that its verification goes on.
async fn renewal(at: &At, of: &Organisation) -> Result<Option<AnyView>> {
    let asked = services::organisations::renewal_asked(&at.scope, of).await?;
    Ok(asked.map(|day| {
        let words = at.text.with("vetting-renewal-asked", &[("day", at.text.date(day).into())]);
        view! { <p class="notice">{words}</p> }.into_any()
    }))
}

/// What a steward has to look at anew: what changed of it, who else gave its number, and its group.
async fn looks(at: &At, of: &Organisation) -> Result<AnyView> {
    let text = at.text;
    let words = if of.kind.needs_two_stewards() { "vetting-look-two" } else { "vetting-look" };
    let look = of.look.map(|_| view! { <p class="notice notice--warn">{text.get(words)}</p> });
    let same = others(at, "vetting-same-number", services::vetting::same_number(&at.scope, of).await?);
    let group = others(at, "vetting-group-others", services::vetting::group(&at.scope, of).await?);
    let asked = of.group_look.map(|_| {
        view! {
            <p class="notice notice--warn">{text.get("vetting-group-look")}</p>
            {decide::looked(at, of)}
        }
    });
    Ok(view! { {look}{asked}{same}{group} }.into_any())
}

/// Other organisations that have something in common with this one, with where each stands.
fn others(at: &At, title: &'static str, others: Vec<Organisation>) -> Option<AnyView> {
    let text = at.text;
    if others.is_empty() {
        return None;
    }
    let rows = others.into_iter().map(|other| {
        let stands = other.stands(at.scope.now().date_naive());
        view! {
            <li>
                <a href=format!("/stewardship/organisations/{}", other.id)>{other.description.name}</a>
                " " <span class=format!("status status--{stands}")>{text.get(&format!("organisation-status-{stands}"))}</span>
            </li>
        }
    });
    let rows = rows.collect_view();
    Some(view! { <section><h2>{text.get(title)}</h2><ul>{rows}</ul></section> }.into_any())
}

/// Who vouches for a business, with what that weighs and why.
async fn vouches(at: &At, of: &Organisation) -> Result<AnyView> {
    let text = at.text;
    if !of.kind.needs_two_stewards() {
        return Ok(().into_any());
    }
    let seen = services::vouches::of(&at.scope, of.id).await?;
    let empty = seen.is_empty().then(|| view! { <p class="empty">{text.get("vetting-no-vouch")}</p> });
    let rows = seen.into_iter().map(|(seen, weight)| {
        let until = text.date(seen.vouch.until());
        let given = text.date(seen.vouch.created.date_naive());
        view! {
            <li class="message">
                <p class="meta">{format!("{} · {given}", seen.other.description.name)}</p>
                <p dir="auto">{seen.vouch.statement}</p>
                <p>{crate::vouches::weight(text, weight)}" · "{text.with("vouch-until", &[("day", until.into())])}</p>
            </li>
        }
    });
    let rows = rows.collect_view();
    Ok(view! {
        <section>
            <h2>{text.get("vetting-vouches")}</h2>
            {empty}
            <ol class="thread">{rows}</ol>
            <p class="hint">{text.get("vouch-rule")}</p>
        </section>
    }
    .into_any())
}

/// What stewards say to each other.
fn between(at: &At, notes: &[StewardNote], names: &Names) -> impl IntoView + use<> {
    let text = at.text;
    let rows = notes.iter().map(|note| {
        let who = called(at, names, note.by);
        view! {
            <li class="message">
                <p class="meta">{format!("{who} · {}", text.date(note.created.date_naive()))}</p>
                <p dir="auto">{note.text.clone()}</p>
            </li>
        }
    });
    view! {
        <section>
            <h2>{text.get("vetting-between")}</h2>
            <p>{text.get("vetting-between-means")}</p>
            <ol class="thread">{rows.collect_view()}</ol>
            {checklist::note(at)}
        </section>
    }
}
