//! Pay floors: one row for each country and first day, with where the figure comes from. The newest that has begun is
//! in force; which of them a placement is held against is the services' to say.

use chrono::{DateTime, NaiveDate, Utc};
use domain::codes::Country;
use domain::placement::Pay;
use domain::policy::{Permit, SetWageFloor};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "wage_floors")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub country: String,
        pub minor: i64,
        pub currency: String,
        pub period: String,
        pub source: String,
        pub since: Date,
        pub account: Option<Uuid>,
        pub updated: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The least pay of a country, and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WageFloor {
    /// The country.
    pub country: Country,
    /// The least pay; by day, week, month or year it is for 40 hours a week.
    pub pay: Pay,
    /// The law or the publication.
    pub source: String,
    /// Since when it is in force.
    pub since: NaiveDate,
}

fn read(row: row::Model) -> Result<WageFloor> {
    Ok(WageFloor {
        country: word(&row.country, "wage_floors.country")?,
        pay: Pay {
            minor: row.minor,
            currency: word(&row.currency, "wage_floors.currency")?,
            period: word(&row.period, "wage_floors.period")?,
        },
        source: row.source,
        since: row.since,
    })
}

/// The floors of a country, newest first; those to come are among them.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, country: &Country) -> Result<Vec<WageFloor>> {
    let rows = row::Entity::find()
        .filter(row::Column::Country.eq(country.as_str()))
        .order_by_desc(row::Column::Since)
        .limit(1000);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// The countries that have a floor in force on a day.
pub(crate) fn known(today: NaiveDate) -> SelectStatement {
    Query::select().column(row::Column::Country).from(row::Entity).and_where(row::Column::Since.lte(today)).to_owned()
}

/// The newest thousand floors, by country and first day; those to come are among them.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl Read) -> Result<Vec<WageFloor>> {
    let rows = row::Entity::find().order_by_asc(row::Column::Country).order_by_desc(row::Column::Since).limit(1000);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Floors that began on a day or later, those to come as well: live placements have to be held against them.
///
/// # Errors
/// When the database cannot be read.
pub async fn since(db: &impl Read, from: NaiveDate) -> Result<Vec<WageFloor>> {
    let rows = row::Entity::find().filter(row::Column::Since.gte(from)).limit(1000);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// Sets the floor of a country from a day on.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(tx: &Tx, permit: &Permit<SetWageFloor>, floor: &WageFloor, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(format!("{} {}", floor.country, floor.since)),
        country: Set(floor.country.to_string()),
        minor: Set(floor.pay.minor),
        currency: Set(floor.pay.currency.to_string()),
        period: Set(floor.pay.period.to_string()),
        source: Set(floor.source.clone()),
        since: Set(floor.since),
        account: Set(permit.account().map(|id| id.0)),
        updated: Set(now),
    };
    use row::Column as C;
    let replace = OnConflict::column(C::Id)
        .update_columns([C::Minor, C::Currency, C::Period, C::Source, C::Account, C::Updated])
        .to_owned();
    row::Entity::insert(row).on_conflict(replace).exec_without_returning(tx.on()).await?;
    Ok(())
}
