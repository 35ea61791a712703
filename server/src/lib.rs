//! The installation: configuration, router, middleware, sessions, worker and command line.

mod cite;
pub mod command;
pub mod config;
pub mod demo;
pub mod export;
mod forms;
mod harvest;
mod health;
pub mod installation;
mod log;
pub mod network;
mod public;
pub mod router;
mod security;
pub mod seed;
mod session;
pub mod site;

pub use installation::{IndexUse, Installation};
