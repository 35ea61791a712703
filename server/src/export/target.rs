//! Where an export goes: into a folder, or into one file that is sent while it is made.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use tokio::sync::mpsc::Sender;
use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

use super::{Failed, failed};

/// So many bytes are compressed, and sent, at once.
const PIECE: usize = 64 * 1024;

/// Where the files of an export go, one after another and each once.
pub(super) trait Target {
    /// Begins a file; what is added before the next one begins is what it holds.
    fn begin(&mut self, name: &str) -> Result<(), Failed>;

    /// Adds to the file that was begun last.
    async fn add(&mut self, bytes: &[u8]) -> Result<(), Failed>;

    /// Writes a whole file.
    async fn write(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Failed> {
        self.begin(name)?;
        self.add(bytes.as_ref()).await
    }
}

/// A folder.
pub(super) struct Folder {
    top: PathBuf,
    open: Option<(PathBuf, File)>,
}

impl Folder {
    /// The folder at this path; folders in it are made as they are needed.
    pub(super) fn new(top: &Path) -> Self {
        Self { top: top.to_owned(), open: None }
    }
}

impl Target for Folder {
    fn begin(&mut self, name: &str) -> Result<(), Failed> {
        let path = self.top.join(name);
        if let Some(above) = path.parent() {
            std::fs::create_dir_all(above).map_err(failed(above))?;
        }
        let file = File::create(&path).map_err(failed(&path))?;
        self.open = Some((path, file));
        Ok(())
    }

    async fn add(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        let Some((path, file)) = self.open.as_mut() else { return Ok(()) };
        file.write_all(bytes).map_err(failed(path.as_path()))
    }
}

/// One compressed file. It goes to whoever takes it piece by piece, and waits while nobody does: no more of it is kept than
/// a few pieces and the list of its files.
pub(super) struct Zip {
    zip: ZipWriter<StreamWriter<Ready>>,
    ready: Ready,
    sender: Sender<Bytes>,
}

impl Zip {
    /// One whose pieces go this way.
    pub(super) fn new(sender: Sender<Bytes>) -> Self {
        let ready = Ready::default();
        Self { zip: ZipWriter::new_stream(ready.clone()), ready, sender }
    }

    /// Sends the rest of it.
    pub(super) async fn finish(self) -> Result<(), Failed> {
        let Self { zip, ready, sender } = self;
        zip.finish().map_err(|cause| cause.to_string())?;
        send(&sender, ready.take()).await
    }
}

impl Target for Zip {
    fn begin(&mut self, name: &str) -> Result<(), Failed> {
        self.zip.start_file(name, SimpleFileOptions::default()).map_err(|cause| cause.to_string())
    }

    async fn add(&mut self, bytes: &[u8]) -> Result<(), Failed> {
        for piece in bytes.chunks(PIECE) {
            self.zip.write_all(piece).map_err(|cause| cause.to_string())?;
            if self.ready.size() >= PIECE {
                send(&self.sender, self.ready.take()).await?;
            }
        }
        Ok(())
    }
}

async fn send(sender: &Sender<Bytes>, bytes: Vec<u8>) -> Result<(), Failed> {
    sender.send(bytes.into()).await.map_err(|_| "nobody takes it any more".to_owned())
}

/// What is compressed and not sent yet.
#[derive(Clone, Default)]
struct Ready(Arc<Mutex<Vec<u8>>>);

impl Ready {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn size(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
