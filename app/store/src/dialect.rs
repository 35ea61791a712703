//! The statements that differ between SQLite and PostgreSQL, beside the opening of connections: what tables there are,
//! writing them anew, and dropping them.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use crate::error::{Error, Result};

/// A column: table, name, declared type, and its place in the table's own key, from 1 on, or 0.
pub(crate) type Declared = (String, String, String, i32);

async fn ask(on: &impl ConnectionTrait, sql: &str) -> std::result::Result<Vec<QueryResult>, DbErr> {
    on.query_all_raw(Statement::from_string(on.get_database_backend(), sql)).await
}

/// Every column of every table of ours, in the order of tables and of columns in them.
pub(crate) async fn columns(on: &impl ConnectionTrait) -> Result<Vec<Declared>> {
    let sql = match on.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.table_name::text, c.column_name::text, c.data_type::text, coalesce(k.ordinal_position, 0)::int4 \
             FROM information_schema.columns c \
             LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema \
               AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY' \
             LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = t.constraint_schema \
               AND k.constraint_name = t.constraint_name AND k.column_name = c.column_name \
             WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position"
        }
        _ => {
            "SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid"
        }
    };
    let read = |row: QueryResult| -> std::result::Result<Declared, DbErr> {
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?))
    };
    Ok(ask(on, sql).await?.into_iter().map(read).collect::<std::result::Result<_, _>>()?)
}

/// Which table names which: the one with the column first.
pub(crate) async fn foreign(on: &impl ConnectionTrait) -> Result<Vec<(String, String)>> {
    let sql = match on.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c \
             JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = current_schema()"
        }
        _ => {
            "SELECT m.name, f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
        }
    };
    let read = |row: QueryResult| Ok::<_, DbErr>((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    Ok(ask(on, sql).await?.into_iter().map(read).collect::<std::result::Result<_, _>>()?)
}

/// Drops tables, each before those that it names, with what belongs to them.
pub(crate) async fn drop_all(on: &impl ConnectionTrait, tables: &[String]) -> Result<()> {
    let postgres = on.get_database_backend() == DbBackend::Postgres;
    for table in tables {
        let with = if postgres { " CASCADE" } else { "" };
        on.execute_unprepared(&format!("DROP TABLE \"{table}\"{with}")).await?;
        if postgres {
            on.execute_unprepared(&format!("DROP FUNCTION IF EXISTS \"{table}_append_only\"()")).await?;
        }
    }
    Ok(())
}

/// Writes tables anew, without what was removed from them: SQLite its whole file, with the log of changes, which holds
/// pages as they were.
pub(crate) async fn write_anew(on: &impl ConnectionTrait, tables: &[&str]) -> Result<()> {
    if on.get_database_backend() == DbBackend::Postgres {
        for table in tables {
            on.execute_unprepared(&format!("VACUUM (FULL) \"{table}\"")).await?;
        }
        return Ok(());
    }
    on.execute_unprepared("VACUUM").await?;
    let row = ask(on, "PRAGMA wal_checkpoint(TRUNCATE)").await?.into_iter().next();
    let busy = row.map(|row| row.try_get_by_index::<i32>(0)).transpose()?.unwrap_or(1);
    if busy == 0 { Ok(()) } else { Err(Error::Column("the log of changes, which somebody still reads")) }
}
