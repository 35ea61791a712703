//! A line of Markdown as plain text, where a page or a machine shows text and no markup. What belongs here: lines as short as
//! a summary. What does not: long texts, which become HTML (`app`), or passages of the index (`search`).

use pulldown_cmark::{Event, Parser};

/// What stands before a line while it is read, so that nothing at its beginning makes it a heading, a list or a quotation:
/// “2. The firm” keeps its number.
const BEFORE: &str = "x ";

/// The words of a line without the signs of emphasis, code and links around them. HTML in it is text, as everywhere.
///
/// ```
/// assert_eq!(domain::markup::plain("A **free** [guide](https://ponte.example)"), "A free guide");
/// ```
#[must_use]
pub fn plain(line: &str) -> String {
    let markdown = format!("{BEFORE}{line}");
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new(&markdown) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.strip_prefix(BEFORE).unwrap_or_default().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn signs_of_markup_go_and_everything_else_stays() {
        for (line, expect) in [
            ("", ""),
            ("Plain words.", "Plain words."),
            ("A **bold** start and _soft_ end", "A bold start and soft end"),
            ("_Soft_ at the beginning, `code` and ***both***", "Soft at the beginning, code and both"),
            ("[Read it](https://ponte.example/a_b) or <https://ponte.example>", "Read it or https://ponte.example"),
            ("![A photo](x.png) beside", "A photo beside"),
            ("2. The firm", "2. The firm"),
            ("# 1 of 3, - and > too", "# 1 of 3, - and > too"),
            ("3 * 4 * 5, snake_case, [sic], A* to C, 2 < 3", "3 * 4 * 5, snake_case, [sic], A* to C, 2 < 3"),
            ("The <b>second</b> <version> & \\*its\\* words", "The <b>second</b> <version> & *its* words"),
            ("Menschen&amp;Arbeit", "Menschen&Arbeit"),
            ("مكافحة **الاتجار** بالأشخاص", "مكافحة الاتجار بالأشخاص"),
        ] {
            assert_eq!(plain(line), expect, "{line}");
        }
    }
}
