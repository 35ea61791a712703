//! One pass over each piece of a segment: what the words find and are worth, how often each choice of each facet comes without
//! that facet's own selection, and which records are best after the cursor.

mod before;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Utc};
use tantivy::{DocAddress, Score};

use crate::bits::{Bits, ONE_OF};
use crate::bm25::{GRAMS, Lengths, STEMS};
use crate::cursor::Key;
use crate::error::Result;
use crate::facet::{Facet, Selected};
use crate::parallel::each;
use crate::plan::{Plan, Rest};
use crate::score::{Sheet, Wanted, each_match};
use crate::search::{Signal, Sort};
use crate::snapshot::{Part, Snapshot};

/// How many of the best are looked at again for what they are about.
const LOOKED_AT: usize = 200;
/// Of so many of the best by words, runs of characters are counted: more than are looked at, and few beside a large
/// library, where counting them for every record takes most of the time.
const PROMISING: usize = 500;
/// Of so many filters that were typed it is said what is found without each.
const MOST_DROPPED: usize = 8;

/// What to gather.
pub(crate) struct Gather<'a> {
    pub plan: &'a Plan,
    pub selected: &'a Selected,
    pub sort: Sort,
    pub after: Option<Key>,
    /// Where what is wanted ends; counts where nothing is said of where it begins.
    pub before: Option<Key>,
    pub size: usize,
    pub until: Option<DateTime<Utc>>,
    pub without: &'a [Signal],
}

/// What was gathered.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Best first.
    pub best: Vec<Found>,
    /// Says whether they are those next before where the page ends, and not the first or those after where it begins.
    pub before: bool,
    /// How many there are on all pages.
    pub total: usize,
    /// How often each choice comes without its own facet's selection.
    pub counts: BTreeMap<Facet, BTreeMap<String, usize>>,
    /// How many there would be without what is chosen of a facet.
    pub without: BTreeMap<Facet, usize>,
    /// How many there would be without each of the first filters that were typed.
    pub but: Vec<usize>,
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

/// What was gathered of one piece.
struct Sheaf<'a> {
    part: Part<'a>,
    /// What is found and kept by all selections.
    kept: Bits,
    /// Those of them that come before all others.
    promising: Option<Bits>,
    /// What each record is worth.
    sheet: Sheet<'a>,
    /// How often each choice comes, by facet and in the order of the segment's choices.
    counts: Vec<Vec<usize>>,
    without: Vec<(Facet, usize)>,
    but: Vec<usize>,
    unfiltered: usize,
}

impl Sheaf<'_> {
    /// Those that come before all others, as far as that is known.
    fn first(&self) -> &Bits {
        self.promising.as_ref().unwrap_or(&self.kept)
    }
}

