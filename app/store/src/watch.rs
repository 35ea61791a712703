//! What is asked of the database, told to whoever watches: tests, which look for a statement that reads too much. What
//! does not belong here: judging it.

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
    /// Anything else.
    Other,
}

impl From<&Value> for Bound {
    fn from(value: &Value) -> Self {
        match value {
            Value::Uuid(Some(key)) => Self::Key(*key),
            Value::String(Some(text)) => Self::Text(text.clone()),
            _ => Self::Other,
        }
    }
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
