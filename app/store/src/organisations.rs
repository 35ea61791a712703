//! Organisations and the notes of their vetting.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Description, Organisation, OrganisationKind, OrganisationStatus};
use domain::policy::{ManageOrganisation, Permit, VetOrganisation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "vetting_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub author: Option<Uuid>,
        pub step: String,
        pub text: String,
        pub created: DateTimeUtc,
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

/// One step of the talk between stewards and an organisation: `applied`, `asked`, `answered`, `verified`,
/// `declined` or `suspended`, with what was said.
#[derive(Debug, Clone)]
pub struct VettingNote {
    /// Which step.
    pub step: String,
    /// What was said.
    pub text: String,
    /// When.
    pub created: DateTime<Utc>,
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
    let row = row::ActiveModel { id: Set(permit.action().organisation.0), updated: Set(now), ..described(description) };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
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

/// Organisations of one status, in the order they joined, from after a key; for stewards.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_status(
    db: &impl Read,
    status: OrganisationStatus,
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let mut query = row::Entity::find().filter(row::Column::Status.eq(status.word()));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many organisations have a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, status: OrganisationStatus) -> Result<u64> {
    use sea_orm::PaginatorTrait as _;
    Ok(row::Entity::find().filter(row::Column::Status.eq(status.word())).count(db.on()).await?)
}

/// Verified businesses whose name or group contains the words, by name; what an NGO chooses from.
///
/// # Errors
/// When the database cannot be read.
pub async fn businesses(db: &impl Read, words: &str, size: u64) -> Result<Vec<Organisation>> {
    let rows = row::Entity::find()
        .filter(row::Column::Kind.eq(OrganisationKind::Business.word()))
        .filter(row::Column::Status.eq(OrganisationStatus::Verified.word()))
        .filter(row::Column::Name.contains(words))
        .order_by_asc(row::Column::Name)
        .limit(size)
        .all(db.on())
        .await?;
    rows.into_iter().map(read).collect()
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
        ..Default::default()
    };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Adds a note to the talk.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(
    tx: &Tx,
    organisation: OrganisationId,
    author: Option<AccountId>,
    step: &'static str,
    text: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = note::ActiveModel {
        id: Set(Uuid::now_v7()),
        organisation: Set(organisation.0),
        author: Set(author.map(|id| id.0)),
        step: Set(step.to_owned()),
        text: Set(text),
        created: Set(now),
    };
    note::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The talk so far, oldest first; at most the last two hundred notes.
///
/// # Errors
/// When the database cannot be read.
pub async fn notes(db: &impl Read, organisation: OrganisationId) -> Result<Vec<VettingNote>> {
    let mut rows = note::Entity::find()
        .filter(note::Column::Organisation.eq(organisation.0))
        .order_by_desc(note::Column::Id)
        .limit(200)
        .all(db.on())
        .await?;
    rows.reverse();
    Ok(rows.into_iter().map(|n| VettingNote { step: n.step, text: n.text, created: n.created }).collect())
}
