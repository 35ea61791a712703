//! The installation: configuration, router, middleware, sessions, worker and command line.

mod along;
mod bounds;
mod broken_off;
mod calendar;
mod cite;
mod clock;
pub mod command;
pub mod config;
pub mod demo;
mod disk;
mod document;
pub mod export;
mod files;
mod forms;
pub mod harvest;
mod health;
pub mod installation;
pub mod key_source;
mod log;
pub mod network;
pub mod overlong;
mod public;
pub mod replay;
pub mod restore;
pub mod router;
mod security;
pub mod seed;
mod session;
pub mod site;
pub mod tombstones;
mod upload;
pub mod witness;

/// A page is made of thousands of small pieces of memory, and so is the answer to a question of the library: with the
/// system's own allocator a long one took a fifth longer.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub use installation::{IndexUse, Installation};
