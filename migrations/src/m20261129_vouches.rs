//! Associations that vouch for businesses.

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
            "vouches",
            [
                pk_uuid("id"),
                uuid("association"),
                uuid("business"),
                text("statement"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("reviewed"),
                timestamp_with_time_zone_null("withdrawn"),
                uuid_null("account"),
            ],
            &[("association", "organisations"), ("business", "organisations")],
            &[&["association", "id"], &["business", "id"]],
        )
        .await
    }
}
