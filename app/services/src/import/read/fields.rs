//! From TOML or JSON to a record: the same names in both, none that is unknown, and errors that name the field.

use domain::practice::Practice;
use serde::Deserializer;
use serde_path_to_error::{Deserializer as Tracked, Track};

/// Reads a record. The error is the field, if one is at fault, and what the format's own error says.
///
/// # Errors
/// One line.
pub(super) fn read<'de, D: Deserializer<'de>>(
    from: D,
    message: impl FnOnce(D::Error) -> String,
) -> Result<Practice, String> {
    let mut track = Track::new();
    let mut unknown: Option<String> = None;
    let read: Result<Practice, D::Error> = serde_ignored::deserialize(Tracked::new(from, &mut track), |path| {
        unknown.get_or_insert_with(|| path.to_string());
    });
    match (read, unknown) {
        (Ok(practice), None) => Ok(practice),
        (Ok(_), Some(field)) => Err(format!("{field}: There is no field of this name.")),
        (Err(cause), _) => {
            let path = track.path().to_string();
            let message = message(cause);
            Err(if path.is_empty() || path == "." { message } else { format!("{path}: {message}") })
        }
    }
}

/// One record as JSON.
///
/// # Errors
/// One line.
pub(super) fn json(text: &str) -> Result<Practice, String> {
    // A list would be read as the fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err("not a JSON object".to_owned());
    }
    let mut from = serde_json::Deserializer::from_str(text);
    let practice = read(&mut from, |cause| json_message(&cause))?;
    from.end().map_err(|cause| json_message(&cause))?;
    Ok(practice)
}

/// What is wrong, with the column where the text is no JSON; the line is the caller's to say.
fn json_message(cause: &serde_json::Error) -> String {
    let whole = cause.to_string();
    let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
    if cause.is_data() { message.to_owned() } else { format!("no JSON: {message} at column {}", cause.column()) }
}

/// A record's front matter.
///
/// # Errors
/// One line.
pub(super) fn toml(text: &str) -> Result<Practice, String> {
    let from = toml::Deserializer::parse(text).map_err(|cause| toml_message(text, &cause))?;
    read(from, |cause| toml_message(text, &cause))
}

fn toml_message(text: &str, cause: &toml::de::Error) -> String {
    let at = cause.span().and_then(|span| text.get(..span.start));
    // The front matter begins on the file's second line.
    let line = at.map(|before| before.matches('\n').count() + 2);
    let message = cause.message().trim();
    match line {
        Some(line) if !message.starts_with("missing field") => format!("{message} (line {line})"),
        _ => message.to_owned(),
    }
}
