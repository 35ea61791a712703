//! Citations of records whose texts hold what means something in each format.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use domain::id::PracticeId;
use domain::practice::{Participant, Practice, StoredPractice};
use uuid::Uuid;

use super::{Format, Work, json_ld, meta, write};

const EVIL: &str = "50 % of \\{{fish}}} & \"chips\" <b>_#1$</b>~^\r\nER  - \u{7} </script> Ünïcödé 漢";

fn stored(kind: &str) -> StoredPractice {
    let practice = serde_json::json!({
        "title": EVIL, "slug": "evil", "kind": kind, "summary": format!("{EVIL} @end"), "language": "en", "year": 2001,
        "topics": ["a, b"], "sectors": ["fishing"], "countries": ["AL"], "evidence": "told", "licence": "CC-BY-4.0",
        "sources": [{ "title": "T", "publisher": "Publisher, Inc. {" }],
    });
    let mut practice: Practice = serde_json::from_value(practice).unwrap();
    practice.actors = ["A and B}", "C, D"].map(|name| Participant { name: name.into(), part: "ngo".into() }).to_vec();
    let published = "2026-11-24T09:30:00Z".parse().unwrap();
    StoredPractice { id: PracticeId(Uuid::from_u128(7)), practice, version: 3, published }
}

fn cited(format: Format, kind: &str) -> String {
    write(format, Work { stored: &stored(kind), address: "https://ponte.example/library/evil" })
}

#[test]
fn bibtex_is_one_entry_whatever_the_title_holds() {
    let entry = cited(Format::Bibtex, "practice");
    assert!(entry.starts_with("@misc{ponte-evil-v3,\n") && entry.ends_with(",\n}\n"), "{entry}");
    let mut depth = 0_i32;
    for (at, c) in entry.char_indices() {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        assert!(depth > 0 || at == entry.len() - 2 || at < 6 || c == '\n', "closed at {at} of {entry}");
    }
    assert_eq!(depth, 0);
    assert!(entry.contains("author = {{A and B\\textbraceright{}} and {C, D}},"), "{entry}");
    assert!(entry.contains("50 \\% of \\textbackslash{}\\textbraceleft{}"), "{entry}");
    assert!(entry.contains("Ünïcödé 漢") && entry.contains("\\_\\#1\\$"), "{entry}");
    assert!(cited(Format::Bibtex, "report").starts_with("@techreport{"));
}

#[test]
fn ris_lines_are_lines() {
    let ris = cited(Format::Ris, "law");
    assert!(ris.starts_with("TY  - STAT\r\n") && ris.ends_with("\r\nER  - \r\n"), "{ris}");
    let lines: Vec<&str> = ris.split("\r\n").collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("ER  -")).count(), 1);
    for line in lines.iter().filter(|line| !line.is_empty()) {
        assert!(line.len() >= 6 && &line[2..6] == "  - " && !line.contains(['\n', '\r']), "{line}");
    }
    assert!(ris.contains("AU  - Publisher Inc. {\r\n"), "the publisher of the law: {ris}");
}

#[test]
fn csl_has_a_type_for_each_kind() {
    for (kind, expect) in [
        ("practice", "document"),
        ("code", "document"),
        ("law", "legislation"),
        ("report", "report"),
        ("guide", "report"),
    ] {
        let items: serde_json::Value = serde_json::from_str(&cited(Format::Csl, kind)).unwrap();
        assert_eq!(items[0]["type"], expect);
        assert_eq!(items[0]["issued"]["date-parts"][0][0], 2001);
        assert_eq!(items[0]["id"], "ponte-evil-v3");
    }
}

#[test]
fn the_block_in_a_page_is_json_that_no_text_ends() {
    let stored = stored("law");
    let work = Work { stored: &stored, address: "https://ponte.example/library/evil" };
    let block = json_ld(work);
    assert!(!block.contains('<'), "{block}");
    let read: serde_json::Value = serde_json::from_str(&block).unwrap();
    assert_eq!((&read["@type"], &read["name"]), (&"Legislation".into(), &EVIL.into()));
    assert_eq!(
        (&read["spatialCoverage"][0]["identifier"], &read["spatialCoverage"][0]["name"]),
        (&"AL".into(), &"Albania".into())
    );
    let tags = meta(work);
    for needed in
        ["citation_title", "citation_author", "citation_publication_date", "DC.title", "DC.creator", "DC.date"]
    {
        assert!(tags.iter().any(|(name, _)| *name == needed), "{needed}");
    }
}
