//! Signals about employers: class, weight, week, and the case that looks at them. There is no column that leads to a
//! referral or an NGO, and keys are random, so that they tell no time. That several are one person's is told by a digest
//! that is another one for each employer, and gives way to a random one when the person is erased.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{CaseId, OrganisationId, ReferralId};
use domain::policy::{HandleCase, KeepWatch, Permit};
use domain::signal::{Signal, SignalClass};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::keys::{self, Keyring};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub employer: Uuid,
        pub class: String,
        pub points: i32,
        pub week: Date,
        pub steward_case: Option<Uuid>,
        pub voice: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most signals of one employer that are read at once.
const MOST: u64 = 2000;

fn read(row: &row::Model) -> Result<Signal> {
    Ok(Signal {
        class: word(&row.class, "signals.class")?,
        points: u32::try_from(row.points).map_err(|_| Error::Column("signals.points"))?,
        week: row.week,
        voice: row.voice,
    })
}

/// The sign of one person's signals about an employer: without the installation's own key, and without the referral, it
/// leads nowhere.
///
/// # Errors
/// When the database cannot be used, or the key does not open.
pub async fn voice(
    tx: &Tx,
    keyring: &Keyring,
    (referral, employer): (ReferralId, OrganisationId),
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    let installation = keys::of_installation(tx, keyring, now).await?;
    let of = [referral.0.into_bytes(), employer.0.into_bytes()].concat();
    let digest = installation.digest("voice of a signal", &of);
    Ok(digest.get(..32).and_then(|half| Uuid::try_parse(half).ok()))
}

/// Puts another sign, which is nobody's, in place of each that is of somebody who is erased: what they said of one employer
/// still counts as one person's, and no key leads from the referral to it.
///
/// # Errors
/// As [`voice`].
pub(crate) async fn lose_voices(tx: &Tx, keyring: &Keyring, referral: ReferralId, now: DateTime<Utc>) -> Result<()> {
    let employers = Query::select()
        .distinct()
        .column("employer")
        .from("introductions")
        .and_where(Expr::col("referral").eq(referral.0))
        .to_owned();
    for found in tx.on().query_all(&employers).await? {
        let employer = OrganisationId(found.try_get("", "employer")?);
        let Some(own) = voice(tx, keyring, (referral, employer), now).await? else { continue };
        row::Entity::update_many()
            .col_expr(row::Column::Voice, Expr::value(Uuid::new_v4()))
            .filter(row::Column::Employer.eq(employer.0))
            .filter(row::Column::Voice.eq(own))
            .exec(tx.on())
            .await?;
    }
    Ok(())
}

/// Adds signals about an employer.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, _permit: &Permit<KeepWatch>, employer: OrganisationId, signals: &[Signal]) -> Result<()> {
    if signals.is_empty() {
        return Ok(());
    }
    let rows = signals.iter().map(|signal| row::ActiveModel {
        id: Set(Uuid::new_v4()),
        employer: Set(employer.0),
        class: Set(signal.class.to_string()),
        points: Set(i32::try_from(signal.points).unwrap_or(i32::MAX)),
        week: Set(signal.week),
        steward_case: Set(None),
        voice: Set(signal.voice),
    });
    row::Entity::insert_many(rows).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The signals about an employer that no case has looked at, or this one is looking at; the newest two thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(
    tx: &Tx,
    _permit: &Permit<KeepWatch>,
    employer: OrganisationId,
    case: Option<CaseId>,
) -> Result<Vec<Signal>> {
    let this = case.map(|case| row::Column::StewardCase.eq(case.0));
    let unseen = Condition::any().add(row::Column::StewardCase.is_null()).add_option(this);
    let rows = row::Entity::find()
        .filter(row::Column::Employer.eq(employer.0))
        .filter(unseen)
        .order_by_desc(row::Column::Week)
        .limit(MOST);
    rows.all(tx.on()).await?.iter().map(read).collect()
}

/// Gives the signals about an employer that no case looks at to this one.
///
/// # Errors
/// When the database cannot be written.
pub async fn attach(tx: &Tx, _permit: &Permit<KeepWatch>, employer: OrganisationId, case: CaseId) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::StewardCase, Expr::value(case.0))
        .filter(row::Column::Employer.eq(employer.0))
        .filter(row::Column::StewardCase.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// What the signals of a case are about, and in which weeks: each pair once, so that nobody counts people.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_case(
    db: &impl Read,
    _permit: &Permit<HandleCase>,
    case: CaseId,
) -> Result<Vec<(NaiveDate, SignalClass)>> {
    let rows = row::Entity::find()
        .select_only()
        .columns([row::Column::Week, row::Column::Class])
        .distinct()
        .filter(row::Column::StewardCase.eq(case.0))
        .order_by_asc(row::Column::Week)
        .order_by_asc(row::Column::Class)
        .limit(MOST)
        .into_tuple::<(NaiveDate, String)>()
        .all(db.on())
        .await?;
    rows.into_iter().map(|(week, class)| Ok((week, word(&class, "signals.class")?))).collect()
}

/// Removes signals from before a day.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, _permit: &Permit<KeepWatch>, before: NaiveDate) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Week.lt(before)).exec(tx.on()).await?;
    Ok(())
}
