//! The sources of a record in one cell of a table: a list as JSON has it, or links with what stands around them.

use domain::parse;
use domain::practice::Source;

/// The fields of a source, in the order in which [`of_cell`] gives them.
pub(super) const FIELDS: [&str; 5] =
    ["source_title", "source_publisher", "source_year", "source_url", "source_accessed"];

/// What stands between a title and its link.
const BETWEEN: [char; 7] = [' ', ',', ':', '(', '<', '-', '–'];

/// The sources that a cell names, each as texts by the [`FIELDS`]. A title stands before its link, and the day on which
/// the link was looked at behind it; a source of which only the link is named has no title here.
pub(super) fn of_cell(cell: &str, separator: &str) -> Vec<[String; 5]> {
    if let Ok(listed) = serde_json::from_str::<Vec<Source>>(cell) {
        return listed.into_iter().map(of_listed).collect();
    }
    let each: Vec<&str> = if separator.is_empty() { vec![cell] } else { cell.split(separator).collect() };
    each.into_iter().map(str::trim).filter(|entry| !entry.is_empty()).map(of_entry).collect()
}

fn of_listed(source: Source) -> [String; 5] {
    let year = source.year.map(|year| year.to_string()).unwrap_or_default();
    let accessed = source.accessed.map(|day| day.to_string()).unwrap_or_default();
    [source.title, source.publisher, year, source.url.unwrap_or_default(), accessed]
}

fn of_entry(entry: &str) -> [String; 5] {
    let (title, link, accessed) = match link(entry) {
        Some((before, link, behind)) => (before.trim_end_matches(BETWEEN).trim(), link, day(behind)),
        None => (entry, "", None),
    };
    [title.to_owned(), String::new(), String::new(), link.to_owned(), accessed.unwrap_or_default()]
}

/// The first link of a text, with what stands before and behind it.
fn link(entry: &str) -> Option<(&str, &str, &str)> {
    let starts = ["https://", "http://"].into_iter().filter_map(|scheme| entry.find(scheme));
    let (before, rest) = entry.split_at_checked(starts.min()?)?;
    let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
    let (link, behind) = rest.split_at_checked(end)?;
    let link = link.trim_end_matches([',', '.']);
    // A bracket that opens before the link is no part of it.
    let link = link.strip_suffix(')').filter(|_| !link.contains('(')).unwrap_or(link);
    Some((before, link, behind))
}

/// The first day of a text that is written as 2024-05-01.
fn day(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_ascii_digit() && c != '-');
    words.find_map(|word| parse::date(word).ok()).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::table::{Columns, read};
    use super::super::{Draft, Told};
    use super::of_cell;

    #[test]
    fn a_cell_names_sources_as_far_as_it_can_carry_them() {
        let listed = r#"[{"title":"A book","publisher":"Quay","year":2001},{"title":"Lamps","url":"https://lamp.example/1","accessed":"2024-05-01"}]"#;
        for (cell, wanted) in [
            ("A book", vec!["A book||||"]),
            ("https://lamp.example/1", vec!["|||https://lamp.example/1|"]),
            ("https://lamp.example/1 2024-05-01", vec!["|||https://lamp.example/1|2024-05-01"]),
            (
                "Yearly report, https://lamp.example/1 (accessed 2024-05-01); A book; ;https://lamp.example/2.",
                vec!["Yearly report|||https://lamp.example/1|2024-05-01", "A book||||", "|||https://lamp.example/2|"],
            ),
            ("Lamps <http://lamp.example/a?b=c>, 2024-06-02", vec!["Lamps|||http://lamp.example/a?b=c|2024-06-02"]),
            (
                "Lamps of 2024-05-01: https://lamp.example/1 2024-13-01",
                vec!["Lamps of 2024-05-01|||https://lamp.example/1|"],
            ),
            (listed, vec!["A book|Quay|2001||", "Lamps|||https://lamp.example/1|2024-05-01"]),
            ("[1]", vec!["[1]||||"]),
        ] {
            let read: Vec<String> = of_cell(cell, ";").iter().map(|source| source.join("|")).collect();
            assert_eq!(read, wanted, "{cell}");
        }
        assert_eq!(of_cell("A book; and more", "").len(), 1);
    }

    #[test]
    fn a_column_of_sources_is_known_and_stands_behind_columns_of_their_own() {
        let columns = Columns::guessed(&["title", "url", "Sources"].map(str::to_owned));
        assert_eq!(columns.fields, ["title", "source_url", "sources"]);
        let listed = "A report, https://lamp.example/2 (2024-05-01); https://lamp.example/3_(lamp)";
        for (url, titles, links, days) in [
            (
                "https://lamp.example/1",
                vec!["lamp.example", "A report", "lamp.example"],
                vec!["https://lamp.example/1", "https://lamp.example/2", "https://lamp.example/3_(lamp)"],
                vec!["", "2024-05-01", ""],
            ),
            (
                "",
                vec!["A report", "lamp.example"],
                vec!["https://lamp.example/2", "https://lamp.example/3_(lamp)"],
                vec!["2024-05-01", ""],
            ),
        ] {
            let cells = ["Lamps", url, listed].map(str::to_owned).to_vec();
            let Ok(Draft { record: Told::Manuscript(written), .. }) = read((2, Ok(cells)), &columns).record else {
                unreachable!("a row of a table")
            };
            assert_eq!(written.all("source_title"), titles, "{url}");
            assert_eq!(written.all("source_url"), links, "{url}");
            assert_eq!(written.all("source_accessed"), days, "{url}");
        }
    }
}
