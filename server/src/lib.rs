//! The installation: configuration, router, middleware, sessions, worker and command line.

pub mod command;
pub mod config;
pub mod demo;
mod document;
mod files;
mod forms;
mod health;
pub mod installation;
mod log;
pub mod network;
pub mod router;
mod security;
pub mod seed;
mod session;
pub mod site;
mod upload;

pub use installation::{IndexUse, Installation};
