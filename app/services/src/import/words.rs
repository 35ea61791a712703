//! Why a record is not taken, in the words of whoever reads the report: fields by their labels, and the place in a list
//! counted from one.

use domain::codes::Language;
use domain::practice::{
    Approach, Evidence, FIELDS, LibrarySector, Manuscript, PARTS, Practice, PracticeKind, Region, Role, Section,
    StoredPractice, UNSTATED,
};
use domain::{Problem, Problems};
use i18n::{Text, Value};

use super::read::{Draft, Made, Told, isic};
use super::shown;

/// Everything that is wrong, in one line.
pub(crate) fn reasons(problems: &Problems) -> String {
    each(problems).join(" ")
}

/// The same, each in a line of its own.
pub(super) fn lines(problems: &Problems) -> String {
    each(problems).iter().map(|reason| shown(reason)).collect::<Vec<_>>().join("\n")
}

fn each(problems: &Problems) -> Vec<String> {
    let text = Text::of(&Language::english());
    let each = problems.iter().map(|(field, problem)| {
        let said = said(text, field, problem);
        match label(text, field) {
            Some(label) => text.with("import-reason", &[("field", label.into()), ("said", said.into())]),
            None => said,
        }
    });
    each.collect()
}

/// Everything that is wrong with the one record of a file, each in a line of its own, with the name that a field has in
/// the file where that is another one.
pub(super) fn in_file(problems: &Problems) -> String {
    let text = Text::of(&Language::english());
    let each = problems.iter().map(|(field, problem)| {
        let said = said(text, field, problem);
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

/// What was assumed of a file that says nothing about itself, and what becomes of it, each in a line; nothing for any
/// other record.
pub(super) fn assumed(draft: &Draft) -> Option<String> {
    let (Made::Assumed { dated }, Told::Practice(practice)) = (draft.made, &draft.record) else { return None };
    let text = Text::of(&Language::english());
    let file = practice.sources.first().map(|source| source.title.clone()).unwrap_or_default();
    let from = if dated { "text" } else { "import" };
    let values = [
        ("kind", text.get(&format!("library-kind-{}", practice.kind)).into()),
        ("evidence", text.get(&format!("library-evidence-{}", practice.evidence)).into()),
        ("language", taxonomy::languages::name_or_code(&practice.language, &Language::english()).into()),
        ("year", practice.year.to_string().into()),
        ("from", from.into()),
        ("file", file.into()),
    ];
    Some(format!("{}\n{}", shown(&text.with("import-assumed", &values)), text.get("import-assumed-draft")))
}

/// What a row would leave empty of what a version of the record here says, in one line; nothing where it empties nothing.
pub(super) fn emptied(here: &StoredPractice, row: &Practice) -> Option<String> {
    let text = Text::of(&Language::english());
    let (old, new) = (Manuscript::of(&here.practice), Manuscript::of(row));
    let says = |written: &Manuscript, field: &str| written.all(field).iter().any(|said| said != UNSTATED);
    let empties = |field: &str| says(&old, field) && !says(&new, field);
    // Where all rows of a list are gone, the list is named and not its columns.
    let named = |field: &'static str| match field {
        "actor_name" => "actors",
        "source_title" => "sources",
        _ => field,
    };
    let of_gone = |field: &str| match field.split_once('_') {
        Some(("actor", part)) => part != "name" && empties("actor_name"),
        Some(("source", part)) => part != "title" && empties("source_title"),
        _ => false,
    };
    let fields: Vec<String> = FIELDS
        .iter()
        .copied()
        .filter(|field| empties(field) && !of_gone(field))
        .filter_map(|field| label(text, named(field)))
        .collect();
    let values = [("version", here.version.into()), ("fields", fields.join(", ").into())];
    (!fields.is_empty()).then(|| shown(&text.with("import-empties", &values)))
}

/// The words that a field can have; nothing for one that is no closed list.
fn allowed(name: &str) -> Option<String> {
    let words: Vec<&str> = match name {
        "kind" => PracticeKind::ALL.iter().map(|one| one.word()).collect(),
        "evidence" => Evidence::ALL.iter().map(|one| one.word()).collect(),
        "regions" => Region::ALL.iter().map(|one| one.word()).collect(),
        "sectors" => LibrarySector::ALL.iter().map(|one| one.word()).collect(),
        "approach" => Approach::ALL.iter().map(|one| one.word()).collect(),
        "role" => Role::ALL.iter().map(|one| one.word()).collect(),
        "sections" => Section::ALL.iter().map(|one| one.word()).collect(),
        "actor_part" => PARTS.to_vec(),
        _ => return None,
    };
    Some(words.join(", "))
}

/// What is wrong with a field. A file has no list to choose from: its words are named.
fn said(text: Text, field: &str, problem: &Problem) -> String {
    if *problem == Problem::NotInList {
        let (name, _) = place_of(field);
        match (name.as_str(), allowed(&name)) {
            ("language", _) => return text.get("problem-unknown-language"),
            ("countries", _) => return text.get("problem-unknown-country"),
            (_, Some(words)) => return text.with("import-reason-words", &[("words", words.into())]),
            _ => {}
        }
    }
    if *problem == Problem::Missing
        && let Some(words) = needed(text, &place_of(field).0)
    {
        return words;
    }
    let mut arguments: Vec<(&str, Value)> =
        problem.arguments().into_iter().map(|(name, number)| (name, number.into())).collect();
    arguments.extend(problem.said().map(|said| ("said", said.into())));
    text.with(problem.key(), &arguments)
}

/// What to write where a field is missing that is written in a way of its own; nothing for any other.
fn needed(text: Text, name: &str) -> Option<String> {
    if let Some(words) = allowed(name) {
        return Some(text.with("import-needed-words", &[("words", words.into())]));
    }
    match name {
        "language" => Some(text.get("import-needed-language")),
        "licence" => Some(text.get("import-needed-licence")),
        "year" => Some(text.get("import-needed-year")),
        _ => None,
    }
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
    use super::{in_file, lines, reasons};
    use domain::practice::LibrarySector;
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
            (
                "actors[0].part",
                Problem::NotInList,
                "Who took part: roles (no. 1): Use one of these words: employer, ngo, state, intergovernmental, \
                 association, funder, trade-union, media, academia.",
            ),
            ("evidence", Problem::NotInList, "Evidence: Use one of these words: told, monitored, evaluated, repeated."),
            (
                "language",
                Problem::NotInList,
                "Language: There is no language of this code. Write a code such as en or sq.",
            ),
            (
                "countries[2]",
                Problem::NotInList,
                "Countries (no. 3): There is no country of this code. Write two letters, such as IT.",
            ),
            (
                "countries",
                Problem::UnknownCountry { said: "Nowhere".into() },
                "Countries: Write names of countries, with commas between them. “Nowhere” is not known.",
            ),
            (
                "language",
                Problem::UnknownLanguage { said: "Quillbackish".into() },
                "Language: “Quillbackish” is no language that is known. Write its BCP 47 code, such as sq, or its name, \
                 such as Albanian.",
            ),
            (
                "kind",
                Problem::Missing,
                "Kind: This is needed. Use one of these words: practice, code, law, report, guide.",
            ),
            (
                "evidence",
                Problem::Missing,
                "Evidence: This is needed. Use one of these words: told, monitored, evaluated, repeated.",
            ),
            ("licence", Problem::Missing, "Licence: This is needed. Write an SPDX name, such as CC-BY-4.0."),
            ("language", Problem::Missing, "Language: This is needed. Write a code such as en or sq."),
            ("year", Problem::Missing, "Year: This is needed. Write a year, such as 2019."),
            (
                "source_year-0",
                Problem::Other("problem-not-a-year"),
                "Source: year (no. 1): Write a year, such as 2019.",
            ),
            ("sections.cost", Problem::NotADate, "Cost: Write a date such as 2026-11-24."),
            (
                "colour",
                Problem::Other("problem-unknown-field"),
                "“colour”: A record has no such field. Leave it out, or mend its name.",
            ),
            ("sources[0].isbn", Problem::Missing, "“source_isbn” (no. 1): This is needed."),
        ] {
            assert_eq!(reasons(&Problems::of(field, problem)), said, "{field}");
        }
    }

    #[test]
    fn several_reasons_stand_line_by_line_and_the_longest_list_is_whole() {
        let mut problems = Problems::of("sectors[0]", Problem::NotInList);
        problems.add("title", Problem::Missing);
        let told = lines(&problems);
        let each: Vec<&str> = told.lines().collect();
        assert_eq!(each.last(), Some(&"Title: This is needed."));
        assert_eq!(each.len(), 2, "{told}");
        for sector in LibrarySector::ALL {
            assert!(told.contains(sector.word()), "{sector}: {told}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_stands_line_by_line_with_the_names_that_it_has() {
        let mut problems = Problems::of("year", Problem::Other("problem-not-a-year"));
        problems.add("slug", Problem::Taken);
        problems.add("sources[1].url", Problem::NotALink);
        problems.add("colour", Problem::Other("problem-unknown-field"));
        assert_eq!(
            in_file(&problems).lines().collect::<Vec<_>>(),
            [
                "Year: Write a year, such as 2019.",
                "Address (slug): This is in use already.",
                "Source: web address (no. 2) (sources.url): Write a web address that begins with https://.",
                "“colour”: A record has no such field. Leave it out, or mend its name.",
            ]
        );
    }
}
