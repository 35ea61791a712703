//! A record as simple Dublin Core.

use domain::practice::{StoredPractice, UNSTATED};

use super::sets::spoken;
use crate::cite::{PUBLISHER, creators};
use crate::xml::Xml;

const NAMES: &[(&str, &str)] = &[
    ("xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
];

/// Writes a record.
pub(super) fn write(xml: &mut Xml, stored: &StoredPractice, address: &str) {
    let practice = &stored.practice;
    xml.open("oai_dc:dc", NAMES);
    let language = practice.language.to_string();
    let spoken_language = [("xml:lang", language.as_str())];
    xml.leaf("dc:title", &spoken_language, &practice.title);
    for name in creators(practice) {
        xml.leaf("dc:creator", &[], name);
    }
    for topic in &practice.topics {
        xml.leaf("dc:subject", &[], topic);
    }
    for sector in &practice.sectors {
        xml.leaf("dc:subject", &[("xml:lang", "en")], &spoken("sector", sector.word()));
    }
    xml.leaf("dc:description", &spoken_language, &practice.plain_summary());
    xml.leaf("dc:publisher", &[], PUBLISHER);
    xml.leaf("dc:date", &[], &practice.year.to_string());
    xml.leaf("dc:type", &[], "Text");
    xml.leaf("dc:type", &[("xml:lang", "en")], &spoken("kind", practice.kind.word()));
    xml.leaf("dc:format", &[], "text/html");
    xml.leaf("dc:identifier", &[], address);
    for source in &practice.sources {
        xml.leaf("dc:source", &[], source.url.as_deref().unwrap_or(&source.title));
    }
    xml.leaf("dc:language", &[], &language);
    for country in &practice.countries {
        xml.leaf("dc:coverage", &[("xml:lang", "en")], &spoken("country", country.as_str()));
    }
    if practice.licence != UNSTATED {
        xml.leaf("dc:rights", &[], &practice.licence);
    }
    xml.close("oai_dc:dc");
}
