//! A record as schema.org sees it, in JSON-LD.

use domain::practice::{PracticeKind, UNSTATED};
use serde_json::json;

use super::{PUBLISHER, Work, creators};
use crate::oai::spoken;

/// The JSON of a block in a page; no text of it can end the block.
#[must_use]
pub fn json_ld(work: Work<'_>) -> String {
    let practice = &work.stored.practice;
    let kind = match practice.kind {
        PracticeKind::Practice => "Article",
        PracticeKind::Code => "CreativeWork",
        PracticeKind::Law => "Legislation",
        PracticeKind::Report | PracticeKind::Guide => "Report",
    };
    let organisation = |name: &str| json!({ "@type": "Organization", "name": name });
    let mut keywords = practice.topics.clone();
    keywords.extend(practice.sectors.iter().map(ToString::to_string));
    let country = |code: String| json!({ "@type": "Country", "identifier": code, "name": spoken("country", &code) });
    let countries: Vec<_> = practice.countries.iter().map(|code| country(code.to_string())).collect();
    let sources: Vec<_> = practice.sources.iter().filter_map(|source| source.url.clone()).collect();
    let mut block = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "@id": work.stored.identifier(),
        "url": work.address,
        "name": practice.title,
        "headline": practice.title,
        "abstract": practice.plain_summary(),
        "inLanguage": practice.language,
        "dateCreated": practice.year.to_string(),
        "dateModified": work.stored.published.to_rfc3339(),
        "version": work.stored.version.to_string(),
        "author": creators(practice).into_iter().map(organisation).collect::<Vec<_>>(),
        "publisher": organisation(PUBLISHER),
        "keywords": keywords,
        "spatialCoverage": countries,
        "citation": sources,
        "isAccessibleForFree": true,
    });
    if practice.licence != UNSTATED
        && let Some(fields) = block.as_object_mut()
    {
        let licence = format!("https://spdx.org/licenses/{}", practice.licence);
        fields.insert("license".into(), json!(licence));
    }
    block.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
