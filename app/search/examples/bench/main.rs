//! Measures the library's search beside plain tantivy, in one process: `make bench`.
//!
//! `cargo run --release -p search --example bench -- [FOLDER] [MISSPELLINGS]`
//!
//! Every folder below FOLDER with a `corpus.jsonl` is a collection (see the example `evaluate`); a folder named by
//! two letters is in that language, any other in English. Without the folder this says so in one line. It prints, for
//! each collection, nDCG@10 of plain tantivy with its default tokenizer and with its stemmer, of the library's search,
//! and of the library's search with one thing left out ("as said": the glossary's synonyms); where a folder has what it
//! takes, how often passages hold the answer and related records are found; of a list of misspellings, how often the
//! right word is found; then time and filling at 100,000 records.

#[path = "../evaluate/ask.rs"]
mod ask;
#[path = "../evaluate/collection.rs"]
mod collection;
#[path = "../evaluate/measures.rs"]
mod measures;
mod plain;
#[path = "../evaluate/product.rs"]
mod product;
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

/// The same of related documents, the whole document being the query.
const RELATED_SEEN: &[(&str, f64)] = &[("cacm", 0.366)];

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
        "{:<20} {:>7} {:>7} {:>7} {:>6} {:>6} {:>6} {:>6} {:>8} {:>7} {:>7} {:>7}",
        "nDCG@10",
        "default",
        "stemmer",
        "library",
        "ratio",
        "ratio",
        "seen",
        "typos",
        "no grams",
        "alone",
        "as said",
        "title 1"
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
    for folder in &folders {
        beside(folder, &mut out)?;
    }
    let misspellings = std::env::args().nth(2).map(PathBuf::from).filter(|file| file.is_file());
    if let (Some(file), Some(folder)) = (misspellings, folders.first()) {
        spelling(folder, &file, &mut out)?;
    }
    speed::measure(all, &mut out)
}

/// How often passages of a collection hold the answer, and related documents are found, if it says which are right.
fn beside(folder: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let name = folder.file_name().unwrap_or_default().display().to_string();
    let language = if name.len() == 2 { name.as_str() } else { "en" };
    let (queries, paragraphs) = (folder.join("queries.jsonl"), folder.join("paragraphs.jsonl"));
    if paragraphs.is_file() {
        let collection = Collection::of(&paragraphs, folder, &queries, language)?;
        let index = Index::in_memory()?;
        ask::fill(&index, &collection)?;
        let (asked, held, begun) = ask::passages(&index, &collection, folder, &product::query())?;
        let ratio = held / begun;
        writeln!(
            out,
            "passages {name}: {asked} hold the answer {held:.3}, first 200 characters {begun:.3}, ratio {ratio:.2}"
        )?;
    }
    if folder.join("related.tsv").is_file() {
        let collection = Collection::read(folder, &queries, language)?;
        let index = Index::in_memory()?;
        ask::fill(&index, &collection)?;
        let measures = ask::related(&index, &collection, folder)?;
        let (found, documents) = (measures.mean(measures.ndcg), measures.queries);
        let seen = best(RELATED_SEEN, &name);
        writeln!(out, "related {name}: {documents} documents, nDCG@10 {found:.3}, best seen {seen}")?;
    }
    Ok(())
}

/// How often the right word of a misspelled one is the first, and among five, of those that corrections come from.
fn spelling(folder: &Path, file: &Path, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let pairs = ask::misspellings(file)?;
    let mut collection = Collection::read(folder, &folder.join("queries.jsonl"), "en")?;
    collection.add_words(pairs.iter().map(|(_, right)| right.as_str()))?;
    let index = Index::in_memory()?;
    ask::fill(&index, &collection)?;
    let (first, five, each) = ask::spelling(&index, &pairs);
    let name = file.file_name().unwrap_or_default().display();
    writeln!(out, "spelling {name}: {} words, first {first:.3}, in five {five:.3}, {each:.2?} each", pairs.len())?;
    Ok(())
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
    let product = product::query();
    let asked = |collection: &Collection, without: &[Signal]| -> Result<f64, Box<dyn Error>> {
        let (measures, _) = ask::ask(&index, collection, &Query { without: without.to_vec(), ..product.clone() })?;
        Ok(measures.mean(measures.ndcg))
    };
    let ours = asked(collection, &[])?;
    let no_grams = asked(collection, &[Signal::Grams])?;
    let alone = asked(collection, &[Signal::Latent])?;
    let (as_said, _) = ask::ask(&index, collection, &Query { synonyms: None, ..product.clone() })?;
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
    let (flat, _) = ask::ask(&flat, &untitled, &product)?;
    let seen = best(BEST_SEEN, name);
    Ok(format!(
        "{name:<20} {default:>7.4} {stemmer:>7.4} {ours:>7.4} {:>6.2} {:>6.2} {seen:>6} {typos:>6} {no_grams:>8.4} {alone:>7.4} {:>7.4} {:>7.4}",
        ours / default,
        ours / stemmer,
        as_said.mean(as_said.ndcg),
        flat.mean(flat.ndcg),
    ))
}

fn best(seen: &[(&str, f64)], name: &str) -> String {
    seen.iter().find(|(known, _)| *known == name).map_or_else(|| "-".into(), |(_, best)| format!("{best:.3}"))
}

/// Puts the title into the text, where its words weigh no more than others.
fn flatten(record: &mut StoredPractice) {
    let title = std::mem::take(&mut record.practice.title);
    record.practice.body = format!("{title}\n\n{}", record.practice.body);
}
