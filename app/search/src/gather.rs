//! One pass over each segment: what the words find and are worth, how often each choice of each facet comes without
//! that facet's own selection, and which records are best after the cursor.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use chrono::{DateTime, Utc};
use tantivy::{DocAddress, Score};

use crate::bits::Bits;
use crate::cursor::Key;
use crate::error::Result;
use crate::facet::{Facet, Selected};
use crate::plan::{Plan, Rest};
use crate::score::{GRAMS, Lengths, STEMS, Sheet, each_match};
use crate::search::{Signal, Sort};
use crate::snapshot::{Part, Snapshot};

/// How many of the best are looked at again for what they are about.
const LOOKED_AT: usize = 200;
/// Of so many of the best by words, runs of characters are counted: far more than are looked at, and few beside a large
/// library, where counting them for every record takes most of the time.
const PROMISING: usize = 4_000;

/// What to gather.
pub(crate) struct Gather<'a> {
    pub plan: &'a Plan,
    pub selected: &'a Selected,
    pub sort: Sort,
    pub after: Option<Key>,
    pub size: usize,
    pub until: Option<DateTime<Utc>>,
    pub without: &'a [Signal],
}

/// What was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Best first.
    pub best: Vec<Found>,
    /// How many there are on all pages.
    pub total: usize,
    /// How often each choice comes without its own facet's selection.
    pub counts: BTreeMap<Facet, BTreeMap<String, usize>>,
    /// How many there would be without what is chosen of a facet.
    pub without: BTreeMap<Facet, usize>,
    /// How many there would be without any selection.
    pub unfiltered: usize,
}

/// One record found; ordered by its key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub key: Key,
    pub address: DocAddress,
    pub score: Score,
}

impl Eq for Found {}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Found {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl Gather<'_> {
    /// Goes through the index.
    pub(crate) fn run(&self, snapshot: &Snapshot) -> Result<Gathered> {
        let stems = Lengths::new(STEMS, snapshot.stems);
        let grams = Lengths::new(GRAMS, snapshot.grams);
        let mut gathered = Gathered::default();
        let mut counts: HashMap<Facet, HashMap<&str, usize>> = HashMap::new();
        let mut found: Vec<(Part<'_>, Bits, Sheet<'_>)> = Vec::new();
        for part in snapshot.parts() {
            let (matched, sheet) = self.matched(snapshot, part, &stems)?;
            let kept = self.count(part, matched, &mut counts, &mut gathered);
            gathered.total += kept.count();
            found.push((part, kept, sheet));
        }
        if self.sort == Sort::Relevance && !self.plan.grams.is_empty() {
            let least = promising(&found);
            for (_, kept, sheet) in &mut found {
                let mut promising = kept.clone();
                promising.retain(|record| sheet.score(record) >= least);
                for gram in &self.plan.grams {
                    sheet.add_among(gram, &grams, &promising)?;
                }
            }
        }
        for (facet, values) in counts {
            let values = values.into_iter().filter(|(_, count)| *count > 0);
            gathered.counts.insert(facet, values.map(|(value, count)| (value.to_owned(), count)).collect());
        }
        gathered.best = self.best(snapshot, &found);
        Ok(gathered)
    }

