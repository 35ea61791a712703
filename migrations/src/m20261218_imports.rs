//! What the rows of a table said stays beside what they were read as, so that its columns can be chosen again; and imports
//! of organisations, whose records become drafts of their own.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut cells = text("cells").default("").take();
        manager.alter_table(Table::alter().table("import_rows").add_column(&mut cells).to_owned()).await?;
        let mut organisation = uuid_null("organisation");
        manager.alter_table(Table::alter().table("imports").add_column(&mut organisation).to_owned()).await?;
        // Until the columns were chosen, the cells stood where the record stands afterwards.
        let raw = Query::update()
            .table("import_rows")
            .value("cells", Expr::col("record"))
            .value("record", "")
            .and_where(Expr::col("state").eq("raw"))
            .to_owned();
        manager.exec_stmt(raw).await
    }

    /// All of it or nothing on both databases: a step that is stopped is done again from its beginning.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
