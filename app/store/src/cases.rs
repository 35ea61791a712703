//! The stewards' cases, and the one condition by which an employer is paused everywhere: an open case whose signals came
//! to a pause.

use chrono::{NaiveDate, NaiveTime};
use domain::Actor;
use domain::case::{Case, CaseDecision, CaseState};
use domain::id::{AccountId, CaseId, OrganisationId};
use domain::organisation::OrganisationKind;
use domain::policy::{HandleCase, KeepWatch, Permit};
use domain::signal::Verdict;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Keyring};
use crate::{check_ins, organisations};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "steward_cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub employer: Uuid,
        pub week: Date,
        pub verdict: String,
        pub state: String,
        pub shown: Date,
        pub told: bool,
        pub decision: Option<String>,
        pub proposer: Option<Uuid>,
        pub conditions: String,
        pub steps: i32,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: row::Model) -> Result<Case> {
    let decision: Option<CaseDecision> = optional_word(row.decision.as_deref(), "steward_cases.decision")?;
    Ok(Case {
        id: CaseId(row.id),
        employer: OrganisationId(row.employer),
        week: row.week,
        verdict: word(&row.verdict, "steward_cases.verdict")?,
        state: word(&row.state, "steward_cases.state")?,
        shown: row.shown,
        proposed: decision.zip(row.proposer.map(AccountId)),
        conditions: row.conditions,
        version: row.version,
    })
}

fn is_open() -> Expr {
    let open = CaseState::ALL.iter().filter(|state| state.is_open()).map(|state| state.word());
    row::Column::State.is_in(open)
}

fn pausing() -> Condition {
    let verdicts = Verdict::ALL.iter().filter(|verdict| verdict.pauses()).map(|verdict| verdict.word());
    Condition::all().add(is_open()).add(row::Column::Verdict.is_in(verdicts))
}

/// The keys of employers that are paused, by a case of their own or of a company of their group: nobody is shown what they
/// offer, and nobody is put forward there.
pub(crate) fn paused() -> SelectStatement {
    let own = Query::select().column(row::Column::Employer).from(row::Entity).cond_where(pausing()).to_owned();
    organisations::with_groups(&own)
}

/// Whether an employer is paused, by a case of its own or of a company of its group.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_paused(db: &impl Read, employer: OrganisationId) -> Result<bool> {
    let rows = organisations::row::Entity::find_by_id(employer.0);
    let rows = rows.filter(organisations::row::Column::Id.in_subquery(paused()));
    Ok(rows.count(db.on()).await? > 0)
}

/// Those of these employers that are paused so.
///
/// # Errors
/// When the database cannot be read.
pub async fn paused_of(db: &impl Read, employers: &[OrganisationId]) -> Result<Vec<OrganisationId>> {
    let rows = organisations::row::Entity::find()
        .select_only()
        .column(organisations::row::Column::Id)
        .filter(organisations::row::Column::Id.is_in(employers.iter().map(|id| id.0)))
        .filter(organisations::row::Column::Id.in_subquery(paused()));
    let found: Vec<Uuid> = rows.into_tuple().all(db.on()).await?;
    Ok(found.into_iter().map(OrganisationId).collect())
}

/// Whether an employer is paused by a case of its own that it sees something of by this day.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_seen_paused(db: &impl Read, employer: OrganisationId, today: NaiveDate) -> Result<bool> {
    let rows = row::Entity::find()
        .filter(row::Column::Employer.eq(employer.0))
        .filter(row::Column::Shown.lte(today))
        .filter(pausing());
    Ok(rows.count(db.on()).await? > 0)
}

