//! The sets that practices are harvested by. Rows of what was published before are made at the next start.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("practice_sets")
            .col(uuid("practice"))
            .col(string("spec"))
            .col(timestamp_with_time_zone("changed"))
            .primary_key(Index::create().col("practice").col("spec"))
            .foreign_key(ForeignKey::create().from("practice_sets", "practice").to("practices", "id"))
            .to_owned();
        manager.create_table(table).await?;
        let by_change = Index::create()
            .name("practice_sets_spec_changed_practice")
            .table("practice_sets")
            .col("spec")
            .col("changed")
            .col("practice")
            .to_owned();
        manager.create_index(by_change).await
    }
}
