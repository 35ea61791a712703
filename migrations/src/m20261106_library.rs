//! The library.

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
            "practices",
            [
                pk_uuid("id"),
                string_uniq("slug"),
                string("title"),
                text("record"),
                integer("version"),
                timestamp_with_time_zone("published"),
            ],
            &[],
            &[&["published", "id"]],
        )
        .await
    }
}
