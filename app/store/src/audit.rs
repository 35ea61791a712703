//! The audit log: who did or read what, append-only, each row chained to the one before by its hash.
//!
//! The chain's head is a row of its own; changing it makes those who append wait for each other, on both databases. So
//! a transaction appends last: one that went on to other rows could wait for somebody who waits for the head.

use chrono::{DateTime, SubsecRound, Utc};
use domain::Actor;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::db::{Read, Tx};
use crate::error::{Error, Result};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub at: DateTimeUtc,
        pub account: Option<Uuid>,
        pub organisation: Option<Uuid>,
        pub action: String,
        pub subject: String,
        pub previous: String,
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod head {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub last: i64,
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Appends one row: the actor did `action` to `subject` (a key such as `placement 0193…`; never a name or a text). The
/// keys of what belongs to a person are kept as digests.
///
/// # Errors
/// When it cannot be written; then the whole transaction must not commit.
pub async fn append(tx: &Tx, actor: &Actor, action: &'static str, subject: &str, now: DateTime<Utc>) -> Result<()> {
    append_each(tx, actor, action, &[subject.to_owned()], now).await
}

/// Appends one row for each subject, all in one go.
///
/// # Errors
/// As [`append`].
pub async fn append_each(
    tx: &Tx,
    actor: &Actor,
    action: &'static str,
    subjects: &[String],
    now: DateTime<Utc>,
) -> Result<()> {
    if subjects.is_empty() {
        return Ok(());
    }
    let head = head::Entity::find_by_id(1).lock(LockType::Update).one(tx.on()).await?;
    let mut head = head.ok_or(Error::Column("audit_head"))?;
    let mut rows = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let mut row = row::Model {
            id: head.last + 1,
            // What the database keeps is what is hashed.
            at: now.trunc_subsecs(6),
            account: actor.account.map(|id| id.0),
            organisation: actor.membership.as_ref().map(|m| m.organisation.0),
            action: action.to_owned(),
            subject: opaque(subject),
            previous: head.hash,
            hash: String::new(),
        };
        row.hash = link(&row);
        (head.last, head.hash) = (row.id, row.hash.clone());
        rows.push(row.into_active_model().reset_all());
    }
    let moved = head::ActiveModel { id: Set(1), last: Set(head.last), hash: Set(head.hash) };
    head::Entity::update(moved).exec(tx.on()).await?;
    row::Entity::insert_many(rows).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Things whose keys stand in the log as they are, since they are nobody's secret.
const PLAIN: &[&str] = &[
    "account", "comment", "event", "file", "floor", "import", "organisation", "placement", "practice", "proposal", "search",
];

/// A subject as the log keeps it. What cannot be removed from it must not lead to a person who has been erased: the key
/// of anything but the things above stands there as its digest. Keys hold 74 random bits, so nothing is guessed back;
/// who knows a key finds its rows, and after an erasure nobody does.
fn opaque(subject: &str) -> String {
    let mut before = "";
    let words = subject.split(' ').map(|word| {
        let known = std::mem::replace(&mut before, word);
        let named = Uuid::try_parse(word).is_ok() || word.parse::<domain::referral::Code>().is_ok();
        if named && !PLAIN.contains(&known) { trace(word) } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The digest of a key: the first half of SHA-256.
fn trace(key: &str) -> String {
    let digest = Sha256::new().chain_update("ponte audit\0").chain_update(key).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a row: SHA-256 over its fields, each closed by a zero byte, the previous hash first.
fn link(row: &row::Model) -> String {
    let id = |key: Option<Uuid>| key.map(|key| key.to_string()).unwrap_or_default();
    let mut hash = Sha256::new();
    let fields = [
        row.previous.clone(),
        row.id.to_string(),
        row.at.timestamp_micros().to_string(),
        id(row.account),
        id(row.organisation),
        row.action.clone(),
        row.subject.clone(),
    ];
    for field in fields {
        hash.update(field.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Walks the whole chain, a thousand rows at a time.
///
/// # Errors
/// When the database cannot be read. A broken chain is not an error but an answer.
pub async fn verify(db: &impl Read) -> Result<Verdict> {
    let (mut last, mut hash) = (0, "0".repeat(64));
    loop {
        let rows = row::Entity::find()
            .filter(row::Column::Id.gt(last))
            .order_by_asc(row::Column::Id)
            .limit(1000)
            .all(db.on())
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.id != last + 1 || row.previous != hash || row.hash != link(&row) {
                return Ok(Verdict::Broken { at: row.id });
            }
            (last, hash) = (row.id, row.hash);
        }
    }
    let head = head::Entity::find_by_id(1).one(db.on()).await?.ok_or(Error::Column("audit_head"))?;
    Ok(if head.last == last && head.hash == hash {
        Verdict::Whole { rows: last }
    } else {
        Verdict::Broken { at: last + 1 }
    })
}

/// What walking the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every row is where and what it was.
    Whole {
        /// How many rows there are.
        rows: i64,
    },
    /// A row was changed, removed or added behind the program's back.
    Broken {
        /// The first row that is not right.
        at: i64,
    },
}

/// How often something was done to a subject: what a test of the log asks.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, action: &str, subject: &str) -> Result<u64> {
    let subject = opaque(subject);
    let rows = row::Entity::find().filter(row::Column::Action.eq(action)).filter(row::Column::Subject.eq(subject));
    Ok(rows.count(db.on()).await?)
}

#[cfg(test)]
mod tests {
    use super::opaque;

    #[test]
    fn keys_of_what_belongs_to_a_person_are_digests() {
        let (one, other) = ("01939a3c-0000-7000-8000-000000000001", "01939a3c-0000-7000-8000-000000000002");
        assert_eq!(opaque(&format!("placement {one}")), format!("placement {one}"));
        assert_eq!(opaque(&format!("practice {one} from proposal {other}")), format!("practice {one} from proposal {other}"));
        assert_eq!(opaque("all 3 events"), "all 3 events");
        let grant = opaque(&format!("referral {one} grant {other}"));
        assert!(grant.starts_with("referral ") && !grant.contains(one) && !grant.contains(other), "{grant}");
        assert_eq!(grant.split(' ').nth(1), opaque(&format!("referral {one}")).split(' ').nth(1), "equal keys stay so");
        // A word that nobody has thought of yet is taken for a person's.
        assert!(!opaque(&format!("check-in {one}")).contains(one) && !opaque("referral K7-Q2M").contains("K7"));
    }
}
