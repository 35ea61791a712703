//! Leaving nothing of what was removed where the database keeps its rows: an erasure is noted with itself, and
//! the tables are written anew soon after, so that an interruption forgets none. Beside the opening of connections, the
//! words of one dialect stand here.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait as _, DbBackend};
use uuid::Uuid;

use crate::db::{Db, Read, Tx};
use crate::error::{Error, Result};
use crate::{marks, person};

/// How the marks begin that say that something was removed.
const MARK: &str = "compact ";

/// Notes that something was removed of which nothing may be left.
///
/// # Errors
/// When the database cannot be written.
pub async fn ask(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    marks::set(tx, &format!("{MARK}{}", Uuid::new_v4()), now).await
}

/// What waits to be left nothing of: for [`done`].
///
/// # Errors
/// When the database cannot be read.
pub async fn asked(db: &impl Read) -> Result<Vec<String>> {
    marks::beginning(db, MARK).await
}

/// Writes the tables anew that a person's rows stood in, without what was removed; SQLite its whole file. Others wait
/// meanwhile.
///
/// # Errors
/// When the database cannot be written, or somebody still reads what was there before: then it is to be tried again.
pub async fn run(db: &Db) -> Result<()> {
    let connection = db.connection();
    if connection.get_database_backend() == DbBackend::Postgres {
        let own = ["referrals", "record_keys", "outbox"].into_iter();
        for table in own.chain(person::PARTS.iter().map(|part| part.table)) {
            connection.execute_unprepared(&format!("VACUUM (FULL) {table}")).await?;
        }
        return Ok(());
    }
    connection.execute_unprepared("VACUUM").await?;
    // The log of changes holds pages as they were.
    let emptied = sea_orm::Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
    let row = connection.query_one_raw(emptied).await?;
    let busy = row.map(|row| row.try_get_by_index::<i32>(0)).transpose()?.unwrap_or(1);
    if busy == 0 { Ok(()) } else { Err(Error::Column("the log of changes, which somebody still reads")) }
}

/// Notes that nothing is left of what was asked for.
///
/// # Errors
/// When the database cannot be written.
pub async fn done(tx: &Tx, asked: &[String]) -> Result<()> {
    marks::remove(tx, asked).await
}
