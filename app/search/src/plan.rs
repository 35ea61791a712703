//! From what was typed to what the index is asked, and to what passages mark.

mod grams;
mod held;
mod widened;

use std::collections::{BTreeMap, BTreeSet};

use tantivy::Term;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::bm25::rarity;
use crate::error::Result;
use crate::meant::{self, Corrected, Meant, Rare};
use crate::parallel::each;
use crate::passage::Marks;
use crate::schema::Fields;
use crate::score::{Way, Worth};
use crate::search::{Correction, Signal};
use crate::snapshot::Snapshot;
use crate::spelling::{Forgiving, Known};
use crate::standing::Standing;
use crate::synonyms::Synonyms;
use crate::tokens::fold;
use crate::typed::{Filter, Typed, Wanted};

/// What words that the last one may grow into count beside it.
const GROWN_WEIGHT: f32 = 0.3;
/// A less likely word counts less the more it costs: by so much, a factor of e. What would count hardly anything is
/// left out.
const LIKELIHOOD: f32 = 0.3;
const UNLIKELY: f32 = 0.1;
/// What a synonym counts beside what was typed.
const SYNONYM_WEIGHT: f32 = 0.5;
/// From so many words on, the others find what was meant: fewer of those that no record has are guessed, and with fewer
/// mistakes. A text in a language that no record has is made of them.
const MANY_WORDS: usize = 12;
/// How many near or grown words are tried.
const NEAR_WORDS: usize = 4;
const GROWN_WORDS: usize = 12;
/// A word in more than this share of the records ranks but does not find: "the" must not find everything.
const COMMON_SHARE: f64 = 0.4;
/// Of a whole text so many words are asked for, the most telling ones.
const MOST_WORDS: usize = 48;
/// Below this many records no word counts as common.
const COMMON_FROM: u64 = 50;

/// What the index is asked.
pub(crate) struct Plan {
    /// What each typed word adds.
    pub clauses: Vec<Clause>,
    /// What runs of characters add.
    pub grams: Vec<Worth>,
    /// What is found where no word finds.
    pub rest: Rest,
    /// What a record must match.
    pub required: Vec<Box<dyn Query>>,
    /// What it must not.
    pub unwanted: Vec<Box<dyn Query>>,
    /// The facets' choices that were typed.
    pub filters: Vec<Filter>,
    /// The stems asked for, with how often.
    pub stems: BTreeMap<String, f32>,
    /// What passages mark.
    pub marks: Marks,
    /// What was typed, with words that no record has replaced by the likeliest known ones.
    pub corrected: Option<Corrected>,
    /// The words that others may have been meant by; none where mistakes are not corrected.
    pub rare: Vec<Rare>,
    /// What was not typed and is looked for as well, since it means the same.
    pub widened: Vec<String>,
}

/// One typed word and all its ways of being there.
pub(crate) struct Clause {
    /// Its ways.
    pub ways: Vec<Way>,
    /// Whether it finds records, or only ranks those that others find.
    pub finds: bool,
}

/// What is found where no word finds.
pub(crate) enum Rest {
    /// Words find.
    Nothing,
    /// No word was typed: every record.
    All,
    /// No word is known: what has most runs of characters of one.
    Alike(Box<dyn Query>),
}

/// How to plan.
#[derive(Clone, Copy)]
pub(crate) struct Wish<'a> {
    pub correction: Correction,
    pub synonyms: Option<&'a Synonyms>,
    pub without: &'a [Signal],
}

struct Planner<'a> {
    snapshot: &'a Snapshot,
    fields: &'a Fields,
    wish: Wish<'a>,
    marks: Marks,
    stems: BTreeMap<String, f32>,
    replaced: Vec<(std::ops::Range<usize>, String)>,
    /// The words that stand for words that no record has, by these, folded.
    meant: BTreeMap<String, Meant>,
    /// The known words nearest to words that no record has.
    near: BTreeMap<String, Vec<Known>>,
    /// The places of the words of a whole text that are not asked for.
    left_out: BTreeSet<usize>,
    /// The words that the glossary knows and finds something for, and names of fields: none of them is a mistake, even if
    /// no record has it.
    known: BTreeSet<String>,
    /// The words that hardly any record has.
    rare: Vec<Rare>,
    /// What the glossary finds for what was typed.
    widened: Vec<String>,
}

