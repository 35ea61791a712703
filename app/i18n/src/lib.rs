//! The words of every page and mail, in every language.
//!
//! What belongs here: the Fluent catalogues under `locales/<language>/<capability>.ftl`, looking a message up, and
//! how numbers, dates and money are written. What does not: deciding which message to show, and HTML. A language
//! has a capability's file whole or not at all; where it has none, English is shown.

mod catalogue;
pub mod check;
mod negotiation;
mod number;
mod text;

pub use fluent_bundle::FluentValue as Value;
pub use negotiation::{negotiate, negotiate_for};
pub use text::{Text, direction};

/// The language that every message exists in.
pub const FALLBACK: &str = "en";

/// The languages that mails are in: BCP 47, English first.
#[must_use]
pub fn languages() -> &'static [&'static str] {
    catalogue::mail_languages()
}

/// The languages that one capability is in, whatever else they lack: BCP 47, English first.
#[must_use]
pub fn languages_with(capability: &str) -> Vec<&'static str> {
    catalogue::languages_with(capability).collect()
}

/// Those of them whose catalogue is whole, so that pages can be in them.
#[must_use]
pub fn page_languages() -> &'static [&'static str] {
    catalogue::page_languages()
}
