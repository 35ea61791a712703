//! Reading a file in a process of its own, which can be stopped, and whose memory has an end: what it is asked and what
//! it answers. Starting it is its parent's work.

use serde::{Deserialize, Serialize};

use crate::{Kind, Opened, Refused, open};

/// What stands before the bytes of a file: one line of JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    kind: Kind,
    title: String,
    text: String,
    headings: Vec<(u8, String)>,
}

/// Reads a file and writes what was found as one answer.
#[must_use]
pub fn answer(name: &str, bytes: &[u8]) -> Vec<u8> {
    let found = open(name, bytes).map(|opened| {
        let Opened { kind, title, text, headings, bytes } = opened;
        (Found { kind, title, text, headings }, bytes)
    });
    let (head, bytes) = match found {
        Ok((found, bytes)) => (serde_json::to_vec(&Ok::<_, Refused>(found)), bytes),
        Err(refused) => (serde_json::to_vec(&Err::<Found, _>(refused)), Vec::new()),
    };
    let mut written = head.unwrap_or_default();
    written.push(b'\n');
    written.extend(bytes);
    written
}

/// Reads an answer; one that does not read is that of a process that came to grief over the file.
///
/// # Errors
/// Why the file is not taken.
pub fn understand(answer: &[u8]) -> Result<Opened, Refused> {
    let end = answer.iter().position(|byte| *byte == b'\n').ok_or(Refused::Broken)?;
    let (head, bytes) = answer.split_at_checked(end).ok_or(Refused::Broken)?;
    let found: Result<Found, Refused> = serde_json::from_slice(head).map_err(|_| Refused::Broken)?;
    let Found { kind, title, text, headings } = found?;
    Ok(Opened { kind, title, text, headings, bytes: bytes.get(1..).unwrap_or_default().to_vec() })
}