/// Makes the plan.
pub(crate) fn plan(snapshot: &Snapshot, fields: &Fields, typed: &Typed, wish: Wish<'_>) -> Result<Plan> {
    let mut planner = Planner {
        snapshot,
        fields,
        wish,
        marks: Marks::default(),
        stems: BTreeMap::new(),
        replaced: Vec::new(),
        meant: BTreeMap::new(),
        near: BTreeMap::new(),
        left_out: BTreeSet::new(),
        known: BTreeSet::new(),
        rare: Vec::new(),
        widened: Vec::new(),
    };
    let clauses = planner.clauses(typed)?;
    let grams = if wish.without.contains(&Signal::Grams) { Vec::new() } else { planner.grams(&typed.wanted)? };
    let rest = if typed.wanted.is_empty() {
        if typed.is_open() { Rest::All } else { Rest::Nothing }
    } else if clauses.is_empty() {
        Rest::Alike(planner.alike(&typed.wanted))
    } else {
        Rest::Nothing
    };
    // After the words, because a phrase too is looked for as corrected.
    let mut required: Vec<Box<dyn Query>> = Vec::new();
    // A phrase tells as much as a word that one record has.
    let telling = planner.rarity(1);
    for words in &typed.phrases {
        let meant: Vec<String> =
            words.iter().map(|word| planner.meant.get(word).map_or(word, |meant| &meant.word).clone()).collect();
        required.push(planner.phrase(&meant, telling)?);
    }
    for words in &typed.titles {
        required.push(planner.held(fields.head, words)?);
    }
    let unwanted = typed.unwanted.iter().map(|words| planner.unwanted(words)).collect::<Result<_>>()?;
    planner.replaced.sort_by_key(|(range, _)| range.start);
    let corrected = Corrected::of(&typed.text, &planner.replaced);
    let Planner { stems, marks, rare, widened, .. } = planner;
    let filters = typed.filters.clone();
    Ok(Plan { clauses, grams, rest, required, unwanted, filters, stems, marks, corrected, rare, widened })
}

