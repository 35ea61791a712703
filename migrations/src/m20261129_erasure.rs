//! Wishes that a person be erased, tombstones of what a backup must not bring back, and what employers keep of introductions to them.

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
            "erasure_wishes",
            [pk_uuid("referral"), uuid("organisation"), uuid("account"), timestamp_with_time_zone("at")],
            &[("referral", "referrals"), ("organisation", "organisations")],
            &[&["organisation", "at"]],
        )
        .await?;
        // A keyed digest, whether it was a person or a consent, and a day: nothing of a person.
        let id = char_len("id", 64).primary_key().take();
        create(manager, "tombstones", [id, string("gone"), date("day")], &[], &[&["gone"]]).await?;
        create(
            manager,
            "ended_introductions",
            [pk_uuid("id"), uuid("employer"), uuid("placement"), date("day")],
            &[("employer", "organisations"), ("placement", "placements")],
            &[&["employer", "day"]],
        )
        .await
    }
}
