//! Stewardship: applications of organisations, cases about employers, the pay floors, and what could not be delivered.

mod application;
mod case;
mod cases;
mod operations;
mod queue;
mod safekeeping;
mod second_step;
mod wage_floors;

pub use application::{AskForm, DeclineForm, SuspendForm, VerifyForm, application};
pub use case::{CaseBackForm, CaseDecideForm, CaseNoteForm, case};
pub use cases::cases;
pub use operations::{RetryAllForm, RetryForm, operations};
pub use queue::queue;
pub use second_step::{SecondStepForm, SignOutForm, second_step};
pub use wage_floors::{FloorForm, wage_floors};
