//! Measures the library's search beside plain tantivy, in one process: `make bench`.
//!
//! `cargo run --release -p search --example bench -- [FOLDER] [MISSPELLINGS]`
//!
//! Every folder below FOLDER with a `corpus.jsonl` is a collection (see the example `evaluate`). Without the folder this
//! says so in one line. It prints, for each collection, nDCG@10 of plain tantivy with its default tokenizer and with its
//! stemmer, of plain BM25 (the same stemmer, title and text as one), of the library's search, and of the library's search
//! with one thing left out ("as said": the glossary's synonyms), beside the best figures seen elsewhere, of words alone and
//! with vectors; where a folder has what it takes, how often passages hold the answer and related records are found; of a
//! list of misspellings, how often the right word is found; then filling, until records are found and until what they are
//! about is learned too, and time at 100,000 records, beside plain tantivy that counts the same facets. Where a figure is
//! below what is promised of it, the last lines say so, and it fails. Times that are over what is promised are said there
//! too; since they are the machine's as well, it fails for them only with `PONTE_STRICT=1`.

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
use measures::real;
use plain::{Fields, Plain};

/// The best figures seen elsewhere for a collection; see the README of the data.
struct Seen {
    name: &'static str,
    /// Of search by words; that of cranfield is with latent semantic analysis too, which has no vectors from elsewhere.
    lexical: f64,
    /// Of the same with static word vectors learnt elsewhere, where those did more.
    vectors: Option<f64>,
}

/// One for each collection.
const BEST_SEEN: &[Seen] = &[
    Seen { name: "cranfield", lexical: 0.402, vectors: None },
    Seen { name: "cisi", lexical: 0.408, vectors: Some(0.426) },
    Seen { name: "cacm", lexical: 0.506, vectors: None },
    Seen { name: "stackfaq", lexical: 0.774, vectors: Some(0.809) },
    Seen { name: "legal-plain-english", lexical: 0.469, vectors: Some(0.479) },
    Seen { name: "en", lexical: 0.862, vectors: None },
    Seen { name: "de", lexical: 0.817, vectors: None },
    Seen { name: "es", lexical: 0.835, vectors: None },
    Seen { name: "ar", lexical: 0.794, vectors: None },
];

impl Seen {
    fn of(name: &str) -> Option<&'static Self> {
        BEST_SEEN.iter().find(|seen| seen.name == name)
    }
}

/// How many collections there are of which somebody has seen something, and on how many the library is at or above that.
#[derive(Default)]
struct Reached {
    /// The best of search by words.
    lexical: (usize, usize),
    /// The best with vectors, of those that have one.
    vectors: (usize, usize),
    /// The better of the two.
    either: (usize, usize),
}

impl Reached {
    fn add(&mut self, seen: &Seen, ours: f64) {
        let count = |(reached, all): &mut (usize, usize), best: f64| {
            *all += 1;
            *reached += usize::from(rounded(ours) >= best);
        };
        count(&mut self.lexical, seen.lexical);
        if let Some(vectors) = seen.vectors {
            count(&mut self.vectors, vectors);
        }
        count(&mut self.either, seen.vectors.unwrap_or(seen.lexical));
    }

    /// Says of each how many, and holds the first to more than half where all collections are there: of some of them
    /// nothing was promised together.
    fn say(&self, missed: &mut Missed, out: &mut impl Write) -> std::io::Result<()> {
        let (at, of) = self.lexical;
        writeln!(out, "{at} of {of} collections are at or above the best seen lexical, more than half promised")?;
        if of == BEST_SEEN.len() {
            missed.hold("the collections at or above the best seen lexical", real(at), real(of / 2 + 1));
        }
        let ((at, of), (better, all)) = (self.vectors, self.either);
        writeln!(
            out,
            "{at} of {of} collections with such a figure are at or above the best seen with vectors, {better} of {all} at or above the better of the two; nothing promised"
        )
    }
}

/// The collections that are each held to the best seen: those in languages other than English.
const HELD_TO_SEEN: &[&str] = &["de", "es", "ar"];

/// What figures must at least be.
const PROMISED_TYPOS: f64 = 0.98;
const PROMISED_PASSAGES: f64 = 0.67;
const PROMISED_FIRST: f64 = 0.80;
const PROMISED_IN_FIVE: f64 = 0.95;
const PROMISED_FILLING: f64 = 0.5;
/// What the slow end of answers may be of plain tantivy's, which tells more of a busy machine's than milliseconds do.
const PROMISED_TIME: f64 = 1.0;

/// What is not as promised.
#[derive(Default)]
pub struct Missed {
    figures: Vec<String>,
    times: Vec<String>,
}

