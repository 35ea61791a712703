//! A file of any bytes under any ending: told apart, read, cleaned, and read again, without a panic, and what is kept is
//! of the same kind and bounded.
#![no_main]

use documents::{Kind, MOST_TEXT, child, open};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 5] = ["a.pdf", "a.docx", "a.png", "a.jpg", "a.webp"];

// Panics of others' readers are caught where they are called; one that comes through ends the process all the same.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |bytes: &[u8]| {
    for name in NAMES {
        let Ok(opened) = open(name, bytes) else { continue };
        assert!(opened.text.chars().count() <= MOST_TEXT);
        assert!(!opened.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')));
        assert_eq!(Kind::of(name, &opened.bytes), Ok(opened.kind), "what is kept is of the same kind");
        assert_eq!(child::understand(&child::answer(name, bytes)), Ok(opened));
    }
});