/// The conditions under which an employer goes on, as far as it sees them by this day; of its newest case.
///
/// # Errors
/// When the database cannot be read.
pub async fn conditions(db: &impl Read, employer: OrganisationId, today: NaiveDate) -> Result<Option<String>> {
    let row = row::Entity::find()
        .filter(row::Column::Employer.eq(employer.0))
        .filter(is_open().not())
        .filter(row::Column::Shown.lte(today))
        .order_by_desc(row::Column::Week)
        .order_by_desc(row::Column::Shown)
        .one(db.on())
        .await?;
    // A newer case that ended otherwise has ended them.
    Ok(row.filter(|row| row.state == CaseState::Conditions.word()).map(|row| row.conditions))
}

/// Cases that their employers see by this day and were not told of; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn untold(tx: &Tx, _permit: &Permit<KeepWatch>, today: NaiveDate) -> Result<Vec<Case>> {
    let conditions = row::Column::State.eq(CaseState::Conditions.word());
    let rows = row::Entity::find()
        .filter(row::Column::Told.eq(false))
        .filter(row::Column::Shown.lte(today))
        .filter(Condition::any().add(pausing()).add(conditions))
        .order_by_asc(row::Column::Id)
        .limit(100)
        .lock_exclusive()
        .all(tx.on())
        .await?;
    rows.into_iter().map(read).collect()
}

/// Notes that employers were told of these cases.
///
/// # Errors
/// When the database cannot be written.
pub async fn tell(tx: &Tx, _permit: &Permit<KeepWatch>, cases: &[CaseId]) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Told, Expr::value(true))
        .filter(row::Column::Id.is_in(cases.iter().map(|case| case.0)))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The open case of an employer, held until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_of(tx: &Tx, _permit: &Permit<KeepWatch>, employer: OrganisationId) -> Result<Option<Case>> {
    let query = row::Entity::find().filter(row::Column::Employer.eq(employer.0)).filter(is_open());
    query.lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// Opens a case, with a key of its own for what is said in it. The key's time is the beginning of the week.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, _permit: &Permit<KeepWatch>, keyring: &Keyring, case: &Case) -> Result<()> {
    keys::create(tx, keyring, case.id.0, case.week.and_time(NaiveTime::MIN).and_utc()).await?;
    let row = row::ActiveModel {
        id: Set(case.id.0),
        employer: Set(case.employer.0),
        week: Set(case.week),
        verdict: Set(case.verdict.to_string()),
        state: Set(case.state.to_string()),
        shown: Set(case.shown),
        told: Set(false),
        decision: Set(None),
        proposer: Set(None),
        conditions: Set(String::new()),
        steps: Set(0),
        version: Set(case.version),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Writes what more signals made of an open case: its verdict, the day from which it is seen, and that it waits for a
/// steward again.
///
/// # Errors
/// When the database cannot be written.
pub async fn grow(tx: &Tx, _permit: &Permit<KeepWatch>, case: &Case) -> Result<()> {
    update(tx, case).await
}

/// Lets an open case wait for a steward again: something new is said in it, which whoever decides is to have read.
///
/// # Errors
/// When the database cannot be written.
pub async fn reopen(tx: &Tx, _permit: &Permit<KeepWatch>, id: CaseId) -> Result<()> {
    row::Entity::update_many()
        .set(row::ActiveModel {
            state: Set(CaseState::Open.to_string()),
            decision: Set(None),
            proposer: Set(None),
            conditions: Set(String::new()),
            ..Default::default()
        })
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(is_open())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Writes what a steward decided or would decide, if nobody did in between: the caller holds the case.
///
/// # Errors
/// When the database cannot be written.
pub async fn decide(tx: &Tx, _permit: &Permit<HandleCase>, case: &Case) -> Result<()> {
    update(tx, case).await
}

async fn update(tx: &Tx, case: &Case) -> Result<()> {
    let changed = row::ActiveModel {
        id: Set(case.id.0),
        verdict: Set(case.verdict.to_string()),
        state: Set(case.state.to_string()),
        shown: Set(case.shown),
        decision: Set(case.proposed.map(|(decision, _)| decision.to_string())),
        proposer: Set(case.proposed.map(|(_, account)| account.0)),
        conditions: Set(case.conditions.clone()),
        version: Set(case.version + 1),
        ..Default::default()
    };
    row::Entity::update(changed).exec(tx.on()).await?;
    Ok(())
}

/// Draws the number of the next step of a case.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn next_step(tx: &Tx, case: CaseId) -> Result<i32> {
    row::Entity::update_many()
        .col_expr(row::Column::Steps, Expr::col(row::Column::Steps).add(1))
        .filter(row::Column::Id.eq(case.0))
        .exec(tx.on())
        .await?;
    let steps = row::Entity::find_by_id(case.0).select_only().column(row::Column::Steps).into_tuple::<i32>();
    Ok(steps.one(tx.on()).await?.unwrap_or_default())
}

/// One case, for a steward.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, _permit: &Permit<HandleCase>, id: CaseId) -> Result<Option<Case>> {
    row::Entity::find_by_id(id.0).one(db.on()).await?.map(read).transpose()
}

/// The open case of an employer, for a steward.
///
/// # Errors
/// When the database cannot be read.
pub async fn open_about(
    db: &impl Read,
    _permit: &Permit<HandleCase>,
    employer: OrganisationId,
) -> Result<Option<Case>> {
    let query = row::Entity::find().filter(row::Column::Employer.eq(employer.0)).filter(is_open());
    query.one(db.on()).await?.map(read).transpose()
}

/// One case, held until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, _permit: &Permit<HandleCase>, id: CaseId) -> Result<Option<Case>> {
    row::Entity::find_by_id(id.0).lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// An open case that an actor's NGO may answer in: it knows somebody who has started there. Held until the transaction
/// ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold_known(tx: &Tx, actor: &Actor, id: CaseId, today: NaiveDate) -> Result<Option<CaseId>> {
    let query = row::Entity::find_by_id(id.0).filter(known_to(actor, today)).lock_exclusive();
    Ok(query.one(tx.on()).await?.map(|row| CaseId(row.id)))
}

