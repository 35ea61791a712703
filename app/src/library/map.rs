//! The library at a glance: where its records are about, and which sectors they are in; each a drawing with the table
//! behind it.

mod countries;
mod legend;
mod levels;
mod sectors;

use std::collections::BTreeMap;

use domain::Result;
use domain::practice::{Approach, Evidence};
use leptos::prelude::*;
use services::library::{Facet, Page, Query};

use crate::{At, page::Document};

/// How many records each choice of a group has.
type Counts = BTreeMap<String, usize>;

/// How many records of each sector there are: all, and by each choice of two other groups.
struct BySector {
    all: Counts,
    evidence: Vec<(Evidence, Counts)>,
    approach: Vec<(Approach, Counts)>,
}

/// The page.
///
/// # Errors
/// When the index cannot be read.
pub async fn map(at: At) -> Result<Document> {
    let text = at.text;
    let page = count(&at, None).await?;
    let countries = counts(&page, Facet::Country);
    let mut by_sector = BySector { all: counts(&page, Facet::Sector), evidence: Vec::new(), approach: Vec::new() };
    for evidence in Evidence::ALL {
        let page = count(&at, Some((Facet::Evidence, evidence.word()))).await?;
        by_sector.evidence.push((*evidence, counts(&page, Facet::Sector)));
    }
    for approach in Approach::ALL {
        let page = count(&at, Some((Facet::Approach, approach.word()))).await?;
        by_sector.approach.push((*approach, counts(&page, Facet::Sector)));
    }
    let jumps = [("#countries", "library-map-countries"), ("#sectors", "library-map-sectors")];
    let jumps = jumps.map(|(href, key)| view! { <li><a href=href>{text.get(key)}</a></li> });
    let body = view! {
        <nav class="breadcrumb" aria-label=text.get("library-map-way")>
            <ul><li><a href="/library">{text.get("library-title")}</a></li></ul>
        </nav>
        <h1>{text.get("library-map-title")}</h1>
        <p class="lede">{text.with("library-map-lede", &[("count", page.total.into())])}</p>
        <nav class="jumps" aria-label=text.get("library-map-jump")><ul>{jumps.collect_view()}</ul></nav>
        {countries::section(text, &countries)}
        {sectors::section(text, &by_sector)}
    };
    Ok(Document::new(text.get("library-map-title"), body).wide())
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

/// The address of the records with these choices.
fn found(chosen: &[(&str, &str)]) -> String {
    format!("/library?{}", serde_html_form::to_string(chosen).unwrap_or_default())
}
