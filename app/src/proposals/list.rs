//! The lists: what an organisation writes, and what waits for curators.

use std::collections::{BTreeMap, BTreeSet};

use domain::Result;
use domain::id::{ImportId, OrganisationId, ProposalId};
use leptos::prelude::*;
use services::proposals::{Listed, Origin};

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
    let gone = services::proposals::gone(&at.scope, &rows).await?;
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
        {cards(&at, rows, (&[], &Approvals::new(), &asked, &gone), ("/proposals", None))}
    };
    Ok(Document::new(text.get("proposals-title"), body))
}

/// What waits for curators, longest wait first: what people wrote, and for each import how many records it brought; or
/// those of one import.
///
/// # Errors
/// Not found for everybody but curators.
pub async fn queue(at: At) -> Result<Document> {
    let text = at.text;
    if let Ok(import) = at.query("import").parse() {
        return of_import(&at, import).await;
    }
    let rows = services::proposals::queue_from(&at.scope, Origin::People, after(&at), SIZE).await?;
    let imports = services::proposals::queue_imports(&at.scope).await?;
    let names = services::proposals::names(&at.scope, &rows).await?;
    let approvals = services::proposals::approvals(&at.scope, &rows).await?;
    let gone = services::proposals::gone(&at.scope, &rows).await?;
    let empty = rows.is_empty();
    let nothing = if imports.is_empty() { "curation-empty" } else { "curation-empty-people" };
    let imports: Vec<_> = imports
        .into_iter()
        .map(|(import, count)| {
            view! {
                <li class="card">
                    <h3 class="card__title" dir="auto">
                        <a href=format!("/curation?import={}", import.id)>{import.name.clone()}</a>
                    </h3>
                    <p class="meta">{text.date(import.created.date_naive())}</p>
                    <p>{text.with("curation-import-waits", &[("count", count.into())])}</p>
                </li>
            }
        })
        .collect();
    let imports = (!imports.is_empty()).then(|| {
        view! {
            <section aria-labelledby="from-imports">
                <h2 id="from-imports">{text.get("curation-imports")}</h2>
                <ul class="cards">{imports}</ul>
            </section>
        }
    });
    let body = view! {
        <h1>{text.get("curation-title")}</h1>
        {given_back(&at)}
        <p class="lede">{text.get("curation-lede")}</p>
        <p class="actions">
            <a class="button button--quiet" href="/proposals">{text.get("curation-own")}</a>
            <a class="button button--quiet" href="/proposals/new">{text.get("proposals-new")}</a>
            <a class="button button--quiet" href="/library/import">{text.get("import-title")}</a>
        </p>
        {empty.then(|| view! { <p class="empty">{text.get(nothing)}</p> })}
        {cards(&at, rows, (&names, &approvals, &BTreeSet::new(), &gone), ("/curation", None))}
        {imports}
    };
    Ok(Document::new(text.get("curation-title"), body))
}

/// What waits of the records that one import brought.
async fn of_import(at: &At, id: ImportId) -> Result<Document> {
    let text = at.text;
    let import = services::import::find(&at.scope, id).await?;
    let rows = services::proposals::queue_from(&at.scope, Origin::Import(id), after(at), SIZE).await?;
    let approvals = services::proposals::approvals(&at.scope, &rows).await?;
    let gone = services::proposals::gone(&at.scope, &rows).await?;
    let empty = rows.is_empty();
    let title = text.with("curation-import", &[("name", import.name.clone().into())]);
    let body = view! {
        <p class="breadcrumb"><a href="/curation">{text.get("curation-title")}</a></p>
        <h1>{title.clone()}</h1>
        <p class="lede">{text.get("curation-lede")}</p>
        <p><a href=format!("/library/import/{id}")>{text.get("curation-import-report")}</a></p>
        {empty.then(|| view! { <p class="empty">{text.get("curation-empty-import")}</p> })}
        {cards(at, rows, (&[], &approvals, &BTreeSet::new(), &gone), ("/curation", Some(id)))}
    };
    Ok(Document::new(title, body))
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

/// What stands beside the proposals of a list: the names of organisations, who approves which, and those of which curators
/// ask for changes, or whose record was taken back.
type Beside<'a> = (&'a [(OrganisationId, String)], &'a Approvals, &'a BTreeSet<ProposalId>, &'a BTreeSet<ProposalId>);

fn cards(
    at: &At,
    rows: Vec<Listed>,
    (names, approvals, asked, gone): Beside<'_>,
    (path, import): (&'static str, Option<ImportId>),
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
        let waits = approvals.get(&row.id).filter(|_| !gone.contains(&row.id)).map(|(_, own)| {
            let key = if *own { "curation-waits-for-another" } else { "curation-waits-for-second" };
            view! { <p class="meta">{text.get(key)}</p> }
        });
        let gone = gone.contains(&row.id);
        let key = if gone { "proposals-gone" } else { "proposals-asked" };
        let marked = (gone || asked.contains(&row.id)).then(|| view! { <p><strong>{text.get(key)}</strong></p> });
        view! {
            <li class="card">
                <h2 class="card__title"><a href=format!("/proposals/{}", row.id) dir="auto">{title}</a></h2>
                <p class="meta">{super::show::status(text, row.state)}" "{facts}</p>
                {waits}
                {marked}
            </li>
        }
    });
    let cards = cards.collect_view();
    let next = next.map(|id| {
        let import = import.map(|import| format!("import={import}&")).unwrap_or_default();
        view! { <p class="pager"><a rel="next" href=format!("{path}?{import}after={id}")>{text.get("form-next-page")}</a></p> }
    });
    view! {
        <ul class="cards">{cards}</ul>
        {next}
    }
}
