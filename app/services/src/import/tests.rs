//! How a refusal is told.

use super::Refusal;

#[test]
fn a_refusal_is_one_line() {
    let refusal =
        Refusal { file: "a\n.jsonl".into(), line: Some(7), why: format!("\u{1b}[2Jslug\n{}", "x".repeat(500)) };
    let line = refusal.to_string();
    assert!(line.starts_with("a .jsonl, line 7:  [2Jslug x") && line.ends_with("x…"), "{line}");
    assert!(!line.contains(char::is_control));
}
