//! A search as its address has it: words, choices, order, and how words are taken. The one reader of such an address:
//! the page with its results as you type, its feed and what people keep all go by it, so that they find the same.
//! Whatever else stands in an address is left out, so that the same search has one.

use std::fmt;
use std::ops::RangeInclusive;

use search::{Correction, Cursor, Facet, LONGEST_QUERY, Query, Sort, words_alone};

use crate::library;

/// The most choices of a group that count: more than the largest group has, which is that of countries.
const MOST_CHOICES: usize = 400;
/// The most characters of words: one more than are read, so that the page can say that their end was left out.
const MOST_WORDS: usize = LONGEST_QUERY + 1;
/// Where a page begins, or where it ends.
const PLACES: [&str; 2] = ["after", "before"];
/// The first and the last year that count.
const YEARS: [&str; 2] = ["year_from", "year_to"];
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
        let years = YEARS.into_iter().flat_map(|name| values(name).take(1));
        kept.extend(years.filter_map(|(name, said)| Some((name, year(&said)?.to_string()))));
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

    /// What it can be called: its words and choices, cut to so many characters.
    #[must_use]
    pub fn name(&self, most: usize) -> String {
        let chosen = self.pairs.iter().filter_map(|(name, value)| match name.as_str() {
            "q" => Some(value.clone()),
            group => Facet::read(group).map(|facet| crate::oai::spoken(facet.word(), value)),
        });
        let years = self.years().map(|_| self.between().join("–"));
        let name: String = chosen.chain(years).collect::<Vec<_>>().join(", ");
        let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect();
        if name.is_empty() { "*".to_owned() } else { name }
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
mod tests {
    use domain::codes::Language;
    use domain::practice::LibrarySector;
    use search::{Correction, Cursor, Facet};

    use super::{Asked, LONGEST_QUERY};

    #[test]
    fn the_same_search_has_one_address() {
        let one = Asked::read("x=1&country=IT&q=+farm+work&country=AL&sort=best&country=AL&after=nonsense&region=");
        assert_eq!(one.to_string(), "q=farm+work&country=AL&country=IT");
        assert_eq!(one.name(100), "farm work, Albania, Italy");
        assert_eq!(Asked::read("").path("/library"), "/library");
        for (typed, address) in [
            ("%ff&q=%00", ""),
            ("q=a%00b%0a", "q=a+b+"),
            // The last word is whole before a space, and may grow without.
            ("q=farm++", "q=farm+"),
            ("synonyms=off&exact=1&sort=newest&q=a", "q=a&sort=newest&exact=1&synonyms=off"),
            ("exact=0&synonyms=on&sort=relevance&q=a", "q=a"),
            ("q=a&before=1-2-3-4&after=1-2-3-5", "q=a&after=1-2-3-5"),
            ("q=a&before=1-2-3-4&after=x", "q=a&before=1-2-3-4"),
            ("before=1-2-3", ""),
            ("exact=yes&exact=1&synonyms=&synonyms=off", "synonyms=off"),
            // Of other words than these nobody has said that they are as typed.
            ("q=b&exact=1&exact-for=a", "q=b"),
            ("exact=1&exact-for=a", ""),
            ("q=+a+&exact=1&exact-for=a", "q=a+&exact=1"),
            ("q=a&exact=1&exact-for=", "q=a&exact=1"),
        ] {
            let asked = Asked::read(typed);
            assert_eq!(asked.to_string(), address, "{typed}");
            assert_eq!(Asked::read(address), asked, "{typed}");
        }
    }

    #[test]
    fn everything_that_an_address_says_reaches_the_index() {
        let asked = Asked::read("q=a&exact=1&synonyms=off");
        assert_eq!((asked.query().correction, asked.query().synonyms), (Correction::Off, None));
        let plain = Asked::read("q=a");
        assert_eq!(plain.query().correction, Correction::On);
        assert!(plain.query().synonyms.is_some());
        let long = Asked::read(&format!("q={}", "a".repeat(LONGEST_QUERY * 2)));
        assert_eq!(long.words().len(), LONGEST_QUERY + 1, "enough for the page to say that there was more");
    }

    #[test]
    fn years_count_from_one_to_another() {
        for (typed, address, years, name) in [
            ("year_from=2005&year_to=2010&q=a", "q=a&year_from=2005&year_to=2010", Some(2005..=2010), "a, 2005–2010"),
            ("year_to=+2005+&year_from=2010", "year_from=2010&year_to=2005", Some(2005..=2010), "2010–2005"),
            ("year_from=02005", "year_from=2005", Some(2005..=i32::MAX), "2005–"),
            ("year_from=&year_to=2010&year_to=1", "year_to=2010", Some(i32::MIN..=2010), "–2010"),
            ("year_from=next&year_to=99999999999", "", None, "*"),
            ("year_from=-5&year_to=0&year_from=2005", "", None, "*"),
            ("year_from=10000&year_to=%00", "", None, "*"),
        ] {
            let asked = Asked::read(typed);
            assert_eq!(asked.to_string(), address, "{typed}");
            assert_eq!((asked.query().years, asked.name(100)), (years, name.to_owned()), "{typed}");
            assert_eq!(asked.of_all_years().query().years, None, "{typed}");
        }
    }

    #[test]
    fn every_choice_of_a_group_counts() {
        let sectors = LibrarySector::ALL.iter().map(|sector| sector.word().to_owned());
        let countries = taxonomy::countries::all(&Language::english()).into_iter().map(|(code, _)| code.to_string());
        for (facet, choices) in [(Facet::Sector, sectors.collect::<Vec<_>>()), (Facet::Country, countries.collect())] {
            let pairs: Vec<_> = choices.iter().map(|choice| (facet.word().to_owned(), choice.clone())).collect();
            assert!(pairs.len() > 20, "{facet:?}");
            let asked = Asked::of(&pairs);
            assert_eq!(asked.query().facets.get(&facet).map(Vec::len), Some(pairs.len()), "{facet:?}");
            assert_eq!(Asked::read(&asked.to_string()), asked, "{facet:?}");
        }
    }

    #[test]
    fn other_searches_are_reached_from_one() {
        let asked = Asked::read("q=pasport&country=AL&year=2001&synonyms=off");
        let Some(cursor) = Cursor::read("1-2-3-4") else { unreachable!("a cursor is read") };
        let later = Asked::read(&format!("{asked}&after=5-6-7-8"));
        assert_eq!(later.first(), asked);
        assert_eq!(later.before(&cursor).after(&cursor), asked.after(&cursor));
        for (other, address) in [
            (later.before(&cursor), "q=pasport&country=AL&year=2001&synonyms=off&before=1-2-3-4"),
            (later.before(&cursor).exactly(), "q=pasport&country=AL&year=2001&exact=1&synonyms=off"),
            (asked.exactly(), "q=pasport&country=AL&year=2001&exact=1&synonyms=off"),
            (asked.exactly().instead("passport"), "q=passport&country=AL&year=2001&synonyms=off"),
            (asked.exactly().without(Facet::Country), "q=pasport&year=2001&exact=1&synonyms=off"),
            (asked.exactly().with_words("a \"b\""), "q=a+%22b%22&country=AL&year=2001&exact=1&synonyms=off"),
            (asked.exactly().inexactly(), "q=pasport&country=AL&year=2001&synonyms=off"),
            (asked.widened(), "q=pasport&country=AL&year=2001"),
            (asked.exactly().with_words("a \"b c\" year:2001").words_alone(), "q=a+b+c"),
        ] {
            assert_eq!(other.to_string(), address);
        }
    }
}
