//! Why what a person asked for on the page of their own waits, and until when.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut column in [string_null("own_wish_reason"), date_null("own_wish_until")] {
            manager.alter_table(Table::alter().table("referrals").add_column(&mut column).to_owned()).await?;
        }
        let index = Index::create().name("referrals_own_wish_until").table("referrals").to_owned();
        manager.create_index(index.to_owned().col("own_wish_until").to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
