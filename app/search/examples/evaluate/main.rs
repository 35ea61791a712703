//! Measures the library's search on a test collection, with the product's own index and its own answers.
//!
//! `cargo run --release -p search --example evaluate -- FOLDER [--queries FILE] [--language CODE] [--copies N]
//! [--related] [--passages] [--spelling FILE] [--without synonyms]`
//!
//! The folder holds `corpus.jsonl` (id, title, text), `queries.jsonl` (id, text) and `qrels.tsv` (query, document,
//! grade). No judgement is used to rank. Where no language is said, it is guessed from the documents, as an import does. Beside the one line about the queries:
//! - `--copies` keeps only N records, repeated as often as it takes, to measure time at that size;
//! - `--related` takes each document of `related.tsv` (document, related document, ...) as the query;
//! - `--passages` puts in `paragraphs.jsonl` and says for how many questions of `answers.jsonl` (id, paragraph, answer)
//!   the passage shown of the right paragraph holds the answer, and for how many its first 200 characters do;
//! - `--spelling` reads misspellings (misspelling, correct word, how often) and says how often the right word is the
//!   first, and among the first five, of the index's words that corrections are chosen from. The index has the words
//!   of the folder's documents, and one more record with the correct words of the list;
//! - `--without synonyms` asks without the glossary's words, which the product finds for each other unless a reader
//!   switches that off.

mod ask;
mod collection;
mod measures;
mod product;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use search::{Index, Query};

use collection::Collection;
use measures::{Measures, real};

#[derive(Default)]
struct Asked {
    folder: PathBuf,
    queries: Option<PathBuf>,
    language: Option<String>,
    copies: Option<usize>,
    related: bool,
    passages: bool,
    spelling: Option<PathBuf>,
    unwidened: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = read()?;
    let (folder, language) = (&asked.folder, asked.language.as_deref());
    let queries = asked.queries.clone().unwrap_or_else(|| folder.join("queries.jsonl"));
    let mut out = std::io::stdout();
    let mut collection = Collection::read(folder, &queries, language)?;
    if let Some(copies) = asked.copies {
        collection.repeat(copies);
    }
    let temporary = tempfile::tempdir()?;
    let index = Index::open(&temporary.path().join("index"))?;
    let filling = ask::fill(&index, &collection)?;
    let product = product::query();
    let like = if asked.unwidened { Query { synonyms: None, ..product } } else { product };
    let (measures, times) = ask::ask(&index, &collection, &like)?;
    let rate = |long: Duration| real(collection.records.len()) / long.as_secs_f64();
    writeln!(
        out,
        "{} ({}): {} documents, {} queries, {}, p50 {:.2} ms, p95 {:.2} ms, {:.0} documents/s, {:.0} with learning",
        folder.file_name().unwrap_or_default().display(),
        collection.language,
        index.count(),
        measures.queries,
        line(&measures),
        ask::percentile(&times, 50),
        ask::percentile(&times, 95),
        rate(filling.found),
        rate(filling.learned),
    )?;
    if asked.related {
        let measures = ask::related(&index, &collection, folder)?;
        writeln!(out, "related: {} documents, {}", measures.queries, line(&measures))?;
    }
    if let Some(file) = &asked.spelling {
        let spelling = ask::spelling(collection, file)?;
        writeln!(out, "spelling: {}: {spelling}", file.file_name().unwrap_or_default().display())?;
    }
    let paragraphs = folder.join("paragraphs.jsonl");
    if asked.passages && !paragraphs.is_file() {
        writeln!(out, "passages: there is no {}", paragraphs.display())?;
    } else if asked.passages {
        let collection = Collection::of(&paragraphs, folder, &queries, language)?;
        let index = Index::in_memory()?;
        ask::fill(&index, &collection)?;
        let (asked, held, begun) = ask::passages(&index, &collection, folder, &like)?;
        writeln!(
            out,
            "passages: {asked} questions with the right paragraph among the first hundred, its passage holds the answer of {held:.3}, its first 200 characters of {begun:.3}",
        )?;
    }
    Ok(())
}

fn read() -> Result<Asked, Box<dyn Error>> {
    let mut asked = Asked::default();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--queries" => asked.queries = words.next().map(PathBuf::from),
            "--language" => asked.language = words.next(),
            "--copies" => asked.copies = words.next().map(|n| n.parse::<usize>()).transpose()?,
            "--related" => asked.related = true,
            "--passages" => asked.passages = true,
            "--spelling" => asked.spelling = words.next().map(PathBuf::from),
            "--without" => match words.next().as_deref() {
                Some("synonyms") => asked.unwidened = true,
                _ => return Err("--without synonyms: nothing else can be left out".into()),
            },
            _ => asked.folder = PathBuf::from(word),
        }
    }
    if asked.folder.as_os_str().is_empty() {
        return Err("evaluate FOLDER [--queries FILE] [--language CODE] [--copies N] [--related] [--passages] [--spelling FILE] [--without synonyms]".into());
    }
    Ok(asked)
}

fn line(measures: &Measures) -> String {
    format!(
        "nDCG@10 {:.4}, MAP {:.4}, Recall@100 {:.4}, MRR@10 {:.4}",
        measures.mean(measures.ndcg),
        measures.mean(measures.average_precision),
        measures.mean(measures.recall),
        measures.mean(measures.reciprocal_rank),
    )
}
