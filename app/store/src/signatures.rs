//! Signatures of the audit log: once a day its newest row is signed with a key that follows from the installation's
//! own, which the database alone does not give away. Whoever rewrites the whole chain, hashes and all, cannot sign it;
//! each signature holds the one before, so that none in the middle can be left out. That none is taken from the end is
//! found by whoever has noted the newest elsewhere.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::policy::{Permit, RunInstallation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::audit::{self, Verdict};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::keys::{self, Keyring, RecordKey};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_signatures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub at: DateTimeUtc,
        pub last: i64,
        pub hash: String,
        pub signature: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long the log may grow without a signature before one has been taken away: twice the time between two.
const LONGEST: TimeDelta = TimeDelta::days(2);
/// The time between two.
const A_DAY: TimeDelta = TimeDelta::days(1);

/// What a signature is over: the one before, and every field of its own row.
fn signature(key: &RecordKey, before: &str, row: &row::Model) -> String {
    let fields = format!("{before} {} {} {} {}", row.id, row.at.timestamp_micros(), row.last, row.hash);
    key.digest("audit signature", fields.as_bytes())
}

async fn newest(db: &impl Read) -> Result<Option<row::Model>> {
    Ok(row::Entity::find().order_by_desc(row::Column::Id).one(db.on()).await?)
}

/// When the log was signed last.
///
/// # Errors
/// When the database cannot be read.
pub async fn last(db: &impl Read) -> Result<Option<DateTime<Utc>>> {
    Ok(newest(db).await?.map(|row| row.at))
}

/// A signature as it is noted outside the database: each holds the one before, so the newest stands for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Its number.
    pub number: i32,
    /// The signature.
    pub signature: String,
}

/// The newest signature.
///
/// # Errors
/// When the database cannot be read.
pub async fn noted(db: &impl Read) -> Result<Option<Noted>> {
    Ok(newest(db).await?.map(|row| Noted { number: row.id, signature: row.signature }))
}

/// Whether a signature that was noted is still there.
///
/// # Errors
/// When the database cannot be read.
pub async fn holds(db: &impl Read, noted: &Noted) -> Result<bool> {
    let row = row::Entity::find_by_id(noted.number).one(db.on()).await?;
    Ok(row.is_some_and(|row| row.signature == noted.signature))
}

/// Signs the newest row of the log, if the last signature is a day old, or lies ahead of a clock that was put back;
/// answers whether it did. Others who append wait meanwhile.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign(tx: &Tx, _permit: &Permit<RunInstallation>, keyring: &Keyring, now: DateTime<Utc>) -> Result<bool> {
    let (last, hash) = audit::hold(tx).await?;
    let before = newest(tx).await?;
    let due = |row: &row::Model| now - row.at >= A_DAY || row.at > now;
    if last == 0 || before.as_ref().is_some_and(|row| !due(row)) {
        return Ok(false);
    }
    let key = keys::of_installation(tx, keyring, now).await?;
    let (id, signed) = before.map_or((1, String::new()), |row| (row.id + 1, row.signature));
    let mut row = row::Model { id, at: now.trunc_subsecs(6), last, hash, signature: String::new() };
    row.signature = signature(&key, &signed, &row);
    let row = row::ActiveModel {
        id: Set(row.id),
        at: Set(row.at),
        last: Set(row.last),
        hash: Set(row.hash),
        signature: Set(row.signature),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(true)
}

/// Walks the whole log and every signature.
///
/// # Errors
/// When the database cannot be read. What is wrong with the log is not an error but an answer.
pub async fn verify(db: &impl Read, keyring: &Keyring) -> Result<Verdict> {
    let (mut signed, mut count) = (BTreeMap::new(), 0);
    let mut before = String::new();
    let key = match keys::installation(db, keyring).await {
        // Without the key no signature is right; whose fault that is, `server keys check` says.
        Err(Error::Sealed | Error::KeyAbsent(_)) => None,
        key => key?,
    };
    loop {
        let rows = row::Entity::find().filter(row::Column::Id.gt(count)).order_by_asc(row::Column::Id).limit(1000);
        let rows = rows.all(db.on()).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            count += 1;
            let right = key.as_ref().is_some_and(|key| signature(key, &before, &row) == row.signature);
            if !right || row.id != count {
                return Ok(Verdict::Forged { signature: count });
            }
            signed.insert(row.last, row.hash);
            before = row.signature;
        }
    }
    let walked = audit::walk(db, &signed).await?;
    let Verdict::Whole { rows } = walked else { return Ok(walked) };
    let last = signed.last_key_value().map_or(0, |(last, _)| *last);
    let span = audit::span(db, last).await?;
    Ok(if span > LONGEST { Verdict::Unsigned { after: last } } else { Verdict::Whole { rows } })
}
