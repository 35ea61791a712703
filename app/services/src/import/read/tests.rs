//! What each format reads, and what it refuses. What the library makes of it is tested over HTTP, in `server/tests`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use chrono::NaiveDate;
use domain::practice::{Evidence, Practice, PracticeKind};

use super::{Draft, Format, Made, Refusal, rows, slug};

const FRONT: &str = "title = \"Lanterns\"\nslug = \"lanterns\"\nkind = \"guide\"\nsummary = \"Lamps were lit.\"\n\
                     language = \"en\"\nyear = 2004\nevidence = \"monitored\"\nlicence = \"CC-BY-4.0\"\n";
const ROW: &str = r#"{"title":"Lanterns","slug":"lanterns","kind":"guide","summary":"Lamps were lit.","language":"en","year":2004,"evidence":"monitored","licence":"CC-BY-4.0"}"#;

fn read(name: &str, bytes: &[u8]) -> Vec<(Option<u64>, Result<Draft, String>)> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    rows(name, bytes, today).map(|row| (row.line, row.record)).collect()
}

fn one(name: &str, text: &str) -> Practice {
    let mut read = read(name, text.as_bytes());
    assert_eq!(read.len(), 1);
    read.remove(0).1.unwrap().practice
}

fn refused(name: &str, bytes: &[u8]) -> String {
    let mut read = read(name, bytes);
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0).1.unwrap_err()
}

#[test]
fn the_end_of_the_name_says_the_format() {
    for name in ["a.md", "a.b.MARKDOWN"] {
        assert_eq!(Format::of(name), Some(Format::Markdown));
    }
    for name in ["a.jsonl", "a.ndjson"] {
        assert_eq!(Format::of(name), Some(Format::Lines));
    }
    assert_eq!(Format::of("a.TXT"), Some(Format::Plain));
    for name in ["a", "a.json", "a.pdf", ".txt", "", "md"] {
        assert!(refused(name, b"words").starts_with("only .txt, "), "{name}");
    }
}

#[test]
fn markdown_has_front_matter_and_a_body() {
    for text in [format!("+++\n{FRONT}+++\n\n## Done\n\nMuch.\n"), format!("\u{feff}+++\n{FRONT}+++\n## Done\n\nMuch.")]
    {
        for text in [text.replace('\n', "\r\n"), text] {
            let practice = one("a.md", &text);
            assert_eq!((practice.slug.as_str(), practice.year, practice.kind), ("lanterns", 2004, PracticeKind::Guide));
            assert_eq!(practice.body, "## Done\n\nMuch.");
        }
    }
    assert_eq!(one("a.md", &format!("+++\n{FRONT}+++")).body, "");
}

#[test]
fn front_matter_is_refused_by_field() {
    for (front, why) in [
        (format!("{FRONT}colour = 1\n"), "colour: There is no field of this name."),
        (format!("{FRONT}[[sources]]\ntitle = \"a\"\nisbn = 1\n"), "sources.0.isbn: There is no field of this name."),
        (FRONT.replace("slug = \"lanterns\"\n", ""), "missing field `slug`"),
        (FRONT.replace("2004", "\"2004\""), "year: invalid type: string \"2004\", expected i32 (line 7)"),
        (format!("{FRONT}countries = [\"IT\", \"Italy\"]\n"), "countries[1]: not a Country code (line 10)"),
        (format!("{FRONT}title = \"b\"\n"), "duplicate key (line 10)"),
        (format!("{FRONT}body = \"b\"\n"), "body: It stands in the front matter and below it."),
    ] {
        assert_eq!(refused("a.md", format!("+++\n{front}+++\ntext").as_bytes()), why);
    }
    let unknown = refused("a.md", format!("+++\n{FRONT}sectors = [\"coal\"]\n+++").as_bytes());
    assert!(unknown.starts_with("sectors[0]: unknown variant `coal`, expected one of `agriculture`"), "{unknown}");
    assert!(refused("a.md", format!("+++\n{FRONT}").as_bytes()).starts_with("front matter does not end"));
    assert!(refused("a.md", b"---\ntitle: a\n---\n").starts_with("front matter is TOML"));
}

