//! Stewardship: applications of organisations and what is decided of them, cases about employers, the pay floors and pay
//! where there is none, what could not be delivered, and who curates.

mod application;
mod begin;
mod case;
mod cases;
mod checklist;
mod curators;
mod decide;
mod operations;
mod pay_looks;
mod queue;
mod safekeeping;
mod sanctions;
mod second_step;
mod wage_floors;

pub use application::application;
pub use case::{CaseBackForm, CaseDecideForm, case};
pub use cases::cases;
pub use checklist::VerifyForm;
pub use curators::{CuratorEndForm, CuratorInviteForm, curators};
pub use decide::LookedForm;
pub use operations::{RetryAllForm, RetryForm, operations};
pub use pay_looks::pay_looks;
pub use queue::queue;
pub use sanctions::{AppealAnswerForm, DebarConfirmForm, DebarDropForm, KeepForm, LiftForm, waiting};
pub use second_step::{SecondStepForm, SignOutForm, second_step};
pub use wage_floors::{FloorForm, wage_floors};
