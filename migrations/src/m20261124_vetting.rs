//! What vetting needs to know of an organisation besides its status: its version, and since when it differs from what
//! was verified.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for mut column in [integer("version").default(1).take(), timestamp_with_time_zone_null("changed")] {
            manager.alter_table(Table::alter().table("organisations").add_column(&mut column).to_owned()).await?;
        }
        Ok(())
    }
}
