//! Every published version of a practice, what becomes of a practice afterwards, and proposals on their way to it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::{create, execute};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut columns = [
            string("state").default("published").take(),
            timestamp_with_time_zone_null("changed"),
            text("reason").default("").take(),
        ];
        // SQLite adds one column at a time.
        for column in &mut columns {
            manager.alter_table(Table::alter().table("practices").add_column(column).to_owned()).await?;
        }
        let changed =
            Index::create().name("practices_changed_id").table("practices").col("changed").col("id").to_owned();
        manager.create_index(changed).await?;
        create(
            manager,
            "practice_versions",
            [pk_uuid("id"), uuid("practice"), integer("number"), text("record"), timestamp_with_time_zone("published")],
            &[("practice", "practices")],
            &[],
        )
        .await?;
        let each_once = Index::create()
            .name("practice_versions_practice_number")
            .table("practice_versions")
            .col("practice")
            .col("number")
            .unique()
            .to_owned();
        manager.create_index(each_once).await?;
        // Of what was published before only the newest version is left; its row takes the practice's own key.
        let connection = manager.get_connection();
        execute(connection, "UPDATE practices SET changed = published").await?;
        execute(
            connection,
            "INSERT INTO practice_versions (id, practice, number, record, published) \
             SELECT id, id, version, record, published FROM practices",
        )
        .await?;
        proposals(manager).await
    }
}

async fn proposals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        manager,
        "proposals",
        [
            pk_uuid("id"),
            uuid_null("practice"),
            integer_null("base"),
            string("state"),
            string("title"),
            text("manuscript"),
            uuid_null("author"),
            uuid_null("organisation"),
            integer("edits"),
            timestamp_with_time_zone("created"),
            timestamp_with_time_zone("changed"),
            timestamp_with_time_zone_null("submitted"),
            integer_null("number"),
        ],
        &[("practice", "practices")],
        &[&["author", "id"], &["organisation", "id"], &["state", "submitted", "id"], &["practice"]],
    )
    .await?;
    create(
        manager,
        "proposal_comments",
        [
            pk_uuid("id"),
            uuid("proposal"),
            string("field"),
            uuid("author"),
            string("voice"),
            text("text"),
            timestamp_with_time_zone("created"),
            timestamp_with_time_zone_null("resolved"),
        ],
        &[("proposal", "proposals")],
        &[&["proposal", "id"]],
    )
    .await?;
    create(
        manager,
        "proposal_approvals",
        [pk_uuid("id"), uuid("proposal"), uuid("curator"), integer("edits"), timestamp_with_time_zone("created")],
        &[("proposal", "proposals")],
        &[],
    )
    .await?;
    let each_once = Index::create()
        .name("proposal_approvals_proposal_curator")
        .table("proposal_approvals")
        .col("proposal")
        .col("curator")
        .unique()
        .to_owned();
    manager.create_index(each_once).await
}
