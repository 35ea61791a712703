//! The ways a mail can leave.

use std::path::PathBuf;

use crate::error::Result;
use crate::origin::{Sender, Unusable};
use crate::render::Rendered;
use crate::smtp::{Limits, Smtp};
use crate::stub::Stub;
use crate::{folder, mime};

/// A way for mail to leave. Clones share connections and what a stub keeps.
#[derive(Debug, Clone)]
pub enum Transport {
    /// Over SMTP.
    Smtp(Smtp),
    /// Into a folder, one `.eml` for each mail.
    Folder(PathBuf),
    /// Into memory, for tests.
    Stub(Stub),
}

impl Transport {
    /// The mail server of this address, as in [`Smtp::new`], with the usual limits.
    ///
    /// # Errors
    /// If the address cannot be read; the error does not repeat it.
    pub fn from_url(url: &str) -> std::result::Result<Self, Unusable> {
        Smtp::new(url, Limits::default()).map(Self::Smtp)
    }

    /// A folder, made when the first mail is written.
    #[must_use]
    pub fn folder(path: impl Into<PathBuf>) -> Self {
        Self::Folder(path.into())
    }

    /// A stub, and the handle that shows what was sent through it.
    #[must_use]
    pub fn stub() -> (Self, Stub) {
        let stub = Stub::default();
        (Self::Stub(stub.clone()), stub)
    }

    /// Sends a mail; once this returns, somebody else is answerable for it or it is on the disk.
    ///
    /// # Errors
    /// [`crate::Error::Temporary`] if trying again can help, else [`crate::Error::Permanent`].
    pub async fn send(&self, mail: &Rendered, sender: &Sender) -> Result<()> {
        let composed = mime::compose(mail, sender)?;
        match self {
            Self::Smtp(smtp) => smtp.send(composed).await,
            Self::Folder(path) => folder::write(path.clone(), mail.id, composed.formatted()).await,
            Self::Stub(stub) => stub.take(mail),
        }
    }
}
