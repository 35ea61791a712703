//! Reads a statement: which tables it reads, and what each is held to: one row, one organisation. What does not belong
//! here: what a table may be held to, and by whom.
//!
//! A table is held by an equality that every row read of it meets: of its own column with a value, or with a column of
//! another table that is held. What is only one way of an `OR` holds nothing, nor does what a `NOT` takes back. What
//! cannot be read holds nothing either.

mod reader;

use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, ObjectName, Statement, Value, visit_relations};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use reader::Reader;

/// A table that a statement reads or changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The table.
    pub(crate) table: String,
    /// What holds it.
    pub(crate) pins: Vec<Pin>,
    /// Whether no row of it can be read.
    pub(crate) nothing: bool,
    /// Pairs of the statement's values that must be equal for any row to be read: two numbers that differ, where a list
    /// of what is looked for is empty.
    pub(crate) if_equal: Vec<(usize, usize)>,
}

/// An equality that holds a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pin {
    /// The table whose column it is, and the column.
    pub(crate) column: (String, String),
    /// Which of the statement's values, from 0 on: one, or several of which it is any.
    pub(crate) values: Vec<usize>,
}

/// Rows that a statement puts into a table: columns, and for each row which value goes into which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Added {
    /// The table.
    pub(crate) table: String,
    /// Its columns.
    pub(crate) columns: Vec<String>,
    /// The values of each row; none for what is no value of its own.
    pub(crate) rows: Vec<Vec<Option<usize>>>,
}

/// What was read of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Tables that are read or changed.
    pub(crate) mentions: Vec<Mention>,
    /// Rows that are added.
    pub(crate) added: Option<Added>,
}

/// Which columns name the same thing: the table that a column is a key of, when two are compared.
pub(crate) type Means = fn(table: &str, column: &str) -> Option<String>;

/// Reads a statement; nothing for one that is of another kind than reading and writing rows.
pub(crate) fn read(sql: &str, means: Means) -> Option<Reading> {
    // The parser knows one strength of each kind of lock; which one says nothing of what is read.
    let sql = sql.replace(" FOR KEY SHARE", " FOR SHARE").replace(" FOR NO KEY UPDATE", " FOR UPDATE");
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, &numbered(&sql)).ok()?;
    let mut reader = Reader::new(means);
    for statement in &parsed {
        reader.statement(statement);
    }
    reader.spread();
    if parsed.iter().all(shapes) {
        return Some(Reading::default());
    }
    // A table in a place that is not known here is held by nothing.
    let mut left: Vec<String> = reader.mentions.iter().map(|mention| mention.table.clone()).collect();
    left.extend(reader.added.iter().map(|added| added.table.clone()));
    let mut missed = Vec::new();
    let _ = visit_relations(&parsed, |name| {
        let name = plain(name);
        match left.iter().position(|known| *known == name) {
            Some(at) => drop(left.swap_remove(at)),
            None => missed.push(Mention { table: name, ..Mention::default() }),
        }
        ControlFlow::<()>::Continue(())
    });
    reader.mentions.extend(missed);
    Some(Reading { mentions: reader.mentions, added: reader.added })
}

/// Whether a statement makes or changes tables, and reads none.
fn shapes(statement: &Statement) -> bool {
    let shapes = matches!(
        statement,
        Statement::CreateTable(_) | Statement::CreateIndex(_) | Statement::AlterTable(_) | Statement::Drop { .. }
    );
    shapes && !statement.to_string().contains("SELECT")
}

/// The statement with a number for each place of a value, as PostgreSQL has them.
fn numbered(sql: &str) -> String {
    let (mut plain, mut count, mut quoted) = (String::with_capacity(sql.len() + 16), 0, None);
    for c in sql.chars() {
        match (c, quoted) {
            ('?', None) => {
                count += 1;
                plain.push_str(&format!("${count}"));
                continue;
            }
            ('\'' | '"', None) => quoted = Some(c),
            (c, Some(mark)) if c == mark => quoted = None,
            _ => {}
        }
        plain.push(c);
    }
    plain
}

fn plain(name: &ObjectName) -> String {
    name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.clone()).unwrap_or_default()
}

/// Which of the statement's values an expression is.
fn place(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Nested(expr) | Expr::Cast { expr, .. } => place(expr),
        Expr::Value(value) => match &value.value {
            Value::Placeholder(name) => name.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1),
            _ => None,
        },
        _ => None,
    }
}

/// Pairs of values that a condition asks to be equal, whatever else it asks.
fn pairs(expr: &Expr) -> Vec<(usize, usize)> {
    match expr {
        Expr::Nested(expr) => pairs(expr),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => [pairs(left), pairs(right)].concat(),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => place(left).zip(place(right)).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether a condition is never met: `1 = 0`, alone or with others.
fn is_never(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(expr) => is_never(expr),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => is_never(left) || is_never(right),
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => is_never(left) && is_never(right),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => match (&**left, &**right) {
            (Expr::Value(one), Expr::Value(other)) => {
                matches!((&one.value, &other.value), (Value::Number(a, _), Value::Number(b, _)) if a != b)
            }
            _ => false,
        },
        Expr::Value(value) => matches!(value.value, Value::Boolean(false)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
