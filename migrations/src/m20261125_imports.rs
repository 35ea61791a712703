//! Imports and their rows: what was read, what somebody said about it, and what came of it.

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
            "imports",
            [
                pk_uuid("id"),
                uuid("account"),
                text("name"),
                string("format"),
                string("state"),
                string_null("goal"),
                text("settings"),
                text("why"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("changed"),
                timestamp_with_time_zone_null("lease"),
            ],
            &[],
            &[&["state"]],
        )
        .await?;
        create(
            manager,
            "import_rows",
            [
                pk_uuid("id"),
                uuid("import"),
                big_integer("number"),
                string("state"),
                string("slug"),
                text("title"),
                text("why"),
                text("record"),
                uuid_null("proposal"),
            ],
            &[("import", "imports")],
            &[&["import", "state", "number"]],
        )
        .await?;
        let each_once = Index::create()
            .name("import_rows_import_number")
            .table("import_rows")
            .col("import")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(each_once).await
    }
}
