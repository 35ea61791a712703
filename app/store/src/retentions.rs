//! What is asked about referrals that nobody touches, and how often they were found due. The queries look at one
//! referral at a time, whatever its NGO.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::check_in::CheckInState;
use domain::id::{OrganisationId, ReferralId};
use domain::introduction::Stage;
use domain::policy::{KeepReferral, Permit, RunInstallation};
use domain::referral::{CloseReason, ReferralStatus};
use domain::retention::{Next, Periods};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict, Query};
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::person::{self, Person};
use crate::referrals::Step;
use crate::referrals::row::{Column as R, Entity as Referrals};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "retentions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub referral: Uuid,
        pub organisation: Uuid,
        pub next: String,
        pub asked: Option<DateTimeUtc>,
        pub kept: Option<DateTimeUtc>,
        pub noted: Option<DateTimeUtc>,
        pub looks: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Other tables in which a referral is touched, by the column that names it and the one that says when.
const TOUCHED: &[(&str, &str, &str)] = &[
    ("introductions", "referral", "updated"),
    ("check_ins", "referral", "updated"),
    ("consent_grants", "referral", "recorded"),
    ("consent_grants", "referral", "revoked"),
    ("own_pages", "referral", "created"),
];

/// A referral that its NGO is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The referral.
    pub referral: ReferralId,
    /// Its NGO.
    pub organisation: OrganisationId,
    /// What follows if nobody answers.
    pub next: Next,
    /// Since when.
    pub asked: DateTime<Utc>,
    /// Since when it has been found due.
    pub noted: Option<DateTime<Utc>>,
    /// How often it was.
    pub looks: i32,
}

fn read(row: &row::Model) -> Result<Option<Asked>> {
    let next = word(&row.next, "retentions.next")?;
    Ok(row.asked.map(|asked| Asked {
        referral: ReferralId(row.referral),
        organisation: OrganisationId(row.organisation),
        next,
        asked,
        noted: row.noted,
        looks: row.looks,
    }))
}

/// The condition that somebody is in work: has started, and a check-in there has its day since this one or later.
fn in_work(checked: NaiveDate) -> Expr {
    let asked = Query::select()
        .expr(Expr::value(1))
        .from("check_ins")
        .inner_join("introductions", Expr::col(("introductions", "id")).equals(("check_ins", "introduction")))
        .and_where(Expr::col(("introductions", "referral")).equals((Referrals, R::Id)))
        .and_where(Expr::col(("introductions", "stage")).eq(Stage::Started.word()))
        .and_where(Expr::col(("check_ins", "state")).ne(CheckInState::Dropped.word()))
        .and_where(Expr::col(("check_ins", "due")).gte(checked))
        .to_owned();
    Expr::exists(asked)
}

/// The condition that somebody may soon be in work: an introduction rests on consent that is live on a day.
fn rests_on_consent(today: NaiveDate) -> Expr {
    let resting = Stage::ALL.iter().filter(|stage| stage.rests_on_consent()).map(|stage| stage.word());
    let live = Query::select()
        .expr(Expr::value(1))
        .from("introductions")
        .inner_join("consent_grants", Expr::col(("consent_grants", "referral")).equals(("introductions", "referral")))
        .and_where(Expr::col(("consent_grants", "recipient")).equals(("introductions", "employer")))
        .and_where(Expr::col(("introductions", "referral")).equals((Referrals, R::Id)))
        .and_where(Expr::col(("introductions", "stage")).is_in(resting))
        .and_where(Expr::col(("consent_grants", "revoked")).is_null())
        .and_where(Expr::col(("consent_grants", "ends")).gte(today))
        .and_where(Expr::col(("consent_grants", "ended_seen")).is_null())
        .to_owned();
    Expr::exists(live)
}

/// The referrals that an act is for.
fn of(next: Next) -> Condition {
    let statuses: &[ReferralStatus] = match next {
        Next::Archive => &[ReferralStatus::Draft, ReferralStatus::Open],
        Next::Erase => &[ReferralStatus::Closed],
    };
    Condition::all().add(R::Status.is_in(statuses.iter().map(|status| status.word())))
}

