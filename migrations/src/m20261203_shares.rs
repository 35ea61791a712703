//! How much of each number about a year each organisation gave, until the year is published: what one organisation knows for
//! itself must not lead to the rest.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        crate::create(
            manager,
            "outcome_shares",
            [
                string("id").primary_key().take(),
                integer("year"),
                big_integer("day"),
                string("outcome"),
                uuid("organisation"),
                integer("count"),
            ],
            &[("organisation", "organisations")],
            &[&["year"], &["organisation"]],
        )
        .await
    }
}
