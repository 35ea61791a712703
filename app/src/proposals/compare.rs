//! Two versions of a record side by side, field by field, with what differs marked.

use std::time::Duration;

use domain::codes::Language;
use domain::practice::{FIELDS, File, Manuscript, Section, UNSTATED};
use i18n::Text;
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// How long two texts are compared: what takes longer is shown as changed in larger pieces.
const LONGEST: Duration = Duration::from_millis(200);

/// The field in whose rows another stands; most stand for themselves.
pub(crate) fn stands_in(field: &str) -> &str {
    match field {
        "actor_part" => "actor_name",
        "source_publisher" | "source_year" | "source_url" | "source_accessed" => "source_title",
        _ => field,
    }
}

/// A version of a record as it is compared: what is written, and the files that belong to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Version<'a> {
    /// What is written.
    pub written: &'a Manuscript,
    /// Its files.
    pub files: &'a [File],
}

/// A field in words: its name, its label, and what each of two versions says.
pub(crate) struct Compared {
    /// Its name.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What the older version says; nothing where there is none.
    pub old: Option<String>,
    /// What the newer one says.
    pub new: String,
}

impl Compared {
    /// Whether neither of the two says anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.new.is_empty() && self.old.as_ref().is_none_or(String::is_empty)
    }

    /// Whether there are two, and they say the same.
    pub(crate) fn is_same(&self) -> bool {
        self.old.as_ref() == Some(&self.new)
    }
}

/// Every field, those included of which neither of the two says anything.
pub(crate) fn fields_of(text: Text, old: Option<Version<'_>>, new: Version<'_>) -> Vec<Compared> {
    let compared = FIELDS.iter().filter(|name| stands_in(name) == **name).map(|name| match (*name, old) {
        ("files", old) => files(text, old, new),
        (name, old) => Compared {
            name,
            label: label(text, name),
            old: old.map(|old| said(text, old.written, name)),
            new: said(text, new.written, name),
        },
    });
    compared.collect()
}

/// What a field is called where it is compared.
pub(super) fn label(text: Text, name: &str) -> String {
    match name {
        "actor_name" => text.get("library-actors"),
        "source_title" => text.get("library-sources"),
        _ => text.get(&format!("proposal-field-{}", name.replace('_', "-"))),
    }
}

/// What a version says in a field, in words.
fn said(text: Text, written: &Manuscript, name: &str) -> String {
    // In the same order in both versions: that somebody ticked another box first changes nothing.
    let listed = |prefix: &str| {
        let mut words: Vec<String> = written.all(name).iter().map(|word| worded(text, prefix, word)).collect();
        words.sort_unstable();
        words.join("\n")
    };
    match name {
        "kind" | "role" | "approach" | "evidence" => listed(name),
        "regions" => listed("region"),
        "sectors" => listed("sector"),
        "language" => language(text, written.one(name)),
        "countries" => countries(text, written.one(name)),
        "actor_name" => rows(written, &["actor_name", "actor_part"], |name, entry| match name {
            "actor_part" => worded(text, "part", entry),
            _ => entry.to_owned(),
        }),
        "source_title" => {
            let names = ["source_title", "source_publisher", "source_year", "source_url", "source_accessed"];
            rows(written, &names, |name, entry| match (name, domain::parse::date(entry)) {
                ("source_accessed", Ok(day)) => text.with("library-accessed", &[("day", text.date(day).into())]),
                _ => entry.to_owned(),
            })
        }
        // What stands for a licence that nobody has stated says as little as nothing.
        "licence" if written.one(name) == UNSTATED => String::new(),
        _ => written.one(name).to_owned(),
    }
}

