//! Referrals as their own NGO reads and writes them. What another organisation may read of one comes only through
//! `consents`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::codes::LanguageLevel;
use domain::codes::Skill;
use domain::erasure::{WaitReason, WishWait};
use domain::id::{OrganisationId, ReferralId};
use domain::organisation::OrganisationKind;
use domain::placement::Support;
use domain::policy::{Permit, RunInstallation, TakeBackConsent, WriteReferral};
use domain::referral::{
    Area, Code, Exclusion, Profile, Referral, ReferralStatus, RightToWork, SafeContact, Secrets, Wanted,
};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::column::{json, optional_word, to_json, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Cell, Keyring, RecordKey, Sealable, Sealed};

mod steps;

pub(crate) use steps::become_status;
pub use steps::{Step, set_status, steps};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    use super::Private;
    use crate::keys::Sealed;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referrals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organisation: Uuid,
        pub code: String,
        pub status: String,
        pub closed: Option<String>,
        pub languages: String,
        pub skills: String,
        pub hours: String,
        pub supports: String,
        pub secrets: Sealed<Private>,
        pub called: Sealed<String>,
        pub version: i32,
        pub created: DateTimeUtc,
        pub updated: DateTimeUtc,
        pub own_wish: Option<DateTimeUtc>,
        pub own_wish_reason: Option<String>,
        pub own_wish_until: Option<Date>,
        pub own_wish_back: Option<DateTimeUtc>,
        pub own_wish_back_seen: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The column `skills`: what the person can do and wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skills {
    /// Occupations wanted, with years.
    pub wanted: Vec<Wanted>,
    /// Skills.
    pub skills: Vec<Skill>,
}

/// The column `hours`: hours a week and what the law lets the person do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Fewest.
    pub min: Option<u8>,
    /// Most.
    pub max: Option<u8>,
    /// What the law lets the person do.
    pub right_to_work: Option<RightToWork>,
}

/// The column `secrets`, under the seal.
#[derive(Serialize, Deserialize)]
pub(crate) struct Private {
    exclusions: Vec<Exclusion>,
    notes: String,
    /// Not in what was sealed before people were asked how it goes.
    #[serde(default)]
    contact: SafeContact,
    /// Not in what was sealed while it stood in clear.
    #[serde(default)]
    area: Area,
}

impl Sealable for Private {}

fn cell(column: &'static str, row: Uuid) -> Cell {
    Cell { table: "referrals", column, row }
}

fn read(row: row::Model) -> Result<Referral> {
    let skills: Skills = json(&row.skills, "referrals.skills")?;
    let hours: Hours = json(&row.hours, "referrals.hours")?;
    Ok(Referral {
        id: ReferralId(row.id),
        organisation: OrganisationId(row.organisation),
        code: word(&row.code, "referrals.code")?,
        status: word(&row.status, "referrals.status")?,
        closed: optional_word(row.closed.as_deref(), "referrals.closed")?,
        profile: Profile {
            languages: json::<Vec<LanguageLevel>>(&row.languages, "referrals.languages")?,
            wanted: skills.wanted,
            skills: skills.skills,
            hours_min: hours.min,
            hours_max: hours.max,
            right_to_work: hours.right_to_work,
            supports: json::<Vec<Support>>(&row.supports, "referrals.supports")?,
        },
        version: row.version,
        created: row.created,
        updated: row.updated,
        own_wish: row.own_wish,
        own_wait: wait(row.own_wish_reason.as_deref(), row.own_wish_until)?,
        own_wish_back: row.own_wish_back,
        own_wish_back_seen: row.own_wish_back_seen,
    })
}

/// Why a person's own wish waits, as its two columns say.
pub(crate) fn wait(reason: Option<&str>, until: Option<NaiveDate>) -> Result<Option<WishWait>> {
    let reason: Option<WaitReason> = optional_word(reason, "referrals.own_wish_reason")?;
    Ok(reason.zip(until).map(|(reason, until)| WishWait { reason, until }))
}

