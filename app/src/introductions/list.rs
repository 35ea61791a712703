//! The introductions of one side.

use domain::Result;
use domain::id::IntroductionId;
use domain::introduction::Side;
use leptos::prelude::*;
use services::introductions::{Listed, Which};

use super::stage_words;
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The list.
///
/// # Errors
/// Not found for those who have none by their kind.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let side = services::introductions::side(&at.scope)?;
    let which = if at.query("which") == "past" { Which::Past } else { Which::Open };
    let after = at.query("after").parse::<IntroductionId>().ok();
    let rows = services::introductions::list(&at.scope, which, after, SIZE).await?;
    let next = rows.last().map(|row| row.introduction.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let stopped = super::own_standing(&at, side).await?;
    let empty = rows.is_empty();
    let cards = rows.into_iter().map(|row| card(&at, row)).collect_view();
    let tabs = [
        (Which::Open, "/introductions", "introductions-open"),
        (Which::Past, "/introductions?which=past", "introductions-past"),
    ];
    let tabs = tabs.into_iter().map(|(each, path, key)| {
        let current = (each == which).then_some("page");
        view! { <li><a href=path aria-current=current>{text.get(key)}</a></li> }
    });
    let past = if which == Which::Past { "which=past&" } else { "" };
    let nothing = match side {
        Side::Employer => "introductions-empty-employer",
        Side::Ngo => "introductions-empty-ngo",
    };
    let over = if which == Which::Past { services::erasures::ended(&at.scope).await? } else { Vec::new() };
    let over = (!over.is_empty()).then(|| {
        let lines = over.into_iter().map(|(placement, day)| {
            let values = [("title", placement.terms.title.into()), ("day", text.date(day).into())];
            view! { <li>{text.with("introductions-ended-on", &values)}</li> }
        });
        view! {
            <section>
                <h2>{text.get("introductions-ended")}</h2>
                <ul>{lines.collect_view()}</ul>
            </section>
        }
    });
    let body = view! {
        <h1>{text.get("introductions-title")}</h1>
        {stopped}
        <nav class="menu" aria-label=text.get("introductions-which")><ul>{tabs.collect_view()}</ul></nav>
        {empty.then(|| view! { <p class="empty">{text.get(nothing)}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| {
            view! { <p class="pager"><a href=format!("/introductions?{past}after={id}")>{text.get("form-next-page")}</a></p> }
        })}
        {over}
    };
    let document = Document::new(text.get("introductions-title"), body);
    Ok(if side == Side::Ngo { document.sensitive() } else { document })
}

fn card(at: &At, row: Listed) -> impl IntoView + use<> {
    let text = at.text;
    let stage = row.introduction.stage;
    let code = row.referral.map(|referral| format!("{}\u{a0}· ", referral.code));
    let day = text.date(row.introduction.updated.date_naive());
    let halted = row.halted.map(halted_key);
    let rests = row.rests.into_iter().filter(|_| halted.is_none());
    let why = halted.into_iter().chain(rests);
    let why = why.map(|key| view! { <p class="notice notice--warn">{text.get(key)}</p> }).collect_view();
    view! {
        <li class="card">
            <h2 class="card__title">
                <a href=format!("/introductions/{}", row.introduction.id)>{row.placement.terms.title}</a>
            </h2>
            <p class="meta">
                <span class=format!("status status--{stage}")>{stage_words(text, stage)}</span>
                " " {code} {day}
            </p>
            {why}
            {row.unread.then(|| view! { <p class="notice notice--good">{text.get("introductions-unread")}</p> })}
            {row.leads_on.then(|| view! { <p>{text.get("introductions-yours")}</p> })}
        </li>
    }
}

/// How the employer stands, as the page of the introduction says it.
fn halted_key(stands: &str) -> &'static str {
    match stands {
        "lapsed" => "introductions-halted-lapsed",
        "suspended" => "introductions-halted-suspended",
        "debarred" => "introductions-halted-debarred",
        _ => "introductions-halted",
    }
}
