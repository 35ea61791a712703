//! What a proposal said each time that it went from one side to the other.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(
            manager,
            "proposal_rounds",
            [
                pk_uuid("id"),
                uuid("proposal"),
                integer("edits"),
                text("manuscript"),
                uuid_null("account"),
                timestamp_with_time_zone("kept"),
            ],
            &[("proposal", "proposals")],
            &[&["proposal", "id"]],
        )
        .await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
