//! Answers without what is random in every one. What does not belong here: how two of them are compared.

use std::collections::HashMap;

/// Takes what is random in every answer out of it: keys become numbers in the order they are met in, and secrets of one
/// answer one and the same word.
#[derive(Default)]
pub(crate) struct Plain(HashMap<String, usize>);

impl Plain {
    pub(crate) fn of(&mut self, text: &str) -> String {
        let text = without_secrets(text);
        let text = without(&text, "<code>", "<");
        let text = without(&text, "<svg", "</svg>");
        let mut plain = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let key = rest.get(..36).filter(|key| is_key(key));
            if let Some(key) = key {
                let next = self.0.len();
                plain.push_str(&format!("#{}", self.0.entry(key.to_owned()).or_insert(next)));
                rest = &rest[36..];
            } else {
                plain.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        plain
    }
}

/// The text without the secrets that are drawn for an answer, a browser or a link: by chance, their letters spell anything.
pub(crate) fn without_secrets(text: &str) -> String {
    let text = DRAWN.iter().fold(text.to_owned(), |text, (begins, ends)| without(&text, begins, ends));
    SECRET.iter().fold(text, |text, begins| without_secret(&text, begins))
}

/// What stands around a secret.
const DRAWN: &[(&str, &str)] = &[
    ("nonce=\"", "\""),
    ("'nonce-", "'"),
    ("data-passkey=\"", "\""),
    ("__Host-ponte=", ";"),
    ("__Host-ponte-device=", ";"),
    ("name=\"token\" value=\"", "\""),
];

/// Addresses that end in a secret.
const SECRET: &[&str] = &["/join/confirm/", "/join/invited/", "/sign-in/reset/", "/library/saved/stop/", "/calendar/"];

/// The text without the secrets behind an address.
fn without_secret(text: &str, begins: &str) -> String {
    let mut parts = text.split(begins);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(begins);
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-_".contains(c)));
    }
    plain
}

fn is_key(text: &str) -> bool {
    text.char_indices().all(|(at, c)| if [8, 13, 18, 23].contains(&at) { c == '-' } else { c.is_ascii_hexdigit() })
}

/// The text without what stands between a beginning and an end.
fn without(text: &str, begins: &str, ends: &str) -> String {
    let mut parts = text.split(begins);
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(begins);
        plain.push_str(part.find(ends).map_or("", |at| &part[at..]));
    }
    plain
}