    /// What the words find in a segment, and what each record is worth by them.
    fn matched<'s>(&self, snapshot: &'s Snapshot, part: Part<'s>, stems: &Lengths) -> Result<(Bits, Sheet<'s>)> {
        let mut matched = Bits::none(part.view.records);
        let mut sheet = Sheet::new(part.segment);
        for clause in &self.plan.clauses {
            let found = clause.finds.then_some(&mut matched);
            sheet.add_best(&snapshot.searcher, &clause.ways, stems, found)?;
        }
        match &self.plan.rest {
            Rest::Nothing => {}
            Rest::All => matched = part.alive.clone(),
            Rest::Alike(query) => {
                each_match(&snapshot.searcher, part.segment, query.as_ref(), |record| matched.set(record))?;
            }
        }
        for required in &self.plan.required {
            let mut having = Bits::none(part.view.records);
            each_match(&snapshot.searcher, part.segment, required.as_ref(), |record| having.set(record))?;
            matched.keep(&having);
        }
        for unwanted in &self.plan.unwanted {
            let mut having = Bits::none(part.view.records);
            each_match(&snapshot.searcher, part.segment, unwanted.as_ref(), |record| having.set(record))?;
            matched.remove(&having);
        }
        for filter in &self.plan.filters {
            let having = part.view.having(filter.facet, |value| filter.choice.has(value));
            if filter.without { matched.remove(&having) } else { matched.keep(&having) }
        }
        matched.keep(part.alive);
        if let Some(until) = self.until {
            let until = u64::try_from(until.timestamp_micros()).unwrap_or(0);
            matched.retain(|record| part.view.mark(record).published <= until);
        }
        Ok((matched, sheet))
    }

    /// Counts the choices; answers what is left after all selections.
    fn count<'v>(
        &self,
        part: Part<'v>,
        matched: Bits,
        counts: &mut HashMap<Facet, HashMap<&'v str, usize>>,
        gathered: &mut Gathered,
    ) -> Bits {
        gathered.unfiltered += matched.count();
        let selections: Vec<(Facet, Bits)> = self
            .selected
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(facet, values)| (*facet, part.view.having(*facet, |value| values.iter().any(|each| each == value))))
            .collect();
        let narrowed = |but: Option<Facet>| {
            let mut bits = matched.clone();
            selections.iter().filter(|(facet, _)| Some(*facet) != but).for_each(|(_, having)| bits.keep(having));
            bits
        };
        let all = narrowed(None);
        for (facet, choices) in &part.view.facets {
            let own = selections.iter().any(|(selected, _)| selected == facet).then(|| narrowed(Some(*facet)));
            if let Some(own) = &own {
                *gathered.without.entry(*facet).or_default() += own.count();
            }
            let bits = own.as_ref().unwrap_or(&all);
            let counts = counts.entry(*facet).or_default();
            for (value, set) in choices {
                *counts.entry(value).or_default() += set.count_in(bits);
            }
        }
        all
    }

    /// The best records after the cursor, best first.
    fn best(&self, snapshot: &Snapshot, found: &[(Part<'_>, Bits, Sheet<'_>)]) -> Vec<Found> {
        let again = if self.sort == Sort::Relevance { self.looked_at(snapshot, found) } else { Vec::new() };
        let worst = again.last().copied();
        // Those looked at come before all others.
        let mut best: Vec<Found> =
            again.into_iter().filter(|each| self.after.is_none_or(|after| each.key < after)).collect();
        best.truncate(self.size);
        if best.len() < self.size {
            let bound = [self.after, worst.map(|worst| worst.key)].into_iter().flatten().min();
            best.extend(self.top(found, bound, self.size - best.len(), most_of(found)));
        }
        best
    }

    /// The best by words, put in order by words and by what they are about.
    fn looked_at(&self, snapshot: &Snapshot, found: &[(Part<'_>, Bits, Sheet<'_>)]) -> Vec<Found> {
        let Some(latent) = snapshot.latent.as_ref().filter(|_| !self.without.contains(&Signal::Latent)) else {
            return Vec::new();
        };
        let share = latent.share(snapshot.stems);
        let Some(asked) = latent.of(&self.plan.stems).filter(|_| share > 0.0) else { return Vec::new() };
        let most = most_of(found);
        let mut best = self.top(found, None, LOOKED_AT, most);
        let alike: Vec<Score> =
            best.iter().map(|each| latent.likeness(&asked, each.key.id).unwrap_or(0.0).max(0.0)).collect();
        let most_alike = alike.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        for (each, alike) in best.iter_mut().zip(alike) {
            each.score += share * alike / most_alike;
            each.key.first = u64::from(each.score.to_bits());
        }
        // The least of them still has to come before those that were not looked at.
        best.sort_unstable_by(|a, b| b.cmp(a));
        best
    }

    /// The best of what was found, below a bound; scores are shares of the most.
    fn top(&self, found: &[(Part<'_>, Bits, Sheet<'_>)], below: Option<Key>, size: usize, most: Score) -> Vec<Found> {
        let mut heap: BinaryHeap<Reverse<Found>> = BinaryHeap::with_capacity(size + 1);
        let mut least = 0;
        for (part, bits, sheet) in found {
            for record in bits.iter() {
                let score = sheet.score(record) / most;
                let first = match self.sort {
                    // Bits of positive floats are in the order of the floats.
                    Sort::Relevance => u64::from(score.max(0.0).to_bits()),
                    Sort::Newest => part.view.mark(record).published,
                    Sort::Evidence => part.view.mark(record).evidence,
                };
                if first < least {
                    continue;
                }
                let mark = part.view.mark(record);
                let second = if self.sort == Sort::Evidence { mark.published } else { 0 };
                let key = Key { first, second, id: mark.id };
                if below.is_some_and(|below| key >= below) {
                    continue;
                }
                heap.push(Reverse(Found { key, address: DocAddress::new(part.ordinal, record), score }));
                if heap.len() > size {
                    heap.pop();
                    least = heap.peek().map_or(0, |worst| worst.0.key.first);
                }
            }
        }
        heap.into_sorted_vec().into_iter().map(|found| found.0).collect()
    }
}

/// What a record is worth at least that runs of characters may still bring among the best: as much as the last of the
/// best by words. The others keep what words have given them, which is less, so that the order of all stays one order.
fn promising(found: &[(Part<'_>, Bits, Sheet<'_>)]) -> Score {
    let mut worths: Vec<Score> = worths(found).collect();
    if worths.len() <= PROMISING {
        return 0.0;
    }
    let (_, least, _) = worths.select_nth_unstable_by(PROMISING, |one, other| other.total_cmp(one));
    *least
}

/// The most that any record found is worth.
fn most_of(found: &[(Part<'_>, Bits, Sheet<'_>)]) -> Score {
    worths(found).fold(f32::MIN_POSITIVE, f32::max)
}

/// What each record found is worth.
fn worths(found: &[(Part<'_>, Bits, Sheet<'_>)]) -> impl Iterator<Item = Score> {
    found.iter().flat_map(|(_, bits, sheet)| bits.iter().map(|record| sheet.score(record)))
}
