//! What the glossary finds beside what was typed, and never in its place where the typed words are there.

use std::sync::Arc;

use search::{Index, Synonyms};

use super::{record, with};

/// Sixty records: half have one word, half another, five what means the same as the first, and three what means the
/// same as a word that none has.
fn sixty() -> Index {
    let index = Index::in_memory().unwrap();
    let line = |number: usize| {
        let common = if number < 30 { "Wages every week." } else { "Orchards by the quay." };
        let same = if (40..45).contains(&number) { "Salaries too." } else { "" };
        let other = if (50..53).contains(&number) { "Serfdom was named." } else { "" };
        let rare = if number == 59 { "A zelkova." } else { "" };
        format!("en|GB|finance|told|2016|Lamps {number}||{common} {same} {other} {rare}")
    };
    let records: Vec<_> = (0..60).map(|number| record(number, &line(number))).collect();
    index.put(&records).unwrap();
    index
}

#[test]
fn common_words_that_were_typed_find_though_the_glossary_knows_another_for_them() {
    let index = sixty();
    let groups = [["wages", "salaries"], ["peonage", "serfdom"]];
    let synonyms = Arc::new(Synonyms::new(groups, Vec::<[Vec<&str>; 2]>::new()));
    for (words, total, widened) in [
        ("wages ", 35, &["salaries"][..]),
        ("wages lamps ", 60, &["salaries"]),
        ("wages orchards ", 60, &["salaries"]),
        // A word that few records have finds, beside what means the same as a common one; the common one ranks alone.
        ("wages zelkova ", 6, &["salaries"]),
        // What means the same as a word that no record has stands for it: beside it a common word finds nothing either.
        ("peonage lamps ", 3, &["serfdom"]),
        ("lamps ", 60, &[]),
    ] {
        let page = index.search(&with(words, |query| query.synonyms = Some(synonyms.clone()))).unwrap();
        assert_eq!((page.total, page.corrected), (total, None), "{words}");
        assert_eq!(page.widened, widened, "{words}");
    }
    let plain = index.search(&with("wages ", |_| {})).unwrap();
    assert_eq!(plain.total, 30, "the glossary finds more, and nothing less");
}
