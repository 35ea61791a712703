//! What a file brings before the curators at the command line: it stands there as one import, as what is brought on the
//! web does, and not among what people wrote. What is published at once needs no looking at, and is not noted.

use domain::Result;
use domain::id::ImportId;
use domain::import::{ImportFormat, ImportRow, ImportState};
use domain::policy::PublishPractice;
use store::Tx;
use store::import_rows::Kept;
use store::imports::Beginning;
use uuid::Uuid;

use super::kept::short;
use super::settings::Settings;
use crate::Scope;

/// The import of a file: begun with the first of its records that comes before the curators.
#[derive(Debug)]
pub(super) struct Brought {
    name: String,
    format: ImportFormat,
    id: Option<ImportId>,
}

impl Brought {
    /// Of a file that has brought nothing yet.
    pub(super) fn of(name: &str, format: ImportFormat) -> Self {
        Self { name: short(name), format, id: None }
    }

    /// Notes what became of a record, in the transaction in which it did.
    ///
    /// # Errors
    /// [`domain::Error::NotFound`] for everybody but curators and the command line; when the database cannot be written.
    pub(super) async fn note(&mut self, scope: &Scope, tx: &Tx, row: ImportRow) -> Result<()> {
        let permit = scope.permit(PublishPractice)?;
        let id = self.id.unwrap_or_else(|| ImportId(Uuid::now_v7()));
        if self.id.is_none() {
            let (name, format, settings) = (self.name.clone(), self.format, Settings::default().written());
            let begin = Beginning { id, name, format, state: ImportState::Done, settings };
            store::imports::insert(tx, &permit, begin, scope.now()).await?;
        }
        store::import_rows::insert(tx, &permit, id, &[Kept::of(row, String::new())]).await?;
        self.id = Some(id);
        Ok(())
    }
}
