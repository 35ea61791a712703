//! What the employer may know at a stage, in words: the same block for the employer and for the NGO.

use domain::codes::Language;
use domain::introduction::Stage;
use i18n::Text;
use leptos::prelude::*;
use matching::{MustHave, Need};
use services::introductions::Disclosed;

use crate::occupations;
use crate::placements::{languages_in_words, words_of_list};

/// The block. Once somebody has started it says how little is still open.
pub(super) fn block(text: Text, seen: &Disclosed, stage: Stage) -> AnyView {
    if !seen.open {
        return view! { <p class="notice">{text.get("disclosed-nothing")}</p> }.into_any();
    }
    let started = (stage == Stage::Started).then(|| view! { <p>{text.get("disclosed-started")}</p> });
    let needs = seen.must_haves.as_ref().map(|must_haves| {
        let needs = must_haves.iter().map(|must| {
            view! { <li class=must.met.key()>{need(text, must)}": "{text.get(must.met.key())}</li> }
        });
        let needs = needs.collect_view();
        view! {
            <p>{text.get("disclosed-must-haves")}</p>
            <ul class="reasons">{needs}</ul>
        }
    });
    let rows = [
        ("called", seen.called.clone().filter(|name| !name.is_empty())),
        ("languages", seen.languages.as_ref().and_then(|levels| languages_in_words(text, levels))),
        ("skills", seen.skills.as_ref().and_then(|skills| skill_words(text, skills))),
        ("hours", seen.hours.and_then(|(min, max)| hour_words(text, min, max))),
        ("supports", seen.supports.as_ref().and_then(|supports| words_of_list(text, "support", supports))),
    ];
    let facts: Vec<_> = rows
        .into_iter()
        .filter_map(|(name, value)| {
            let label = text.get(&format!("disclosed-{name}"));
            value.map(|value| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
        })
        .collect();
    let facts = (!facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> });
    view! {
        {started}
        {needs}
        {facts}
    }
    .into_any()
}

fn need(text: Text, must: &MustHave) -> String {
    let key = must.need.key();
    match &must.need {
        Need::Language(row) => {
            let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
            let name = taxonomy::languages::name_or_code(&row.language, &reader);
            text.with(key, &[("language", name.into()), ("level", row.level.word().into())])
        }
        Need::Hours(hours) => text.with(key, &[("hours", i64::from(*hours).into())]),
        Need::RightToWork(_) => text.get(key),
        Need::Start(day) => text.with(key, &[("day", text.date(*day).into())]),
    }
}

fn skill_words(text: Text, skills: &services::introductions::Skills) -> Option<String> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let wanted = skills.wanted.iter().map(|wanted| {
        let label = occupations::label(&wanted.occupation, &reader);
        text.with("disclosed-experience", &[("label", label.into()), ("years", i64::from(wanted.years).into())])
    });
    let named = skills.skills.iter().filter_map(taxonomy::skills::find).map(str::to_owned);
    let joined = wanted.chain(named).collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

fn hour_words(text: Text, min: Option<u8>, max: Option<u8>) -> Option<String> {
    let (min, max) = (min.map(i64::from), max.map(i64::from));
    match (min, max) {
        (None, None) => None,
        (Some(min), Some(max)) => {
            Some(text.with("disclosed-hours-between", &[("min", min.into()), ("max", max.into())]))
        }
        (Some(min), None) => Some(text.with("disclosed-hours-least", &[("min", min.into())])),
        (None, Some(max)) => Some(text.with("disclosed-hours-most", &[("max", max.into())])),
    }
}
