//! When a steward looked at what a placement pays where no floor is known, and what they said who paused it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What is live already waits for its first look. SQLite adds one column at a time.
        for mut column in [timestamp_with_time_zone_null("pay_looked"), text_null("paused_words")] {
            manager.alter_table(Table::alter().table("placements").add_column(&mut column).to_owned()).await?;
        }
        Ok(())
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
