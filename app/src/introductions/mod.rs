//! Introductions: both sides' list, and the page with its timeline, what may be known, and the messages.

mod disclosed;
mod list;
mod moves;
mod show;

pub use list::list;
pub use moves::{MessageForm, MoveForm};
pub use show::show;

use domain::Result;
use domain::introduction::{Side, Stage};
use domain::organisation::Standing;
use i18n::Text;
use leptos::prelude::*;

use crate::{At, standing};

/// A stage in words.
fn stage_words(text: Text, stage: Stage) -> String {
    text.get(&format!("stage-{}", stage.word().replace('_', "-")))
}

/// That an employer which is not verified takes no step and reads nothing here now, and the way to why.
async fn own_standing(at: &At, side: Side) -> Result<Option<AnyView>> {
    if side == Side::Ngo {
        return Ok(None);
    }
    if standing::of(at) != Some(Standing::Unverified) {
        return standing::kept_out(at, "introductions").await;
    }
    let text = at.text;
    let notice = view! {
        <p class="notice notice--warn">
            {text.get("introductions-unverified")}" "
            <a href="/account/organisation">{text.get("home-unverified-link")}</a>
        </p>
    };
    Ok(Some(notice.into_any()))
}
