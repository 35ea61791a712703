//! The catalogues, parsed once: one bundle for each language. Which message is asked for is `text`'s business.

use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use unic_langid::LanguageIdentifier;

use crate::{FALLBACK, number};

/// The files as they were at compile time: language, then capability and source.
pub(crate) static SOURCES: &[(&str, &[(&str, &str)])] = include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

/// All messages of one language.
pub(crate) struct Catalogue {
    /// BCP 47.
    pub language: &'static str,
    pub bundle: FluentBundle<FluentResource>,
}

static CATALOGUES: LazyLock<Vec<Catalogue>> = LazyLock::new(|| {
    let mut all: Vec<_> = SOURCES.iter().map(|(language, files)| load(language, files)).collect();
    if all.iter().all(|catalogue| catalogue.language != FALLBACK) {
        all.push(load(FALLBACK, &[]));
    }
    all.sort_by_key(|catalogue| (catalogue.language != FALLBACK, catalogue.language));
    all
});

static LANGUAGES: LazyLock<Vec<&'static str>> = LazyLock::new(|| CATALOGUES.iter().map(|c| c.language).collect());

static MAIL_LANGUAGES: LazyLock<Vec<&'static str>> = LazyLock::new(|| languages_with("mail").collect());

static PAGE_LANGUAGES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let files = |language: &str| SOURCES.iter().find(|(name, _)| *name == language).map_or(0, |(_, files)| files.len());
    let whole = |language: &&'static str| *language == FALLBACK || files(language) == files(FALLBACK);
    languages().iter().copied().filter(whole).collect()
});

static ENGLISH: LazyLock<&'static Catalogue> = LazyLock::new(|| match CATALOGUES.first() {
    Some(catalogue) => catalogue,
    // Cannot happen, `CATALOGUES` sees to it; a bundle without messages shows keys.
    None => Box::leak(Box::new(load(FALLBACK, &[]))),
});

pub(crate) fn languages() -> &'static [&'static str] {
    &LANGUAGES
}

pub(crate) fn mail_languages() -> &'static [&'static str] {
    &MAIL_LANGUAGES
}

/// The languages that have a capability's file, and with it how dates and numbers are written; English first.
pub(crate) fn languages_with(capability: &str) -> impl Iterator<Item = &'static str> {
    let has = |language: &str, file: &str| {
        let files = SOURCES.iter().find(|(name, _)| *name == language).map(|(_, files)| *files).unwrap_or_default();
        files.iter().any(|(name, _)| *name == file)
    };
    let whole = move |language: &&'static str| has(language, capability) && has(language, "format");
    languages().iter().copied().filter(whole)
}

/// A language has a capability's file whole or not at all, so as many files as English has are all of them.
pub(crate) fn page_languages() -> &'static [&'static str] {
    &PAGE_LANGUAGES
}

pub(crate) fn english() -> &'static Catalogue {
    &ENGLISH
}

pub(crate) fn find(language: &str) -> Option<&'static Catalogue> {
    CATALOGUES.iter().find(|catalogue| catalogue.language == language)
}

/// A file with errors loses only its wrong entries; the tests let none through.
fn load(language: &'static str, files: &[(&str, &'static str)]) -> Catalogue {
    let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or(LanguageIdentifier::default())]);
    // Isolation marks would end up in mails, feeds and copied text.
    bundle.set_use_isolating(false);
    let builtins = bundle.add_builtins();
    debug_assert!(builtins.is_ok(), "the functions of Fluent are added once");
    for (capability, source) in files {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(language, capability, ?errors, "catalogue has wrong entries");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(language, capability, ?errors, "catalogue repeats messages");
        }
    }
    bundle.set_formatter(Some(number::formatter(&mark(&bundle, "format-group"), &mark(&bundle, "format-decimal"))));
    Catalogue { language, bundle }
}

fn mark(bundle: &FluentBundle<FluentResource>, key: &str) -> String {
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    pattern.map(|pattern| bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::load;
    use crate::Value;
    use fluent_bundle::FluentArgs;

    #[test]
    fn numbers_choose_the_plural_of_their_language() {
        let source = "seats = { $count ->\n    [one] 1 seat\n   *[other] { $count } seats\n} for { $who }";
        for (language, count, expect) in [
            ("en", 1, "1 seat for \u{202b}Ana"),
            ("it", 1, "1 seat for \u{202b}Ana"),
            ("fr", 0, "1 seat for \u{202b}Ana"),
            ("en", 0, "0 seats for \u{202b}Ana"),
            ("it", 12_000, "12\u{202f}000 seats for \u{202b}Ana"),
        ] {
            let catalogue = load(language, &[("plain", source)]);
            let arguments: FluentArgs =
                [("count", Value::from(count)), ("who", "\u{202b}Ana".into())].into_iter().collect();
            let pattern = catalogue.bundle.get_message("seats").and_then(|message| message.value());
            let found = pattern.map(|p| catalogue.bundle.format_pattern(p, Some(&arguments), &mut Vec::new()));
            assert_eq!(found.as_deref(), Some(expect), "{language} {count}");
        }
    }
}
