//! Tables and queries: the only crate that names sea-orm.
//!
//! What belongs here: one module per table, each with its row, its `visible_to` where people read it, and functions
//! that read and write it; the sealing of private columns. What does not: decisions. A function that writes takes a
//! permit, made in `domain::policy`.

pub mod accounts;
pub mod attempts;
pub mod audit;
mod column;
pub mod db;
mod error;
pub mod keys;
pub mod links;
pub mod organisations;
pub mod outbox;
pub mod sessions;
pub mod submissions;

pub use db::{Db, Read, Tx};
pub use error::{Error, Result};
