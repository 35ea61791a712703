//! Measures the library's search on a test collection, with the product's own index and its own answers.
//!
//! `cargo run --release -p search --example evaluate -- FOLDER [--queries FILE] [--language CODE] [--copies N]`
//!
//! The folder holds `corpus.jsonl` (id, title, text), `queries.jsonl` (id, text) and `qrels.tsv` (query, document,
//! grade). `--copies` keeps only N records, repeated as often as it takes, to measure time at that size.
//! No judgement is used to rank.

mod collection;
mod measures;

use std::collections::HashMap;
use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use domain::id::PracticeId;
use search::{Index, Query};

use collection::Collection;
use measures::Measures;

/// Records put in by one commit.
const BATCH: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let (mut folder, mut queries, mut language, mut copies) = (None, None, "en".to_owned(), None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--queries" => queries = words.next().map(PathBuf::from),
            "--language" => language = words.next().unwrap_or(language),
            "--copies" => copies = words.next().map(|n| n.parse::<usize>()).transpose()?,
            _ => folder = Some(PathBuf::from(word)),
        }
    }
    let folder = folder.ok_or("evaluate FOLDER [--queries FILE] [--language CODE] [--copies N]")?;
    let queries = queries.unwrap_or_else(|| folder.join("queries.jsonl"));
    let mut collection = Collection::read(&folder, &queries, &language)?;
    if let Some(copies) = copies {
        collection.repeat(copies);
    }
    let temporary = tempfile::tempdir()?;
    let index = Index::open(&temporary.path().join("index"))?;
    let start = Instant::now();
    for batch in collection.records.chunks(BATCH) {
        index.put(batch)?;
    }
    let filling = start.elapsed();
    let (measures, times) = ask(&index, &collection)?;
    let rate = measures::real(collection.records.len()) / filling.as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{}: {} documents, {} queries, nDCG@10 {:.4}, MAP {:.4}, Recall@100 {:.4}, MRR@10 {:.4}, p50 {:.2} ms, p95 {:.2} ms, {:.0} documents/s",
        folder.file_name().unwrap_or_default().display(),
        index.count(),
        measures.queries,
        measures.mean(measures.ndcg),
        measures.mean(measures.average_precision),
        measures.mean(measures.recall),
        measures.mean(measures.reciprocal_rank),
        percentile(&times, 50),
        percentile(&times, 95),
        rate,
    )?;
    Ok(())
}

/// Asks every judged query: once for a page as the library shows it, which is timed, and once for its first thousand records.
fn ask(index: &Index, collection: &Collection) -> Result<(Measures, Vec<Duration>), search::Error> {
    let names: HashMap<_, _> = collection.records.iter().map(|record| (record.id, &record.practice.slug)).collect();
    let mut measures = Measures::default();
    let mut times = Vec::new();
    for (id, text) in &collection.queries {
        let Some(judged) = collection.judged.get(id) else { continue };
        let start = Instant::now();
        index.search(&Query { words: text.clone(), size: 10, ..Query::default() })?;
        times.push(start.elapsed());
        let found = deep(index, text)?;
        let found: Vec<&str> = found.iter().filter_map(|id| names.get(id)).map(|name| name.as_str()).collect();
        measures.add(&found, judged);
    }
    times.sort_unstable();
    Ok((measures, times))
}

/// The first thousand records, page by page.
fn deep(index: &Index, text: &str) -> Result<Vec<PracticeId>, search::Error> {
    let mut query = Query { words: text.to_owned(), size: search::LARGEST_PAGE, ..Query::default() };
    let mut found = Vec::new();
    for _ in 0..10 {
        let page = index.search(&query)?;
        found.extend(page.hits.iter().map(|hit| hit.id));
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    Ok(found)
}

fn percentile(times: &[Duration], percent: usize) -> f64 {
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}
