//! What a business sees of how it is looked at: that its placements are paused, in the same words whether a check has
//! lapsed or a case is open, and conditions under which it goes on.

use domain::Result;
use leptos::prelude::*;

use crate::At;

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