impl Missed {
    /// Holds a figure to the least that it must be.
    pub fn hold(&mut self, what: &str, figure: f64, least: f64) {
        if figure < least {
            self.figures.push(format!("missed: {what} is {figure:.4}, and {least:.4} is promised"));
        }
    }

    /// Holds a figure to the most that it may be.
    pub fn hold_most(&mut self, what: &str, figure: f64, most: f64) {
        if figure > most {
            self.figures.push(format!("missed: {what} is {figure:.4}, and at most {most:.4} is promised"));
        }
    }

    /// Holds the slow end of times to the most milliseconds that it may take.
    pub fn hold_time(&mut self, what: &str, slow: f64, most: f64) {
        if slow > most {
            self.times.push(over(what, slow, most));
        }
    }

    /// The same where no machine is so busy that it may take longer.
    pub fn hold_time_anywhere(&mut self, what: &str, slow: f64, most: f64) {
        if slow > most {
            self.figures.push(over(what, slow, most));
        }
    }

    /// Says whether it is a failure.
    fn fails(&self) -> bool {
        let strict = std::env::var("PONTE_STRICT").is_ok_and(|said| said == "1");
        !self.figures.is_empty() || (strict && !self.times.is_empty())
    }
}

fn over(what: &str, slow: f64, most: f64) -> String {
    format!("over: {what}, p95 {slow:.2} ms, and {most:.0} ms are promised")
}

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
        "{:<20} {:>7} {:>7} {:>7} {:>7} {:>6} {:>6} {:>6} {:>12} {:>17} {:>6} {:>8} {:>7} {:>7} {:>7}",
        "nDCG@10",
        "default",
        "stemmer",
        "BM25",
        "library",
        "ratio",
        "ratio",
        "ratio",
        "seen lexical",
        "seen with vectors",
        "typos",
        "no grams",
        "alone",
        "as said",
        "title 1"
    )?;
    let (mut all, mut missed, mut kept) = (Vec::new(), Missed::default(), Vec::new());
    let mut reached = Reached::default();
    for folder in &folders {
        let name = folder.file_name().unwrap_or_default().display().to_string();
        let collection = Collection::read(folder, &folder.join("queries.jsonl"), None)?;
        let Compared { line, ours, typos } = compare(folder, &name, &collection, &mut missed)?;
        writeln!(out, "{line}")?;
        kept.extend(typos);
        if let Some(seen) = Seen::of(&name) {
            reached.add(seen, ours);
            if HELD_TO_SEEN.contains(&name.as_str()) {
                missed.hold(&format!("{name} beside the best seen"), rounded(ours), seen.lexical);
            }
        }
        if collection.language == "en" {
            all.push(collection);
        }
    }
    reached.say(&mut missed, &mut out)?;
    if !kept.is_empty() {
        let mean = kept.iter().sum::<f64>() / real(kept.len());
        writeln!(out, "typed mistakes keep {mean:.3} of it in the mean of collections, {PROMISED_TYPOS} promised")?;
        missed.hold("what typed mistakes keep", mean, PROMISED_TYPOS);
    }
    for folder in &folders {
        beside(folder, &mut missed, &mut out)?;
    }
    let misspellings = std::env::args().nth(2).map(PathBuf::from).filter(|file| file.is_file());
    if let (Some(file), Some(folder)) = (misspellings, folders.first()) {
        spelling(folder, &file, &mut missed, &mut out)?;
    }
    speed::measure(all, &mut missed, &mut out)?;
    for line in missed.figures.iter().chain(&missed.times) {
        writeln!(out, "{line}")?;
    }
    if missed.fails() { Err("less than promised".into()) } else { Ok(()) }
}

/// How often passages of a collection hold the answer, and related documents are found, if it says which are right.
fn beside(folder: &Path, missed: &mut Missed, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let name = folder.file_name().unwrap_or_default().display().to_string();
    let (queries, paragraphs) = (folder.join("queries.jsonl"), folder.join("paragraphs.jsonl"));
    if paragraphs.is_file() {
        let collection = Collection::of(&paragraphs, folder, &queries, None)?;
        let index = Index::in_memory()?;
        ask::fill(&index, &collection)?;
        let (asked, held, begun) = ask::passages(&index, &collection, folder, &product::query())?;
        let ratio = held / begun;
        writeln!(
            out,
            "passages {name}: {asked} hold the answer {held:.3}, first 200 characters {begun:.3}, ratio {ratio:.2}, {PROMISED_PASSAGES} promised"
        )?;
        missed.hold(&format!("passages {name}"), held, PROMISED_PASSAGES);
    }
    if folder.join("related.tsv").is_file() {
        let collection = Collection::read(folder, &queries, None)?;
        let index = Index::in_memory()?;
        ask::fill(&index, &collection)?;
        let measures = ask::related(&index, &collection, folder)?;
        let (found, documents) = (measures.mean(measures.ndcg), measures.queries);
        let seen = said(best(RELATED_SEEN, &name));
        writeln!(out, "related {name}: {documents} documents, nDCG@10 {found:.3}, best seen {seen}")?;
    }
    Ok(())
}

