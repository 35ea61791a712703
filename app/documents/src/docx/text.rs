//! The words of a document: a paragraph to an empty line, and which of them are headings.

use quick_xml::events::Event;

use crate::{MOST_TEXT, Refused, xml};

/// What a main part says.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// All paragraphs.
    pub text: String,
    /// Those that are headings, with their depth.
    pub headings: Vec<(u8, String)>,
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
struct Paragraph {
    words: String,
    heading: Option<u8>,
    item: bool,
}

/// Reads a main part as it is served: what was deleted or is hidden is gone from it.
///
/// # Errors
/// When it is no XML.
pub(super) fn read(part: &str) -> Result<Words, Refused> {
    let mut words = Words::default();
    // A text box in a paragraph has paragraphs of its own.
    let mut open: Vec<Paragraph> = Vec::new();
    let mut inside_text = false;
    xml::each(part, |event| {
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let ends = matches!(event, Event::Empty(_));
                match xml::local(element) {
                    "p" if !ends => open.push(Paragraph::default()),
                    "t" if !ends => inside_text = true,
                    "tab" => push(&mut open, '\t'),
                    "br" | "cr" => push(&mut open, '\n'),
                    "noBreakHyphen" => push(&mut open, '-'),
                    "pStyle" => mark(&mut open, xml::attribute(element, "val").as_deref()),
                    "outlineLvl" => mark_level(&mut open, xml::attribute(element, "val").as_deref()),
                    "numPr" => open.iter_mut().last().into_iter().for_each(|paragraph| paragraph.item = true),
                    _ => {}
                }
            }
            Event::End(element) => match xml::unprefixed(element.name().0) {
                "t" => inside_text = false,
                "p" => open.pop().into_iter().for_each(|paragraph| words.take(paragraph)),
                _ => {}
            },
            Event::Text(text) if inside_text => text.xml10_content().chars().for_each(|c| push(&mut open, c)),
            Event::CData(text) if inside_text => text.xml10_content().chars().for_each(|c| push(&mut open, c)),
            Event::GeneralRef(reference) if inside_text => {
                xml::character(reference).into_iter().for_each(|c| push(&mut open, c));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(words)
}

impl Words {
    fn take(&mut self, paragraph: Paragraph) {
        let words = paragraph.words.trim();
        if words.is_empty() || self.text.len() > MOST_TEXT {
            return;
        }
        if let Some(depth) = paragraph.heading {
            self.headings.push((depth, words.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        if paragraph.item && paragraph.heading.is_none() {
            self.text.push_str("- ");
        }
        self.text.push_str(words);
        self.text.push_str("\n\n");
    }
}

fn push(open: &mut [Paragraph], c: char) {
    if let Some(paragraph) = open.last_mut() {
        paragraph.words.push(c);
    }
}

/// Notes that a paragraph has the style of a heading. Word's own names are English in every language's files but a few,
/// which number them all the same.
fn mark(open: &mut [Paragraph], style: Option<&str>) {
    let (Some(paragraph), Some(style)) = (open.last_mut(), style) else { return };
    let style = style.to_lowercase();
    let named =
        ["heading", "berschrift", "titolo", "titre", "ttulo", "titulli"].iter().any(|name| style.contains(name));
    if named && let Some(depth) = style.chars().last().and_then(|last| last.to_digit(10)) {
        paragraph.heading = u8::try_from(depth.clamp(1, 6)).ok();
    } else if ["title", "titel", "titolo", "titre", "ttulo", "titulli"].contains(&style.as_str()) {
        paragraph.heading = Some(1);
    }
}

fn mark_level(open: &mut [Paragraph], level: Option<&str>) {
    let depth = level.and_then(|level| level.parse::<u8>().ok()).filter(|level| *level < 6).map(|level| level + 1);
    if let (Some(paragraph), Some(depth)) = (open.last_mut(), depth) {
        paragraph.heading.get_or_insert(depth);
    }
}

/// The title that the file says it has.
pub(super) fn title(core: &str) -> Option<String> {
    let (mut inside, mut title) = (false, String::new());
    let read = xml::each(core, |event| {
        match &event {
            Event::Start(element) if xml::local(element) == "title" => inside = true,
            Event::End(element) if xml::unprefixed(element.name().0) == "title" => inside = false,
            Event::Text(text) if inside => title.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if inside => title.extend(xml::character(reference)),
            _ => {}
        }
        Ok(())
    });
    read.ok().map(|()| title)
}
