//! What stewards say to each other about an organisation, which it never reads.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, OrganisationId};
use domain::policy::{Permit, VetOrganisation};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "steward_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub account: Option<Uuid>,
        pub text: String,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One note.
#[derive(Clone)]
pub struct StewardNote {
    /// Who wrote it.
    pub by: Option<AccountId>,
    /// What it says.
    pub text: String,
    /// When.
    pub created: DateTime<Utc>,
}

domain::opaque!(StewardNote);

/// Adds a note.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<VetOrganisation>,
    organisation: OrganisationId,
    text: String,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        organisation: Set(organisation.0),
        account: Set(permit.account().map(|id| id.0)),
        text: Set(text),
        created: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The notes about an organisation, oldest first; at most the last two hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    organisation: OrganisationId,
) -> Result<Vec<StewardNote>> {
    let mut rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .order_by_desc(row::Column::Id)
        .limit(200)
        .all(db.on())
        .await?;
    rows.reverse();
    let said = |row: row::Model| StewardNote { by: row.account.map(AccountId), text: row.text, created: row.created };
    Ok(rows.into_iter().map(said).collect())
}
