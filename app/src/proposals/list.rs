//! The lists: what an organisation writes, and what waits for curators.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::id::{OrganisationId, ProposalId};
use leptos::prelude::*;
use services::proposals::Listed;

use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// What the actor's organisation writes, or the curators themselves.
///
/// # Errors
/// Not found for everybody but members and curators.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let rows = services::proposals::own(&at.scope, after(&at), SIZE).await?;
    let asked = services::proposals::given_back(&at.scope).await?;
    let empty = rows.is_empty();
    // Curators have an import of their own.
    let from_file = at.scope.actor().membership.is_some().then(|| {
        view! { <a class="button button--quiet" href="/proposals/import">{text.get("proposals-import")}</a> }
    });
    let body = view! {
        <h1>{text.get("proposals-title")}</h1>
        <p class="lede">{text.get("proposals-lede")}</p>
        <p class="actions">
            <a class="button" href="/proposals/new">{text.get("proposals-new")}</a>
            {from_file}
        </p>
        {empty.then(|| view! { <p class="empty">{text.get("proposals-empty")}</p> })}
        {cards(&at, rows, (&[], &Approvals::new(), &asked), "/proposals")}
    };
    Ok(Document::new(text.get("proposals-title"), body))
}

/// What waits for curators, longest wait first.
///
/// # Errors
/// Not found for everybody but curators.
pub async fn queue(at: At) -> Result<Document> {
    let text = at.text;
    let rows = services::proposals::queue(&at.scope, after(&at), SIZE).await?;
    let names = services::proposals::names(&at.scope, &rows).await?;
    let approvals = services::proposals::approvals(&at.scope, &rows).await?;
    let empty = rows.is_empty();
    let body = view! {
        <h1>{text.get("curation-title")}</h1>
        {given_back(&at)}
        <p class="lede">{text.get("curation-lede")}</p>
        <p class="actions">
            <a class="button button--quiet" href="/proposals">{text.get("curation-own")}</a>
            <a class="button button--quiet" href="/proposals/new">{text.get("proposals-new")}</a>
            <a class="button button--quiet" href="/library/import">{text.get("import-title")}</a>
        </p>
        {empty.then(|| view! { <p class="empty">{text.get("curation-empty")}</p> })}
        {cards(&at, rows, (&names, &approvals, &BTreeSet::new()), "/curation")}
    };
    Ok(Document::new(text.get("curation-title"), body))
}

/// That a proposal was given back or declined just now.
fn given_back(at: &At) -> Option<AnyView> {
    let said = |key: &str| view! { <p class="notice notice--good" role="status">{at.text.get(key)}</p> }.into_any();
    if at.done("asked") {
        Some(said("curation-asked"))
    } else if at.done("declined") {
        Some(said("curation-declined"))
    } else {
        None
    }
}

fn after(at: &At) -> Option<ProposalId> {
    at.query("after").parse().ok()
}

/// How many curators approve each proposal as it stands, and whether the reader is one of them.
type Approvals = BTreeMap<ProposalId, (usize, bool)>;

fn cards(
    at: &At,
    rows: Vec<Listed>,
    (names, approvals, asked): (&[(OrganisationId, String)], &Approvals, &BTreeSet<ProposalId>),
    path: &'static str,
) -> impl IntoView + use<> {
    let text = at.text;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let cards = rows.into_iter().map(|row| {
        let title = if row.title.is_empty() { text.get("proposals-untitled") } else { row.title };
        let what = if row.practice.is_some() { "proposal-changes-one" } else { "proposal-new-one" };
        let from = row.organisation.and_then(|id| names.iter().find(|(known, _)| *known == id));
        let from = from.map(|(_, name)| text.with("proposal-from", &[("name", name.clone().into())]));
        let day = row.submitted.filter(|_| path == "/curation").unwrap_or(row.changed);
        let facts = [Some(text.get(what)), from, Some(text.date(day.date_naive()))];
        let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let waits = approvals.get(&row.id).map(|(_, own)| {
            let key = if *own { "curation-waits-for-another" } else { "curation-waits-for-second" };
            view! { <p class="meta">{text.get(key)}</p> }
        });
        let asked = asked.contains(&row.id).then(|| {
            view! { <p><strong>{text.get("proposals-asked")}</strong></p> }
        });
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/proposals/{}", row.id) dir="auto">{title}</a></h2>
                <p class="meta">{super::show::status(text, row.state)}" "{facts}</p>
                {waits}
                {asked}
            </li>
        }
    });
    let cards = cards.collect_view();
    let next = next.map(|id| {
        view! { <p class="pager"><a rel="next" href=format!("{path}?after={id}")>{text.get("form-next-page")}</a></p> }
    });
    view! {
        <ul class="cards">{cards}</ul>
        {next}
    }
}
