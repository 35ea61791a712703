//! What holds of a file of any bytes under any ending: told apart, read, cleaned, and read again, without a panic, what is
//! kept is of the same kind and bounded. The fuzz target asks it of bytes that it makes, a test of the seeds.

use documents::{Kind, MOST_TEXT, child, open};

const NAMES: [&str; 5] = ["a.pdf", "a.docx", "a.png", "a.jpg", "a.webp"];

/// Holds bytes to it.
pub(crate) fn check(bytes: &[u8]) {
    for name in NAMES {
        let Ok(opened) = open(name, bytes) else { continue };
        assert!(opened.text.chars().count() <= MOST_TEXT);
        assert!(!opened.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
        assert_eq!(Kind::of(name, &opened.bytes), Ok(opened.kind), "what is kept is of the same kind");
        assert_eq!(child::understand(&child::answer(name, bytes)), Ok(opened));
    }
}
