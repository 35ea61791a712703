//! What is held back from an employer that took an interest in somebody while it was paused.

use domain::id::IntroductionId;
use domain::introduction::Introduction;
use domain::policy::{Acting, HaltOrganisation, Permit};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use super::row;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::{cases, organisations};

/// Holds back what the interest of the acting employer would open, if it is paused; the statement is the same if it is not.
///
/// # Errors
/// When the database cannot be written.
pub async fn hold_back(tx: &Tx, acting: &Acting, introduction: &Introduction) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::HeldBack, Expr::value(true))
        .filter(row::Column::Id.eq(introduction.id.0))
        .filter(row::Column::Employer.eq(acting.organisation().0))
        .filter(row::Column::Employer.in_subquery(cases::paused()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Opens what was held back from the permit's employer and from companies of its group, but from those still paused.
///
/// # Errors
/// When the database cannot be written.
pub async fn open_held_back(tx: &Tx, permit: &Permit<HaltOrganisation>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::HeldBack, Expr::value(false))
        .filter(row::Column::Employer.in_subquery(organisations::group_of(permit.action().organisation)))
        .filter(row::Column::HeldBack.eq(true))
        .filter(row::Column::Employer.not_in_subquery(cases::paused()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Whether what its stage opens is held back from the employer of an introduction.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_held_back(db: &impl Read, id: IntroductionId) -> Result<bool> {
    let held_back = row::Entity::find_by_id(id.0).select_only().column(row::Column::HeldBack).into_tuple::<bool>();
    Ok(held_back.one(db.on()).await?.unwrap_or_default())
}
