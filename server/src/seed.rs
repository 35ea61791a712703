//! What a new installation begins with: the founding library, the pay floors and, when asked for, the demo world.

use app::at::Demo;
use domain::Result;
use include_dir::{Dir, include_dir};
use services::Scope;

use crate::demo;

/// The founding records, one Markdown file each.
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/library");

/// Puts everything in; what is there already stays as it is. Answers what was done.
///
/// # Errors
/// When the database cannot be used.
pub async fn all(scope: &Scope, demo: Demo) -> Result<String> {
    let library = library(scope).await?;
    let floors = services::wage_floors::load(scope).await?;
    let world = if demo == Demo::On { demo::world::build(scope).await? } else { String::new() };
    services::worker::drain(scope).await?;
    Ok(format!("library: {library}\npay floors: {floors}\n{world}"))
}

/// Does so for an installation that has no account and no record yet.
///
/// # Errors
/// When the database cannot be used.
pub async fn if_empty(scope: &Scope, demo: Demo) -> Result<()> {
    if services::library::is_empty(scope).await? {
        tracing::info!("filling an empty installation");
        let report = all(scope, demo).await?;
        tracing::info!(%report, "filled");
    }
    Ok(())
}

async fn library(scope: &Scope) -> Result<String> {
    let mut whole = services::import::Report::default();
    let mut refused = String::new();
    for file in LIBRARY.files() {
        let name = file.path().display().to_string();
        let note = |refusal: services::import::Refusal| refused.push_str(&format!("\n  {refusal}"));
        whole += services::import::file(scope, &name, file.contents(), note).await?;
    }
    Ok(format!("{whole}{refused}"))
}
