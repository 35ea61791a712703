//! What happened in a case, step by step. A steward's step names its author; the answer of an organisation names nobody.
//! Days stand here, not times, and keys are random. What was said is sealed under a key of the case.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::Actor;
use domain::case::CaseStep;
use domain::id::{AccountId, CaseId, OrganisationId};
use domain::policy::{FollowUp, HandleCase, KeepWatch, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::cases;
use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Cell, Keyring, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    use crate::keys::Sealed;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub steward_case: Uuid,
        pub number: i32,
        pub step: String,
        pub account: Option<Uuid>,
        pub text: Sealed<String>,
        pub day: Date,
        pub logged: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One step.
#[derive(Clone)]
pub struct Step {
    /// Its place among the steps of its case.
    pub number: i32,
    /// What happened.
    pub step: CaseStep,
    /// The steward who did it; none for the system and for organisations that answer.
    pub account: Option<AccountId>,
    /// What was said.
    pub text: String,
    /// On which day.
    pub day: NaiveDate,
}

/// A question of the stewards that an NGO reads.
#[derive(Clone)]
pub struct Question {
    /// In which case.
    pub case: CaseId,
    /// About which employer.
    pub employer: OrganisationId,
    /// What is asked.
    pub text: String,
    /// On which day.
    pub day: NaiveDate,
}

fn cell(row: Uuid) -> Cell {
    Cell { table: "case_steps", column: "text", row }
}

/// A step to be noted.
#[derive(Clone)]
pub struct New {
    /// In which case.
    pub case: CaseId,
    /// What happened.
    pub step: CaseStep,
    /// What was said.
    pub text: String,
    /// On which day.
    pub day: NaiveDate,
}

domain::opaque!(Step, Question, New);

/// Whether the audit log holds a step with the request that it came with, or only when its week is over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Logged {
    Now,
    Later,
}

async fn add(tx: &Tx, keyring: &Keyring, new: New, account: Option<AccountId>, logged: Logged) -> Result<()> {
    let New { case, step, text, day } = new;
    let (id, key) = (Uuid::new_v4(), keys::of(tx, keyring, case.0).await?);
    let row = row::ActiveModel {
        id: Set(id),
        steward_case: Set(case.0),
        number: Set(cases::next_step(tx, case).await?),
        step: Set(step.to_string()),
        account: Set(account.map(|id| id.0)),
        text: Set(Sealed::seal(&key, cell(id), &text)?),
        day: Set(day),
        logged: Set(logged == Logged::Now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Notes what the system did. The caller writes nothing of it into the audit log: [`unlogged`] gives it out later.
///
/// # Errors
/// When the database cannot be written, or the key of the case does not open.
pub async fn insert(tx: &Tx, _permit: &Permit<KeepWatch>, keyring: &Keyring, new: New) -> Result<()> {
    add(tx, keyring, new, None, Logged::Later).await
}

/// Notes what a steward did.
///
/// # Errors
/// As [`insert`].
pub async fn insert_by(tx: &Tx, permit: &Permit<HandleCase>, keyring: &Keyring, new: New) -> Result<()> {
    add(tx, keyring, new, permit.account(), Logged::Now).await
}

/// Notes what an organisation answered, and not which; of the audit log as [`insert`].
///
/// # Errors
/// As [`insert`].
pub async fn insert_answer(tx: &Tx, _permit: &Permit<FollowUp>, keyring: &Keyring, new: New) -> Result<()> {
    add(tx, keyring, New { step: CaseStep::NgoAnswered, ..new }, None, Logged::Later).await
}

/// A step that the audit log does not hold yet.
#[derive(Debug, Clone, Copy)]
pub struct Unlogged {
    /// Its row.
    pub id: Uuid,
    /// In which case.
    pub case: CaseId,
    /// What happened.
    pub step: CaseStep,
}

/// Steps of before a day that the audit log does not hold yet, held until the transaction ends; at most so many, in an
/// order that tells nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn unlogged(tx: &Tx, _permit: &Permit<KeepWatch>, before: NaiveDate, size: u64) -> Result<Vec<Unlogged>> {
    let rows = row::Entity::find()
        .filter(row::Column::Logged.eq(false))
        .filter(row::Column::Day.lt(before))
        .order_by_asc(row::Column::Id)
        .limit(size)
        .lock_exclusive()
        .all(tx.on())
        .await?;
    let unlogged = |row: row::Model| -> Result<Unlogged> {
        let step = word(&row.step, "case_steps.step")?;
        Ok(Unlogged { id: row.id, case: CaseId(row.steward_case), step })
    };
    rows.into_iter().map(unlogged).collect()
}

/// Notes that the audit log holds these steps.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_logged(tx: &Tx, _permit: &Permit<KeepWatch>, steps: &[Unlogged]) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Logged, Expr::value(true))
        .filter(row::Column::Id.is_in(steps.iter().map(|step| step.id)))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The last steps of a case before a number, or the very last, oldest first; at most so many.
///
/// # Errors
/// When the database cannot be read, or the key of the case does not open.
pub async fn of_case(
    db: &impl Read,
    _permit: &Permit<HandleCase>,
    keyring: &Keyring,
    (case, before): (CaseId, Option<i32>),
    size: u64,
) -> Result<Vec<Step>> {
    let mut rows = row::Entity::find()
        .filter(row::Column::StewardCase.eq(case.0))
        .filter(Condition::all().add_option(before.map(|number| row::Column::Number.lt(number))))
        .order_by_desc(row::Column::Number)
        .limit(size)
        .all(db.on())
        .await?;
    rows.reverse();
    let key = keys::of(db, keyring, case.0).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                number: row.number,
                step: word(&row.step, "case_steps.step")?,
                account: row.account.map(AccountId),
                text: row.text.open(&key, cell(row.id))?,
                day: row.day,
            })
        })
        .collect()
}

/// What stewards ask in open cases of employers with whom the actor's NGO has somebody, or had not long ago; the newest
/// hundred, oldest first.
///
/// # Errors
/// When the database cannot be read, or the key of a case does not open.
pub async fn questions(db: &impl Read, actor: &Actor, keyring: &Keyring, today: NaiveDate) -> Result<Vec<Question>> {
    let known = Query::select()
        .column(cases::row::Column::Id)
        .from(cases::row::Entity)
        .cond_where(cases::known_to(actor, today))
        .to_owned();
    let mut rows = row::Entity::find()
        .filter(row::Column::Step.eq(CaseStep::AskedNgos.word()))
        .filter(row::Column::StewardCase.in_subquery(known))
        .order_by_desc(row::Column::Day)
        .order_by_desc(row::Column::Number)
        .limit(100)
        .all(db.on())
        .await?;
    rows.reverse();
    let cases: BTreeSet<Uuid> = rows.iter().map(|row| row.steward_case).collect();
    let found = cases::row::Entity::find().filter(cases::row::Column::Id.is_in(cases.clone())).all(db.on()).await?;
    let keys = keys::all(db, keyring, cases).await?;
    let asked = rows.into_iter().filter_map(|row| {
        let employer =
            found.iter().find(|case| case.id == row.steward_case).map(|case| OrganisationId(case.employer))?;
        let text = row.text.open(keys.get(&row.steward_case)?, cell(row.id));
        Some(text.map(|text| Question { case: CaseId(row.steward_case), employer, text, day: row.day }))
    });
    asked.collect()
}
