//! Who let a suspension or a debarment stay when it was looked at again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut kept_by = uuid_null("kept_by");
        manager.alter_table(Table::alter().table("sanctions").add_column(&mut kept_by).to_owned()).await
    }
}
