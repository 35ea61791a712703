//! How many had which outcome, and what was published of that. Nothing is counted before it is published but how many
//! started in a year: an outcome stands in its check-in alone, and goes with it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::id::OrganisationId;
use domain::policy::{Acting, KeepWatch, Permit};
use domain::statistics::{self, Asked, Numbers, Published, Starter};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use crate::column::{json, optional_word, to_json, word};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::organisations;

mod starts {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "starts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub year: i32,
        pub count: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod published {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "published_outcomes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub year: i32,
        pub day: i64,
        pub total: Option<i32>,
        pub outcomes: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Counts that somebody started in a year.
///
/// # Errors
/// When the database cannot be written.
pub async fn count_start(tx: &Tx, _acting: &Acting, year: i32) -> Result<()> {
    let row = starts::ActiveModel { year: Set(year), count: Set(0) };
    let keep = OnConflict::column(starts::Column::Year).do_nothing().to_owned();
    starts::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    starts::Entity::update_many()
        .col_expr(starts::Column::Count, Expr::col(starts::Column::Count).add(1))
        .filter(starts::Column::Year.eq(year))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The numbers of a year, and how much of them each organisation gave, and each group of companies.
///
/// # Errors
/// When the database cannot be read.
pub async fn counted(tx: &Tx, permit: &Permit<KeepWatch>, year: i32) -> Result<(Numbers, Vec<Numbers>)> {
    let started = starts::Entity::find_by_id(year).one(tx.on()).await?.map_or(0, |row| row.count);
    let started = u32::try_from(started).map_err(|_| Error::Column("starts.count"))?;
    let people = starters(tx, permit, year).await?;
    let groups = organisations::groups(tx, permit).await?;
    Ok(statistics::counted(started, &people, &groups))
}

/// A check-in without whom it is about.
#[derive(FromQueryResult)]
struct AskedRow {
    introduction: Uuid,
    ngo: Uuid,
    employer: Uuid,
    kind: String,
    after: Option<i64>,
    started: Date,
    outcome: Option<String>,
    created: DateTimeUtc,
}

/// Everybody who started in a year and was not erased.
async fn starters(db: &impl Read, _permit: &Permit<KeepWatch>, year: i32) -> Result<Vec<Starter>> {
    use crate::check_ins::row::{Column, Entity};
    let (first, last) = (NaiveDate::from_ymd_opt(year, 1, 1), NaiveDate::from_ymd_opt(year, 12, 31));
    let (Some(first), Some(last)) = (first, last) else { return Ok(Vec::new()) };
    // With a start at least one check-in is planned, and one about why with an end: on the day of that.
    let rows = Entity::find()
        .select_only()
        .columns([Column::Introduction, Column::Ngo, Column::Employer, Column::Kind])
        .columns([Column::After, Column::Started, Column::Outcome, Column::Created])
        .filter(Column::Started.gte(first))
        .filter(Column::Started.lte(last))
        .order_by_asc(Column::Introduction)
        .order_by_asc(Column::Due)
        .order_by_asc(Column::Id)
        .into_model::<AskedRow>();
    let mut people: BTreeMap<Uuid, (BTreeSet<OrganisationId>, Vec<Asked>)> = BTreeMap::new();
    for row in rows.all(db.on()).await? {
        let asked = Asked {
            kind: word(&row.kind, "check_ins.kind")?,
            after: row.after,
            planned: (row.created.date_naive() - row.started).num_days(),
            outcome: optional_word(row.outcome.as_deref(), "check_ins.outcome")?,
        };
        let (known_to, all) = people.entry(row.introduction).or_default();
        known_to.extend([row.ngo, row.employer].map(OrganisationId));
        all.push(asked);
    }
    let starter = |(known_to, asked): (_, Vec<Asked>)| Starter { known_to, outcomes: statistics::outcomes(&asked) };
    Ok(people.into_values().map(starter).collect())
}

/// Years in which somebody started, up to this one, that were not published.
///
/// # Errors
/// When the database cannot be read.
pub async fn unpublished(db: &impl Read, _permit: &Permit<KeepWatch>, until: i32) -> Result<Vec<i32>> {
    let told = published::Entity::find().select_only().column(published::Column::Year).distinct();
    let told: Vec<i32> = told.into_tuple().all(db.on()).await?;
    let years = starts::Entity::find()
        .select_only()
        .column(starts::Column::Year)
        .filter(starts::Column::Year.lte(until))
        .filter(starts::Column::Year.is_not_in(told))
        .order_by_asc(starts::Column::Year);
    Ok(years.into_tuple().all(db.on()).await?)
}

/// Publishes the lines of a year, once and for all: a line that is there stays. How many started is removed, so that
/// nobody can tell from it later how many were erased.
///
/// # Errors
/// When the database cannot be written.
pub async fn publish(tx: &Tx, _permit: &Permit<KeepWatch>, year: i32, lines: &[Published]) -> Result<()> {
    let mut rows = Vec::new();
    for line in lines {
        rows.push(published::ActiveModel {
            id: Set(format!("{year}-{}", line.day)),
            year: Set(year),
            day: Set(line.day),
            total: Set(line.total.map(|total| i32::try_from(total).unwrap_or(i32::MAX))),
            outcomes: Set(to_json(&line.outcomes, "published_outcomes.outcomes")?),
        });
    }
    let keep = OnConflict::column(published::Column::Id).do_nothing().to_owned();
    published::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(tx.on()).await?;
    starts::Entity::delete_many().filter(starts::Column::Year.lte(year)).exec(tx.on()).await?;
    Ok(())
}

/// What is published, the newest year first; at most fifty years.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_published(db: &impl Read) -> Result<Vec<(i32, Published)>> {
    let rows = published::Entity::find()
        .order_by_desc(published::Column::Year)
        .order_by_asc(published::Column::Day)
        .limit(100)
        .all(db.on())
        .await?;
    rows.into_iter()
        .map(|row| {
            let total =
                row.total.map(u32::try_from).transpose().map_err(|_| Error::Column("published_outcomes.total"))?;
            let outcomes = json(&row.outcomes, "published_outcomes.outcomes")?;
            Ok((row.year, Published { day: row.day, total, outcomes }))
        })
        .collect()
}
