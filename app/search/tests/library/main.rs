//! The index as services use it, over a dozen small records that are plainly fictional.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod keeping;
mod meant;
mod narrowing;
mod widened;
mod words;

use chrono::DateTime;
use domain::id::PracticeId;
use domain::practice::{Practice, PracticeKind, StoredPractice};
use search::{Facet, Hit, Index, LONGEST_QUERY, Page, Piece, Query, Selected};

/// One record a line: language | country | sectors | evidence | year | title | summary | body.
const RECORDS: &str = "\
en|AL|hospitality|monitored|2001|Hotel training in a harbour town|Twenty people learn to run hotels|## What was done\n\nA *private firm* trained [people](https://example.org) for hotel jobs; debt bondage was named.
en|IT|hospitality,tourism|told|2004|Tour operators tell guests|Leaflets in airports|Guests read what exploitation looks like. Bondage is a debt nobody can pay.
it|IT|agriculture|evaluated|2010|Aziende agricole e formazione|Le aziende assumono e formano|La perché della tracciabilità: ogni azienda pubblica i propri fornitori.
de|DE|construction|repeated|2012|Häuser ohne Zwang|Baufirmen prüfen Häuser und Verträge|Die Menschenhandelsbekämpfung beginnt auf der Baustelle.
fr|FR|clothing|told|2013|Entreprises textiles vigilantes|Éducation des acheteurs|Une entreprise publie ses fournisseurs.
es|ES|fishing|monitored|2015|Educación en el puerto|Pescadores conocen sus derechos|Las víctimas reciben formación y empleo.
en|GB|finance|evaluated|2016|Banks freeze proceeds|Accountants report unusual payments|Banks taught staff to see patterns in pay.
en|GB|clothing|told|2017|Code of conduct for clothing makers|A code signed by makers|The code of conduct forbids fees. Conduct is checked by a third party.
en|NG|education|told|2018|School theatre|Plays about false job offers|Pupils act out offers of work abroad and the police come too late.
ja|JP|recruitment|told|2019|人身売買を防ぐ採用|採用の約束|人身売買の被害者を支援する企業の例。
ar|JO|domestic-work|monitored|2020|العمل المنزلي اللائق|عقود واضحة|تدريب أصحاب العمل على العقود.
en|AL|agriculture|repeated|2021|Cooperative hires after shelter|A cooperative of growers|Hiring continued for years; café served in the field.";

fn id(number: usize) -> PracticeId {
    format!("{:032x}", number + 1).parse().unwrap()
}

fn list(text: &str) -> serde_json::Value {
    text.split(',').filter(|word| !word.is_empty()).collect()
}

fn record(number: usize, line: &str) -> StoredPractice {
    let parts: Vec<&str> = line.split('|').collect();
    let practice: Practice = serde_json::from_value(serde_json::json!({
        "language": parts[0], "countries": list(parts[1]), "sectors": list(parts[2]), "evidence": parts[3],
        "year": parts[4].parse::<i32>().unwrap(), "title": parts[5], "summary": parts[6], "body": parts[7],
        "slug": format!("record-{number}"), "kind": PracticeKind::Practice.word(), "licence": "CC-BY-4.0",
    }))
    .unwrap();
    let published = DateTime::from_timestamp(1_000_000 + i64::try_from(number).unwrap(), 0).unwrap();
    StoredPractice { id: id(number), practice, version: 1, published }
}

fn records() -> Vec<StoredPractice> {
    // A body may hold line breaks, so a record begins where a language and a country do.
    let mut lines: Vec<String> = Vec::new();
    for line in RECORDS.lines() {
        match lines.last_mut() {
            Some(last) if line.split('|').count() < 8 => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.iter().enumerate().map(|(number, line)| record(number, line)).collect()
}

fn library() -> Index {
    let index = Index::in_memory().unwrap();
    index.put(&records()).unwrap();
    index
}

fn ask(index: &Index, words: &str) -> Page {
    index.search(&Query { words: words.to_owned(), size: 20, ..Query::default() }).unwrap()
}

fn slugs(page: &Page) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.slug.as_str()).collect()
}

fn first(index: &Index, words: &str) -> Option<String> {
    ask(index, words).hits.first().map(|hit| hit.slug.clone())
}

fn marked(hit: &Hit) -> Vec<&str> {
    hit.passage.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect()
}

fn chosen(facet: Facet, values: &[&str]) -> Selected {
    [(facet, values.iter().map(|value| (*value).to_owned()).collect())].into()
}

