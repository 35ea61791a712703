//! Whether the audit log holds yet what the system noted in a case: it is written there when the week is over.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What there is was written at once.
        let mut logged = boolean("logged").default(true).take();
        manager.alter_table(Table::alter().table("case_steps").add_column(&mut logged).to_owned()).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
