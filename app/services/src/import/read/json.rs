//! One record as JSON: an object with the fields of a record, as a line of JSONL has.

use super::{Draft, Unreadable, fields};

/// Reads a file.
///
/// # Errors
/// Why it does not read.
pub(super) fn read(text: &str) -> Result<Draft, Unreadable> {
    fields::json(text.trim_end())
}
