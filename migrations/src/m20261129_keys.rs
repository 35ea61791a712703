//! Which master key wraps the key of each record, which master keys there have been, and which running programs hold
//! which.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Records from before have no name there until a program starts that opens them.
        let master = Table::alter().table("record_keys").add_column(string("master").default("")).to_owned();
        manager.alter_table(master).await?;
        let mut index = Index::create();
        index.name("record_keys_master_id").table("record_keys").col("master").col("id");
        manager.create_index(index.to_owned()).await?;
        create(
            manager,
            "master_keys",
            [
                // What the key is called; the key itself is nowhere in the database.
                string("id").primary_key().take(),
                // Their order, which no clock decides.
                integer_uniq("number"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone_null("since"),
                timestamp_with_time_zone_null("retired"),
            ],
            &[],
            &[],
        )
        .await?;
        create(
            manager,
            "key_holders",
            [pk_uuid("id"), string("name"), text("held"), timestamp_with_time_zone("seen")],
            &[],
            &[&["seen"]],
        )
        .await
    }
}
