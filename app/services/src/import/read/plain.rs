//! One record as plain text: the title from its first lines, the body from its paragraphs, the summary from the first
//! of them. What looks like Markdown in it is written so that it shows as it stands.

use chrono::{Datelike, NaiveDate};
use domain::practice::Section;
use unicode_segmentation::UnicodeSegmentation;

use super::{Draft, Parts, Unreadable, drawn};

/// The most characters of a title.
pub(super) const TITLE: usize = 200;
/// The most characters of a summary.
const SUMMARY: usize = 600;
/// How long a summary becomes when its sentences allow.
const SHORT: usize = 300;
/// A file with longer lines has a paragraph to a line.
const WRAPPED: usize = 120;
/// The longest numbered heading.
const HEADING: usize = 100;

/// A piece of the text, its lines folded into one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    /// A numbered heading and its depth, from 1.
    Heading(usize, String),
    /// An entry of a list.
    Item(String),
    /// A paragraph, or a line by itself.
    Paragraph(String),
}

/// Reads a file.
///
/// # Errors
/// Why it does not read.
pub(super) fn read(text: &str, file: &str, today: NaiveDate) -> Result<Draft, Unreadable> {
    drawn(parts(text, Beside::default(), today).ok_or(Unreadable::Empty)?, file, today)
}

/// What a document says about its text beside it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beside<'a> {
    /// The title that it says it has, where it is one.
    pub title: Option<&'a str>,
    /// The paragraphs of the text that are headings, with their depths.
    pub headings: &'a [(u8, String)],
}

/// What is drawn from a text; nothing when it says nothing.
pub(super) fn parts(text: &str, beside: Beside<'_>, today: NaiveDate) -> Option<Parts> {
    let mut blocks = blocks(text);
    let title = title(&mut blocks, beside)?;
    for block in &mut blocks {
        if let Some((depth, words)) = beside.headings.iter().find(|(_, heading)| heading == block.text()) {
            *block = Block::Heading(usize::from(*depth), words.clone());
        }
    }
    let paragraphs: Vec<String> = blocks.iter().filter_map(Block::paragraph).map(str::to_owned).collect();
    let summary = summary(&paragraphs, &title);
    Some(Parts { title, summary, body: markdown(&blocks), year: year(text, today) })
}

impl Block {
    fn paragraph(&self) -> Option<&str> {
        match self {
            Self::Paragraph(text) => Some(text),
            Self::Heading(..) | Self::Item(_) => None,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Heading(_, text) | Self::Item(text) | Self::Paragraph(text) => text,
        }
    }

    fn text_mut(&mut self) -> &mut String {
        match self {
            Self::Heading(_, text) | Self::Item(text) | Self::Paragraph(text) => text,
        }
    }
}

/// The pieces of a text. A blank line or a new page ends one, unless a sentence plainly goes on after it.
fn blocks(text: &str) -> Vec<Block> {
    let clean: String =
        text.replace('\u{c}', "\n\n").chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let width = clean.lines().map(length).max().unwrap_or_default();
    let mut found: Vec<Block> = Vec::new();
    let mut before = Before::Gap;
    for line in clean.lines() {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = length(&line);
        if length == 0 {
            before = Before::Gap;
            continue;
        }
        let block = block(line);
        match (found.last_mut(), &block) {
            (Some(last), Block::Paragraph(next)) if goes_on(last, before, next) => {
                let words = last.text_mut();
                // A word that was divided at the end of a line keeps its hyphen: it may be part of the word.
                if !words.ends_with('-') {
                    words.push(' ');
                }
                words.push_str(next);
            }
            _ => found.push(block),
        }
        before = if width <= WRAPPED && length * 10 >= width * 6 { Before::Full } else { Before::Short };
    }
    found
}

fn length(line: &str) -> usize {
    line.trim().chars().count()
}

/// What stands before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or an empty line.
    Gap,
    /// A line that was broken because it was full.
    Full,
    /// A line that ended before it was full, or in a text whose lines are never full.
    Short,
}

/// Whether a line belongs to the piece before it.
fn goes_on(last: &Block, before: Before, next: &str) -> bool {
    let small = next.chars().next().is_some_and(char::is_lowercase);
    match before {
        _ if matches!(last, Block::Heading(..)) => small && before == Before::Full,
        Before::Full => true,
        Before::Gap | Before::Short => small && !ends(last.text()),
    }
}

fn ends(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    text.ends_with(['.', '!', '?', ':', ';', '…', '。', '؟', '।'])
}

fn block(line: String) -> Block {
    for sign in ["- ", "* ", "• ", "– ", "· ", "o "] {
        if let Some(rest) = line.strip_prefix(sign) {
            return Block::Item(rest.to_owned());
        }
    }
    match heading_depth(&line) {
        Some(depth) => Block::Heading(depth, line),
        None => Block::Paragraph(line),
    }
}

