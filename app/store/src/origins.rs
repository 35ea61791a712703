//! Where the records of other libraries stand in this one, by the names that those libraries give them: so that one that
//! is withdrawn there is found here. It outlives the imports that brought them.

use std::collections::BTreeMap;

use domain::policy::{Permit, PublishPractice};
use domain::practice::Manuscript;
use domain::proposal::Proposal;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals::Writing;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "origins")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub library: String,
        pub name: String,
        pub slug: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most rows that are written in one statement.
const AT_ONCE: usize = 100;

/// Notes where records of a library stand: the part of the address here, by the name there. What was noted before of the
/// same name is written over.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(tx: &Tx, _: &Permit<PublishPractice>, library: &str, slugs: &BTreeMap<String, String>) -> Result<()> {
    let all: Vec<_> = slugs.iter().collect();
    for some in all.chunks(AT_ONCE) {
        let models = some.iter().map(|(name, slug)| row::ActiveModel {
            id: Set(Uuid::now_v7()),
            library: Set(library.to_owned()),
            name: Set((*name).clone()),
            slug: Set((*slug).clone()),
        });
        let over =
            OnConflict::columns([row::Column::Library, row::Column::Name]).update_column(row::Column::Slug).to_owned();
        row::Entity::insert_many(models).on_conflict(over).exec_without_returning(tx.on()).await?;
    }
    Ok(())
}

/// Forgets what other libraries call the record at an address here: it does not come to stand there after all.
///
/// # Errors
/// When the database cannot be written.
pub(crate) async fn forget(tx: &Tx, slug: &str) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Slug.eq(slug)).exec(tx.on()).await?;
    Ok(())
}

/// The part of the address here of the record that a library calls so, if it has come here.
///
/// # Errors
/// When the database cannot be read.
pub async fn slug(db: &impl Read, library: &str, name: &str) -> Result<Option<String>> {
    let query = row::Entity::find().select_only().column(row::Column::Slug);
    let query = query.filter(row::Column::Library.eq(library)).filter(row::Column::Name.eq(name));
    Ok(query.into_tuple().one(db.on()).await?)
}

/// Follows a new record that is before the curators to another address, which is written into its proposal now.
///
/// # Errors
/// When the database cannot be written.
pub async fn follow(tx: &Tx, _: &Writing, proposal: &Proposal, written: &Manuscript) -> Result<()> {
    let (old, new) = (proposal.manuscript.one("slug"), written.one("slug"));
    let none = [old, new].contains(&"") || old == new;
    if none || proposal.practice.is_some() || proposal.submitted.is_none() {
        return Ok(());
    }
    row::Entity::update_many()
        .col_expr(row::Column::Slug, Expr::value(new.to_owned()))
        .filter(row::Column::Slug.eq(old))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Where the records of a library stand: the part of the address here, by the name there.
///
/// # Errors
/// When the database cannot be read.
pub async fn slugs(db: &impl Read, library: &str) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Name, row::Column::Slug])
        .filter(row::Column::Library.eq(library))
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().collect())
}
