//! One function per thing a person can do: permit, transaction, store, outbox. It reads like its description.
//!
//! What does not belong here: HTML, SQL, and rules that need no database (those are in `domain`).

pub mod accounts;
pub mod members;
pub mod organisations;
mod passwords;
mod scope;
pub mod sessions;
mod throttle;

pub use domain::{Error, Result};
pub use scope::{Clock, Scope, Services};
