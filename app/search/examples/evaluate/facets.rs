//! The facets of a made-up library.

use domain::codes::Language;
use domain::practice::{Approach, Evidence, LibrarySector, PracticeKind, Region, Role};
use serde_json::{Value, json};
use taxonomy::countries;

/// A record with its facets by its number; every facet has as many choices as in a library, so that counting them costs
/// what it costs there.
pub fn faceted(number: usize, mut record: Value) -> Value {
    let countries = countries::all(&Language::english());
    let countries: Vec<_> = countries.iter().cycle().skip(number % 250).step_by(7).take(1 + number % 3).collect();
    let sectors: Vec<_> = LibrarySector::ALL
        .iter()
        .cycle()
        .skip(number % LibrarySector::ALL.len())
        .step_by(5)
        .take(1 + number % 2)
        .collect();
    let facets = json!({
        "licence": "CC0-1.0", "year": 1960 + number % 65, "sectors": sectors,
        "countries": countries.into_iter().map(|(country, _)| country).collect::<Vec<_>>(),
        "kind": PracticeKind::ALL.get(number % PracticeKind::ALL.len()),
        "evidence": Evidence::ALL.get(number % Evidence::ALL.len()),
        "approach": [Approach::ALL.get(number % Approach::ALL.len())],
        "regions": [Region::ALL.get(number % Region::ALL.len())], "role": [Role::ALL.get(number % Role::ALL.len())],
    });
    if let (Value::Object(record), Value::Object(facets)) = (&mut record, facets) {
        record.extend(facets);
    }
    record
}
