//! Markdown to plain text, for passages and for the index: what a reader reads, without the signs around it. No
//! HTML is made here; the page that shows a passage escapes it.

/// Strips the markup of headings, lists, quotes, emphasis, code, links, images, tables and tags.
pub(crate) fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        let line = line.trim();
        if line.starts_with("```") || line.starts_with("~~~") || is_rule(line) {
            continue;
        }
        let start = text.len();
        inline(strip_block(line), &mut text);
        if text.len() > start && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '*' | '_' | '=' | '|' | ':' | ' '))
}

fn strip_block(line: &str) -> &str {
    let line = line.trim_start_matches(['#', '>', ' ']);
    for sign in ["- ", "* ", "+ "] {
        if let Some(rest) = line.strip_prefix(sign) {
            return rest;
        }
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(". ").or_else(|| digits.strip_prefix(") ")) {
        Some(rest) if digits.len() < line.len() => rest,
        _ => line,
    }
}

fn inline(line: &str, text: &mut String) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '*' | '`' | '|' | '[' => after,
            '_' if at_edge(text, after) => after,
            '!' if after.starts_with('[') => after,
            '~' if after.starts_with('~') => after.trim_start_matches('~'),
            ']' => skip_target(after),
            '<' => match tag_end(after) {
                Some(end) => after.get(end..).unwrap_or_default(),
                None => keep(c, after, text),
            },
            '\\' => match after.chars().next() {
                Some(escaped) if escaped.is_ascii_punctuation() => {
                    keep(escaped, after.get(escaped.len_utf8()..).unwrap_or_default(), text)
                }
                _ => keep(c, after, text),
            },
            c => keep(c, after, text),
        };
    }
}

fn keep<'a>(c: char, after: &'a str, text: &mut String) -> &'a str {
    // Two spaces in a row say nothing, and removed signs leave them behind.
    if !(c.is_whitespace() && text.ends_with(' ')) {
        text.push(if c.is_whitespace() { ' ' } else { c });
    }
    after
}

fn at_edge(before: &str, after: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !(inside(before.chars().next_back()) && inside(after.chars().next()))
}

fn skip_target(after: &str) -> &str {
    for (open, close) in [('(', ')'), ('[', ']')] {
        if let Some(target) = after.strip_prefix(open) {
            return target.split_once(close).map_or(after, |(_, rest)| rest);
        }
    }
    after
}

fn tag_end(after: &str) -> Option<usize> {
    let first = after.chars().next()?;
    if !(first.is_ascii_alphabetic() || first == '/' || first == '!') {
        return None;
    }
    after.find('>').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_is_stripped() {
        for (markdown, text) in [
            ("## What was done\n\nThe *firm* hired **20** people.", "What was done The firm hired 20 people."),
            ("- one\n- [two](https://example.org/a_b)\n1. three", "one two three"),
            ("![alt](x.png) `code` snake_case _soft_", "alt code snake_case soft"),
            ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
            ("<b>bold</b> 3 < 4 \\*star\\*", "bold 3 < 4 *star*"),
            ("```\nfn main() {}\n```\n> quoted", "fn main() {} quoted"),
            ("", ""),
        ] {
            assert_eq!(plain(markdown).trim(), text, "{markdown}");
        }
    }
}
