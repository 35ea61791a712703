//! Every table row by row, in a form that both databases can be filled from: which tables there are and in which order,
//! and their rows as JSON. The file that this becomes is in [`archive`].

use std::collections::BTreeMap;

use domain::policy::{Permit, RunInstallation};
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, Order, Query, SelectStatement, Value};
use serde_json::Value as Json;

use crate::db::{Read, Tx};
use crate::dialect;
use crate::error::{Error, Result};

pub mod archive;
mod cells;

pub use cells::Kind;

/// Tables that hold what is of the moment: who is signed in, links that were sent, addresses of calendars and of persons'
/// own pages, what was tried, which programs run. Put back later they would only do harm.
pub const OF_THE_MOMENT: &[&str] =
    &["attempts", "calendars", "ceremonies", "key_holders", "links", "own_pages", "sessions", "submissions"];
/// The table of migrations, which fill it themselves.
const MIGRATIONS: &str = "seaql_migrations";
/// Bytes that a page of rows is to have, about.
const PAGE: usize = 1 << 20;
/// Values that one statement may carry, on both databases.
const VALUES: usize = 20_000;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, with what they hold.
    pub columns: Vec<(String, Kind)>,
    /// The columns of its own key.
    key: Vec<String>,
}

/// All tables but the migrations', each behind those that it names.
///
/// # Errors
/// When the database cannot be read, or a column is of a type that is not known here.
pub async fn tables(db: &impl Read) -> Result<Vec<Table>> {
    let mut found: BTreeMap<String, (Table, Vec<(i32, String)>)> = BTreeMap::new();
    for (table, column, declared, place) in dialect::columns(db.on()).await? {
        if table == MIGRATIONS {
            continue;
        }
        let empty = || (Table { name: table.clone(), columns: Vec::new(), key: Vec::new() }, Vec::new());
        let (entry, key) = found.entry(table.clone()).or_insert_with(empty);
        entry.columns.push((column.clone(), Kind::of(&declared)?));
        if place > 0 {
            key.push((place, column));
        }
    }
    let named = dialect::foreign(db.on()).await?;
    let mut ordered: Vec<Table> = Vec::with_capacity(found.len());
    while !found.is_empty() {
        let waits = |name: &str| named.iter().any(|(from, to)| from == name && to != name && found.contains_key(to));
        let next = found.keys().find(|name| !waits(name)).cloned().ok_or(Error::Column("tables in a circle"))?;
        if let Some((mut table, mut key)) = found.remove(&next) {
            key.sort_unstable();
            table.key = key.into_iter().map(|(_, column)| column).collect();
            ordered.push(table);
        }
    }
    Ok(ordered)
}

/// The names of the migrations that made the tables, in their order; none where there are no tables.
///
/// # Errors
/// When the database cannot be read.
pub async fn migrations(db: &impl Read) -> Result<Vec<String>> {
    if dialect::columns(db.on()).await?.iter().all(|(table, ..)| table != MIGRATIONS) {
        return Ok(Vec::new());
    }
    let query = Query::select().column("version").from(MIGRATIONS).order_by("version", Order::Asc).to_owned();
    let rows = db.on().query_all(&query).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<std::result::Result<_, _>>()?)
}

/// Reads a table page by page.
#[derive(Debug)]
pub struct Pages<'a> {
    table: &'a Table,
    last: Option<Vec<Value>>,
    size: usize,
}

impl<'a> Pages<'a> {
    /// From the beginning.
    #[must_use]
    pub const fn of(table: &'a Table) -> Self {
        Self { table, last: None, size: 8 }
    }

