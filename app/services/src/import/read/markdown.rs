//! One record as Markdown: front matter in TOML between lines of `+++`, then the body. Without front matter the first
//! heading is the title, and the rest is drawn from the text.

use chrono::NaiveDate;
use domain::Problem;
use domain::practice::sections_of;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{Draft, Parts, Told, Unreadable, drawn, fields, plain};

/// Reads a file.
///
/// # Errors
/// Why it does not read.
pub(super) fn read(text: &str, file: &str, today: NaiveDate) -> Result<Draft, Unreadable> {
    let Some(rest) = text.strip_prefix("+++\n") else {
        if text.starts_with("---\n") {
            return Err(Unreadable::Yaml);
        }
        return headed(text, file, today);
    };
    let ended = rest.split_once("\n+++\n").or_else(|| Some((rest.strip_suffix("\n+++")?, "")));
    let (front, body) = ended.ok_or(Unreadable::OpenFront)?;
    let mut draft = fields::toml(front)?;
    let Told::Practice(practice) = &mut draft.record else { return Ok(draft) };
    if practice.body.is_empty() {
        body.trim().clone_into(&mut practice.body);
    } else if !body.trim().is_empty() {
        draft.faults.add("body", Problem::Other("problem-told-twice"));
        return Ok(draft);
    }
    let (sections, body) = sections_of(&practice.body);
    for twice in sections.keys().filter(|section| practice.sections.contains_key(section)) {
        draft.faults.add(twice.word(), Problem::Other("problem-told-twice"));
    }
    practice.sections.extend(sections);
    practice.body = body;
    Ok(draft)
}

/// A text without front matter.
fn headed(text: &str, file: &str, today: NaiveDate) -> Result<Draft, Unreadable> {
    let Some((title, body)) = first_heading(text) else { return plain::read(text, file, today) };
    let summary = plain::summary(&paragraphs(&body), &title);
    let year = plain::year(text, today);
    drawn(Parts { title: plain::cut(&title, plain::TITLE), summary, body, year }, file, today)
}

/// The words of the first heading, and the text without it.
fn first_heading(text: &str) -> Option<(String, String)> {
    let mut words = String::new();
    let mut inside = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => inside = Some(range),
            Event::End(TagEnd::Heading(_)) if !words.trim().is_empty() => break,
            Event::Text(part) | Event::Code(part) if inside.is_some() => words.push_str(&part),
            Event::SoftBreak if inside.is_some() => words.push(' '),
            _ => {}
        }
    }
    let title = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let range = inside.filter(|_| !title.is_empty())?;
    let body = format!("{}\n{}", text.get(..range.start)?, text.get(range.end..)?);
    Some((title, body.trim().to_owned()))
}

/// The words of each paragraph.
fn paragraphs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = None::<String>;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Paragraph) => inside = Some(String::new()),
            Event::End(TagEnd::Paragraph) => found.extend(inside.take()),
            Event::Text(part) | Event::Code(part) => inside.iter_mut().for_each(|words| words.push_str(&part)),
            Event::SoftBreak | Event::HardBreak => inside.iter_mut().for_each(|words| words.push(' ')),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::Told;
    use super::read;

    #[test]
    fn headings_name_the_parts_of_a_record_without_front_matter_too() {
        let text = "# The lamp road\n\nIt is long.\n\n## What was done\n\nLamps.\n\n## Later\n\nMore.\n";
        let record = read(text, "a.md", NaiveDate::default()).map(|draft| draft.record);
        let Ok(Told::Practice(practice)) = &record else { unreachable!("a record: {record:?}") };
        let parts: Vec<_> = practice.sections.iter().map(|(part, text)| (part.word(), text.as_str())).collect();
        assert_eq!(parts, [("done", "Lamps.")]);
        assert_eq!(practice.body, "It is long.\n\n## Later\n\nMore.");
    }
}
