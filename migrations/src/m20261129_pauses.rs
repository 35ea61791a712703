//! Why a placement rests that its own organisation did not pause.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut why = string_null("paused");
        manager.alter_table(Table::alter().table("placements").add_column(&mut why).to_owned()).await
    }
}
