//! A record's text of any characters: the page's HTML has no element, attribute or address that could do anything.
#![no_main]

use libfuzzer_sys::fuzz_target;

/// The module has one of its own, which is found from where it stands in the application.
#[path = "../../../src/library"]
#[expect(dead_code, reason = "what only the pages use")]
mod library {
    pub mod markdown;
}

use library::markdown;

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

/// The elements that a record's text becomes.
const ELEMENTS: &[&str] = &[
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "span", "strong", "sup", "sub", "table", "tbody", "td", "th", "thead", "tr", "ul", "abbr", "b", "i",
];
/// Their attributes.
const ATTRIBUTES: &[&str] = &["href", "rel", "class", "tabindex", "title", "start", "align", "id", "lang", "role", "aria-label"];

fuzz_target!(|text: &str| {
    let html = markdown::html(text);
    for tag in html.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { panic!("a tag that does not end: {html}") };
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(ELEMENTS.contains(&name.as_str()), "<{tag}> in {html}");
        for attribute in attributes(tag) {
            assert!(ATTRIBUTES.contains(&attribute.0), "{} in <{tag}>", attribute.0);
            if attribute.0 == "href" {
                let scheme = scheme(attribute.1);
                assert!(scheme.is_none_or(|scheme| matches!(scheme.as_str(), "https" | "http")), "{html}");
            }
        }
    }
});

/// The scheme of an address as a browser reads it: letters, digits and three signs before the first colon, whatever white
/// space and control characters stand before and between.
fn scheme(address: &str) -> Option<String> {
    let plain: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let (scheme, _) = plain.split_once(':')?;
    let letters = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    (letters && scheme.starts_with(|c: char| c.is_ascii_alphabetic())).then(|| scheme.to_ascii_lowercase())
}

/// The attributes of a tag as the sanitiser writes them: each with a value in quotes.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest);
    let mut found = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, more)) = after.split_once('"') else { panic!("a value that does not end: {tag}") };
        found.push((name.trim(), value));
        rest = more;
    }
    found
}
