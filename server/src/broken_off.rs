//! An export that breaks off while it is sent: whoever takes it sees the connection end, and the log says so in one line,
//! with nothing of what was in it.

/// Why an export breaks off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// What belongs into it cannot be read or put together.
    Unmade,
    /// Its making came to a panic.
    Panicked,
    /// Its making was stopped.
    Stopped,
}

impl Cause {
    const fn word(self) -> &'static str {
        match self {
            Self::Unmade => "unmade",
            Self::Panicked => "panicked",
            Self::Stopped => "stopped",
        }
    }

    /// Notes it of an export of some kind; answers what ends the connection before its last piece, so that nobody takes what
    /// came for the whole.
    pub(crate) fn end(self, export: &'static str) -> std::io::Error {
        tracing::error!(export, cause = self.word(), "an export broke off");
        std::io::Error::other(self.word())
    }
}

impl From<tokio::task::JoinError> for Cause {
    fn from(error: tokio::task::JoinError) -> Self {
        if error.is_panic() { Self::Panicked } else { Self::Stopped }
    }
}