#[test]
fn what_is_put_is_found_at_once_replaced_and_removed() {
    let index = library();
    assert_eq!(index.count(), 12);
    let mut changed = records().swap_remove(6);
    changed.practice.title = "Zeppelin savings".to_owned();
    index.put(std::slice::from_ref(&changed)).unwrap();
    assert_eq!(index.count(), 12);
    assert_eq!(first(&index, "zeppelin").as_deref(), Some("record-6"));
    assert_eq!(ask(&index, "\"banks freeze\"").total, 0);
    index.remove(&[id(6), id(99)]).unwrap();
    assert_eq!((index.count(), ask(&index, "\"zeppelin savings\"").total), (11, 0));
    index.begin_filling().unwrap();
    index.end_filling().unwrap();
    assert_eq!((index.count(), ask(&index, "").total), (0, 0));
}

fn ask_sized(index: &Index, words: &str, size: usize) -> Page {
    index.search(&Query { words: words.to_owned(), size, ..Query::default() }).unwrap()
}

#[test]
fn any_bytes_have_an_answer() {
    let index = library();
    let long = "employment ".repeat(1_000_000);
    let blob = "x".repeat(10_000_000);
    let many: String = (0..100_000).map(|number| format!("w{number} ")).collect();
    for words in [
        "\u{1F600}",
        "\u{202E}العمل\u{202C}",
        "\"",
        "-",
        "a:b^2~ AND (",
        "\0\u{1F}",
        "e\u{301}",
        &long,
        &blob,
        &many,
        "*",
        "\u{FEFF}",
    ] {
        let page = ask(&index, words);
        assert_eq!(page.cut, words.len() > LONGEST_QUERY);
        assert!(index.meant(words, 5).len() <= 5);
    }
    assert_eq!(ask(&index, "\u{1F600}").total, 0);
    assert!(ask_sized(&index, "hotel", 0).hits.len() <= 1);
    assert!(ask_sized(&index, "hotel", usize::MAX).hits.len() <= search::LARGEST_PAGE);
}

#[test]
fn passages_are_plain_text_around_the_best_place() {
    let page = ask(&library(), "private firms");
    let passage: String = page.hits[0].passage.iter().map(|piece: &Piece| piece.text.as_str()).collect();
    assert_eq!(passage, "What was done A private firm trained people for hotel jobs; debt bondage was named.");
    assert_eq!(marked(&page.hits[0]), ["private", "firm"]);
}

fn with(words: &str, change: impl FnOnce(&mut Query)) -> Query {
    let mut query = Query { words: words.to_owned(), size: 20, ..Query::default() };
    change(&mut query);
    query
}

#[test]
fn related_records_say_like_things_and_leave_out_the_record_itself() {
    let index = library();
    let records = records();
    let related = index.related(&records[0], 3).unwrap();
    assert_eq!(related.first().map(|each| each.slug.as_str()), Some("record-1"), "both tell of debt bondage");
    assert!(related.iter().all(|each| each.slug != "record-0"));
}

#[test]
fn what_records_are_about_is_learned_and_new_ones_are_placed() {
    let index = Index::in_memory().unwrap();
    let topic = |number: usize| {
        let words =
            [["net", "boat", "crew", "harbour", "catch"], ["loom", "cotton", "seam", "dye", "thread"]][number % 2];
        let text: Vec<&str> = (0..60).map(|at| words[(at * (number + 3)) % 5]).collect();
        record(
            number,
            &format!("en|GB|fishing|told|2001|{} {number}|{}|{}", words[number % 5], words[0], text.join(" ")),
        )
    };
    let records: Vec<_> = (0..300).map(topic).collect();
    index.put(&records).unwrap();
    let before = ask(&index, "harbour boat ").total;
    index.learn().unwrap();
    index.put(&[topic(300)]).unwrap();
    assert!(ask(&index, "harbour boat ").total >= before);
    // More than are looked at again, and fewer: on all pages together nothing comes twice and nothing is left out.
    for (words, size) in [("harbour boat ", 20), ("harbour boat ", 100), ("boat cotton harbour dye ", 30)] {
        let mut query = Query { words: words.to_owned(), size, ..Query::default() };
        let mut slugs = Vec::new();
        let total = loop {
            let page = index.search(&query).unwrap();
            slugs.extend(page.hits.iter().map(|hit| hit.slug.clone()));
            query.after = page.next;
            if page.next.is_none() {
                break page.total;
            }
        };
        assert_eq!(slugs.len(), total, "{words}");
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), total, "{words}");
    }
    let related = index.related(&records[0], 20).unwrap();
    assert!(related.iter().all(|each| each.slug.trim_start_matches("record-").parse::<usize>().unwrap() % 2 == 0));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_has_an_answer(words in "(?s).{0,200}", signs in "[-\":.,a-zéß人 country:year:title:0-9]{0,80}") {
        let index = library();
        for words in [words, signs] {
            let page = ask(&index, &words);
            proptest::prop_assert!(page.hits.len() <= page.total && page.total <= 12);
        }
    }
}
