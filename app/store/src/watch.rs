//! What is asked of the database, told to whoever watches: tests, which look for a statement that reads too much; and
//! what of it no log may take. What does not belong here: judging a statement.

use sea_orm::Value;
use uuid::Uuid;

use crate::db::Db;

/// A value that a statement was bound to, as far as a watcher can use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// A key.
    Key(Uuid),
    /// A text.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Anything else.
    Other,
}

impl From<&Value> for Bound {
    fn from(value: &Value) -> Self {
        match value {
            Value::Uuid(Some(key)) => Self::Key(*key),
            Value::String(Some(text)) => Self::Text(text.clone()),
            Value::Int(Some(number)) => Self::Number(i64::from(*number)),
            Value::BigInt(Some(number)) => Self::Number(*number),
            _ => Self::Other,
        }
    }
}

/// Crates that say at the levels that tell most how the database is reached, with its password, or what somebody's
/// passkey is.
const TELLING: &[&str] = &["sea_orm", "webauthn"];

/// Whether a log may take what this tells of.
#[must_use]
pub fn may_log(told: &tracing::Metadata<'_>) -> bool {
    let tells = TELLING.iter().any(|name| told.target().starts_with(name));
    !tells || *told.level() <= tracing::Level::INFO
}

impl Db {
    /// The same database, which tells of every statement once it was carried out: its text, with a place for each
    /// value, and the values.
    #[must_use]
    pub fn watched(mut self, tell: impl Fn(&str, &[Bound]) + Clone + Send + Sync + 'static) -> Self {
        for connection in self.connections() {
            let tell = tell.clone();
            connection.set_metric_callback(move |asked| {
                let values = asked.statement.values.iter().flat_map(|values| &values.0);
                let values: Vec<Bound> = values.map(Bound::from).collect();
                tell(&asked.statement.sql, &values);
            });
        }
        self
    }
}
