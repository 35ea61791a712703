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

pub use installation::{IndexUse, Installation};
