//! Two versions of a record side by side, field by field, with what differs marked.

use std::time::Duration;

use domain::codes::Language;
use domain::practice::{FIELDS, Manuscript};
use i18n::Text;
use leptos::prelude::*;
use similar::{ChangeTag, TextDiff};

/// How long two texts are compared: what takes longer is shown as changed in larger pieces.
const LONGEST: Duration = Duration::from_millis(200);

/// The fields that stand in the row of another, and files, which are listed elsewhere.
const APART: &[&str] = &["actor_part", "source_publisher", "source_year", "source_url", "source_accessed", "files"];

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

/// The fields of which one of the two says something.
pub(crate) fn fields_of(text: Text, old: Option<&Manuscript>, new: &Manuscript) -> Vec<Compared> {
    let compared = FIELDS.iter().filter(|name| !APART.contains(name)).map(|name| Compared {
        name,
        label: label(text, name),
        old: old.map(|old| said(text, old, name)),
        new: said(text, new, name),
    });
    compared.filter(|field| !field.new.is_empty() || field.old.as_ref().is_some_and(|old| !old.is_empty())).collect()
}

fn label(text: Text, name: &str) -> String {
    match name {
        "actor_name" => text.get("library-actors"),
        "source_title" => text.get("library-sources"),
        _ => text.get(&format!("proposal-field-{}", name.replace('_', "-"))),
    }
}

/// What a version says in a field, in words.
fn said(text: Text, written: &Manuscript, name: &str) -> String {
    let listed = |prefix: &str| {
        let words = written
            .all(name)
            .iter()
            .map(|word| text.find(&format!("library-{prefix}-{word}"), &[]).unwrap_or_else(|| word.clone()));
        words.collect::<Vec<_>>().join("\n")
    };
    match name {
        "kind" | "role" | "approach" | "evidence" => listed(name),
        "regions" => listed("region"),
        "sectors" => listed("sector"),
        "language" => language(text, written.one(name)),
        "actor_name" => lines(written, &["actor_name", "actor_part"]),
        "source_title" => {
            lines(written, &["source_title", "source_publisher", "source_year", "source_url", "source_accessed"])
        }
        _ => written.one(name).to_owned(),
    }
}

fn language(text: Text, code: &str) -> String {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let name = code.parse().ok().and_then(|language| taxonomy::languages::name(&language, &reader));
    name.unwrap_or(code).to_owned()
}

/// The rows of fields that belong together, a line for each.
fn lines(written: &Manuscript, names: &[&str]) -> String {
    let longest = names.iter().map(|name| written.all(name).len()).max().unwrap_or_default();
    let row = |at: usize| {
        let entries = names.iter().filter_map(|name| written.all(name).get(at)).filter(|entry| !entry.is_empty());
        entries.cloned().collect::<Vec<_>>().join(" · ")
    };
    (0..longest).map(row).filter(|row| !row.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The two columns of a field under the names of the two versions, or the only column there is.
pub(crate) fn columns(field: &Compared, (older, newer): (&str, &str)) -> AnyView {
    let Some(old) = &field.old else {
        return view! { <div class="compare__one" dir="auto">{field.new.clone()}</div> }.into_any();
    };
    if *old == field.new {
        return view! { <div class="compare__one" dir="auto">{old.clone()}</div> }.into_any();
    }
    let diff = TextDiff::configure().timeout(LONGEST).diff_unicode_words(old.as_str(), field.new.as_str());
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let piece = change.value().to_owned();
        match change.tag() {
            ChangeTag::Equal => {
                before.push(piece.clone().into_any());
                after.push(piece.into_any());
            }
            ChangeTag::Delete => before.push(view! { <del>{piece}</del> }.into_any()),
            ChangeTag::Insert => after.push(view! { <ins>{piece}</ins> }.into_any()),
        }
    }
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
