//! From TOML or JSON to a record: the same names in both, and none that is unknown. A record that does not read as it
//! stands is read field by field, so that everything that is wrong with it is told, each beside its field.

use domain::practice::Practice;
use domain::{Problem, Problems};
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_path_to_error::{Deserializer as Tracked, Path, Segment, Track};

use super::{Draft, Made, Told, Unreadable, isic, slug};

/// More faults than this of one record are not told.
const ENOUGH: usize = 30;
/// What an export says about a record beside what the record says.
const BESIDE: [&str; 3] = ["identifier", "version", "url"];
/// The most characters of an identifier: longer ones fit into no index.
const LONGEST_NAME: usize = 200;

/// What is read of it; the rest is for people and for other programs.
#[derive(Deserialize)]
struct Beside {
    #[serde(default)]
    identifier: Value,
}

/// One record as JSON.
///
/// # Errors
/// Why it does not read.
pub(super) fn json(text: &str) -> Result<Draft, Unreadable> {
    // A list would be read as the fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err(Unreadable::NoObject);
    }
    let mut from = serde_json::Deserializer::from_str(text);
    let (mut unknown, mut beside) = (Problems::new(), false);
    let read = serde_ignored::deserialize(&mut from, |path| match path.to_string() {
        name if BESIDE.contains(&name.as_str()) => beside = true,
        other => note_unknown(&mut unknown, &other),
    });
    if let (Ok(practice), true, Ok(())) = (read, unknown.is_empty(), from.end()) {
        let mut draft = Draft::stated(practice);
        if beside {
            identify(&mut draft, text);
        }
        return Ok(draft);
    }
    let mut object: Map<String, Value> = serde_json::from_str(text).map_err(|cause| no_json(&cause))?;
    for name in BESIDE {
        object.remove(name);
    }
    let mut draft = each(object);
    identify(&mut draft, text);
    if draft.faults.is_empty() {
        // A name that stands there twice is one in the object.
        let twice = serde_json::from_str::<Practice>(text).err().map(|cause| cause.to_string()).unwrap_or_default();
        if let Some(name) = quoted(&twice).filter(|_| twice.starts_with("duplicate field")) {
            draft.faults.add(name.to_owned(), Problem::Other("problem-field-twice"));
        }
    }
    Ok(draft)
}

/// Reads by what identifier a record is known.
fn identify(draft: &mut Draft, text: &str) {
    let fits = |name: &str| {
        (1..=LONGEST_NAME).contains(&name.chars().count())
            && !name.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    let wrong = match serde_json::from_str(text) {
        Ok(Beside { identifier: Value::Null }) => return,
        Ok(Beside { identifier: Value::String(name) }) if fits(&name) => {
            draft.name = Some(name);
            return;
        }
        Ok(Beside { identifier: Value::String(_) }) => "problem-identifier",
        Ok(Beside { .. }) => "problem-not-a-text",
        Err(_) => "problem-field-twice",
    };
    draft.faults.add("identifier", Problem::Other(wrong));
}

/// What is wrong with a text that is no JSON, with the place.
fn no_json(cause: &serde_json::Error) -> Unreadable {
    if cause.is_eof() { Unreadable::BrokenOff } else { Unreadable::NoJson { line: cause.line(), at: cause.column() } }
}

/// A record's front matter.
///
/// # Errors
/// Why it does not read.
pub(super) fn toml(text: &str) -> Result<Draft, Unreadable> {
    let mut unknown = Problems::new();
    let read = toml::Deserializer::parse(text)
        .ok()
        .and_then(|from| serde_ignored::deserialize(from, |path| note_unknown(&mut unknown, &path.to_string())).ok());
    if let (Some(practice), true) = (read, unknown.is_empty()) {
        return Ok(Draft::stated(practice));
    }
    let table: toml::Table = text.parse().map_err(|cause| no_toml(text, &cause))?;
    Ok(each(table.into_iter().map(|(name, value)| (name, plain(value))).collect()))
}

fn no_toml(text: &str, cause: &toml::de::Error) -> Unreadable {
    let at = cause.span().and_then(|span| text.get(..span.start));
    // The front matter begins on the file's second line.
    let line = at.map_or(2, |before| before.matches('\n').count() + 2);
    if cause.message().contains("duplicate key") {
        Unreadable::NamedTwice { line }
    } else {
        Unreadable::NoToml { line }
    }
}

/// The same value as JSON; a day is the text that it is written as.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(answer) => answer.into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(entries) => entries.into_iter().map(plain).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
    }
}

/// Notes a name that no field has; a place in a list is written as `sources[0]`.
fn note_unknown(unknown: &mut Problems, path: &str) {
    let mut written = String::new();
    for part in path.split('.') {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            written.push_str(&format!("[{part}]"));
        } else {
            written.push_str(if written.is_empty() { "" } else { "." });
            written.push_str(part);
        }
    }
    unknown.add(written, Problem::Other("problem-unknown-field"));
}

