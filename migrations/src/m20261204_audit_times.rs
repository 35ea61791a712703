//! An index by which the latest time of the audit log is found without reading all of it.

use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name("audit_log_at").table("audit_log").col("at");
        manager.create_index(index.to_owned()).await
    }
}
