//! A library of 100,000 records in a server of its own, and the time of its whole search page.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};

use super::{ask, command, connect, get, percentile, ready, say, serve};

/// Records of a large library.
const LARGE: usize = 100_000;
/// Questions of each collection.
const QUESTIONS: usize = 100;
/// The collections in English.
const COLLECTIONS: [&str; 5] = ["cacm", "cisi", "cranfield", "legal-plain-english", "stackfaq"];

/// Measures with the records and questions of the collections of a folder; says so where there are none.
pub async fn measure(folder: &Path) {
    let read = |file: &str| -> Vec<Value> {
        let files = COLLECTIONS.iter().map(|name| folder.join(name).join(file));
        let text = files.filter_map(|file| fs::read_to_string(file).ok());
        text.flat_map(|text| text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect::<Vec<_>>())
            .collect()
    };
    let documents = read("corpus.jsonl");
    if documents.is_empty() {
        return say(&format!("pages: no collections in {}, so no large library", folder.display()));
    }
    let data = Path::new("target/bench-large");
    if !data.join("whole").exists() {
        let _ = fs::remove_dir_all(data);
        fill(data, &documents);
    }
    let (server, address) = serve(data, "0");
    ready(address).await;
    say(&format!("a library of {LARGE} records, memory at rest: {} MiB", server.memory()));
    let questions: Vec<String> =
        read("queries.jsonl").iter().filter_map(|line| Some(line["text"].as_str()?.to_owned())).collect();
    let each = questions.len().div_ceil(QUESTIONS * COLLECTIONS.len()).max(1);
    let questions: Vec<&String> = questions.iter().step_by(each).collect();
    // While the server still learns what its records are about, and at rest.
    for (kind, most) in
        [("questions as written, just started", usize::MAX), ("the same once more", usize::MAX), ("three words", 3)]
    {
        let mut sender = connect(address).await;
        let mut times = Vec::new();
        for question in &questions {
            let words = question.split(|c: char| !c.is_alphanumeric()).filter(|word| most > 3 || word.len() > 3);
            let words: Vec<&str> = words.take(most).collect();
            let path = format!("/library?q={}+", words.join("+"));
            let asked = Instant::now();
            let (status, _, _) = ask(&mut sender, get(address, &path, "")).await;
            assert_eq!(status, 200, "{path}");
            times.push(asked.elapsed());
        }
        let milliseconds = |percent| percentile(&mut times.clone(), percent).as_secs_f64() * 1000.0;
        say(&format!("whole page, {kind}: p50 {:.1} ms, p95 {:.1} ms", milliseconds(50), milliseconds(95)));
    }
    say(&format!("memory after: {} MiB", server.memory()));
}

/// Makes the library through the command line's import.
fn fill(data: &Path, documents: &[Value]) {
    fs::create_dir_all(data).expect("a folder");
    let file: PathBuf = data.join("records.jsonl");
    let mut out = BufWriter::new(fs::File::create(&file).expect("a file"));
    for (number, document) in documents.iter().cycle().take(LARGE).enumerate() {
        serde_json::to_writer(&mut out, &record(number, document)).expect("written");
        out.write_all(b"\n").expect("written");
    }
    out.flush().expect("written");
    let began = Instant::now();
    let status = command(data, "0").arg("import").arg(&file).status().expect("a release server: run `make build`");
    assert!(status.success(), "the import of {}", file.display());
    say(&format!("{LARGE} records imported and indexed in {:.0} s", began.elapsed().as_secs_f64()));
    fs::write(data.join("whole"), "").expect("written");
}

/// A record; choices vary, so that counting them costs what it costs in a library.
fn record(number: usize, document: &Value) -> Value {
    let text =
        |name: &str| document[name].as_str().unwrap_or_default().replace(|c: char| c.is_control() && c != '\n', " ");
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let (head, body) = (text("title"), text("text"));
    let mut title = cut(if head.is_empty() { &body } else { &head }, 180).replace('\n', " ");
    let _ = write!(title, " {number}");
    let choice = |choices: &[&'static str]| choices.get(number % choices.len().max(1)).copied().unwrap_or_default();
    json!({
        "title": title, "slug": format!("record-{number}"), "kind": "report", "language": "en", "evidence": "told",
        "summary": if body.trim().is_empty() { title.clone() } else { cut(&body, 200) }, "body": cut(&body, 100_000),
        "year": 1990 + number % 35, "licence": "CC0-1.0", "regions": ["europe", "global"],
        "countries": [choice(&["AL", "IT", "DE", "NG", "RO", "TH", "BR", "GB"])],
        "sectors": [choice(&["hospitality", "clothing", "fishing", "finance", "construction"])],
        "approach": ["private-sector"], "role": ["source", "destination"],
        "sources": [{ "title": "A test collection" }],
    })
}
