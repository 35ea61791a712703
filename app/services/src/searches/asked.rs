//! A search as its address has it: words, choices, order, and how words are taken. The one reader of such an address:
//! the page with its results as you type, its feed and what people keep all go by it, so that they find the same.
//! Whatever else stands in an address is left out, so that the same search has one.

use std::fmt;
use std::ops::RangeInclusive;

use domain::codes::Language;
use i18n::Text;
use search::{Correction, Cursor, Facet, LONGEST_QUERY, Query, Sort, Unread, unread, words_alone};

use crate::library;

/// The most choices of a group that count: more than the largest group has, which is that of countries.
const MOST_CHOICES: usize = 400;
/// The most characters of words: one more than are read, so that the page can say that their end was left out.
const MOST_WORDS: usize = LONGEST_QUERY + 1;
/// Where a page begins, or where it ends.
const PLACES: [&str; 2] = ["after", "before"];
/// The first and the last year that count.
const YEARS: [&str; 2] = ["year_from", "year_to"];
/// The first year of four digits: of two such years the later one is the last, and one that is still being typed stays in
/// its field.
const WHOLE_YEAR: i32 = 1_000;
/// Says that words are taken as typed.
const EXACT: (&str, &str) = ("exact", "1");
/// Says that no other words are found for those typed.
const NO_SYNONYMS: (&str, &str) = ("synonyms", "off");

/// What an address of the library asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    pairs: Vec<(String, String)>,
}

impl Asked {
    /// The most characters of an address that is kept.
    pub const LONGEST: usize = 2_000;
    /// Says of which words it was said that they are taken as typed. A form that asks so sends them along: for other
    /// words it holds no longer.
    pub const EXACT_FOR: &str = "exact-for";

    /// From the query part of an address; what does not read asks for everything.
    #[must_use]
    pub fn read(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        Self::of(&pairs)
    }

