//! Introductions, their steps and their messages.

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
            "introductions",
            [
                pk_uuid("id"),
                uuid("referral"),
                uuid("placement"),
                uuid("ngo"),
                uuid("employer"),
                string("stage"),
                string_null("reason"),
                integer("version"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("updated"),
            ],
            &[
                ("referral", "referrals"),
                ("placement", "placements"),
                ("ngo", "organisations"),
                ("employer", "organisations"),
            ],
            &[&["ngo", "stage", "id"], &["employer", "stage", "id"], &["placement", "stage"], &["referral"]],
        )
        .await?;
        create(
            manager,
            "introduction_steps",
            [
                pk_uuid("id"),
                uuid("introduction"),
                string("stage"),
                string("side"),
                string_null("reason"),
                uuid_null("account"),
                timestamp_with_time_zone("at"),
            ],
            &[("introduction", "introductions")],
            &[&["introduction", "id"]],
        )
        .await?;
        create(
            manager,
            "messages",
            [
                pk_uuid("id"),
                uuid("introduction"),
                string("side"),
                uuid_null("account"),
                binary("body"),
                timestamp_with_time_zone("at"),
                timestamp_with_time_zone_null("read"),
            ],
            &[("introduction", "introductions")],
            &[&["introduction", "id"]],
        )
        .await
    }
}