/// Reads field by field: what is wrong is noted and taken out, and what is needed and missing stands as something that
/// reads, until the rest is a record.
fn each(mut object: Map<String, Value>) -> Draft {
    let codes = isic::of_object(&mut object);
    let (mut whole, mut faults, mut taken) = (Value::Object(object), Problems::new(), Vec::new());
    let mut made = Made::Stated;
    if whole.get("slug").is_none() {
        made = Made::Titled;
        let title = whole.get("title").and_then(Value::as_str).map(slug).unwrap_or_default();
        put(&mut whole, &Pointer::of("slug"), title.into());
    }
    for _ in 0..ENOUGH {
        let mut track = Track::new();
        let mut unknown = Problems::new();
        let read: Result<Practice, _> = serde_ignored::deserialize(Tracked::new(&whole, &mut track), |path| {
            note_unknown(&mut unknown, &path.to_string());
        });
        let cause = match read {
            Ok(practice) => {
                for (field, problem) in unknown.iter() {
                    faults.add(field.to_owned(), problem.clone());
                }
                return Draft { record: Told::Practice(Box::new(practice)), made, faults, codes, name: None };
            }
            Err(cause) => cause.to_string(),
        };
        let at = Pointer::read(&track.path());
        if let Some(name) = quoted(&cause).filter(|_| cause.starts_with("missing field")) {
            let at = at.then(name);
            if !faults.iter().any(|(field, _)| field == at.written(&taken)) {
                faults.add(at.written(&taken), Problem::Missing);
            }
            put(&mut whole, &at, placeholder(name));
        } else {
            faults.add(at.written(&taken), problem(&at, &cause));
            take_out(&mut whole, &at, &mut taken);
        }
    }
    faults.add("", Problem::Other("problem-too-many-faults"));
    Draft { record: Told::Manuscript(domain::practice::Manuscript::default()), made, faults, codes, name: None }
}

/// What stands in a field that is needed, so that the others can be read.
fn placeholder(name: &str) -> Value {
    match name {
        "kind" => "practice".into(),
        "language" => "en".into(),
        "evidence" => "told".into(),
        "year" => 2000.into(),
        _ => "".into(),
    }
}

/// What stands between the first two backticks of a message.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

/// What is wrong with a value, by the field that it is in.
fn problem(at: &Pointer, cause: &str) -> Problem {
    let expects = |what: &str| cause.contains(&format!("expected {what}"));
    match at.name() {
        _ if cause.starts_with("unknown variant") => Problem::NotInList,
        _ if expects("a sequence") => Problem::Other("problem-not-a-list"),
        _ if expects("struct") || expects("a map") => Problem::Other("problem-not-names-and-values"),
        "year" => Problem::Other("problem-not-a-year"),
        "accessed" => Problem::NotADate,
        "language" => Problem::Other("problem-unknown-language"),
        "countries" => Problem::Other("problem-unknown-country"),
        "kind" | "evidence" | "regions" | "sectors" | "approach" | "role" => Problem::NotInList,
        _ => Problem::Other("problem-not-a-text"),
    }
}

/// The way to a value: names of fields and places in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pointer(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Place(usize),
}

impl Pointer {
    fn of(name: &str) -> Self {
        Self(vec![Step::Name(name.to_owned())])
    }

    fn read(path: &Path) -> Self {
        let steps = path.iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Place(*index)),
            Segment::Map { key } => Some(Step::Name(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Self(steps.collect())
    }

    fn then(mut self, name: &str) -> Self {
        self.0.push(Step::Name(name.to_owned()));
        self
    }

    /// The last name in it.
    fn name(&self) -> &str {
        let names = self.0.iter().rev().filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Place(_) => None,
        });
        names.take(1).next().unwrap_or_default()
    }

    /// As a text: `sources[0].url`, with the place that an entry had before others were taken out before it.
    fn written(&self, taken: &[(Self, usize)]) -> String {
        let mut written = String::new();
        for (depth, step) in self.0.iter().enumerate() {
            match step {
                Step::Name(name) => {
                    written.push_str(if written.is_empty() { "" } else { "." });
                    written.push_str(name);
                }
                Step::Place(at) => {
                    let list = self.0.get(..depth).unwrap_or_default();
                    let mut gone: Vec<usize> =
                        taken.iter().filter(|(other, _)| other.0 == list).map(|(_, place)| *place).collect();
                    gone.sort_unstable();
                    let place = gone.iter().fold(*at, |place, gone| if *gone <= place { place + 1 } else { place });
                    written.push_str(&format!("[{place}]"));
                }
            }
        }
        written
    }
}

/// The value at a way.
fn at<'a>(whole: &'a mut Value, way: &[Step]) -> Option<&'a mut Value> {
    way.iter().try_fold(whole, |value, step| match step {
        Step::Name(name) => value.get_mut(name.as_str()),
        Step::Place(at) => value.get_mut(*at),
    })
}