#[test]
fn markdown_without_front_matter_is_drawn_from_its_text() {
    let practice =
        one("a.md", "Intro line\n\n# The *Lamp* road\n\nIt began in 1998. It went on.\n\n- a\n- b\n\n## Later\n");
    assert_eq!(
        (practice.title.as_str(), practice.slug.as_str(), practice.year),
        ("The Lamp road", "the-lamp-road", 1998)
    );
    assert_eq!(practice.summary, "It began in 1998. It went on.");
    assert!(practice.body.starts_with("Intro line\n\n") && practice.body.contains("- a\n- b\n\n## Later"));
    assert!(!practice.body.contains("Lamp"));
    assert_eq!((practice.kind, practice.evidence), (PracticeKind::Report, Evidence::Told));
    assert_eq!(one("a.md", "Only words here, no heading").title, "Only words here, no heading");
}

#[test]
fn plain_text_is_put_together_again() {
    let text = "LIMITED copy\r\n\r\nHarbourtown, 3 and 4 June 2002\r\n\r\nLanterns and the duty of shops\r\n\r\n\
        The chair opened the meeting of the lamp lighters and said that light alone\r\n\
        does not feed anybody. She asked three questions of those who had come to\r\n\
        the meeting.\r\n\r\n1. What was done\r\n\r\nOil was brought by the\r\n\r\nharbour guild in *two* ships_.\r\n\
        \r\n- one lamp for each of the streets that lead down to the old harbour,\r\n  lit at six\r\n- two lamps\r\n\
        \r\n2.1 Costs\u{c}3. They were small.\r\n";
    let practice = one("Report 2.txt", text);
    assert_eq!(practice.title, "Lanterns and the duty of shops");
    assert_eq!((practice.slug.as_str(), practice.year), ("lanterns-and-the-duty-of-shops", 2002));
    assert_eq!(
        practice.body,
        "LIMITED copy\n\nHarbourtown, 3 and 4 June 2002\n\nThe chair opened the meeting of the lamp lighters and said \
         that light alone does not feed anybody. She asked three questions of those who had come to the meeting.\n\n\
         ## 1. What was done\n\nOil was brought by the harbour guild in \\*two\\* ships\\_.\n\n- one lamp for each of \
         the streets that lead down to the old harbour, lit at six\n- two lamps\n\n### 2.1 Costs\n\n3\\. They were \
         small."
    );
    assert!(practice.summary.starts_with("The chair opened the meeting"), "{}", practice.summary);
    assert!(practice.summary.ends_with('.'));
    assert_eq!(practice.sources[0].title, "Report 2.txt");
    assert_eq!((practice.language.as_str(), practice.licence.as_str()), ("en", "NOASSERTION"));
}

#[test]
fn a_title_directly_above_its_text_stands_alone() {
    let text =
        "Lamp report\nThe guild of lamp lighters met twice in the winter and wrote down what it\nfound. All went home.";
    let practice = one("a.txt", text);
    assert_eq!(practice.title, "Lamp report");
    assert!(
        practice.body.starts_with("The guild of lamp lighters met twice in the winter and wrote down what it found.")
    );
}

#[test]
fn a_text_without_a_head_is_named_by_its_first_sentence() {
    let practice = one("a.txt", "We met on the quay. Nobody spoke.");
    assert_eq!(
        (practice.title.as_str(), practice.body.as_str()),
        ("We met on the quay", "We met on the quay. Nobody spoke.")
    );
    assert_eq!(practice.year, 2026);
    let long = "word ".repeat(200);
    let practice = one("a.txt", &format!("{long}\n\n{long}."));
    assert!(practice.title.ends_with("word…") && practice.title.chars().count() <= 200);
    assert!(practice.summary.ends_with("word…") && practice.summary.chars().count() <= 600);
    assert!(practice.slug.len() <= 80 && practice.slug.ends_with("word"));
    assert_eq!(practice.body.matches("word").count(), 400, "nothing is lost");
}

