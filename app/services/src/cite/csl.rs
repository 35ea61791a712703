//! CSL-JSON: a list of one item, as reference managers take it.

use domain::practice::PracticeKind;
use serde_json::json;

use super::{PUBLISHER, Work, creators, line};

/// The item.
pub(super) fn write(work: Work<'_>) -> String {
    let practice = &work.stored.practice;
    let kind = match practice.kind {
        PracticeKind::Practice | PracticeKind::Code => "document",
        PracticeKind::Law => "legislation",
        PracticeKind::Report | PracticeKind::Guide => "report",
    };
    let authors: Vec<_> = creators(practice).into_iter().map(|name| json!({ "literal": line(name) })).collect();
    let mut keywords = practice.topics.clone();
    keywords.extend(practice.sectors.iter().map(ToString::to_string));
    let mut item = json!({
        "id": work.key(),
        "type": kind,
        "title": line(&practice.title),
        "author": authors,
        "issued": { "date-parts": [[practice.year]] },
        "publisher": PUBLISHER,
        "version": work.stored.version.to_string(),
        "abstract": line(&practice.plain_summary()),
        "language": practice.language,
        "URL": work.address,
    });
    if !keywords.is_empty()
        && let Some(fields) = item.as_object_mut()
    {
        fields.insert("keyword".into(), json!(keywords.join(", ")));
    }
    let mut text = serde_json::to_string_pretty(&json!([item])).unwrap_or_default();
    text.push('\n');
    text
}
