//! What stands at an address that opens no page of a person's own. Somebody may still be holding a paper with it, so it
//! says no more than such a page would: no name of ours, no way to anywhere here, and the quick way out.

use domain::Error;
use domain::codes::Language;
use i18n::Text;
use leptos::prelude::*;

use super::show::{CAPABILITY, chosen, languages};
use crate::{At, page::Document};

/// Whether an address is of a kind that is given to people.
pub(crate) fn is_own(at: &At) -> bool {
    at.path().starts_with("/consent/") && at.path() != crate::referrals::SHEET
}

/// The page: the same for every address, whatever was there.
pub(crate) fn nothing(at: &At) -> Document {
    let text = words(at);
    let title = text.get("own-nothing-title");
    let body = view! {
        <h1>{title.clone()}</h1>
        // Without the address, so that the page is the same for each.
        {languages(text, "")}
        <p class="lede">{text.get("own-nothing")}</p>
    };
    Document::new(title, body).status(crate::error::status(&Error::NotFound)).bare(text, text.get("own-leave"))
}

/// The words of the language that the page was read in, or else of the browser.
fn words(at: &At) -> Text {
    let chosen = chosen(at).and_then(|code| code.parse::<Language>().ok());
    let language = chosen.unwrap_or_else(|| i18n::negotiate_with(CAPABILITY, at.header("accept-language")));
    Text::of_capability(&language, CAPABILITY)
}
