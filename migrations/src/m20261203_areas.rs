//! Where people live leaves the column that held it in clear. No step has the keys that it is sealed with: it waits in a
//! table of its own until a program that has them starts, seals it before it serves anybody, and leaves the table empty.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What stood there of a person of whom nothing was said.
const NOT_SAID: &str = r#"{"home":null,"reach":null}"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [pk_uuid("referral"), text("area")];
        create(manager, "plain_areas", columns, &[("referral", "referrals")], &[]).await?;
        let mut said = Query::select();
        said.columns(["id", "area"]).from("referrals").and_where(Expr::col("area").ne(NOT_SAID));
        let mut moved = Query::insert();
        moved
            .into_table("plain_areas")
            .columns(["referral", "area"])
            .select_from(said.to_owned())
            .map_err(|cause| DbErr::Custom(cause.to_string()))?;
        manager.exec_stmt(moved.to_owned()).await?;
        manager.alter_table(Table::alter().table("referrals").drop_column("area").to_owned()).await
    }

    /// All of it or nothing on both databases: what was moved must not be in neither place.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