fn put(whole: &mut Value, to: &Pointer, value: Value) {
    let Some((Step::Name(name), list)) = to.0.split_last() else { return };
    if let Some(Value::Object(object)) = at(whole, list) {
        object.insert(name.clone(), value);
    }
}

/// Takes the value at a way out; an entry of a list is noted with the place that it had. What cannot be reached, such as
/// the name of a part, goes with all that it stands in.
fn take_out(whole: &mut Value, from: &Pointer, taken: &mut Vec<(Pointer, usize)>) {
    let mut way = from.0.as_slice();
    while let Some((last, before)) = way.split_last() {
        match (at(whole, before), last) {
            (Some(Value::Object(object)), Step::Name(name)) if object.contains_key(name) => {
                object.remove(name);
                return;
            }
            (Some(Value::Array(entries)), Step::Place(place)) if *place < entries.len() => {
                entries.remove(*place);
                let list = Pointer(before.to_vec());
                let mut gone: Vec<usize> =
                    taken.iter().filter(|(other, _)| *other == list).map(|(_, place)| *place).collect();
                gone.sort_unstable();
                let had = gone.iter().fold(*place, |place, gone| if *gone <= place { place + 1 } else { place });
                taken.push((list, had));
                return;
            }
            _ => way = before,
        }
    }
}

/// Reads what a value says, for tests of this file alone.
#[cfg(test)]
fn faults_of(text: &str) -> Vec<String> {
    let draft = json(text).map(|draft| draft.faults).unwrap_or_default();
    draft.iter().map(|(field, problem)| format!("{field} {}", problem.key())).collect()
}

#[cfg(test)]
mod tests {
    use super::{faults_of, json};

    const ROW: &str = r#"{"title":"Lanterns","slug":"lanterns","kind":"guide","summary":"Lamps were lit.","language":"en","year":2004,"evidence":"monitored","licence":"CC-BY-4.0"}"#;

    #[test]
    fn an_export_says_by_what_a_record_is_known() {
        let with = |beside: &str| ROW.replacen('{', &format!("{{{beside},"), 1);
        let whole = with(r#""identifier":"urn:uuid:1","version":3,"url":"https://a.example/library/lanterns""#);
        let (named, plain) = (json(&whole), json(ROW));
        let (named, plain) =
            (named.map(|draft| (draft.name, draft.record)), plain.map(|draft| (draft.name, draft.record)));
        let name = named.as_ref().ok().and_then(|(name, _)| name.as_deref());
        assert_eq!((name, faults_of(&whole).len()), (Some("urn:uuid:1"), 0));
        assert_eq!(named.map(|(_, record)| record), plain.map(|(_, record)| record));
        assert_eq!(json(&with(r#""identifier":null"#)).map(|draft| draft.name), Ok(None));
        // Where something else is wrong with the record, it is that alone which is told.
        let faulty = with(r#""identifier":"urn:uuid:1","version":3,"url":"""#).replace("2004", "\"2004\"");
        assert_eq!(faults_of(&faulty), ["year problem-not-a-year"]);
        let long = format!("\"identifier\":\"{}\"", "a".repeat(201));
        for (beside, fault) in [
            (r#""identifier":7"#, "identifier problem-not-a-text"),
            (r#""identifier":"""#, "identifier problem-identifier"),
            (r#""identifier":"a b""#, "identifier problem-identifier"),
            (r#""identifier":"a\u0000b""#, "identifier problem-identifier"),
            (long.as_str(), "identifier problem-identifier"),
            (r#""identifier":"a","identifier":"b""#, "identifier problem-field-twice"),
            (r#""identifiers":"a""#, "identifiers problem-unknown-field"),
        ] {
            assert_eq!(faults_of(&with(beside)), [fault], "{beside}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_where_it_stands() {
        let text = r#"{"title":7,"kind":"poem","language":"english","year":"2004","evidence":"told","licence":"CC0-1.0",
            "countries":["IT","Italy","AL","Albania"],"sectors":["coal","fishing","gold"],"topics":"light","colour":1,
            "sources":[{"title":"A"},{"publisher":"B","isbn":2},{"title":"C","accessed":"May"}],"sections":{"poem":"x"}}"#;
        assert_eq!(
            faults_of(text),
            [
                "countries[1] problem-unknown-country",
                "countries[3] problem-unknown-country",
                "kind problem-not-in-list",
                "language problem-unknown-language",
                "sections problem-not-in-list",
                "sectors[0] problem-not-in-list",
                "sectors[2] problem-not-in-list",
                "sources[1].title problem-missing",
                "sources[2].accessed problem-not-a-date",
                "title problem-not-a-text",
                "topics problem-not-a-list",
                "year problem-not-a-year",
                "summary problem-missing",
                "colour problem-unknown-field",
                "sources[1].isbn problem-unknown-field",
            ]
        );
        assert_eq!(
            faults_of("{\"title\":\"a\",\"title\":\"b\"}").first().map(String::as_str),
            Some("kind problem-missing")
        );
    }
}
