//! The same search has one address, and everything that an address says reaches the index.

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
    assert_eq!((Asked::read("").called(), Asked::read("").name(100)), (None, "The whole library".to_owned()));
    assert_eq!(Asked::read("sort=newest").name(100), "The whole library");
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
        ("year_to=+2005+&year_from=2010", "year_from=2005&year_to=2010", Some(2005..=2010), "2005–2010"),
        ("year_from=2010&year_to=2", "year_from=2010&year_to=2", Some(2..=2010), "2010–2"),
        ("year_from=02005", "year_from=2005", Some(2005..=i32::MAX), "2005–"),
        ("year_from=&year_to=2010&year_to=1", "year_to=2010", Some(i32::MIN..=2010), "–2010"),
        ("year_from=next&year_to=99999999999", "", None, "The whole library"),
        ("year_from=-5&year_to=0&year_from=2005", "", None, "The whole library"),
        ("year_from=10000&year_to=%00", "", None, "The whole library"),
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
        (later.without_choice(Facet::Country, "AL"), "q=pasport&year=2001&synonyms=off"),
        (later.without_choice(Facet::Country, "IT"), "q=pasport&country=AL&year=2001&synonyms=off"),
        (asked.widened(), "q=pasport&country=AL&year=2001"),
        (asked.exactly().with_words("a \"b c\" year:2001").words_alone(), "q=a+b+c"),
    ] {
        assert_eq!(other.to_string(), address);
    }
}
