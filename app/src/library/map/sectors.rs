//! The sectors: a bar for each, in parts by how well the records are known, and the table behind it, in the order of ISIC.

use domain::codes::Sector;
use domain::practice::{Approach, Evidence, LibrarySector};
use i18n::Text;
use leptos::prelude::*;
use services::library::Facet;

use super::legend::legend;
use super::{BySector, Counts, behind};
use crate::Ways;

/// Height of a sector's line with its bar, in pixels.
const LINE: usize = 52;
/// Where a line's bar begins, and how high it is.
const BAR: (usize, usize) = (26, 16);

/// A section of ISIC with the library's sectors in it that have records.
struct Group {
    section: Option<Sector>,
    sectors: Vec<LibrarySector>,
}

pub(super) fn section(text: Text, ways: &Ways, counts: &BySector) -> impl IntoView + use<> {
    let groups = groups(&counts.all);
    let body = if groups.is_empty() {
        view! { <p class="empty">{text.get("library-map-nothing")}</p> }.into_any()
    } else {
        view! {
            <p>{text.get("library-map-sectors-lede")}</p>
            <a class="skip skip--here" href="#sectors-table">{text.get("library-map-skip")}</a>
            {legend(text, shades(text, counts))}
            {drawing(text, ways, &groups, counts)}
            {table(text, ways, &groups, counts)}
        }
        .into_any()
    };
    view! {
        <section id="sectors">
            <h2>{text.get("library-map-sectors")}</h2>
            {body}
        </section>
    }
}

/// The sections that have records, in ISIC's order; what is in none of them comes last.
fn groups(all: &Counts) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for sector in LibrarySector::ALL.iter().filter(|sector| all.contains_key(sector.word())) {
        let main = sector.isic().first().and_then(|code| code.parse().ok());
        let section = main.and_then(|code| taxonomy::sectors::section_of(&code));
        match groups.iter_mut().find(|group| group.section == section) {
            Some(group) => group.sectors.push(*sector),
            None => groups.push(Group { section, sectors: vec![*sector] }),
        }
    }
    groups.sort_by_key(|group| (group.section.is_none(), group.section.clone()));
    groups
}

fn title(text: Text, group: &Group) -> String {
    let section = group.section.as_ref();
    let named = section.map(|code| format!("{code} {}", taxonomy::sectors::title(code).unwrap_or_default()));
    named.unwrap_or_else(|| text.get("library-map-no-section"))
}

fn name(text: Text, sector: LibrarySector) -> String {
    text.get(&format!("library-sector-{sector}"))
}

fn of(counts: &Counts, sector: LibrarySector) -> usize {
    counts.get(sector.word()).copied().unwrap_or_default()
}

fn shades(text: Text, counts: &BySector) -> Vec<(String, String)> {
    let grade = |evidence: &Evidence| (format!("grade-{evidence}"), evidence_label(text, *evidence));
    counts.evidence.iter().map(|(evidence, _)| grade(evidence)).collect()
}

/// A drawing for each section, under its title, which may need several lines.
fn drawing(text: Text, ways: &Ways, groups: &[Group], counts: &BySector) -> impl IntoView + use<> {
    let most = counts.all.values().copied().max().unwrap_or(1);
    let drawings = groups.iter().enumerate().map(|(place, group)| {
        let id = format!("section-{place}");
        let lines = group.sectors.iter().enumerate();
        let lines = lines.map(|(at, sector)| line(text, (*sector, ways), counts, most, at * LINE)).collect_view();
        let height = (group.sectors.len() * LINE).to_string();
        view! {
            <h3 class="bars__section" id=id.clone()>{title(text, group)}</h3>
            <svg class="bars" width="100%" height=height role="group" aria-labelledby=id>
                {lines}
            </svg>
        }
    });
    let drawings = drawings.collect_view();
    view! {
        <p class="visually-hidden">{text.get("library-map-bars-words")}</p>
        <div class="sections">{drawings}</div>
    }
}

/// A sector's name, number and bar; widths are parts of the whole, so that it fits every screen.
fn line(text: Text, (sector, ways): (LibrarySector, &Ways), counts: &BySector, most: usize, y: usize) -> AnyView {
    let total = of(&counts.all, sector);
    let words = text.with("library-map-sector", &[("sector", name(text, sector).into()), ("count", total.into())]);
    let mut before = 0;
    let parts = counts.evidence.iter().filter_map(|(evidence, by)| {
        let part = of(by, sector);
        let x = share(before, most);
        before += part;
        let (top, height) = BAR;
        (part > 0).then(|| {
            view! { <rect class=format!("grade-{evidence}") x=x y=(y + top).to_string() width=share(part, most) height=height.to_string()></rect> }
        })
    });
    let parts: Vec<_> = parts.collect();
    let base = (y + 18).to_string();
    view! {
        <a href=ways.records(&[(Facet::Sector, sector.word())]) aria-label=words>
            <title>{words.clone()}</title>
            <rect class="bars__room" x="0" y=y.to_string() width="100%" height=(LINE - 4).to_string()></rect>
            <text x="0" y=base.clone()>{name(text, sector)}</text>
            <text class="bars__number" x="100%" y=base text-anchor="end">{text.number(total)}</text>
            {parts}
        </a>
    }
    .into_any()
}