/// A word of a closed list as readers meet it; one that is not on it as it is written.
fn worded(text: Text, prefix: &str, word: &str) -> String {
    text.find(&format!("library-{prefix}-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

fn reader(text: Text) -> Language {
    text.language().parse().unwrap_or_else(|_| Language::english())
}

fn language(text: Text, code: &str) -> String {
    let name = code.parse().ok().and_then(|language| taxonomy::languages::name(&language, &reader(text)));
    name.unwrap_or(code).to_owned()
}

/// Countries by name, whether they are written as codes or in whichever language.
fn countries(text: Text, written: &str) -> String {
    let reader = reader(text);
    let each = written.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let known = taxonomy::countries::by_text(part);
        known.and_then(|country| taxonomy::countries::name(country, &reader)).unwrap_or(part)
    });
    each.collect::<Vec<_>>().join(", ")
}

/// The rows of fields that belong together, a line for each, every entry in words.
fn rows(written: &Manuscript, names: &[&str], words: impl Fn(&str, &str) -> String) -> String {
    let longest = names.iter().map(|name| written.all(name).len()).max().unwrap_or_default();
    let row = |at: usize| {
        let entries = names.iter().filter_map(|name| Some((name, written.all(name).get(at)?)));
        let entries = entries.filter(|(_, entry)| !entry.is_empty()).map(|(name, entry)| words(name, entry));
        entries.collect::<Vec<_>>().join(" · ")
    };
    (0..longest).map(row).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The files of the two, a line for each. One that only one of them has says so: another file may have its name and size.
fn files(text: Text, old: Option<Version<'_>>, new: Version<'_>) -> Compared {
    let lines = |files: &[File], other: Option<&[File]>, key: &str| {
        let line = |file: &File| {
            let named = format!("{} ({})", file.name, crate::files::kind_and_size(text, file));
            let both = other.is_none_or(|other| other.iter().any(|one| one.id == file.id));
            if both { named } else { format!("{named} · {}", text.get(key)) }
        };
        files.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Compared {
        name: "files",
        label: label(text, "files"),
        old: old.map(|old| lines(old.files, Some(new.files), "compare-file-gone")),
        new: lines(new.files, old.map(|old| old.files), "compare-file-new"),
    }
}

/// Whether a field is written in Markdown.
fn is_told(name: &str) -> bool {
    name == "body" || Section::ALL.iter().any(|section| section.word() == name)
}

/// The two columns of a field under the names of the two versions, or the only column there is: what is compared with
/// nothing reads as readers will see it, since no sign of its Markdown has to be told from another.
pub(crate) fn columns(field: &Compared, (older, newer): (&str, &str)) -> AnyView {
    let Some(old) = &field.old else {
        return one(field);
    };
    if *old == field.new {
        return one(field);
    }
    let mut diff = TextDiff::configure();
    let diff = diff.timeout(LONGEST);
    // A file is there or not: its name is not read word by word.
    let diff = match field.name {
        "files" => diff.diff_lines(old.as_str(), field.new.as_str()),
        _ => diff.diff_unicode_words(old.as_str(), field.new.as_str()),
    };
    let (mut before, mut after) = (Side::default(), Side::default());
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                before.push(Piece::Same, change.value());
                after.push(Piece::Same, change.value());
            }
            ChangeTag::Delete => before.push(Piece::Gone, change.value()),
            ChangeTag::Insert => after.push(Piece::New, change.value()),
        }
    }
    let (before, after) = (before.view(), after.view());
    view! {
        <div class="compare__two">
            <div>
                <p class="meta">{older.to_owned()}</p>
                <div dir="auto">{before}</div>
            </div>
            <div>
                <p class="meta">{newer.to_owned()}</p>
                <div dir="auto">{after}</div>
            </div>
        </div>
    }
    .into_any()
}

/// The only column of a field.
fn one(field: &Compared) -> AnyView {
    if is_told(field.name) {
        let told = crate::library::html(&field.new);
        return view! { <div class="compare__one compare__one--told" dir="auto" inner_html=told></div> }.into_any();
    }
    view! { <div class="compare__one" dir="auto">{field.new.clone()}</div> }.into_any()
}

/// What becomes of a piece of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Same,
    Gone,
    New,
}

/// One of two texts in pieces: words that share a fate are one, so that they are marked and read out as one.
#[derive(Default)]
struct Side(Vec<(Piece, String)>);

impl Side {
    fn push(&mut self, piece: Piece, words: &str) {
        match self.0.last_mut() {
            Some((last, said)) if *last == piece => said.push_str(words),
            _ => self.0.push((piece, words.to_owned())),
        }
    }

    fn view(self) -> Vec<AnyView> {
        let each = self.0.into_iter().map(|(piece, words)| match piece {
            Piece::Same => words.into_any(),
            Piece::Gone => view! { <del>{words}</del> }.into_any(),
            Piece::New => view! { <ins>{words}</ins> }.into_any(),
        });
        each.collect()
    }
}
