//! The statements that differ between SQLite and PostgreSQL, beside the opening of connections: what tables there are,
//! writing them anew, and dropping them.

use sea_orm::sqlx::{self, Executor as _};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Statement};

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

/// The number of a transaction, where the database tells it: what it removed may be seen until all who began before have
/// ended.
pub(crate) async fn number(on: &impl ConnectionTrait) -> Result<String> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Ok(String::new());
    }
    let row = ask(on, "SELECT pg_current_xact_id()::xid::text").await?.into_iter().next();
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default())
}

/// Writes tables anew, without what these transactions removed from them: SQLite its whole file, with the log of changes,
/// which holds pages as they were. Where somebody may still look at what was there before, nothing is begun: it would be
/// kept for them, and others would wait.
pub(crate) async fn write_anew(on: &DatabaseConnection, tables: &[&str], numbers: &[&str]) -> Result<()> {
    if on.get_database_backend() == DbBackend::Postgres {
        for number in numbers.iter().filter(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            let seen = format!(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() \
                 AND pid <> pg_backend_pid() \
                 AND (age(backend_xmin) >= age('{number}'::xid) OR age(backend_xid) >= age('{number}'::xid))) \
                 OR EXISTS (SELECT 1 FROM pg_replication_slots WHERE age(xmin) >= age('{number}'::xid))"
            );
            let row = ask(on, &seen).await?.into_iter().next();
            if row.map(|row| row.try_get_by_index::<bool>(0)).transpose()?.unwrap_or(true) {
                return Err(Error::Column("what was removed, which somebody still reads"));
            }
        }
        return vacuum(on, tables).await;
    }
    let behind = async |mode: &str| -> Result<bool> {
        let row = ask(on, &format!("PRAGMA wal_checkpoint({mode})")).await?.into_iter().next();
        let read = |row: QueryResult| -> std::result::Result<bool, DbErr> {
            let [busy, log, done]: [i32; 3] =
                [row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?];
            Ok(busy != 0 || log != done)
        };
        Ok(row.map(read).transpose()?.unwrap_or(true))
    };
    // Looked at without waiting: behind a reader, the file would be written into the log again at each try.
    if behind("PASSIVE").await? {
        return Err(Error::Column("the log of changes, which somebody still reads"));
    }
    on.execute_unprepared("VACUUM").await?;
    if behind("TRUNCATE").await? {
        return Err(Error::Column("the log of changes, which somebody still reads"));
    }
    Ok(())
}

/// Writes tables of PostgreSQL anew on one connection that waits for nobody for long: others would queue behind it.
async fn vacuum(on: &DatabaseConnection, tables: &[&str]) -> Result<()> {
    let failed = |cause: sqlx::Error| DbErr::Custom(cause.to_string());
    let mut one = on.get_postgres_connection_pool().acquire().await.map_err(failed)?;
    one.execute("SET lock_timeout = '2s'").await.map_err(failed)?;
    let mut written = Ok(());
    for table in tables {
        let vacuum = format!("VACUUM (FULL, ANALYZE) \"{table}\"");
        written = one.execute(sqlx::AssertSqlSafe(vacuum)).await.map(|_| ());
        if written.is_err() {
            break;
        }
    }
    one.execute("RESET lock_timeout").await.map_err(failed)?;
    Ok(written.map_err(failed)?)
}
