//! What holds of a file of any bytes in every format that can be imported, and of another library's answer: rows come
//! out, each whole or refused, without a panic. The fuzz target asks it of bytes that it makes, a test of the seeds.

use chrono::NaiveDate;

use super::read::{Told, draft, oai, rows};

const NAMES: [&str; 7] = ["a.md", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.txt", "a.pdf"];
/// More rows than this are of an input that repeats itself.
const ENOUGH: usize = 1_000;

/// Holds bytes to it.
pub(crate) fn check(bytes: &[u8]) {
    let Some(today) = NaiveDate::from_ymd_opt(2026, 11, 25) else { return };
    for name in NAMES {
        for row in rows(name, bytes, today, None).take(ENOUGH) {
            let Ok(read) = row.record else { continue };
            let _ = read.title();
            if let Told::Practice(practice) = read.record {
                let _ = practice.check(today);
            }
        }
    }
    let text = String::from_utf8_lossy(bytes);
    if let Ok(answer) = oai::read(&text, today) {
        for (_, record) in answer.records {
            let Ok(oai::Drawn { practice, .. }) = record else { continue };
            assert!(!practice.title.is_empty() && practice.title.chars().count() <= 200);
            assert!(practice.slug.len() <= 80 && practice.topics.iter().all(|topic| topic.chars().count() <= 60));
        }
    }
    let (title, text) = text.split_once('\n').unwrap_or(("", &text));
    let _ = draft("a.docx", title, text, &[(1, title.to_owned())], today);
}
