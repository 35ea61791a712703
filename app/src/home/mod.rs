//! The front page for the public, the home page of each role, and the page for unknown addresses.

mod front;
mod waiting;

use domain::{Error, Result};

use crate::{At, page::Document};

/// The front page, or what waits for somebody who is signed in.
///
/// # Errors
/// When the database cannot be used.
pub async fn show(at: At) -> Result<Document> {
    match at.scope.actor().account {
        Some(_) => waiting::show(&at).await,
        None => Ok(front::show(&at)),
    }
}

/// No such page.
///
/// # Errors
/// Always not found.
pub async fn unknown(_: At) -> Result<Document> {
    Err(Error::NotFound)
}
