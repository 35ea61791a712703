//! From a record's Markdown to HTML that cannot do anything.

mod terms;

use std::borrow::Cow;

use ammonia::{UrlRelative, UrlRelativeEvaluate};
use domain::codes::Language;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

pub(super) use terms::Explained;

use crate::Ways;

/// What stands around a table: wider than the page, it is scrolled by itself, with the keyboard too.
const TABLE: (&str, &str) = ("<div class=\"table\" tabindex=\"0\">", "</div>");

/// The HTML of a text: headings begin at the second level, links lead away without telling from where, HTML in the source
/// is shown as the text that it is, and the first use of each term of the glossary is a button that explains it. Terms are
/// looked for in the language of the text; those of the record's other parts are passed from one to the next.
pub(super) fn html_with_terms(markdown: &str, language: &Language, ways: &Ways, explained: &mut Explained) -> String {
    written(terms::mark(events(markdown), language, explained).into_iter(), ways)
}

/// The same without explained terms.
pub(super) fn html(markdown: &str) -> String {
    written(events(markdown), &Ways::Online)
}

/// The same of plain text in one line, such as a summary.
pub(super) fn line_with_terms(line: &str, language: &Language, ways: &Ways, explained: &mut Explained) -> String {
    let events = std::iter::once(Event::Text(line.into()));
    written(terms::mark(events, language, explained).into_iter(), ways)
}

fn events(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES).flat_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => vec![Event::Text(raw)],
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            vec![Event::Start(Tag::Heading { level: below(level), id, classes, attrs })]
        }
        Event::End(TagEnd::Heading(level)) => vec![Event::End(TagEnd::Heading(below(level)))],
        Event::Start(Tag::Table(_)) => vec![Event::Html(TABLE.0.into()), event],
        Event::End(TagEnd::Table) => vec![event, Event::Html(TABLE.1.into())],
        other => vec![other],
    })
}

fn written<'a>(events: impl Iterator<Item = Event<'a>>, ways: &Ways) -> String {
    let mut written = String::new();
    html::push_html(&mut written, events);
    let mut clean = ammonia::Builder::default();
    clean.link_rel(Some("noopener noreferrer nofollow")).rm_tags(["img"]).url_schemes(["https", "http"].into());
    clean.add_allowed_classes("div", ["table"]).add_tag_attributes("div", ["tabindex"]);
    // Only ours: HTML in the source never gets here.
    clean.add_tags(["button"]).add_allowed_classes("button", ["term"]).add_tag_attributes("button", ["popovertarget"]);
    clean.add_tag_attribute_values("button", "type", ["button"]);
    if let Ways::Disk(_) = ways {
        clean.url_relative(UrlRelative::Custom(Box::new(Written(ways.clone()))));
    }
    clean.clean(&written).to_string()
}

/// Where links to addresses without a host lead.
struct Written(Ways);

impl UrlRelativeEvaluate<'_> for Written {
    fn evaluate<'url>(&self, link: &'url str) -> Option<Cow<'url, str>> {
        self.0.written(link).map(Cow::Owned)
    }
}

const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        other => other,
    }
}

#[cfg(test)]
#[path = "../../services/fuzz/checks/markdown.rs"]
mod fuzzed;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use domain::codes::Language;

    use super::{Explained, fuzzed, html, html_with_terms, line_with_terms};
    use crate::Ways;

    #[test]
    fn the_seeds_of_the_fuzz_target_pass_its_check() {
        let mut buttons = 0;
        for seed in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/services/fuzz/seeds/markdown")).unwrap() {
            let text = std::fs::read_to_string(seed.unwrap().path()).unwrap();
            let explained = html_with_terms(&text, &Language::english(), &Ways::Online, &mut Explained::new());
            fuzzed::check_with_terms(&explained);
            buttons += explained.matches("<button").count();
        }
        assert!(buttons >= 2, "{buttons}");
    }

    #[test]
    fn nothing_in_a_record_runs() {
        let evil = "# A\n<script>alert(1)</script>\n\nText [x](javascript:alert(1)) <img src=x onerror=alert(1)> \
                    ![p](https://elsewhere.example/p.png) [ok](https://ponte.example) <button popovertarget=main>b</button>";
        let made = html(evil);
        for bad in ["<script", "<img", "onerror=\"", "href=\"javascript", "<button"] {
            assert!(!made.contains(bad), "{bad} in {made}");
        }
        assert!(made.contains("<h2>A</h2>") && made.contains("href=\"https://ponte.example\""), "{made}");
    }

    #[test]
    fn a_line_stays_text_and_explains_its_terms_once() {
        let mut explained = Explained::new();
        let mut line = |line: &str| line_with_terms(line, &Language::english(), &Ways::Online, &mut explained);
        let first = line("Out of debt bondage & <b>on</b>.");
        assert!(first.contains(" &amp; &lt;b&gt;on&lt;/b&gt;.") && !first.contains("<p>"), "{first}");
        assert_eq!(first.matches("<button").count(), 1, "{first}");
        assert!(
            first.contains("popovertarget=\"term-debt-bondage\"") && first.contains(">debt bondage</button>"),
            "{first}"
        );
        assert_eq!(line("Out of debt bondage."), "Out of debt bondage.");
    }

    #[test]
    fn a_table_is_one_and_can_be_scrolled() {
        let made = html("| Year | Paid |\n|:--|--:|\n| 2002 | <b onclick=x>20</b> |\n");
        assert!(made.starts_with("<div class=\"table\" tabindex=\"0\"><table>"), "{made}");
        assert!(made.contains("<th>Year</th>") && made.contains("<td>2002</td>"), "{made}");
        assert!(!made.contains(" style=") && !made.contains("<b onclick"), "{made}");
    }
}