    /// From the names and values of an address or a form.
    #[must_use]
    pub fn of(pairs: &[(String, String)]) -> Self {
        let values = |name: &'static str| {
            let found = pairs.iter().filter(move |(key, value)| key == name && !value.is_empty());
            found.map(move |(_, value)| (name.to_owned(), value.clone()))
        };
        let given =
            |(name, value): (&'static str, &'static str)| values(name).take(1).filter(move |(_, said)| said == value);
        let asked = values("q").take(1).map(|(name, typed)| (name, words(&typed)));
        let mut kept: Vec<(String, String)> = asked.filter(|(_, words)| !words.is_empty()).collect();
        let now = kept.first().map_or("", |(_, words)| words.trim());
        let same = values(Self::EXACT_FOR).next().is_none_or(|(_, before)| words(&before).trim() == now);
        for facet in Facet::ALL {
            let mut chosen: Vec<_> = values(facet.word()).collect();
            chosen.sort();
            chosen.dedup();
            chosen.truncate(MOST_CHOICES);
            kept.extend(chosen);
        }
        let mut years = YEARS.map(|name| values(name).next().and_then(|(_, said)| year(&said)));
        if matches!(years, [Some(from), Some(to)] if from > to && to >= WHOLE_YEAR) {
            years.reverse();
        }
        let said = YEARS.into_iter().zip(years);
        kept.extend(said.filter_map(|(name, year)| Some((name.to_owned(), year?.to_string()))));
        // The order that a search has without saying so needs no saying.
        let order = |(_, word): &(String, String)| Sort::read(word).is_some_and(|sort| sort != Sort::default());
        kept.extend(values("sort").take(1).filter(order));
        kept.extend(given(EXACT).filter(|_| same));
        kept.extend(given(NO_SYNONYMS));
        // A page begins somewhere or ends somewhere.
        let places = PLACES.into_iter().flat_map(|name| values(name).take(1));
        kept.extend(places.filter(|(_, place)| Cursor::read(place).is_some()).take(1));
        Self { pairs: kept }
    }

    /// What is said to be the first or the last year and is none: it asks for nothing.
    pub fn no_years(pairs: &[(String, String)]) -> impl Iterator<Item = String> {
        let said =
            YEARS.into_iter().filter_map(move |name| pairs.iter().find(|(key, said)| key == name && !said.is_empty()));
        let none = said.filter(|(_, said)| year(said).is_none()).map(|(_, said)| words(said).trim().to_owned());
        none.filter(|said| !said.is_empty())
    }

    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    fn says(&self, (name, value): (&str, &str)) -> bool {
        self.get(name) == value
    }

    /// The words that are looked for.
    #[must_use]
    pub fn words(&self) -> &str {
        self.get("q")
    }

    /// The names of fields among the words with nothing behind them that reads.
    #[must_use]
    pub fn unread(&self) -> Vec<Unread> {
        unread(self.words())
    }

    /// Names and values, as a form sends them.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// What was chosen in the groups of choices.
    pub fn chosen(&self) -> impl Iterator<Item = (Facet, &str)> {
        self.pairs.iter().filter_map(|(name, value)| Some((Facet::read(name)?, value.as_str())))
    }

    /// Whether it asks for an order of its own.
    #[must_use]
    pub fn names_order(&self) -> bool {
        !self.get("sort").is_empty()
    }

    /// Whether every word is taken as typed.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.says(EXACT)
    }

    /// Whether nothing is found by words that mean the same.
    #[must_use]
    pub fn is_without_synonyms(&self) -> bool {
        self.says(NO_SYNONYMS)
    }

    /// The first and the last year that count, as far as they are said.
    #[must_use]
    pub fn between(&self) -> [&str; 2] {
        YEARS.map(|name| self.get(name))
    }

    /// The years that count; whichever of two is the later one is the last.
    fn years(&self) -> Option<RangeInclusive<i32>> {
        let [from, to] = self.between().map(year);
        if from.is_none() && to.is_none() {
            return None;
        }
        let (from, to) = (from.unwrap_or(i32::MIN), to.unwrap_or(i32::MAX));
        Some(from.min(to)..=from.max(to))
    }

    /// The question to the index.
    #[must_use]
    pub fn query(&self) -> Query {
        let mut query = Query {
            words: self.words().to_owned(),
            correction: if self.is_exact() { Correction::Off } else { Correction::On },
            names: Some(library::names()),
            synonyms: (!self.is_without_synonyms()).then(library::synonyms),
            sort: Sort::read(self.get("sort")).unwrap_or_default(),
            after: Cursor::read(self.get("after")),
            before: Cursor::read(self.get("before")),
            years: self.years(),
            ..Query::default()
        };
        for facet in Facet::ALL {
            let chosen = self.pairs.iter().filter(|(name, _)| name == facet.word());
            let values: Vec<String> = chosen.map(|(_, value)| value.clone()).collect();
            if !values.is_empty() {
                query.facets.insert(*facet, values);
            }
        }
        query
    }

    /// The same but for what some names say, from its beginning, and with one more thing said.
    fn but(&self, names: &[&str], more: Option<(&str, &str)>) -> Self {
        let kept =
            self.pairs.iter().filter(|(name, _)| !PLACES.contains(&name.as_str()) && !names.contains(&name.as_str()));
        let more = more.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self::of(&kept.cloned().chain(more).collect::<Vec<_>>())
    }

    /// The same from its beginning.
    #[must_use]
    pub fn first(&self) -> Self {
        self.but(&[], None)
    }

    /// The same from where a page ended.
    #[must_use]
    pub fn after(&self, cursor: &Cursor) -> Self {
        self.but(&[], Some(("after", &cursor.to_string())))
    }

    /// The same up to where a page began.
    #[must_use]
    pub fn before(&self, cursor: &Cursor) -> Self {
        self.but(&[], Some(("before", &cursor.to_string())))
    }

    /// The same with every word taken as typed.
    #[must_use]
    pub fn exactly(&self) -> Self {
        self.but(&[EXACT.0], Some(EXACT))
    }

    /// The same with mistakes corrected.
    #[must_use]
    pub fn inexactly(&self) -> Self {
        self.but(&[EXACT.0], None)
    }

    /// The same with words that mean the same.
    #[must_use]
    pub fn widened(&self) -> Self {
        self.but(&[NO_SYNONYMS.0], None)
    }

    /// The same without words that mean the same.
    #[must_use]
    pub fn unwidened(&self) -> Self {
        self.but(&[NO_SYNONYMS.0], Some(NO_SYNONYMS))
    }

    /// The same with less or more typed of what was typed, taken as before.
    #[must_use]
    pub fn with_words(&self, words: &str) -> Self {
        self.but(&["q"], Some(("q", words)))
    }

    /// The words alone: no filter, and nothing said of how they are taken.
    #[must_use]
    pub fn words_alone(&self) -> Self {
        self.unfiltered().widened().instead(&words_alone(self.words()))
    }

    /// The same for other words.
    #[must_use]
    pub fn instead(&self, words: &str) -> Self {
        self.but(&["q", EXACT.0], Some(("q", words)))
    }

    /// The same without the choices of a group.
    #[must_use]
    pub fn without(&self, facet: Facet) -> Self {
        self.but(&[facet.word()], None)
    }

    /// The same without one choice of a group.
    #[must_use]
    pub fn without_choice(&self, facet: Facet, choice: &str) -> Self {
        let kept = self.pairs.iter().filter(|(name, value)| name != facet.word() || value != choice);
        Self { pairs: kept.cloned().collect() }.first()
    }

    /// The same of all years.
    #[must_use]
    pub fn of_all_years(&self) -> Self {
        self.but(&YEARS, None)
    }

    /// The same without any choice.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        let names: Vec<&str> = Facet::ALL.iter().map(|facet| facet.word()).collect();
        self.but(&names, None)
    }

    /// The address below a path.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        if self.pairs.is_empty() { path.to_owned() } else { format!("{path}?{self}") }
    }

    /// Whether the address is too long to be kept.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.to_string().chars().count() > Self::LONGEST
    }

    /// What it can be called: its words and choices; nothing where it asks for everything.
    #[must_use]
    pub fn called(&self) -> Option<String> {
        let chosen = self.pairs.iter().filter_map(|(name, value)| match name.as_str() {
            "q" => Some(value.trim().to_owned()),
            group => Facet::read(group).map(|facet| crate::oai::spoken(facet.word(), value)),
        });
        let years = self.years().map(|_| self.between().join("–"));
        let called: String = chosen.chain(years).collect::<Vec<_>>().join(", ");
        let called = called.split_whitespace().collect::<Vec<_>>().join(" ");
        (!called.is_empty()).then_some(called)
    }

    /// The same, cut to so many characters, and with a name for what asks for everything.
    #[must_use]
    pub fn name(&self, most: usize) -> String {
        let called = self.called().map(|called| called.chars().take(most).collect());
        called.unwrap_or_else(|| Text::of(&Language::english()).get("saved-whole-library"))
    }
}

/// A year that is written as a number.
fn year(said: &str) -> Option<i32> {
    said.trim().parse().ok().filter(|year| (1..=9_999).contains(year))
}

/// What was typed, without signs that no page can show. A space at its end stays: before it the last word is whole, and
/// without it the word may still grow.
fn words(typed: &str) -> String {
    let shown = |c: char| if c.is_control() { ' ' } else { c };
    let words: String = typed
        .trim_start_matches(|c: char| c.is_whitespace() || c.is_control())
        .chars()
        .take(MOST_WORDS)
        .map(shown)
        .collect();
    let whole = words.trim_end();
    if whole.len() == words.len() { words } else { format!("{whole} ") }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_html_form::to_string(&self.pairs).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;
