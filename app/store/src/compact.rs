//! Leaving nothing of what was removed where the database keeps its rows: that something was is noted with the removal
//! itself, and the tables are written anew soon after, so that no interruption forgets it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::{Db, Read, Tx};
use crate::error::Result;
use crate::{dialect, marks, person};

/// How the marks begin that say that something was removed.
const MARK: &str = "compact ";

/// Notes that something was removed of which nothing may be left.
///
/// # Errors
/// When the database cannot be written.
pub async fn ask(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    let number = dialect::number(tx.on()).await?;
    marks::set(tx, &format!("{MARK}{} {number}", Uuid::new_v4()), now).await
}

/// What waits to be left nothing of: for [`done`].
///
/// # Errors
/// When the database cannot be read.
pub async fn asked(db: &impl Read) -> Result<Vec<String>> {
    marks::beginning(db, MARK).await
}

/// Writes the tables anew that a person's rows stood in, or a sign of theirs, without what was removed as was asked; SQLite
/// its whole file. Others wait meanwhile.
///
/// # Errors
/// When the database cannot be written, or somebody still reads what was there before: then it is to be tried again.
pub async fn run(db: &Db, asked: &[String]) -> Result<()> {
    let own = ["referrals", "record_keys", "outbox", "signals"].into_iter();
    let tables: Vec<&str> = own.chain(person::PARTS.iter().map(|part| part.table)).collect();
    let numbers: Vec<&str> = asked.iter().filter_map(|mark| mark.rsplit(' ').next()).collect();
    dialect::write_anew(db.connection(), &tables, &numbers).await
}

/// Notes that nothing is left of what was asked for.
///
/// # Errors
/// When the database cannot be written.
pub async fn done(tx: &Tx, asked: &[String]) -> Result<()> {
    marks::remove(tx, asked).await
}
