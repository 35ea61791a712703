//! The versions of a record: the list, each one at its own address, and what changed from one to the next.

use domain::practice::{Manuscript, PracticeState, StoredPractice};
use domain::{Error, Result};
use i18n::Text;
use leptos::prelude::*;

use super::record;
use crate::proposals::{Version, columns, fields_of};
use crate::{At, page::Document};

/// The list.
///
/// # Errors
/// Not found for an address that never had a record.
pub async fn list(at: At) -> Result<Document> {
    let slug = at.raw_param("slug")?.to_owned();
    let text = at.text;
    let versions = services::library::versions(&at.scope, &slug).await?;
    let withdrawn = services::library::withdrawn(&at.scope, &slug).await?;
    let first = versions.last().map(|version| version.number);
    let rows = versions.into_iter().map(|version| {
        let number = version.number;
        let address = format!("/library/{slug}/versions/{number}");
        let words = text.with("library-version", &[("version", number.into())]);
        let name = if version.state == PracticeState::Withdrawn {
            words.into_any()
        } else {
            view! { <a href=address.clone()>{words}</a> }.into_any()
        };
        let against = (Some(number) != first && version.state != PracticeState::Withdrawn)
            .then(|| view! { <a href=format!("{address}?against={}", number - 1)>{text.get("versions-changes")}</a> });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="whole" data-label=text.get("versions-published")>{text.date(version.published.date_naive())}</td>
                <td data-label=text.get("versions-state")>{state(text, version.state)}</td>
                <td>{against}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let why = withdrawn.map(|withdrawn| record::why_withdrawn(text, &withdrawn));
    let body = view! {
        <p class="breadcrumb"><a href=format!("/library/{slug}")>{text.get("versions-back")}</a></p>
        <h1>{text.get("versions-title")}</h1>
        {why}
        <div class="table table--cards" role="region" tabindex="0" aria-label=text.get("versions-title")>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("versions-version")}</th>
                        <th scope="col">{text.get("versions-published")}</th>
                        <th scope="col">{text.get("versions-state")}</th>
                        <th scope="col">{text.get("versions-changes")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    Ok(Document::new(text.get("versions-title"), body))
}

/// The state of a version in a word: as the record's page says it, one is taken back; a proposal that came to nothing is
/// withdrawn.
fn state(text: Text, state: PracticeState) -> String {
    match state {
        PracticeState::Withdrawn => text.get("versions-taken-back"),
        other => text.get(&format!("practice-state-{other}")),
    }
}

/// One version: as it read, or beside another.
///
/// # Errors
/// Not found for a version that was never published, or whose record was taken back.
pub async fn show(at: At) -> Result<Document> {
    let slug = at.raw_param("slug")?.to_owned();
    if let Some(withdrawn) = services::library::withdrawn(&at.scope, &slug).await? {
        return Ok(record::withdrawn(&at, &withdrawn));
    }
    let stored = services::library::version(&at.scope, &slug, at.param("number")?).await?;
    if !at.query("against").is_empty() {
        let against = at.query("against").parse().map_err(|_| Error::NotFound)?;
        let older = services::library::version(&at.scope, &slug, against).await?;
        return Ok(changes(&at, &older, &stored));
    }
    record::version(&at, stored).await
}

fn changes(at: &At, older: &StoredPractice, newer: &StoredPractice) -> Document {
    let text = at.text;
    let (old, new) = (Manuscript::of(&older.practice), Manuscript::of(&newer.practice));
    let old = Version { written: &old, files: &older.practice.files };
    let fields = fields_of(text, Some(old), Version { written: &new, files: &newer.practice.files });
    let named = |stored: &StoredPractice| format!("{} {}", text.get("versions-version"), stored.version);
    let (before, after) = (named(older), named(newer));
    let changed = fields.iter().filter(|field| !field.is_same()).map(|field| {
        view! {
            <section class="compare compare--changed">
                <h2>{field.label.clone()}</h2>
                {columns(field, (&before, &after))}
            </section>
        }
    });
    let changed: Vec<_> = changed.collect();
    let same = changed.is_empty().then(|| view! { <p class="notice">{text.get("versions-same")}</p> });
    let title = text.with("versions-compared", &[("old", older.version.into()), ("new", newer.version.into())]);
    let slug = &newer.practice.slug;
    let body = view! {
        <p class="breadcrumb"><a href=format!("/library/{slug}/versions")>{text.get("versions-title")}</a></p>
        <h1>{title.clone()}</h1>
        <p class="lede" dir="auto">{newer.practice.title.clone()}</p>
        {same}
        {changed}
    };
    Document::new(title, body).wide()
}
