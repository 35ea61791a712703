//! Measures the matching of titles on collections of queries with known answers.
//!
//! `cargo run --release -p taxonomy --example occupations -- FOLDER…` where each folder holds `corpus.jsonl` and
//! `queries.jsonl` (`{"id", "text"}` per line) and `qrels.tsv` (query, document, grade). Writes for each the mean
//! reciprocal rank, the mean time of a query, and at the end the time of first use and the memory of each table.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use domain::codes::Language;
use taxonomy::label_index::LabelIndex;
use taxonomy::{occupations, places, skills};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for folder in std::env::args().skip(1) {
        let (mean, queries, milliseconds) = evaluate(Path::new(&folder))?;
        writeln!(out, "{folder}: mean reciprocal rank {mean:.3} over {queries} queries, {milliseconds:.2} ms each")?;
    }
    let english: Language = "en".parse().map_err(|_| "not a language")?;
    timed(&mut out, "occupations", |text| occupations::search(text, &english, 10).len())?;
    timed(&mut out, "skills", |text| skills::search(text, 10).len())?;
    timed(&mut out, "places", |text| places::search(text, None, 10).len())?;
    Ok(())
}

/// Mean reciprocal rank of the first right document, the number of queries, and milliseconds per query.
fn evaluate(folder: &Path) -> Result<(f64, u32, f64), Box<dyn Error>> {
    let corpus = records(&folder.join("corpus.jsonl"))?;
    let queries = records(&folder.join("queries.jsonl"))?;
    let judged = std::fs::read_to_string(folder.join("qrels.tsv"))?;
    let mut right: HashMap<&str, HashSet<&str>> = HashMap::new();
    for line in judged.lines() {
        let mut fields = line.split('\t');
        if let (Some(query), Some(document)) = (fields.next(), fields.next()) {
            right.entry(query).or_default().insert(document);
        }
    }
    let index = LabelIndex::new(corpus.iter().map(|(_, text)| text.as_str()));
    let (mut sum, mut count) = (0.0, 0_u32);
    let start = Instant::now();
    for (id, text) in &queries {
        let Some(right) = right.get(id.as_str()) else { continue };
        // A space at the end: these titles are whole, no word of them is half typed.
        let mut ranked = index.rank(&format!("{text} "));
        ranked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.label.cmp(&b.label)));
        let is_right = |label: usize| corpus.get(label).is_some_and(|(id, _)| right.contains(id.as_str()));
        if let Some(position) = ranked.iter().position(|found| is_right(found.label)) {
            sum += 1.0 / f64::from(u32::try_from(position + 1)?);
        }
        count += 1;
    }
    let each = start.elapsed().as_secs_f64() * 1000.0 / f64::from(count.max(1));
    Ok((sum / f64::from(count.max(1)), count, each))
}

/// The `id` and `text` of each line of a file of JSON records.
fn records(path: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut records = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| record.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        records.push((field("id"), field("text")));
    }
    Ok(records)
}

/// Writes the time of the first search, the longest of some later ones, and the memory after them.
fn timed(out: &mut impl Write, name: &str, search: impl Fn(&str) -> usize) -> Result<(), Box<dyn Error>> {
    let before = memory();
    let start = Instant::now();
    search("cook");
    let first = start.elapsed();
    let mut longest = 0.0_f64;
    for text in
        ["co", "wairtess", "Köchin", "responsible for hotel kitchen asistants and waiters", "tirnaa", "springfeild"]
    {
        let start = Instant::now();
        search(text);
        longest = longest.max(start.elapsed().as_secs_f64() * 1000.0);
    }
    let kilobytes = memory().saturating_sub(before);
    writeln!(out, "{name}: first use {first:.0?}, later at most {longest:.2} ms, {kilobytes} kB more memory")?;
    Ok(())
}

/// Resident memory in kilobytes where the system tells it, else 0.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
