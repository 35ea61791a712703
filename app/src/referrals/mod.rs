//! Referrals: the NGO's pseudonymous records, written step by step; consent; matches; putting forward.

mod begin;
mod choose;
mod consent;
mod ending;
mod erasure;
mod fit;
mod grant;
mod list;
mod matches;
mod put_forward;
mod readings;
mod retention;
mod sheet;
mod show;
mod step;
mod typed;
mod waiting;
mod words;

pub use begin::{BeginForm, begin};
pub use consent::{GrantForm, RevokeForm, consent};
pub use erasure::{AskErasureForm, ConfirmErasureForm, KeepForm, erasure};
pub use list::list;
pub use matches::matches;
pub use put_forward::{ForwardForm, put_forward};
pub use readings::readings;
pub use retention::{ArchiveForm, StillNeededForm};
pub(crate) use sheet::PATH as SHEET;
pub use sheet::sheet;
pub use show::{CloseForm, OpenForm, show};
pub use step::step;
pub use typed::StepForm;
pub use waiting::WaitForm;

pub(crate) use ending::PATH as ENDING;
pub(crate) use fit::barrier_words;
pub(crate) use list::{OWN_WISHES, TAKEN_BACK};
pub(crate) use readings::by_member;

use domain::Result;
use domain::referral::{Code, Referral};
use leptos::prelude::*;

use crate::At;

/// A code among other words: it does not break at its dash on a narrow screen.
pub(crate) fn whole(code: &Code) -> AnyView {
    view! { <span class="code">{code.to_string()}</span> }.into_any()
}

/// Words with a code in them, which does not break.
fn with_whole(words: &str, code: &Code) -> AnyView {
    match words.split_once(code.as_str()) {
        Some((before, after)) => view! { {before.to_owned()}{whole(code)}{after.to_owned()} }.into_any(),
        None => view! { {words.to_owned()} }.into_any(),
    }
}

/// The referral of the address; the read is logged.
async fn here(at: &At) -> Result<Referral> {
    services::referrals::find(&at.scope, &at.param::<Code>("code")?).await
}
