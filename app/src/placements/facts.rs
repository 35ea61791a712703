//! What a placement says, for reading.

use domain::codes::Language;
use domain::placement::{PayPeriod, Terms};
use i18n::Text;
use leptos::prelude::*;

use crate::occupations;

/// Pay in words: `14.80 EUR an hour`.
pub(crate) fn pay(text: Text, terms: &Terms) -> Option<String> {
    let pay = terms.pay.as_ref()?;
    let amount = text.money(pay.minor, &pay.currency);
    let period: PayPeriod = pay.period;
    Some(text.with(&format!("pay-per-{period}"), &[("amount", amount.into())]))
}

/// Words of a closed list, joined.
pub(crate) fn words<T: std::fmt::Display>(text: Text, prefix: &str, values: &[T]) -> Option<String> {
    let each = values.iter().map(|value| text.get(&format!("{prefix}-{}", value.to_string().replace('_', "-"))));
    let joined = each.collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

/// Languages with levels, joined: `Italian B1, English A2`.
pub(crate) fn languages(text: Text, levels: &[domain::codes::LanguageLevel]) -> Option<String> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let name = |code: &Language| taxonomy::languages::name_or_code(code, &reader);
    let each = levels.iter().map(|row| format!("{} {}", name(&row.language), row.level));
    let joined = each.collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

/// A sector in words: `Accommodation – Accommodation and food service activities`.
fn sector(sector: &domain::codes::Sector) -> Option<String> {
    let entry = taxonomy::sectors::ALL.iter().find(|entry| entry.sector == *sector)?;
    let section = taxonomy::sectors::title(&entry.section).filter(|_| entry.section != entry.sector);
    Some(section.map_or_else(|| entry.title.to_string(), |section| format!("{} – {section}", entry.title)))
}

/// The languages in which the contract can be read, joined.
fn contract(text: Text, terms: &Terms) -> Option<String> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let names = terms.conditions.contract_languages.iter().map(|code| taxonomy::languages::name_or_code(code, &reader));
    let joined = names.collect::<Vec<_>>().join(", ");
    (!joined.is_empty()).then_some(joined)
}

/// The facts, as label and value; what is not said is left out.
pub(crate) fn facts(text: Text, terms: &Terms) -> AnyView {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let sector = terms.sector.as_ref().and_then(sector);
    let hours = terms.hours.map(|hours| text.with("placement-hours-a-week", &[("hours", i64::from(hours).into())]));
    let rows = [
        ("kind", terms.kind.map(|kind| text.get(&format!("placement-kind-{}", kind.word().replace('_', "-"))))),
        ("occupation", terms.occupation.as_ref().map(|o| occupations::label(o, &reader))),
        ("sector", sector),
        ("place", terms.place.as_ref().map(taxonomy::places::shown)),
        ("seats", (terms.seats > 0).then(|| text.number(i64::from(terms.seats)))),
        ("hours", hours),
        ("shifts", words(text, "shift", &terms.shifts)),
        ("pay", pay(text, terms)),
        ("languages", languages(text, &terms.languages)),
        ("supports", words(text, "support", &terms.supports)),
        ("start", terms.start.map(|day| text.date(day))),
        ("trial_weeks", terms.trial_weeks.map(|weeks| text.number(i64::from(weeks)))),
        ("leads_to", (!terms.leads_to.is_empty()).then(|| terms.leads_to.clone())),
        ("contract_languages", contract(text, terms)),
        ("rest_days", terms.conditions.rest_days.map(|days| text.number(i64::from(days)))),
        ("housing", terms.conditions.housing.map(|h| text.get(&format!("housing-{}", h.word().replace('_', "-"))))),
        ("contact", (!terms.conditions.contact.is_empty()).then(|| terms.conditions.contact.clone())),
    ];
    let shown = rows.into_iter().filter_map(|(name, value)| {
        let label = text.get(&format!("placement-fact-{}", name.replace('_', "-")));
        value.map(|value| view! { <div><dt>{label}</dt><dd>{value}</dd></div> })
    });
    view! { <dl class="facts">{shown.collect_view()}</dl> }.into_any()
}
