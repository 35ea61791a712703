//! The facets: groups of choices with counts, all in the address.

use domain::practice::Practice;
use i18n::Text;
use leptos::prelude::*;
use services::library::{Facet, Page};

use super::value_words;
use crate::At;

/// How many choices of a group are in view at once, and more where more are chosen.
const IN_VIEW: usize = 8;

/// How many countries the line of a record names.
const IN_LINE: usize = 3;

/// The facts of a record in one line: what it is, where, how well it is known, from when.
pub(super) fn line(text: Text, practice: &Practice) -> String {
    let words =
        |facet: Facet| facet.values(practice).into_iter().take(IN_LINE).map(move |v| value_words(text, facet, &v));
    let kind = text.get(&format!("library-kind-{}", practice.kind));
    let places: Vec<String> = words(Facet::Country).collect();
    let places = if places.is_empty() { words(Facet::Region).collect() } else { places };
    let evidence = words(Facet::Evidence).collect::<Vec<_>>().join(", ");
    let parts = [kind, places.join(", "), evidence, practice.year.to_string()];
    // A line that is too long breaks behind a dot, never before it.
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\u{a0}· ")
}

/// The groups.
pub(super) fn groups(at: &At, page: &Page) -> impl IntoView + use<> {
    let groups = page.facets.iter().filter(|(_, counts)| !counts.is_empty());
    let groups = groups.map(|(facet, counts)| {
        // The ids let the page keep the focus, and what is open, when results come while a person types.
        let group = format!("filters-{}", facet.word());
        let open = counts.iter().any(|count| count.chosen) || matches!(facet, Facet::Sector | Facet::Approach);
        let choices: Vec<_> = counts
            .iter()
            .map(|count| {
                let words = value_words(at.text, *facet, &count.value);
                let id = format!("facet-{}-{}", facet.word(), count.value);
                let number = at.text.number(i64::try_from(count.count).unwrap_or(i64::MAX));
                view! {
                    <label class="choice">
                        <input id=id type="checkbox" name=facet.word() value=count.value.clone() checked=count.chosen/>
                        <span>{words}" "<span class="count">{number}</span></span>
                    </label>
                }
                .into_any()
            })
            .collect();
        let mut first = choices;
        // The chosen ones come first, and are in view even where the rest stays folded as a person left it.
        let in_view = counts.iter().filter(|count| count.chosen).count().max(IN_VIEW);
        let rest = first.split_off(first.len().min(in_view));
        let more = (!rest.is_empty()).then(|| {
            view! {
                <details class="more" id=format!("{group}-more")>
                    <summary id=format!("{group}-more-summary")>{at.text.get("library-facet-more")}</summary>
                    {rest}
                </details>
            }
        });
        let title = at.text.get(&format!("library-facet-{}", facet.word()));
        view! {
            <details class="facet" id=group.clone() open=open>
                <summary id=format!("{group}-summary")>{title.clone()}</summary>
                <fieldset>
                    <legend class="visually-hidden">{title}</legend>
                    {first}
                    {more}
                </fieldset>
            </details>
        }
    });
    groups.collect_view()
}
