//! Check-ins as their own NGO reads and writes them. What was answered is sealed under the key of the referral, so that
//! erasing the person erases it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::check_in::{Answers, ChangeReason, CheckIn, CheckInKind, CheckInState, Outcome};
use domain::id::{AccountId, CheckInId, IntroductionId, OrganisationId, ReferralId};
use domain::introduction::Introduction;
use domain::organisation::OrganisationKind;
use domain::policy::{Acting, FollowUp, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Cell, Keyring, Sealable, Sealed};

mod known;
mod silences;

pub use known::ngos_at;
pub(crate) use known::{asked_since, employers_of};
pub use silences::{Silent, last_silence, note_silence, silent};

pub(crate) mod row {
    use domain::check_in::Answers;
    use sea_orm::entity::prelude::*;

    use crate::keys::Sealed;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "check_ins")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub introduction: Uuid,
        pub referral: Uuid,
        pub ngo: Uuid,
        pub employer: Uuid,
        pub kind: String,
        pub after: Option<i64>,
        pub started: Date,
        pub due: Date,
        pub state: String,
        pub reason: Option<String>,
        pub outcome: Option<String>,
        pub answers: Option<Sealed<Answers>>,
        pub silent: Option<Date>,
        pub account: Option<Uuid>,
        pub version: i32,
        pub created: DateTimeUtc,
        pub updated: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Sealable for Answers {}

/// Which check-ins a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those to be done, the first due first.
    Open,
    /// Those that are over, the newest first.
    Past,
}

/// Where a page of a list begins: after this one.
#[derive(Debug, Clone, Copy)]
pub struct After {
    /// Its day.
    pub due: NaiveDate,
    /// Its key.
    pub id: CheckInId,
}

/// A check-in to be planned.
#[derive(Debug, Clone, Copy)]
pub struct New {
    /// Why it is there.
    pub kind: CheckInKind,
    /// The day after the start that it stands for.
    pub after: Option<i64>,
    /// When the person started.
    pub started: NaiveDate,
    /// Its day.
    pub due: NaiveDate,
    /// Why somebody added it.
    pub reason: Option<ChangeReason>,
}

/// Who plans check-ins: whoever moves the introduction to its start or its end, or the NGO itself.
#[derive(Debug, Clone, Copy)]
pub enum Planning<'a> {
    /// By a step of the introduction.
    Moving(&'a Acting),
    /// By the NGO.
    Ngo(&'a Permit<FollowUp>),
}

impl Planning<'_> {
    const fn account(self) -> Option<AccountId> {
        match self {
            Self::Moving(acting) => acting.account(),
            Self::Ngo(permit) => permit.account(),
        }
    }
}

fn read(row: row::Model) -> Result<CheckIn> {
    Ok(CheckIn {
        id: CheckInId(row.id),
        introduction: IntroductionId(row.introduction),
        referral: ReferralId(row.referral),
        ngo: OrganisationId(row.ngo),
        employer: OrganisationId(row.employer),
        kind: word(&row.kind, "check_ins.kind")?,
        after: row.after,
        started: row.started,
        due: row.due,
        state: word(&row.state, "check_ins.state")?,
        reason: optional_word(row.reason.as_deref(), "check_ins.reason")?,
        outcome: optional_word(row.outcome.as_deref(), "check_ins.outcome")?,
        version: row.version,
        updated: row.updated,
    })
}

fn cell(row: Uuid) -> Cell {
    Cell { table: "check_ins", column: "answers", row }
}

/// What an actor may know of: members of an NGO their own NGO's, and nobody else anything.
fn visible_to(actor: &Actor) -> Condition {
    match &actor.membership {
        Some(m) if m.kind == OrganisationKind::Ngo => Condition::all().add(row::Column::Ngo.eq(m.organisation.0)),
        _ => Condition::all().add(Expr::cust("1 = 0")),
    }
}

/// One check-in that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: CheckInId) -> Result<Option<CheckIn>> {
    row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read).transpose()
}

/// One check-in that the actor may know of, which nobody else can change before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, actor: &Actor, id: CheckInId) -> Result<Option<CheckIn>> {
    let query = row::Entity::find_by_id(id.0).filter(visible_to(actor));
    query.lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// Check-ins of the actor's NGO, from after one.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    actor: &Actor,
    which: Which,
    after: Option<After>,
    size: u64,
) -> Result<Vec<CheckIn>> {
    let open = CheckInState::Open.word();
    let query = row::Entity::find().filter(visible_to(actor)).limit(size);
    let query = match which {
        Which::Open => {
            let beyond = after.map(|after| {
                let same_day = row::Column::Due.eq(after.due).and(row::Column::Id.gt(after.id.0));
                Condition::any().add(row::Column::Due.gt(after.due)).add(same_day)
            });
            query
                .filter(row::Column::State.eq(open))
                .filter(Condition::all().add_option(beyond))
                .order_by_asc(row::Column::Due)
                .order_by_asc(row::Column::Id)
        }
        Which::Past => {
            let beyond = after.map(|after| {
                let same_day = row::Column::Due.eq(after.due).and(row::Column::Id.lt(after.id.0));
                Condition::any().add(row::Column::Due.lt(after.due)).add(same_day)
            });
            query
                .filter(row::Column::State.ne(open))
                .filter(Condition::all().add_option(beyond))
                .order_by_desc(row::Column::Due)
                .order_by_desc(row::Column::Id)
        }
    };
    query.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many open check-ins of the actor's NGO are due within these days, the first and the last included.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_due(db: &impl Read, actor: &Actor, (from, to): (Option<NaiveDate>, NaiveDate)) -> Result<u64> {
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(row::Column::State.eq(CheckInState::Open.word()))
        .filter(row::Column::Due.lte(to))
        .filter(Condition::all().add_option(from.map(|from| row::Column::Due.gte(from))));
    Ok(rows.count(db.on()).await?)
}

