//! One record as JSON: an object with the fields of a record, as a line of JSONL has.

use super::{Draft, fields};

/// Reads a file.
///
/// # Errors
/// One line.
pub(super) fn read(text: &str) -> Result<Draft, String> {
    fields::json(text.trim())
}
