//! What a new installation begins with: the founding library, the pay floors and, when asked for, the demo world. Each
//! part is marked in the database once it is whole, so that one that was interrupted is gone on with at the next start.

use app::at::Demo;
use domain::Result;
use include_dir::{Dir, include_dir};
use services::import::{Looked, Said};
use services::{Scope, installation, library, wage_floors, worker};

use crate::demo::apart::WHOLE_MARK;
use crate::demo::world::{self, Size};

/// The founding records, one Markdown file each.
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/library");
/// Marks that the founding library is in.
const LIBRARY_MARK: &str = "founding library";

/// Puts everything in; what is there already stays as it is. Answers what was done.
///
/// # Errors
/// When the database cannot be used.
pub async fn all(scope: &Scope, demo: Demo) -> Result<String> {
    let library = founding_library(scope).await?;
    services::oai::fill_sets(scope).await?;
    let floors = wage_floors::load(scope).await?;
    let world = if demo == Demo::On { demo_world(scope).await? } else { String::new() };
    worker::drain_index(scope).await?;
    Ok(format!("library: {library}\npay floors: {floors}\n{world}"))
}

/// Puts in what is not there yet, and brings the index up to date.
///
/// # Errors
/// When the database cannot be used.
pub async fn at_start(scope: &Scope, demo: Demo) -> Result<()> {
    if !installation::is_marked(scope, LIBRARY_MARK).await? {
        tracing::info!("filling the library");
        let report = founding_library(scope).await?;
        tracing::info!(%report, "filled the library");
    }
    services::oai::fill_sets(scope).await?;
    wage_floors::load(scope).await?;
    if demo == Demo::On && !installation::is_marked(scope, WHOLE_MARK).await? {
        tracing::info!("making the demo world");
        let report = demo_world(scope).await?;
        tracing::info!(%report, "made the demo world");
    }
    worker::drain_index(scope).await?;
    if library::needs_filling(scope).await? {
        library::reindex(scope).await?;
    }
    Ok(())
}

async fn founding_library(scope: &Scope) -> Result<String> {
    let mut whole = services::import::Report::default();
    let mut refused = String::new();
    for file in LIBRARY.files() {
        let name = file.path().display().to_string();
        let note = |refusal: services::import::Refusal| refused.push_str(&format!("\n  {refusal}"));
        // Whoever made Ponte has looked at them.
        let said = Said { looked: Looked::Elsewhere, ..Said::default() };
        whole += services::import::file_with(scope, &name, file.contents(), said, note).await?;
    }
    installation::mark(scope, LIBRARY_MARK).await?;
    Ok(format!("{whole}{refused}"))
}

async fn demo_world(scope: &Scope) -> Result<String> {
    let report = world::build(scope, Size::WHOLE).await?;
    installation::mark(scope, WHOLE_MARK).await?;
    Ok(report)
}
