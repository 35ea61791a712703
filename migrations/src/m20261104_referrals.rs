//! Referrals, the keys that seal their records, and consent grants.

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
            "record_keys",
            [
                // The record whose sealed columns this key opens. Destroying the row is what erases them.
                pk_uuid("id"),
                binary("wrapped"),
                timestamp_with_time_zone("created"),
            ],
            &[],
            &[],
        )
        .await?;
        create(
            manager,
            "referrals",
            [
                pk_uuid("id"),
                uuid("organisation"),
                string_uniq("code"),
                string("status"),
                string_null("closed"),
                // What may be matched on, one column for each field that consent names, so that a query reads no
                // more than a grant allows.
                text("languages"),
                text("skills"),
                text("hours"),
                text("supports"),
                text("area"),
                binary("secrets"),
                binary("called"),
                integer("version"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("updated"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation", "status", "id"]],
        )
        .await?;
        create(
            manager,
            "consent_grants",
            [
                pk_uuid("id"),
                uuid("referral"),
                uuid("recipient"),
                string("purpose"),
                date("ends"),
                string("language"),
                string("explained"),
                uuid_null("account"),
                timestamp_with_time_zone("recorded"),
                timestamp_with_time_zone_null("revoked"),
            ],
            &[("referral", "referrals"), ("recipient", "organisations")],
            &[&["referral", "recipient", "purpose"], &["recipient", "ends"]],
        )
        .await?;
        create(
            manager,
            "consent_fields",
            [pk_uuid("id"), uuid("consent_grant"), string("field")],
            &[("consent_grant", "consent_grants")],
            &[&["consent_grant", "field"]],
        )
        .await
    }
}
