//! Live placements as NGOs choose from them, and those whose pay stewards look at: with what the lists show and matching
//! needs of the organisation.

use chrono::NaiveDate;
use domain::Actor;
use domain::codes::{Country, Sector};
use domain::id::{OrganisationId, PlacementId};
use domain::placement::{Placement, PlacementKind};
use domain::policy::{Permit, SetWageFloor};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, FromQueryResult, QueryOrder, QuerySelect};

use super::{live, pay_looks, row, visible_to};
use crate::column::{holds, json, optional_word, word};
use crate::db::Read;
use crate::error::Result;
use crate::organisations;

/// A placement with what matching needs of its organisation.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The placement.
    pub placement: Placement,
    /// The organisation's name.
    pub organisation_name: String,
    /// The organisation's groups, as [`organisations::group_keys`] tells them.
    pub group_keys: Vec<String>,
}

/// What live placements are filtered by; nothing given means all.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Country of the place.
    pub country: Option<Country>,
    /// Kind.
    pub kind: Option<PlacementKind>,
    /// Sector, or the section it belongs to given as all its divisions.
    pub sectors: Vec<Sector>,
    /// Words that the title contains.
    pub title: String,
}

#[derive(FromQueryResult)]
struct OfferRow {
    id: Uuid,
    organisation: Uuid,
    status: String,
    paused: Option<String>,
    terms: String,
    version: i32,
    updated: DateTimeUtc,
    organisation_name: String,
    group_key: String,
    left_group_key: String,
}

fn offer(row: OfferRow) -> Result<Offer> {
    Ok(Offer {
        placement: Placement {
            id: PlacementId(row.id),
            organisation: OrganisationId(row.organisation),
            status: word(&row.status, "placements.status")?,
            paused: optional_word(row.paused.as_deref(), "placements.paused")?,
            terms: json(&row.terms, "placements.terms")?,
            version: row.version,
            updated: row.updated,
        },
        organisation_name: row.organisation_name,
        group_keys: organisations::both(row.group_key, row.left_group_key),
    })
}

fn offers() -> sea_orm::Select<row::Entity> {
    use row::Column as P;
    row::Entity::find()
        .select_only()
        .columns([P::Id, P::Organisation, P::Status, P::Paused, P::Terms, P::Version, P::Updated])
        .column_as(organisations::row::Column::Name, "organisation_name")
        .column_as(organisations::row::Column::GroupKey, "group_key")
        .column_as(organisations::row::Column::LeftGroupKey, "left_group_key")
        .join(
            sea_orm::JoinType::InnerJoin,
            row::Entity::belongs_to(organisations::row::Entity)
                .from(P::Organisation)
                .to(organisations::row::Column::Id)
                .into(),
        )
}

/// Every live placement that a verified NGO may choose from, at most `most`, in one query.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_live(db: &impl Read, actor: &Actor, most: u64, today: NaiveDate) -> Result<Vec<Offer>> {
    let rows = offers().filter(visible_to(actor, today)).filter(live(today)).order_by_asc(row::Column::Id).limit(most);
    rows.into_model::<OfferRow>().all(db.on()).await?.into_iter().map(offer).collect()
}

/// Live placements whose pay waits for a steward to look at it, oldest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn pay_unseen(
    db: &impl Read,
    _permit: &Permit<SetWageFloor>,
    after: Option<PlacementId>,
    size: u64,
    today: NaiveDate,
) -> Result<Vec<Offer>> {
    oldest_first(db, pay_looks::unseen(today), after, size).await
}

/// Placements that a steward has paused for their pay, oldest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn pay_paused(
    db: &impl Read,
    _permit: &Permit<SetWageFloor>,
    after: Option<PlacementId>,
    size: u64,
    today: NaiveDate,
) -> Result<Vec<Offer>> {
    oldest_first(db, pay_looks::rests(today), after, size).await
}

async fn oldest_first(db: &impl Read, which: Condition, after: Option<PlacementId>, size: u64) -> Result<Vec<Offer>> {
    let mut query = offers().filter(which);
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    let rows = query.order_by_asc(row::Column::Id).limit(size);
    rows.into_model::<OfferRow>().all(db.on()).await?.into_iter().map(offer).collect()
}

/// Live placements by filter, newest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn opportunities(
    db: &impl Read,
    actor: &Actor,
    filter: &Filter,
    after: Option<PlacementId>,
    size: u64,
    today: NaiveDate,
) -> Result<Vec<Offer>> {
    let mut query = offers().filter(visible_to(actor, today)).filter(live(today));
    if let Some(country) = &filter.country {
        query = query.filter(row::Column::Country.eq(country.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(row::Column::Kind.eq(kind.word()));
    }
    if !filter.sectors.is_empty() {
        query = query.filter(row::Column::Sector.is_in(filter.sectors.iter().map(Sector::as_str)));
    }
    if !filter.title.is_empty() {
        query = query.filter(holds(row::Column::Title, &filter.title));
    }
    if let Some(after) = after {
        query = query.filter(row::Column::Id.lt(after.0));
    }
    let rows = query.order_by_desc(row::Column::Id).limit(size);
    rows.into_model::<OfferRow>().all(db.on()).await?.into_iter().map(offer).collect()
}
