//! Other libraries whose records were taken, each with the day until which all of them were: so that one can be asked for
//! what is newer. Every curator sees all of them, and they outlive the imports that brought the records.

use chrono::NaiveDate;
use domain::Actor;
use domain::account::PlatformRole;
use domain::id::SourceId;
use domain::import::Source;
use domain::policy::{Permit, PublishPractice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub library: String,
        pub part: String,
        pub harvested: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most that are listed.
const MOST: u64 = 200;

fn visible_to(actor: &Actor) -> Condition {
    let may = actor.is_system() || actor.is(PlatformRole::Curator);
    if may { Condition::all() } else { Condition::all().add(Expr::val(false)) }
}

fn read(row: row::Model) -> Source {
    let row::Model { id, library, part, harvested } = row;
    Source { id: SourceId(id), address: library, set: part, harvested }
}

/// All of them, by address and set.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl Read, actor: &Actor) -> Result<Vec<Source>> {
    let query = row::Entity::find()
        .filter(visible_to(actor))
        .order_by_asc(row::Column::Library)
        .order_by_asc(row::Column::Part)
        .limit(MOST);
    Ok(query.all(db.on()).await?.into_iter().map(read).collect())
}

/// One of them.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: SourceId) -> Result<Option<Source>> {
    Ok(row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read))
}

/// Forgets it; answers whether it was there.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, _: &Permit<PublishPractice>, id: SourceId) -> Result<bool> {
    Ok(row::Entity::delete_by_id(id.0).exec(tx.on()).await?.rows_affected > 0)
}

/// A time of which everything was taken from another library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Harvested<'a> {
    /// Its address.
    pub address: &'a str,
    /// The set of it; nothing for all of it.
    pub set: &'a str,
    /// The first day; nothing where everything older was asked for too.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: NaiveDate,
}

/// Notes it. The day never goes back, and where there is a gap between what was taken before and this, it stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(tx: &Tx, _: &Permit<PublishPractice>, harvested: Harvested<'_>) -> Result<()> {
    let Harvested { address, set, from, until } = harvested;
    let known = row::Entity::find()
        .filter(row::Column::Library.eq(address))
        .filter(row::Column::Part.eq(set))
        .lock_exclusive()
        .one(tx.on())
        .await?;
    let before = known.map(|known| known.harvested);
    let gap = before.zip(from).is_some_and(|(before, from)| from > before);
    if gap || before.is_some_and(|before| before >= until) {
        return Ok(());
    }
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        library: Set(address.to_owned()),
        part: Set(set.to_owned()),
        harvested: Set(until),
    };
    let over =
        OnConflict::columns([row::Column::Library, row::Column::Part]).update_column(row::Column::Harvested).to_owned();
    row::Entity::insert(row).on_conflict(over).exec_without_returning(tx.on()).await?;
    Ok(())
}