/// The condition that nobody has touched a referral since a time, in its own row or in another.
fn untouched_since(time: DateTime<Utc>) -> Condition {
    let written = Query::select()
        .expr(Expr::value(1))
        .from("messages")
        .inner_join("introductions", Expr::col(("introductions", "id")).equals(("messages", "introduction")))
        .and_where(Expr::col(("introductions", "referral")).equals((Referrals, R::Id)))
        .and_where(Expr::col(("messages", "at")).gte(time))
        .to_owned();
    let quiet = Condition::all().add(R::Updated.lt(time)).add(Expr::exists(written).not());
    TOUCHED.iter().fold(quiet, |all, (table, names, when)| {
        let touched = Query::select()
            .expr(Expr::value(1))
            .from(*table)
            .and_where(Expr::col((*table, *names)).equals((Referrals, R::Id)))
            .and_where(Expr::col((*table, *when)).gte(time))
            .to_owned();
        all.add(Expr::exists(touched).not())
    })
}

/// The condition that somebody has written a referral, opened or closed it since it was asked about.
fn answered() -> Expr {
    let written = Query::select()
        .expr(Expr::value(1))
        .from(Referrals)
        .and_where(Expr::col((Referrals, R::Id)).equals((row::Entity, row::Column::Referral)))
        .and_where(Expr::col((Referrals, R::Updated)).gte(Expr::col((row::Entity, row::Column::Asked))))
        .to_owned();
    Expr::exists(written)
}

/// Takes back the questions about referrals that somebody has written, opened or closed since: that is an answer.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw_answered(tx: &Tx, _permit: &Permit<RunInstallation>) -> Result<()> {
    let none: Option<DateTime<Utc>> = None;
    row::Entity::update_many()
        .col_expr(row::Column::Asked, Expr::value(none))
        .filter(row::Column::Asked.is_not_null())
        .filter(answered())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Referrals that nobody has touched for long, nor said meanwhile that they are needed, and that are not asked about yet:
/// the NGO of each with its key. At most so many. Nobody is asked about somebody in work, nor about erasing somebody with
/// an introduction that rests on live consent.
///
/// # Errors
/// When the database cannot be read.
pub async fn untouched(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    next: Next,
    (periods, now): (Periods, DateTime<Utc>),
    size: u64,
) -> Result<Vec<(ReferralId, OrganisationId)>> {
    let since = periods.ask_before(next, now);
    let known = Query::select()
        .expr(Expr::value(1))
        .from(row::Entity)
        .and_where(Expr::col((row::Entity, row::Column::Referral)).equals((Referrals, R::Id)))
        .cond_where(Condition::any().add(row::Column::Kept.gte(since)).add(row::Column::Asked.is_not_null()))
        .to_owned();
    let consented = (next == Next::Erase).then(|| rests_on_consent(now.date_naive()).not());
    let standing = Condition::all().add(in_work(periods.checked_since(now)).not()).add_option(consented);
    let rows = Referrals::find()
        .select_only()
        .columns([R::Id, R::Organisation])
        .filter(of(next))
        .filter(untouched_since(since))
        .filter(standing)
        .filter(Expr::exists(known).not())
        .order_by_asc(R::Updated)
        .limit(size);
    let rows: Vec<(Uuid, Uuid)> = rows.into_tuple().all(db.on()).await?;
    Ok(rows.into_iter().map(|(id, organisation)| (ReferralId(id), OrganisationId(organisation))).collect())
}

/// Asks about referrals.
///
/// # Errors
/// When the database cannot be written.
pub async fn ask(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    next: Next,
    referrals: &[(ReferralId, OrganisationId)],
    now: DateTime<Utc>,
) -> Result<()> {
    if referrals.is_empty() {
        return Ok(());
    }
    let rows = referrals.iter().map(|(referral, organisation)| row::ActiveModel {
        referral: Set(referral.0),
        organisation: Set(organisation.0),
        next: Set(next.to_string()),
        asked: Set(Some(now)),
        kept: Set(None),
        noted: Set(None),
        looks: Set(0),
    });
    let over = OnConflict::column(row::Column::Referral)
        .update_columns([row::Column::Next, row::Column::Asked, row::Column::Noted, row::Column::Looks])
        .to_owned();
    row::Entity::insert_many(rows).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Referrals asked about before a time, the oldest first, of those that an act is for; at most so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    next: Next,
    before: DateTime<Utc>,
    size: u64,
) -> Result<Vec<Asked>> {
    let rows = row::Entity::find()
        .filter(row::Column::Next.eq(next.word()))
        .filter(row::Column::Asked.lt(before))
        .order_by_asc(row::Column::Asked)
        .order_by_asc(row::Column::Referral)
        .limit(size);
    let rows = rows.all(db.on()).await?;
    let read: Vec<Option<Asked>> = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(read.into_iter().flatten().collect())
}

