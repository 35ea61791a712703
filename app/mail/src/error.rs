//! Why a mail did not leave, as far as the outbox needs to know. Never holds an address or a server's own words,
//! which often repeat one.

/// The result of sending.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a mail did not leave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It may work later: try again.
    #[error("mail delayed: {0}")]
    Temporary(String),
    /// It will never work: do not try again.
    #[error("mail refused: {0}")]
    Permanent(String),
}

impl Error {
    /// Whether trying again can help.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_))
    }
}
