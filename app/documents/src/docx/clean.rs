//! Which parts of a document show, and each of them without the names of those who wrote it.

use std::collections::BTreeSet;

use quick_xml::Writer;
use quick_xml::events::{BytesStart, Event};

use super::{Parts, TYPES, hidden};
use crate::{Kind, Refused, picture, xml};

/// What says how a document looks.
const STYLES: &str = "word/styles.xml";
/// Elements that go with all that is in them: comments' marks, what was deleted, moved away or looked otherwise before a
/// review, ids of editing sessions, variables, letters' addresses.
const GONE: &[&str] = &[
    "commentRangeStart",
    "commentRangeEnd",
    "commentReference",
    "del",
    "delText",
    "delInstrText",
    "cellDel",
    "cellIns",
    "cellMerge",
    "moveFrom",
    "moveFromRangeStart",
    "moveFromRangeEnd",
    "moveToRangeStart",
    "moveToRangeEnd",
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tblPrExChange",
    "tblGridChange",
    "trPrChange",
    "tcPrChange",
    "numberingChange",
    "rsids",
    "docVars",
    "mailMerge",
    "attachedTemplate",
    "documentProtection",
    "writeProtection",
    "altChunk",
    "object",
    "control",
];
/// Attributes that must be there and say who or when.
const EMPTIED: &[&str] = &["author", "initials"];
/// Attributes that go.
const DROPPED: &[&str] = &[
    "date",
    "dateUtc",
    "rsidR",
    "rsidRDefault",
    "rsidRPr",
    "rsidP",
    "rsidTr",
    "rsidDel",
    "rsidSect",
    "paraId",
    "textId",
];
/// The beginnings of parts' names that do not show: comments, people, programs, files inside.
const UNSEEN: &[&str] = &[
    "comments",
    "people",
    "vba",
    "embeddings/",
    "activeX/",
    "glossary/",
    "printerSettings/",
    "customizations",
    "ink/",
];

/// The parts that show, cleaned.
///
/// # Errors
/// When one is no XML.
pub(super) fn parts(parts: Parts) -> Result<Parts, Refused> {
    let hiding = parts.get(STYLES).map(|styles| hidden::styles(xml::text(styles)?)).transpose()?.unwrap_or_default();
    let mut kept = Parts::new();
    for (name, part) in parts {
        if let Some(part) = part_of(&name, part, &hiding)? {
            kept.insert(name, part);
        }
    }
    let names: BTreeSet<String> = kept.keys().cloned().collect();
    for (name, part) in &mut kept {
        if name == TYPES {
            *part = types(xml::text(part)?, &names)?;
        } else if name.ends_with(".rels") {
            *part = relations(xml::text(part)?, name, &names)?;
        }
    }
    Ok(kept)
}

/// A part as it is kept, or nothing; some styles hide what they are given to.
fn part_of(name: &str, part: Vec<u8>, hiding: &hidden::Styles) -> Result<Option<Vec<u8>>, Refused> {
    if name.contains("..") || name.contains('\\') {
        return Ok(None);
    }
    if name == TYPES || name == "_rels/.rels" {
        return Ok(Some(part));
    }
    let Some(inside) = name.strip_prefix("word/") else { return Ok(None) };
    if let Some(media) = inside.strip_prefix("media/") {
        return Ok(medium(media, part));
    }
    let bare = inside.strip_prefix("_rels/").unwrap_or(inside);
    if UNSEEN.iter().any(|begins| bare.starts_with(begins)) {
        return Ok(None);
    }
    if inside.ends_with(".rels") {
        return Ok(Some(part));
    }
    if inside.ends_with(".xml") { xml_part(xml::text(&part)?, hiding).map(Some) } else { Ok(None) }
}

/// A picture without what it says besides; kinds that cannot be cleaned go.
fn medium(name: &str, part: Vec<u8>) -> Option<Vec<u8>> {
    if name.contains('/') {
        return None;
    }
    match Kind::of_bytes(&part) {
        Some(kind @ (Kind::Png | Kind::Jpeg | Kind::Webp)) => picture::clean(kind, &part).ok(),
        _ => None,
    }
}

/// Copies a text event by event; the function gets an element with its number from 0, and changes it or drops it with
/// what is in it.
fn copy(
    text: &str,
    mut keep: impl FnMut(usize, &BytesStart<'_>) -> Option<BytesStart<'static>>,
) -> Result<Vec<u8>, Refused> {
    let mut writer = Writer::new(Vec::new());
    let mut opened = 0_usize;
    // How deep inside an element that goes.
    let mut dropped = 0_usize;
    xml::each(text, |event| {
        let at = opened;
        if matches!(event, Event::Start(_) | Event::Empty(_)) {
            opened += 1;
        }
        let event = match event {
            Event::Start(_) if dropped > 0 => {
                dropped += 1;
                return Ok(());
            }
            Event::End(_) if dropped > 0 => {
                dropped -= 1;
                return Ok(());
            }
            _ if dropped > 0 => return Ok(()),
            Event::Start(element) => match keep(at, &element) {
                Some(element) => Event::Start(element),
                None => {
                    dropped = 1;
                    return Ok(());
                }
            },
            Event::Empty(element) => match keep(at, &element) {
                Some(element) => Event::Empty(element),
                None => return Ok(()),
            },
            Event::Comment(_) | Event::PI(_) => return Ok(()),
            other => other,
        };
        writer.write_event(event).map_err(|_| Refused::Broken)
    })?;
    Ok(writer.into_inner())
}

fn xml_part(text: &str, hiding: &hidden::Styles) -> Result<Vec<u8>, Refused> {
    let hidden = hidden::elements(text, hiding)?;
    copy(text, |at, element| {
        if hidden.contains(&at) || GONE.contains(&xml::local(element)) {
            return None;
        }
        let mut kept = BytesStart::new(element.name().0.to_owned());
        let mut attributes = element.attributes();
        attributes.with_checks(false);
        for attribute in attributes.flatten() {
            let local = xml::unprefixed(attribute.key.0);
            let prefixed = attribute.key.0.contains(':');
            if prefixed && DROPPED.contains(&local) {
                continue;
            }
            let mut attribute = attribute;
            if prefixed && EMPTIED.contains(&local) {
                attribute.value = "".into();
            }
            kept.push_attribute(attribute);
        }
        Some(kept)
    })
}

/// What says what the parts are, for those that are left.
fn types(text: &str, names: &BTreeSet<String>) -> Result<Vec<u8>, Refused> {
    copy(text, |_, element| {
        let part = xml::attribute(element, "PartName");
        let there = part.is_none_or(|part| names.contains(part.trim_start_matches('/')));
        there.then(|| element.to_owned())
    })
}

/// What leads from a part to others: to those that are left, and from links to the web.
fn relations(text: &str, name: &str, names: &BTreeSet<String>) -> Result<Vec<u8>, Refused> {
    let folder = name.split_once("_rels/").map_or("", |(folder, _)| folder);
    copy(text, |_, element| {
        let Some(target) = xml::attribute(element, "Target") else { return Some(element.to_owned()) };
        if xml::attribute(element, "TargetMode").as_deref() == Some("External") {
            let link = xml::attribute(element, "Type").is_some_and(|kind| kind.ends_with("/hyperlink"));
            let web = ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
            return (link && web).then(|| element.to_owned());
        }
        let target = target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned);
        names.contains(&target).then(|| element.to_owned())
    })
}
