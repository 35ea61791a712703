//! What a document keeps but does not show: words whose font says "hidden", there or in a style.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};

use crate::{Refused, xml};

/// What stays of a hidden run: how it looks, and the ends of fields, which must come in pairs.
const STAYS: &[&str] = &["rPr", "fldChar"];

/// An element while what is in it is read.
struct Open {
    place: Place,
    hidden: Visible,
}

/// The elements that matter for what is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Other,
}

/// Whether words show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visible {
    Shown,
    Hidden,
}

impl Place {
    fn of(name: &str) -> Self {
        match name {
            "p" => Self::Paragraph,
            "pPr" => Self::ParagraphProperties,
            "r" => Self::Run,
            "rPr" => Self::RunProperties,
            _ => Self::Other,
        }
    }
}

/// The names of the styles that hide.
///
/// # Errors
/// When the part is no XML.
pub(super) fn styles(part: &str) -> Result<BTreeSet<String>, Refused> {
    let (mut hiding, mut style) = (BTreeSet::new(), None);
    xml::each(part, |event| {
        match &event {
            Event::Start(element) if xml::local(element) == "style" => style = xml::attribute(element, "styleId"),
            Event::Start(element) | Event::Empty(element) if hides(element) => hiding.extend(style.clone()),
            Event::End(element) if xml::unprefixed(element.name().0) == "style" => style = None,
            _ => {}
        }
        Ok(())
    })?;
    Ok(hiding)
}

/// The elements of a part that do not show, counted from 0 as they open.
///
/// # Errors
/// When the part is no XML.
pub(super) fn elements(part: &str, styles: &BTreeSet<String>) -> Result<BTreeSet<usize>, Refused> {
    let (mut found, mut at) = (BTreeSet::new(), 0_usize);
    let mut open: Vec<Open> = Vec::new();
    xml::each(part, |event| {
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                mark(&mut open, element, styles);
                let name = xml::local(element);
                let inside = |parent: &Open| parent.place == Place::Run && parent.hidden == Visible::Hidden;
                if open.last().is_some_and(inside) && !STAYS.contains(&name) {
                    found.insert(at);
                }
                if matches!(event, Event::Start(_)) {
                    let place = Place::of(name);
                    open.push(Open { place, hidden: inherited(&open, place) });
                }
                at += 1;
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(found)
}

/// A run is hidden from the start where its paragraph's style hides.
fn inherited(open: &[Open], place: Place) -> Visible {
    let paragraph = open.iter().rev().find(|parent| parent.place == Place::Paragraph);
    match (place, paragraph) {
        (Place::Run, Some(paragraph)) => paragraph.hidden,
        _ => Visible::Shown,
    }
}

/// Notes that an element says of the run or paragraph it describes that it is hidden.
fn mark(open: &mut [Open], element: &BytesStart<'_>, styles: &BTreeSet<String>) {
    let [.., described, properties] = open else { return };
    let styled = || xml::attribute(element, "val").is_some_and(|style| styles.contains(&style));
    let hidden = match (described.place, properties.place, xml::local(element)) {
        (Place::Run, Place::RunProperties, "rStyle") | (Place::Paragraph, Place::ParagraphProperties, "pStyle") => {
            styled()
        }
        (Place::Run, Place::RunProperties, _) => hides(element),
        _ => false,
    };
    if hidden {
        described.hidden = Visible::Hidden;
    }
}

/// Whether an element of a font says that words in it do not show.
fn hides(element: &BytesStart<'_>) -> bool {
    let off = |value: Option<String>| matches!(value.as_deref(), Some("0" | "false" | "off"));
    ["vanish", "specVanish"].contains(&xml::local(element)) && !off(xml::attribute(element, "val"))
}
