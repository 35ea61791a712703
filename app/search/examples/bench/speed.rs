//! Time and filling at the size of a large library, with all facets counted.

use std::error::Error;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use search::{Facet, Index, Query};

use crate::ask::{self, percentile};
use crate::collection::Collection;
use crate::measures::real;
use crate::plain::SameFields;
use crate::{Missed, PROMISED_FILLING, PROMISED_TIME, product};

/// A kind of question: its name, the milliseconds that 95 in 100 are promised to take at most, and what is typed of a
/// question of the collection.
type Kind<'a> = (&'a str, f64, &'a dyn Fn(&str) -> String);

/// Records of a large library.
const LARGE: usize = 100_000;
/// Records with which filling is compared.
const FILLED: usize = 10_000;
/// Questions of each kind.
const QUESTIONS: usize = 400;
/// Questions that one is asked before it is the other's turn.
const TURN: usize = 20;
/// Records of a page of results.
const PAGE: usize = 20;
/// What 95 in 100 answers are promised to take at most, in milliseconds, and the same while somebody types.
const ANSWER: f64 = 5.0;
const TYPING: f64 = 15.0;
/// And a record until it is found.
const FOUND: f64 = 1_000.0;

/// Measures with the records and questions of several collections.
pub fn measure(all: Vec<Collection>, missed: &mut Missed, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut library =
        Collection { language: "en".into(), records: Vec::new(), queries: Vec::new(), judged: Default::default() };
    for collection in all {
        library.records.extend(collection.records);
        library.queries.extend(collection.queries.into_iter().take(QUESTIONS / 4));
    }
    library.repeat(FILLED);
    let folder = tempfile::tempdir()?;
    let index = Index::open(&folder.path().join("index"))?;
    let filled = ask::fill(&index, &library)?;
    let (_, raw) = SameFields::fill(&library.records, ask::BATCH)?;
    let rate = |long: Duration| real(FILLED) / long.as_secs_f64();
    let (found, learned, theirs) = (rate(filled.found), rate(filled.learned), real(FILLED) / raw);
    writeln!(
        out,
        "filling: {found:.0} records/s, {learned:.0} with learning, plain tantivy with the same fields {theirs:.0}, ratio {:.2}, {:.2} with learning, {PROMISED_FILLING} promised of both",
        found / theirs,
        learned / theirs
    )?;
    missed.hold("filling beside plain tantivy", found / theirs, PROMISED_FILLING);
    missed.hold("filling with learning beside plain tantivy", learned / theirs, PROMISED_FILLING);
    drop(index);

    library.repeat(LARGE);
    let index = Index::open(&folder.path().join("large"))?;
    let start = Instant::now();
    ask::fill(&index, &library)?;
    let (plain, _) = SameFields::fill(&library.records, ask::BATCH)?;
    writeln!(out, "{LARGE} records with {} facets, filled and learned in {:.0?}", Facet::ALL.len(), start.elapsed())?;
    let longer = |text: &str, count: usize| {
        let words: Vec<&str> =
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3).take(count).collect();
        words.join(" ")
    };
    let kinds: [Kind; 6] = [
        // Nobody has asked anything yet: files and what is remembered of words are cold.
        ("questions as written, the first ever", ANSWER, &str::to_owned),
        ("questions as written", ANSWER, &str::to_owned),
        ("three words", ANSWER, &|text| longer(text, 3) + " "),
        ("three words, one with a mistake", ANSWER, &|text| format!("{} ", wrong(&longer(text, 3)))),
        ("three words, still typing", TYPING, &|text| {
            longer(text, 3).chars().rev().skip(2).collect::<Vec<_>>().into_iter().rev().collect()
        }),
        ("nothing typed", ANSWER, &|_| String::new()),
    ];
    let product = product::query();
    for (kind, most, typed) in kinds {
        let texts: Vec<String> = library.queries.iter().map(|(_, text)| typed(text)).collect();
        // In turns, so that what else the machine does takes from both, and of several questions each, so that most of them
        // do not find the processor's caches filled by the other.
        let (mut times, mut theirs) = (Vec::with_capacity(texts.len()), Vec::with_capacity(texts.len()));
        for turn in texts.chunks(TURN) {
            for words in turn {
                let start = Instant::now();
                plain.ask(words, PAGE)?;
                theirs.push(start.elapsed());
            }
            for words in turn {
                let query = Query { words: words.clone(), size: PAGE, ..product.clone() };
                let start = Instant::now();
                index.search(&query)?;
                times.push(start.elapsed());
            }
        }
        let slow = write(out, kind, times)?;
        missed.hold_time(kind, slow, most);
        let theirs = write(out, "    plain tantivy, counting the same facets", theirs)?;
        writeln!(out, "    ratio of the slow ends: {:.2}, {PROMISED_TIME} promised", slow / theirs)?;
        missed.hold_most(&format!("{kind}, beside plain tantivy"), slow / theirs, PROMISED_TIME);
    }
    drop(plain);
    let mut times = Vec::new();
    for record in library.records.iter().take(50) {
        let start = Instant::now();
        index.put(std::slice::from_ref(record))?;
        times.push(start.elapsed());
    }
    let kind = "a record put in until it is found";
    missed.hold_time_anywhere(kind, write(out, kind, times)?, FOUND);
    // Readers while somebody fills: each commit of as many as the library's own filling takes at a time.
    let writing = AtomicBool::new(true);
    let times = std::thread::scope(|threads| -> Result<Vec<Duration>, search::Error> {
        let writer = threads.spawn(|| {
            let put = library.records.iter().take(2_000).collect::<Vec<_>>();
            let done = put.chunks(64).try_for_each(|few| index.put(&few.iter().copied().cloned().collect::<Vec<_>>()));
            writing.store(false, Ordering::SeqCst);
            done
        });
        let mut times = Vec::new();
        for (_, text) in library.queries.iter().cycle() {
            let start = Instant::now();
            index.search(&Query { words: longer(text, 3) + " ", size: PAGE, ..product.clone() })?;
            times.push(start.elapsed());
            if !writing.load(Ordering::SeqCst) {
                break;
            }
        }
        writer.join().unwrap_or(Ok(()))?;
        Ok(times)
    })?;
    // Only printed: the writer takes its share of the machine.
    write(out, &format!("three words while 2,000 records are put in, {} times", times.len()), times)?;
    Ok(())
}

/// Prints the middle and the slow end of times; answers the slow end, in milliseconds.
fn write(out: &mut impl Write, kind: &str, mut times: Vec<Duration>) -> std::io::Result<f64> {
    times.sort_unstable();
    let slow = percentile(&times, 95);
    writeln!(out, "{kind}: p50 {:.2} ms, p95 {slow:.2} ms", percentile(&times, 50))?;
    Ok(slow)
}

/// Swaps two letters in the middle of the longest word.
fn wrong(words: &str) -> String {
    let longest = words.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
    let mut letters: Vec<char> = longest.chars().collect();
    let middle = letters.len() / 2;
    if middle > 0 {
        letters.swap(middle - 1, middle);
    }
    words.replacen(longest, &letters.iter().collect::<String>(), 1)
}
