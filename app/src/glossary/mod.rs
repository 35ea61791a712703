//! The glossary: all terms, the page of one, and the explanation of a term one tap away wherever it is used.

mod explained;
mod list;
mod show;

pub(crate) use explained::{explanations, term_link};
pub(crate) use list::all as all_terms;
pub use list::{Order, list};
pub use show::show;
pub(crate) use show::{Used, body as term_body};

use i18n::Text;
use leptos::prelude::*;
use taxonomy::glossary::{Source, Term};

use crate::Ways;

/// The address of a term's page.
pub(crate) fn address(term: &Term) -> String {
    Ways::Online.term(&term.slug)
}

/// The name of a term as it begins a line.
pub(crate) fn titled(term: &Term) -> String {
    let mut letters = term.name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Where a definition stands, in a line: “Palermo Protocol, art. 3(a)”.
fn cited(source: Source) -> String {
    let Source { instrument, article } = source;
    if article.is_empty() { instrument.short.clone() } else { format!("{}, {article}", instrument.short) }
}

/// The first few places where a definition stands.
fn line(term: &'static Term, most: usize) -> Option<String> {
    let cited: Vec<String> = term.sources().take(most).map(cited).collect();
    (!cited.is_empty()).then(|| cited.join(" · "))
}

/// The parts of the definition of trafficking that a term belongs to.
fn elements(text: Text, term: &Term) -> Option<AnyView> {
    let tags = term.elements.iter().map(|element| {
        view! { <li class="tag">{text.get(&format!("glossary-element-{element}"))}</li> }
    });
    let tags: Vec<_> = tags.collect();
    (!tags.is_empty())
        .then(|| view! { <ul class="tags" aria-label=text.get("glossary-elements")>{tags}</ul> }.into_any())
}