/// How often the right word of a misspelled one is the first, and among five, of those that corrections come from.
fn spelling(folder: &Path, file: &Path, missed: &mut Missed, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let collection = Collection::read(folder, &folder.join("queries.jsonl"), Some("en"))?;
    let spelling = ask::spelling(collection, file)?;
    let name = file.file_name().unwrap_or_default().display();
    writeln!(out, "spelling {name}: {spelling}; first {PROMISED_FIRST:.2} and in five {PROMISED_IN_FIVE:.2} promised")?;
    missed.hold("the right word as the first", spelling.first, PROMISED_FIRST);
    missed.hold("the right word among five", spelling.five, PROMISED_IN_FIVE);
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

/// The figures of a collection.
struct Compared {
    /// All of them, as one line.
    line: String,
    /// The library's own.
    ours: f64,
    /// What share of it typed mistakes keep, where there are any.
    typos: Option<f64>,
}

/// Measures a collection.
fn compare(
    folder: &Path,
    name: &str,
    collection: &Collection,
    missed: &mut Missed,
) -> Result<Compared, Box<dyn Error>> {
    let language = collection.language.as_str();
    let default = Plain::new(collection, None, Fields::Two)?.ndcg(collection)?;
    let stemmer = Plain::new(collection, Some(language), Fields::Two)?.ndcg(collection)?;
    let bm25 = Plain::new(collection, Some(language), Fields::One)?.ndcg(collection)?;
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
    for (what, figure) in [("plain tantivy", default), ("plain tantivy with a stemmer", stemmer), ("plain BM25", bm25)]
    {
        missed.hold(&format!("{name} beside {what}"), ours, figure);
    }
    missed.hold(&format!("{name} beside itself without what records are about"), ours, alone);
    let (as_said, _) = ask::ask(&index, collection, &Query { synonyms: None, ..product.clone() })?;
    let typos = folder.join("queries.typo.jsonl");
    let typos = if typos.is_file() {
        let wrong = Collection::read(folder, &typos, Some(language))?;
        let mut right = Collection::read(folder, &folder.join("queries.jsonl"), Some(language))?;
        right.queries.retain(|(id, _)| wrong.queries.iter().any(|(other, _)| other == id));
        Some(asked(&wrong, &[])? / asked(&right, &[])?)
    } else {
        None
    };
    let flat = Index::in_memory()?;
    let mut untitled = Collection::read(folder, &folder.join("queries.jsonl"), Some(language))?;
    untitled.records.iter_mut().for_each(flatten);
    ask::fill(&flat, &untitled)?;
    let (flat, _) = ask::ask(&flat, &untitled, &product)?;
    let seen = Seen::of(name);
    let (lexical, vectors) = (said(seen.map(|seen| seen.lexical)), said(seen.and_then(|seen| seen.vectors)));
    let kept = typos.map_or_else(|| String::from("-"), |typos| format!("{typos:.3}"));
    let line = format!(
        "{name:<20} {default:>7.4} {stemmer:>7.4} {bm25:>7.4} {ours:>7.4} {:>6.2} {:>6.2} {:>6.2} {lexical:>12} {vectors:>17} {kept:>6} {no_grams:>8.4} {alone:>7.4} {:>7.4} {:>7.4}",
        ours / default,
        ours / stemmer,
        ours / bm25,
        as_said.mean(as_said.ndcg),
        flat.mean(flat.ndcg),
    );
    Ok(Compared { line, ours, typos })
}

fn best(seen: &[(&str, f64)], name: &str) -> Option<f64> {
    seen.iter().find(|(known, _)| *known == name).map(|(_, best)| *best)
}

fn said(best: Option<f64>) -> String {
    best.map_or_else(|| "-".into(), |best| format!("{best:.3}"))
}

/// A figure with three digits, as the best ones were written down.
fn rounded(figure: f64) -> f64 {
    (figure * 1_000.0).round() / 1_000.0
}

/// Puts the title into the text, where its words weigh no more than others.
fn flatten(record: &mut StoredPractice) {
    let title = std::mem::take(&mut record.practice.title);
    record.practice.body = format!("{title}\n\n{}", record.practice.body);
}