    /// The next rows in the order of the key, as lines of JSON; none at the end.
    ///
    /// # Errors
    /// When the database cannot be read, or a value cannot be.
    pub async fn next(&mut self, db: &impl Read) -> Result<Vec<String>> {
        let Table { columns, key, .. } = self.table;
        self.fit(db).await?;
        let mut query = self.rows();
        query.columns(columns.iter().map(|(column, _)| column.clone()));
        self.last = None;
        let rows = db.on().query_all(&query).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = columns.iter().enumerate().map(|(at, (_, kind))| kind.read(row, at));
            let cells: Vec<Json> = cells.collect::<Result<_>>()?;
            lines.push(serde_json::to_string(&cells).map_err(|_| Error::Column("a row"))?);
            if lines.len() == rows.len() {
                let of_key = |column: &String| {
                    let at = columns.iter().position(|(name, _)| name == column);
                    let found = at.and_then(|at| Some((columns.get(at)?.1, cells.get(at)?)));
                    found.ok_or(Error::Column("a key")).and_then(|(kind, cell)| kind.value(cell))
                };
                self.last = Some(key.iter().map(of_key).collect::<Result<_>>()?);
            }
        }
        let bytes: usize = lines.iter().map(String::len).sum();
        // What comes may be bigger than what came, so that a page grows slowly.
        self.size = (PAGE * lines.len() / bytes.max(1)).clamp(1, (2 * self.size).min(1000));
        Ok(lines)
    }

    /// The rows of the page, with no column yet.
    fn rows(&self) -> SelectStatement {
        let Table { name, key, .. } = self.table;
        let mut query = Query::select();
        query.from(name.clone());
        if let Some(last) = &self.last {
            let own = Expr::tuple(key.iter().map(|column| Expr::col(column.clone())));
            query.and_where(own.gt(Expr::tuple(last.iter().cloned().map(Expr::value))));
        }
        for column in key {
            query.order_by(column.clone(), Order::Asc);
        }
        query.limit(u64::try_from(self.size).unwrap_or(1)).to_owned()
    }

    /// Takes no more rows than fit, where columns hold bytes: one file is as big as thousands of other rows.
    async fn fit(&mut self, db: &impl Read) -> Result<()> {
        let of_bytes: Vec<&String> =
            self.table.columns.iter().filter(|(_, kind)| *kind == Kind::Bytes).map(|(column, _)| column).collect();
        if of_bytes.is_empty() {
            return Ok(());
        }
        let mut query = self.rows();
        for column in &of_bytes {
            query.expr(Func::cust("length").arg(Expr::col((*column).clone())));
        }
        let (mut bytes, mut fit) = (0, 0);
        for row in db.on().query_all(&query).await? {
            for at in 0..of_bytes.len() {
                let length: Option<i32> = row.try_get_by_index(at)?;
                bytes += length.map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX / 2));
            }
            if bytes > PAGE {
                break;
            }
            fit += 1;
        }
        self.size = fit.clamp(1, self.size);
        Ok(())
    }
}

/// What a page of rows is to have, about, in bytes.
#[must_use]
pub const fn page() -> usize {
    PAGE
}

/// Drops every table.
///
/// # Errors
/// When the database cannot be written.
pub async fn drop_all(tx: &Tx, _permit: &Permit<RunInstallation>) -> Result<()> {
    let mut names: Vec<String> = tables(tx).await?.into_iter().rev().map(|table| table.name).collect();
    if !migrations(tx).await?.is_empty() {
        names.push(MIGRATIONS.to_owned());
    }
    dialect::drop_all(tx.on(), &names).await
}

/// Empties every table: of the few rows that migrations put there.
///
/// # Errors
/// When the database cannot be written.
pub async fn empty_all(tx: &Tx, _permit: &Permit<RunInstallation>) -> Result<()> {
    for table in tables(tx).await?.into_iter().rev() {
        tx.on().execute(Query::delete().from_table(table.name)).await?;
    }
    Ok(())
}

/// Whether tables hold what a person or an organisation has put there.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_in_use(db: &impl Read) -> Result<bool> {
    let told = ["accounts", "organisations", "practices", "audit_log", "referrals"];
    for table in tables(db).await?.into_iter().filter(|table| told.contains(&table.name.as_str())) {
        let any = Query::select().expr(Expr::value(1)).from(table.name).limit(1).to_owned();
        if db.on().query_one(&any).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts rows into a table: columns by name, and a value for each in every row.
///
/// # Errors
/// [`Error::Column`] when a column or a value is not one of this table's; when the database cannot be written.
pub async fn insert(
    tx: &Tx,
    _permit: &Permit<RunInstallation>,
    (table, columns): (&Table, &[String]),
    rows: &[Vec<Json>],
) -> Result<()> {
    let kind = |column: &String| table.columns.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind);
    let kinds: Option<Vec<Kind>> = columns.iter().map(kind).collect();
    let kinds = kinds.ok_or(Error::Column("a column of the backup"))?;
    for some in rows.chunks((VALUES / columns.len().max(1)).max(1)) {
        let mut query = Query::insert();
        query.into_table(table.name.clone()).columns(columns.iter().cloned());
        for row in some {
            let values = kinds.iter().zip(row).map(|(kind, cell)| kind.value(cell).map(Expr::value));
            let values: Vec<Expr> = values.collect::<Result<_>>()?;
            query.values(values).map_err(|_| Error::Column("a row of the backup"))?;
        }
        tx.on().execute(&query).await?;
    }
    Ok(())
}
