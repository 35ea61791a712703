//! The library: searching, and the page of a record.

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

/// The language of a record's own words, for the attribute `lang`, where it is another than the page's.
pub(crate) fn foreign(text: Text, practice: &Practice) -> Option<String> {
    let language = practice.language.to_string();
    (language != text.language()).then_some(language)
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
