//! The demo world: what `PONTE_DEMO=1` fills a database with. Nothing in it is a real person or business.

pub mod apart;
mod consent;
mod follow_up;
mod founder;
pub(crate) mod market;
mod proposals;
mod standing;
mod wish;
pub mod world;
