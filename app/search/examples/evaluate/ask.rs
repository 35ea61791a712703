//! Asking the product's own index the questions of a collection, in the product's own way.

use std::collections::HashMap;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::Path;
use std::time::{Duration, Instant};

use domain::id::PracticeId;
use search::{Index, LARGEST_PAGE, Query};

use crate::collection::{self, Collection};
use crate::measures::Measures;

/// Records put in by one commit.
pub const BATCH: usize = 2_000;

/// How long filling an index took.
pub struct Filled {
    /// Until all could be found.
    pub found: Duration,
    /// Until what they are about was learned as well.
    pub learned: Duration,
}

/// Fills an index with the records of a collection, as filling the library's does.
pub fn fill(index: &Index, collection: &Collection) -> Result<Filled, search::Error> {
    let start = Instant::now();
    for batch in collection.records.chunks(BATCH) {
        index.put(batch)?;
    }
    let found = start.elapsed();
    index.learn()?;
    Ok(Filled { found, learned: start.elapsed() })
}

/// Asks every judged query: once for a page as the library shows it, which is timed, and once for its first thousand
/// records.
pub fn ask(index: &Index, collection: &Collection, like: &Query) -> Result<(Measures, Vec<Duration>), search::Error> {
    let names: HashMap<_, _> = collection.records.iter().map(|record| (record.id, &record.practice.slug)).collect();
    let mut measures = Measures::default();
    let mut times = Vec::new();
    for (id, text) in &collection.queries {
        let Some(judged) = collection.judged.get(id) else { continue };
        let query = Query { words: text.clone(), size: 10, ..like.clone() };
        let start = Instant::now();
        index.search(&query)?;
        times.push(start.elapsed());
        let found = deep(index, query)?;
        let found: Vec<&str> = found.iter().filter_map(|id| names.get(id)).map(|name| name.as_str()).collect();
        measures.add(&found, judged);
    }
    times.sort_unstable();
    Ok((measures, times))
}

/// The first thousand records, page by page.
fn deep(index: &Index, query: Query) -> Result<Vec<PracticeId>, search::Error> {
    let mut query = Query { size: LARGEST_PAGE, ..query };
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

/// Takes every record with related ones as a query; the measures of what [`Index::related`] answers.
pub fn related(index: &Index, collection: &Collection, folder: &Path) -> Result<Measures, Box<dyn Error>> {
    let judged = collection::related(folder)?;
    let mut measures = Measures::default();
    for record in &collection.records {
        let Some(judged) = judged.get(&record.practice.slug) else { continue };
        let found = index.related(record, LARGEST_PAGE)?;
        measures.add(&found.iter().map(|each| each.slug.as_str()).collect::<Vec<_>>(), judged);
    }
    Ok(measures)
}

/// How often the passage shown of the right document holds the answer, and how often that document's first 200
/// characters do: shares of all questions whose document is among the first hundred records.
pub fn passages(
    index: &Index,
    collection: &Collection,
    folder: &Path,
    like: &Query,
) -> Result<(usize, f64, f64), Box<dyn Error>> {
    let answers = collection::answers(folder)?;
    let texts: HashMap<_, _> =
        collection.records.iter().map(|record| (record.practice.slug.as_str(), &record.practice.body)).collect();
    let (mut asked, mut held, mut begun) = (0, 0, 0);
    for (id, text) in &collection.queries {
        let Some((document, answer)) = answers.get(id) else { continue };
        let page = index.search(&Query { words: text.clone(), size: LARGEST_PAGE, ..like.clone() })?;
        let Some(hit) = page.hits.iter().find(|hit| hit.slug == *document) else { continue };
        let passage: String = hit.passage.iter().map(|piece| piece.text.as_str()).collect();
        let first: String =
            texts.get(document.as_str()).map(|text| text.chars().take(200).collect()).unwrap_or_default();
        asked += 1;
        held += usize::from(passage.contains(answer.as_str()));
        begun += usize::from(first.contains(answer.as_str()));
    }
    let share = |count| crate::measures::real(count) / crate::measures::real(asked.max(1));
    Ok((asked, share(held), share(begun)))
}

/// Misspellings with what was meant, from a file (misspelling, correct word, how often).
fn misspellings(file: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let text = std::fs::read_to_string(file)?;
    let pair = |line: &str| {
        let mut parts = line.split('\t');
        Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
    };
    Ok(text.lines().filter_map(pair).collect())
}

/// How often the right word of a misspelled one is found.
pub struct Spelling {
    /// How many misspellings.
    words: usize,
    /// How often the right word is the first of those that corrections are chosen from.
    pub first: f64,
    /// How often it is among the first five.
    pub five: f64,
    /// How long each took.
    each: Duration,
}

impl Display for Spelling {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { words, first, five, each } = self;
        write!(f, "{words} misspellings, first {first:.3}, in five {five:.3}, {each:.2?} each")
    }
}

/// Looks up the misspellings of a file in an index that has the words of a collection, and one more record with the
/// correct words of the file.
pub fn spelling(mut collection: Collection, file: &Path) -> Result<Spelling, Box<dyn Error>> {
    let pairs = misspellings(file)?;
    collection.add_words(pairs.iter().map(|(_, right)| right.as_str()))?;
    let index = Index::in_memory()?;
    fill(&index, &collection)?;
    let (mut first, mut five) = (0, 0);
    let start = Instant::now();
    for (wrong, right) in &pairs {
        let meant = index.meant(wrong, 5);
        let place = meant.iter().position(|word| *word == right.to_lowercase());
        first += usize::from(place == Some(0));
        five += usize::from(place.is_some());
    }
    let each = start.elapsed() / u32::try_from(pairs.len().max(1)).unwrap_or(1);
    let share = |count| crate::measures::real(count) / crate::measures::real(pairs.len().max(1));
    Ok(Spelling { words: pairs.len(), first: share(first), five: share(five), each })
}

/// A percentile in milliseconds of sorted times.
pub fn percentile(times: &[Duration], percent: usize) -> f64 {
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
}