fn profile(profile: &Profile) -> Result<row::ActiveModel> {
    let skills = Skills { wanted: profile.wanted.clone(), skills: profile.skills.clone() };
    let hours = Hours { min: profile.hours_min, max: profile.hours_max, right_to_work: profile.right_to_work };
    Ok(row::ActiveModel {
        languages: Set(to_json(&profile.languages, "referrals.languages")?),
        skills: Set(to_json(&skills, "referrals.skills")?),
        hours: Set(to_json(&hours, "referrals.hours")?),
        supports: Set(to_json(&profile.supports, "referrals.supports")?),
        ..Default::default()
    })
}

fn seal(key: &RecordKey, id: Uuid, secrets: &Secrets) -> Result<row::ActiveModel> {
    let private = Private {
        exclusions: secrets.exclusions.clone(),
        notes: secrets.notes.clone(),
        contact: secrets.contact.clone(),
        area: secrets.area.clone(),
    };
    Ok(row::ActiveModel {
        secrets: Set(Sealed::seal(key, cell("secrets", id), &private)?),
        called: Set(Sealed::seal(key, cell("called", id), &secrets.called)?),
        ..Default::default()
    })
}

/// Opens the name the person chose to be called.
pub(crate) fn open_called(key: &RecordKey, id: Uuid, sealed: &Sealed<String>) -> Result<String> {
    sealed.open(key, cell("called", id))
}

/// What an actor may know of: members of an NGO their own NGO's referrals, and nobody else anything.
fn visible_to(actor: &Actor) -> Condition {
    match &actor.membership {
        Some(m) if m.kind == OrganisationKind::Ngo => {
            Condition::all().add(row::Column::Organisation.eq(m.organisation.0))
        }
        _ => Condition::all().add(Expr::cust("1 = 0")),
    }
}

/// The referral of a code that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_code(db: &impl Read, actor: &Actor, code: &Code) -> Result<Option<Referral>> {
    let row = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Code.eq(code.as_str()));
    row.one(db.on()).await?.map(read).transpose()
}

/// One referral that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: ReferralId) -> Result<Option<Referral>> {
    row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read).transpose()
}

/// One referral that the actor may know of, which nobody else can change before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, actor: &Actor, id: ReferralId) -> Result<Option<Referral>> {
    let query = row::Entity::find_by_id(id.0).filter(visible_to(actor));
    query.lock_exclusive().one(tx.on()).await?.map(read).transpose()
}

/// Holds the referral that a person takes their consent back for, so that nobody puts them forward on it meanwhile.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold_own(tx: &Tx, permit: &Permit<TakeBackConsent>) -> Result<()> {
    let own = row::Entity::find_by_id(permit.action().0.referral.0).select_only().column(row::Column::Id);
    own.lock_exclusive().into_tuple::<Uuid>().one(tx.on()).await?;
    Ok(())
}

/// The keys of the referrals that the actor may know of.
pub(crate) fn known_to(actor: &Actor) -> SelectStatement {
    Query::select().column(row::Column::Id).from(row::Entity).cond_where(visible_to(actor)).to_owned()
}

/// Several referrals that the actor may know of, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, actor: &Actor, ids: &[ReferralId]) -> Result<Vec<Referral>> {
    let keys = ids.iter().map(|id| id.0);
    let rows = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Id.is_in(keys));
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Referrals of the actor's NGO with a status, newest first, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    actor: &Actor,
    status: ReferralStatus,
    after: Option<ReferralId>,
    size: u64,
) -> Result<Vec<Referral>> {
    let mut query = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Status.eq(status.word()));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.lt(after.0));
    }
    query.order_by_desc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// How many referrals of the actor's NGO have a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, actor: &Actor, status: ReferralStatus) -> Result<u64> {
    let rows = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Status.eq(status.word()));
    Ok(rows.count(db.on()).await?)
}

/// The sealed part of a referral of the actor's own NGO.
///
/// # Errors
/// [`crate::Error::Sealed`] when its key does not open it.
pub async fn secrets(db: &impl Read, actor: &Actor, keyring: &Keyring, id: ReferralId) -> Result<Option<Secrets>> {
    let Some(row) = row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await? else {
        return Ok(None);
    };
    let key = keys::of(db, keyring, id.0).await?;
    let private = row.secrets.open(&key, cell("secrets", id.0))?;
    let called = open_called(&key, id.0, &row.called)?;
    let Private { exclusions, notes, contact, area } = private;
    Ok(Some(Secrets { area, exclusions, notes, called, contact }))
}

