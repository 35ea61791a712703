//! A value of a column as JSON, and back: the same for both databases, whatever they call its type.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sea_orm::sea_query::Value;
use sea_orm::{QueryResult, TryGetable};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::error::{Error, Result};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A key.
    Uuid,
    /// A time in UTC.
    Time,
    /// A day.
    Date,
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A small whole number.
    Small,
    /// Yes or no.
    Bool,
    /// Bytes.
    Bytes,
}

impl Kind {
    /// What a declared type of either database holds.
    pub(super) fn of(declared: &str) -> Result<Self> {
        let declared = declared.to_ascii_lowercase();
        // The more special names first: SQLite's hold what they are kept as, too.
        let kinds: &[(&str, Self)] = &[
            ("uuid", Self::Uuid),
            ("timestamp", Self::Time),
            ("date", Self::Date),
            ("bool", Self::Bool),
            ("blob", Self::Bytes),
            ("binary", Self::Bytes),
            ("bytea", Self::Bytes),
            ("char", Self::Text),
            ("text", Self::Text),
            ("bigint", Self::Number),
        ];
        let found = kinds.iter().find(|(word, _)| declared.contains(word)).map(|(_, kind)| *kind);
        match (found, declared.as_str()) {
            (Some(kind), _) => Ok(kind),
            // SQLite's holds any whole number.
            (None, "integer") => Ok(Self::Small),
            _ => Err(Error::Column("a type that no backup knows")),
        }
    }

    /// Reads the value of a column.
    pub(super) fn read(self, row: &QueryResult, at: usize) -> Result<Json> {
        fn get<T: TryGetable>(row: &QueryResult, at: usize, json: impl Fn(T) -> Json) -> Result<Json> {
            Ok(row.try_get_by_index::<Option<T>>(at)?.map_or(Json::Null, json))
        }
        match self {
            Self::Uuid => get::<Uuid>(row, at, |id| id.to_string().into()),
            Self::Time => {
                get::<DateTime<Utc>>(row, at, |time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into())
            }
            Self::Date => get::<NaiveDate>(row, at, |day| day.to_string().into()),
            Self::Text => get::<String>(row, at, Json::from),
            Self::Number => get::<i64>(row, at, Json::from),
            Self::Small => small(row, at),
            Self::Bool => get::<bool>(row, at, Json::from),
            Self::Bytes => get::<Vec<u8>>(row, at, |bytes| STANDARD.encode(bytes).into()),
        }
    }

    /// The value for a column.
    pub(super) fn value(self, json: &Json) -> Result<Value> {
        let wrong = Error::Column("a value of the backup");
        let value = match (self, json) {
            (Self::Uuid, Json::Null) => Value::from(None::<Uuid>),
            (Self::Time, Json::Null) => Value::from(None::<DateTime<Utc>>),
            (Self::Date, Json::Null) => Value::from(None::<NaiveDate>),
            (Self::Text, Json::Null) => Value::from(None::<String>),
            (Self::Number, Json::Null) => Value::from(None::<i64>),
            (Self::Small, Json::Null) => Value::from(None::<i32>),
            (Self::Bool, Json::Null) => Value::from(None::<bool>),
            (Self::Bytes, Json::Null) => Value::from(None::<Vec<u8>>),
            (Self::Uuid, Json::String(text)) => text.parse::<Uuid>().map(Value::from).map_err(|_| wrong)?,
            (Self::Time, Json::String(text)) => text.parse::<DateTime<Utc>>().map(Value::from).map_err(|_| wrong)?,
            (Self::Date, Json::String(text)) => text.parse::<NaiveDate>().map(Value::from).map_err(|_| wrong)?,
            (Self::Text, Json::String(text)) => Value::from(text.clone()),
            (Self::Bytes, Json::String(text)) => STANDARD.decode(text).map(Value::from).map_err(|_| wrong)?,
            (Self::Bool, Json::Bool(is)) => Value::from(*is),
            (Self::Number | Self::Small, Json::Number(number)) => {
                let number = number.as_i64().ok_or(wrong)?;
                // What is small is sent so: a column of PostgreSQL takes no other.
                match i32::try_from(number) {
                    Ok(small) if self == Self::Small => Value::from(small),
                    _ => Value::from(number),
                }
            }
            _ => return Err(wrong),
        };
        Ok(value)
    }
}

/// A whole number that is small on PostgreSQL, and of any size on SQLite.
fn small(row: &QueryResult, at: usize) -> Result<Json> {
    if let Ok(number) = row.try_get_by_index::<Option<i64>>(at) {
        return Ok(number.map_or(Json::Null, Json::from));
    }
    Ok(row.try_get_by_index::<Option<i32>>(at)?.map_or(Json::Null, Json::from))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Kind;

    #[test]
    fn types_of_both_databases_mean_the_same() {
        for (sqlite, postgres, expect) in [
            ("uuid_text", "uuid", Kind::Uuid),
            ("timestamp_with_timezone_text", "timestamp with time zone", Kind::Time),
            ("date_text", "date", Kind::Date),
            ("varchar", "character varying", Kind::Text),
            ("char(64)", "character", Kind::Text),
            ("text", "text", Kind::Text),
            ("blob", "bytea", Kind::Bytes),
            ("blob(1)", "bytea", Kind::Bytes),
            ("boolean", "boolean", Kind::Bool),
            ("integer", "integer", Kind::Small),
        ] {
            assert_eq!(Kind::of(sqlite).unwrap(), expect, "{sqlite}");
            assert_eq!(Kind::of(postgres).unwrap(), expect, "{postgres}");
        }
        assert_eq!(Kind::of("bigint").unwrap(), Kind::Number);
        assert!(Kind::of("real").is_err());
    }
}
