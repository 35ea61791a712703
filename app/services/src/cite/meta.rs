//! What a page's head says of a record: Highwire's tags, which scholars' search engines read, and Dublin Core.

use domain::practice::UNSTATED;

use super::{PUBLISHER, Work, creators};

/// The links that say what the names of Dublin Core mean.
pub const DUBLIN_CORE: &[(&str, &str)] =
    &[("schema.DC", "http://purl.org/dc/elements/1.1/"), ("schema.DCTERMS", "http://purl.org/dc/terms/")];

/// The tags, as name and content.
#[must_use]
pub fn meta(work: Work<'_>) -> Vec<(&'static str, String)> {
    let practice = &work.stored.practice;
    let (day, year) = (work.stored.published.format("%Y-%m-%d").to_string(), practice.year.to_string());
    let language = practice.language.to_string();
    let summary = practice.plain_summary();
    let mut tags = vec![
        ("description", summary.clone()),
        ("citation_title", practice.title.clone()),
        ("citation_publication_date", year.clone()),
        ("citation_online_date", work.stored.published.format("%Y/%m/%d").to_string()),
        ("citation_publisher", PUBLISHER.to_owned()),
        ("citation_language", language.clone()),
        ("citation_abstract_html_url", work.address.to_owned()),
        ("DC.title", practice.title.clone()),
        ("DC.description", summary),
        ("DC.publisher", PUBLISHER.to_owned()),
        ("DC.date", year),
        ("DCTERMS.modified", day),
        ("DC.type", practice.kind.to_string()),
        ("DC.format", "text/html".to_owned()),
        ("DC.identifier", work.address.to_owned()),
        ("DC.language", language),
    ];
    for name in creators(practice) {
        tags.extend([("citation_author", name.to_owned()), ("DC.creator", name.to_owned())]);
    }
    let sectors = practice.sectors.iter().map(ToString::to_string);
    for keyword in practice.topics.iter().cloned().chain(sectors) {
        tags.extend([("citation_keywords", keyword.clone()), ("DC.subject", keyword)]);
    }
    tags.extend(practice.countries.iter().map(|country| ("DC.coverage", country.to_string())));
    tags.extend(practice.sources.iter().filter_map(|source| Some(("DC.source", source.url.clone()?))));
    if practice.licence != UNSTATED {
        tags.push(("DC.rights", practice.licence.clone()));
    }
    tags
}
