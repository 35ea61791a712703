//! What stewards tick of an application, and what they say to each other.

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
            "vetting_ticks",
            [
                // Organisation and check: two stewards at once make one tick.
                string("id").primary_key().take(),
                uuid("organisation"),
                string("check_name"),
                uuid_null("account"),
                timestamp_with_time_zone("at"),
                integer("version"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation"]],
        )
        .await?;
        create(
            manager,
            "steward_notes",
            [
                pk_uuid("id"),
                uuid("organisation"),
                uuid_null("account"),
                text("text"),
                timestamp_with_time_zone("created"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation", "id"]],
        )
        .await
    }
}
