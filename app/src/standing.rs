//! How the reader's own organisation stands, where that stops what a page is for: said once, with the way to why.

use domain::Result;
use domain::organisation::{OrganisationStatus, Standing};
use leptos::prelude::*;

use crate::At;

/// Where the reader's own organisation stands, for members of one.
pub(crate) fn of(at: &At) -> Option<Standing> {
    at.scope.actor().membership.as_ref().map(|m| m.standing)
}

/// Whether it is suspended or debarred.
pub(crate) fn is_kept_out(at: &At) -> bool {
    of(at) == Some(Standing::Suspended)
}

/// Which of the two it is, what does not go on meanwhile, and the way to why and to an appeal; `key` begins the key of the
/// message, which there is for each of the two.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn kept_out(at: &At, key: &str) -> Result<Option<AnyView>> {
    if !is_kept_out(at) {
        return Ok(None);
    }
    let own = services::organisations::own(&at.scope).await?;
    let which = if own.status == OrganisationStatus::Debarred { "debarred" } else { "suspended" };
    let text = at.text;
    let notice = view! {
        <p class="notice notice--bad">
            {text.get(&format!("{key}-{which}"))}" "
            <a href="/account/organisation">{text.get("sanction-own-link")}</a>
        </p>
    };
    Ok(Some(notice.into_any()))
}
