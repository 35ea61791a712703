//! Introductions and their steps. Nothing of a person is stored here but the key of the referral.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::id::{AccountId, IntroductionId, OrganisationId, PlacementId, ReferralId};
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::policy::{Acting, HaltOrganisation, Permit, PutForward, SetWageFloor};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, to_json, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::organisations;

pub mod ending;
mod held_back;
pub mod lapsed;

pub use held_back::{hold_back, is_held_back, open_held_back};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "introductions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub referral: Uuid,
        pub placement: Uuid,
        pub ngo: Uuid,
        pub employer: Uuid,
        pub stage: String,
        pub reason: Option<String>,
        pub terms: String,
        pub version: i32,
        pub created: DateTimeUtc,
        pub updated: DateTimeUtc,
        pub held_back: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod step {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "introduction_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub introduction: Uuid,
        pub stage: String,
        pub side: String,
        pub reason: Option<String>,
        pub account: Option<Uuid>,
        pub at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One step that was taken.
#[derive(Debug, Clone)]
pub struct Step {
    /// The stage it led to.
    pub stage: Stage,
    /// Which side took it.
    pub side: Side,
    /// The reason, a word of one of the closed lists.
    pub reason: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which introductions a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that can still move.
    Open,
    /// Those that have come to an end.
    Past,
}

fn read(row: row::Model) -> Result<Introduction> {
    Ok(Introduction {
        id: IntroductionId(row.id),
        referral: ReferralId(row.referral),
        placement: PlacementId(row.placement),
        ngo: OrganisationId(row.ngo),
        employer: OrganisationId(row.employer),
        stage: word(&row.stage, "introductions.stage")?,
        version: row.version,
        created: row.created,
        updated: row.updated,
    })
}

/// What an actor may know of: both sides their own, and a person those that they were put forward in.
fn visible_to(actor: &Actor) -> Condition {
    if let Some(oneself) = actor.as_oneself() {
        return Condition::all().add(row::Column::Referral.eq(oneself.referral.0));
    }
    match &actor.membership {
        Some(m) if m.kind == OrganisationKind::Ngo => Condition::all().add(row::Column::Ngo.eq(m.organisation.0)),
        Some(m) if m.kind == OrganisationKind::Business => {
            Condition::all().add(row::Column::Employer.eq(m.organisation.0))
        }
        _ => Condition::all().add(Expr::cust("1 = 0")),
    }
}

fn ends() -> impl Iterator<Item = &'static str> {
    Stage::ALL.iter().filter(|stage| stage.is_end()).map(|stage| stage.word())
}

/// The keys of introductions that an actor may know of.
pub(crate) fn known_to(actor: &Actor) -> SelectStatement {
    Query::select().column(row::Column::Id).from(row::Entity).cond_where(visible_to(actor)).to_owned()
}

/// Placements that an NGO has introduced somebody to.
pub(crate) fn placements_of(ngo: OrganisationId) -> SelectStatement {
    Query::select().column(row::Column::Placement).from(row::Entity).and_where(row::Column::Ngo.eq(ngo.0)).to_owned()
}

/// One introduction that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: IntroductionId) -> Result<Option<Introduction>> {
    row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read).transpose()
}

/// Introductions that the actor may know of, newest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    actor: &Actor,
    which: Which,
    after: Option<IntroductionId>,
    size: u64,
) -> Result<Vec<Introduction>> {
    let of = match which {
        Which::Open => row::Column::Stage.is_not_in(ends()),
        Which::Past => row::Column::Stage.is_in(ends()),
    };
    let mut query = row::Entity::find().filter(visible_to(actor)).filter(of);
    if let Some(after) = after {
        query = query.filter(row::Column::Id.lt(after.0));
    }
    query.order_by_desc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many introductions that the actor may know of are at one of these stages.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, actor: &Actor, stages: &[Stage]) -> Result<u64> {
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(row::Column::Stage.is_in(stages.iter().map(|stage| stage.word())));
    Ok(rows.count(db.on()).await?)
}

/// How many introductions hold a message of the other side that nobody on the actor's side has opened.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_unread(db: &impl Read, actor: &Actor, own: Side) -> Result<u64> {
    let other = if own == Side::Ngo { Side::Employer } else { Side::Ngo };
    // What was written in an introduction that is over waits for no employer.
    let over = (own == Side::Employer).then(|| row::Column::Stage.is_not_in(ends()));
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(Condition::all().add_option(over))
        .filter(row::Column::Id.in_subquery(crate::messages::unopened_from(other)));
    Ok(rows.count(db.on()).await?)
}

/// The NGOs with somebody on the way to the permit's employer, or at work there; at most a thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn ngos_at(tx: &Tx, permit: &Permit<HaltOrganisation>) -> Result<Vec<OrganisationId>> {
    ngos(tx, Condition::all().add(row::Column::Employer.eq(permit.action().organisation.0))).await
}

/// The same for one placement, whose pay a steward looks at.
///
/// # Errors
/// When the database cannot be read.
pub async fn ngos_on_the_way(
    tx: &Tx,
    _permit: &Permit<SetWageFloor>,
    placement: PlacementId,
) -> Result<Vec<OrganisationId>> {
    ngos(tx, Condition::all().add(row::Column::Placement.eq(placement.0))).await
}

async fn ngos(tx: &Tx, under_way: Condition) -> Result<Vec<OrganisationId>> {
    let open = row::Entity::find().filter(under_way).filter(row::Column::Stage.is_not_in(ends()));
    let ngos = open.select_only().column(row::Column::Ngo).distinct().limit(1000);
    let ngos: Vec<Uuid> = ngos.into_tuple().all(tx.on()).await?;
    Ok(ngos.into_iter().map(OrganisationId).collect())
}

