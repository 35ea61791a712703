//! Files that came with a form: where each is kept while the form is carried out, and nowhere afterwards.

use std::fs::File;
use std::io::{Read, Result, Seek};
use std::sync::Arc;

/// A file that came with a form. Its bytes lie in a file without a name, which is gone when nobody holds this.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The field it was chosen in.
    pub field: String,
    /// Its name, as the browser says.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The bytes themselves.
    pub file: Arc<File>,
}

impl Upload {
    /// The bytes from the beginning, for one reader at a time.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(&self) -> Result<impl Read + Send + use<>> {
        let mut file = self.file.try_clone()?;
        file.rewind()?;
        Ok(file)
    }

    /// All bytes.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The files that came with a form.
#[derive(Debug, Clone, Default)]
pub struct Uploads(pub Vec<Upload>);