/// How deep a numbered heading such as `2.1 What was done` lies; nothing for any other line.
fn heading_depth(line: &str) -> Option<usize> {
    let (number, words) = line.split_once(' ')?;
    let bare = number.strip_suffix(['.', ')']).unwrap_or(number);
    let digits = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let numbered = bare.split('.').all(digits) && (bare.len() < number.len() || bare.contains('.'));
    let named = words.chars().next().is_some_and(char::is_uppercase);
    let fits = numbered && named && !ends(line) && line.chars().count() <= HEADING;
    fits.then(|| bare.split('.').count())
}

/// Takes the title out: of the head, which is what stands before the first sentence, the line that is a heading, or that
/// the document names; or else the first that has four words and is no date; or else the first line. What a document
/// says its title is comes last, since programs keep what somebody once wrote in a template: only where the text has no
/// line that could be one.
fn title(blocks: &mut Vec<Block>, beside: Beside<'_>) -> Option<String> {
    // The heading of a part of a record says what follows, and names nothing.
    let heads = |text: &str| !ends(text) && Section::of_heading(text).is_none();
    let head = blocks.iter().take_while(|block| block.paragraph().is_some_and(heads)).count();
    let line = |fits: &dyn Fn(&str) -> bool| blocks.iter().take(head).position(|block| fits(block.text()));
    let said = beside.title.map(|title| cut(title, TITLE));
    let named = line(&|text| beside.headings.iter().any(|(_, heading)| heading == text))
        .or_else(|| line(&|text| said.as_ref().is_some_and(|said| said.to_lowercase() == text.to_lowercase())))
        .or_else(|| line(&|text| text.split(' ').count() >= 4 && !is_date(text)));
    if let Some(said) = said {
        let Some(at) = named.or_else(|| line(&|text| !is_date(text) && text.chars().any(char::is_alphabetic))) else {
            return Some(said);
        };
        return take_out(blocks, at);
    }
    if head == 0 {
        // The text begins with a sentence, a list or a numbered heading: it names the record and stays where it is.
        let first = blocks.first()?.text();
        return Some(cut(sentences(first).first().copied().unwrap_or(first).trim_end_matches('.'), TITLE));
    }
    take_out(blocks, named.unwrap_or(0))
}

/// Whether a line names a day or a time: two numbers and more.
fn is_date(line: &str) -> bool {
    line.split(' ').filter(|word| word.contains(|c: char| c.is_ascii_digit())).count() >= 2
}

/// Takes a line out as the title; one that is too long for it stays in the text as well.
fn take_out(blocks: &mut Vec<Block>, at: usize) -> Option<String> {
    if at >= blocks.len() {
        return None;
    }
    let title = blocks.remove(at).text().to_owned();
    if title.chars().count() > TITLE {
        blocks.insert(0, Block::Paragraph(title.clone()));
    }
    Some(cut(&title, TITLE))
}

/// The first sentences of the first paragraph that has any.
pub(super) fn summary(paragraphs: &[String], title: &str) -> String {
    let first = paragraphs.iter().find(|text| ends(text)).or_else(|| paragraphs.first());
    let text = first.map_or(title, String::as_str);
    let mut summary = String::new();
    for sentence in sentences(text) {
        if !summary.is_empty() && summary.chars().count() + 1 + sentence.chars().count() > SHORT {
            break;
        }
        if !summary.is_empty() {
            summary.push(' ');
        }
        summary.push_str(sentence);
    }
    cut(&summary, SUMMARY)
}

fn sentences(text: &str) -> Vec<&str> {
    text.unicode_sentences().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// The first words of a text, as many as fit.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let short: String = text.chars().take(most.saturating_sub(1)).collect();
    let end = short.rfind(' ').unwrap_or(short.len());
    format!("{}…", short.get(..end).unwrap_or(&short).trim_end_matches([',', ';', '–', '-', ' ']))
}

/// The first year that the text names.
pub(super) fn year(text: &str, today: NaiveDate) -> Option<i32> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).find(|year| (1900..=today.year()).contains(year))
}

/// The pieces as Markdown.
fn markdown(blocks: &[Block]) -> String {
    let mut written = String::new();
    let mut listed = false;
    for block in blocks {
        let item = matches!(block, Block::Item(_));
        if !written.is_empty() {
            written.push_str(if item && listed { "\n" } else { "\n\n" });
        }
        match block {
            Block::Heading(depth, text) => {
                let sign = "#".repeat((depth + 1).min(6));
                written.push_str(&format!("{sign} {}", escape(text)));
            }
            Block::Item(text) => written.push_str(&format!("- {}", escape_start(text))),
            Block::Paragraph(text) => written.push_str(&escape_start(text)),
        }
        listed = item;
    }
    written
}

fn escape(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!') {
            written.push('\\');
        }
        written.push(c);
    }
    written
}

/// The same for a text that begins a line, where a sign or a number would begin a list, a rule or a heading.
pub(super) fn escape_start(text: &str) -> String {
    let written = escape(text);
    if written.starts_with(['-', '+', '=']) {
        return format!("\\{written}");
    }
    let rest = written.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = written.len() - rest.len();
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{}\\{rest}", written.get(..digits).unwrap_or_default());
    }
    written
}
