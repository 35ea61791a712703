//! What is asked about referrals that nobody touches, and what has come of it.

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
            "retentions",
            [
                pk_uuid("referral"),
                uuid("organisation"),
                // What follows if nobody answers: a word of the closed list.
                string("next"),
                timestamp_with_time_zone_null("asked"),
                // When its NGO last said that it is needed.
                timestamp_with_time_zone_null("kept"),
                // Since when it is due, and how many looks have found it so.
                timestamp_with_time_zone_null("noted"),
                integer("looks"),
            ],
            &[("referral", "referrals"), ("organisation", "organisations")],
            &[&["organisation", "asked"], &["next", "asked"]],
        )
        .await?;
        let mut index = Index::create();
        index.name("referrals_status_updated").table("referrals").col("status").col("updated");
        manager.create_index(index.to_owned()).await
    }
}
