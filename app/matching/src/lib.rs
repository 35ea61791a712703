//! Fits and explanations: which placement suits which referral, and why.
//!
//! What belongs here: the hard limits that keep a placement out, the score of the rest, the reasons and gaps behind
//! it as data, and what an employer may learn when somebody is put forward. What does not: sentences (a reason is a
//! key with data; `i18n` has the words), the database, and tables of occupations (their facts are arguments).
//!
//! A fit is computed when a page asks for it and is never stored as a fact about a person. Exclusions are seen by
//! `barrier` alone: neither the score nor [`must_haves`] can read them, by their signatures.

mod barrier;
mod fit;
mod must_have;
mod offer;
mod person;
mod reason;
mod score;
mod sector;

pub use barrier::Barrier;
pub use fit::{Fit, KeptOut, Ranked, fits};
pub use must_have::{Met, MustHave, Need, must_haves};
pub use offer::{OccupationFacts, Offer};
pub use person::Person;
pub use reason::{Closeness, Gap, Reason};
