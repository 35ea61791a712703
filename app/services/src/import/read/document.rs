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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::NaiveDate;

    use super::draft;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn a_document_becomes_a_draft_in_its_parts() {
        let text = "Lamps of the old harbour\n\nOil was dear in Velmora. Nobody walked at night.\n\nWhat was done\n\nThe guild \
                lit every street in 1998.\n\nResults\n\nPeople walked.";
        let headings = [(1, "What was done".to_owned()), (1, "Results".to_owned())];
        let written = draft("Lamps_1998.docx", "Microsoft Word - Document1", text, &headings, today());
        for (field, value) in [
            ("title", "Lamps of the old harbour"),
            ("done", "The guild lit every street in 1998."),
            ("results", "People walked."),
            ("body", "Oil was dear in Velmora. Nobody walked at night."),
            ("year", "1998"),
            ("language", "en"),
            ("source_title", "Lamps_1998.docx"),
        ] {
            assert_eq!(written.one(field), value, "{field}");
        }
        for (said, text, wanted) in [
            ("A road of lamps", text, "Lamps of the old harbour"),
            ("A road of lamps", "Velmora\n\nOil was dear in Velmora.", "Velmora"),
            ("A road of lamps", "12 March 2002\n\nOil was dear in Velmora.", "A road of lamps"),
            ("A road of lamps", "Oil was dear in Velmora. Nobody walked at night.", "A road of lamps"),
            ("lamps of velmora", "The Guild of the Harbour\n\nLamps of Velmora\n\nOil was dear.", "Lamps of Velmora"),
            ("Untitled", "Oil was dear in Velmora.", "Oil was dear in Velmora"),
            ("A road of lamps", "", "A road of lamps"),
        ] {
            assert_eq!(draft("a.pdf", said, text, &[], today()).one("title"), wanted, "{said}: {text}");
        }
        let styled =
            draft("a.docx", "A road", "Of the guild of lamps\n\nVelmora\n\nOil.", &[(1, "Velmora".into())], today());
        assert_eq!(styled.one("title"), "Velmora", "the line that is a heading");
        let dated = draft("a.pdf", "A road of lamps", "12 March 2002\n\nOil was dear.", &[], today());
        assert!(dated.one("body").contains("12 March 2002"), "nothing of the text is lost");
        assert_eq!(draft("A scan_2.pdf", "", "", &[], today()).one("title"), "A scan 2", "a scan has no text");
    }
}
