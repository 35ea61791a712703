//! The demo world: what `PONTE_DEMO=1` fills a database with. Nothing in it is a real person or business.

mod founder;
pub(crate) mod market;
mod proposals;
mod standing;
pub mod world;
