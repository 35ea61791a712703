//! Measures the library's search beside plain tantivy, in one process: `make bench`.
//!
//! `cargo run --release -p search --example bench -- [FOLDER]`
//!
//! Every folder below FOLDER with a `corpus.jsonl` is a collection (see the example `evaluate`); a folder named by
//! two letters is in that language, any other in English. Without the folder this says so in one line. It prints, for
//! each collection, nDCG@10 of plain tantivy with its default tokenizer and with its stemmer, of the library's search,
//! and of the library's search with one thing left out; then time and filling at 100,000 records.

#[path = "../evaluate/ask.rs"]
#[expect(dead_code, reason = "shared with the example evaluate")]
mod ask;
#[path = "../evaluate/collection.rs"]
#[expect(dead_code, reason = "shared with the example evaluate")]
mod collection;
#[path = "../evaluate/measures.rs"]
mod measures;
mod plain;
mod speed;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::practice::StoredPractice;
use search::{Index, Query, Signal};

use collection::Collection;
use plain::Plain;

/// The best figures seen elsewhere for lexical search, by collection; see the README of the data.
const BEST_SEEN: &[(&str, f64)] = &[
    ("cranfield", 0.402),
    ("cisi", 0.408),
    ("cacm", 0.506),
    ("stackfaq", 0.774),
    ("legal-plain-english", 0.469),
    ("en", 0.862),
    ("de", 0.817),
    ("es", 0.835),
    ("ar", 0.794),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "../shared/data/search".into()));
    let mut out = std::io::stdout();
    let folders = if folder.is_dir() { collections(&folder)? } else { Vec::new() };
    if folders.is_empty() {
        writeln!(out, "search: no collections in {}, nothing to measure with", folder.display())?;
        return Ok(());
    }
    writeln!(
        out,
        "{:<20} {:>7} {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} {:>8} {:>7} {:>7}",
        "nDCG@10", "default", "stemmer", "library", "ratio", "ratio", "seen", "typos", "no grams", "alone", "title 1"
    )?;
    let mut all = Vec::new();
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().display().to_string();
        let language = if name.len() == 2 { name.as_str() } else { "en" };
        let collection = Collection::read(folder, &folder.join("queries.jsonl"), language)?;
        writeln!(out, "{}", compare(folder, &name, &collection, language)?)?;
        if language == "en" {
            all.push(collection);
        }
    }
    speed::measure(all, &mut out)
}

fn collections(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.join("corpus.jsonl").is_file() {
        found.push(folder.to_owned());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(collections(&path)?);
        }
    }
    found.sort();
    Ok(found)
}

/// One line: the figures of a collection.
fn compare(folder: &Path, name: &str, collection: &Collection, language: &str) -> Result<String, Box<dyn Error>> {
    let default = Plain::new(collection, None)?.ndcg(collection)?;
    let stemmer = Plain::new(collection, Some(language))?.ndcg(collection)?;
    let index = Index::in_memory()?;
    ask::fill(&index, collection)?;
    let asked = |collection: &Collection, without: &[Signal]| -> Result<f64, Box<dyn Error>> {
        let (measures, _) = ask::ask(&index, collection, &Query { without: without.to_vec(), ..Query::default() })?;
        Ok(measures.mean(measures.ndcg))
    };
    let ours = asked(collection, &[])?;
    let no_grams = asked(collection, &[Signal::Grams])?;
    let alone = asked(collection, &[Signal::Latent])?;
    let typos = folder.join("queries.typo.jsonl");
    let typos = if typos.is_file() {
        let wrong = Collection::read(folder, &typos, language)?;
        let mut right = Collection::read(folder, &folder.join("queries.jsonl"), language)?;
        right.queries.retain(|(id, _)| wrong.queries.iter().any(|(other, _)| other == id));
        format!("{:.3}", asked(&wrong, &[])? / asked(&right, &[])?)
    } else {
        String::from("-")
    };
    let flat = Index::in_memory()?;
    let mut untitled = Collection::read(folder, &folder.join("queries.jsonl"), language)?;
    untitled.records.iter_mut().for_each(flatten);
    ask::fill(&flat, &untitled)?;
    let (flat, _) = ask::ask(&flat, &untitled, &Query::default())?;
    let seen =
        BEST_SEEN.iter().find(|(known, _)| *known == name).map_or_else(|| "-".into(), |(_, best)| format!("{best:.3}"));
    Ok(format!(
        "{name:<20} {default:>7.4} {stemmer:>7.4} {ours:>7.4} {:>6.2} {:>6.2} {seen:>6} {typos:>6} {no_grams:>8.4} {alone:>7.4} {:>7.4}",
        ours / default,
        ours / stemmer,
        flat.mean(flat.ndcg),
    ))
}

/// Puts the title into the text, where its words weigh no more than others.
fn flatten(record: &mut StoredPractice) {
    let title = std::mem::take(&mut record.practice.title);
    record.practice.body = format!("{title}\n\n{}", record.practice.body);
}
