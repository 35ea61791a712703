//! The forms in which groups and numbers of registers are compared. Whoever changes these forms adds a step that finds
//! them anew for what is stored.

use domain::alike::{group_key, register_key};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::prelude::Uuid;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut key = string("register_key").default("").take();
        manager.alter_table(Table::alter().table("organisations").add_column(&mut key).to_owned()).await?;
        let index = Index::create().name("organisations_country_register_key").table("organisations").to_owned();
        manager.create_index(index.to_owned().col("country").col("register_key").to_owned()).await?;
        let said = Query::select()
            .columns(["id", "group_name", "country", "register_number"])
            .from("organisations")
            .to_owned();
        for row in manager.get_connection().query_all(&said).await? {
            let id: Uuid = row.try_get("", "id")?;
            let (group, number): (String, String) =
                (row.try_get("", "group_name")?, row.try_get("", "register_number")?);
            let country: String = row.try_get("", "country")?;
            // What is no country is read nowhere either.
            let number = country.parse().map(|country| register_key(&country, &number)).unwrap_or_default();
            let keys = Query::update()
                .table("organisations")
                .values([("group_key", group_key(&group).into()), ("register_key", number.into())])
                .and_where(Expr::col("id").eq(id))
                .to_owned();
            manager.exec_stmt(keys).await?;
        }
        Ok(())
    }
}