/// The open cases of employers with whom the actor's NGO has somebody who has started.
pub(crate) fn known_to(actor: &Actor, today: NaiveDate) -> Condition {
    match &actor.membership {
        Some(m) if m.kind == OrganisationKind::Ngo => Condition::all()
            .add(is_open())
            .add(row::Column::Employer.in_subquery(check_ins::employers_of(m.organisation, today))),
        _ => Condition::all().add(Expr::cust("1 = 0")),
    }
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for a decision.
    Open,
    /// Those that are closed.
    Closed,
}

/// Where a page of the list begins: after this one.
#[derive(Debug, Clone, Copy)]
pub struct After {
    /// Its week.
    pub week: NaiveDate,
    /// Its key.
    pub id: CaseId,
}

/// Cases by week, the newest first, from after one.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    _permit: &Permit<HandleCase>,
    which: Which,
    after: Option<After>,
    size: u64,
) -> Result<Vec<Case>> {
    let of = match which {
        Which::Open => is_open(),
        Which::Closed => is_open().not(),
    };
    let beyond = after.map(|after| {
        let same_week = row::Column::Week.eq(after.week).and(row::Column::Id.lt(after.id.0));
        Condition::any().add(row::Column::Week.lt(after.week)).add(same_week)
    });
    let rows = row::Entity::find()
        .filter(of)
        .filter(Condition::all().add_option(beyond))
        .order_by_desc(row::Column::Week)
        .order_by_desc(row::Column::Id)
        .limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many cases wait for the permit's steward: what they would decide themselves waits for another one.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl Read, permit: &Permit<HandleCase>) -> Result<u64> {
    let others = permit
        .account()
        .map(|own| Condition::any().add(row::Column::Proposer.is_null()).add(row::Column::Proposer.ne(own.0)));
    let rows = row::Entity::find().filter(is_open()).filter(Condition::all().add_option(others));
    Ok(rows.count(db.on()).await?)
}
