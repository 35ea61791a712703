//! Asking the index: words, facets, order and page in, records with counts and passages out.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::id::{FileId, PracticeId};
use tantivy::schema::{Field, Value};
use tantivy::{Score, Searcher, TantivyDocument};

use crate::beside;
use crate::cursor::Cursor;
use crate::error::Result;
use crate::facet::{Count, Facet, Selected};
use crate::gather::{Found, Gather};
use crate::index::Index;
use crate::meant::{self, Corrected};
use crate::names::Names;
use crate::parallel::each;
use crate::passage::{Piece, Reader};
use crate::plan::{Plan, Wish, plan};
use crate::snapshot::Snapshot;
use crate::spelling::Forgiving;
use crate::synonyms::Synonyms;
use crate::tokens::fold;
use crate::typed::{Choice, Filter, Typed};

/// The most records of one page.
pub const LARGEST_PAGE: usize = 100;
/// Up to so many records found are few, and other queries are offered.
const FEW: usize = 3;
const ALTERNATIVES: usize = 3;
/// So many of a page's records are read together, because a thread is not woken for less.
const READ_TOGETHER: usize = 5;
/// Summary and body: so many texts of a record come before those of its files.
const OWN_TEXTS: usize = 2;

/// The order of the records found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// Best answer first; without words, newest first.
    #[default]
    Relevance,
    /// Newest version first.
    Newest,
    /// Strongest evidence first, newest first within.
    Evidence,
}

impl Sort {
    /// Every order, as pages list them.
    pub const ALL: &'static [Self] = &[Self::Relevance, Self::Newest, Self::Evidence];

    /// The word that addresses and message keys use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Evidence => "evidence",
        }
    }

    /// The order of this word, if there is one.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.word() == word)
    }
}

/// Whether words that no record has are taken for known ones that are nearly like them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Correction {
    /// They are, and the page says so.
    #[default]
    On,
    /// Every word is taken as typed.
    Off,
}

/// What ranks beside the words themselves; named to be left out where its worth is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Runs of characters.
    Grams,
    /// What records are about, as learned from all of them.
    Latent,
}

/// What somebody asks the library.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What was typed: words, "phrases", -unwanted, field words such as `country:AL`; any text has an answer.
    pub words: String,
    /// Whether typing mistakes are corrected.
    pub correction: Correction,
    /// Words that may be found for each other, if any.
    pub synonyms: Option<Arc<Synonyms>>,
    /// What choices are called in field words, beside their values.
    pub names: Option<Arc<Names>>,
    /// Only what was published up to then, if any time is named.
    pub until: Option<DateTime<Utc>>,
    /// What not to rank by: empty but for measuring.
    pub without: Vec<Signal>,
    /// What was chosen.
    pub facets: Selected,
    /// Only records of these years, if any are named.
    pub years: Option<RangeInclusive<i32>>,
    /// The order.
    pub sort: Sort,
    /// Where the page begins; none for the first.
    pub after: Option<Cursor>,
    /// Where the page ends, if nothing is said of where it begins.
    pub before: Option<Cursor>,
    /// How many records, at most [`LARGEST_PAGE`].
    pub size: usize,
}

/// One page of what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The records.
    pub hits: Vec<Hit>,
    /// The choices of each group, the chosen ones first, whatever they find, then most frequent first; each counted
    /// without the selection of its own group.
    pub facets: BTreeMap<Facet, Vec<Count>>,
    /// The order that they stand in.
    pub sort: Sort,
    /// How many records there are on all pages.
    pub total: usize,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// Where the page before ends, if there is one.
    pub previous: Option<Cursor>,
    /// For what records are shown, where some typed word is in no record but nearly like one.
    pub corrected: Option<Corrected>,
    /// What else may have been meant, as whole queries that find something, where little was found or a word is far rarer
    /// than one like it.
    pub alternatives: Vec<String>,
    /// What was looked for as well since it means the same, in lower case and without accents.
    pub widened: Vec<String>,
    /// For each facet with a selection, how many records there would be without it.
    pub without: BTreeMap<Facet, usize>,
    /// How many records there would be of all years, where only some are asked for.
    pub without_years: Option<usize>,
    /// For each of the first field words that were typed, how many records there would be without it.
    pub but: Vec<But>,
    /// How many records there would be without any selection.
    pub unfiltered: usize,
    /// The choices of field words that no record has.
    pub unknown: Vec<(Facet, String)>,
    /// Says whether the end of an over-long query was left out ([`crate::LONGEST_QUERY`]).
    pub cut: bool,
}

/// A query without one of its field words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct But {
    /// The field word, as typed.
    pub filter: String,
    /// The query without it.
    pub query: String,
    /// How many records that finds.
    pub count: usize,
}

