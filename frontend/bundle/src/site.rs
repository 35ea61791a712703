//! A site folder while it is made: content hashes, compression, and taking away what an earlier build left.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Failure;
use crate::manifest::{self, File, Manifest, hash, variants};

/// Brotli's best quality: paid once here, saved at every first visit.
const BROTLI_QUALITY: i32 = 11;
/// Brotli's largest ordinary window, as a power of two.
const BROTLI_WINDOW: i32 = 22;

/// A site folder and what was put into it so far.
pub(crate) struct Site {
    folder: PathBuf,
    files: BTreeMap<String, File>,
}

impl Site {
    /// Opens the folder, making it when it is missing.
    pub(crate) fn new(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self { folder: folder.to_owned(), files: BTreeMap::new() })
    }

    /// Adds a file named by the hash of its content: `icons/favicon.svg` lies there as `favicon.<hash>.svg`.
    pub(crate) fn add(&mut self, logical: &str, content: &[u8]) -> Result<(), Failure> {
        let base = logical.rsplit('/').next().unwrap_or(logical);
        let (stem, ending) = base.rsplit_once('.').ok_or_else(|| format!("{logical} has no file name ending"))?;
        self.add_named(logical, format!("{stem}.{}.{ending}", hash([content])), content)
    }

    /// Adds a file under a name that its maker chose.
    pub(crate) fn add_named(&mut self, logical: &str, name: String, content: &[u8]) -> Result<(), Failure> {
        let brotli = brotli(content).map_err(|error| format!("{logical}: {error}"))?;
        let gzip = gzip(content).map_err(|error| format!("{logical}: {error}"))?;
        for (name, content) in variants(&name).iter().zip([content, &brotli, &gzip]) {
            self.write(name, content)?;
        }
        let file = File { name, bytes: content.len(), brotli: brotli.len() };
        match self.files.insert(logical.to_owned(), file) {
            None => Ok(()),
            Some(_) => Err(format!("two files want the name {logical}")),
        }
    }

    /// Takes away files of earlier builds and writes the manifest, last, so that it speaks only of what is there.
    pub(crate) fn finish(self, inputs: String) -> Result<Manifest, Failure> {
        let keep: BTreeSet<String> = self.files.values().flat_map(|file| variants(&file.name)).collect();
        for path in manifest::files(&self.folder)? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !keep.contains(&name) {
                std::fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
        let manifest = Manifest { inputs, files: self.files };
        let json = serde_json::to_vec_pretty(&manifest).map_err(|error| error.to_string())?;
        let path = self.folder.join(manifest::NAME);
        std::fs::write(&path, json).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(manifest)
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        std::fs::write(&path, content).map_err(|error| format!("{}: {error}", path.display()))
    }
}

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        lgwin: BROTLI_WINDOW,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    encoder.finish()
}
