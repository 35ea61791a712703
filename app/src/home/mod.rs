//! The front page for the public, the home page of each role.

mod front;
mod waiting;

use domain::Result;

use crate::{At, page::Document};

/// The front page, or what waits for somebody who is signed in.
///
/// # Errors
/// When the database cannot be used.
pub async fn show(at: At) -> Result<Document> {
    match at.scope.actor().account {
        Some(_) => waiting::show(&at).await,
        None => front::show(&at).await,
    }
}
