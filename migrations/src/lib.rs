//! Tables, append-only: a migration that has been released is never changed, a new one follows it. One source for
//! SQLite and PostgreSQL; words of one dialect stand in `dialect.rs` alone.

mod dialect;
mod m20261101_accounts;
mod m20261102_operations;
mod m20261103_placements;
mod m20261104_referrals;
mod m20261105_introductions;
mod m20261106_library;
mod m20261124_marks;
mod m20261124_outbox;
mod m20261124_steps;
mod m20261124_vetting;
mod m20261125_clock;
mod m20261125_files;
mod m20261125_imports;
mod m20261125_saved;
mod m20261125_sets;
mod m20261125_versions;
mod m20261128_daily;
mod m20261128_twins;
mod m20261129_consent;
mod m20261129_door;
mod m20261129_erasure;
mod m20261129_follow_up;
mod m20261129_keys;
mod m20261129_pauses;
mod m20261129_retention;
mod m20261129_sanctions;
mod m20261129_signatures;
mod m20261129_standing;
mod m20261129_vetting;
mod m20261129_vouches;
mod m20261130_alike;
mod m20261201_kept;
mod m20261202_held_back;
mod m20261203_areas;
mod m20261203_voices;
mod m20261204_audit_times;
mod m20261205_origins;
mod m20261205_proposal_addresses;
mod m20261205_starts;
mod m20261206_row_names;
mod m20261207_told;
mod m20261208_ended;
mod m20261209_roles;
mod m20261210_own_wish;
mod m20261211_closed;
mod m20261213_sources;
mod m20261214_case_log;
mod m20261217_rounds;
mod m20261218_imports;
mod m20261218_pay_look;
mod m20261218_read_name;
mod m20261218_wish_waits;
mod m20261219_import_later;
mod m20261220_import_proposals;
mod m20261221_wish_back;
mod m20261222_vetting_steps;

pub use dialect::{create_database, execute};
use sea_orm_migration::prelude::*;

/// Brings a database to the newest tables.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261101_accounts::Migration),
            Box::new(m20261102_operations::Migration),
            Box::new(m20261103_placements::Migration),
            Box::new(m20261104_referrals::Migration),
            Box::new(m20261105_introductions::Migration),
            Box::new(m20261106_library::Migration),
            Box::new(m20261124_steps::Migration),
            Box::new(m20261124_vetting::Migration),
            Box::new(m20261124_outbox::Migration),
            Box::new(m20261124_marks::Migration),
            Box::new(m20261125_versions::Migration),
            Box::new(m20261125_sets::Migration),
            Box::new(m20261125_saved::Migration),
            Box::new(m20261125_files::Migration),
            Box::new(m20261125_imports::Migration),
            Box::new(m20261125_clock::Migration),
            Box::new(m20261128_twins::Migration),
            Box::new(m20261128_daily::Migration),
            Box::new(m20261129_keys::Migration),
            Box::new(m20261129_erasure::Migration),
            Box::new(m20261129_signatures::Migration),
            Box::new(m20261129_retention::Migration),
            Box::new(m20261129_consent::Migration),
            Box::new(m20261129_door::Migration),
            Box::new(m20261129_pauses::Migration),
            Box::new(m20261129_standing::Migration),
            Box::new(m20261129_vetting::Migration),
            Box::new(m20261129_sanctions::Migration),
            Box::new(m20261129_vouches::Migration),
            Box::new(m20261129_follow_up::Migration),
            Box::new(m20261130_alike::Migration),
            Box::new(m20261201_kept::Migration),
            Box::new(m20261202_held_back::Migration),
            Box::new(m20261203_areas::Migration),
            Box::new(m20261203_voices::Migration),
            Box::new(m20261204_audit_times::Migration),
            Box::new(m20261205_origins::Migration),
            Box::new(m20261205_proposal_addresses::Migration),
            Box::new(m20261205_starts::Migration),
            Box::new(m20261206_row_names::Migration),
            Box::new(m20261207_told::Migration),
            Box::new(m20261208_ended::Migration),
            Box::new(m20261209_roles::Migration),
            Box::new(m20261210_own_wish::Migration),
            Box::new(m20261211_closed::Migration),
            Box::new(m20261213_sources::Migration),
            Box::new(m20261214_case_log::Migration),
            Box::new(m20261217_rounds::Migration),
            Box::new(m20261218_read_name::Migration),
            Box::new(m20261218_pay_look::Migration),
            Box::new(m20261218_imports::Migration),
            Box::new(m20261218_wish_waits::Migration),
            Box::new(m20261219_import_later::Migration),
            Box::new(m20261220_import_proposals::Migration),
            Box::new(m20261221_wish_back::Migration),
            Box::new(m20261222_vetting_steps::Migration),
        ]
    }
}

/// Makes a table and its indexes, given as columns.
async fn create(
    manager: &SchemaManager<'_>,
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
    foreign: &[(&'static str, &'static str)],
    indexes: &[&[&'static str]],
) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    for mut column in columns {
        table.col(&mut column);
    }
    for (column, target) in foreign {
        table.foreign_key(ForeignKey::create().from(name, *column).to(*target, "id"));
    }
    manager.create_table(table.to_owned()).await?;
    for columns in indexes {
        let mut index = Index::create();
        index.name(format!("{name}_{}", columns.join("_"))).table(name);
        for column in *columns {
            index.col(*column);
        }
        manager.create_index(index.to_owned()).await?;
    }
    Ok(())
}
