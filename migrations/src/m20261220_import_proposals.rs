//! Finding the import that brought a proposal.

use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create().name("import_rows_proposal").table("import_rows").col("proposal").to_owned();
        manager.create_index(index).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
