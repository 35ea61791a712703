//! The list of a site folder's files, which the server's build reads. How the files come about is not said here.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Failure;

/// The manifest's own name; it is not served.
pub(crate) const NAME: &str = "manifest.json";

/// What a site folder holds and what it was made of.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The hash of everything the folder was made of.
    pub(crate) inputs: String,
    /// Each file by its logical name, such as `ponte.css` or `icons/favicon.svg`.
    pub(crate) files: BTreeMap<String, File>,
}

/// One served file.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct File {
    /// The name with the content hash, under which it lies in the folder; `.br` and `.gz` lie beside it.
    pub(crate) name: String,
    /// Size in bytes.
    pub(crate) bytes: usize,
    /// Size in bytes after Brotli.
    pub(crate) brotli: usize,
}

impl Manifest {
    /// Reads a folder's manifest; nothing when there is none that can be read.
    pub(crate) fn read(folder: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(folder.join(NAME)).ok()?).ok()
    }

    /// Tells whether every file named lies in the folder.
    pub(crate) fn is_whole(&self, folder: &Path) -> bool {
        self.files.values().all(|file| variants(&file.name).iter().all(|name| folder.join(name).is_file()))
    }

    /// The sizes, one line a file.
    pub(crate) fn table(&self) -> String {
        let mut table = String::new();
        for (logical, file) in &self.files {
            // Writing into a string cannot fail.
            let _ = writeln!(table, "{logical:<32} {:>9} bytes {:>9} after Brotli", file.bytes, file.brotli);
        }
        table
    }
}

/// A file's name and the names of its compressed forms.
pub(crate) fn variants(name: &str) -> [String; 3] {
    [name.to_owned(), format!("{name}.br"), format!("{name}.gz")]
}

/// The first 16 hexadecimal digits of the SHA-256 of some parts, each counted with its length.
pub(crate) fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"))
}

/// The hash of all that a site folder is made of: this program, the islands and every file of the style folder.
pub(crate) fn inputs(wasm: &Path, style: &Path) -> Result<String, Failure> {
    let program = std::env::current_exe().map_err(|error| format!("this program cannot be found: {error}"))?;
    let mut parts = vec![read(&program)?, read(wasm)?];
    for path in files(style)? {
        parts.push(path.to_string_lossy().into_owned().into_bytes());
        parts.push(read(&path)?);
    }
    Ok(hash(parts.iter().map(Vec::as_slice)))
}

/// All files below a folder, sorted; none when the folder is missing.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a file, naming it when that fails.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_tells_where_one_part_ends() {
        let joined = hash([b"ab".as_slice(), b"c"]);
        assert_eq!(joined.len(), 16);
        assert_ne!(joined, hash([b"a".as_slice(), b"bc"]));
        assert_eq!(joined, hash([b"ab".as_slice(), b"c"]));
    }
}
