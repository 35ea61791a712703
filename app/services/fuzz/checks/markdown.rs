//! What holds of the HTML of a record's text: it has no element, attribute or address that could do anything. The fuzz
//! target asks it of texts that it makes, a test of the seeds.

/// The elements that a record's text becomes.
const ELEMENTS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sup",
    "sub",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "abbr",
    "b",
    "i",
];
/// Their attributes.
const ATTRIBUTES: &[&str] =
    &["href", "rel", "class", "tabindex", "title", "start", "align", "id", "lang", "role", "aria-label"];

/// Holds HTML to it, where the first use of each term is a button: that can open what explains the term, and nothing else.
pub(crate) fn check_with_terms(html: &str) {
    each(html, |tag, name| {
        if name != "button" {
            assert!(ELEMENTS.contains(&name), "<{tag}> in {html}");
            return harmless(tag);
        }
        for (name, value) in attributes(tag) {
            let ours = match name {
                "type" => value == "button",
                "class" => value == "term",
                "popovertarget" => value.starts_with("term-"),
                _ => false,
            };
            assert!(ours, "{name} in <{tag}>");
        }
    });
}

/// Gives every tag to a function, with the name of its element.
fn each(html: &str, look: impl Fn(&str, &str)) {
    for tag in html.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { unreachable!("a tag that does not end: {html}") };
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        look(tag, &name);
    }
}

fn harmless(tag: &str) {
    for (name, value) in attributes(tag) {
        assert!(ATTRIBUTES.contains(&name), "{name} in <{tag}>");
        if name == "href" {
            let scheme = scheme(value);
            assert!(scheme.is_none_or(|scheme| matches!(scheme.as_str(), "https" | "http")), "<{tag}>");
        }
    }
}

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
        let Some((value, more)) = after.split_once('"') else { unreachable!("a value that does not end: {tag}") };
        found.push((name.trim(), value));
        rest = more;
    }
    found
}
