//! A document without what tells of people: metadata, notes of reviewers, signatures, files inside, what runs, and what
//! its pictures say besides.

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pictures;

/// Entries of any dictionary that go: metadata, private data of programs, what runs, and files inside.
const GONE: &[&[u8]] = &[
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"OpenAction",
    b"AA",
    b"JavaScript",
    b"JS",
    b"EmbeddedFiles",
    b"EF",
    b"AF",
    b"Launch",
    b"Collection",
    b"XFA",
    b"Perms",
    b"DSS",
    b"CreatorInfo",
];
/// Entries of annotations that name people and times.
const OF_PEOPLE: &[&[u8]] = &[b"M", b"CreationDate", b"NM", b"Popup", b"RC"];
/// The annotations that readers need: links, fields of forms and marks over a page. All others are notes about it, or
/// files and films inside.
const KEPT: &[&[u8]] = &[b"Link", b"Widget", b"Watermark"];

/// Deeper than any program writes; the reader itself stops not much later.
const INNERMOST: u8 = 100;

/// Takes out of a document what tells of people.
pub(super) fn clean(document: &mut Document) {
    document.trailer.remove(b"Info");
    document.trailer.remove(b"ID");
    for object in document.objects.values_mut() {
        strip(object, 0);
    }
    let notes = ids(document, is_note);
    for object in document.objects.values_mut() {
        forget(object, &notes, 0);
    }
    let unwanted = ids(document, |object| {
        let typed = |dictionary: &Dictionary, kind: &[u8]| dictionary.get_type().is_ok_and(|found| found == kind);
        match object {
            Object::Stream(stream) => typed(&stream.dict, b"Metadata") || typed(&stream.dict, b"EmbeddedFile"),
            Object::Dictionary(dictionary) => typed(dictionary, b"Filespec"),
            _ => false,
        }
    });
    for id in notes.into_iter().chain(unwanted) {
        document.objects.insert(id, Object::Null);
    }
    document.prune_objects();
    pictures::clean(document);
}

/// The objects that a test finds, in order.
fn ids(document: &Document, wanted: impl Fn(&Object) -> bool) -> Vec<ObjectId> {
    document.objects.iter().filter(|(_, object)| wanted(object)).map(|(id, _)| *id).collect()
}

fn says(dictionary: &Dictionary, key: &[u8], value: &[u8]) -> bool {
    dictionary.get(key).and_then(Object::as_name).is_ok_and(|name| name == value)
}

fn is_annotation(dictionary: &Dictionary) -> bool {
    says(dictionary, b"Type", b"Annot") || (dictionary.has(b"Rect") && dictionary.has(b"Subtype"))
}

/// Whether an object is an annotation that is about the page, not of it.
fn is_note(object: &Object) -> bool {
    let Object::Dictionary(dictionary) = object else { return false };
    is_annotation(dictionary) && !KEPT.iter().any(|kind| says(dictionary, b"Subtype", kind))
}

/// Takes entries out of an object and all that is written inside it.
fn strip(object: &mut Object, depth: u8) {
    if depth > INNERMOST {
        *object = Object::Null;
        return;
    }
    match object {
        Object::Dictionary(dictionary) => strip_dictionary(dictionary, depth),
        Object::Stream(stream) => strip_dictionary(&mut stream.dict, depth),
        Object::Array(entries) => {
            entries.retain(|entry| !is_note(entry));
            entries.iter_mut().for_each(|entry| strip(entry, depth + 1));
        }
        _ => {}
    }
}

fn strip_dictionary(dictionary: &mut Dictionary, depth: u8) {
    for key in GONE {
        dictionary.remove(key);
    }
    let runs = [b"JavaScript".as_slice(), b"Launch", b"SubmitForm", b"ImportData", b"GoToE", b"Rendition"];
    // A signature names who signed, and is void once anything is taken out.
    let signed = says(dictionary, b"Type", b"Sig") || dictionary.has(b"ByteRange");
    if signed || runs.iter().any(|action| says(dictionary, b"S", action)) {
        *dictionary = Dictionary::new();
        return;
    }
    if is_annotation(dictionary) {
        for key in OF_PEOPLE {
            dictionary.remove(key);
        }
        // The name of a field belongs to its form.
        if !says(dictionary, b"Subtype", b"Widget") {
            dictionary.remove(b"T");
        }
    }
    dictionary.iter_mut().for_each(|(_, value)| strip(value, depth + 1));
}

/// Takes notes out of the lists that name them; they are in order.
fn forget(object: &mut Object, notes: &[ObjectId], depth: u8) {
    if depth > INNERMOST {
        return;
    }
    match object {
        Object::Dictionary(dictionary) => {
            dictionary.iter_mut().for_each(|(_, value)| forget(value, notes, depth + 1));
        }
        Object::Array(entries) => {
            entries.retain(|entry| !entry.as_reference().is_ok_and(|id| notes.binary_search(&id).is_ok()));
            entries.iter_mut().for_each(|entry| forget(entry, notes, depth + 1));
        }
        _ => {}
    }
}
