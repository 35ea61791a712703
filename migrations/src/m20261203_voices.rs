//! Of signals, which of them come from the same person: a digest that leads to nobody without the installation's key.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut voice = uuid_null("voice");
        manager.alter_table(Table::alter().table("signals").add_column(&mut voice).to_owned()).await
    }
}
