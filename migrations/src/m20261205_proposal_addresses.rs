//! The address that a proposal is written for stands beside its text, so that an import finds what came before the curators
//! already without reading every proposal.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use serde_json::Value;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The most manuscripts that are held at once.
const AT_ONCE: u64 = 50;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut slug = string("slug").default("").take();
        manager.alter_table(Table::alter().table("proposals").add_column(&mut slug).to_owned()).await?;
        let mut index = Index::create();
        index.name("proposals_slug").table("proposals").col("slug");
        manager.create_index(index.to_owned()).await?;
        let mut after: Option<Uuid> = None;
        loop {
            let mut page = Query::select();
            page.columns(["id", "manuscript"]).from("proposals").order_by("id", Order::Asc).limit(AT_ONCE);
            if let Some(after) = after {
                page.and_where(Expr::col("id").gt(after));
            }
            let rows = manager.get_connection().query_all(&page).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                let (id, manuscript): (Uuid, String) = (row.try_get("", "id")?, row.try_get("", "manuscript")?);
                // What does not read is found nowhere either.
                let manuscript = serde_json::from_str::<Value>(&manuscript).unwrap_or_default();
                let slug = manuscript.pointer("/slug/0").and_then(Value::as_str).unwrap_or_default();
                let slug: String = slug.chars().filter(|c| !c.is_control()).take(300).collect();
                let beside = Query::update()
                    .table("proposals")
                    .values([("slug", slug.into())])
                    .and_where(Expr::col("id").eq(id))
                    .to_owned();
                manager.exec_stmt(beside).await?;
                after = Some(id);
            }
        }
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
