//! A record's text of any characters.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../checks/markdown.rs"]
mod check;

/// The module has one of its own, which is found from where it stands in the application.
#[path = "../../../src/library"]
mod library {
    use domain::codes::Language;

    pub mod markdown;

    /// The text as a record's page has it.
    pub fn with_terms(text: &str) -> String {
        markdown::html_with_terms(text, &Language::english(), &crate::Ways::Online, &mut markdown::Explained::new())
    }
}

/// What the module knows of where links lead: here to addresses alone, as on the page.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "a folder is made by no target")]
enum Ways {
    Online,
    Disk(()),
}

impl Ways {
    fn written(&self, link: &str) -> Option<String> {
        Some(link.to_owned())
    }
}

fuzz_target!(|text: &str| {
    check::check_with_terms(&library::with_terms(text));
});
