//! Files that belong to records: the bytes stand in the database, so that every server and every backup has them.

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
            "files",
            [
                pk_uuid("id"),
                uuid("proposal"),
                uuid_null("account"),
                string("name"),
                string("media_type"),
                big_integer("size"),
                string("sha256"),
                text("text"),
                blob("bytes"),
                timestamp_with_time_zone("created"),
            ],
            &[],
            &[&["proposal"], &["created"]],
        )
        .await
    }
}
