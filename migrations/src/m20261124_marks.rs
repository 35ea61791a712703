//! What has been done once and for all in this database, such as filling it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let id = string("id").primary_key().take();
        create(manager, "marks", [id, timestamp_with_time_zone("created")], &[], &[]).await
    }
}
