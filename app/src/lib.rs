//! What the server renders: one folder per capability, and the frame around them.
//!
//! A page is an ordinary async function from [`At`] to a [`Document`](page::Document); a form is a struct of what was typed with a
//! `submit`. Both stand in `routes.rs`, from which the server and its tests read every address.

pub mod at;
pub mod error;
pub mod field;
pub mod form;
pub mod head;
mod language_levels;
mod lookup;
pub mod page;
mod qr;
mod reason;
mod render;
mod review;
mod routes;
mod shell;
mod standing;
mod table;
pub mod upload;
pub mod ways;

pub mod accounts;
pub mod check_ins;
pub mod files;
pub mod glossary;
pub mod home;
pub mod imports;
pub mod introductions;
pub mod library;
pub mod occupations;
pub mod opportunities;
pub mod own_page;
pub mod placements;
pub mod proposals;
pub mod referrals;
pub mod sanctions;
pub mod statistics;
pub mod stewardship;
pub mod vouches;

pub use at::{At, Posted, Site};
pub use form::{Done, Form, FormEntry};
pub use render::render;
pub use routes::{App, forms};
pub use upload::{Upload, Uploads};
pub use ways::{Edition, Ways};
