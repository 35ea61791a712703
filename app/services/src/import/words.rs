//! Why a record is not taken, in the words of whoever reads the report: fields by their labels, and the place in a list
//! counted from one.

use domain::codes::Language;
use domain::{Problem, Problems};
use i18n::{Text, Value};

use super::read::isic;
use super::shown;

/// Everything that is wrong, in one line.
pub(crate) fn reasons(problems: &Problems) -> String {
    let text = Text::of(&Language::english());
    let each = problems.iter().map(|(field, problem)| {
        let said = said(text, problem);
        match label(text, field) {
            Some(label) => text.with("import-reason", &[("field", label.into()), ("said", said.into())]),
            None => said,
        }
    });
    each.collect::<Vec<_>>().join(" ")
}

/// Everything that is wrong with the one record of a file, each in a line of its own, with the name that a field has in
/// the file where that is another one.
pub(super) fn in_file(problems: &Problems) -> String {
    let text = Text::of(&Language::english());
    let each = problems.iter().map(|(field, problem)| {
        let said = said(text, problem);
        let Some(label) = label(text, field) else { return shown(&said) };
        let name = shown(&written(field));
        let label = if label.to_lowercase().contains(&name.to_lowercase()) {
            label
        } else {
            text.with("import-field-named", &[("field", label.into()), ("name", name.into())])
        };
        shown(&text.with("import-reason", &[("field", label.into()), ("said", said.into())]))
    });
    each.collect::<Vec<_>>().join("\n")
}

/// The name of a field as a file has it, without the place in its list: `sources.url` of `sources[1].url`.
fn written(field: &str) -> String {
    let field = match field.rsplit_once('-') {
        Some((name, place)) if place.parse::<u32>().is_ok() => name,
        _ => field,
    };
    let parts = field.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest));
    parts.collect()
}

/// What sectors that are written as codes were read as, in one line.
pub(crate) fn read_as(codes: &[isic::Read]) -> String {
    let text = Text::of(&Language::english());
    let each = codes.iter().map(|(code, sector)| {
        let sector = text.get(&format!("library-sector-{sector}"));
        text.with("import-read-as", &[("code", code.clone().into()), ("sector", sector.into())])
    });
    each.collect::<Vec<_>>().join(" ")
}

fn said(text: Text, problem: &Problem) -> String {
    let arguments: Vec<(&str, Value)> =
        problem.arguments().into_iter().map(|(name, number)| (name, number.into())).collect();
    text.with(problem.key(), &arguments)
}

/// A field as a reader knows it; nothing for the record or the file as a whole.
fn label(text: Text, field: &str) -> Option<String> {
    if matches!(field, "" | "file") {
        return None;
    }
    let (name, place) = place_of(field);
    let known = text.find(&format!("import-target-{}", name.replace('_', "-")), &[]);
    let label = known.unwrap_or_else(|| text.with("import-field-other", &[("name", shown(&name).into())]));
    Some(match place {
        Some(place) => text.with("import-field-numbered", &[("field", label.into()), ("number", place.into())]),
        None => label,
    })
}

/// The name of a field as it is written, and the place in its list from one: both `sources[1].url` and `source_url-1` are
/// the second `source_url`.
fn place_of(field: &str) -> (String, Option<i64>) {
    let number = |digits: &str| digits.parse::<i64>().ok().and_then(|at| at.checked_add(1));
    if let Some((list, rest)) = field.split_once('[') {
        let (at, part) = rest.split_once(']').unwrap_or((rest, ""));
        let part = part.trim_start_matches('.');
        let name = match (list, part) {
            (list, "") => list.to_owned(),
            ("actors", part) => format!("actor_{part}"),
            ("sources", part) => format!("source_{part}"),
            (list, part) => format!("{list}.{part}"),
        };
        return (name, number(at));
    }
    if let Some((name, at)) = field.rsplit_once('-').and_then(|(name, at)| Some((name, number(at)?))) {
        return (name.to_owned(), Some(at));
    }
    (field.strip_prefix("sections.").unwrap_or(field).to_owned(), None)
}

#[cfg(test)]
mod tests {
    use super::{in_file, reasons};
    use domain::{Problem, Problems};

    #[test]
    fn a_reason_names_its_field_as_a_reader_does() {
        for (field, problem, said) in [
            ("slug", Problem::Taken, "Address: This is in use already."),
            ("file", Problem::Missing, "This is needed."),
            ("sources[1].title", Problem::Missing, "Source: title (no. 2): This is needed."),
            (
                "source_url-0",
                Problem::NotALink,
                "Source: web address (no. 1): Write a web address that begins with https://.",
            ),
            ("actors[0].part", Problem::NotInList, "Who took part: roles (no. 1): Choose one from the list."),
            ("countries[2]", Problem::NotInList, "Countries (no. 3): Choose one from the list."),
            ("sections.cost", Problem::NotADate, "Cost: Write a date such as 2026-11-24."),
            ("colour", Problem::Other("problem-unknown-field"), "“colour”: A record has no such field."),
            ("sources[0].isbn", Problem::Missing, "“source_isbn” (no. 1): This is needed."),
        ] {
            assert_eq!(reasons(&Problems::of(field, problem)), said, "{field}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_stands_line_by_line_with_the_names_that_it_has() {
        let mut problems = Problems::of("year", Problem::NotANumber);
        problems.add("slug", Problem::Taken);
        problems.add("sources[1].url", Problem::NotALink);
        problems.add("colour", Problem::Other("problem-unknown-field"));
        assert_eq!(
            in_file(&problems).lines().collect::<Vec<_>>(),
            [
                "Year: Write a number, such as 12.",
                "Address (slug): This is in use already.",
                "Source: web address (no. 2) (sources.url): Write a web address that begins with https://.",
                "“colour”: A record has no such field.",
            ]
        );
    }
}
