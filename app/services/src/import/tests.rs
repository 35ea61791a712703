//! How a refusal is told, and what the seeds of the fuzz target come to.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::{Refusal, fuzzed};

#[test]
fn the_seeds_of_the_fuzz_target_pass_its_check() {
    let mut count = 0;
    for seed in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/import")).unwrap() {
        fuzzed::check(&std::fs::read(seed.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn a_refusal_is_one_line() {
    let refusal =
        Refusal { file: "a\n.jsonl".into(), line: Some(7), why: format!("\u{1b}[2Jslug\n{}", "x".repeat(900)) };
    let line = refusal.to_string();
    assert!(line.starts_with("a .jsonl, line 7:  [2Jslug x") && line.ends_with("x…"), "{line}");
    assert!(!line.contains(char::is_control));
}
