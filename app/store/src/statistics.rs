//! How many had which outcome, as numbers alone, and what was published of them. Nothing here leads to anybody.

use std::collections::BTreeMap;

use domain::check_in::Outcome;
use domain::id::OrganisationId;
use domain::policy::Acting;
use domain::policy::{FollowUp, KeepWatch, Permit};
use domain::statistics::{Counted, Numbers, Published};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::{json, to_json, word};
use crate::db::{Read, Tx};
use crate::error::{Error, Result};

mod count {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outcome_counts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub year: i32,
        pub day: i64,
        pub outcome: String,
        pub count: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod share {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outcome_shares")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub year: i32,
        pub day: i64,
        pub outcome: String,
        pub organisation: Uuid,
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

/// The word under which it is counted that somebody started.
const STARTED: &str = "started";

/// The two organisations that know of somebody who is counted.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// The NGO.
    pub ngo: OrganisationId,
    /// Where the person started.
    pub employer: OrganisationId,
}

/// Counts that somebody started in a year.
///
/// # Errors
/// When the database cannot be written.
pub async fn count_start(tx: &Tx, _acting: &Acting, year: i32, parts: Parts) -> Result<()> {
    add(tx, (year, 0), STARTED, parts).await
}

/// Counts an outcome of somebody who started in a year, after so many days.
///
/// # Errors
/// When the database cannot be written.
pub async fn count_outcome(
    tx: &Tx,
    _permit: &Permit<FollowUp>,
    (year, day): (i32, i64),
    outcome: Outcome,
    parts: Parts,
) -> Result<()> {
    add(tx, (year, day), outcome.word(), parts).await
}

async fn add(tx: &Tx, (year, day): (i32, i64), what: &str, parts: Parts) -> Result<()> {
    for organisation in [parts.ngo, parts.employer] {
        add_share(tx, (year, day), what, organisation).await?;
    }
    let id = format!("{year}-{day}-{what}");
    let row = count::ActiveModel {
        id: Set(id.clone()),
        year: Set(year),
        day: Set(day),
        outcome: Set(what.to_owned()),
        count: Set(0),
    };
    let keep = OnConflict::column(count::Column::Id).do_nothing().to_owned();
    count::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    count::Entity::update_many()
        .col_expr(count::Column::Count, Expr::col(count::Column::Count).add(1))
        .filter(count::Column::Id.eq(id))
        .exec(tx.on())
        .await?;
    Ok(())
}

async fn add_share(tx: &Tx, (year, day): (i32, i64), what: &str, organisation: OrganisationId) -> Result<()> {
    let id = format!("{year}-{day}-{what}-{organisation}");
    let row = share::ActiveModel {
        id: Set(id.clone()),
        year: Set(year),
        day: Set(day),
        outcome: Set(what.to_owned()),
        organisation: Set(organisation.0),
        count: Set(0),
    };
    let keep = OnConflict::column(share::Column::Id).do_nothing().to_owned();
    share::Entity::insert(row).on_conflict(keep).exec_without_returning(tx.on()).await?;
    share::Entity::update_many()
        .col_expr(share::Column::Count, Expr::col(share::Column::Count).add(1))
        .filter(share::Column::Id.eq(id))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// The numbers of a year, and how much of them each organisation gave. What no share tells of, since it was counted before
/// shares were, is one organisation's more: nobody knows that it is not.
///
/// # Errors
/// When the database cannot be read.
pub async fn counted(tx: &Tx, _permit: &Permit<KeepWatch>, year: i32) -> Result<(Numbers, Vec<Numbers>)> {
    let rows = count::Entity::find().filter(count::Column::Year.eq(year)).all(tx.on()).await?;
    let all = rows.into_iter().map(|row| (row.day, row.outcome, row.count)).collect::<Vec<_>>();
    let rows = share::Entity::find().filter(share::Column::Year.eq(year)).all(tx.on()).await?;
    let (mut own, mut told) = (BTreeMap::<Uuid, Vec<_>>::new(), BTreeMap::<(i64, String), i32>::new());
    for row in rows {
        let told = told.entry((row.day, row.outcome.clone())).or_default();
        *told = told.saturating_add(row.count);
        own.entry(row.organisation).or_default().push((row.day, row.outcome, row.count));
    }
    // Everybody is in two shares: the NGO's and the employer's.
    let untold = all.iter().map(|(day, outcome, count)| {
        let told = told.get(&(*day, outcome.clone())).copied().unwrap_or_default();
        (*day, outcome.clone(), count.saturating_sub(told / 2))
    });
    let untold = numbers(untold.collect())?;
    let mut shares = own.into_values().map(numbers).collect::<Result<Vec<Numbers>>>()?;
    shares.push(untold);
    Ok((numbers(all)?, shares))
}

/// Rows of a day, an outcome and how many.
fn numbers(rows: Vec<(i64, String, i32)>) -> Result<Numbers> {
    let (mut started, mut lines) = (0, BTreeMap::<i64, Counted>::new());
    for (day, outcome, count) in rows {
        let number = u32::try_from(count).map_err(|_| Error::Column("outcome_counts.count"))?;
        if outcome == STARTED {
            started = number;
            continue;
        }
        let line = lines.entry(day).or_insert_with(|| Counted { day, ..Counted::default() });
        line.outcomes.insert(word(&outcome, "outcome_counts.outcome")?, number);
    }
    Ok(Numbers { started, lines: lines.into_values().collect() })
}

/// Years that have counts up to this one and were not published.
///
/// # Errors
/// When the database cannot be read.
pub async fn unpublished(db: &impl Read, _permit: &Permit<KeepWatch>, until: i32) -> Result<Vec<i32>> {
    let told = published::Entity::find().select_only().column(published::Column::Year).distinct();
    let told: Vec<i32> = told.into_tuple().all(db.on()).await?;
    let years = count::Entity::find()
        .select_only()
        .column(count::Column::Year)
        .distinct()
        .filter(count::Column::Year.lte(until))
        .filter(count::Column::Year.is_not_in(told))
        .order_by_asc(count::Column::Year);
    Ok(years.into_tuple().all(db.on()).await?)
}

/// Publishes the lines of a year, once and for all: a line that is there stays. The numbers behind them are removed, so
/// that nobody can look them up later.
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
    count::Entity::delete_many().filter(count::Column::Year.lte(year)).exec(tx.on()).await?;
    share::Entity::delete_many().filter(share::Column::Year.lte(year)).exec(tx.on()).await?;
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
