//! The seeds of the fuzz target hold what the target checks.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that cannot go on says why")]

#[path = "../fuzz/checks/query.rs"]
mod query;

#[test]
fn whatever_is_typed_is_answered() {
    let seeds = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/query")).expect("seeds");
    let seeds: Vec<Vec<u8>> =
        seeds.map(|seed| std::fs::read(seed.expect("a seed").path()).expect("its bytes")).collect();
    assert!(seeds.len() > 3, "{}", seeds.len());
    for seed in &seeds {
        for how in [0, 1, 2, 4, 8] {
            query::check(&[&[how], seed.as_slice()].concat());
        }
        query::check(seed);
    }
}
