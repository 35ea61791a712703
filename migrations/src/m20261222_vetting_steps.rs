//! An index by which organisations with a note of one step are found without going through all notes.

use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create().name("vetting_notes_step_organisation").table("vetting_notes").to_owned();
        manager.create_index(index.to_owned().col("step").col("organisation").to_owned()).await
    }
}
