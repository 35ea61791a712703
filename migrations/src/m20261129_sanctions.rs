//! Suspensions and debarments, with their appeals.

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
            "sanctions",
            [
                pk_uuid("id"),
                uuid("organisation"),
                string("kind"),
                string("reason"),
                text("note"),
                date("review"),
                string("state"),
                uuid("account"),
                uuid_null("confirmed_by"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone_null("since"),
                timestamp_with_time_zone_null("ended"),
                uuid_null("ended_by"),
                // Where the organisation stood before: it goes back there when this should not have been.
                string("before_status"),
                date_null("before_until"),
                text_null("appeal"),
                timestamp_with_time_zone_null("appealed"),
                string_null("answer"),
                text_null("answer_text"),
                timestamp_with_time_zone_null("answered"),
                uuid_null("answered_by"),
                integer("version"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation", "state"], &["state", "id"], &["state", "review"]],
        )
        .await
    }
}
