//! The widths of letters as the reader of texts knows them: it passes over widths that a font gives for a range of
//! letters, and over a usual width with a fraction, and then takes letters to lie apart that stand together.

use std::mem::replace;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The most widths that are written out for a document.
const MOST: usize = 300_000;

/// What stood in a font before.
pub(super) type Before = (ObjectId, &'static [u8], Object);

/// Writes out the widths of all fonts letter by letter, and gives what stood there before.
pub(super) fn write_out(document: &mut Document) -> Vec<Before> {
    let mut left = MOST;
    let fonts: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| is_font(object)).map(|(id, _)| *id).collect();
    let mut before = Vec::new();
    for id in fonts {
        let Ok(font) = document.get_dictionary(id) else { continue };
        let usual = usual(document, font);
        let widths = one_by_one(document, font, &mut left).map(Object::Array);
        let Ok(font) = document.get_dictionary_mut(id) else { continue };
        for (key, new) in [(b"DW".as_slice(), usual), (b"W".as_slice(), widths)] {
            if let (Some(new), Ok(old)) = (new, font.get_mut(key)) {
                before.push((id, key, replace(old, new)));
            }
        }
    }
    before
}

/// Puts back what stood there before.
pub(super) fn put_back(document: &mut Document, before: Vec<Before>) {
    for (id, key, old) in before {
        if let Ok(font) = document.get_dictionary_mut(id) {
            font.set(key, old);
        }
    }
}

fn is_font(object: &Object) -> bool {
    let kind = object.as_dict().and_then(|font| font.get(b"Subtype")).and_then(Object::as_name);
    kind.is_ok_and(|kind| kind.starts_with(b"CIDFontType"))
}

/// The usual width without its fraction, where it has one.
fn usual(document: &Document, font: &Dictionary) -> Option<Object> {
    let Ok(Object::Real(width)) = font.get_deref(b"DW", document) else { return None };
    format!("{width:.0}").parse().ok().map(Object::Integer)
}

/// The widths of a font without ranges; nothing where there are none, where it cannot be read, or where that is too many.
fn one_by_one(document: &Document, font: &Dictionary, left: &mut usize) -> Option<Vec<Object>> {
    let parts = font.get_deref(b"W", document).and_then(Object::as_array).ok()?;
    let mut parts = parts.iter().map(|part| document.dereference(part).map_or(part, |(_, found)| found));
    let (mut written, mut ranges) = (Vec::new(), false);
    while let Some(first) = parts.next() {
        let next = parts.next()?;
        written.push(first.clone());
        if next.as_array().is_ok() {
            written.push(next.clone());
            continue;
        }
        let many = next.as_i64().ok()?.checked_sub(first.as_i64().ok()?)?.checked_add(1)?;
        let many = usize::try_from(many).ok()?;
        let width = parts.next().filter(|width| matches!(width, Object::Integer(_) | Object::Real(_)))?;
        *left = left.checked_sub(many)?;
        written.push(Object::Array(vec![width.clone(); many]));
        ranges = true;
    }
    ranges.then_some(written)
}
