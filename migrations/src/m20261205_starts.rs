//! How many started in a year, and nothing more: what became of them is read from their check-ins when the year is
//! published, so that it goes with whoever is erased before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [integer("year").primary_key().take(), integer("count")];
        create(manager, "starts", columns, &[], &[]).await?;
        let mut counted = Query::select();
        counted.columns(["year", "count"]).from("outcome_counts").and_where(Expr::col("outcome").eq("started"));
        let mut moved = Query::insert();
        moved
            .into_table("starts")
            .columns(["year", "count"])
            .select_from(counted.to_owned())
            .map_err(|cause| DbErr::Custom(cause.to_string()))?;
        manager.exec_stmt(moved.to_owned()).await?;
        manager.drop_table(Table::drop().table("outcome_counts").to_owned()).await
    }

    /// All of it or nothing on both databases: what was moved must not be in neither place.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
