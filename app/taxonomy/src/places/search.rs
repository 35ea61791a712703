//! Finding a place by what somebody types: any of its names, half of one, or one with a mistake.

use std::sync::OnceLock;

use domain::codes::Country;
use domain::placement::Place;

use super::{Town, table};
use crate::countries;
use crate::fold::fold;
use crate::spelling::{Letters, allowance, mistakes};

/// Worth of the ways in which a name can fit; the number of people decides among near equals.
const WHOLE: f64 = 2.0;
const BEGUN: f64 = 1.2;
const LATER_WORD: f64 = 0.9;
const MISSPELT: f64 = 0.6;
const MISTAKE: f64 = 0.2;
/// What the name itself is worth more than another name.
const MAIN: f64 = 0.3;
/// What ten times as many people are worth.
const TENFOLD: f64 = 0.25;
/// Shortest beginning of a name that counts as one.
const SHORTEST_START: usize = 2;

/// A folded name, or its end from a later word on.
#[derive(Debug)]
struct Name {
    text: &'static str,
    letters: Letters,
    town: &'static Town,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The name that is shown.
    Main,
    /// Another name.
    Other,
    /// The end of the main name: `york` of `new york`.
    End,
}

/// All names in alphabetical order.
fn names() -> &'static [Name] {
    static NAMES: OnceLock<Vec<Name>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names: Vec<Name> = table().iter().flat_map(of).collect();
        names.sort_unstable_by_key(|name| name.text);
        names.shrink_to_fit();
        names
    })
}

fn of(town: &'static Town) -> impl Iterator<Item = Name> {
    let name = move |text, kind| Name { text, letters: Letters::of(text), town, kind };
    let mut all = town.names.split('|');
    let main = all.next().unwrap_or_default();
    let ends = main.match_indices(' ').filter_map(|(gap, _)| main.get(gap + 1..));
    let ends = ends.map(move |text| name(text, Kind::End));
    std::iter::once(name(main, Kind::Main)).chain(ends).chain(all.map(move |text| name(text, Kind::Other)))
}

/// The names that begin with a folded text.
fn beginning_with(start: &str) -> impl Iterator<Item = &'static Name> {
    let first = names().partition_point(|name| name.text < start);
    names().iter().skip(first).take_while(move |name| name.text.starts_with(start))
}

/// The places that fit a typed name, best first, in one country or in all. The name may be in any language, half
/// typed, or have a mistake; of near equals the bigger comes first.
#[must_use]
pub fn search(text: &str, country: Option<&Country>, limit: usize) -> Vec<Place> {
    let (typed, named) = split(text);
    let country = country.or(named);
    let start = fold(typed);
    if start.is_empty() {
        return Vec::new();
    }
    let here = |name: &&Name| country.is_none_or(|wanted| name.town.country == *wanted);
    let mut found: Vec<(f64, &Town)> = beginning_with(&start)
        .filter(here)
        .filter(|name| name.text == start || start.chars().nth(SHORTEST_START - 1).is_some())
        .map(|name| (worth(name, &start), name.town))
        .collect();
    if found.is_empty() {
        found = misspelt(&start, here);
    }
    found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.id.cmp(&b.1.id)));
    let mut places: Vec<Place> = Vec::new();
    for (_, town) in found {
        if places.len() >= limit {
            break;
        }
        if places.iter().all(|place| place.id.0 != town.id) {
            places.push(town.place());
        }
    }
    places
}

/// The place that a typed name stands for: `Tirana`, `Tirana, AL`, `Tirana, Albania` or `Springfield, MO, US`. Of
/// several with the name the largest is meant.
#[must_use]
pub fn by_text(text: &str, country: Option<&Country>) -> Option<Place> {
    let (typed, named) = split(text);
    let country = named.or(country);
    let whole = fold(typed);
    let (name, region) = match typed.rsplit_once(',') {
        Some((name, region)) => (fold(name), Some(region.trim())),
        None => (whole.clone(), None),
    };
    let wanted = |town: &Town| {
        country.is_none_or(|country| town.country == *country) && region.is_none_or(|code| town.region == code)
    };
    let exact = beginning_with(&name).take_while(|found| found.text == name && !name.is_empty());
    let best = exact.filter(|found| found.kind != Kind::End && wanted(found.town));
    best.max_by(|a, b| worth(a, &name).total_cmp(&worth(b, &name))).map(|found| found.town.place())
}

/// How many places of a country have this name as their own.
pub(super) fn namesakes(name: &str, country: &Country) -> usize {
    let folded = fold(name);
    let same = beginning_with(&folded).take_while(|found| found.text == folded);
    same.filter(|found| found.kind == Kind::Main && found.town.country == *country).count()
}