/// A record found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its key.
    pub id: PracticeId,
    /// The part of its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its summary, without markup.
    pub summary: String,
    /// The same, with what was found marked in it.
    pub summary_marked: Vec<Piece>,
    /// The passage of about 200 characters that answers best.
    pub passage: Vec<Piece>,
    /// The file of the record that the passage stands in; none where the record says it itself.
    pub file: Option<FileId>,
    /// What was found beside the text, where neither passage nor title shows as much; mostly nothing.
    pub beside: Vec<Piece>,
    /// How good an answer it is; to compare within one page only.
    pub score: Score,
}

impl Index {
    /// Answers a query.
    ///
    /// # Errors
    /// When the index cannot be read; never because of what was typed.
    pub fn search(&self, query: &Query) -> Result<Page> {
        let snapshot = self.snapshot();
        let (typed, plan) = self.understood(&snapshot, query, &query.words)?;
        let field_words = typed.filters.len().saturating_sub(usize::from(query.years.is_some()));
        let sort = if typed.wanted.is_empty() && query.sort == Sort::Relevance { Sort::Newest } else { query.sort };
        let fingerprint = fingerprint(&typed.text, query);
        let size = query.size.clamp(1, LARGEST_PAGE);
        let key = |cursor: Option<Cursor>| cursor.filter(|cursor| cursor.query == fingerprint).map(|cursor| cursor.key);
        let gather = Gather {
            plan: &plan,
            selected: &query.facets,
            sort,
            after: key(query.after),
            before: key(query.before),
            // One more than shown tells whether there is another page.
            size: size + 1,
            until: query.until,
            without: &query.without,
        };
        let mut gathered = gather.run(&snapshot)?;
        let more = gathered.best.len() > size;
        if gathered.before {
            gathered.best.remove(0);
        }
        gathered.best.truncate(size);
        let cursor = |found: &Found| Cursor { query: fingerprint, key: found.key };
        let next = gathered.best.last().filter(|_| more).map(cursor);
        let previous = gathered.best.first().filter(|_| gathered.before || gather.after.is_some()).map(cursor);
        let hits = each(snapshot.records, gathered.best.chunks(READ_TOGETHER), |together| {
            let mut reader = Reader::new(&plan.marks);
            let hits = together.iter().map(|found| self.hit(&snapshot.searcher, found, &mut reader));
            hits.filter_map(Result::transpose).collect::<Result<Vec<Hit>>>()
        })?;
        // Where filters alone leave little, no other word is meant.
        let few = gathered.unfiltered <= FEW && query.correction == Correction::On;
        let mut alternatives = if few {
            meant::alternatives(&snapshot, &self.fields, &typed, ALTERNATIVES)?
        } else {
            meant::offers(&snapshot, &typed, &plan.rare, ALTERNATIVES)?
        };
        let corrected = plan.corrected.as_ref().map(|corrected| &corrected.text);
        alternatives.retain(|each| Some(each) != corrected);
        let mut offered = Vec::with_capacity(alternatives.len());
        for words in alternatives {
            if self.finds(&snapshot, query, &words)? {
                offered.push(words);
            }
        }
        let without_years = gathered.but.get(field_words).copied().filter(|_| query.years.is_some());
        let but = typed.filters.iter().take(field_words).zip(gathered.but).map(|(filter, count)| {
            let word = typed.text.get(filter.range.clone()).unwrap_or_default();
            But { filter: word.to_owned(), query: typed.but(filter), count }
        });
        Ok(Page {
            hits: hits.into_iter().flatten().collect(),
            facets: counts(gathered.counts, &query.facets),
            sort,
            total: gathered.total,
            next,
            previous,
            alternatives: offered,
            without: gathered.without,
            without_years,
            but: but.collect(),
            unfiltered: gathered.unfiltered,
            unknown: unknown(&snapshot, &typed.filters),
            corrected: plan.corrected.filter(|_| gathered.unfiltered > 0),
            widened: plan.widened,
            cut: typed.cut,
        })
    }

    /// The words of the index nearest to a word, likeliest first: what corrections are chosen from.
    #[must_use]
    pub fn meant(&self, word: &str, limit: usize) -> Vec<String> {
        let snapshot = self.snapshot();
        let near = snapshot.near(&fold(word), limit, Forgiving::Three);
        near.into_iter().map(|known| known.word).collect()
    }

    /// What these words mean, asked as the query is, and the plan for them. A word that only its correction makes a field
    /// word, as `kountry:AL`, is the field word that the page then says it is.
    fn understood(&self, snapshot: &Snapshot, query: &Query, words: &str) -> Result<(Typed, Plan)> {
        let read = |words: &str| {
            let typed = Typed::read(words);
            let mut typed = if let Some(names) = &query.names { typed.called(names) } else { typed };
            typed.filters.extend(query.years.clone().map(|years| years_of(years, &typed.text)));
            typed
        };
        let synonyms = query.synonyms.as_deref();
        let wish = Wish { correction: query.correction, synonyms, without: &query.without };
        let typed = read(words);
        let asked = plan(snapshot, &self.fields, &typed, wish)?;
        let corrected = asked.corrected.as_ref().map(|corrected| corrected.text.as_str());
        // A colon in prose is a colon.
        let corrected = corrected.filter(|text| text.contains(':') && !typed.is_prose());
        let meant = corrected.map(read).filter(|meant| meant.field_words() > typed.field_words());
        let Some(mut meant) = meant else { return Ok((typed, asked)) };
        meant.cut = typed.cut;
        meant.growing = meant.growing.filter(|_| typed.growing.is_some());
        let again = plan(snapshot, &self.fields, &meant, wish)?;
        Ok((meant, Plan { corrected: asked.corrected, ..again }))
    }