/// A part of the whole width, in percent with two decimals.
fn share(part: usize, whole: usize) -> String {
    let basis = part.saturating_mul(10_000) / whole.max(1);
    format!("{}.{:02}%", basis / 100, basis % 100)
}

fn table(text: Text, ways: &Ways, groups: &[Group], counts: &BySector) -> AnyView {
    let evidence = counts.evidence.iter().map(|(evidence, _)| evidence_label(text, *evidence));
    let approach = counts.approach.iter().map(|(approach, _)| approach_label(text, *approach));
    let columns = std::iter::once(text.get("library-map-records")).chain(evidence).chain(approach);
    let columns = columns.map(|words| view! { <th class="number" scope="col">{words}</th> }).collect_view();
    let span = 2 + counts.evidence.len() + counts.approach.len();
    let bodies = groups.iter().map(|group| {
        let rows = group.sectors.iter().map(|sector| row(text, ways, *sector, counts)).collect_view();
        view! {
            <tbody>
                <tr><th class="table__group" colspan=span.to_string() scope="rowgroup"><span>{title(text, group)}</span></th></tr>
                {rows}
            </tbody>
        }
    });
    let bodies = bodies.collect_view();
    let name = text.get("library-map-sectors-table");
    let table = view! {
        <div class="table table--cards" tabindex="0" role="region" aria-label=name.clone()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{text.get("library-facet-sector")}</th>
                        {columns}
                    </tr>
                </thead>
                {bodies}
            </table>
        </div>
        <p class="meta">{text.get("library-map-sectors-note")}</p>
    };
    behind("sectors-table", name, table)
}

fn evidence_label(text: Text, evidence: Evidence) -> String {
    text.get(&format!("library-evidence-{evidence}"))
}

fn approach_label(text: Text, approach: Approach) -> String {
    text.get(&format!("library-approach-{approach}"))
}

/// A sector with its codes, and its numbers, each leading to the records that it counts.
fn row(text: Text, ways: &Ways, sector: LibrarySector, counts: &BySector) -> impl IntoView + use<> {
    let own = (Facet::Sector, sector.word());
    let cell = |label: String, number: usize, chosen: &[(Facet, &str)]| {
        let words = text.number(number);
        let inside = match ways.records(chosen).filter(|_| number > 0) {
            Some(href) => view! { <a href=href>{words}</a> }.into_any(),
            None => words.into_any(),
        };
        view! { <td class="number" data-label=label>{inside}</td> }
    };
    let all = cell(text.get("library-map-records"), of(&counts.all, sector), &[own]);
    let evidence = counts.evidence.iter().map(|(evidence, by)| {
        cell(evidence_label(text, *evidence), of(by, sector), &[own, (Facet::Evidence, evidence.word())])
    });
    let evidence = evidence.collect_view();
    let approach = counts.approach.iter().map(|(approach, by)| {
        cell(approach_label(text, *approach), of(by, sector), &[own, (Facet::Approach, approach.word())])
    });
    let approach = approach.collect_view();
    let codes = sector.isic().join(", ");
    let codes = (!codes.is_empty()).then(|| {
        view! { <span class="meta">{text.with("library-isic", &[("codes", codes.into())])}</span> }
    });
    view! {
        <tr>
            <th scope="row">{name(text, sector)}" "{codes}</th>
            {all}
            {evidence}
            {approach}
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::{groups, share};
    use crate::library::map::Counts;

    #[test]
    fn sections_come_in_the_order_of_isic_and_what_has_none_last() {
        let all: Counts = ["cross-sector", "technology", "fishing", "agriculture", "cleaning"]
            .map(|word| (word.to_owned(), 1))
            .into();
        let found: Vec<_> = groups(&all)
            .into_iter()
            .map(|group| (group.section.map(|code| code.to_string()), group.sectors.len()))
            .collect();
        let some = |code: &str| Some(code.to_owned());
        assert_eq!(found, [(some("A"), 2), (some("J"), 1), (some("N"), 1), (None, 1)]);
        assert!(groups(&Counts::new()).is_empty());
    }

    #[test]
    fn shares_are_parts_of_the_whole() {
        for (part, whole, expect) in [(0, 7, "0.00%"), (7, 7, "100.00%"), (1, 3, "33.33%"), (1, 16, "6.25%")] {
            assert_eq!(share(part, whole), expect);
        }
    }
}
