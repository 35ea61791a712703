//! Why a row is no record, so that nothing of it can be held against the library: causes of a closed list, of files and of
//! other libraries. What is wrong with the fields of one that is a record is told by `words`.

use super::read::Unreadable;
use super::read::oai::Fault;
use super::reason::Cause;

impl From<Unreadable> for Cause {
    fn from(why: Unreadable) -> Self {
        Self { key: key(&why), values: values(&why) }
    }
}

fn key(why: &Unreadable) -> &'static str {
    match why {
        Unreadable::Letters => "import-fault-letters",
        Unreadable::Torn => "import-fault-torn",
        Unreadable::Format => "import-fault-format",
        Unreadable::Empty => "import-fault-empty",
        Unreadable::Untitled => "import-fault-untitled",
        Unreadable::LongFile { .. } => "import-fault-long-file",
        Unreadable::LongLine { .. } => "import-fault-long-line",
        Unreadable::LongRow { .. } => "import-fault-long-row",
        Unreadable::NoObject => "import-fault-no-object",
        Unreadable::BrokenOff => "import-fault-broken-off",
        Unreadable::NoJson { .. } => "import-fault-no-json",
        Unreadable::Yaml => "import-fault-yaml",
        Unreadable::OpenFront => "import-fault-open-front",
        Unreadable::NoToml { .. } => "import-fault-no-toml",
        Unreadable::NamedTwice { .. } => "import-fault-named-twice",
        Unreadable::NoColumns => "import-fault-no-columns",
        Unreadable::ManyColumns { .. } => "import-fault-many-columns",
        Unreadable::ManyCells { .. } => "import-fault-many-cells",
        Unreadable::NoRow => "import-fault-no-row",
    }
}

fn values(why: &Unreadable) -> Vec<(&'static str, String)> {
    match why {
        Unreadable::LongFile { most }
        | Unreadable::LongLine { most }
        | Unreadable::LongRow { most }
        | Unreadable::ManyColumns { most } => vec![("most", most.to_string())],
        Unreadable::NoJson { line, at } => vec![("line", line.to_string()), ("at", at.to_string())],
        Unreadable::NoToml { line } | Unreadable::NamedTwice { line } => vec![("line", line.to_string())],
        Unreadable::ManyCells { cells, columns } => {
            vec![("cells", cells.to_string()), ("columns", columns.to_string())]
        }
        _ => Vec::new(),
    }
}

/// Why a record of another library is none, by the name that it has there.
pub(super) fn of_listed(fault: Fault, name: &str) -> Cause {
    let key = match fault {
        Fault::NoTitle => "import-fault-no-title",
        Fault::NoAddress => "import-fault-no-address",
    };
    Cause { key, values: vec![("name", name.to_owned())] }
}

/// That its name there is longer than one by which a record is found.
pub(super) fn long_name(most: usize, name: &str) -> Cause {
    Cause { key: "import-fault-long-name", values: vec![("most", most.to_string()), ("name", name.to_owned())] }
}

/// That columns were named of a file that is no table.
pub(super) fn no_table() -> Cause {
    Cause { key: "import-fault-no-table", values: Vec::new() }
}

/// That a column was named that is not there, or a field that no record has.
pub(super) fn no_column(column: &str, field: &str) -> Cause {
    Cause { key: "import-fault-no-column", values: vec![("column", column.to_owned()), ("field", field.to_owned())] }
}

#[cfg(test)]
mod tests {
    use domain::codes::Language;
    use i18n::Text;

    use super::{Cause, Fault, Unreadable, long_name, no_column, no_table, of_listed};

    fn words(cause: &Cause) -> String {
        cause.words(Text::of(&Language::english()))
    }

    #[test]
    fn every_fault_is_a_whole_sentence_of_its_own() {
        let of_files = [
            Unreadable::Letters,
            Unreadable::Torn,
            Unreadable::Format,
            Unreadable::Empty,
            Unreadable::Untitled,
            Unreadable::LongFile { most: 2_000_000 },
            Unreadable::LongLine { most: 1_000_000 },
            Unreadable::LongRow { most: 1_000_000 },
            Unreadable::NoObject,
            Unreadable::BrokenOff,
            Unreadable::NoJson { line: 1, at: 7 },
            Unreadable::NoJson { line: 3, at: 7 },
            Unreadable::Yaml,
            Unreadable::OpenFront,
            Unreadable::NoToml { line: 10 },
            Unreadable::NamedTwice { line: 10 },
            Unreadable::NoColumns,
            Unreadable::ManyColumns { most: 200 },
            Unreadable::ManyCells { cells: 2, columns: 1 },
            Unreadable::NoRow,
        ];
        let mut all: Vec<Cause> = of_files.map(Cause::from).into();
        all.extend([Fault::NoTitle, Fault::NoAddress].map(|fault| of_listed(fault, "oai:lamp:1")));
        all.extend([no_table(), no_column("B", "colour")]);
        let mut seen = Vec::new();
        for cause in all {
            let words = words(&cause);
            assert!(words.ends_with('.') && !words.contains("import-") && !words.contains('\n'), "{cause:?}: {words}");
            assert!(!words.contains('$') && !seen.contains(&words), "{cause:?} is told from the others: {words}");
            seen.push(words);
        }
    }

    #[test]
    fn a_fault_says_where_it_is_and_how_much_is_too_much() {
        for (why, said) in [
            (Unreadable::NoJson { line: 1, at: 12 }, "This is no JSON: it goes wrong at character 12. "),
            (Unreadable::NoJson { line: 4, at: 12 }, "This is no JSON: it goes wrong in line 4 at character 12. "),
            (Unreadable::NoObject, "This is no JSON object: a record stands between { and }."),
            (
                Unreadable::NoToml { line: 10 },
                "Line 10 of the file is no TOML: write name = \"value\", with a line for each field.",
            ),
            (Unreadable::LongFile { most: 2_000_000 }, "This file is longer than 2,000,000 bytes, and is one record."),
            (Unreadable::ManyCells { cells: 3, columns: 2 }, "This row has 3 cells, and there are only 2 columns. "),
        ] {
            let words = words(&why.into());
            assert!(words.starts_with(said), "{words}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_is_cut_short_and_makes_no_line_of_its_own() {
        let long = words(&long_name(200, &format!("oai\n{}", "é".repeat(900))));
        let name = format!("oai {}…", "é".repeat(196));
        assert_eq!(long, format!("Its name there is longer than 200 characters: {name}"));
        let led = of_listed(Fault::NoTitle, "lamp\nname quillback").written();
        assert_eq!(led, "import-fault-no-title\nname lamp name quillback");
    }
}
