//! Who took a grant back, what its recipient read under it, and the page of a person's own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time. What was taken back before, the NGO took back.
        let added = [string_null("revoked_by"), uuid_null("revoked_account"), timestamp_with_time_zone_null("noticed")];
        for mut column in added {
            manager.alter_table(Table::alter().table("consent_grants").add_column(&mut column).to_owned()).await?;
        }
        let before = Query::update()
            .table("consent_grants")
            .value("revoked_by", "ngo")
            .and_where(Expr::col("revoked").is_not_null())
            .to_owned();
        manager.exec_stmt(before).await?;
        let unnoticed = Index::create().name("consent_grants_revoked_by_noticed").table("consent_grants").to_owned();
        manager.create_index(unnoticed.to_owned().col("revoked_by").col("noticed").to_owned()).await?;
        create(
            manager,
            "consent_reads",
            [
                pk_uuid("id"),
                uuid("referral"),
                uuid("consent_grant"),
                string("field"),
                date("day"),
                // One row for each field and day, so that a recipient that reads often makes the table no longer.
                integer("times"),
                timestamp_with_time_zone("first"),
                timestamp_with_time_zone("last"),
            ],
            &[("referral", "referrals"), ("consent_grant", "consent_grants")],
            &[&["referral", "day"]],
        )
        .await?;
        let once = Index::create().name("consent_reads_once").table("consent_reads").unique().to_owned();
        manager.create_index(once.to_owned().col("consent_grant").col("field").col("day").to_owned()).await?;
        create(
            manager,
            "own_pages",
            [
                // SHA-256 of the secret in the address: who reads the table cannot open the page with it.
                char_len("id", 64).primary_key().take(),
                uuid_uniq("referral"),
                uuid_null("account"),
                timestamp_with_time_zone("created"),
            ],
            &[("referral", "referrals")],
            &[],
        )
        .await
    }
}
