//! Whether a curator wants to be told by mail that proposals wait, and when that was done last.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for name in ["daily_off", "daily_told"] {
            let mut column = timestamp_with_time_zone_null(name);
            manager.alter_table(Table::alter().table("accounts").add_column(&mut column).to_owned()).await?;
        }
        Ok(())
    }
}
