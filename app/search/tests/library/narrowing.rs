//! Facets, field words, orders and pages.

use search::{Cursor, Facet, Query, Sort};

use crate::{ask, ask_sized, chosen, first, library, slugs, with};

#[test]
fn nothing_typed_shows_all_newest_first() {
    let page = ask(&library(), "  ");
    assert_eq!(page.total, 12);
    assert_eq!(page.hits[0].slug, "record-11");
    assert_eq!(page.hits[11].slug, "record-0");
}

#[test]
fn counts_are_of_the_other_choices() {
    let index = library();
    let mut facets = chosen(Facet::Sector, &["hospitality", "clothing", "mining"]);
    facets.insert(Facet::Country, vec!["GB".to_owned()]);
    let page = index.search(&Query { facets, size: 20, ..Query::default() }).unwrap();
    assert_eq!(slugs(&page), ["record-7"]);
    let counts = |facet: Facet| -> Vec<(&str, usize, bool)> {
        page.facets[&facet].iter().map(|count| (count.value.as_str(), count.count, count.chosen)).collect()
    };
    assert_eq!(
        counts(Facet::Sector),
        [("clothing", 1, true), ("hospitality", 0, true), ("mining", 0, true), ("finance", 1, false)],
        "the chosen ones first, however few they find"
    );
    assert_eq!(counts(Facet::Country), [("GB", 1, true), ("AL", 1, false), ("FR", 1, false), ("IT", 1, false)]);
    assert_eq!(counts(Facet::Evidence), [("told", 1, false)]);
    assert_eq!(page.facets.len(), Facet::ALL.len());
}

#[test]
fn facets_narrow_words() {
    let index = library();
    let query =
        Query { words: "bondage".to_owned(), facets: chosen(Facet::Year, &["2004"]), size: 5, ..Query::default() };
    let page = index.search(&query).unwrap();
    assert_eq!((slugs(&page), page.total), (vec!["record-1"], 1));
    let years: Vec<&str> = page.facets[&Facet::Year].iter().map(|count| count.value.as_str()).collect();
    assert_eq!(years, ["2004", "2001"]);
}

#[test]
fn pages_have_no_gap_and_repeat_nothing_in_any_order() {
    let index = library();
    for (sort, words) in [(Sort::Newest, ""), (Sort::Evidence, ""), (Sort::Relevance, ""), (Sort::Relevance, "of for")]
    {
        let whole = index.search(&Query { words: words.to_owned(), sort, size: 100, ..Query::default() }).unwrap();
        let mut seen = Vec::new();
        let mut query = Query { words: words.to_owned(), sort, size: 2, ..Query::default() };
        loop {
            let page = index.search(&query).unwrap();
            assert_eq!(page.total, whole.total);
            seen.extend(page.hits.into_iter().map(|hit| hit.slug));
            let Some(next) = page.next else { break };
            query.after = Cursor::read(&next.to_string());
            assert!(query.after.is_some());
        }
        assert_eq!(seen, slugs(&whole), "{sort:?} {words}");
        assert!(seen.len() > 3);
    }
}

#[test]
fn evidence_sorts_strongest_first() {
    let page = library().search(&Query { sort: Sort::Evidence, size: 3, ..Query::default() }).unwrap();
    assert_eq!(slugs(&page), ["record-11", "record-3", "record-6"]);
}

#[test]
fn a_foreign_cursor_is_the_first_page() {
    let index = library();
    let other = index.search(&Query { sort: Sort::Newest, size: 3, ..Query::default() }).unwrap();
    let query = Query { words: "bondage".to_owned(), after: other.next, size: 3, ..Query::default() };
    assert_eq!(index.search(&query).unwrap(), ask_sized(&index, "bondage", 3));
}

#[test]
fn field_words_narrow_and_unknown_ones_are_words() {
    let index = library();
    assert_eq!(slugs(&ask(&index, "country:al")), ["record-11", "record-0"]);
    assert_eq!(slugs(&ask(&index, "country:AL,IT sector:agriculture")), ["record-11", "record-2"]);
    assert_eq!(slugs(&ask(&index, "bondage country:IT")), ["record-1"]);
    assert_eq!(slugs(&ask(&index, "bondage -country:IT")), ["record-0"]);
    assert_eq!(slugs(&ask(&index, "year:2015..2016")), ["record-6", "record-5"]);
    assert_eq!(slugs(&ask(&index, "-evidence:told year:..2004")), ["record-0"]);
    assert_eq!(slugs(&ask(&index, "title:\"code of conduct\"")), ["record-7"]);
    assert_eq!(ask(&index, "title:fees").total, 0);
    assert_eq!(slugs(&ask(&index, "country:XX")), Vec::<&str>::new());
    assert_eq!(first(&index, "author:theatre ").as_deref(), Some("record-8"));
}

#[test]
fn where_nothing_is_found_each_filter_says_what_it_costs() {
    let index = library();
    let mut facets = chosen(Facet::Country, &["GB"]);
    facets.insert(Facet::Sector, vec!["fishing".to_owned()]);
    let page = index.search(&Query { facets, size: 5, ..Query::default() }).unwrap();
    assert_eq!(page.total, 0);
    assert_eq!(page.without, [(Facet::Country, 1), (Facet::Sector, 2)].into());
    // Those that were typed too; with what is chosen beside them.
    let but = |query: &Query| {
        let page = index.search(query).unwrap();
        page.but.into_iter().map(|but| (but.query, but.count)).collect::<Vec<_>>()
    };
    let typed = with("country:GB -language:en hotels", |_| {});
    assert_eq!(but(&typed), [("-language:en hotels".to_owned(), 0), ("country:GB hotels".to_owned(), 0)]);
    let typed = with("country:GB sector:fishing", |_| {});
    assert_eq!(but(&typed), [("sector:fishing".to_owned(), 1), ("country:GB".to_owned(), 2)]);
    let typed = with("country:GB sector:fishing", |query| query.facets = chosen(Facet::Language, &["es"]));
    assert_eq!(but(&typed), [("sector:fishing".to_owned(), 1), ("country:GB".to_owned(), 0)]);
}
