//! When a grant was found to have ended for good, so that a clock that is set back brings it to life no more.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut ended = timestamp_with_time_zone_null("ended_seen");
        manager.alter_table(Table::alter().table("consent_grants").add_column(&mut ended).to_owned()).await?;
        let index = Index::create().name("consent_grants_ended_seen_ends").table("consent_grants").to_owned();
        manager.create_index(index.to_owned().col("ended_seen").col("ends").to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
