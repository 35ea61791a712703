//! What a mistake is taken for, and what is offered, where field words and choices narrow.

use search::{Correction, Facet, Index, Page};

use crate::{ask, chosen, library, record, slugs, with};

/// The records with a few words more.
fn library_with(body: &str) -> Index {
    let index = library();
    index.put(&[record(12, &format!("en|GB|finance|told|2016|Beds||{body}"))]).unwrap();
    index
}

fn corrected(page: &Page) -> Option<&str> {
    page.corrected.as_ref().map(|corrected| corrected.text.as_str())
}

#[test]
fn a_word_that_is_corrected_to_a_field_word_is_one() {
    let index = library_with("A title for each country");
    let page = ask(&index, "kountry:AL");
    assert_eq!((slugs(&page), corrected(&page)), (vec!["record-11", "record-0"], Some("country:AL")));
    assert_eq!(page.but.iter().map(|but| but.filter.as_str()).collect::<Vec<_>>(), ["country:AL"]);
    let page = ask(&index, "titel:hotel kountry:AL ");
    assert_eq!((slugs(&page), corrected(&page)), (vec!["record-0"], Some("title:hotel country:AL")));
    let exact = with("kountry:AL", |query| query.correction = Correction::Off);
    assert_eq!(index.search(&exact).unwrap().but, []);
    // In prose a colon is a colon.
    assert_eq!(ask(&index, "kountry:AL a b c d e f g h i j k l m ").but, []);
}

#[test]
fn other_words_are_offered_only_where_they_find_something() {
    let index = library_with("A hostel by the quay");
    assert!(ask(&index, "hoetl ").alternatives.contains(&"hostel".to_owned()));
    let page = ask(&index, "hoetl country:AL ");
    assert_eq!((page.total, corrected(&page)), (1, Some("hotel country:AL")));
    assert!(!page.alternatives.contains(&"hostel country:AL".to_owned()));
    for (words, offered) in [
        ("hoetl country:GB ", ["hostel country:GB"].as_slice()),
        ("hoetl country:NG ", [].as_slice()),
        ("hoetl -hostel country:GB ", [].as_slice()),
    ] {
        let page = ask(&index, words);
        assert_eq!((page.total, corrected(&page)), (0, None), "{words}");
        assert_eq!(page.alternatives, offered, "{words}");
    }
    for (country, offered) in [("GB", ["hostel"].as_slice()), ("NG", [].as_slice())] {
        let query = with("hoetl ", |query| query.facets = chosen(Facet::Country, &[country]));
        let page = index.search(&query).unwrap();
        assert_eq!(
            (page.total, corrected(&page)),
            (0, Some("hotel")),
            "{country}: but for what was chosen there is one"
        );
        assert_eq!(page.alternatives, offered, "{country}");
    }
}

#[test]
fn the_name_of_a_field_is_no_mistake() {
    let index = library_with("The titles of the years");
    for words in ["title:", "title: ", "year:20x ", "country:"] {
        let page = ask(&index, words);
        assert_eq!((corrected(&page), page.alternatives.as_slice()), (None, [].as_slice()), "{words}");
    }
    assert!(!ask(&index, "tytle ").alternatives.is_empty() || ask(&index, "tytle ").corrected.is_some());
}
