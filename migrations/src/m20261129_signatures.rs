//! Signatures of the audit log, one a day, which nobody can make who only writes the database.

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
            "audit_signatures",
            [
                integer("id").primary_key().take(),
                timestamp_with_time_zone("at"),
                // The newest row of the log then, and its hash.
                big_integer("last"),
                char_len("hash", 64),
                char_len("signature", 64),
            ],
            &[],
            &[],
        )
        .await?;
        crate::dialect::append_only(manager, "audit_signatures").await
    }
}