/// How many introductions of the actor's side are under way with an employer that is not verified on a day.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_halted(db: &impl Read, actor: &Actor, today: NaiveDate) -> Result<u64> {
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(row::Column::Stage.is_not_in(ends()))
        .filter(row::Column::Employer.not_in_subquery(organisations::verified(today)));
    Ok(rows.count(db.on()).await?)
}

/// Introductions of a referral that the actor may know of, newest first; at most two hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_referral(db: &impl Read, actor: &Actor, referral: ReferralId) -> Result<Vec<Introduction>> {
    let rows = row::Entity::find()
        .filter(visible_to(actor))
        .filter(row::Column::Referral.eq(referral.0))
        .order_by_desc(row::Column::Id)
        .limit(200);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

fn taking_seats() -> impl Iterator<Item = &'static str> {
    Stage::ALL.iter().filter(|stage| stage.takes_seat()).map(|stage| stage.word())
}

/// How many people have accepted or started at a placement, and are not known to have left: the seats taken.
///
/// # Errors
/// When the database cannot be read.
pub async fn seats_taken(db: &impl Read, placement: PlacementId) -> Result<u64> {
    let rows = row::Entity::find()
        .filter(row::Column::Placement.eq(placement.0))
        .filter(row::Column::Stage.is_in(taking_seats()));
    Ok(rows.count(db.on()).await?)
}

/// The same for several placements at once; one where nobody has accepted is left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn seats_taken_at(db: &impl Read, placements: &[PlacementId]) -> Result<Vec<(PlacementId, u64)>> {
    let counts = row::Entity::find()
        .select_only()
        .column(row::Column::Placement)
        .column_as(row::Column::Id.count(), "taken")
        .filter(row::Column::Placement.is_in(placements.iter().map(|id| id.0)))
        .filter(row::Column::Stage.is_in(taking_seats()))
        .group_by(row::Column::Placement)
        .into_tuple::<(Uuid, i64)>()
        .all(db.on())
        .await?;
    Ok(counts.into_iter().map(|(id, count)| (PlacementId(id), u64::try_from(count).unwrap_or_default())).collect())
}

/// Adds an introduction at its first stage, with the terms that it is for: what an employer changes afterwards asks
/// nothing more of the person.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, permit: &Permit<PutForward>, introduction: &Introduction, terms: &Terms) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(introduction.id.0),
        referral: Set(introduction.referral.0),
        placement: Set(introduction.placement.0),
        ngo: Set(permit.action().organisation.0),
        employer: Set(introduction.employer.0),
        stage: Set(introduction.stage.to_string()),
        reason: Set(None),
        terms: Set(to_json(terms, "introductions.terms")?),
        version: Set(introduction.version),
        created: Set(introduction.created),
        updated: Set(introduction.updated),
        held_back: Set(false),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    let step = Step { stage: introduction.stage, side: Side::Ngo, reason: None, at: introduction.created };
    note(tx, introduction.id, &step, permit.account()).await
}

/// The terms of an introduction that the actor may know of; one from before they were kept has none.
///
/// # Errors
/// When the database cannot be read.
pub async fn terms(db: &impl Read, actor: &Actor, id: IntroductionId) -> Result<Option<Terms>> {
    let known = row::Entity::find_by_id(id.0).filter(visible_to(actor));
    let kept = known.select_only().column(row::Column::Terms).into_tuple::<String>().one(db.on()).await?;
    let kept = kept.filter(|terms| !terms.is_empty());
    kept.map(|terms| json(&terms, "introductions.terms")).transpose()
}

/// Moves an introduction of the acting organisation, if it is still at the given version; answers whether it was.
///
/// # Errors
/// When the database cannot be written.
pub async fn advance(tx: &Tx, acting: &Acting, introduction: &Introduction, step: &Step) -> Result<bool> {
    let own = match acting.side() {
        Side::Employer => row::Column::Employer,
        Side::Ngo => row::Column::Ngo,
    };
    take(tx, introduction, step, (own, acting.organisation()), acting.account()).await
}

/// Takes a step for the organisation that stands in a column.
async fn take(
    tx: &Tx,
    introduction: &Introduction,
    step: &Step,
    (own, organisation): (row::Column, OrganisationId),
    account: Option<AccountId>,
) -> Result<bool> {
    let changed = row::ActiveModel {
        stage: Set(step.stage.to_string()),
        reason: Set(step.reason.clone()),
        version: Set(introduction.version + 1),
        updated: Set(step.at),
        ..Default::default()
    };
    let done = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(introduction.id.0))
        .filter(own.eq(organisation.0))
        .filter(row::Column::Version.eq(introduction.version))
        .exec(tx.on())
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    note(tx, introduction.id, step, account).await?;
    Ok(true)
}

async fn note(tx: &Tx, id: IntroductionId, step: &Step, account: Option<AccountId>) -> Result<()> {
    let row = step::ActiveModel {
        id: Set(Uuid::now_v7()),
        introduction: Set(id.0),
        stage: Set(step.stage.to_string()),
        side: Set(step.side.to_string()),
        reason: Set(step.reason.clone()),
        account: Set(account.map(|id| id.0)),
        at: Set(step.at),
    };
    step::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The steps of an introduction that the actor may know of, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn steps(db: &impl Read, actor: &Actor, id: IntroductionId) -> Result<Vec<Step>> {
    let rows = step::Entity::find()
        .filter(step::Column::Introduction.eq(id.0))
        .filter(step::Column::Introduction.in_subquery(known_to(actor)))
        .order_by_asc(step::Column::Id)
        .limit(100)
        .all(db.on())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                stage: word(&row.stage, "introduction_steps.stage")?,
                side: word(&row.side, "introduction_steps.side")?,
                reason: row.reason,
                at: row.at,
            })
        })
        .collect()
}
