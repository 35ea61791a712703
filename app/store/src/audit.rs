//! The audit log: who did or read what, append-only, each row chained to the one before by its hash.
//!
//! The chain's head is a row of its own; changing it makes those who append wait for each other, on both databases. So
//! a transaction appends last: one that went on to other rows could wait for somebody who waits for the head.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use domain::Actor;
use domain::id::{AccountId, OrganisationId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Func, LockType};
use sea_orm::{Condition, IntoActiveModel, PaginatorTrait, QueryOrder, QuerySelect};
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
    let organisation = actor.membership.as_ref().map(|m| m.organisation);
    let mut rows = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let mut row = row::Model {
            id: head.last + 1,
            // What the database keeps is what is hashed.
            at: now.trunc_subsecs(6),
            account: actor.account.map(|id| id.0),
            organisation: organisation.map(|id| id.0),
            action: action.to_owned(),
            subject: opaque(subject, Some(mixed(organisation))),
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
    "account",
    "comment",
    "event",
    "file",
    "floor",
    "import",
    "organisation",
    "placement",
    "practice",
    "proposal",
    "search",
];

/// A subject as the log keeps it. What cannot be removed from it must not lead to a person who has been erased: the key
/// of anything but the things above stands there as its digest. Keys hold 74 random bits, so nothing is guessed back;
/// who knows a key finds its rows, and after an erasure nobody does. What is mixed into the digest is the organisation of
/// whoever did it: by rows alone, nobody tells that those of an employer and those of an NGO are about one person.
fn opaque(subject: &str, of: Option<Uuid>) -> String {
    let mut before = "";
    let words = subject.split(' ').map(|word| {
        let known = std::mem::replace(&mut before, word);
        let named = Uuid::try_parse(word).is_ok() || word.parse::<domain::referral::Code>().is_ok();
        if named && !PLAIN.contains(&known) { trace(word, of) } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What is mixed in for members of an organisation, and for those of none.
fn mixed(organisation: Option<OrganisationId>) -> Uuid {
    organisation.map_or_else(Uuid::nil, |id| id.0)
}

/// A subject as it stands in the rows of these organisations and of nobody's, and in rows from before organisations were
/// mixed in.
fn each_opaque(subject: &str, organisations: &[OrganisationId]) -> Vec<String> {
    let those = organisations.iter().map(|id| Some(mixed(Some(*id))));
    [None, Some(mixed(None))].into_iter().chain(those).map(|of| opaque(subject, of)).collect()
}

/// The digest of a key: the first half of SHA-256. Nothing was mixed in at first.
fn trace(key: &str, of: Option<Uuid>) -> String {
    let mut digest = Sha256::new().chain_update("ponte audit\0").chain_update(key);
    if let Some(of) = of {
        digest.update([0]);
        digest.update(of.as_bytes());
    }
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
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
    walk(db, &BTreeMap::new()).await
}

/// The same, holding rows to the hashes that they had when they were signed.
pub(crate) async fn walk(db: &impl Read, signed: &BTreeMap<i64, String>) -> Result<Verdict> {
    let (mut last, mut hash) = (0, "0".repeat(64));
    loop {
        let rows = after(last).limit(1000).all(db.on()).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            let as_signed = signed.get(&row.id).is_none_or(|signed| *signed == row.hash);
            if row.id != last + 1 || row.previous != hash || row.hash != link(&row) || !as_signed {
                return Ok(Verdict::Broken { at: row.id });
            }
            (last, hash) = (row.id, row.hash);
        }
    }
    let head = head::Entity::find_by_id(1).one(db.on()).await?;
    let right = head.is_some_and(|head| head.last == last && head.hash == hash);
    let cut = signed.last_key_value().is_some_and(|(signed, _)| *signed > last);
    Ok(if right && !cut { Verdict::Whole { rows: last } } else { Verdict::Broken { at: last + 1 } })
}

fn after(id: i64) -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::Id.gt(id)).order_by_asc(row::Column::Id)
}

/// How much time lies between the first and the last row after one.
pub(crate) async fn span(db: &impl Read, after_id: i64) -> Result<TimeDelta> {
    let first = after(after_id).one(db.on()).await?;
    let last = row::Entity::find().filter(row::Column::Id.gt(after_id)).order_by_desc(row::Column::Id);
    let last = last.one(db.on()).await?;
    Ok(first.zip(last).map_or(TimeDelta::zero(), |(first, last)| last.at - first.at))
}

/// The latest time in the log, by an index of its own: the rows are in the order in which they were written, which is
/// another one after the clock was put back.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(db: &impl Read) -> Result<Option<DateTime<Utc>>> {
    let times = row::Entity::find().select_only().column(row::Column::At).order_by_desc(row::Column::At);
    Ok(times.into_tuple::<DateTime<Utc>>().one(db.on()).await?)
}

