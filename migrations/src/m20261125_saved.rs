//! Searches of the library that people keep, and the links by which their weekly mail is stopped.

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
            "saved_searches",
            [
                pk_uuid("id"),
                uuid("account"),
                string("name"),
                text("search"),
                boolean("weekly"),
                timestamp_with_time_zone("created"),
                timestamp_with_time_zone("seen"),
                timestamp_with_time_zone("told"),
            ],
            &[("account", "accounts")],
            &[&["account", "id"], &["weekly", "told", "account"]],
        )
        .await?;
        let id = string("id").primary_key().take();
        create(
            manager,
            "saved_stops",
            [id, uuid("account"), timestamp_with_time_zone("expires")],
            &[("account", "accounts")],
            &[&["expires"]],
        )
        .await
    }
}
