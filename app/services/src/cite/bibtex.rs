//! BibTeX. Letters are written as they are, in UTF-8; only what means something to TeX is escaped.

use domain::practice::{PracticeKind, UNSTATED};

use super::{PUBLISHER, Work, creators, line};

/// The entry.
pub(super) fn write(work: Work<'_>) -> String {
    let practice = &work.stored.practice;
    let (entry, by) = match practice.kind {
        PracticeKind::Report => ("techreport", "institution"),
        PracticeKind::Guide => ("manual", "organization"),
        PracticeKind::Practice | PracticeKind::Code | PracticeKind::Law => ("misc", "publisher"),
    };
    // Inner braces keep organisations from being cut into first and last names.
    let authors: Vec<String> = creators(practice).into_iter().map(|name| format!("{{{}}}", text(name))).collect();
    let mut keywords = practice.topics.clone();
    keywords.extend(practice.sectors.iter().map(ToString::to_string));
    let mut fields = vec![
        // Braces twice: the title keeps its capitals.
        ("title", format!("{{{}}}", text(&practice.title))),
        ("author", authors.join(" and ")),
        ("year", practice.year.to_string()),
        (by, text(PUBLISHER)),
        ("version", work.stored.version.to_string()),
        ("note", format!("Ponte, version {}", work.stored.version)),
        ("date-modified", work.stored.published.format("%Y-%m-%d").to_string()),
        ("url", address(work.address)),
        ("language", practice.language.to_string()),
        ("keywords", text(&keywords.join(", "))),
        ("abstract", text(&practice.plain_summary())),
    ];
    if practice.licence != UNSTATED {
        fields.push(("copyright", text(&practice.licence)));
    }
    let mut entry = format!("@{entry}{{{},\n", work.key());
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        entry.push_str(&format!("  {name} = {{{value}}},\n"));
    }
    entry.push_str("}\n");
    entry
}

/// A text in which nothing means anything to TeX, and whose braces are pairs.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            // A brace that is escaped with a backslash still counts as one for BibTeX.
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '#' | '$' | '%' | '&' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// An address, which is taken letter by letter.
fn address(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}
