//! Organisations: what they say of themselves, and where their application stands.

use chrono::{DateTime, NaiveDate, Utc};
use domain::alike::{group_key, register_key};
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Description, Organisation, OrganisationKind, OrganisationStatus, Proposed};
use domain::policy::{ManageOrganisation, Permit, VetOrganisation};
use domain::vetting::reminder_passed;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockType, Query, SelectStatement};
use sea_orm::{Condition, QuerySelect as _};

use crate::column::{json, to_json, word};
use crate::db::{Read, Tx};
use crate::error::Result;

mod grouped;
mod lists;
mod second_step;
mod standing;

pub(crate) use grouped::{group_of, with_groups};
pub use lists::{Among, all, business, businesses, count, group, groups, queue, registered, same_number};
pub use second_step::{ask_second_step, is_asked_second_step};
pub use standing::{ended_early, halted, lapsed, note_debarred_group, note_group, reminded, to_remind};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub name: String,
        pub summary: String,
        pub country: String,
        pub town: String,
        pub register_number: String,
        pub website: String,
        pub group_name: String,
        pub group_key: String,
        pub status: String,
        pub verified_until: Option<Date>,
        pub created: DateTimeUtc,
        pub updated: DateTimeUtc,
        pub version: i32,
        pub changed: Option<DateTimeUtc>,
        pub evidence: String,
        pub reminded: Option<i32>,
        pub halted: Option<DateTimeUtc>,
        pub look: Option<DateTimeUtc>,
        pub group_look: Option<DateTimeUtc>,
        pub proposed_by: Option<Uuid>,
        pub proposed_until: Option<Date>,
        pub left_group_key: String,
        pub register_key: String,
        pub second_step: Option<DateTimeUtc>,
        pub read_name: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The keys of organisations that stewards have to look at before anybody new is put forward there.
pub(crate) fn to_look_at() -> SelectStatement {
    Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .cond_where(Condition::any().add(row::Column::Look.is_not_null()).add(row::Column::GroupLook.is_not_null()))
        .to_owned()
}

/// The keys of organisations that are verified on a day.
pub(crate) fn verified(today: NaiveDate) -> SelectStatement {
    Query::select()
        .column(row::Column::Id)
        .from(row::Entity)
        .and_where(row::Column::Status.eq(OrganisationStatus::Verified.word()))
        .and_where(row::Column::VerifiedUntil.gte(today))
        .to_owned()
}

/// The groups that an organisation belongs to, as they are compared: the one it names, and one that it says it has left
/// until a steward has looked.
#[must_use]
pub fn group_keys(of: &Organisation) -> Vec<String> {
    both(group_key(&of.description.group), of.left_group.clone())
}

/// Those that are groups.
pub(crate) fn both(named: String, left: String) -> Vec<String> {
    [named, left].into_iter().filter(|key| !key.is_empty()).collect()
}

fn read(row: row::Model) -> Result<Organisation> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: word(&row.kind, "organisations.kind")?,
        description: Description {
            name: row.name,
            read_name: row.read_name,
            summary: row.summary,
            country: word(&row.country, "organisations.country")?,
            town: row.town,
            register_number: row.register_number,
            website: row.website,
            group: row.group_name,
            evidence: json(&row.evidence, "organisations.evidence")?,
        },
        status: word(&row.status, "organisations.status")?,
        verified_until: row.verified_until,
        created: row.created,
        version: row.version,
        changed: row.changed,
        look: row.look,
        group_look: row.group_look,
        halted: row.halted,
        proposed: row.proposed_by.zip(row.proposed_until).map(|(by, until)| Proposed { by: AccountId(by), until }),
        left_group: row.left_group_key,
    })
}

fn described(description: &Description) -> Result<row::ActiveModel> {
    Ok(row::ActiveModel {
        name: Set(description.name.clone()),
        read_name: Set(description.read_name.clone()),
        summary: Set(description.summary.clone()),
        country: Set(description.country.to_string()),
        town: Set(description.town.clone()),
        register_number: Set(description.register_number.clone()),
        website: Set(description.website.clone()),
        group_name: Set(description.group.clone()),
        group_key: Set(group_key(&description.group)),
        register_key: Set(register_key(&description.country, &description.register_number)),
        evidence: Set(to_json(&description.evidence, "organisations.evidence")?),
        ..Default::default()
    })
}

/// Adds an organisation that has just applied.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    id: OrganisationId,
    kind: OrganisationKind,
    description: &Description,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id.0),
        kind: Set(kind.to_string()),
        status: Set(OrganisationStatus::Applied.to_string()),
        verified_until: Set(None),
        created: Set(now),
        updated: Set(now),
        version: Set(1),
        changed: Set(None),
        reminded: Set(None),
        halted: Set(None),
        look: Set(None),
        group_look: Set(None),
        left_group_key: Set(String::new()),
        ..unproposed(described(description)?)
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Nothing is proposed any more.
fn unproposed(row: row::ActiveModel) -> row::ActiveModel {
    row::ActiveModel { proposed_by: Set(None), proposed_until: Set(None), ..row }
}

