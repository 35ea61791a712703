//! The clock of the library: one row with the time of its last change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::{create, execute};

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [integer("id").primary_key().take(), timestamp_with_time_zone("last")];
        create(manager, "practice_clock", columns, &[], &[]).await?;
        execute(
            manager.get_connection(),
            "INSERT INTO practice_clock (id, last) \
             SELECT 1, COALESCE(MAX(changed), '1970-01-01T00:00:00+00:00') FROM practices",
        )
        .await
    }
}
