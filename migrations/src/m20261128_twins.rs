//! What a row of an import is like, and which version of a record it changes or became.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for column in &mut [uuid_null("twin"), integer_null("version")] {
            manager.alter_table(Table::alter().table("import_rows").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