#[test]
fn a_text_that_tells_nothing_is_refused() {
    assert_eq!(refused("a.txt", b"\n \r\n\t"), "the file is empty");
    assert_eq!(refused("a.txt", b"\xef\xbb\xbf"), "the file is empty");
    assert_eq!(refused("a.md", b""), "the file is empty");
    assert_eq!(refused("a.txt", b"caf\xe9"), "not UTF-8 text");
    assert_eq!(refused("a.md", &vec![b'a'; 2_000_001]), "longer than 2000000 bytes");
    assert!(refused("a.txt", "… !!! …".as_bytes()).starts_with("no title"));
}

#[test]
fn slugs_are_written_in_plain_letters() {
    for (title, wanted) in
        [("Žarulja & Söhne", "zarulja-sohne"), ("Фонарь", "fonar"), ("a/b\\c..d", "a-b-c-d"), ("", "")]
    {
        assert_eq!(slug(title), wanted);
    }
    assert_eq!(slug(&"a".repeat(100)).len(), 80);
}

#[test]
fn lines_are_judged_one_by_one() {
    let mut file = format!("\u{feff}{ROW}\r\n\n").into_bytes();
    file.extend(b"{\"title\":\"\xff\"}\n");
    file.extend(format!("{{\"title\":\"{}\"}}\n", "a".repeat(3_000_000)).into_bytes());
    file.extend(b"{\"title\":\n[1]\nnull\n");
    file.extend(format!("{}\n", ROW.replace("\"year\"", "\"yaer\":1,\"year\"")).into_bytes());
    file.extend(format!("{}\n", ROW.replace("2004", "\"2004\"")).into_bytes());
    file.extend(format!("{}\n", ROW.replace("\"slug\":\"lanterns\",", "")).into_bytes());
    file.extend(format!("{ROW} {ROW}\n").into_bytes());
    file.extend(ROW.bytes());
    let read = read("a.jsonl", &file);
    let refused: Vec<(u64, &str)> =
        read.iter().filter_map(|(line, record)| Some((line.unwrap(), record.as_ref().err()?.as_str()))).collect();
    assert_eq!(
        refused,
        [
            (3, "not UTF-8 text"),
            (4, "longer than 1000000 bytes"),
            (5, "title: no JSON: EOF while parsing a value at column 9"),
            (6, "not a JSON object"),
            (7, "not a JSON object"),
            (8, "yaer: There is no field of this name."),
            (9, "year: invalid type: string \"2004\", expected i32"),
            (10, "missing field `slug`"),
            (11, &format!("no JSON: trailing characters at column {}", ROW.len() + 2)),
        ]
    );
    let taken: Vec<u64> = read.iter().filter(|(_, record)| record.is_ok()).map(|(line, _)| line.unwrap()).collect();
    assert_eq!(taken, [1, 12]);
    assert!(read.iter().flat_map(|(_, record)| record).all(|draft| draft.made == Made::Stated));
}

#[test]
fn a_line_of_just_the_limit_is_read() {
    let pad = 1_000_000 - ROW.len();
    for (pad, fits) in [(pad, true), (pad + 1, false)] {
        let read = read("a.jsonl", format!("{ROW}{}\n{ROW}\n", " ".repeat(pad)).as_bytes());
        assert_eq!((read.len(), read[0].1.is_ok(), read[1].1.is_ok()), (2, fits, true));
    }
}

#[test]
fn a_broken_disk_ends_the_file_in_one_line() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("no disk"))
        }
    }
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    for name in ["a.jsonl", "a.txt", "a.md"] {
        let read: Vec<_> = rows(name, std::io::BufReader::new(Broken), today).collect();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].record.as_ref().unwrap_err(), "cannot be read: no disk");
    }
}

#[test]
fn a_refusal_is_one_line() {
    let refusal =
        Refusal { file: "a\n.jsonl".into(), line: Some(7), why: format!("\u{1b}[2Jslug\n{}", "x".repeat(500)) };
    let line = refusal.to_string();
    assert!(line.starts_with("a .jsonl, line 7:  [2Jslug x") && line.ends_with("x…"), "{line}");
    assert!(!line.contains(char::is_control));
}
