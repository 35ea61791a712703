//! A library so large that several threads go through it piece by piece finds what a small one would.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use chrono::DateTime;
use domain::practice::{Practice, PracticeKind, StoredPractice};
use search::{Facet, Index, Query, Sort};

/// More than go to one thread, and no round number.
const RECORDS: usize = 10_243;
const COUNTRIES: [&str; 7] = ["AL", "IT", "DE", "FR", "ES", "GB", "NG"];

/// What the record of this number says: of every second hotels, of every fifth ships, of every ninth a "hotel ship".
fn body(number: usize) -> String {
    let words = [(2, "hotel"), (5, "harbour"), (9, "hotel ship")];
    let said = words.iter().filter(|(each, _)| number.is_multiple_of(*each)).map(|(_, word)| *word);
    said.chain(["people"]).collect::<Vec<_>>().join(" and ")
}

fn record(number: usize) -> StoredPractice {
    let practice: Practice = serde_json::from_value(serde_json::json!({
        "language": "en", "countries": [COUNTRIES[number % 7]], "sectors": ["hospitality"], "evidence": "told",
        "year": 2001, "title": "Record", "summary": "", "body": body(number), "slug": number.to_string(),
        "kind": PracticeKind::Practice.word(), "licence": "CC-BY-4.0",
    }))
    .unwrap();
    let published = DateTime::from_timestamp(1_000_000 + i64::try_from(number).unwrap(), 0).unwrap();
    StoredPractice { id: format!("{:032x}", number + 1).parse().unwrap(), practice, version: 1, published }
}

#[test]
fn a_large_library_is_gone_through_piece_by_piece() {
    let index = Index::in_memory().unwrap();
    let records: Vec<StoredPractice> = (0..RECORDS).map(record).collect();
    records.chunks(4_000).for_each(|some| index.put(some).unwrap());
    let gone: Vec<_> = records.iter().step_by(100).map(|record| record.id).collect();
    index.remove(&gone).unwrap();
    let stands = |number: &usize| !number.is_multiple_of(100);
    let having =
        |is: &dyn Fn(usize) -> bool| (0..RECORDS).filter(stands).filter(|number| is(*number)).collect::<Vec<_>>();
    type Is = Box<dyn Fn(usize) -> bool>;
    let queries: [(&str, Is); 5] = [
        ("harbour", Box::new(|number| number.is_multiple_of(5))),
        ("\"hotel ship\"", Box::new(|number| number.is_multiple_of(9))),
        (
            "harbour -hotel",
            Box::new(|number| number.is_multiple_of(5) && !number.is_multiple_of(2) && !number.is_multiple_of(9)),
        ),
        ("harbour country:AL", Box::new(|number| number.is_multiple_of(35))),
        ("", Box::new(|_| true)),
    ];
    for (words, is) in queries {
        let expected = having(&is);
        for sort in [Sort::Relevance, Sort::Newest] {
            let mut query = Query { words: words.to_owned(), sort, size: 100, ..Query::default() };
            let first = index.search(&query).unwrap();
            assert_eq!(first.total, expected.len(), "{words}");
            for counted in first.facets.get(&Facet::Country).unwrap() {
                let of = |number: &&usize| COUNTRIES[**number % 7] == counted.value;
                assert_eq!(counted.count, expected.iter().filter(of).count(), "{words} {}", counted.value);
            }
            // Every page: nothing comes twice and nothing is left out.
            let mut found: Vec<usize> = Vec::new();
            let mut scores: Vec<f32> = Vec::new();
            let mut page = first;
            loop {
                scores.extend(page.hits.iter().map(|hit| hit.score));
                found.extend(page.hits.iter().map(|hit| hit.slug.parse::<usize>().unwrap()));
                query.after = page.next;
                if page.next.is_none() {
                    break;
                }
                page = index.search(&query).unwrap();
            }
            assert!(scores.is_sorted_by(|one, other| sort == Sort::Newest || one >= other), "{words}");
            if sort == Sort::Newest {
                assert!(found.is_sorted_by(|one, other| one > other), "{words}");
            }
            found.sort_unstable();
            assert_eq!(found, expected, "{words} {sort:?}");
        }
    }
}
