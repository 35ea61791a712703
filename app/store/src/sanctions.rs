//! Suspensions and debarments. Stewards read all of one; its organisation reads everything but the note; verified
//! partners read which organisations are kept out, by which class of reason and until when.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, OrganisationId, SanctionId};
use domain::organisation::OrganisationStatus;
use domain::policy::{AnswerAppeal, ManageOrganisation, Permit, VetOrganisation};
use domain::sanction::{Appeal, AppealAnswer, Sanction, SanctionState};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sanctions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub kind: String,
        pub reason: String,
        pub note: String,
        pub review: Date,
        pub state: String,
        pub account: Uuid,
        pub confirmed_by: Option<Uuid>,
        pub created: DateTimeUtc,
        pub since: Option<DateTimeUtc>,
        pub ended: Option<DateTimeUtc>,
        pub ended_by: Option<Uuid>,
        pub before_status: String,
        pub before_until: Option<Date>,
        pub appeal: Option<String>,
        pub appealed: Option<DateTimeUtc>,
        pub answer: Option<String>,
        pub answer_text: Option<String>,
        pub answered: Option<DateTimeUtc>,
        pub answered_by: Option<Uuid>,
        pub kept_by: Option<Uuid>,
        pub version: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: row::Model) -> Result<Sanction> {
    let answer = row.answer.as_deref().map(|answer| word::<AppealAnswer>(answer, "sanctions.answer")).transpose()?;
    let answer = answer.zip(row.answered).map(|(answer, at)| (answer, row.answer_text.unwrap_or_default(), at));
    let appeal = row.appeal.zip(row.appealed).map(|(text, at)| Appeal { text, at, answer });
    Ok(Sanction {
        id: SanctionId(row.id),
        organisation: OrganisationId(row.organisation),
        kind: word(&row.kind, "sanctions.kind")?,
        reason: word(&row.reason, "sanctions.reason")?,
        note: row.note,
        review: row.review,
        state: word(&row.state, "sanctions.state")?,
        by: AccountId(row.account),
        confirmed_by: row.confirmed_by.map(AccountId),
        kept_by: row.kept_by.map(AccountId),
        created: row.created,
        since: row.since,
        ended: row.ended,
        ended_by: row.ended_by.map(AccountId),
        answered_by: row.answered_by.map(AccountId),
        before: (word(&row.before_status, "sanctions.before_status")?, row.before_until),
        appeal,
        version: row.version,
    })
}

/// Adds a suspension, or what one steward proposes.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, _permit: &Permit<VetOrganisation>, new: &Sanction) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(new.id.0),
        organisation: Set(new.organisation.0),
        kind: Set(new.kind.to_string()),
        reason: Set(new.reason.to_string()),
        note: Set(new.note.clone()),
        review: Set(new.review),
        state: Set(new.state.to_string()),
        account: Set(new.by.0),
        confirmed_by: Set(None),
        created: Set(new.created),
        since: Set(new.since),
        ended: Set(None),
        ended_by: Set(None),
        before_status: Set(new.before.0.to_string()),
        before_until: Set(new.before.1),
        appeal: Set(None),
        appealed: Set(None),
        answer: Set(None),
        answer_text: Set(None),
        answered: Set(None),
        answered_by: Set(None),
        kept_by: Set(None),
        version: Set(1),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// One suspension or debarment, held until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, id: SanctionId) -> Result<Option<Sanction>> {
    row::Entity::find_by_id(id.0).lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// Of an organisation: what is proposed or in force, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Sanction>> {
    let states = [SanctionState::Proposed, SanctionState::InForce].map(SanctionState::word);
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::State.is_in(states))
        .order_by_asc(row::Column::Id)
        .limit(10);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Of an organisation: everything that ever was in force or still may be, newest first; at most fifty.
///
/// # Errors
/// When the database cannot be read.
pub async fn history(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    organisation: OrganisationId,
) -> Result<Vec<Sanction>> {
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .order_by_desc(row::Column::Id)
        .limit(50);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Of an organisation: what ended last, at a time or later, of all that was overturned on its appeal or was lifted while
/// that waited for an answer.
///
/// # Errors
/// When the database cannot be read.
pub async fn ended_on_appeal(
    db: &impl Read,
    organisation: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Option<Sanction>> {
    let settled = stands(SanctionState::Lifted).add(appealed());
    let newest = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(Condition::any().add(stands(SanctionState::Overturned)).add(settled))
        .filter(row::Column::Ended.gte(since))
        .order_by_desc(row::Column::Ended);
    newest.one(db.on()).await?.map(read).transpose()
}

fn next_version() -> Expr {
    Expr::col(row::Column::Version).add(1)
}

async fn change(tx: &Tx, sanction: &Sanction, changed: row::ActiveModel) -> Result<()> {
    row::Entity::update_many()
        .set(changed)
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Id.eq(sanction.id.0))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Puts what one steward proposed into force, by another; `before` is where the organisation stood.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    sanction: &Sanction,
    before: (OrganisationStatus, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = row::ActiveModel {
        state: Set(SanctionState::InForce.to_string()),
        confirmed_by: Set(permit.account().map(|id| id.0)),
        since: Set(Some(now)),
        before_status: Set(before.0.to_string()),
        before_until: Set(before.1),
        ..Default::default()
    };
    change(tx, sanction, changed).await
}

/// Notes that another steward decided, on another ground, that a suspension stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn second(tx: &Tx, permit: &Permit<VetOrganisation>, sanction: &Sanction) -> Result<()> {
    if permit.account() == Some(sanction.by) {
        return Ok(());
    }
    let changed = row::ActiveModel { confirmed_by: Set(permit.account().map(|id| id.0)), ..Default::default() };
    change(tx, sanction, changed).await
}

/// Lets one stay until it is looked at again on another day.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(tx: &Tx, permit: &Permit<VetOrganisation>, sanction: &Sanction, review: NaiveDate) -> Result<()> {
    let kept_by = Set(permit.account().map(|id| id.0));
    change(tx, sanction, row::ActiveModel { review: Set(review), kept_by, ..Default::default() }).await
}

