//! What an introduction was made for, the steps of a referral, and pay floors by the day that they begin.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let terms = Table::alter().table("introductions").add_column(text("terms").default("")).to_owned();
        manager.alter_table(terms).await?;
        // Those under way are held to what their placements say now.
        let now = Query::select()
            .column(("placements", "terms"))
            .from("placements")
            .and_where(Expr::col(("placements", "id")).equals(("introductions", "placement")))
            .to_owned();
        let kept =
            Query::update().table("introductions").value("terms", SubQueryStatement::SelectStatement(now)).to_owned();
        manager.exec_stmt(kept).await?;
        // Two open introductions of the same pair are looked for by it.
        let pair = Index::create().name("introductions_referral_placement").table("introductions").to_owned();
        manager.create_index(pair.to_owned().col("referral").col("placement").to_owned()).await?;
        create(
            manager,
            "referral_steps",
            [
                pk_uuid("id"),
                uuid("referral"),
                string("status"),
                string_null("reason"),
                uuid_null("account"),
                timestamp_with_time_zone("at"),
            ],
            &[("referral", "referrals")],
            &[&["referral", "id"]],
        )
        .await?;
        // A floor is now known by country and first day; those there are keep what they say.
        create(
            manager,
            "wage_floors_by_day",
            [
                string("id").primary_key().take(),
                string("country"),
                big_integer("minor"),
                string("currency"),
                string("period"),
                string("source"),
                date("since"),
                uuid_null("account"),
                timestamp_with_time_zone("updated"),
            ],
            &[],
            &[&["country", "since"]],
        )
        .await?;
        let columns = ["minor", "currency", "period", "source", "account", "updated"];
        let mut old = Query::select();
        old.expr(
            Expr::col("id")
                .binary(BinOper::Custom("||"), Expr::val(" "))
                .binary(BinOper::Custom("||"), Expr::col("source_date").cast_as("text")),
        );
        old.expr(Expr::col("id")).expr(Expr::col("source_date")).columns(columns).from("wage_floors");
        let all = ["id", "country", "since"].into_iter().chain(columns);
        let mut copied = Query::insert();
        copied
            .into_table("wage_floors_by_day")
            .columns(all)
            .select_from(old.to_owned())
            .map_err(|e| DbErr::Custom(e.to_string()))?;
        manager.exec_stmt(copied.to_owned()).await?;
        manager.drop_table(Table::drop().table("wage_floors").to_owned()).await?;
        manager.rename_table(Table::rename().table("wage_floors_by_day", "wage_floors").to_owned()).await
    }
}