impl Planner<'_> {
    fn clauses(&mut self, typed: &Typed) -> Result<Vec<Clause>> {
        let mut clauses: Vec<(Option<usize>, Clause)> = Vec::new();
        let synonyms = self.synonyms(typed)?;
        let widened = self.known.clone();
        self.known.extend(typed.unread.iter().map(|unread| unread.field.clone()));
        let terms: Vec<Vec<Term>> = typed.wanted.iter().map(|wanted| self.terms(&wanted.text)).collect();
        let mut standing = Standing::of(self.snapshot, &terms.concat())?.into_iter();
        let standing: Vec<Vec<Standing>> =
            terms.iter().map(|terms| standing.by_ref().take(terms.len()).collect()).collect();
        if self.wish.correction == Correction::On {
            self.look_near(typed, &standing)?;
            self.rare = meant::rare(self.snapshot, typed, &standing, &self.known);
        }
        for (at, (wanted, (terms, standing))) in typed.wanted.iter().zip(terms.iter().zip(&standing)).enumerate() {
            let grows = typed.growing == Some(at);
            // A word of a phrase is marked as a part of it.
            let marks = typed.is_in_phrases_alone(wanted).then(|| std::mem::take(&mut self.marks));
            let clause = self.word(wanted, (terms, standing), grows)?;
            if let Some(marks) = marks {
                self.marks = marks;
            }
            clauses.extend(clause.map(|clause| (Some(at), clause)));
        }
        if !self.replaced.is_empty() {
            self.replaced.extend(meant::respelt(self.snapshot, self.fields, typed, (&standing, &self.known)));
        }
        // What the glossary finds stands for a typed word that no record has. Where all that led to it are there, it
        // finds more and takes nothing from them.
        let is_there = |at: usize| clauses.iter().any(|(of, _)| *of == Some(at));
        let stands =
            typed.wanted.iter().enumerate().any(|(at, wanted)| widened.contains(&fold(&wanted.text)) && !is_there(at));
        clauses.extend(synonyms.map(|clause| (None, clause)));
        let found = |clauses: &[(Option<usize>, Clause)]| {
            clauses.iter().any(|(at, clause)| clause.finds && (stands || at.is_some()))
        };
        // Such words are most of the postings and none of the order.
        if found(&clauses) {
            clauses.retain(|(_, clause)| clause.finds || clause.ways.iter().any(Way::is_heard));
        }
        let worth = |clause: &Clause| clause.ways.iter().map(Way::worth).fold(0.0, f32::max);
        clauses.sort_by(|(_, one), (_, other)| worth(other).total_cmp(&worth(one)));
        let left_out = clauses.split_off(MOST_WORDS.min(clauses.len()));
        self.left_out = left_out.into_iter().filter_map(|(at, _)| at).collect();
        // One word is enough: asking for more lost good records on every test collection, and the order already puts
        // those with all words first.
        if !found(&clauses) {
            clauses.iter_mut().for_each(|(_, clause)| clause.finds = true);
        }
        Ok(clauses.into_iter().map(|(_, clause)| clause).collect())
    }

    fn is_common(&self, having: u64) -> bool {
        let records = self.snapshot.records;
        records >= COMMON_FROM && real(having) > COMMON_SHARE * real(records)
    }

    /// All that a word may find, or nothing if no record has anything like it.
    fn word(
        &mut self,
        wanted: &Wanted,
        (terms, standing): (&[Term], &[Standing]),
        grows: bool,
    ) -> Result<Option<Clause>> {
        let folded = fold(&wanted.text);
        let times = f32::from(wanted.times);
        let mut any = Alternatives::default();
        self.forms(terms, standing, times, &mut any);
        let typed_is_known = any.having > 0;
        if grows || wanted.single {
            // A character is there in each of its pairs as it is alone.
            let weight = if typed_is_known && !wanted.single { GROWN_WEIGHT } else { 1.0 };
            let grown = if wanted.single {
                self.pairs(self.fields.word, &folded)?
            } else {
                self.beginning(self.fields.word, &folded, GROWN_WORDS)?
            };
            let terms: Vec<Term> = grown.iter().map(|word| Term::from_field_text(self.fields.word, word)).collect();
            for (word, standing) in grown.into_iter().zip(Standing::of(self.snapshot, &terms)?) {
                self.marks.words.insert(word, self.rarity(standing.records));
                self.add(standing, times * weight, &mut any);
            }
            if !wanted.single {
                self.marks.prefix = (any.having > 0).then(|| (folded.clone(), self.rarity(any.having)));
            }
        }
        if any.having == 0 {
            self.near(wanted, &folded, &mut any)?;
        }
        let finds = !self.is_common(any.having);
        Ok((!any.ways.is_empty()).then_some(Clause { ways: any.ways, finds }))
    }

    /// Looks up the words that no record has: the first few of a whole text, all at once.
    fn look_near(&mut self, typed: &Typed, standing: &[Vec<Standing>]) -> Result<()> {
        let unknown = |standing: &[Standing]| standing.iter().all(|standing| standing.records == 0);
        let forgiving = if typed.wanted.len() < MANY_WORDS { Forgiving::Three } else { Forgiving::Two };
        let wanted = typed.wanted.iter().zip(standing).filter(|(_, standing)| unknown(standing));
        let words = wanted.map(|(wanted, _)| fold(&wanted.text)).filter(|word| !self.known.contains(word));
        let words: Vec<String> = words.take(forgiving.most_words()).collect();
        let near =
            each(self.snapshot.records, words.iter(), |word| Ok(self.snapshot.near(word, NEAR_WORDS, forgiving)))?;
        self.near = words.into_iter().zip(near).collect();
        Ok(())
    }

    /// The known words that a word which no record has may have been meant for.
    fn near(&mut self, wanted: &Wanted, folded: &str, any: &mut Alternatives) -> Result<()> {
        let near = self.near.remove(folded).unwrap_or_default();
        let Some(likeliest) = near.first() else { return Ok(()) };
        self.replaced.extend(wanted.ranges.iter().map(|range| (range.clone(), likeliest.word.clone())));
        let meant = Meant::by(likeliest, folded);
        let sureness = meant.sureness;
        self.meant.insert(folded.to_owned(), meant);
        for known in &near {
            let likelihood = ((likeliest.cost - known.cost) / LIKELIHOOD).exp();
            if likelihood >= UNLIKELY {
                self.other_forms(&known.word, f32::from(wanted.times) * sureness * likelihood, any)?;
            }
        }
        Ok(())
    }

    /// The stems of a word in the languages of the library, and the word itself.
    fn terms(&self, word: &str) -> Vec<Term> {
        let stems: BTreeSet<String> = self.snapshot.languages.iter().map(|language| language.stem(word)).collect();
        let stems = stems.iter().map(|stem| Term::from_field_text(self.fields.stem, stem));
        stems.chain([Term::from_field_text(self.fields.word, &fold(word))]).collect()
    }

    /// The ways of a word, given its terms with where they stand.
    fn forms(&mut self, terms: &[Term], standing: &[Standing], weight: f32, any: &mut Alternatives) {
        for (term, standing) in terms.iter().zip(standing).filter(|(_, standing)| standing.records > 0) {
            let text = term.value().as_str().unwrap_or_default().to_owned();
            let rarity = self.rarity(standing.records);
            if standing.field == self.fields.stem {
                if any.stems.insert(text.clone()) {
                    self.marks.stems.insert(text.clone(), rarity);
                    *self.stems.entry(text).or_default() += weight;
                    self.add(standing.clone(), weight, any);
                }
            } else {
                self.marks.words.insert(text, rarity);
                // Typed without its accents, a word has another stem than the records'.
                if !any.has_form_of(standing.records) {
                    self.add(standing.clone(), weight, any);
                }
            }
        }
    }

    /// The same, of words that were not typed.
    fn other_forms(&mut self, word: &str, weight: f32, any: &mut Alternatives) -> Result<()> {
        let terms = self.terms(word);
        let standing = Standing::of(self.snapshot, &terms)?;
        self.forms(&terms, &standing, weight, any);
        Ok(())
    }

    fn add(&self, standing: Standing, weight: f32, any: &mut Alternatives) {
        any.having = any.having.saturating_add(standing.records);
        any.widest = any.widest.max(standing.records);
        any.ways.push(Way::Term(Worth::of(standing, weight, self.snapshot)));
    }

    /// The words of a field that begin so, most frequent first.
    fn beginning(&self, field: Field, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        for part in self.snapshot.parts() {
            let index = part.segment.inverted_index(field)?;
            let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
            while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                if let Ok(word) = std::str::from_utf8(terms.key()) {
                    *found.entry(word.to_owned()).or_default() += u64::from(terms.value().doc_freq);
                }
            }
        }
        let mut known: Vec<(String, u64)> = found.into_iter().filter(|(word, _)| word != prefix).collect();
        known.sort_by_key(|(_, records)| std::cmp::Reverse(*records));
        Ok(known.into_iter().take(limit).map(|(word, _)| word).collect())
    }

    fn rarity(&self, having: u64) -> f64 {
        f64::from(rarity(having, self.snapshot.records)) + 0.1
    }
}

#[derive(Default)]
struct Alternatives {
    ways: Vec<Way>,
    stems: BTreeSet<String>,
    having: u64,
    widest: u64,
}

impl Alternatives {
    /// A stem found in at least as many records as the word covers the word.
    fn has_form_of(&self, having: u64) -> bool {
        self.widest >= having
    }
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A count as a number to compute with; counts of records are far below the precision of `f64`.
fn real(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
