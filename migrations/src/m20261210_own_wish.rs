//! When a person asked, on the page of their own, to be erased.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut wish = timestamp_with_time_zone_null("own_wish");
        manager.alter_table(Table::alter().table("referrals").add_column(&mut wish).to_owned()).await?;
        let index = Index::create().name("referrals_organisation_own_wish").table("referrals").to_owned();
        manager.create_index(index.to_owned().col("organisation").col("own_wish").to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
