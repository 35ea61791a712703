//! Feeds of the outbox, so that mail that cannot leave holds up nothing else.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut feed = string("feed");
        feed.default("mail");
        manager.alter_table(Table::alter().table("outbox").add_column(feed).to_owned()).await?;
        let practices = Query::update()
            .table("outbox")
            .value("feed", "index")
            .and_where(Expr::col("event").like("{\"PracticePublished\"%"))
            .to_owned();
        manager.execute(practices).await?;
        let mut index = Index::create();
        index.name("outbox_feed_done_dead_due").table("outbox").col("feed").col("done").col("dead").col("due");
        manager.create_index(index.to_owned()).await
    }
}
