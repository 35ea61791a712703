//! Where the records of other libraries stand in this one, by the names that those libraries give them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, "origins", [pk_uuid("id"), text("library"), text("name"), string("slug")], &[], &[]).await?;
        let each_once = Index::create()
            .name("origins_library_name")
            .table("origins")
            .col("library")
            .col("name")
            .unique()
            .to_owned();
        manager.create_index(each_once).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
