//! The employer's own placements.

use domain::Result;
use domain::id::PlacementId;
use domain::organisation::Standing;
use leptos::prelude::*;
use serde::Deserialize;

use super::seats::seats;
use crate::field::Fields;
use crate::{At, Done, Form, page::Document, standing};

/// How many on a page.
const SIZE: u64 = 30;

/// Opens again all that rests though its own business did not pause it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReopenForm {}

impl Form for ReopenForm {
    const NAME: &'static str = "placements-reopen";

    async fn submit(&self, at: &At) -> Result<Done> {
        let opened = services::placements::reopen(&at.scope).await?;
        Ok(Done::See(format!("/placements?opened={opened}")))
    }
}

/// What rests without its own business having paused it: the press that opens again what can be, and how many have to be
/// changed first.
async fn halted(at: &At) -> Result<AnyView> {
    let text = at.text;
    let opened = at.outcome("opened").parse::<i64>().ok();
    // After the press it is news, too.
    let news = opened.map(|_| "status");
    let opened = opened.map(|count| {
        let class = if count > 0 { "notice notice--good" } else { "notice notice--warn" };
        view! { <p class=class role="status">{text.with("placements-opened", &[("count", count.into())])}</p> }
    });
    let (open, left) = services::placements::to_reopen(&at.scope).await?;
    let left = (left > 0).then(|| {
        view! { <p class="notice notice--warn" role=news>{text.with("placements-left", &[("count", left.into())])}</p> }
    });
    let submitted = at.submitted::<ReopenForm>();
    let form = (open > 0).then(|| {
        let words = text.with("placements-reopen", &[("count", open.into())]);
        view! {
            <form method="post" action="/placements">
                {Fields::new(at, &submitted).hidden()}
                <p>{text.get("placements-reopen-means")}</p>
                <button class="button" type="submit">{words}</button>
            </form>
        }
    });
    Ok(view! { {opened}{left}{form} }.into_any())
}

/// Why a business can make nothing live now, where that lies in how it stands, and what it can do.
pub(super) async fn waits(at: &At) -> Result<Option<AnyView>> {
    if standing::of(at) == Some(Standing::Unverified) {
        let words = at.text.get("refused-unverified");
        return Ok(Some(view! { <p class="notice notice--warn">{words}</p> }.into_any()));
    }
    standing::kept_out(at, "placements").await
}

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
    let look = crate::review::look(&at).await?;
    let cards = rows.into_iter().map(|row| {
        let seats = seats(text, &row, &taken);
        let paused = row.resting().map(|why| super::show::paused_words(&at, why, look));
        let title = if row.terms.title.is_empty() { text.get("placements-untitled") } else { row.terms.title };
        let place = row.terms.place.as_ref().map(taxonomy::places::shown);
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/placements/{}", row.id)>{title}</a></h2>
                <p class="meta">
                    <span class=format!("status status--{}", row.status)>
                        {text.get(&format!("placement-status-{}", row.status))}
                    </span>
                    {place.map(|place| format!("\u{a0}· {place}"))}
                </p>
                <p class="meta">{seats}</p>
                {paused.map(|why| view! { <p>{why}</p> })}
            </li>
        }
    });
    let cards = cards.collect_view();
    let halted = halted(&at).await?;
    let waits = waits(&at).await?;
    let new = (!standing::is_kept_out(&at)).then(|| {
        view! { <p class="actions"><a class="button" href="/placements/new">{text.get("home-new-placement")}</a></p> }
    });
    let body = view! {
        <h1>{text.get("placements-title")}</h1>
        {crate::review::notice(&at).await?}
        {waits}
        {new}
        {halted}
        {empty.then(|| view! { <p class="empty">{text.get("placements-empty")}</p> })}
        <ul class="cards">{cards}</ul>
        {next.map(|id| view! { <p class="pager"><a href=format!("/placements?after={id}")>{text.get("form-next-page")}</a></p> })}
    };
    Ok(Document::new(text.get("placements-title"), body))
}
