//! Organisations, accounts, memberships, sessions, links sent by mail, and what throttles sign-in.

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
            "organisations",
            [
                pk_uuid("id"),
                string("kind"),
                string("name"),
                text("summary"),
                string("country"),
                string("town"),
                string("register_number"),
                string("website"),
                // The group of companies as typed, and folded for comparing.
                string("group_name"),
                string("group_key"),
                string("status"),
                date_null("verified_until"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("updated"),
            ],
            &[],
            &[&["status", "id"], &["group_key"]],
        )
        .await?;
        create(
            manager,
            "accounts",
            [
                pk_uuid("id"),
                string_uniq("email"),
                string("name"),
                string("password"),
                string("language"),
                string_null("platform"),
                timestamp_with_time_zone_null("confirmed"),
                timestamp_with_time_zone("created"),
            ],
            &[],
            &[],
        )
        .await?;
        create(
            manager,
            "memberships",
            [pk_uuid("account"), uuid("organisation"), string("role"), timestamp_with_time_zone("created")],
            &[("account", "accounts"), ("organisation", "organisations")],
            &[&["organisation"]],
        )
        .await?;
        create(
            manager,
            "vetting_notes",
            [
                pk_uuid("id"),
                uuid("organisation"),
                uuid_null("author"),
                string("step"),
                text("text"),
                timestamp_with_time_zone("created"),
            ],
            &[("organisation", "organisations")],
            &[&["organisation", "id"]],
        )
        .await?;
        create(
            manager,
            "sessions",
            [
                // SHA-256 of the cookie's token: who reads the table cannot sign in with it.
                char_len("id", 64).primary_key().take(),
                uuid("account"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("seen"),
                timestamp_with_time_zone("expires"),
            ],
            &[("account", "accounts")],
            &[&["account"], &["expires"]],
        )
        .await?;
        create(
            manager,
            "links",
            [
                char_len("id", 64).primary_key().take(),
                string("purpose"),
                string("email"),
                uuid_null("account"),
                uuid_null("organisation"),
                string_null("role"),
                timestamp_with_time_zone("expires"),
            ],
            &[],
            &[&["organisation"], &["expires"]],
        )
        .await?;
        create(
            manager,
            "attempts",
            [
                // Keyed hash of the account's address or of the source: neither can be read back.
                char_len("id", 64).primary_key().take(),
                integer("failures"),
                timestamp_with_time_zone("since"),
            ],
            &[],
            &[&["since"]],
        )
        .await?;
        create(manager, "submissions", [pk_uuid("id"), timestamp_with_time_zone("created")], &[], &[&["created"]]).await
    }
}