    /// Says whether other words find anything, asked as the query is. Words that narrow nothing do, since they are known.
    fn finds(&self, snapshot: &Snapshot, query: &Query, words: &str) -> Result<bool> {
        let is_chosen = query.years.is_some() || query.facets.values().any(|values| !values.is_empty());
        if !is_chosen && !Typed::read(words).narrows() {
            return Ok(true);
        }
        let (_, plan) = self.understood(snapshot, query, words)?;
        let gather = Gather {
            plan: &plan,
            selected: &query.facets,
            // No order is asked for, and this one is made in no time.
            sort: Sort::Newest,
            after: None,
            before: None,
            size: 1,
            until: query.until,
            without: &query.without,
        };
        Ok(gather.run(snapshot)?.total > 0)
    }

    fn hit(&self, searcher: &Searcher, found: &Found, reader: &mut Reader<'_>) -> Result<Option<Hit>> {
        let document: TantivyDocument = searcher.doc(found.address)?;
        let language = self.fields.facets.iter().find(|(facet, _)| *facet == Facet::Language);
        let language = language.map_or("", |(_, field)| text(&document, *field));
        let summary = text(&document, self.fields.summary);
        let texts: Vec<&str> = std::iter::once(summary).chain(self::texts(&document, self.fields.body)).collect();
        let (passage, place) = reader.choose(&texts, language);
        let title = text(&document, self.fields.title);
        let beside: Vec<&str> = self::texts(&document, self.fields.beside).collect();
        let beside = beside::shown(reader, (&passage, [title, summary]), (&beside, language));
        let place = place.checked_sub(OWN_TEXTS);
        let file = place.and_then(|place| self::texts(&document, self.fields.file).nth(place)?.parse().ok());
        // A key is written by `put` alone, so there is one.
        let Ok(id) = text(&document, self.fields.id).parse() else { return Ok(None) };
        Ok(Some(Hit {
            id,
            slug: text(&document, self.fields.slug).to_owned(),
            title: title.to_owned(),
            summary: summary.to_owned(),
            summary_marked: reader.whole(summary, language),
            passage,
            file,
            beside,
            score: found.score,
        }))
    }
}

pub(crate) fn text(document: &TantivyDocument, field: Field) -> &str {
    document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default()
}

/// Every text of a field, in their order.
fn texts(document: &TantivyDocument, field: Field) -> impl Iterator<Item = &str> {
    document.get_all(field).filter_map(|value| value.as_str())
}

fn counts(found: BTreeMap<Facet, BTreeMap<String, usize>>, selected: &Selected) -> BTreeMap<Facet, Vec<Count>> {
    let mut found = found;
    let count = |facet: &Facet| {
        let mut values = found.remove(facet).unwrap_or_default();
        let chosen = selected.get(facet).map(Vec::as_slice).unwrap_or_default();
        for value in chosen {
            values.entry(value.clone()).or_default();
        }
        let mut counts: Vec<Count> =
            values.into_iter().map(|(value, count)| Count { chosen: chosen.contains(&value), value, count }).collect();
        counts.sort_by_key(|count| std::cmp::Reverse((count.chosen, count.count)));
        (*facet, counts)
    };
    Facet::ALL.iter().map(count).collect()
}

/// The choices that were asked for and no record has.
fn unknown(snapshot: &Snapshot, filters: &[Filter]) -> Vec<(Facet, String)> {
    let asked = filters.iter().filter(|filter| !filter.without);
    let each = asked.flat_map(|filter| match &filter.choice {
        Choice::Values(values) => values.iter().map(|value| (filter.facet, value.clone())).collect(),
        Choice::Years(_) => Vec::new(),
    });
    let known = |facet: Facet, value: &str| {
        snapshot.views.iter().any(|view| view.choices(facet).iter().any(|(each, _)| each == value))
    };
    each.filter(|(facet, value)| !known(*facet, value)).collect()
}

/// The choice of years, as a field word would have it that stands behind all that was typed.
fn years_of(years: RangeInclusive<i32>, text: &str) -> Filter {
    let range = text.len()..text.len();
    Filter { facet: Facet::Year, choice: Choice::Years(years), without: false, range }
}

fn fingerprint(words: &str, query: &Query) -> u64 {
    let mut hasher = DefaultHasher::new();
    let exact = query.correction == Correction::Off;
    (words, &query.facets, &query.years, query.sort, exact, query.synonyms.is_some()).hash(&mut hasher);
    hasher.finish()
}
