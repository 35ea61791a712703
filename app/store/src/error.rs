//! What can go wrong below the services, and how it reaches a person: as an incident code, its cause in the log.

use sea_orm::{DbErr, RuntimeErr, sqlx};
use uuid::Uuid;

use crate::address::Unfit;

/// The result of a query.
pub type Result<T> = std::result::Result<T, Error>;

/// A technical failure.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// The database's address is none that is connected to.
    #[error("{0}")]
    Address(#[from] Unfit),
    /// A column holds what its type cannot read.
    #[error("column {0} does not read")]
    Column(&'static str),
    /// A sealed column does not open: wrong key, wrong row, or changed bytes.
    #[error("sealed column does not open")]
    Sealed,
    /// What was given as a master key is none, or cannot be read: in words that follow the name of where it is.
    #[error("{0}")]
    Key(String),
    /// A record is wrapped by a master key that this program does not hold, by its name.
    #[error("master key {0} is not held")]
    KeyAbsent(String),
    /// The system gave no random bytes.
    #[error("random source: {0}")]
    Random(String),
}

impl Error {
    /// Whether the database has no room left on its disk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let Self::Database(DbErr::Exec(cause) | DbErr::Query(cause) | DbErr::Conn(cause)) = self else { return false };
        let RuntimeErr::SqlxError(cause) = cause else { return false };
        let code = cause.as_database_error().and_then(sqlx::error::DatabaseError::code);
        code.is_some_and(|code| FULL.contains(&code.as_ref()))
    }

    /// Whether a unique column already holds the value.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(cause)
            if matches!(cause.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}

/// What databases say when a write finds no room: SQLite that the disk is full, that a write or making room for one
/// failed (a quota, a limit of the size of files); PostgreSQL that the disk is full.
const FULL: &[&str] = &["13", "778", "1546", "4874", "53100"];

impl From<Error> for domain::Error {
    /// Logs the cause once, under a code that the person can quote.
    fn from(error: Error) -> Self {
        if error.is_full() {
            tracing::error!(cause = %error, "no room to write");
            return Self::NoRoom;
        }
        let code: String = Uuid::new_v4().simple().to_string().chars().take(8).collect();
        tracing::error!(incident = %code, cause = %error, "store failed");
        Self::Incident(code)
    }
}
