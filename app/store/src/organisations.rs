//! Organisations: what they say of themselves, where their application stands, and the stewards' queue of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::id::OrganisationId;
use domain::organisation::{
    Description, Organisation, OrganisationKind, OrganisationStatus, RENEWAL_DAYS, VettingQueue,
};
use domain::policy::{ManageOrganisation, Permit, RunInstallation, VetOrganisation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockType, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::accounts::{membership, row as account};
use crate::column::{holds, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::vetting_notes;

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
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

/// The form in which group names are compared: lower case, letters and digits only.
#[must_use]
pub fn group_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn read(row: row::Model) -> Result<Organisation> {
    Ok(Organisation {
        id: OrganisationId(row.id),
        kind: word(&row.kind, "organisations.kind")?,
        description: Description {
            name: row.name,
            summary: row.summary,
            country: word(&row.country, "organisations.country")?,
            town: row.town,
            register_number: row.register_number,
            website: row.website,
            group: row.group_name,
        },
        status: word(&row.status, "organisations.status")?,
        verified_until: row.verified_until,
        created: row.created,
        version: row.version,
        changed: row.changed,
    })
}

fn described(description: &Description) -> row::ActiveModel {
    row::ActiveModel {
        name: Set(description.name.clone()),
        summary: Set(description.summary.clone()),
        country: Set(description.country.to_string()),
        town: Set(description.town.clone()),
        register_number: Set(description.register_number.clone()),
        website: Set(description.website.clone()),
        group_name: Set(description.group.clone()),
        group_key: Set(group_key(&description.group)),
        ..Default::default()
    }
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
        ..described(description)
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Changes what the permit's organisation says of itself.
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
    let row = row::ActiveModel { id: Set(id.0), updated: Set(now), ..described(description) };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}

/// Notes that the permit's organisation says something else of who it is than what was verified.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_changed(tx: &Tx, permit: &Permit<ManageOrganisation>, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Changed, Expr::value(now))
        .filter(row::Column::Id.eq(permit.action().organisation.0))
        .filter(row::Column::Changed.is_null())
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

/// Organisations with somebody whose address is confirmed.
fn confirmed() -> SelectStatement {
    Query::select()
        .column(membership::Column::Organisation)
        .from(membership::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals((membership::Entity, membership::Column::Account)),
        )
        .and_where(account::Column::Confirmed.is_not_null())
        .to_owned()
}

fn queued(queue: VettingQueue, today: NaiveDate) -> Condition {
    let of = |status: OrganisationStatus| Condition::all().add(row::Column::Status.eq(status.word()));
    match queue {
        VettingQueue::Applied => of(OrganisationStatus::Applied).add(row::Column::Id.in_subquery(confirmed())),
        VettingQueue::Asked => of(OrganisationStatus::Asked),
        VettingQueue::Verified => of(OrganisationStatus::Verified).add(row::Column::VerifiedUntil.gte(today)),
        VettingQueue::Lapsing => {
            of(OrganisationStatus::Verified).add(row::Column::VerifiedUntil.lte(today + TimeDelta::days(RENEWAL_DAYS)))
        }
        VettingQueue::Changed => of(OrganisationStatus::Verified).add(row::Column::Changed.is_not_null()),
        VettingQueue::Declined => of(OrganisationStatus::Declined),
        VettingQueue::Suspended => of(OrganisationStatus::Suspended),
    }
}

/// Organisations of one queue on a day, in the order they joined, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn queue(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    (queue, today): (VettingQueue, NaiveDate),
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let mut query = row::Entity::find().filter(queued(queue, today));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// All organisations, in the order they were made, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let after = after.map(|after| row::Column::Id.gt(after.0));
    let rows = row::Entity::find().filter(Condition::all().add_option(after)).order_by_asc(row::Column::Id).limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many organisations are in a queue on a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    queue: VettingQueue,
    today: NaiveDate,
) -> Result<u64> {
    use sea_orm::PaginatorTrait as _;
    Ok(row::Entity::find().filter(queued(queue, today)).count(db.on()).await?)
}

/// Which businesses an NGO chooses from.
#[derive(Debug, Clone, Copy)]
pub enum Among {
    /// Those verified on a day: who may be told of a person.
    Verified(NaiveDate),
    /// Those that were verified at any time, lapsed and suspended ones too: whom a person can be kept away from.
    OnceVerified,
}

fn among(among: Among) -> Condition {
    let businesses = Condition::all().add(row::Column::Kind.eq(OrganisationKind::Business.word()));
    match among {
        Among::Verified(today) => businesses
            .add(row::Column::Status.eq(OrganisationStatus::Verified.word()))
            .add(row::Column::VerifiedUntil.gte(today)),
        Among::OnceVerified => {
            let verified = Query::select()
                .column(vetting_notes::row::Column::Organisation)
                .from(vetting_notes::row::Entity)
                .and_where(vetting_notes::row::Column::Step.eq("verified"))
                .to_owned();
            businesses.add(row::Column::Id.in_subquery(verified))
        }
    }
}

/// Businesses whose name contains the words, by name; what an NGO chooses from.
///
/// # Errors
/// When the database cannot be read.
pub async fn businesses(db: &impl Read, which: Among, words: &str, size: u64) -> Result<Vec<Organisation>> {
    let rows = row::Entity::find()
        .filter(among(which))
        .filter(holds(row::Column::Name, words))
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .limit(size)
        .all(db.on())
        .await?;
    rows.into_iter().map(read).collect()
}

/// One of these businesses.
///
/// # Errors
/// When the database cannot be read.
pub async fn business(db: &impl Read, which: Among, id: OrganisationId) -> Result<Option<Organisation>> {
    row::Entity::find_by_id(id.0).filter(among(which)).one(db.on()).await?.map(read).transpose()
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

async fn move_to(
    tx: &Tx,
    id: OrganisationId,
    status: OrganisationStatus,
    until: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id.0),
        status: Set(status.to_string()),
        verified_until: Set(until),
        updated: Set(now),
        changed: Set(None),
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    next_version(tx, id).await
}
