//! The sets that practices are harvested by: beside each the time of the practice's last change, so that what changed
//! in one set is found without looking at the others. A practice that is taken back stays in its sets.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::id::PracticeId;
use domain::practice::Practice;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::practices::{self, Since};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "practice_sets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub practice: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub spec: String,
        pub changed: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Puts a practice into its sets and the groups of these, and out of all others.
pub(crate) async fn put(tx: &Tx, practice: PracticeId, record: &Practice, changed: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Practice.eq(practice.0)).exec(tx.on()).await?;
    let mut specs: BTreeSet<String> = record.sets().into_iter().collect();
    let groups: Vec<String> = specs.iter().filter_map(|spec| Some(spec.split_once(':')?.0.to_owned())).collect();
    specs.extend(groups);
    let rows = specs.into_iter().map(|spec| row::ActiveModel {
        practice: Set(practice.0),
        spec: Set(spec),
        changed: Set(changed),
    });
    let keep = OnConflict::columns([row::Column::Practice, row::Column::Spec]).do_nothing().to_owned();
    row::Entity::insert_many(rows).on_conflict(keep).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Notes that a practice was taken back.
pub(crate) async fn touch(tx: &Tx, practice: PracticeId, changed: DateTime<Utc>) -> Result<()> {
    let update = row::Entity::update_many().col_expr(row::Column::Changed, changed.into());
    update.filter(row::Column::Practice.eq(practice.0)).exec(tx.on()).await?;
    Ok(())
}

/// The practices of a set that changed, oldest change first.
pub(crate) fn page(set: &str, since: Since, size: u64) -> SelectStatement {
    Query::select()
        .column(row::Column::Practice)
        .from(row::Entity)
        .cond_where(since.on(row::Column::Changed, row::Column::Practice).add(row::Column::Spec.eq(set)))
        .order_by(row::Column::Changed, sea_orm::Order::Asc)
        .order_by(row::Column::Practice, sea_orm::Order::Asc)
        .limit(size)
        .to_owned()
}

/// How many of them there are.
pub(crate) async fn count(db: &impl Read, set: &str, since: Since) -> Result<u64> {
    let condition = since.on(row::Column::Changed, row::Column::Practice).add(row::Column::Spec.eq(set));
    Ok(row::Entity::find().filter(condition).count(db.on()).await?)
}

/// Every set that holds a practice, or held one that was taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn specs(db: &impl Read) -> Result<Vec<String>> {
    let query = row::Entity::find().select_only().column(row::Column::Spec).distinct();
    Ok(query.order_by_asc(row::Column::Spec).into_tuple().all(db.on()).await?)
}

/// The sets of some practices, without the groups that hold them.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(db: &impl Read, practices: &[PracticeId]) -> Result<BTreeMap<PracticeId, Vec<String>>> {
    let rows = row::Entity::find()
        .filter(row::Column::Practice.is_in(practices.iter().map(|id| id.0)))
        .order_by_asc(row::Column::Spec)
        .all(db.on())
        .await?;
    let mut sets: BTreeMap<PracticeId, Vec<String>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.spec.contains(':')) {
        sets.entry(PracticeId(row.practice)).or_default().push(row.spec);
    }
    Ok(sets)
}

/// Puts practices into their sets, in the order of their keys from after one; answers the last of them. For records
/// that were published before there were sets.
///
/// # Errors
/// When the database cannot be used.
pub async fn fill(tx: &Tx, after: Option<PracticeId>, size: u64) -> Result<Option<PracticeId>> {
    let all = practices::all(tx, after, size).await?;
    for (id, practice, changed) in &all {
        put(tx, *id, practice, *changed).await?;
    }
    Ok(all.last().map(|(id, ..)| *id))
}