/// All check-ins of an introduction that the actor may know of, in the order of their days; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_introduction(db: &impl Read, actor: &Actor, id: IntroductionId) -> Result<Vec<CheckIn>> {
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(row::Column::Introduction.eq(id.0))
        .order_by_asc(row::Column::Due)
        .order_by_asc(row::Column::Id)
        .limit(100);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// What was answered, if anything was.
///
/// # Errors
/// When the database cannot be read, or the seal does not open.
pub async fn answers(db: &impl Read, actor: &Actor, keyring: &Keyring, check_in: &CheckIn) -> Result<Option<Answers>> {
    let row = row::Entity::find_by_id(check_in.id.0).filter(visible_to(actor)).one(db.on()).await?;
    let Some(sealed) = row.and_then(|row| row.answers) else { return Ok(None) };
    let key = keys::of(db, keyring, check_in.referral.0).await?;
    sealed.open(&key, cell(check_in.id.0)).map(Some)
}

/// Plans check-ins of an introduction.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    planning: Planning<'_>,
    introduction: &Introduction,
    new: &[New],
    now: DateTime<Utc>,
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().map(|new| row::ActiveModel {
        id: Set(Uuid::now_v7()),
        introduction: Set(introduction.id.0),
        referral: Set(introduction.referral.0),
        ngo: Set(introduction.ngo.0),
        employer: Set(introduction.employer.0),
        kind: Set(new.kind.to_string()),
        after: Set(new.after),
        started: Set(new.started),
        due: Set(new.due),
        state: Set(CheckInState::Open.to_string()),
        reason: Set(new.reason.map(|reason| reason.to_string())),
        outcome: Set(None),
        answers: Set(None),
        silent: Set(None),
        account: Set(planning.account().map(|id| id.0)),
        version: Set(1),
        created: Set(now),
        updated: Set(now),
    });
    row::Entity::insert_many(rows).exec_without_returning(tx.on()).await?;
    Ok(())
}

fn next_version() -> Expr {
    Expr::col(row::Column::Version).add(1)
}

/// Drops what is still open of an introduction that has come to its end.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(tx: &Tx, _acting: &Acting, id: IntroductionId, now: DateTime<Utc>) -> Result<()> {
    drop_open(tx, id, ChangeReason::PlacementEnded, now).await
}

/// The same; the caller has the permit.
pub(crate) async fn drop_open(tx: &Tx, id: IntroductionId, reason: ChangeReason, now: DateTime<Utc>) -> Result<()> {
    let changed = row::ActiveModel {
        state: Set(CheckInState::Dropped.to_string()),
        reason: Set(Some(reason.to_string())),
        updated: Set(now),
        ..Default::default()
    };
    row::Entity::update_many()
        .set(changed)
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Introduction.eq(id.0))
        .filter(row::Column::State.eq(CheckInState::Open.word()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// A change of an open check-in.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// To another day.
    Move(NaiveDate, ChangeReason),
    /// It is not done.
    Drop(ChangeReason),
    /// The person could not be reached.
    Unreached,
    /// The person answered.
    Answer(&'a Answers, Option<Outcome>),
}

/// Changes an open check-in of the permit's NGO that is still at its version; answers whether it was.
///
/// # Errors
/// When the database cannot be written, or the key of the record does not open.
pub async fn change(
    tx: &Tx,
    permit: &Permit<FollowUp>,
    keyring: &Keyring,
    check_in: &CheckIn,
    change: Change<'_>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut changed = match change {
        Change::Move(due, reason) => {
            let reason = Some(reason.to_string());
            // On another day it may be a silence anew.
            row::ActiveModel { due: Set(due), reason: Set(reason), silent: Set(None), ..Default::default() }
        }
        Change::Drop(reason) => row::ActiveModel {
            state: Set(CheckInState::Dropped.to_string()),
            reason: Set(Some(reason.to_string())),
            ..Default::default()
        },
        Change::Unreached => row::ActiveModel { state: Set(CheckInState::Unreached.to_string()), ..Default::default() },
        Change::Answer(answers, outcome) => {
            let key = keys::of(tx, keyring, check_in.referral.0).await?;
            row::ActiveModel {
                state: Set(CheckInState::Answered.to_string()),
                outcome: Set(outcome.map(|outcome| outcome.to_string())),
                answers: Set(Some(Sealed::seal(&key, cell(check_in.id.0), answers)?)),
                ..Default::default()
            }
        }
    };
    changed.version = Set(check_in.version + 1);
    changed.updated = Set(now);
    changed.account = Set(permit.account().map(|id| id.0));
    let done = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(check_in.id.0))
        .filter(row::Column::Ngo.eq(permit.action().organisation.0))
        .filter(row::Column::State.eq(CheckInState::Open.word()))
        .filter(row::Column::Version.eq(check_in.version))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}
