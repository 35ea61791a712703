//! PDF: text page by page, and the document without what tells of people, without files inside it, and without
//! anything that would run.

mod clean;
mod lines;
mod pictures;
mod widths;

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use lopdf::{Dictionary, Document, Object, ObjectId};
use pdf_extract::output_doc_page;

use crate::{Kind, MOST_TEXT, Opened, Refused};

/// The most pages.
const MOST_PAGES: usize = 3_000;
/// The most objects.
const MOST_OBJECTS: usize = 500_000;
/// The deepest that pages and forms may lie inside one another.
const DEEPEST: usize = 24;

/// Reads a PDF.
///
/// # Errors
/// When it is broken, locked, or too much.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened, Refused> {
    let mut document = Document::load_mem(bytes).map_err(|_| Refused::Broken)?;
    if document.is_encrypted() || document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(Refused::Locked);
    }
    if document.objects.len() > MOST_OBJECTS {
        return Err(Refused::TooMuch);
    }
    let pages = document.get_pages().len();
    if pages == 0 {
        return Err(Refused::Broken);
    }
    if pages > MOST_PAGES {
        return Err(Refused::TooMuch);
    }
    if !document.page_iter().all(|page| is_rooted(&document, page)) || !forms_end(&document) {
        return Err(Refused::Broken);
    }
    let title = title(&document);
    let before = widths::write_out(&mut document);
    let text = text(&document);
    widths::put_back(&mut document, before);
    clean::clean(&mut document);
    let mut written = Vec::new();
    document.save_to(&mut written).map_err(|_| Refused::Broken)?;
    Ok(Opened { kind: Kind::Pdf, title, text, headings: Vec::new(), bytes: written })
}

/// Whether a page's parents come to an end: readers follow them without looking.
fn is_rooted(document: &Document, page: ObjectId) -> bool {
    let mut at = page;
    for _ in 0..DEEPEST {
        let parent = document.get_dictionary(at).and_then(|page| page.get(b"Parent")).and_then(Object::as_reference);
        match parent {
            Ok(parent) => at = parent,
            Err(_) => return true,
        }
    }
    false
}

/// Whether forms that are drawn inside others come to an end: readers draw them without looking.
fn forms_end(document: &Document) -> bool {
    let mut ended = BTreeSet::new();
    document.objects.keys().all(|id| form_ends(document, *id, DEEPEST, &mut ended))
}

fn form_ends(document: &Document, id: ObjectId, left: usize, ended: &mut BTreeSet<ObjectId>) -> bool {
    if ended.contains(&id) {
        return true;
    }
    let Some(left) = left.checked_sub(1) else { return false };
    let all = drawn(document, id).into_iter().all(|form| form_ends(document, form, left, ended));
    if all {
        ended.insert(id);
    }
    all
}

/// The forms that a stream draws.
fn drawn(document: &Document, id: ObjectId) -> Vec<ObjectId> {
    let inner = |dictionary: &Dictionary, key: &[u8]| -> lopdf::Result<Dictionary> {
        let (_, found) = document.dereference(dictionary.get(key)?)?;
        found.as_dict().cloned()
    };
    let stream = document.get_object(id).and_then(Object::as_stream);
    let forms = stream.and_then(|stream| inner(&stream.dict, b"Resources")).and_then(|all| inner(&all, b"XObject"));
    let Ok(forms) = forms else { return Vec::new() };
    forms.iter().filter_map(|(_, form)| form.as_reference().ok()).collect()
}

fn title(document: &Document) -> String {
    let info = document.trailer.get(b"Info").and_then(|info| document.dereference(info));
    let title = info.and_then(|(_, info)| info.as_dict()?.get(b"Title"));
    let title =
        title.and_then(|title| document.dereference(title)).and_then(|(_, title)| lopdf::decode_text_string(title));
    title.unwrap_or_default()
}

/// The text of all pages. A page that the reader cannot make out gives none: a scan has no text either.
fn text(document: &Document) -> String {
    let mut all = String::new();
    for number in document.get_pages().into_keys() {
        let page = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let mut page = lines::Lines::default();
            let read = output_doc_page(document, &mut page, number);
            read.map(|()| page.into_text()).unwrap_or_default()
        }));
        all.push_str(&page.unwrap_or_default());
        all.push_str("\n\n");
        if all.len() > MOST_TEXT {
            break;
        }
    }
    all
}
