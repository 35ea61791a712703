//! Introductions of which an employer reads no more than at the beginning: it took an interest while it was paused.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut held_back = boolean("held_back").default(false).take();
        manager.alter_table(Table::alter().table("introductions").add_column(&mut held_back).to_owned()).await
    }
}
