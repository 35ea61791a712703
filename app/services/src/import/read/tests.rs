//! What each format reads, and what it refuses. What the library makes of it is tested over HTTP, in `server/tests`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use chrono::NaiveDate;
use domain::import::ImportFormat;
use domain::practice::{Evidence, Manuscript, Practice, PracticeKind};

use super::table::{Columns, Table};
use super::{Draft, Made, Told, Unreadable, format, rows, slug};

const FRONT: &str = "title = \"Lanterns\"\nslug = \"lanterns\"\nkind = \"guide\"\nsummary = \"Lamps were lit.\"\n\
                     language = \"en\"\nyear = 2004\nevidence = \"monitored\"\nlicence = \"CC-BY-4.0\"\n";
const ROW: &str = r#"{"title":"Lanterns","slug":"lanterns","kind":"guide","summary":"Lamps were lit.","language":"en","year":2004,"evidence":"monitored","licence":"CC-BY-4.0"}"#;

fn read(name: &str, bytes: &[u8]) -> Vec<(Option<u64>, Result<Draft, Unreadable>)> {
    rows(name, bytes, today(), None).map(|row| (row.line, row.record)).collect()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn practice(draft: Draft) -> Practice {
    match draft.record {
        Told::Practice(practice) => *practice,
        Told::Manuscript(manuscript) => panic!("only texts: {manuscript:?}"),
    }
}

fn manuscripts(name: &str, text: &str, columns: Option<&Columns>) -> Vec<(u64, Manuscript)> {
    let read = rows(name, text.as_bytes(), today(), columns).map(|row| match row.record.unwrap().record {
        Told::Manuscript(manuscript) => (row.line.unwrap(), manuscript),
        Told::Practice(practice) => panic!("{practice:?}"),
    });
    read.collect()
}

fn one(name: &str, text: &str) -> Practice {
    let mut read = read(name, text.as_bytes());
    assert_eq!(read.len(), 1);
    practice(read.remove(0).1.unwrap())
}

fn refused(name: &str, bytes: &[u8]) -> Unreadable {
    let mut read = read(name, bytes);
    assert_eq!(read.len(), 1, "{read:?}");
    read.remove(0).1.unwrap_err()
}

/// What does not read of a record.
fn faults(name: &str, bytes: &[u8]) -> Vec<String> {
    let draft = read(name, bytes).remove(0).1.unwrap();
    draft.faults.iter().map(|(field, problem)| format!("{field} {}", problem.key())).collect()
}

#[test]
fn the_end_of_the_name_says_the_format() {
    for (name, expect) in [
        ("a.md", ImportFormat::Markdown),
        ("a.b.MARKDOWN", ImportFormat::Markdown),
        ("a.jsonl", ImportFormat::Lines),
        ("a.ndjson", ImportFormat::Lines),
        ("a.json", ImportFormat::Json),
        ("a.csv", ImportFormat::Table),
        ("a.tsv", ImportFormat::Table),
        ("a.TXT", ImportFormat::Plain),
        ("a.pdf", ImportFormat::Pdf),
        ("a.docx", ImportFormat::Docx),
    ] {
        assert_eq!(format(name), Some(expect), "{name}");
    }
    for name in ["a", "a.xml", "a.doc", ".txt", "", "md"] {
        assert_eq!(refused(name, b"words"), Unreadable::Format, "{name}");
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
    for (front, wanted) in [
        (format!("{FRONT}colour = 1\n"), vec!["colour problem-unknown-field"]),
        (format!("{FRONT}[[sources]]\ntitle = \"a\"\nisbn = 1\n"), vec!["sources[0].isbn problem-unknown-field"]),
        (FRONT.replace("2004", "\"2004\""), vec!["year problem-not-a-year"]),
        (format!("{FRONT}countries = [\"IT\", \"Italy\"]\n"), vec!["countries[1] problem-unknown-country"]),
        (format!("{FRONT}sectors = [\"coal\"]\n"), vec!["sectors[0] problem-not-in-list"]),
        (format!("{FRONT}body = \"b\"\n"), vec!["body problem-told-twice"]),
        (
            FRONT.replace("2004", "\"2004\"").replace("\"guide\"", "\"poem\"").replace("title = \"Lanterns\"\n", ""),
            vec!["kind problem-not-in-list", "year problem-not-a-year", "title problem-missing"],
        ),
    ] {
        assert_eq!(faults("a.md", format!("+++\n{front}+++\ntext").as_bytes()), wanted, "{front}");
    }
    let twice = format!("+++\n{FRONT}title = \"b\"\n+++\n");
    assert_eq!(refused("a.md", twice.as_bytes()), Unreadable::NamedTwice { line: 10 });
    let torn = format!("+++\n{FRONT}colour: red\n+++\n");
    assert_eq!(refused("a.md", torn.as_bytes()), Unreadable::NoToml { line: 10 });
    assert_eq!(refused("a.md", format!("+++\n{FRONT}").as_bytes()), Unreadable::OpenFront);
    assert_eq!(refused("a.md", b"---\ntitle: a\n---\n"), Unreadable::Yaml);
    let dated = format!("+++\n{FRONT}[[sources]]\ntitle = \"a\"\naccessed = 2026-01-02\n+++\n");
    assert_eq!(one("a.md", &dated).sources[0].accessed, NaiveDate::from_ymd_opt(2026, 1, 2), "a day as TOML writes it");
}

#[test]
fn a_record_that_states_no_address_gets_one_of_its_title() {
    let front = format!("+++\n{}+++\ntext", FRONT.replace("slug = \"lanterns\"\n", ""));
    let row = ROW.replace("\"slug\":\"lanterns\",", "");
    for (name, text) in [("a.md", &front), ("a.json", &row), ("a.jsonl", &row)] {
        let draft = read(name, text.as_bytes()).remove(0).1.unwrap();
        assert!(draft.faults.is_empty() && draft.made == Made::Titled, "{name}: {draft:?}");
        assert_eq!(practice(draft).slug, "lanterns", "{name}");
    }
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
    assert_eq!(refused("a.txt", b"\n \r\n\t"), Unreadable::Empty);
    assert_eq!(refused("a.txt", b"\xef\xbb\xbf"), Unreadable::Empty);
    assert_eq!(refused("a.md", b""), Unreadable::Empty);
    assert_eq!(refused("a.txt", b"caf\xe9"), Unreadable::Letters);
    assert_eq!(refused("a.md", &vec![b'a'; 2_000_001]), Unreadable::LongFile { most: 2_000_000 });
    assert_eq!(refused("a.txt", "… !!! …".as_bytes()), Unreadable::Untitled);
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
fn pictures_in_a_title_leave_no_name_in_its_slug() {
    for (title, wanted) in [
        ("💥 Lanterns 🏮 at the quay ☂", "lanterns-at-the-quay"),
        ("Lamps 🇦🇱👩🏽‍🔧❤️ of 2019", "lamps-of-2019"),
        ("Cafe\u{301} → harbour ™", "cafe-harbour"),
        ("L'été & №5", "l-ete-5"),
        ("日本", "ri-ben"),
        ("💥🏮", ""),
    ] {
        assert_eq!(slug(title), wanted, "{title}");
    }
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
    let refused: Vec<(u64, Unreadable)> =
        read.iter().filter_map(|(line, record)| Some((line.unwrap(), record.as_ref().err()?.clone()))).collect();
    assert_eq!(
        refused,
        [
            (3, Unreadable::Letters),
            (4, Unreadable::LongLine { most: 1_000_000 }),
            (5, Unreadable::BrokenOff),
            (6, Unreadable::NoObject),
            (7, Unreadable::NoObject),
            (11, Unreadable::NoJson { line: 1, at: ROW.len() + 2 }),
        ]
    );
    let taken: Vec<u64> = read
        .iter()
        .filter(|(_, record)| record.as_ref().is_ok_and(|draft| draft.faults.is_empty()))
        .map(|(line, _)| line.unwrap())
        .collect();
    assert_eq!(taken, [1, 10, 12]);
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
    for name in ["a.jsonl", "a.csv", "a.txt", "a.md"] {
        let read: Vec<_> = rows(name, std::io::BufReader::new(Broken), today(), None).collect();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].record.as_ref().unwrap_err(), &Unreadable::Torn);
    }
}

#[test]
fn one_record_as_json() {
    assert_eq!(one("a.json", &format!(" {ROW}\n")).slug, "lanterns");
    assert_eq!(refused("a.json", b"[]"), Unreadable::NoObject);
    let two = format!("\n{ROW}\n{ROW}");
    assert_eq!(refused("a.json", two.as_bytes()), Unreadable::NoJson { line: 3, at: 1 }, "by the lines of the file");
    let twice = ROW.replace("\"year\"", "\"title\":\"Lamps\",\"year\"");
    assert_eq!(faults("a.json", twice.as_bytes()), ["title problem-field-twice"]);
}

#[test]
fn a_table_is_read_by_the_names_of_its_columns() {
    let table = "\u{feff}Titel;Jahr;Länder;Zusammenfassung;Keywords;Link;Farbe;Partner\r\n\
                 Laternen;12.03.2004;Albanien;\"Öl; und \"\"Licht\"\"\";a, b;https://lamp.example/1;rot;Guild\r\n\
                 ;;;;;;;\r\n\"Two\nlines\";2005;;;;;;\r\n";
    let rows = manuscripts("lamps.csv", table, None);
    let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 4]);
    let first = &rows[0].1;
    for (field, value) in [
        ("title", "Laternen"),
        ("year", "2004"),
        ("countries", "Albanien"),
        ("summary", "Öl; und \"Licht\""),
        ("topics", "a, b"),
        ("source_url", "https://lamp.example/1"),
        ("source_title", "lamp.example"),
        ("actor_name", "Guild"),
        ("actor_part", "ngo"),
        ("kind", "practice"),
        ("evidence", "told"),
    ] {
        assert_eq!(first.one(field), value, "{field}");
    }
    assert_eq!(rows[1].1.one("title"), "Two\nlines");
    assert!(rows[1].1.all("source_title").is_empty(), "the table is no source of its rows");
}

