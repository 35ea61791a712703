//! Connections and transactions.
//!
//! SQLite has one writing connection, so that writers queue in the program and never meet `SQLITE_BUSY`, and several
//! for reading; a commit is on the disk before it is confirmed (`synchronous = FULL`). PostgreSQL has one pool.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::address;
use crate::error::Result;

/// An open database.
#[derive(Debug, Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
}

/// A write transaction; dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx(DatabaseTransaction);

/// Something that can be read from: the database or a transaction in progress.
pub trait Read: Sync {
    /// What sea-orm calls it.
    type On: ConnectionTrait;

    /// The connection.
    fn on(&self) -> &Self::On;
}

impl Read for Db {
    type On = DatabaseConnection;

    fn on(&self) -> &DatabaseConnection {
        &self.read
    }
}

impl Read for Tx {
    type On = DatabaseTransaction;

    fn on(&self) -> &DatabaseTransaction {
        &self.0
    }
}

impl Db {
    /// Opens `sqlite:///path/to/file` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the database cannot be reached, or [`Error::Address`](crate::Error::Address) when it may not be.
    pub async fn open(url: &str) -> Result<Self> {
        if url.starts_with("sqlite:") {
            let write = Database::connect(sqlite(url, 1)).await?;
            let read = Database::connect(sqlite(url, 4)).await?;
            return Ok(Self { read, write });
        }
        address::check(url)?;
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
        options.map_sqlx_postgres_opts(address::without_brackets);
        let pool = Database::connect(options).await?;
        Ok(Self { read: pool.clone(), write: pool })
    }

    /// Begins a write transaction.
    ///
    /// # Errors
    /// When the database cannot be reached within ten seconds.
    pub async fn begin(&self) -> Result<Tx> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Tx(self.write.begin_with_options(options).await?))
    }

    /// Begins a reading that sees everything as it is now, whatever others write meanwhile, and that holds up nobody.
    ///
    /// # Errors
    /// When the database cannot be reached within ten seconds.
    pub async fn snapshot(&self) -> Result<Tx> {
        // One of SQLite's sees everything as it was when it first read.
        let sqlite = self.read.get_database_backend() == DbBackend::Sqlite;
        let options = TransactionOptions {
            isolation_level: (!sqlite).then_some(IsolationLevel::RepeatableRead),
            access_mode: (!sqlite).then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        Ok(Tx(self.read.begin_with_options(options).await?))
    }

    /// The connection that migrations run on.
    #[must_use]
    pub const fn connection(&self) -> &DatabaseConnection {
        &self.write
    }

    /// All connections, to be set up.
    pub(crate) const fn connections(&mut self) -> [&mut DatabaseConnection; 2] {
        [&mut self.read, &mut self.write]
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.read.ping().await?)
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// When a connection cannot be closed in order.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        Ok(self.write.close().await?)
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).acquire_timeout(Duration::from_secs(10)).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is removed is overwritten: the file keeps no rest of it.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
    });
    options
}

impl Tx {
    /// Makes everything written in it permanent.
    ///
    /// # Errors
    /// When it could not be made permanent; then nothing of it is.
    pub async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}
