//! Placements and the pay floors they are held against.

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
            "placements",
            [
                pk_uuid("id"),
                uuid("organisation"),
                string("status"),
                string("kind"),
                string("title"),
                // What pages filter by stands in columns; the rest of the terms is JSON.
                string("sector"),
                string("occupation"),
                string("country"),
                text("terms"),
                integer("version"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("updated"),
                timestamp_with_time_zone_null("published"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation", "id"], &["status", "id"], &["status", "country", "id"]],
        )
        .await?;
        create(
            manager,
            "wage_floors",
            [
                string("id").primary_key().take(),
                big_integer("minor"),
                string("currency"),
                string("period"),
                string("source"),
                date("source_date"),
                uuid_null("account"),
                timestamp_with_time_zone("updated"),
            ],
            &[],
            &[],
        )
        .await
    }
}
