//! A table: a record to a row, each column being a field of a record. The columns say which, or are guessed by their
//! names in the languages of the library.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::practice::{Manuscript, Section};
use serde::{Deserialize, Serialize};

use super::{Draft, Made, Row, Told, Unreadable, isic, sources, unread};

/// The most bytes of a row.
const MOST_BYTES: u64 = 1_000_000;
/// The most columns.
const MOST_COLUMNS: u16 = 200;

/// The fields that a column can be, with the names that columns have for them besides their own, in the languages of the
/// library.
pub(crate) const TARGETS: &[(&str, &[&str])] = &[
    ("title", &["titel", "titulo", "título", "titre", "titolo", "titulli", "name", "nombre", "nome", "emri"]),
    ("slug", &["id", "key", "identifier", "address"]),
    ("kind", &["type", "typ", "tipo", "art", "lloji"]),
    (
        "summary",
        &[
            "abstract",
            "description",
            "zusammenfassung",
            "beschreibung",
            "resumen",
            "descripción",
            "descripcion",
            "résumé",
            "resume",
            "riassunto",
            "descrizione",
            "sintesi",
            "përmbledhje",
            "permbledhje",
        ],
    ),
    ("language", &["lang", "sprache", "idioma", "langue", "lingua", "gjuha"]),
    ("year", &["date", "jahr", "año", "ano", "année", "annee", "anno", "viti"]),
    (
        "countries",
        &[
            "country", "land", "länder", "laender", "país", "pais", "países", "paises", "pays", "paese", "paesi",
            "vendi", "vendet",
        ],
    ),
    ("regions", &["region", "región", "région", "regione", "rajoni"]),
    ("sectors", &["sector", "industry", "sektor", "branche", "secteur", "settore", "sektori"]),
    ("approach", &["approaches", "ansatz", "enfoque", "approche", "approccio", "qasja"]),
    ("role", &["roles", "rolle", "rol", "rôle", "ruolo", "roli"]),
    ("topics", &["topic", "keywords", "tags", "subject", "themen", "temas", "sujets", "temi", "temat"]),
    ("evidence", &["grade", "beleg", "evidencia", "preuve", "prova", "prove", "dëshmia"]),
    ("licence", &["license", "rights", "lizenz", "licencia", "licenza", "licenca"]),
    ("contact", &["kontakt", "contacto", "contatto", "kontakti", "email"]),
    ("problem", &["issue"]),
    ("done", &["practice", "action", "activity"]),
    ("results", &["result", "outcome", "outcomes", "impact"]),
    ("cost", &["costs", "budget"]),
    ("limits", &["limit", "harm", "risks"]),
    ("known", &["evaluation"]),
    ("body", &["text", "content", "inhalt", "texto", "texte", "testo", "teksti"]),
    ("actor_name", &["actors", "actor", "organisation", "organization", "partners", "partner", "who"]),
    ("actor_part", &["part", "parts"]),
    ("sources", &["quellen", "fuentes", "fonti", "burimet"]),
    ("source_title", &["source", "quelle", "fuente", "fonte", "burimi"]),
    ("source_url", &["url", "link", "website", "web"]),
    ("source_publisher", &["publisher", "verlag", "editorial", "éditeur", "editore"]),
    ("source_year", &["published"]),
    (
        "source_accessed",
        &["accessed", "retrieved", "abgerufen", "zugriff", "consultado", "consulté", "consulte", "consultato"],
    ),
];

/// Fields with several values, and how they are written in a record's text.
const SEVERAL: &[&str] = &[
    "regions",
    "sectors",
    "approach",
    "role",
    "actor_name",
    "actor_part",
    "source_title",
    "source_url",
    "source_publisher",
    "source_year",
    "source_accessed",
];
/// Fields whose values are words of closed lists: written with capitals and blanks as often as not.
const WORDS: &[&str] = &["kind", "regions", "sectors", "approach", "role", "evidence", "actor_part"];

/// Which column is which field, and what stands where a row says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Columns {
    /// The field of each column, by its place; an empty one is left out.
    pub fields: Vec<String>,
    /// What stands between several values of a cell.
    pub separator: String,
    /// What stands in a field where a row says nothing.
    pub defaults: BTreeMap<String, String>,
}

impl Columns {
    /// The columns by their names.
    pub(crate) fn guessed(headers: &[String]) -> Self {
        let mut fields: Vec<String> = Vec::new();
        for header in headers {
            let field = guess(header).filter(|field| !fields.iter().any(|taken| taken == field));
            fields.push(field.unwrap_or_default().to_owned());
        }
        Self { fields, separator: ";".into(), defaults: defaults() }
    }

    /// Names a column's field; answers whether there are both.
    pub(crate) fn set(&mut self, headers: &[String], column: &str, field: &str) -> bool {
        let at = headers.iter().position(|header| header == column);
        let known = TARGETS.iter().any(|(target, _)| *target == field);
        let Some(place) = at.and_then(|at| self.fields.get_mut(at)).filter(|_| known || field.is_empty()) else {
            return false;
        };
        field.clone_into(place);
        true
    }
}

