//! From a record's Markdown to HTML that cannot do anything.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, html};

/// The HTML of a text: headings begin at the second level, links lead away without telling from where, and HTML in
/// the source is shown as the text that it is.
pub(super) fn html(markdown: &str) -> String {
    let events = Parser::new(markdown).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: below(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        other => other,
    });
    let mut written = String::new();
    html::push_html(&mut written, events);
    let mut clean = ammonia::Builder::default();
    clean.link_rel(Some("noopener noreferrer nofollow")).rm_tags(["img"]).url_schemes(["https", "http"].into());
    clean.clean(&written).to_string()
}

const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn nothing_in_a_record_runs() {
        let evil = "# A\n<script>alert(1)</script>\n\nText [x](javascript:alert(1)) <img src=x onerror=alert(1)> \
                    ![p](https://elsewhere.example/p.png) [ok](https://ponte.example)";
        let made = html(evil);
        for bad in ["<script", "<img", "onerror=\"", "href=\"javascript"] {
            assert!(!made.contains(bad), "{bad} in {made}");
        }
        assert!(made.contains("<h2>A</h2>") && made.contains("href=\"https://ponte.example\""), "{made}");
    }
}
