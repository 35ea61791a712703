//! How somebody gets in: what a session was proved by and when, the second step, and what is under way with passkeys.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time. Sessions from before were begun with a password.
        let mut proof = string("proof");
        let proof = Table::alter().table("sessions").add_column(proof.default("password")).to_owned();
        manager.alter_table(proof).await?;
        for (table, name) in [("sessions", "proved"), ("accounts", "second_step")] {
            let mut column = timestamp_with_time_zone_null(name);
            manager.alter_table(Table::alter().table(table).add_column(&mut column).to_owned()).await?;
        }
        create(
            manager,
            "totp_secrets",
            [
                // The account: it has one at most.
                pk_uuid("id"),
                binary("secret"),
                // The step of time whose code was used last: no code of it or before works again.
                big_integer("step"),
                timestamp_with_time_zone_null("confirmed"),
                timestamp_with_time_zone("created"),
            ],
            &[("id", "accounts")],
            &[],
        )
        .await?;
        create(
            manager,
            "recovery_codes",
            [
                // Keyed hash of account and code.
                char_len("id", 64).primary_key().take(),
                uuid("account"),
                timestamp_with_time_zone("created"),
            ],
            &[("account", "accounts")],
            &[&["account"]],
        )
        .await?;
        create(
            manager,
            "passkeys",
            [
                pk_uuid("id"),
                uuid("account"),
                string("name"),
                string_uniq("credential"),
                // The public key and how often it was used; the private one never leaves its device.
                text("data"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone_null("used"),
            ],
            &[("account", "accounts")],
            &[&["account"]],
        )
        .await?;
        create(
            manager,
            "ceremonies",
            [
                // The account and what it does: one at a time.
                string("id").primary_key().take(),
                uuid("account"),
                text("state"),
                timestamp_with_time_zone("expires"),
            ],
            &[("account", "accounts")],
            &[&["expires"]],
        )
        .await
    }
}
