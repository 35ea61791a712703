//! Who has a role on the platform is found without going through all accounts.

use sea_orm_migration::prelude::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create().name("accounts_platform").table("accounts").to_owned();
        manager.create_index(index.to_owned().col("platform").col("id").to_owned()).await
    }
}
