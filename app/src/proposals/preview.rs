//! What is written as readers will see it, finished or not.

use domain::codes::Language;
use domain::practice::{Manuscript, Section};
use i18n::Text;
use leptos::prelude::*;

use crate::library::markdown;

/// The preview, folded away; it keeps open or closed while a person writes.
pub(super) fn preview(text: Text, written: &Manuscript) -> impl IntoView + use<> {
    let code = Some(written.one("language")).filter(|code| !code.is_empty()).unwrap_or("en").to_owned();
    let language: Language = code.parse().unwrap_or_else(|_| Language::english());
    let told = Section::ALL.iter().map(|section| (*section, written.one(section.word())));
    let parts = told.filter(|(_, told)| !told.trim().is_empty()).map(|(section, told)| {
        let (heading, spoken) = section.heading(&language);
        let lang = (spoken != language.as_str()).then_some(spoken);
        view! {
            <h3 lang=lang>{heading}</h3>
            <div inner_html=markdown::html(told)></div>
        }
    });
    let parts = parts.collect_view();
    let more = markdown::html(written.one("body"));
    view! {
        <details class="more" id="preview">
            <summary id="preview-summary">{text.get("proposal-preview")}</summary>
            <div class="prose" lang=code dir="auto">
                <p class="lede">{written.one("summary").to_owned()}</p>
                {parts}
                <div inner_html=more></div>
            </div>
        </details>
    }
}
