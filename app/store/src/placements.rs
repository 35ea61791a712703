//! Placements: what the pages filter by in columns, the rest of the terms as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::account::PlatformRole;
use domain::codes::{Country, Sector};
use domain::id::{OrganisationId, PlacementId};
use domain::introduction::Introduction;
use domain::organisation::{OrganisationKind, Standing};
use domain::placement::{PauseReason, Placement, PlacementKind, PlacementStatus, Terms};
use domain::policy::{Acting, Permit, PublishPlacement, SetWageFloor, WritePlacement};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, optional_word, to_json, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::{cases, introductions, organisations};

mod halted;
mod offers;
mod pay_looks;

pub use halted::{count_to_pay, halted_of, hold_halted, live_after, pause_all, pause_these, rest_for};
pub use offers::{Filter, Offer, all_live, opportunities, pay_paused, pay_unseen};
pub use pay_looks::{
    PayLook, count_pay_unseen, end_pay_pause, pause_for_pay, pay_changed, pay_free, pay_look, pay_looked,
};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "placements")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub status: String,
        pub kind: String,
        pub title: String,
        pub sector: String,
        pub occupation: String,
        pub country: String,
        pub terms: String,
        pub version: i32,
        pub created: DateTimeUtc,
        pub updated: DateTimeUtc,
        pub published: Option<DateTimeUtc>,
        pub paused: Option<String>,
        pub pay_looked: Option<DateTimeUtc>,
        pub paused_words: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn read(row: row::Model) -> Result<Placement> {
    Ok(Placement {
        id: PlacementId(row.id),
        organisation: OrganisationId(row.organisation),
        status: word(&row.status, "placements.status")?,
        paused: optional_word(row.paused.as_deref(), "placements.paused")?,
        terms: json(&row.terms, "placements.terms")?,
        version: row.version,
        updated: row.updated,
    })
}

fn said(terms: &Terms) -> Result<row::ActiveModel> {
    let code = |code: Option<&str>| Set(code.unwrap_or_default().to_owned());
    Ok(row::ActiveModel {
        kind: code(terms.kind.map(PlacementKind::word)),
        title: Set(terms.title.clone()),
        sector: code(terms.sector.as_ref().map(Sector::as_str)),
        occupation: code(terms.occupation.as_ref().map(|o| o.as_str())),
        country: code(terms.place.as_ref().map(|place| place.country.as_str())),
        terms: Set(to_json(terms, "placements.terms")?),
        ..Default::default()
    })
}

/// Live placements of organisations that are verified today and that no case pauses.
fn offered(today: NaiveDate) -> Condition {
    Condition::all()
        .add(row::Column::Status.eq(PlacementStatus::Live.word()))
        .add(row::Column::Organisation.in_subquery(organisations::verified(today)))
        .add(row::Column::Organisation.not_in_subquery(cases::paused()))
}

/// What NGOs choose from: of these, those of organisations that stewards need not look at first.
fn live(today: NaiveDate) -> Condition {
    offered(today).add(row::Column::Organisation.not_in_subquery(organisations::to_look_at()))
}

/// What an actor may know of: its own organisation's; for NGOs those it has introduced somebody to, and those offered
/// while it is verified; for stewards all that are no drafts.
fn visible_to(actor: &Actor, today: NaiveDate) -> Condition {
    let none = Condition::any().add(Expr::cust("1 = 0"));
    let none = match &actor.membership {
        Some(m) if m.kind == OrganisationKind::Business => none.add(row::Column::Organisation.eq(m.organisation.0)),
        Some(m) if m.kind == OrganisationKind::Ngo => {
            let introduced = row::Column::Id.in_subquery(introductions::placements_of(m.organisation));
            let open = (m.standing == Standing::Verified).then(|| offered(today));
            none.add(introduced).add_option(open)
        }
        _ => none,
    };
    match actor.platform {
        Some(PlatformRole::Steward) => none.add(row::Column::Status.ne(PlacementStatus::Draft.word())),
        _ => none,
    }
}

/// One placement that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: PlacementId, today: NaiveDate) -> Result<Option<Placement>> {
    let found = row::Entity::find_by_id(id.0).filter(visible_to(actor, today)).one(db.on()).await?;
    found.map(read).transpose()
}

/// One placement that the actor may know of, which nobody else can change before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, actor: &Actor, id: PlacementId, today: NaiveDate) -> Result<Option<Placement>> {
    let query = row::Entity::find_by_id(id.0).filter(visible_to(actor, today));
    query.lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// Whether a placement is live, and somebody new may be put forward for it.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_live(db: &impl Read, id: PlacementId, today: NaiveDate) -> Result<bool> {
    let found = row::Entity::find_by_id(id.0).filter(live(today)).count(db.on()).await?;
    Ok(found > 0)
}