/// Puts a suspension that had given way to a debarment back into force.
///
/// # Errors
/// When the database cannot be written.
pub async fn restore(tx: &Tx, _permit: &Permit<VetOrganisation>, sanction: &Sanction) -> Result<()> {
    let changed = row::ActiveModel {
        state: Set(SanctionState::InForce.to_string()),
        ended: Set(None),
        ended_by: Set(None),
        ..Default::default()
    };
    change(tx, sanction, changed).await
}

fn ended(state: SanctionState, by: Option<AccountId>, now: DateTime<Utc>) -> row::ActiveModel {
    row::ActiveModel {
        state: Set(state.to_string()),
        ended: Set(Some(now)),
        ended_by: Set(by.map(|id| id.0)),
        ..Default::default()
    }
}

/// Ends a suspension or a debarment, or drops what was proposed.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    sanction: &Sanction,
    state: SanctionState,
    now: DateTime<Utc>,
) -> Result<()> {
    change(tx, sanction, ended(state, permit.account(), now)).await
}

/// Writes the appeal of the permit's organisation.
///
/// # Errors
/// When the database cannot be written.
pub async fn appeal(
    tx: &Tx,
    _permit: &Permit<ManageOrganisation>,
    sanction: &Sanction,
    text: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = row::ActiveModel { appeal: Set(Some(text)), appealed: Set(Some(now)), ..Default::default() };
    change(tx, sanction, changed).await
}

/// Answers an appeal; one that is overturned ends with it.
///
/// # Errors
/// When the database cannot be written.
pub async fn answer(
    tx: &Tx,
    permit: &Permit<AnswerAppeal>,
    sanction: &Sanction,
    (answer, text): (AppealAnswer, String),
    now: DateTime<Utc>,
) -> Result<()> {
    let by = permit.account();
    let changed = match answer {
        AppealAnswer::Upheld => row::ActiveModel { ..Default::default() },
        AppealAnswer::Overturned => ended(SanctionState::Overturned, by, now),
    };
    let changed = row::ActiveModel {
        answer: Set(Some(answer.to_string())),
        answer_text: Set(Some(text)),
        answered: Set(Some(now)),
        answered_by: Set(by.map(|id| id.0)),
        ..changed
    };
    change(tx, sanction, changed).await
}

/// What is in force, oldest first, from after a key: what verified partners see the outside of.
///
/// # Errors
/// When the database cannot be read.
pub async fn in_force(db: &impl Read, after: Option<SanctionId>, size: u64) -> Result<Vec<Sanction>> {
    let mut query = row::Entity::find().filter(row::Column::State.eq(SanctionState::InForce.word()));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// What waits for a steward's eyes: proposals that somebody has to confirm, appeals, and those to be looked at again by
/// now; oldest first, at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(db: &impl Read, _permit: &Permit<VetOrganisation>, today: NaiveDate) -> Result<Vec<Sanction>> {
    let rows = row::Entity::find().filter(waits(today)).order_by_asc(row::Column::Id).limit(100);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many of these wait for the permit's steward: neither what they propose themselves nor an appeal against what they
/// had part in.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl Read, permit: &Permit<VetOrganisation>, today: NaiveDate) -> Result<u64> {
    let waiting = permit.account().map_or_else(|| waits(today), |own| waits_for(own, today));
    Ok(row::Entity::find().filter(waiting).count(db.on()).await?)
}

fn stands(state: SanctionState) -> Condition {
    Condition::all().add(row::Column::State.eq(state.word()))
}

fn appealed() -> Condition {
    Condition::all().add(row::Column::Appealed.is_not_null()).add(row::Column::Answered.is_null())
}

fn waits(today: NaiveDate) -> Condition {
    let due = Condition::any().add(row::Column::Review.lte(today)).add(appealed());
    Condition::any().add(stands(SanctionState::Proposed)).add(stands(SanctionState::InForce).add(due))
}

fn waits_for(own: AccountId, today: NaiveDate) -> Condition {
    use row::Column as C;
    let others = |column: C| Condition::any().add(column.is_null()).add(column.ne(own.0));
    let proposed = stands(SanctionState::Proposed).add(others(C::Account));
    let in_force = || stands(SanctionState::InForce);
    let appeal = in_force().add(appealed()).add(others(C::Account)).add(others(C::ConfirmedBy)).add(others(C::KeptBy));
    let due = in_force().add(appealed().not()).add(C::Review.lte(today));
    Condition::any().add(proposed).add(appeal).add(due)
}

/// What has been decided about these organisations and came into force, at most a thousand of the newest: a vouch is
/// weighed by it. A suspension that gave way to a debarment is among them.
///
/// # Errors
/// When the database cannot be read.
pub async fn about(db: &impl Read, organisations: &[OrganisationId]) -> Result<Vec<Sanction>> {
    let states = [SanctionState::InForce, SanctionState::Lifted, SanctionState::Dropped].map(SanctionState::word);
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.is_in(organisations.iter().map(|id| id.0)))
        .filter(row::Column::State.is_in(states))
        .filter(row::Column::Since.is_not_null())
        .order_by_desc(row::Column::Id)
        .limit(1000);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}