/// What stands where a row says nothing: as for a text that says nothing about itself.
fn defaults() -> BTreeMap<String, String> {
    [("kind", "practice"), ("language", "en"), ("evidence", "told")].map(|(f, v)| (f.to_owned(), v.to_owned())).into()
}

/// The field that a column is by its name.
fn guess(header: &str) -> Option<&'static str> {
    let plain: String = header.trim().to_lowercase().replace([' ', '-', '.'], "_");
    if let Some(section) = Section::of_heading(header) {
        return TARGETS.iter().map(|(field, _)| *field).find(|field| *field == section.word());
    }
    let found = TARGETS.iter().find(|(field, names)| *field == plain || names.contains(&plain.as_str()));
    found.map(|(field, _)| *field)
}

/// The rows of a table as cells.
pub(crate) struct Table<R> {
    reader: csv::Reader<Fenced<R>>,
    headers: Vec<String>,
    left: Arc<AtomicU64>,
    /// Where lines end as on Windows, the reader counts the end of a line to the line that follows.
    behind: u64,
    ended: bool,
}

/// A row of a table: its line, and its cells or why it has none.
pub(crate) type Cells = (u64, Result<Vec<String>, Unreadable>);

impl<R: BufRead> Table<R> {
    /// Reads the names of the columns. What stands between cells is what the first line has most of.
    ///
    /// # Errors
    /// Why it is none.
    pub(crate) fn new(mut input: R) -> Result<Self, Unreadable> {
        let begins = input.fill_buf().map_err(|cause| unread(&cause))?;
        let mark = if begins.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let first = begins.get(mark..).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
        let delimiter = [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',');
        let behind = u64::from(first.ends_with(b"\r"));
        input.consume(mark);
        let left = Arc::new(AtomicU64::new(MOST_BYTES));
        let fenced = Fenced { input, left: left.clone() };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(fenced);
        let headers = reader.headers().map_err(|cause| no_row(&cause))?;
        let headers: Vec<String> = headers.iter().map(|name| name.trim().to_owned()).collect();
        if headers.len() > usize::from(MOST_COLUMNS) {
            return Err(Unreadable::ManyColumns { most: MOST_COLUMNS.into() });
        }
        if headers.iter().all(String::is_empty) {
            return Err(Unreadable::NoColumns);
        }
        Ok(Self { reader, headers, left, behind, ended: false })
    }

    /// The names of the columns.
    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = Cells;

    fn next(&mut self) -> Option<Cells> {
        while !self.ended {
            self.left.store(MOST_BYTES, Ordering::Relaxed);
            let mut record = csv::StringRecord::new();
            let line = self.reader.position().line();
            let read = self.reader.read_record(&mut record);
            let line = record.position().map_or(line, csv::Position::line) + self.behind;
            return match read {
                Ok(false) => break,
                Ok(true) if record.iter().all(|cell| cell.trim().is_empty()) => continue,
                Ok(true) if record.len() > self.headers.len() => {
                    let (cells, columns) = (record.len(), self.headers.len());
                    Some((line, Err(Unreadable::ManyCells { cells, columns })))
                }
                Ok(true) => Some((line, Ok(record.iter().map(str::to_owned).collect()))),
                Err(cause) => {
                    self.ended = matches!(cause.kind(), csv::ErrorKind::Io(_));
                    Some((line, Err(no_row(&cause))))
                }
            };
        }
        self.ended = true;
        None
    }
}

/// What a row of cells tells, by the columns. The table itself is no source: nobody could look it up.
pub(crate) fn read((line, cells): Cells, columns: &Columns) -> Row {
    let record = cells.map(|cells| {
        let mut written = manuscript(&cells, columns);
        let codes = isic::of_manuscript(&mut written);
        let made = if written.one("slug").trim().is_empty() { Made::Titled } else { Made::Stated };
        Draft { codes, ..Draft::whole(Told::Manuscript(written), made) }
    });
    Row { line: Some(line), record }
}