/// Several placements that the actor may know of, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, actor: &Actor, ids: &[PlacementId], today: NaiveDate) -> Result<Vec<Placement>> {
    let keys = ids.iter().map(|id| id.0);
    let rows = row::Entity::find().filter(visible_to(actor, today)).filter(row::Column::Id.is_in(keys));
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// The placements of an organisation, newest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(
    db: &impl Read,
    actor: &Actor,
    organisation: OrganisationId,
    after: Option<PlacementId>,
    size: u64,
    today: NaiveDate,
) -> Result<Vec<Placement>> {
    let mut query =
        row::Entity::find().filter(visible_to(actor, today)).filter(row::Column::Organisation.eq(organisation.0));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.lt(after.0));
    }
    query.order_by_desc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many placements of an organisation have a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, organisation: OrganisationId, status: PlacementStatus) -> Result<u64> {
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::Status.eq(status.word()));
    Ok(rows.count(db.on()).await?)
}

/// Adds a draft.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<WritePlacement>,
    id: PlacementId,
    terms: &Terms,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(id.0),
        organisation: Set(permit.action().organisation.0),
        status: Set(PlacementStatus::Draft.to_string()),
        version: Set(1),
        created: Set(now),
        updated: Set(now),
        published: Set(None),
        paused: Set(None),
        ..said(terms)?
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Changes what a placement of the permit's organisation says; answers whether it still had the given version.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(
    tx: &Tx,
    permit: &Permit<WritePlacement>,
    id: PlacementId,
    terms: &Terms,
    version: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = row::ActiveModel { version: Set(version + 1), updated: Set(now), ..said(terms)? };
    let done = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Organisation.eq(permit.action().organisation.0))
        .filter(row::Column::Version.eq(version))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A new status; whatever it rested for before is over.
fn moved(status: PlacementStatus, now: DateTime<Utc>) -> row::ActiveModel {
    row::ActiveModel {
        status: Set(status.to_string()),
        updated: Set(now),
        paused: Set(None),
        paused_words: Set(None),
        ..Default::default()
    }
}

fn paused(why: PauseReason, now: DateTime<Utc>) -> row::ActiveModel {
    row::ActiveModel { paused: Set(Some(why.to_string())), ..moved(PlacementStatus::Paused, now) }
}

/// A form made before a placement moved is told so when it is saved.
fn next_version() -> Expr {
    Expr::col(row::Column::Version).add(1)
}

/// Makes placements of the permit's organisation live.
///
/// # Errors
/// When the database cannot be written.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<PublishPlacement>,
    ids: &[PlacementId],
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = row::ActiveModel { published: Set(Some(now)), ..moved(PlacementStatus::Live, now) };
    row::Entity::update_many()
        .set(changed)
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(row::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Fills the live placement whose last seat an introduction takes.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(tx: &Tx, _acting: &Acting, introduction: &Introduction, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .set(moved(PlacementStatus::Filled, now))
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Id.eq(introduction.placement.0))
        .filter(row::Column::Status.eq(PlacementStatus::Live.word()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The live placements of a country, at most `most`: what a new pay floor is held against.
///
/// # Errors
/// When the database cannot be read.
pub async fn live_in(tx: &Tx, country: &Country, most: u64) -> Result<Vec<Placement>> {
    let rows = row::Entity::find()
        .filter(row::Column::Status.eq(PlacementStatus::Live.word()))
        .filter(row::Column::Country.eq(country.as_str()))
        .order_by_asc(row::Column::Id)
        .limit(most);
    rows.all(tx.on()).await?.into_iter().map(read).collect()
}

/// Pauses live placements that meet the standards no longer.
///
/// # Errors
/// When the database cannot be written.
pub async fn pause(tx: &Tx, _permit: &Permit<SetWageFloor>, ids: &[PlacementId], now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .set(paused(PauseReason::PayFloor, now))
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)))
        .filter(row::Column::Status.eq(PlacementStatus::Live.word()))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Gives a placement of the permit's organisation a status other than live. What is closed keeps why it rested: offers of it
/// that nobody has answered are held to that.
///
/// # Errors
/// When the database cannot be written.
pub async fn rest(
    tx: &Tx,
    permit: &Permit<WritePlacement>,
    id: PlacementId,
    status: PlacementStatus,
    now: DateTime<Utc>,
) -> Result<()> {
    let changed = match status {
        PlacementStatus::Closed => row::ActiveModel { paused: NotSet, paused_words: NotSet, ..moved(status, now) },
        _ => moved(status, now),
    };
    row::Entity::update_many()
        .set(changed)
        .col_expr(row::Column::Version, next_version())
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(())
}
