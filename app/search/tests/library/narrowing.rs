//! Facets, field words, orders and pages.

use search::{Cursor, Facet, Index, Page, Query, Sort};

use crate::{ask, ask_sized, chosen, first, library, record, slugs, with};

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

/// Goes through all pages of a query and back again; answers what is on them.
fn there_and_back(index: &Index, query: &Query) -> Vec<String> {
    let through = |cursor: Option<Cursor>| cursor.and_then(|cursor| Cursor::read(&cursor.to_string()));
    let on = |page: &Page| page.hits.iter().map(|hit| hit.slug.clone()).collect::<Vec<_>>();
    let mut page = index.search(query).unwrap();
    let mut pages = vec![on(&page)];
    assert_eq!(page.previous, None);
    while page.next.is_some() {
        page = index.search(&Query { after: through(page.next), ..query.clone() }).unwrap();
        assert!(page.previous.is_some());
        pages.push(on(&page));
    }
    for expected in pages.iter().rev().skip(1) {
        page = index.search(&Query { before: through(page.previous), ..query.clone() }).unwrap();
        assert_eq!(on(&page), *expected);
        assert!(page.next.is_some());
    }
    assert_eq!(page.previous, None);
    pages.concat()
}

#[test]
fn pages_have_no_gap_and_repeat_nothing_in_any_order() {
    let index = library();
    for (sort, words) in [(Sort::Newest, ""), (Sort::Evidence, ""), (Sort::Relevance, ""), (Sort::Relevance, "of for")]
    {
        let query = Query { words: words.to_owned(), sort, size: 100, ..Query::default() };
        let whole = index.search(&query).unwrap();
        for size in 1..=4 {
            let seen = there_and_back(&index, &Query { size, ..query.clone() });
            assert_eq!(seen, slugs(&whole), "{sort:?} {words}");
            assert!(seen.len() > 3);
        }
    }
}

#[test]
fn the_way_back_is_the_way_there_where_the_best_are_looked_at_again() {
    let index = Index::in_memory().unwrap();
    let records = (0..450).map(|number| {
        let said = ["net", "boat", "crew", "harbour", "lamp"].into_iter().cycle().skip(number % 5);
        let said: Vec<&str> = said.take(20 + number % 37).collect();
        record(number, &format!("en|AL|fishing|told|2001|Boats|Nets|{}", said.join(" ")))
    });
    index.put(&records.collect::<Vec<_>>()).unwrap();
    index.learn().unwrap();
    let mut seen = there_and_back(&index, &Query { words: "boat lamp".to_owned(), size: 70, ..Query::default() });
    assert_eq!(seen.len(), 450);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 450, "none comes twice");
}

#[test]
fn a_page_that_ends_too_early_to_be_one_is_the_first() {
    let index = library();
    let query = Query { sort: Sort::Newest, size: 3, ..Query::default() };
    let first = index.search(&query).unwrap();
    let next = index.search(&Query { after: first.next, size: 5, ..query.clone() }).unwrap();
    let back = index.search(&Query { before: next.previous, size: 5, ..query.clone() }).unwrap();
    assert_eq!(slugs(&back), slugs(&index.search(&Query { size: 5, ..query.clone() }).unwrap()));
    // Who says both is told what comes after.
    let both = Query { after: first.next, before: next.previous, size: 5, ..query };
    assert_eq!(index.search(&both).unwrap(), next);
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
    let query = Query { before: query.after, after: None, ..query };
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

#[test]
fn years_narrow_beside_words_choices_and_field_words() {
    let index = library();
    let of = |words: &str, years| {
        let query =
            Query { words: words.to_owned(), years: Some(years), sort: Sort::Newest, size: 20, ..Query::default() };
        index.search(&query).unwrap()
    };
    assert_eq!(slugs(&of("", 2015..=2016)), ["record-6", "record-5"]);
    assert_eq!(slugs(&of("", i32::MIN..=2004)), ["record-1", "record-0"]);
    assert_eq!(slugs(&of("", 2021..=i32::MAX)), ["record-11"]);
    assert_eq!(slugs(&of("bondage", 2004..=2020)), ["record-1"]);
    assert_eq!(slugs(&of("year:2016", 2015..=2016)), ["record-6"]);
    assert_eq!(of("", 2015..=2016).facets[&Facet::Language].len(), 2);
    let nothing = of("bondage country:IT", 2010..=2012);
    assert_eq!((nothing.total, nothing.without_years), (0, Some(1)));
    assert_eq!(nothing.but.iter().map(|but| but.count).collect::<Vec<_>>(), [0], "field words alone");
    assert_eq!(ask(&index, "bondage").without_years, None);
    let query = Query { years: Some(2001..=2018), sort: Sort::Newest, size: 2, ..Query::default() };
    assert_eq!(there_and_back(&index, &query).len(), 9);
    let page = index.search(&query).unwrap();
    let other = Query { after: page.next, years: Some(2001..=2019), ..query.clone() };
    assert_eq!(index.search(&other).unwrap().previous, None, "a page of other years is another search's");
}
