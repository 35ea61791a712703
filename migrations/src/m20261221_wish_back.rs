//! When a person took back, on the page of their own, the wish to be erased, and when somebody of their NGO saw that.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["own_wish_back", "own_wish_back_seen"] {
            let mut column = timestamp_with_time_zone_null(name);
            manager.alter_table(Table::alter().table("referrals").add_column(&mut column).to_owned()).await?;
        }
        let index = Index::create().name("referrals_organisation_own_wish_back").table("referrals").to_owned();
        manager.create_index(index.to_owned().col("organisation").col("own_wish_back").to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
