//! Terms of the glossary in a text become buttons that explain them. What belongs here: which words of which events. What
//! does not: what a button opens (`crate::glossary`).

use domain::codes::Language;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use taxonomy::glossary::{Term, spots};

/// The terms that have their button already, in the order of the page.
pub(in crate::library) type Explained = Vec<&'static Term>;

/// Text that follows itself, line ends included, is one, so that a term may reach over them. Headings, links, code and
/// the heads of tables stay as they are.
pub(super) fn mark<'a>(
    events: impl Iterator<Item = Event<'a>>,
    language: &Language,
    explained: &mut Explained,
) -> Vec<Event<'a>> {
    let (mut made, mut run, mut closed) = (Vec::new(), String::new(), 0_usize);
    for event in events {
        match event {
            Event::Text(text) if closed == 0 => run.push_str(&text),
            Event::SoftBreak if closed == 0 => run.push('\n'),
            other => {
                explain(&std::mem::take(&mut run), language, explained, &mut made);
                match &other {
                    Event::Start(tag) if is_closed(tag) => closed += 1,
                    Event::End(end) if is_end(*end) => closed = closed.saturating_sub(1),
                    _ => {}
                }
                made.push(other);
            }
        }
    }
    explain(&run, language, explained, &mut made);
    made
}

const fn is_closed(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Heading { .. } | Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::TableHead)
}

const fn is_end(end: TagEnd) -> bool {
    matches!(end, TagEnd::Heading(_) | TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::TableHead)
}

/// Puts a run of text into the events, with a button for each term that has none yet.
fn explain<'a>(run: &str, language: &Language, explained: &mut Explained, made: &mut Vec<Event<'a>>) {
    let text = |part: &str| Event::Text(CowStr::from(part.to_owned()));
    let mut done = 0;
    for spot in spots(run, language) {
        if explained.iter().any(|term| term.slug == spot.term.slug) {
            continue;
        }
        let (Some(before), Some(words)) = (run.get(done..spot.range.start), run.get(spot.range.clone())) else {
            continue;
        };
        explained.push(spot.term);
        let open = format!("<button type=\"button\" class=\"term\" popovertarget=\"term-{}\">", spot.term.slug);
        made.extend([text(before), Event::InlineHtml(open.into()), text(words), Event::InlineHtml("</button>".into())]);
        done = spot.range.end;
    }
    if let Some(rest) = run.get(done..).filter(|rest| !rest.is_empty()) {
        made.push(text(rest));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::super::{html, html_with_terms};
    use super::Explained;
    use crate::Ways;

    /// The words that became buttons, with the terms that they open, and the HTML.
    fn marked(language: &str, markdown: &str) -> (Vec<(String, String)>, String) {
        let made = html_with_terms(markdown, &language.parse().unwrap(), &Ways::Online, &mut Explained::new());
        let button = |part: &str| {
            let (head, rest) = part.split_once('>')?;
            let slug = head.split("popovertarget=\"term-").nth(1)?.split('"').next()?;
            Some((rest.split("</button>").next()?.to_owned(), slug.to_owned()))
        };
        (made.split("<button").skip(1).map(|part| button(part).unwrap()).collect(), made)
    }

    #[track_caller]
    fn check(language: &str, markdown: &str, expect: &[(&str, &str)]) {
        let (found, made) = marked(language, markdown);
        let found: Vec<(&str, &str)> = found.iter().map(|(words, slug)| (words.as_str(), slug.as_str())).collect();
        assert_eq!(found, expect, "{made}");
        let without: String = made
            .split("<button")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('>').unwrap().1 })
            .collect::<String>()
            .replace("</button>", "");
        assert_eq!(without, html(markdown), "nothing else changes");
    }

    #[test]
    fn the_first_use_of_each_term_is_a_button() {
        check(
            "en",
            "Debt bondage and **forced\nlabour**. Debt bondage again, & bonded labour.",
            &[("Debt bondage", "debt-bondage"), ("forced\nlabour", "forced-labour")],
        );
        check(
            "en",
            "- the worst forms of child labour\n- child labour\n\n> Survivors <b>x</b>\n",
            &[
                ("worst forms of child labour", "worst-forms-of-child-labour"),
                ("child labour", "child-labour"),
                ("Survivors", "survivor"),
            ],
        );
        check("en", "a term: forced \\*labour\\*, a < b", &[]);
    }

    #[test]
    fn headings_links_code_and_heads_of_tables_stay() {
        check("en", "## Debt bondage\n\n[forced labour](https://a.example) `slavery`\n\n```\nservitude\n```\n", &[]);
        check("en", "![serfdom](https://a.example/x.png) <https://a.example/slavery>\n", &[]);
        check("en", "| slavery | n |\n|--|--|\n| servitude | 1 |\n", &[("servitude", "servitude")]);
        check(
            "en",
            "# Slavery\n\nslavery after [a *link* on serfdom](/x) and serfdom",
            &[("slavery", "slavery"), ("serfdom", "serfdom")],
        );
    }

    #[test]
    fn every_language_has_its_own_words() {
        check(
            "fr",
            "Contre la traite des êtres humains & l’esclavage",
            &[("traite des êtres humains", "trafficking-in-persons"), ("esclavage", "slavery")],
        );
        check(
            "ar",
            "مكافحة **الاتجار بالأشخاص** والرق",
            &[("الاتجار بالأشخاص", "trafficking-in-persons"), ("والرق", "slavery")],
        );
        check("zu", "debt bondage", &[]);
    }

    #[test]
    fn parts_of_a_record_share_what_is_explained() {
        let (english, mut explained) = ("en".parse().unwrap(), Explained::new());
        let first = html_with_terms("Slavery", &english, &Ways::Online, &mut explained);
        let second = html_with_terms("Slavery and serfdom", &english, &Ways::Online, &mut explained);
        assert!(first.contains("term-slavery") && !second.contains("term-slavery"), "{first} {second}");
        let slugs: Vec<_> = explained.iter().map(|term| term.slug.as_str()).collect();
        assert_eq!(slugs, ["slavery", "serfdom"]);
    }
}
