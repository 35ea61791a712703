//! The library: searching, and the page of a record.

mod along;
mod cite;
mod facets;
mod map;
mod markdown;
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
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    match facet {
        Facet::Country => country_name(value, &reader),
        Facet::Language => match value.parse() {
            Ok(language) => taxonomy::languages::name(&language, &reader).unwrap_or(value).to_owned(),
            Err(_) => value.to_owned(),
        },
        Facet::Year => value.to_owned(),
        _ => text.find(&format!("library-{}-{value}", facet.word()), &[]).unwrap_or_else(|| value.to_owned()),
    }
}

fn country_name(code: &str, reader: &Language) -> String {
    let name = code.parse().ok().and_then(|country| taxonomy::countries::name(&country, reader));
    name.unwrap_or(code).to_owned()
}
