//! When an NGO was told that a grant ends soon, so that it is told once.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut told = timestamp_with_time_zone_null("told");
        manager.alter_table(Table::alter().table("consent_grants").add_column(&mut told).to_owned()).await?;
        let index = Index::create().name("consent_grants_told_ends").table("consent_grants").to_owned();
        manager.create_index(index.to_owned().col("told").col("ends").to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