/// The newest row's number and hash, which nobody appends to before the transaction ends.
pub(crate) async fn hold(tx: &Tx) -> Result<(i64, String)> {
    let head = head::Entity::find_by_id(1).lock(LockType::Update).one(tx.on()).await?;
    head.map(|head| (head.last, head.hash)).ok_or(Error::Column("audit_head"))
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
    /// A signature was changed or removed, or is not ours.
    Forged {
        /// The first that is not right.
        signature: i32,
    },
    /// The log has grown for days without a signature: those that there were have been taken away.
    Unsigned {
        /// The last row that one is over.
        after: i64,
    },
}

/// One read of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The row of the log.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; nobody for the system.
    pub account: Option<AccountId>,
    /// Of which organisation.
    pub organisation: Option<OrganisationId>,
}

/// When one of several things was done to a subject and by whom, the newest first, from before a row: by members of these
/// organisations, and by nobody's. The caller has found the subject as an actor who may.
///
/// # Errors
/// When the database cannot be read.
pub async fn readings(
    db: &impl Read,
    (actions, subject, organisations): (&[&str], &str, &[OrganisationId]),
    before: Option<i64>,
    size: u64,
) -> Result<Vec<Reading>> {
    let before = before.map(|id| row::Column::Id.lt(id));
    let rows = row::Entity::find()
        .filter(row::Column::Subject.is_in(each_opaque(subject, organisations)))
        .filter(row::Column::Action.is_in(actions.iter().copied()))
        .filter(Condition::all().add_option(before))
        .order_by_desc(row::Column::Id)
        .limit(size);
    let read = |row: row::Model| Reading {
        id: row.id,
        at: row.at,
        account: row.account.map(AccountId),
        organisation: row.organisation.map(OrganisationId),
    };
    Ok(rows.all(db.on()).await?.into_iter().map(read).collect())
}

/// To how many different subjects each account of an organisation did something since a time; the index of times is used.
/// The caller may see what that organisation's members do.
///
/// # Errors
/// When the database cannot be read.
pub async fn subjects_by_account(
    db: &impl Read,
    (action, organisation): (&str, OrganisationId),
    since: DateTime<Utc>,
) -> Result<Vec<(AccountId, u64)>> {
    let counts = row::Entity::find()
        .select_only()
        .column(row::Column::Account)
        .expr_as(Func::count_distinct(Expr::col(row::Column::Subject)), "subjects")
        .filter(row::Column::At.gte(since))
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::Action.eq(action))
        .filter(row::Column::Account.is_not_null())
        .group_by(row::Column::Account)
        .into_tuple::<(Uuid, i64)>()
        .all(db.on())
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (AccountId(id), u64::try_from(count).unwrap_or_default())).collect())
}

/// How often something was done to a subject: what a test of the log asks.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, action: &str, subject: &str) -> Result<u64> {
    let rows = row::Entity::find().filter(row::Column::Action.eq(action));
    let known = rows.clone().select_only().column(row::Column::Organisation).distinct();
    let known = known.into_tuple::<Option<Uuid>>().all(db.on()).await?;
    let known: Vec<OrganisationId> = known.into_iter().flatten().map(OrganisationId).collect();
    Ok(rows.filter(row::Column::Subject.is_in(each_opaque(subject, &known))).count(db.on()).await?)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    #[test]
    fn keys_of_what_belongs_to_a_person_are_digests() {
        let opaque = |subject: &str| super::opaque(subject, Some(Uuid::nil()));
        let (one, other) = ("01939a3c-0000-7000-8000-000000000001", "01939a3c-0000-7000-8000-000000000002");
        assert_eq!(opaque(&format!("placement {one}")), format!("placement {one}"));
        assert_eq!(
            opaque(&format!("practice {one} from proposal {other}")),
            format!("practice {one} from proposal {other}")
        );
        assert_eq!(opaque("all 3 events"), "all 3 events");
        let grant = opaque(&format!("referral {one} grant {other}"));
        assert!(grant.starts_with("referral ") && !grant.contains(one) && !grant.contains(other), "{grant}");
        assert_eq!(grant.split(' ').nth(1), opaque(&format!("referral {one}")).split(' ').nth(1), "equal keys stay so");
        let elsewhere = super::opaque(&format!("referral {one}"), Some(Uuid::from_u128(1)));
        assert_ne!(elsewhere, opaque(&format!("referral {one}")), "each organisation has its own");
        // A word that nobody has thought of yet is taken for a person's.
        assert!(!opaque(&format!("check-in {one}")).contains(one) && !opaque("referral K7-Q2M").contains("K7"));
    }
}
