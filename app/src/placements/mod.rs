//! Placements: the employer's list, the form with its findings, the page of one.

mod facts;
mod findings;
mod list;
mod pay_looks;
mod seats;
mod show;
mod typed;
mod write;

pub(crate) use facts::{facts, languages as languages_in_words, pay as pay_in_words, words as words_of_list};
pub use list::{ReopenForm, list};
pub(crate) use pay_looks::unknown as pay_unknown;
pub use pay_looks::{PayLookedForm, PayPauseEndForm, PayPauseForm};
pub use show::{CloseForm, FillForm, PauseForm, PublishForm, show};
pub use typed::PlacementForm;
pub(crate) use typed::{found_places, known_sector, read_place};
pub use write::{edit, new};