#[test]
fn columns_are_named_where_their_names_say_nothing() {
    let headers = ["A".to_owned(), "B".to_owned()];
    let mut columns = Columns::guessed(&headers);
    assert_eq!(columns.fields, ["", ""]);
    assert!(columns.set(&headers, "A", "title") && columns.set(&headers, "B", "sectors"));
    assert!(!columns.set(&headers, "C", "title") && !columns.set(&headers, "A", "colour"));
    let rows = manuscripts("a.csv", "A,B\nLamps,Food; Real Estate\n", Some(&columns));
    assert_eq!(rows[0].1.all("sectors"), ["food", "real-estate"]);
}

#[test]
fn a_table_says_when_each_source_was_looked_at() {
    let table = "title,url,accessed\nLamps,https://lamp.example/1; https://lamp.example/2,2024-05-01; 2024-06-02\n";
    let rows = manuscripts("a.csv", table, None);
    assert_eq!(rows[0].1.all("source_accessed"), ["2024-05-01", "2024-06-02"]);
    assert_eq!(rows[0].1.all("source_url"), ["https://lamp.example/1", "https://lamp.example/2"]);
}

#[test]
fn codes_of_isic_are_read_as_the_sectors_that_hold_them() {
    use domain::practice::LibrarySector::{Fishing, Food, Hospitality};
    let text = ROW.replace("\"year\"", "\"sectors\":[\"10\",11,\"fishing\",\"I551\"],\"year\"");
    let draft = read("a.json", text.as_bytes()).remove(0).1.unwrap();
    let codes =
        |codes: &[(&str, _)]| codes.iter().map(|(code, sector)| ((*code).to_owned(), *sector)).collect::<Vec<_>>();
    assert!(draft.faults.is_empty(), "{:?}", draft.faults);
    assert_eq!(
        (draft.made, &draft.codes),
        (Made::Stated, &codes(&[("10", Food), ("11", Food), ("I551", Hospitality)]))
    );
    assert_eq!(practice(draft).sectors, [Food, Fishing, Hospitality]);
    let front = format!("+++\n{FRONT}sectors = [\"I\"]\n+++\ntext");
    assert_eq!(one("a.md", &front).sectors, [Hospitality]);
    assert_eq!(
        faults("a.md", front.replace("\"I\"", "\"N\"").as_bytes()),
        ["sectors[0] problem-not-in-list"],
        "what several sectors share is none of them"
    );
    let mut rows = rows("a.csv", b"title,sector\nLamps,10; i55; fishing\n".as_slice(), today(), None);
    let draft = rows.next().unwrap().record.unwrap();
    assert_eq!(draft.codes, codes(&[("10", Food), ("I55", Hospitality)]));
    let Told::Manuscript(written) = draft.record else { panic!("a row of a table") };
    assert_eq!(written.all("sectors"), ["food", "hospitality", "fishing"]);
}

#[test]
fn a_table_that_is_none_is_refused() {
    for (bytes, why) in [
        (b"".as_slice(), Unreadable::NoColumns),
        (b"caf\xe9,a\n", Unreadable::Letters),
        (b",,\n1,2,3\n", Unreadable::NoColumns),
    ] {
        assert_eq!(refused("a.csv", bytes), why);
    }
    assert_eq!(refused("a.csv", b"title\nx,y\n"), Unreadable::ManyCells { cells: 2, columns: 1 });
    let endless = format!("title\n\"{}", "a".repeat(3_000_000));
    assert_eq!(refused("a.csv", endless.as_bytes()), Unreadable::LongRow { most: 1_000_000 });
    assert_eq!(Table::new(",".repeat(300).as_bytes()).err(), Some(Unreadable::ManyColumns { most: 200 }));
}

#[test]
fn a_text_says_which_language_it_is_in() {
    let text = "Die Gilde der Lampenmacher\n\nDie Straßen der alten Stadt waren nachts dunkel, und niemand wollte dort \
                gehen. Die Gilde hat jede Straße beleuchtet und die Kosten selbst getragen.";
    assert_eq!(one("a.txt", text).language.as_str(), "de");
}
