//! How the reader's own organisation stands, where that stops what a page is for: said once, with the way to why.

use domain::organisation::Standing;
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

/// Which of the two it is, what does not go on meanwhile, and the way to why and to an appeal; `key` begins the key of the
/// message, which there is for each of the two.
pub(crate) fn kept_out(at: &At, key: &str) -> Option<AnyView> {
    let which = of(at).filter(|standing| standing.is_kept_out())?;
    let text = at.text;
    let notice = view! {
        <p class="notice notice--bad">
            {text.get(&format!("{key}-{which}"))}" "
            <a href="/account/organisation">{text.get("sanction-own-link")}</a>
        </p>
    };
    Some(notice.into_any())
}
