//! Sectors that are written as codes of ISIC: the library's words take their place, and what was read is remembered.

use domain::practice::{LibrarySector, Manuscript};
use serde_json::{Map, Value};
use taxonomy::sectors::library_sector;

/// A code as it was written, and the sector that it was read as.
pub(crate) type Read = (String, LibrarySector);

/// Reads the codes among the sectors of a manuscript.
pub(super) fn of_manuscript(written: &mut Manuscript) -> Vec<Read> {
    let mut codes = Vec::new();
    let word = |entry: &String| match library_sector(entry) {
        Some(sector) => {
            codes.push((entry.to_uppercase(), sector));
            sector.word().to_owned()
        }
        None => entry.clone(),
    };
    let words: Vec<String> = written.all("sectors").iter().map(word).collect();
    if !codes.is_empty() {
        written.set("sectors", words);
    }
    codes
}

/// Reads the codes among the sectors of an object, numbers too; two of one sector are one.
pub(super) fn of_object(object: &mut Map<String, Value>) -> Vec<Read> {
    let mut codes = Vec::new();
    let Some(Value::Array(entries)) = object.get_mut("sectors") else { return codes };
    let mut words: Vec<Value> = Vec::new();
    for entry in entries.drain(..) {
        let written = match &entry {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        match library_sector(&written) {
            Some(sector) => {
                codes.push((written, sector));
                let word = Value::from(sector.word());
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            None => words.push(entry),
        }
    }
    *entries = words;
    codes
}
