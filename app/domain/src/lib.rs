//! Words and rules of the business.
//!
//! What belongs here: types that cannot hold a wrong value, the rules of `product.md` as functions, and the
//! permits. What does not: input and output, the clock (time is an argument), sentences for people (a problem is
//! a code with data; `i18n` has the words).

pub mod account;
pub mod actor;
pub mod alike;
pub mod case;
pub mod check_in;
pub mod codes;
pub mod consent;
pub mod erasure;
pub mod error;
pub mod event;
pub mod geo;
pub mod glossary;
pub mod id;
pub mod import;
pub mod introduction;
pub mod marker;
pub mod markup;
mod opaque;
pub mod organisation;
pub mod own_page;
pub mod parse;
pub mod placement;
pub mod policy;
pub mod practice;
pub mod problem;
pub mod proposal;
pub mod reach;
pub mod readers;
pub mod referral;
pub mod retention;
pub mod sanction;
pub mod signal;
pub mod standards;
pub mod statistics;
pub mod vetting;
pub mod vouch;
mod words;

pub use actor::{Actor, Membership, Oneself};
pub use error::{Error, Result};
pub use policy::{Action, Permit};
pub use problem::{Problem, Problems};
