//! When referrals were opened and closed, by whom, and why.

use chrono::{DateTime, Utc};
use domain::Actor;
use domain::id::{AccountId, ReferralId};
use domain::policy::{Permit, WriteReferral};
use domain::referral::ReferralStatus;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, IntoCondition};
use sea_orm::{QueryOrder, QuerySelect};

use super::{find, row as referral};
use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referral_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub referral: Uuid,
        pub status: String,
        pub reason: Option<String>,
        pub account: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One opening or closing of a referral.
#[derive(Debug, Clone)]
pub struct Step {
    /// The status it got.
    pub status: ReferralStatus,
    /// Why: a word of [`domain::referral::CloseReason`] or [`domain::referral::ReopenReason`]; nothing for the first opening.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Gives a referral of the permit's NGO a status, and notes the step.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_status(tx: &Tx, permit: &Permit<WriteReferral>, id: ReferralId, step: &Step) -> Result<()> {
    let own = referral::Column::Organisation.eq(permit.action().organisation.0);
    become_status(tx, id, own, permit.account(), step).await
}

/// The same for a referral that the caller holds and may change.
pub(crate) async fn become_status(
    tx: &Tx,
    id: ReferralId,
    whose: impl IntoCondition,
    account: Option<AccountId>,
    step: &Step,
) -> Result<()> {
    let closed = step.reason.clone().filter(|_| step.status == ReferralStatus::Closed);
    let changed = referral::ActiveModel {
        status: Set(step.status.to_string()),
        closed: Set(closed),
        updated: Set(step.at),
        ..Default::default()
    };
    referral::Entity::update_many()
        .set(changed)
        .col_expr(referral::Column::Version, Expr::col(referral::Column::Version).add(1))
        .filter(referral::Column::Id.eq(id.0))
        .filter(whose)
        .exec(tx.on())
        .await?;
    let note = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        referral: Set(id.0),
        status: Set(step.status.to_string()),
        reason: Set(step.reason.clone()),
        account: Set(account.map(|id| id.0)),
        at: Set(step.at),
    };
    row::Entity::insert(note).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The newest hundred steps of a referral that the actor may know of, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn steps(db: &impl Read, actor: &Actor, id: ReferralId) -> Result<Vec<Step>> {
    if find(db, actor, id).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find().filter(row::Column::Referral.eq(id.0)).order_by_desc(row::Column::Id).limit(100);
    let read = |row: row::Model| {
        Ok(Step { status: word(&row.status, "referral_steps.status")?, reason: row.reason, at: row.at })
    };
    rows.all(db.on()).await?.into_iter().rev().map(read).collect()
}
