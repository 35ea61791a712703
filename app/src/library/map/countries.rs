//! The map of countries, shaded by how many records are about each, and the table behind it.

use domain::codes::{Country, Language};
use i18n::Text;
use leptos::prelude::*;
use services::library::Facet;
use taxonomy::world;

use super::legend::legend;
use super::levels::{bounds, level, ranges};
use super::{Counts, behind};
use crate::Ways;

/// A country with records.
struct Row {
    country: Country,
    name: &'static str,
    count: usize,
}

pub(super) fn section(text: Text, ways: &Ways, counts: &Counts) -> impl IntoView + use<> {
    let rows = rows(text, counts);
    let body = if rows.is_empty() {
        view! { <p class="empty">{text.get("library-map-nothing")}</p> }.into_any()
    } else {
        view! {
            <p>{text.with("library-map-countries-lede", &[("count", rows.len().into())])}</p>
            <a class="skip skip--here" href="#countries-table">{text.get("library-map-skip")}</a>
            {drawing(text, ways, &rows)}
            {legend(text, shades(text, &rows))}
            {table(text, ways, &rows)}
        }
        .into_any()
    };
    view! {
        <section id="countries">
            <h2>{text.get("library-map-countries")}</h2>
            {body}
        </section>
    }
}

/// Countries with the most records first.
fn rows(text: Text, counts: &Counts) -> Vec<Row> {
    let reader: Language = text.language().parse().unwrap_or_else(|_| Language::english());
    let row = |(code, count): (&String, &usize)| {
        let country: Country = code.parse().ok()?;
        let name = taxonomy::countries::name(&country, &reader)?;
        Some(Row { country, name, count: *count })
    };
    let mut rows: Vec<Row> = counts.iter().filter_map(row).collect();
    rows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(b.name)));
    rows
}

fn greatest(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.count).max().unwrap_or_default()
}

fn drawing(text: Text, ways: &Ways, rows: &[Row]) -> impl IntoView + use<> {
    let bounds = bounds(greatest(rows));
    let of = |outline: &world::Outline| rows.iter().find(|row| row.country == outline.country);
    // One shape for all land that leads nowhere; a dot that leads nowhere says nothing.
    let empty = world::ALL.iter().filter(|outline| of(outline).is_none() && !outline.is_dot());
    let land: String = empty.map(|outline| outline.path).collect();
    let shapes = world::ALL.iter().filter_map(|outline| {
        let row = of(outline)?;
        let words = text.with("library-map-country", &[("country", row.name.into()), ("count", row.count.into())]);
        let class = format!("level-{}", level(&bounds, row.count));
        let href = ways.records(&[(Facet::Country, row.country.as_str())]);
        Some(view! {
            <a class=class href=href aria-label=words>
                <title>{words.clone()}</title>
                <path d=outline.path></path>
            </a>
        })
    });
    let shapes = shapes.collect_view();
    view! {
        <div class="drawing" role="group" tabindex="0" aria-labelledby="world-title world-words">
            <svg class="world" viewBox=format!("0 0 {} {}", world::WIDTH, world::HEIGHT) role="group" aria-labelledby="world-title">
                <title id="world-title">{text.get("library-map-countries")}</title>
                <desc id="world-words">{text.get("library-map-words")}</desc>
                <path class="world__land" d=land></path>
                {shapes}
            </svg>
        </div>
    }
}

fn shades(text: Text, rows: &[Row]) -> Vec<(String, String)> {
    let greatest = greatest(rows);
    let bounds = bounds(greatest);
    let ranges = ranges(&bounds, greatest).into_iter().map(|(first, last)| {
        let numbers = [("first", first.into()), ("last", last.into())];
        let words = if first == last { text.number(first) } else { text.with("library-map-range", &numbers) };
        (level(&bounds, first), words)
    });
    let levels = std::iter::once((0, text.get("library-map-none"))).chain(ranges);
    levels.map(|(level, words)| (format!("level-{level}"), words)).collect()
}

fn table(text: Text, ways: &Ways, rows: &[Row]) -> AnyView {
    let lines = rows.iter().map(|row| {
        view! {
            <tr>
                <th scope="row"><a href=ways.records(&[(Facet::Country, row.country.as_str())])>{row.name}</a></th>
                <td class="number">{text.number(row.count)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let title = text.get("library-map-countries-table");
    let table = view! {
        <div class="table" tabindex="0" role="region" aria-label=title.clone()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("library-facet-country")}</th>
                        <th class="number" scope="col">{text.get("library-map-records")}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    };
    behind("countries-table", title, table)
}
