//! A fit in words: its score, its reasons and gaps, and what keeps a placement out.

use domain::codes::Language;
use domain::placement::Support;
use i18n::Text;
use leptos::prelude::*;
use matching::{Barrier, Fit, Gap, Reason};

use super::words::reader;

/// The score as a bar, what speaks for the placement and what is missing.
pub(super) fn explained(text: Text, fit: &Fit) -> impl IntoView + use<> {
    let percent = (fit.score * 100.0).round();
    let label = text.with("matches-score", &[("percent", percent.into())]);
    let reasons =
        listed(text, ("matches-reasons", "reasons"), fit.reasons.iter().map(|r| reason_words(text, r)).collect());
    let gaps = listed(text, ("matches-gaps", "gaps"), fit.gaps.iter().map(|g| gap_words(text, g)).collect());
    view! {
        <p>
            <meter min="0" max="100" value=percent.to_string() aria-label=label.clone()></meter>
            " "{label}
        </p>
        {reasons}
        {gaps}
    }
}

/// A heading with a list, or nothing for an empty one.
fn listed(
    text: Text,
    (heading, class): (&'static str, &'static str),
    lines: Vec<String>,
) -> Option<impl IntoView + use<>> {
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect();
    (!lines.is_empty()).then(|| view! { <h3>{text.get(heading)}</h3><ul class=class>{lines}</ul> })
}

fn reason_words(text: Text, reason: &Reason) -> String {
    let n = |n: u16| i64::from(n).into();
    match reason {
        Reason::OccupationWanted { rank } => text.with(reason.key(), &[("rank", n(*rank))]),
        Reason::SameGroup { .. } => text.get(reason.key()),
        Reason::Skills { shared, asked, named } => {
            let names: Vec<&str> = named.iter().filter_map(taxonomy::skills::find).collect();
            text.with(reason.key(), &[("shared", n(*shared)), ("asked", n(*asked)), ("names", names.join(", ").into())])
        }
        Reason::Language { language, has, wants } => {
            let name = language_name(text, language);
            text.with(
                reason.key(),
                &[("language", name.into()), ("has", has.word().into()), ("wants", wants.word().into())],
            )
        }
        Reason::Near { km, reach_km: Some(reach) } => {
            text.with("reason-near-within", &[("km", n(*km)), ("reach", n(*reach))])
        }
        Reason::Near { km, reach_km: None } => text.with(reason.key(), &[("km", n(*km))]),
        Reason::Hours { hours } => text.with(reason.key(), &[("hours", i64::from(*hours).into())]),
        Reason::Support { support } => text.with(reason.key(), &[("support", support_name(text, *support).into())]),
        Reason::Experience { years } => text.with(reason.key(), &[("years", i64::from(*years).into())]),
    }
}

fn gap_words(text: Text, gap: &Gap) -> String {
    match gap {
        Gap::Occupation | Gap::PlaceNotSaid | Gap::RightToWorkNotSaid { .. } => text.get(gap.key()),
        Gap::Skills { asked } => text.with(gap.key(), &[("asked", i64::from(*asked).into())]),
        Gap::Language { language, wants, has } => {
            let name = language_name(text, language);
            let values = [("language", name.into()), ("wants", wants.word().into())];
            match has {
                Some(has) => {
                    let [language, wants] = values;
                    text.with("gap-language-has", &[language, wants, ("has", has.word().into())])
                }
                None => text.with(gap.key(), &values),
            }
        }
        Gap::ContractLanguage { languages } => {
            let names: Vec<String> = languages.iter().map(|language| language_name(text, language)).collect();
            text.with(gap.key(), &[("languages", names.join(", ").into())])
        }
        Gap::Far { km } => text.with(gap.key(), &[("km", i64::from(*km).into())]),
        Gap::Hours { hours, least } => {
            text.with(gap.key(), &[("hours", i64::from(*hours).into()), ("least", i64::from(*least).into())])
        }
        Gap::Support { support } => text.with(gap.key(), &[("support", support_name(text, *support).into())]),
    }
}

/// What keeps a placement out, and which wish it is; only for the person's NGO.
pub(crate) fn barrier_words(text: Text, barrier: &Barrier) -> String {
    let n = |n: u16| i64::from(n).into();
    match barrier {
        Barrier::Place { km } => text.with(barrier.key(), &[("km", n(*km))]),
        Barrier::Organisation | Barrier::Group | Barrier::LiveIn => text.get(barrier.key()),
        Barrier::Sector { sector } => {
            let title = taxonomy::sectors::title(sector).unwrap_or_default();
            text.with(barrier.key(), &[("sector", title.into())])
        }
        Barrier::Shift { shift } => text.with(barrier.key(), &[("shift", text.get(&format!("shift-{shift}")).into())]),
        Barrier::RightToWork { has, .. } => {
            let has = text.get(&format!("right-to-work-{}", has.word().replace('_', "-")));
            text.with(barrier.key(), &[("has", has.into())])
        }
        Barrier::Distance { km, reach_km } => text.with(barrier.key(), &[("km", n(*km)), ("reach", n(*reach_km))]),
        Barrier::Hours { hours, most } => {
            text.with(barrier.key(), &[("hours", n(u16::from(*hours))), ("most", n(u16::from(*most)))])
        }
        Barrier::Support { support } => text.with(barrier.key(), &[("support", support_name(text, *support).into())]),
    }
}

fn support_name(text: Text, support: Support) -> String {
    text.get(&format!("support-{}", support.word().replace('_', "-")))
}

fn language_name(text: Text, language: &Language) -> String {
    taxonomy::languages::name_or_code(language, &reader(text))
}
