//! What holds of whatever somebody types: it is answered, without a panic, by no more than there is. The fuzz target asks it
//! of bytes that it makes, a test of the seeds.

use std::sync::{Arc, LazyLock};

use domain::practice::StoredPractice;
use search::{Correction, Cursor, Index, Query, Sort, Synonyms};

static LIBRARY: LazyLock<Index> = LazyLock::new(|| {
    let texts = [
        ("en", "Code of conduct for makers", "Forced labour, debt bondage and fees; trafficking is not smuggling."),
        ("de", "Häuser ohne Zwang", "Menschenhandelsbekämpfung auf der Baustelle"),
        ("ja", "人身売買を防ぐ採用", "被害者を支援する企業"),
        ("ar", "العمل المنزلي", "تدريب أصحاب العمل"),
        ("th", "การค้ามนุษย์", "ผู้เสียหายได้รับการคุ้มครอง"),
    ];
    let record = |(number, (language, title, body)): (usize, &(&str, &str, &str))| StoredPractice {
        id: format!("{:032x}", number + 1).parse().expect("a key"),
        practice: serde_json::from_value(serde_json::json!({
            "title": title, "slug": format!("record-{number}"), "kind": "practice", "summary": "", "body": body,
            "language": language, "year": 2000 + number, "countries": ["AL"], "sectors": ["fishing"],
            "evidence": "told", "licence": "CC0-1.0",
        }))
        .expect("a record"),
        version: 1,
        published: chrono::DateTime::from_timestamp(1, 0).expect("a time"),
    };
    let records: Vec<StoredPractice> = texts.iter().enumerate().map(record).collect();
    let index = Index::in_memory().expect("an index");
    index.put(&records).expect("put in");
    index
});

static SYNONYMS: LazyLock<Arc<Synonyms>> = LazyLock::new(|| {
    Arc::new(Synonyms::new([vec!["forced labour", "compulsory labour", "zwang"]], [[["trafficking"], ["smuggling"]]]))
});

/// Holds bytes to it.
pub(crate) fn check(bytes: &[u8]) {
    let (how, typed) = bytes.split_first().unwrap_or((&0, &[]));
    let words = String::from_utf8_lossy(typed).into_owned();
    let query = Query {
        correction: if how & 1 == 0 { Correction::On } else { Correction::Off },
        synonyms: (how & 2 == 0).then(|| SYNONYMS.clone()),
        sort: Sort::ALL[usize::from(how >> 2) % Sort::ALL.len()],
        after: Cursor::read(&words),
        size: 3,
        words,
        ..Query::default()
    };
    let page = LIBRARY.search(&query).expect("an answer");
    assert!(page.hits.len() <= 3 && page.total <= 5);
}
