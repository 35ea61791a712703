//! The draft of a PDF or DOCX: title, summary, year and language drawn from its text, its headings kept, and what
//! stands under those that name a part of a record put there.

use chrono::NaiveDate;
use domain::practice::{Manuscript, sections_of};

use super::{Parts, plain, practice_of};

/// Titles that programs write when nobody has.
const EMPTY: &[&str] = &["untitled", "document", "microsoft word", "slide 1", "powerpoint"];

/// The draft of a document: its name, the title it says it has, its text and its headings with their depths. A heading in
/// the text comes before the title it says it has. A document without any text, such as a scan, still is a draft with a
/// title.
pub(crate) fn draft(file: &str, title: &str, text: &str, headings: &[(u8, String)], today: NaiveDate) -> Manuscript {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).replace(['_', '-'], " ");
    let title = title.trim();
    let said = title.chars().count() > 3 && !EMPTY.iter().any(|empty| title.to_lowercase().starts_with(empty));
    let title = said.then_some(title);
    let parts = plain::parts(text, plain::Beside { title, headings }, today).unwrap_or_else(|| Parts {
        title: title.map_or(stem, |title| plain::cut(title, plain::TITLE)),
        summary: String::new(),
        body: String::new(),
        year: None,
    });
    let mut practice = practice_of(parts, file, today);
    let (sections, body) = sections_of(&practice.body);
    (practice.sections, practice.body) = (sections, body);
    Manuscript::of(&practice)
}
