//! The few statements that differ between SQLite and PostgreSQL.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// Makes a table append-only: the database itself refuses to change or remove a row.
pub(crate) async fn append_only(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        let function = format!(
            "CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        );
        connection.execute_unprepared(&function).await?;
        let trigger = format!(
            "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} \
             FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
        );
        connection.execute_unprepared(&trigger).await?;
        return Ok(());
    }
    for verb in ["UPDATE", "DELETE"] {
        let trigger = format!(
            "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} \
             BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        );
        connection.execute_unprepared(&trigger).await?;
    }
    Ok(())
}

/// Runs one statement behind the program's back, as a test of the tables does.
///
/// # Errors
/// When the database refuses.
pub async fn execute<C: ConnectionTrait>(connection: &C, statement: &str) -> Result<(), DbErr> {
    connection.execute_unprepared(statement).await.map(|_| ())
}

/// Makes a database on a PostgreSQL server.
///
/// # Errors
/// When the server refuses.
pub async fn create_database<C: ConnectionTrait>(connection: &C, name: &str) -> Result<(), DbErr> {
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.map(|_| ())
}