/// Changes what the permit's organisation says of itself; what a steward proposed was for what it said before.
///
/// # Errors
/// When the database cannot be written.
pub async fn describe(
    tx: &Tx,
    permit: &Permit<ManageOrganisation>,
    description: &Description,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = permit.action().organisation;
    let row = row::ActiveModel { id: Set(id.0), updated: Set(now), ..unproposed(described(description)?) };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}

/// Notes that the permit's organisation says something else of who it is than what was verified.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_changed(tx: &Tx, permit: &Permit<ManageOrganisation>, now: DateTime<Utc>) -> Result<()> {
    note_first(tx, permit, row::Column::Changed, now).await
}

/// Notes that stewards have to look at what the permit's organisation changed.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_look(tx: &Tx, permit: &Permit<ManageOrganisation>, now: DateTime<Utc>) -> Result<()> {
    note_first(tx, permit, row::Column::Look, now).await
}

/// Notes a time in a column of the permit's organisation, unless an earlier one stands there.
async fn note_first(
    tx: &Tx,
    permit: &Permit<ManageOrganisation>,
    column: row::Column,
    now: DateTime<Utc>,
) -> Result<()> {
    row::Entity::update_many()
        .col_expr(column, Expr::value(now))
        .filter(row::Column::Id.eq(permit.action().organisation.0))
        .filter(column.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Notes the group that the permit's organisation says it has left, unless it has left another before that no steward has
/// looked at.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_left(tx: &Tx, permit: &Permit<ManageOrganisation>, group: &str) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::LeftGroupKey, Expr::value(group_key(group)))
        .filter(row::Column::Id.eq(permit.action().organisation.0))
        .filter(row::Column::LeftGroupKey.eq(""))
        .exec(tx.on())
        .await?;
    Ok(())
}

async fn next_version(tx: &Tx, id: OrganisationId) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// One organisation, held until the transaction ends: whoever else wants to change it or its members waits.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, id: OrganisationId) -> Result<Option<Organisation>> {
    row::Entity::find_by_id(id.0).lock(LockType::Update).one(tx.on()).await?.map(read).transpose()
}

/// One organisation.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, id: OrganisationId) -> Result<Option<Organisation>> {
    row::Entity::find_by_id(id.0).one(db.on()).await?.map(read).transpose()
}

/// Several organisations at once, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, ids: &[OrganisationId]) -> Result<Vec<Organisation>> {
    let keys = ids.iter().map(|id| id.0);
    row::Entity::find().filter(row::Column::Id.is_in(keys)).all(db.on()).await?.into_iter().map(read).collect()
}

/// Moves an organisation's application.
///
/// # Errors
/// When the database cannot be written.
pub async fn decide(
    tx: &Tx,
    _permit: &Permit<VetOrganisation>,
    id: OrganisationId,
    status: OrganisationStatus,
    until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<()> {
    move_to(tx, id, status, until, now).await
}

/// Puts an application back into the stewards' queue once its organisation has answered.
///
/// # Errors
/// When the database cannot be written.
pub async fn answered(tx: &Tx, permit: &Permit<ManageOrganisation>, now: DateTime<Utc>) -> Result<()> {
    move_to(tx, permit.action().organisation, OrganisationStatus::Applied, None, now).await
}

/// Notes until when a steward proposes to verify an organisation.
///
/// # Errors
/// When the database cannot be written.
pub async fn propose(
    tx: &Tx,
    _permit: &Permit<VetOrganisation>,
    id: OrganisationId,
    proposed: Proposed,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id.0),
        proposed_by: Set(Some(proposed.by.0)),
        proposed_until: Set(Some(proposed.until)),
        updated: Set(now),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}

/// What stewards look at anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// What the organisation changed of itself.
    Changes,
    /// That a company of its group was debarred.
    Group,
}

/// Notes that a steward has looked.
///
/// # Errors
/// When the database cannot be written.
pub async fn looked(tx: &Tx, _permit: &Permit<VetOrganisation>, id: OrganisationId, what: Looked) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), ..Default::default() };
    let row = match what {
        Looked::Changes => {
            row::ActiveModel { changed: Set(None), look: Set(None), left_group_key: Set(String::new()), ..row }
        }
        Looked::Group => row::ActiveModel { group_look: Set(None), ..row },
    };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Gives an organisation the standing that a suspension or a debarment, or the end of one, leads to. What stewards
/// still have to look at stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn sanctioned(
    tx: &Tx,
    _permit: &Permit<VetOrganisation>,
    id: OrganisationId,
    (status, until): (OrganisationStatus, Option<NaiveDate>),
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id.0),
        status: Set(status.to_string()),
        verified_until: Set(until),
        updated: Set(now),
        ..unproposed(Default::default())
    };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}

async fn move_to(
    tx: &Tx,
    id: OrganisationId,
    status: OrganisationStatus,
    until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<()> {
    let passed = until.and_then(|until| reminder_passed((until - now.date_naive()).num_days()));
    let row = row::ActiveModel {
        id: Set(id.0),
        status: Set(status.to_string()),
        verified_until: Set(until),
        updated: Set(now),
        changed: Set(None),
        look: Set(None),
        reminded: Set(passed.and_then(|days| i32::try_from(days).ok())),
        ..unproposed(Default::default())
    };
    let row = match status {
        OrganisationStatus::Verified => {
            row::ActiveModel { group_look: Set(None), left_group_key: Set(String::new()), ..row }
        }
        _ => row,
    };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}
