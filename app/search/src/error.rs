//! What can go wrong with the index. A reader's words never do: every query has an answer.

use std::path::PathBuf;

/// A failure of the index or of the disk under it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The index failed.
    #[error("index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// The disk failed.
    #[error("index folder {folder}: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds files that are no index; nothing in it was touched.
    #[error("{0} holds other files than an index")]
    ForeignFolder(PathBuf),
    /// Another process writes to the index in this folder.
    #[error("another process writes to the index in {0}")]
    Busy(PathBuf),
    /// A column of the index could not be read.
    #[error("index column: {0}")]
    Column(#[from] std::io::Error),
}

/// The result of every call to the index.
pub type Result<T> = std::result::Result<T, Error>;