/// Notes that referrals have been found due once more.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    referrals: &[ReferralId],
    now: DateTime<Utc>,
) -> Result<()> {
    let those = || row::Column::Referral.is_in(referrals.iter().map(|id| id.0));
    row::Entity::update_many()
        .col_expr(row::Column::Noted, Expr::value(now))
        .filter(those())
        .filter(row::Column::Noted.is_null())
        .exec(tx.on())
        .await?;
    row::Entity::update_many()
        .col_expr(row::Column::Looks, Expr::col(row::Column::Looks).add(1))
        .filter(those())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Forgets what was found due, since the clock cannot have been right all the time; and what was asked later than now.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_noted(tx: &Tx, _permit: &Permit<RunInstallation>, now: DateTime<Utc>) -> Result<()> {
    let none: Option<DateTime<Utc>> = None;
    row::Entity::update_many()
        .col_expr(row::Column::Noted, Expr::value(none))
        .col_expr(row::Column::Looks, Expr::value(0))
        .exec(tx.on())
        .await?;
    row::Entity::update_many()
        .col_expr(row::Column::Asked, Expr::value(none))
        .filter(row::Column::Asked.gt(now))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// A referral that is due, if nobody has touched it since it was asked about and the act is still for it; held until the
/// transaction ends. The caller looks at its introductions that are under way.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, _permit: &Permit<RunInstallation>, asked: &Asked) -> Result<Option<Person>> {
    let row = Referrals::find_by_id(asked.referral.0)
        .filter(of(asked.next))
        .filter(untouched_since(asked.asked))
        .lock_exclusive();
    Ok(person::named(row).one(tx.on()).await?.map(person::of_names))
}

/// Archives a referral: it is closed for the reason that nobody answered.
///
/// # Errors
/// When the database cannot be written.
pub async fn archive(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<()> {
    let reason = Some(CloseReason::Archived.to_string());
    let step = Step { status: ReferralStatus::Closed, reason, at: now };
    crate::referrals::become_status(tx, referral, Condition::all(), None, &step).await?;
    withdraw(tx, &[referral]).await
}

/// Takes the question about referrals back: what it was about has been done, or has changed.
///
/// # Errors
/// When the database cannot be written.
pub async fn withdraw(tx: &Tx, referrals: &[ReferralId]) -> Result<()> {
    let none: Option<DateTime<Utc>> = None;
    row::Entity::update_many()
        .col_expr(row::Column::Asked, Expr::value(none))
        .col_expr(row::Column::Noted, Expr::value(none))
        .col_expr(row::Column::Looks, Expr::value(0))
        .filter(row::Column::Referral.is_in(referrals.iter().map(|id| id.0)))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Notes that a referral of the permit's NGO is still needed.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(tx: &Tx, permit: &Permit<KeepReferral>, referral: ReferralId, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel {
        referral: Set(referral.0),
        organisation: Set(permit.action().organisation.0),
        next: Set(Next::Archive.to_string()),
        asked: Set(None),
        kept: Set(Some(now)),
        noted: Set(None),
        looks: Set(0),
    };
    let over = OnConflict::column(row::Column::Referral)
        .update_columns([row::Column::Asked, row::Column::Kept, row::Column::Noted, row::Column::Looks])
        .to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// What the actor's NGO is asked about, the oldest question first; at most so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn asked_of(db: &impl Read, actor: &Actor, size: u64) -> Result<Vec<Asked>> {
    let Some(own) = &actor.membership else { return Ok(Vec::new()) };
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(own.organisation.0))
        .filter(row::Column::Asked.is_not_null())
        .filter(answered().not())
        .order_by_asc(row::Column::Asked)
        .order_by_asc(row::Column::Referral)
        .limit(size);
    let rows = rows.all(db.on()).await?;
    let read: Vec<Option<Asked>> = rows.iter().map(read).collect::<Result<_>>()?;
    Ok(read.into_iter().flatten().collect())
}

/// How many referrals are asked about, by what follows.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl Read, next: Next) -> Result<u64> {
    let rows = row::Entity::find().filter(row::Column::Next.eq(next.word())).filter(row::Column::Asked.is_not_null());
    Ok(rows.count(db.on()).await?)
}
