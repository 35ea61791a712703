//! Between columns and values: words of closed lists, codes and JSON.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Func, LikeExpr};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads a word or a code.
pub(crate) fn word<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T> {
    text.parse().map_err(|_| Error::Column(column))
}

/// Reads a word or a code that may be absent.
pub(crate) fn optional_word<T: std::str::FromStr>(text: Option<&str>, column: &'static str) -> Result<Option<T>> {
    text.map(|text| word(text, column)).transpose()
}

/// Reads JSON.
pub(crate) fn json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Column(column))
}

/// Writes JSON.
pub(crate) fn to_json<T: Serialize>(value: &T, column: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Column(column))
}

/// The condition that a text column holds these words, whatever their case, on both databases. SQLite knows the cases
/// of ASCII alone, so words are looked for as they were typed too.
pub(crate) fn holds(column: impl ColumnTrait, words: &str) -> Expr {
    let here = Expr::col((column.entity_name(), column));
    let lower = Expr::expr(Func::lower(here.clone())).like(pattern(&words.to_lowercase()));
    lower.or(here.like(pattern(words)))
}

/// The pattern of texts that hold these words, whose own signs mean nothing.
fn pattern(words: &str) -> LikeExpr {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}