impl Gather<'_> {
    /// Goes through the index.
    pub(crate) fn run(&self, snapshot: &Snapshot) -> Result<Gathered> {
        let stems = Lengths::new(STEMS, snapshot.stems);
        let mut found = each(snapshot.records, snapshot.pieces(), |part| {
            let (mut matched, sheet) = self.matched(snapshot, part, &stems)?;
            let but = self.filter(part, &mut matched);
            Ok(self.count(part, &matched, (sheet, but)))
        })?;
        if self.sort == Sort::Relevance {
            let common = || self.plan.clauses.iter().filter(|clause| !clause.finds);
            let grams = Lengths::new(GRAMS, snapshot.grams);
            let least = promising(&found);
            each(snapshot.records, found.iter_mut(), |sheaf| {
                let mut promising = sheaf.kept.clone();
                promising.retain(|record| sheaf.sheet.score(record) >= least);
                let records: Vec<u32> = promising.iter().collect();
                let wanted = Wanted::These(&records, &promising);
                for clause in common() {
                    sheaf.sheet.add_best(&snapshot.searcher, &clause.ways, &stems, wanted, |_| {})?;
                }
                for gram in &self.plan.grams {
                    sheaf.sheet.add(gram, &grams, wanted, |_| {})?;
                }
                sheaf.promising = Some(promising);
                Ok(())
            })?;
        }
        let (best, before) = self.page(snapshot, &found);
        let mut gathered = Gathered { best, before, ..Gathered::default() };
        let mut sums = snapshot.choices.none();
        for sheaf in found {
            gathered.total += sheaf.kept.count();
            gathered.unfiltered += sheaf.unfiltered;
            gathered.but.resize(sheaf.but.len(), 0);
            gathered.but.iter_mut().zip(&sheaf.but).for_each(|(sum, count)| *sum += count);
            snapshot.choices.add(sheaf.part.ordinal, &sheaf.counts, &mut sums);
            for (facet, count) in sheaf.without {
                *gathered.without.entry(facet).or_default() += count;
            }
        }
        gathered.counts = snapshot.choices.named(&sums);
        Ok(gathered)
    }

    /// What the words find in a piece, whatever filters were typed, and what each record is worth by them.
    fn matched<'s>(&self, snapshot: &'s Snapshot, part: Part<'s>, stems: &Lengths) -> Result<(Bits, Sheet<'s>)> {
        let mut matched = Bits::none(part.view.records);
        let mut sheet = Sheet::new(part);
        for clause in self.plan.clauses.iter().filter(|clause| clause.finds) {
            sheet.add_best(&snapshot.searcher, &clause.ways, stems, Wanted::All, |record| matched.set(record))?;
        }
        match &self.plan.rest {
            Rest::Nothing => {}
            Rest::All => matched = part.alive.clone(),
            Rest::Alike(query) => {
                each_match(&snapshot.searcher, part, query.as_ref(), |record| matched.set(record))?;
            }
        }
        for required in &self.plan.required {
            let mut having = Bits::none(part.view.records);
            each_match(&snapshot.searcher, part, required.as_ref(), |record| having.set(record))?;
            matched.keep(&having);
        }
        for unwanted in &self.plan.unwanted {
            let mut having = Bits::none(part.view.records);
            each_match(&snapshot.searcher, part, unwanted.as_ref(), |record| having.set(record))?;
            matched.remove(&having);
        }
        matched.keep(part.alive);
        matched.keep_between(part.first, part.end);
        if let Some(until) = self.until {
            let until = u64::try_from(until.timestamp_micros()).unwrap_or(0);
            matched.retain(|record| part.view.mark(record).published <= until);
        }
        Ok((matched, sheet))
    }

    /// Keeps what the filters let through that were typed; answers what there would be without each of the first.
    fn filter(&self, part: Part<'_>, matched: &mut Bits) -> Vec<Bits> {
        let filters = &self.plan.filters;
        let having = filters.iter().map(|filter| part.view.having(filter.facet, |value| filter.choice.has(value)));
        let having: Vec<Bits> = having.collect();
        let through = |bits: &mut Bits, but: Option<usize>| {
            for (_, (filter, having)) in filters.iter().zip(&having).enumerate().filter(|(at, _)| Some(*at) != but) {
                if filter.without { bits.remove(having) } else { bits.keep(having) }
            }
        };
        let without = |at: usize| {
            let mut bits = matched.clone();
            through(&mut bits, Some(at));
            bits
        };
        let but = (0..filters.len().min(MOST_DROPPED)).map(without).collect();
        through(matched, None);
        but
    }

    /// Counts the choices, and keeps what is left after all selections.
    fn count<'v>(&self, part: Part<'v>, matched: &Bits, (sheet, but): (Sheet<'v>, Vec<Bits>)) -> Sheaf<'v> {
        let selections: Vec<(Facet, Bits)> = self
            .selected
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(facet, values)| (*facet, part.view.having(*facet, |value| values.iter().any(|each| each == value))))
            .collect();
        let narrow = |bits: &Bits, but: Option<Facet>| {
            let mut bits = bits.clone();
            selections.iter().filter(|(facet, _)| Some(*facet) != but).for_each(|(_, having)| bits.keep(having));
            bits
        };
        let narrowed = |but| narrow(matched, but);
        let kept = narrowed(None);
        let but = but.iter().map(|bits| narrow(bits, None).count()).collect();
        let mut without = Vec::with_capacity(selections.len());
        let counts = part.view.facets.iter().map(|choices| {
            let facet = choices.facet;
            let own = selections.iter().any(|(selected, _)| *selected == facet).then(|| narrowed(Some(facet)));
            without.extend(own.as_ref().map(|own| (facet, own.count())));
            choices.counts(own.as_ref().unwrap_or(&kept), part.first, part.end)
        });
        let unfiltered = matched.count();
        Sheaf { part, counts: counts.collect(), without, but, unfiltered, kept, promising: None, sheet }
    }

    /// The records of a page, best first; and whether they end where it is to end. Where fewer come before than a page
    /// has, it is the first page.
    fn page(&self, snapshot: &Snapshot, found: &[Sheaf<'_>]) -> (Vec<Found>, bool) {
        let none = (Vec::new(), None);
        let (again, worst) = if self.sort == Sort::Relevance { self.looked_at(snapshot, found) } else { none };
        if let Some(end) = self.before.filter(|_| self.after.is_none()) {
            let above = self.above(found, &again, (end, worst));
            if above.len() == self.size {
                return (above, true);
            }
        }
        (self.best(found, again, worst), false)
    }

    /// What a record is put in order by before all else.
    fn first(&self, part: Part<'_>, record: u32, score: Score) -> u64 {
        match self.sort {
            Sort::Relevance => first_of(score),
            Sort::Newest => part.view.mark(record).published,
            Sort::Evidence => part.view.mark(record).evidence,
        }
    }

    /// All that a record is put in order by.
    fn key(&self, part: Part<'_>, record: u32, first: u64) -> Key {
        let mark = part.view.mark(record);
        let second = if self.sort == Sort::Evidence { mark.published } else { 0 };
        Key { first, second, id: mark.id }
    }

    /// The best records after the cursor, best first.
    fn best(&self, found: &[Sheaf<'_>], again: Vec<Found>, worst: Option<Key>) -> Vec<Found> {
        // Those looked at come before all others.
        let mut best: Vec<Found> =
            again.into_iter().filter(|each| self.after.is_none_or(|after| each.key < after)).collect();
        best.truncate(self.size);
        if best.len() < self.size {
            let bound = [self.after, worst].into_iter().flatten().min();
            let size = self.size - best.len();
            let mut others = self.top(found, Sheaf::first, bound, size);
            if others.len() < size {
                others = self.top(found, |sheaf| &sheaf.kept, bound, size);
            }
            best.extend(others);
        }
        best
    }

    /// The best by words, put in order by words and by what they are about; and the key that the last of them has by
    /// words alone, below which all others lie.
    fn looked_at(&self, snapshot: &Snapshot, found: &[Sheaf<'_>]) -> (Vec<Found>, Option<Key>) {
        let none = (Vec::new(), None);
        let Some(latent) = snapshot.latent.as_ref().filter(|_| !self.without.contains(&Signal::Latent)) else {
            return none;
        };
        let share = latent.share(snapshot.stems);
        let Some(asked) = latent.of(&self.plan.stems).filter(|_| share > 0.0) else { return none };
        let mut best = self.top(found, Sheaf::first, None, LOOKED_AT);
        let worst = best.last().map(|worst| worst.key);
        let alike: Vec<Score> =
            best.iter().map(|each| latent.likeness(&asked, each.key.id).unwrap_or(0.0).max(0.0)).collect();
        let most_alike = alike.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        for (each, alike) in best.iter_mut().zip(alike) {
            each.score += share * alike / most_alike;
            each.key.first = u64::from(each.score.to_bits());
        }
        best.sort_unstable_by(|a, b| b.cmp(a));
        (best, worst)
    }

    /// The best of what was found, below a bound; scores are shares of the most.
    fn top<'s>(
        &self,
        found: &'s [Sheaf<'s>],
        among: impl Fn(&'s Sheaf<'s>) -> &'s Bits,
        below: Option<Key>,
        size: usize,
    ) -> Vec<Found> {
        // Where nothing was asked, nothing is worth more than another.
        let asked = if self.plan.clauses.is_empty() { &[] } else { found };
        let mut known: Vec<Score> = asked.iter().flat_map(|sheaf| worths(sheaf, sheaf.first().iter())).collect();
        let most = known.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
        let mut least = match below {
            None if self.sort == Sort::Relevance => nth(&mut known, size).map_or(0, |score| first_of(score / most)),
            _ => 0,
        };
        let mut heap: BinaryHeap<Reverse<Found>> = BinaryHeap::with_capacity(size + 1);
        // What was put in last is often newest: met first, it lets the others be passed over.
        for sheaf in found.iter().rev() {
            let Sheaf { part, sheet, .. } = sheaf;
            for record in among(sheaf).down() {
                let score = sheet.score(record) / most;
                let first = self.first(*part, record, score);
                if first < least {
                    continue;
                }
                let key = self.key(*part, record, first);
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
fn promising(found: &[Sheaf<'_>]) -> Score {
    if found.iter().map(|sheaf| sheaf.kept.count()).sum::<usize>() <= PROMISING {
        return 0.0;
    }
    let mut worths: Vec<Score> = found.iter().flat_map(|sheaf| worths(sheaf, sheaf.kept.sample())).collect();
    nth(&mut worths, PROMISING / ONE_OF).unwrap_or(0.0)
}

/// What orders by worth go by: bits of positive floats are in the order of the floats.
fn first_of(score: Score) -> u64 {
    u64::from(score.max(0.0).to_bits())
}

/// The last of so many of the largest, if there are as many.
fn nth(worths: &mut [Score], many: usize) -> Option<Score> {
    let last = many.checked_sub(1).filter(|last| *last < worths.len())?;
    Some(*worths.select_nth_unstable_by(last, |one, other| other.total_cmp(one)).1)
}

/// What records are worth.
fn worths<'s>(sheaf: &'s Sheaf<'s>, records: impl Iterator<Item = u32> + 's) -> impl Iterator<Item = Score> + 's {
    records.map(|record| sheaf.sheet.score(record))
}