fn manuscript(cells: &[String], columns: &Columns) -> Manuscript {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut say = |field: &'static str, cell: &str| {
        let written = |value: &str| if WORDS.contains(&field) { word(value) } else { value.trim().to_owned() };
        if SEVERAL.contains(&field) && !columns.separator.is_empty() {
            pairs.extend(cell.split(columns.separator.as_str()).map(|value| (field, written(value))));
        } else if matches!(field, "countries" | "topics") && !columns.separator.is_empty() {
            pairs.push((field, cell.replace(columns.separator.as_str(), ",")));
        } else if field == "year" {
            pairs.push((field, year(cell)));
        } else if field == "language" {
            pairs.push((field, language(cell)));
        } else {
            pairs.push((field, written(cell)));
        }
    };
    let cell_of = |field: &str| {
        let column = columns.fields.iter().position(|known| known == field);
        column.and_then(|at| cells.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    };
    for (field, _) in TARGETS.iter().filter(|(field, _)| *field != "sources") {
        let cell = cell_of(field);
        let default = columns.defaults.get(*field).map(String::as_str).filter(|value| !value.trim().is_empty());
        if let Some(cell) = cell.or(default) {
            say(field, cell);
        }
    }
    let all = |wanted: &str| -> Vec<String> {
        pairs.iter().filter(|(field, _)| *field == wanted).map(|(_, value)| value.clone()).collect()
    };
    let parts = all("actor_name").into_iter().skip(all("actor_part").len()).map(|_| ("actor_part", "ngo".to_owned()));
    // A source that has only an address is called by where it leads.
    let titles = all("source_url").into_iter().skip(all("source_title").len()).map(|url| ("source_title", host(&url)));
    let more: Vec<(&str, String)> = parts.chain(titles).collect();
    pairs.extend(more);
    let listed = cell_of("sources").map(|cell| sources::of_cell(cell, &columns.separator)).unwrap_or_default();
    add_sources(&mut pairs, listed);
    Manuscript::of_pairs(pairs.iter().map(|(field, value)| (*field, value.as_str())))
}

/// Adds sources behind those that columns of their own name: the lists of all fields are brought to one length first.
fn add_sources(pairs: &mut Vec<(&'static str, String)>, listed: Vec<[String; 5]>) {
    if listed.is_empty() {
        return;
    }
    let many = |field: &str| pairs.iter().filter(|(other, _)| *other == field).count();
    let counts = sources::FIELDS.map(|field| (field, many(field)));
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    for (field, count) in counts {
        pairs.extend((count..most).map(|_| (field, String::new())));
    }
    for [title, publisher, year, url, accessed] in listed {
        let title = if title.is_empty() { host(&url) } else { title };
        pairs.extend(sources::FIELDS.into_iter().zip([title, publisher, year, url, accessed]));
    }
}

/// A word as closed lists write it.
fn word(value: &str) -> String {
    value.trim().to_lowercase().replace([' ', '_'], "-")
}

/// The code of a language that is written by its name or in another way, or the text as it is.
fn language(cell: &str) -> String {
    let known = taxonomy::languages::by_text(cell).cloned().or_else(|| super::language::read(cell));
    known.map_or_else(|| cell.trim().to_owned(), |language| language.to_string())
}

/// Where a web address leads, or the address as it is.
fn host(url: &str) -> String {
    let host = url.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    host.filter(|host| !host.is_empty()).unwrap_or(url).to_owned()
}

/// The year of a date in whichever order, or the text as it is.
fn year(cell: &str) -> String {
    let numbers = cell.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|number| number.len() == 4).map(str::to_owned).next().unwrap_or_else(|| cell.trim().to_owned())
}

fn no_row(cause: &csv::Error) -> Unreadable {
    match cause.kind() {
        csv::ErrorKind::Utf8 { .. } => Unreadable::Letters,
        csv::ErrorKind::Io(cause) => unread(cause),
        _ => Unreadable::NoRow,
    }
}

/// A row is too long: what the input says, so that whoever reads it can tell.
#[derive(Debug)]
struct RowTooLong;

impl std::fmt::Display for RowTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("row too long")
    }
}

impl std::error::Error for RowTooLong {}

/// Why the rest of a table does not come, where it is a row that is too long.
pub(super) fn long_row(cause: &std::io::Error) -> Option<Unreadable> {
    let inner = cause.get_ref()?;
    inner.is::<RowTooLong>().then_some(Unreadable::LongRow { most: MOST_BYTES })
}

/// Input that ends with an error where a row is too long, so that a quote that is never closed does not take all
/// memory.
struct Fenced<R> {
    input: R,
    left: Arc<AtomicU64>,
}

impl<R: Read> Read for Fenced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        let size = u64::try_from(read).unwrap_or(u64::MAX);
        let left = self.left.load(Ordering::Relaxed);
        if size > left {
            return Err(std::io::Error::other(RowTooLong));
        }
        self.left.store(left - size, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::{host, language};

    #[test]
    fn a_language_is_known_by_its_name_and_a_source_called_by_where_it_leads() {
        for (cell, code) in [
            ("English", "en"),
            (" albanese ", "sq"),
            ("sq", "sq"),
            ("deu", "de"),
            ("en-GB", "en"),
            ("Quillbackish", "Quillbackish"),
        ] {
            assert_eq!(language(cell), code, "{cell}");
        }
        for (url, wanted) in
            [("https://lamp.example/1?a=b", "lamp.example"), ("lamp", "lamp"), ("https://", "https://")]
        {
            assert_eq!(host(url), wanted, "{url}");
        }
    }
}
