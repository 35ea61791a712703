//! What a person can meet. Technical failures are only a code here: their cause was logged where it happened.

use crate::problem::{Problem, Problems};

/// The result of everything a person can do.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not done. One exhaustive match in `app` turns it into status, message and ways out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// No such thing, or none that this actor may know of: the two are never told apart.
    NotFound,
    /// Somebody must sign in first.
    SignInNeeded,
    /// The actor may know of it but not do it now; the key says why.
    Refused(&'static str),
    /// What was typed cannot be accepted.
    Invalid(Problems),
    /// Somebody else changed it in between.
    Conflict,
    /// The same post arrived before and was carried out.
    Repeated,
    /// There is no room on the disk to keep it.
    NoRoom,
    /// A technical failure, under this incident code in the log.
    Incident(String),
}

impl Error {
    /// A single problem beside a single field.
    #[must_use]
    pub fn at(field: &'static str, problem: Problem) -> Self {
        Self::Invalid(Problems::of(field, problem))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::SignInNeeded => f.write_str("sign-in needed"),
            Self::Refused(key) => write!(f, "refused: {key}"),
            Self::Invalid(problems) => {
                f.write_str("invalid input:")?;
                problems.iter().try_for_each(|(field, problem)| write!(f, " {field} {}", problem.key()))
            }
            Self::Conflict => f.write_str("changed in between"),
            Self::Repeated => f.write_str("repeated post"),
            Self::NoRoom => f.write_str("no room on the disk"),
            Self::Incident(code) => write!(f, "incident {code}"),
        }
    }
}

impl std::error::Error for Error {}
