//! Check-ins; the signals that they give about employers, with neither the person nor the NGO; the stewards' cases; what
//! is published of how placements went; and the secret addresses of calendars.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::create;

/// This step.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        check_ins(manager).await?;
        let id = uuid("organisation").primary_key().take();
        let columns = [id, text("days"), timestamp_with_time_zone("updated")];
        create(manager, "check_in_schedules", columns, &[("organisation", "organisations")], &[]).await?;
        cases(manager).await?;
        statistics(manager).await?;
        let id = uuid("account").primary_key().take();
        create(
            manager,
            "calendars",
            [id, string("token"), timestamp_with_time_zone("created")],
            &[("account", "accounts")],
            &[&["token"]],
        )
        .await
    }
}

async fn check_ins(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        manager,
        "check_ins",
        [
            pk_uuid("id"),
            uuid("introduction"),
            uuid("referral"),
            uuid("ngo"),
            uuid("employer"),
            string("kind"),
            big_integer_null("after"),
            date("started"),
            date("due"),
            string("state"),
            string_null("reason"),
            string_null("outcome"),
            // What was answered, under the seal of the referral.
            binary_null("answers"),
            // When it was counted as a silence.
            date_null("silent"),
            uuid_null("account"),
            integer("version"),
            timestamp_with_time_zone("created"),
            timestamp_with_time_zone("updated"),
        ],
        &[
            ("introduction", "introductions"),
            ("referral", "referrals"),
            ("ngo", "organisations"),
            ("employer", "organisations"),
        ],
        &[
            &["ngo", "state", "due", "id"],
            &["introduction", "id"],
            &["referral"],
            &["employer", "ngo"],
            &["state", "silent", "due"],
        ],
    )
    .await
}

/// Keys of these are random: they tell no time. No column leads to a referral, an introduction or an NGO.
async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        manager,
        "steward_cases",
        [
            pk_uuid("id"),
            uuid("employer"),
            date("week"),
            string("verdict"),
            string("state"),
            date("shown"),
            // Whether the employer has been told by mail that there is something to read.
            boolean("told"),
            string_null("decision"),
            uuid_null("proposer"),
            text("conditions"),
            integer("steps"),
            integer("version"),
        ],
        &[("employer", "organisations")],
        &[&["employer", "state"], &["state", "week", "id"], &["told", "shown"]],
    )
    .await?;
    create(
        manager,
        "case_steps",
        [
            pk_uuid("id"),
            uuid("steward_case"),
            integer("number"),
            string("step"),
            uuid_null("account"),
            // Under the seal of a key of the case's own.
            binary("text"),
            date("day"),
        ],
        &[("steward_case", "steward_cases")],
        &[&["steward_case", "number"], &["step", "steward_case"]],
    )
    .await?;
    create(
        manager,
        "signals",
        [pk_uuid("id"), uuid("employer"), string("class"), integer("points"), date("week"), uuid_null("steward_case")],
        &[("employer", "organisations"), ("steward_case", "steward_cases")],
        &[&["employer", "steward_case"], &["steward_case"], &["week"]],
    )
    .await
}

/// Numbers alone: which year, after how many days, what, how many.
async fn statistics(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    create(
        manager,
        "outcome_counts",
        [string("id").primary_key().take(), integer("year"), big_integer("day"), string("outcome"), integer("count")],
        &[],
        &[&["year"]],
    )
    .await?;
    create(
        manager,
        "published_outcomes",
        [
            string("id").primary_key().take(),
            integer("year"),
            big_integer("day"),
            integer_null("total"),
            text("outcomes"),
        ],
        &[],
        &[&["year", "day"]],
    )
    .await
}
