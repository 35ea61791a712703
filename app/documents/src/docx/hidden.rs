//! What a document keeps but does not show: words whose font says "hidden", there or in a style.

use std::collections::{BTreeMap, BTreeSet};

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
    Style,
    Defaults,
    Other,
}

/// Whether words show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Visible {
    #[default]
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
            "style" => Self::Style,
            "rPrDefault" => Self::Defaults,
            _ => Self::Other,
        }
    }
}

/// What a style says itself, and the style that speaks where it says nothing.
#[derive(Default)]
struct Style {
    says: Option<Visible>,
    base: Option<String>,
}

/// Whether words show that say nothing of it themselves.
#[derive(Default)]
pub(super) struct Styles {
    /// Those of each style.
    all: BTreeMap<String, Visible>,
    /// Those of a paragraph without a style.
    plain: Visible,
}

/// What the styles of a document hide: each says so itself, takes it from the one it is based on, or from the defaults
/// of all.
///
/// # Errors
/// When the part is no XML.
pub(super) fn styles(part: &str) -> Result<Styles, Refused> {
    let mut written: BTreeMap<String, Style> = BTreeMap::new();
    let (mut name, mut plain, mut defaults) = (String::new(), String::new(), Visible::Shown);
    let mut open: Vec<Place> = Vec::new();
    xml::each(part, |event| {
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let place = Place::of(xml::local(element));
                match (open.as_slice(), place) {
                    (_, Place::Style) => {
                        name = xml::attribute(element, "styleId").unwrap_or_default();
                        written.entry(name.clone()).or_default();
                        let is_default = xml::attribute(element, "default").is_some_and(|value| !is_off(&value));
                        if is_default && xml::attribute(element, "type").as_deref() == Some("paragraph") {
                            plain.clone_from(&name);
                        }
                    }
                    ([.., Place::Style], Place::Other) if xml::local(element) == "basedOn" => {
                        written.entry(name.clone()).or_default().base = xml::attribute(element, "val");
                    }
                    ([.., Place::Style, Place::RunProperties], _) => {
                        let style = written.entry(name.clone()).or_default();
                        match says(element) {
                            Some(Visible::Hidden) => style.says = Some(Visible::Hidden),
                            Some(Visible::Shown) if style.says.is_none() => style.says = Some(Visible::Shown),
                            _ => {}
                        }
                    }
                    ([.., Place::Defaults, Place::RunProperties], _) if says(element) == Some(Visible::Hidden) => {
                        defaults = Visible::Hidden;
                    }
                    _ => {}
                }
                if matches!(event, Event::Start(_)) {
                    open.push(place);
                }
            }
            Event::End(_) => {
                open.pop();
            }
            _ => {}
        }
        Ok(())
    })?;
    // What the defaults hide, no style shows again.
    let all = match defaults {
        Visible::Hidden => written.into_keys().map(|name| (name, Visible::Hidden)).collect(),
        Visible::Shown => resolved(&written),
    };
    let plain = all.get(&plain).copied().unwrap_or(defaults);
    Ok(Styles { all, plain })
}

/// What each style hides, with what it takes from those it is based on. Each is looked at once, also where they go round.
fn resolved(written: &BTreeMap<String, Style>) -> BTreeMap<String, Visible> {
    let mut found: BTreeMap<String, Visible> = BTreeMap::new();
    for name in written.keys() {
        let (mut at, mut way) = (name, Vec::new());
        let visible = loop {
            if let Some(known) = found.get(at) {
                break *known;
            }
            let Some(style) = written.get(at) else { break Visible::Shown };
            found.insert(at.clone(), Visible::Shown);
            way.push(at);
            match (style.says, &style.base) {
                (Some(says), _) => break says,
                (None, Some(base)) => at = base,
                (None, None) => break Visible::Shown,
            }
        };
        found.extend(way.into_iter().map(|name| (name.clone(), visible)));
    }
    found
}

/// The elements of a part that do not show, counted from 0 as they open.
///
/// # Errors
/// When the part is no XML.
pub(super) fn elements(part: &str, styles: &Styles) -> Result<BTreeSet<usize>, Refused> {
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
                    open.push(Open { place, hidden: inherited(&open, place, styles) });
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

/// A run is hidden from the start where its paragraph's style hides, and a paragraph where those without a style are.
fn inherited(open: &[Open], place: Place, styles: &Styles) -> Visible {
    let paragraph = open.iter().rev().find(|parent| parent.place == Place::Paragraph);
    match (place, paragraph) {
        (Place::Run, Some(paragraph)) => paragraph.hidden,
        (Place::Run | Place::Paragraph, _) => styles.plain,
        _ => Visible::Shown,
    }
}

/// Notes what an element says of the run or paragraph it describes: whether it shows. What a run says itself stands after
/// its style, and counts.
fn mark(open: &mut [Open], element: &BytesStart<'_>, styles: &Styles) {
    let [.., described, properties] = open else { return };
    let styled = || xml::attribute(element, "val").and_then(|style| styles.all.get(&style)).copied();
    let visible = match (described.place, properties.place, xml::local(element)) {
        (Place::Paragraph, Place::ParagraphProperties, "pStyle") => styled(),
        // The style of a run does not show what its paragraph hides.
        (Place::Run, Place::RunProperties, "rStyle") => styled().filter(|visible| *visible == Visible::Hidden),
        (Place::Run, Place::RunProperties, _) => says(element),
        _ => None,
    };
    if let Some(visible) = visible {
        described.hidden = visible;
    }
}

/// What an element of a font says of whether words in it show.
fn says(element: &BytesStart<'_>) -> Option<Visible> {
    let off = || xml::attribute(element, "val").is_some_and(|value| is_off(&value));
    match xml::local(element) {
        "vanish" if off() => Some(Visible::Shown),
        "specVanish" if off() => None,
        "vanish" | "specVanish" => Some(Visible::Hidden),
        _ => None,
    }
}

fn is_off(value: &str) -> bool {
    matches!(value, "0" | "false" | "off")
}