/// What was typed before the country, and the country.
fn split(text: &str) -> (&str, Option<&'static Country>) {
    let named = text.rsplit_once(',').and_then(|(name, country)| Some((name, countries::by_text(country)?)));
    named.map_or((text, None), |(name, country)| (name, Some(country)))
}

fn worth(name: &Name, start: &str) -> f64 {
    let whole = name.text == start;
    let fit = match name.kind {
        Kind::Main => MAIN + if whole { WHOLE } else { BEGUN },
        Kind::Other if whole => WHOLE,
        Kind::Other => BEGUN,
        Kind::End => LATER_WORD,
    };
    fit + size(name.town)
}

fn size(town: &Town) -> f64 {
    f64::from(town.people.max(1)).log10() * TENFOLD
}

/// The towns with a name that differs from a folded text by a mistake or two.
fn misspelt(typed: &str, here: impl Fn(&&Name) -> bool) -> Vec<(f64, &'static Town)> {
    let letters: Vec<char> = typed.chars().collect();
    let limit = allowance(letters.len());
    let set = Letters::of(typed);
    let fit = |name: &'static Name, limit: u32| {
        let most = usize::try_from(limit).ok()?;
        if name.text.len().abs_diff(typed.len()) > most * 3 || !set.may_be_within(name.letters, limit) || !here(&name) {
            return None;
        }
        let other: Vec<char> = name.text.chars().collect();
        let found = u32::try_from(mistakes(&letters, &other, most)?).ok()?;
        let main = if name.kind == Kind::Main { MAIN } else { 0.0 };
        Some((MISSPELT + main - MISTAKE * f64::from(found) + size(name.town), name.town))
    };
    let Some(first) = letters.first().map(char::to_string).filter(|_| limit > 0) else { return Vec::new() };
    // Few people miss the first letter, and names that share it lie together; else that is the one mistake allowed.
    let most = u32::try_from(limit).unwrap_or_default();
    let found: Vec<_> = beginning_with(&first).filter_map(|name| fit(name, most)).collect();
    if found.is_empty() { names().iter().filter_map(|name| fit(name, 1)).collect() } else { found }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{by_text, search};

    #[test]
    fn names_in_any_language_half_typed_or_misspelt_find_the_town() {
        for (typed, country, first) in [
            ("tirana", None, "Tirana"),
            ("Tiranë", None, "Tirana"),
            ("tirnaa", None, "Tirana"),
            ("irana", Some("AL"), "Tirana"),
            ("tir", Some("AL"), "Tirana"),
            ("Roma", None, "Rome"),
            ("Mailand", None, "Milan"),
            ("Wien", None, "Vienna"),
            ("par", None, "Paris"),
            ("york", None, "York"),
            ("new yo", None, "New York City"),
            ("janeiro", None, "Rio de Janeiro"),
            ("Київ", None, "Kyiv"),
            ("durrës", Some("AL"), "Durrës"),
            ("durres", None, "Durrës"),
            ("Napoli, IT", None, "Naples"),
        ] {
            let country = country.map(|code: &str| code.parse().unwrap());
            let found = search(typed, country.as_ref(), 3);
            assert_eq!(found.first().map(|place| &*place.name), Some(first), "{typed}");
        }
    }

    #[test]
    fn a_country_keeps_others_out() {
        let france = "FR".parse().unwrap();
        assert!(search("tirana", Some(&france), 10).iter().all(|place| place.country == france));
        assert!(search("a", None, 10).len() <= 10);
    }

    #[test]
    fn an_exact_name_stands_for_the_largest_town() {
        for (typed, country, wanted) in [
            ("Tirana", None, Some(("Tirana", "AL"))),
            ("Tirana, AL", None, Some(("Tirana", "AL"))),
            ("tirana , Albanien", None, Some(("Tirana", "AL"))),
            ("Paris", None, Some(("Paris", "FR"))),
            ("Paris", Some("US"), Some(("Paris", "US"))),
            ("Tirana", Some("FR"), None),
            ("Tirna", None, None),
            ("", None, None),
            (",", None, None),
        ] {
            let country = country.map(|code: &str| code.parse().unwrap());
            let found = by_text(typed, country.as_ref());
            assert_eq!(found.as_ref().map(|place| (&*place.name, place.country.as_str())), wanted, "{typed}");
        }
    }

    #[test]
    fn odd_input_is_harmless() {
        for typed in ["", "   ", ",,,", "🏙️", "ירושלים", "\u{202e}anarit", "\0", &"tirana ".repeat(1_000_000)]
        {
            assert!(search(typed, None, 5).len() <= 5);
            let _ = by_text(typed, None);
        }
    }
}
