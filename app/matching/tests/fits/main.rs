//! Fits seen from outside the crate: readable cases, and rules that hold for any input.
#![expect(clippy::unwrap_used, reason = "tests")]

mod cases;
mod properties;
mod world;
