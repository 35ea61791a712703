//! The outbox, from which mail, index and notices follow, and the audit log.

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
            "outbox",
            [
                pk_uuid("id"),
                text("event"),
                integer("attempts"),
                timestamp_with_time_zone("due"),
                timestamp_with_time_zone_null("done"),
                timestamp_with_time_zone_null("dead"),
                text_null("failure"),
                timestamp_with_time_zone("created"),
            ],
            &[],
            &[&["done", "dead", "due"]],
        )
        .await?;
        create(
            manager,
            "audit_log",
            [
                big_integer("id").primary_key().take(),
                timestamp_with_time_zone("at"),
                uuid_null("account"),
                uuid_null("organisation"),
                string("action"),
                string("subject"),
                char_len("previous", 64),
                char_len("hash", 64),
            ],
            &[],
            &[&["subject"], &["organisation", "id"]],
        )
        .await?;
        // One row: the newest link of the chain. Changing it serialises those who append.
        create(
            manager,
            "audit_head",
            [integer("id").primary_key().take(), big_integer("last"), char_len("hash", 64)],
            &[],
            &[],
        )
        .await?;
        let first = Query::insert()
            .into_table("audit_head")
            .columns(["id", "last", "hash"])
            .values_panic([1.into(), 0_i64.into(), "0".repeat(64).into()])
            .to_owned();
        manager.execute(first).await?;
        crate::dialect::append_only(manager, "audit_log").await
    }
}
