//! Introductions: both sides' list, and the page with its timeline, what may be known, and the messages.

mod disclosed;
mod list;
mod moves;
mod show;

pub use list::list;
pub use moves::{MessageForm, MoveForm};
pub use show::show;

use domain::introduction::Stage;
use i18n::Text;

/// A stage in words.
fn stage_words(text: Text, stage: Stage) -> String {
    text.get(&format!("stage-{}", stage.word().replace('_', "-")))
}
