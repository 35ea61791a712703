//! What sets are called, in English.

use domain::codes::Language;
use i18n::Text;

/// The words of a group's value, such as the name of a country.
#[must_use]
pub fn spoken(group: &str, value: &str) -> String {
    let english = Language::english();
    let found = match group {
        "country" => value.parse().ok().and_then(|code| taxonomy::countries::name(&code, &english)).map(str::to_owned),
        "language" => value.parse().ok().and_then(|code| taxonomy::languages::name(&code, &english)).map(str::to_owned),
        _ => Text::of(&english).find(&format!("library-{group}-{value}"), &[]),
    };
    found.unwrap_or_else(|| value.to_owned())
}

/// The name of a set.
pub(super) fn name(spec: &str) -> String {
    let (group, value) = spec.split_once(':').map_or((spec, None), |(group, value)| (group, Some(value)));
    let words =
        Text::of(&Language::english()).find(&format!("oai-set-{group}"), &[]).unwrap_or_else(|| group.to_owned());
    match value {
        Some(value) => format!("{words}: {}", spoken(group, value)),
        None => words,
    }
}
