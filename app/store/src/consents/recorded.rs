//! What is recorded of grants themselves: to whom there are any, and until when. Nothing here reads a field of a person.

use chrono::NaiveDate;
use domain::Actor;
use domain::consent::{ConsentField, Purpose};
use domain::id::{OrganisationId, ReferralId};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;

use super::{field, row};
use crate::db::Read;
use crate::error::Result;

/// Who may know today that the person exists, by what the person has agreed to and not taken back, whatever their
/// standing.
///
/// # Errors
/// When the database cannot be read.
pub async fn recipients(
    db: &impl Read,
    referral: ReferralId,
    purpose: Purpose,
    today: NaiveDate,
) -> Result<Vec<OrganisationId>> {
    let fit = Query::select()
        .column(field::Column::ConsentGrant)
        .from(field::Entity)
        .and_where(field::Column::Field.eq(ConsentField::Fit.word()))
        .to_owned();
    let live = row::Entity::find()
        .select_only()
        .column(row::Column::Recipient)
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Purpose.eq(purpose.word()))
        .filter(row::Column::Revoked.is_null())
        .filter(row::Column::Ends.gte(today))
        .filter(row::Column::EndedSeen.is_null())
        .filter(row::Column::Id.in_subquery(fit))
        .into_tuple::<Uuid>();
    Ok(live.all(db.on()).await?.into_iter().map(OrganisationId).collect())
}

/// Whether a grant to a recipient that ends on a day is recorded of a referral that the actor may know of, live or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_recorded(db: &impl Read, actor: &Actor, recipient: OrganisationId, ends: NaiveDate) -> Result<bool> {
    let grants = row::Entity::find()
        .filter(row::Column::Referral.in_subquery(crate::referrals::known_to(actor)))
        .filter(row::Column::Recipient.eq(recipient.0))
        .filter(row::Column::Ends.eq(ends));
    Ok(grants.count(db.on()).await? > 0)
}
