//! How the reader's own organisation stands, where that stops what a page is for: said once, with the way to why.

use domain::Result;
use domain::organisation::Standing;
use domain::sanction::Sanction;
use leptos::prelude::*;

use crate::At;

/// Where the reader's own organisation stands, for members of one.
pub(crate) fn of(at: &At) -> Option<Standing> {
    at.scope.actor().membership.as_ref().map(|m| m.standing)
}

/// Whether it is suspended or debarred.
pub(crate) fn is_kept_out(at: &At) -> bool {
    of(at).is_some_and(Standing::is_kept_out)
}

/// Which of the two it is, what does not go on meanwhile, and the way to why and to an appeal, or that one waits; `key`
/// begins the key of the message, which there is for each of the two.
pub(crate) async fn kept_out(at: &At, key: &str) -> Result<Option<AnyView>> {
    let Some(which) = of(at).filter(|standing| standing.is_kept_out()) else { return Ok(None) };
    let text = at.text;
    let own = services::sanctions::own(&at.scope).await?;
    let waits = own.as_ref().is_some_and(Sanction::awaits_answer).then(|| format!("{} ", text.get("appeal-waits")));
    let appealed = own.is_some_and(|sanction| sanction.appeal.is_some());
    let link = if appealed { "sanction-own-link-appealed" } else { "sanction-own-link" };
    let notice = view! {
        <p class="notice notice--bad">
            {text.get(&format!("{key}-{which}"))}" "
            {waits}
            <a href="/account/organisation">{text.get(link)}</a>
        </p>
    };
    Ok(Some(notice.into_any()))
}
