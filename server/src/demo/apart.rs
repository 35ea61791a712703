//! Keeps the demo world, whose password everybody knows, and real use apart: one database holds one of them.

use app::at::Demo;
use domain::Result;
use services::{Scope, installation};

use super::world;

/// Marks that a database was begun as a demo world; who joins it later by the forms belongs to it.
const BEGUN_MARK: &str = "begun as a demo world";
/// Marks that the demo world is whole.
pub(crate) const WHOLE_MARK: &str = "demo world";

/// Whether a database may be used as it is asked for; notes an empty one that is to be a demo world.
///
/// # Errors
/// One line that says what to do instead.
pub async fn keep(scope: &Scope, demo: Demo) -> std::result::Result<(), String> {
    let fits = fits(scope, demo).await.map_err(|error| error.to_string())?;
    match demo {
        _ if fits => Ok(()),
        Demo::On => {
            Err("PONTE_DEMO: this database is in real use, and the demo world's password is known to everybody: \
                         give the demo world a PONTE_DATA, or a DATABASE_URL, of its own"
                .into())
        }
        Demo::Off => {
            Err("PONTE_DEMO: this database is a demo world, whose password is known to everybody: for real use \
                          give another PONTE_DATA, or DATABASE_URL; for the demo world set PONTE_DEMO=1"
                .into())
        }
    }
}

async fn fits(scope: &Scope, demo: Demo) -> Result<bool> {
    let begun = installation::is_marked(scope, BEGUN_MARK).await? || installation::is_marked(scope, WHOLE_MARK).await?;
    match demo {
        Demo::Off => Ok(!begun && !world::is_begun(scope).await?),
        Demo::On if begun => Ok(true),
        Demo::On if installation::is_used(scope).await? => Ok(false),
        Demo::On => installation::mark(scope, BEGUN_MARK).await.map(|()| true),
    }
}
