//! The library: searching, and the page of a record.

mod along;
mod cite;
mod facets;
mod map;
mod markdown;
mod notes;
pub mod offline;
mod record;
pub mod saved;
mod search;
mod told;
mod versions;

pub use map::map;
pub use record::{ChangeForm, WithdrawForm, show};
pub use search::search;
pub(crate) use told::{Place, told};
pub use versions::{list as versions, show as version};

use domain::codes::Language;
use domain::practice::Practice;
use i18n::Text;
use services::library::Facet;

use crate::At;

/// The language of a record's own words, for the attribute `lang`, where it is another than the page's.
pub(crate) fn foreign(text: Text, practice: &Practice) -> Option<String> {
    let language = practice.language.to_string();
    (language != text.language()).then_some(language)
}

/// The HTML of a text in Markdown, without explained terms.
pub(crate) fn html(told: &str) -> String {
    markdown::html(told)
}

/// The words that facets and their values are called by for this reader.
fn words(at: &At) -> Text {
    at.words_of("facets")
}

/// The language of what stands in these words on a page of other words, and the direction in which it is written.
fn apart(page: Text, words: Text) -> (Option<&'static str>, Option<&'static str>) {
    let other = page.language() != words.language();
    (other.then(|| words.language()), other.then(|| words.direction()))
}

/// Something said within these words that may be written in the other direction, such as what somebody typed.
fn set_in(words: Text, said: &str) -> String {
    // All letters below are written from left to right.
    let alike = words.direction() == "ltr" && said.chars().all(|letter| letter < '\u{590}');
    if alike { said.to_owned() } else { format!("\u{2068}{said}\u{2069}") }
}

/// A value of a facet in the reader's words.
fn value_words(text: Text, facet: Facet, value: &str) -> String {
    known_words(text, facet, value).unwrap_or_else(|| value.to_owned())
}

/// The same, if there is such a value at all.
fn known_words(text: Text, facet: Facet, value: &str) -> Option<String> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    match facet {
        Facet::Country => {
            let country = value.parse().ok()?;
            taxonomy::countries::name(&country, &reader).map(str::to_owned)
        }
        Facet::Language => {
            let language = value.parse().ok()?;
            taxonomy::languages::name(&language, &reader).map(str::to_owned)
        }
        Facet::Year => value.parse::<i32>().is_ok().then(|| value.to_owned()),
        _ => text.find(&format!("library-{}-{value}", facet.word()), &[]),
    }
}
