//! Other libraries that were harvested, each with its sets, and the day until which everything of them was taken.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [pk_uuid("id"), text("library"), text("part"), date("harvested")];
        create(manager, "sources", columns, &[], &[]).await?;
        let each_once = Index::create()
            .name("sources_library_part")
            .table("sources")
            .col("library")
            .col("part")
            .unique()
            .to_owned();
        manager.create_index(each_once).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
