//! Who is suspended or debarred, for verified partners: by class of reason, since when, until when it is looked at again.

use domain::Result;
use domain::id::SanctionId;
use leptos::prelude::*;

use crate::accounts::organisation::reason;
use crate::table::cards;
use crate::{At, page::Document};

/// How many on a page.
const SIZE: u64 = 30;

/// The list.
///
/// # Errors
/// Not found for the public, businesses and media; refused for partners that are not verified.
pub async fn list(at: At) -> Result<Document> {
    let text = at.text;
    let after = at.query("after").parse::<SanctionId>().ok();
    let rows = services::sanctions::kept_out(&at.scope, after, SIZE).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(SIZE));
    let empty = rows.is_empty();
    let rows = rows.into_iter().map(|row| {
        let kind = text.get(&format!("organisation-kind-{}", row.organisation_kind));
        view! {
            <tr>
                <th scope="row">{row.name}<span class="hint">{format!(" {kind} · {}", row.town)}</span></th>
                <td data-label=text.get("sanction-kind")>{text.get(&format!("sanction-kind-{}", row.kind))}</td>
                <td data-label=text.get("sanction-reason")>{reason(text, row.reason)}</td>
                <td class="day" data-label=text.get("sanction-since")>{text.date(row.since)}</td>
                <td class="day" data-label=text.get("sanction-review")>{text.date(row.review)}</td>
            </tr>
        }
    });
    let heads = ["sanctions-organisation", "sanction-kind", "sanction-reason", "sanction-since", "sanction-review"];
    let table = (!empty).then(|| cards(text, "sanctions-list", &heads, rows.collect_view().into_any()));
    let body = view! {
        <h1>{text.get("sanctions-list")}</h1>
        <p class="lede">{text.get("sanctions-list-lede")}</p>
        {empty.then(|| view! { <p class="empty">{text.get("sanctions-list-empty")}</p> })}
        {table}
        {next.map(|id| view! { <p class="pager"><a href=format!("/sanctions?after={id}")>{text.get("form-next-page")}</a></p> })}
    };
    Ok(Document::new(text.get("sanctions-list"), body))
}
