//! The talk between an organisation and the stewards, and what it changed of who it is.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, OrganisationId};
use domain::organisation::Organisation;
use domain::policy::{Permit, VetOrganisation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

pub(crate) mod row {
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

/// One step of the talk between stewards and an organisation: `applied`, `asked`, `answered`, `renewal`, `verified`,
/// `ended`, `declined`, `suspended`, `debarred`, `lifted`, `appealed`, `upheld`, `overturned`, or `changed-…` for a part of
/// who it is, with what was said.
#[derive(Clone)]
pub struct VettingNote {
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Which step.
    pub step: String,
    /// What was said.
    pub text: String,
    /// When.
    pub created: DateTime<Utc>,
}

domain::opaque!(VettingNote);

/// Adds a note to the talk.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    organisation: OrganisationId,
    author: Option<AccountId>,
    step: &'static str,
    text: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        organisation: Set(organisation.0),
        author: Set(author.map(|id| id.0)),
        step: Set(step.to_owned()),
        text: Set(text),
        created: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Whether an organisation was ever verified.
///
/// # Errors
/// When the database cannot be read.
pub async fn was_verified(db: &impl Read, organisation: OrganisationId) -> Result<bool> {
    let verified = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::Step.eq("verified"));
    Ok(verified.count(db.on()).await? > 0)
}

/// The talk so far, oldest first; at most the last two hundred notes.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, organisation: OrganisationId) -> Result<Vec<VettingNote>> {
    let mut rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .order_by_desc(row::Column::Id)
        .limit(200)
        .all(db.on())
        .await?;
    rows.reverse();
    Ok(rows.into_iter().map(said).collect())
}

/// What these organisations have said differently of who they are since they were verified, oldest first; at most a
/// thousand notes.
///
/// # Errors
/// When the database cannot be read.
pub async fn changes(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    organisations: &[Organisation],
) -> Result<Vec<VettingNote>> {
    let since = organisations.iter().filter_map(|o| {
        let changed = o.changed?;
        Some(Condition::all().add(row::Column::Organisation.eq(o.id.0)).add(row::Column::Created.gte(changed)))
    });
    let any = since.fold(Condition::any(), Condition::add);
    if any.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(any)
        .filter(row::Column::Step.starts_with("changed-"))
        .order_by_asc(row::Column::Id)
        .limit(1000)
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(said).collect())
}

/// Wishes that a verification goes on, which none has followed.
pub(crate) fn wished() -> Condition {
    let granted = Query::select()
        .expr(Expr::value(1))
        .from_as(row::Entity, "later")
        .and_where(Expr::col(("later", row::Column::Organisation)).equals((row::Entity, row::Column::Organisation)))
        .and_where(Expr::col(("later", row::Column::Step)).eq("verified"))
        .and_where(Expr::col(("later", row::Column::Id)).gt(Expr::col((row::Entity, row::Column::Id))))
        .to_owned();
    Condition::all().add(row::Column::Step.eq("renewal")).add(Expr::exists(granted).not())
}

/// The wishes of these organisations that their verification goes on, which none has followed, oldest first; at most a
/// thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn renewals(db: &impl Read, organisations: &[OrganisationId]) -> Result<Vec<VettingNote>> {
    if organisations.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.is_in(organisations.iter().map(|id| id.0)))
        .filter(wished())
        .order_by_asc(row::Column::Id)
        .limit(1000)
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(said).collect())
}

fn said(row: row::Model) -> VettingNote {
    VettingNote { organisation: OrganisationId(row.organisation), step: row.step, text: row.text, created: row.created }
}
