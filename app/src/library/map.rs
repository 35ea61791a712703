//! The library at a glance: where its records are about, and which sectors they are in; each a drawing with the table
//! behind it.

mod countries;
mod legend;
mod levels;
mod sectors;

use std::collections::BTreeMap;

use domain::Result;
use domain::practice::{Approach, Evidence, Practice};
use i18n::Text;
use leptos::prelude::*;
use services::library::{Facet, Page, Query};

use crate::{At, Ways, page::Document};

/// How many records each choice of a group has.
type Counts = BTreeMap<String, usize>;

/// How many records of each sector there are: all, and by each choice of two other groups.
struct BySector {
    all: Counts,
    evidence: Vec<(Evidence, Counts)>,
    approach: Vec<(Approach, Counts)>,
}

/// What the map shows of the records.
pub struct Tally {
    total: usize,
    countries: Counts,
    by_sector: BySector,
}

impl Default for Tally {
    fn default() -> Self {
        let evidence = Evidence::ALL.iter().map(|evidence| (*evidence, Counts::new())).collect();
        let approach = Approach::ALL.iter().map(|approach| (*approach, Counts::new())).collect();
        Self { total: 0, countries: Counts::new(), by_sector: BySector { all: Counts::new(), evidence, approach } }
    }
}

impl Tally {
    /// Counts one more record.
    pub fn add(&mut self, practice: &Practice) {
        let more = |counts: &mut Counts, facet: Facet| {
            for value in facet.values(practice) {
                *counts.entry(value).or_default() += 1;
            }
        };
        self.total += 1;
        more(&mut self.countries, Facet::Country);
        more(&mut self.by_sector.all, Facet::Sector);
        for (_, counts) in self.by_sector.evidence.iter_mut().filter(|(each, _)| *each == practice.evidence) {
            more(counts, Facet::Sector);
        }
        for (_, counts) in self.by_sector.approach.iter_mut().filter(|(each, _)| practice.approach.contains(each)) {
            more(counts, Facet::Sector);
        }
    }

    /// Asks the index for the counts of all records.
    async fn ask(at: &At) -> Result<Self> {
        let page = count(at, None).await?;
        let mut tally = Self { total: page.total, countries: counts(&page, Facet::Country), ..Self::default() };
        tally.by_sector.all = counts(&page, Facet::Sector);
        for (evidence, found) in &mut tally.by_sector.evidence {
            *found = counts(&count(at, Some((Facet::Evidence, evidence.word()))).await?, Facet::Sector);
        }
        for (approach, found) in &mut tally.by_sector.approach {
            *found = counts(&count(at, Some((Facet::Approach, approach.word()))).await?, Facet::Sector);
        }
        Ok(tally)
    }
}

/// The page.
///
/// # Errors
/// When the index cannot be read.
pub async fn map(at: At) -> Result<Document> {
    let tally = Tally::ask(&at).await?;
    Ok(Document::new(at.text.get("library-map-title"), body(at.text, &Ways::Online, &tally)).wide())
}

/// What stands on the page.
pub(super) fn body(text: Text, ways: &Ways, tally: &Tally) -> AnyView {
    let jumps = [("#countries", "library-map-countries"), ("#sectors", "library-map-sectors")];
    let jumps = jumps.map(|(href, key)| view! { <li><a href=href>{text.get(key)}</a></li> });
    view! {
        <nav class="breadcrumb" aria-label=text.get("library-map-way")>
            <ol><li><a href=ways.library()>{text.get("library-title")}</a></li></ol>
        </nav>
        <h1>{text.get("library-map-title")}</h1>
        <p class="lede">{text.with("library-map-lede", &[("count", tally.total.into())])}</p>
        <nav class="jumps" aria-label=text.get("library-map-jump")><ul>{jumps.collect_view()}</ul></nav>
        {countries::section(text, ways, &tally.countries)}
        {sectors::section(text, ways, &tally.by_sector)}
    }
    .into_any()
}

/// The table behind a drawing: folded away on narrow screens, in view where there is room, as the style sheet has it.
fn behind(id: &'static str, title: String, table: impl IntoView + 'static) -> AnyView {
    view! {
        <details class="more map-table" id=id>
            <summary>{title.clone()}</summary>
            <h3 class="map-table__title">{title}</h3>
            {table}
        </details>
    }
    .into_any()
}

/// Asks the index for the counts of all records, or of those of one choice.
async fn count(at: &At, chosen: Option<(Facet, &str)>) -> Result<Page> {
    let facets = chosen.into_iter().map(|(facet, value)| (facet, vec![value.to_owned()])).collect();
    services::library::search(&at.scope, Query { facets, size: 1, ..Query::default() }).await
}

fn counts(page: &Page, facet: Facet) -> Counts {
    let counts = page.facets.get(&facet).into_iter().flatten();
    counts.filter(|count| count.count > 0).map(|count| (count.value.clone(), count.count)).collect()
}
