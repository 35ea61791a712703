//! Stewardship: applications of organisations, the pay floors, and what could not be delivered.

mod application;
mod operations;
mod queue;
mod safekeeping;
mod wage_floors;

pub use application::{AskForm, DeclineForm, SuspendForm, VerifyForm, application};
pub use operations::{RetryAllForm, RetryForm, operations};
pub use queue::queue;
pub use wage_floors::{FloorForm, wage_floors};
