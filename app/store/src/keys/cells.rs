//! Every sealed column there is, and whether what stands in it opens. A column that is sealed has its line here; a test
//! walks the tables for others.

use std::collections::HashMap;

use sea_orm::FromQueryResult as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};

use super::cipher;
use super::sealed::{Cell, RecordKey};
use crate::db::Read;
use crate::error::Result;

/// A sealed column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whose key opens it.
    pub record: Record,
}

/// Whose key opens a sealed column.
#[derive(Debug, Clone, Copy)]
pub enum Record {
    /// That of the record that a column of the row names.
    Of(&'static str),
    /// That of the record that a column of another table names, which a column of this one leads to.
    Through {
        /// The column of this table that leads to a row of the other.
        link: &'static str,
        /// The other table.
        table: &'static str,
        /// The column there that names the record.
        column: &'static str,
    },
}

/// All of them.
pub const COLUMNS: &[Column] = &[
    // The row is the account's, and so is the key.
    Column { table: "totp_secrets", name: "secret", record: Record::Of("id") },
    Column { table: "referrals", name: "secrets", record: Record::Of("id") },
    Column { table: "referrals", name: "called", record: Record::Of("id") },
    Column {
        table: "messages",
        name: "body",
        record: Record::Through { link: "introduction", table: "introductions", column: "referral" },
    },
    Column { table: "check_ins", name: "answers", record: Record::Of("referral") },
    Column { table: "case_steps", name: "text", record: Record::Of("steward_case") },
];

/// One cell with what it holds.
#[derive(Debug, sea_orm::FromQueryResult)]
struct Held {
    row: Uuid,
    record: Uuid,
    sealed: Vec<u8>,
}

impl Column {
    /// Its cells, and the column that names the record of each.
    fn cells(self) -> (SelectStatement, (&'static str, &'static str)) {
        let mut query = Query::select();
        // Where nothing has been written yet there is nothing to open.
        query.from(self.table).and_where(Expr::col((self.table, self.name)).is_not_null());
        match self.record {
            Record::Of(column) => (query, (self.table, column)),
            Record::Through { link, table, column } => {
                query.inner_join(table, Expr::col((table, "id")).equals((self.table, link)));
                (query, (table, column))
            }
        }
    }

    fn query(self, records: impl IntoIterator<Item = Uuid>) -> SelectStatement {
        let (mut query, record) = self.cells();
        query.expr_as(Expr::col((self.table, "id")), "row").expr_as(Expr::col((self.table, self.name)), "sealed");
        query.expr_as(Expr::col(record), "record").and_where(Expr::col(record).is_in(records)).to_owned()
    }

    /// How many cells there are whose record has no key.
    fn keyless(self) -> SelectStatement {
        let (mut query, record) = self.cells();
        let keys = Query::select().column("id").from("record_keys").to_owned();
        query.expr_as(Expr::col((self.table, "id")).count(), "cells");
        query.and_where(Expr::col(record).not_in_subquery(keys)).to_owned()
    }

    /// How many cells there are of records that another master key wraps.
    fn under_others(self, master: &str) -> SelectStatement {
        let (mut query, record) = self.cells();
        let mut keys = Query::select();
        keys.column("id").from("record_keys").and_where(Expr::col("master").ne(master));
        query.expr_as(Expr::col((self.table, "id")).count(), "cells");
        query.and_where(Expr::col(record).in_subquery(keys.to_owned())).to_owned()
    }
}

async fn count(db: &impl Read, cells: &SelectStatement) -> Result<u64> {
    let row = db.on().query_one(cells).await?;
    let cells: i64 = row.map(|row| row.try_get("", "cells")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(cells).unwrap_or_default())
}

/// How many sealed cells there are whose record has no key any more: what would open them is gone.
///
/// # Errors
/// When the database cannot be read.
pub async fn keyless(db: &impl Read) -> Result<u64> {
    let mut all = 0;
    for column in COLUMNS {
        all += count(db, &column.keyless()).await?;
    }
    Ok(all)
}

/// How many sealed cells of each table belong to records that another master key wraps than this one; tables without any
/// are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn under_others(db: &impl Read, master: &str) -> Result<Vec<(&'static str, u64)>> {
    let mut all: Vec<(&'static str, u64)> = Vec::new();
    for column in COLUMNS {
        let cells = count(db, &column.under_others(master)).await?;
        match all.iter_mut().find(|(table, _)| *table == column.table) {
            Some((_, sum)) => *sum += cells,
            None => all.push((column.table, cells)),
        }
    }
    all.retain(|(_, cells)| *cells > 0);
    Ok(all)
}

/// How many sealed cells of these records there are, and how many of them do not open.
///
/// # Errors
/// When the database cannot be read.
pub async fn attempt(db: &impl Read, keys: &HashMap<Uuid, RecordKey>) -> Result<(u64, u64)> {
    let (mut all, mut shut) = (0, 0);
    for column in COLUMNS {
        for held in db.on().query_all(&column.query(keys.keys().copied())).await? {
            let held = Held::from_query_result(&held, "")?;
            let cell = Cell { table: column.table, column: column.name, row: held.row };
            let opened = keys.get(&held.record).map(|key| cipher::open(&key.0, &cell.bytes(), &held.sealed));
            all += 1;
            shut += u64::from(!matches!(opened, Some(Ok(_))));
        }
    }
    Ok((all, shut))
}
