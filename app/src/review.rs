//! What a business sees of how it is looked at: that its placements are paused, in the same words whether a check has
//! lapsed or a case is open, conditions under which it goes on, and why stewards have to look at it anew.

use domain::Result;
use domain::organisation::OrganisationKind;
use leptos::prelude::*;

use crate::{At, error, standing};

/// The notice; nothing for everybody but members of businesses.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn notice(at: &At) -> Result<Option<AnyView>> {
    let review = services::cases::review(&at.scope).await?;
    let text = at.text;
    let paused =
        review.paused.then(|| view! { <p class="notice notice--warn">{text.get("refused-paused-review")}</p> });
    let conditions = review.conditions.map(|said| {
        view! {
            <div class="notice">
                <p>{text.get("review-conditions")}</p>
                <p dir="auto">{said}</p>
            </div>
        }
    });
    Ok((paused.is_some() || conditions.is_some()).then(|| view! { {paused} {conditions} }.into_any()))
}

/// Why stewards have to look at the reader's business, by the key of the words that tell it: until they have, it opens
/// no placement and changes none that has been open. Nothing for others, and while it is kept out: that is said instead.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn look(at: &At) -> Result<Option<&'static str>> {
    let business = at.scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Business);
    if !business || standing::is_kept_out(at) {
        return Ok(None);
    }
    let own = services::organisations::own(&at.scope).await?;
    Ok(own.check_looked_at().err().map(|refused| error::key(&refused)))
}
