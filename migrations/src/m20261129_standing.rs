//! What an applicant tells the stewards, what one of them proposes, and what has followed from the end of a
//! verification.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for mut column in [
            // What was said of each item of evidence, as JSON: it is read with the organisation and never searched.
            text("evidence").default("{}").take(),
            integer_null("reminded"),
            timestamp_with_time_zone_null("halted"),
            timestamp_with_time_zone_null("look"),
            timestamp_with_time_zone_null("group_look"),
            uuid_null("proposed_by"),
            date_null("proposed_until"),
            // A group that it says it has left counts until a steward has looked: limits of people reach as far as before.
            string("left_group_key").default("").take(),
        ] {
            manager.alter_table(Table::alter().table("organisations").add_column(&mut column).to_owned()).await?;
        }
        for columns in [
            &["status", "verified_until"][..],
            &["country", "register_number"],
            &["proposed_by"],
            &["group_look"],
            &["changed"],
        ] {
            let mut index = Index::create();
            index.name(format!("organisations_{}", columns.join("_"))).table("organisations");
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index.to_owned()).await?;
        }
        Ok(())
    }
}
