//! Mail as files, for an installation without a mail server: one `.eml` for each mail, named by its id, which sorts
//! by time and tells nothing of the recipient.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::error::{Error, Result};

/// Writes the mail so that a reader of the folder sees all of it or nothing, and a power cut loses nothing.
pub(crate) async fn write(folder: PathBuf, id: Uuid, mail: Vec<u8>) -> Result<()> {
    let written = tokio::task::spawn_blocking(move || put(&folder, id, &mail)).await;
    let failed = |reason: &dyn std::fmt::Display| Error::Temporary(format!("not written: {reason}"));
    written.map_err(|error| failed(&error))?.map_err(|error| failed(&error.kind()))
}

fn put(folder: &Path, id: Uuid, mail: &[u8]) -> io::Result<()> {
    private_folder().create(folder)?;
    // Two workers that hold the same mail each write a file of their own; the last rename wins, whole.
    let temporary = folder.join(format!(".{}.part", Uuid::new_v4()));
    let result = fill(&temporary, mail).and_then(|()| fs::rename(&temporary, folder.join(format!("{id}.eml"))));
    if let Err(error) = result {
        // The reason to report is the first failure, not one of tidying up.
        let _ = fs::remove_file(&temporary);
        return Err(error);
    }
    File::open(folder)?.sync_all()
}

fn fill(path: &Path, mail: &[u8]) -> io::Result<()> {
    let mut file = private_file().open(path)?;
    file.write_all(mail)?;
    file.sync_all()
}

/// Mails hold links that sign people in, so nobody else on the machine may read them.
fn private_folder() -> DirBuilder {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
}

fn private_file() -> OpenOptions {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file
}