/// Where the people of several referrals of the actor's own NGO live; of those that do not open nothing is said.
///
/// # Errors
/// When the database cannot be read.
pub async fn areas(
    db: &impl Read,
    actor: &Actor,
    keyring: &Keyring,
    ids: &[ReferralId],
) -> Result<HashMap<ReferralId, Area>> {
    let found = areas_and_exclusions(db, actor, keyring, ids).await?;
    Ok(found.into_iter().map(|(id, (area, _))| (id, area)).collect())
}

/// The same with their hard limits: what matching several with one placement needs.
///
/// # Errors
/// When the database cannot be read.
pub async fn areas_and_exclusions(
    db: &impl Read,
    actor: &Actor,
    keyring: &Keyring,
    ids: &[ReferralId],
) -> Result<HashMap<ReferralId, (Area, Vec<Exclusion>)>> {
    let rows = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let rows = rows.all(db.on()).await?;
    let keys = keys::those_that_open(db, keyring, rows.iter().map(|row| row.id)).await?;
    let opened = |row: &row::Model| {
        let private = row.secrets.open(keys.get(&row.id)?, cell("secrets", row.id)).ok()?;
        Some((ReferralId(row.id), (private.area, private.exclusions)))
    };
    Ok(rows.iter().filter_map(opened).collect())
}

/// Adds a draft with its own key.
///
/// # Errors
/// [`crate::Error::is_duplicate`] when the code is taken; draw another.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<WriteReferral>,
    keyring: &Keyring,
    (id, code): (ReferralId, &Code),
    now: DateTime<Utc>,
) -> Result<()> {
    let key = keys::create(tx, keyring, id.0, now).await?;
    let sealed = seal(&key, id.0, &Secrets::default())?;
    let row = row::ActiveModel {
        id: Set(id.0),
        organisation: Set(permit.action().organisation.0),
        code: Set(code.as_str().to_owned()),
        status: Set(ReferralStatus::Draft.to_string()),
        closed: Set(None),
        secrets: sealed.secrets,
        called: sealed.called,
        version: Set(1),
        created: Set(now),
        updated: Set(now),
        own_wish: Set(None),
        own_wish_reason: Set(None),
        own_wish_until: Set(None),
        own_wish_back: Set(None),
        own_wish_back_seen: Set(None),
        ..profile(&Profile::default())?
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Changes what a referral of the permit's NGO says; answers whether it still had the given version.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(
    tx: &Tx,
    permit: &Permit<WriteReferral>,
    keyring: &Keyring,
    referral: &Referral,
    secrets: &Secrets,
    now: DateTime<Utc>,
) -> Result<bool> {
    let key = keys::of(tx, keyring, referral.id.0).await?;
    let sealed = seal(&key, referral.id.0, secrets)?;
    let changed = row::ActiveModel {
        version: Set(referral.version + 1),
        updated: Set(now),
        secrets: sealed.secrets,
        called: sealed.called,
        ..profile(&referral.profile)?
    };
    let done = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(referral.id.0))
        .filter(row::Column::Organisation.eq(permit.action().organisation.0))
        .filter(row::Column::Version.eq(referral.version))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Puts under the seal where the person of a referral lives, which an earlier version kept in clear; what has been said
/// since stays.
///
/// # Errors
/// As [`keys::of`].
pub(crate) async fn seal_area(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    keyring: &Keyring,
    id: Uuid,
    before: Area,
) -> Result<()> {
    let Some(row) = row::Entity::find_by_id(id).lock_exclusive().one(tx.on()).await? else { return Ok(()) };
    let key = keys::of(tx, keyring, id).await?;
    let mut private = row.secrets.open(&key, cell("secrets", id))?;
    if private.area == Area::default() {
        private.area = before;
    }
    let secrets = Sealed::seal(&key, cell("secrets", id), &private)?;
    let changed = row::ActiveModel { secrets: Set(secrets), ..Default::default() };
    row::Entity::update_many().set(changed).filter(row::Column::Id.eq(id)).exec(tx.on()).await?;
    Ok(())
}
