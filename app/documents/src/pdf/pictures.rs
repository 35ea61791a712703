//! Pictures that lie in a document as files of their own kind would, with all that such files say besides: each is
//! cleaned, and one that cannot be goes. Pictures that are nothing but points have nothing to say.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use crate::{Kind, picture};

/// The names of the filters whose data is a JPEG.
const JPEG: &[&[u8]] = &[b"DCTDecode", b"DCT"];
/// How a JPEG begins.
const BEGINS: &[u8] = b"\xff\xd8";
/// The most bytes that may stand before it: readers pass over a few.
const MOST_BEFORE: usize = 1_024;
/// The name of the filter whose data is a JPEG 2000.
const JPEG_2000: &[u8] = b"JPXDecode";
/// The parts of a JPEG 2000 that paint: the rest are words, places and histories.
const BOXES: &[[u8; 4]] = &[*b"jP  ", *b"ftyp", *b"rreq", *b"jp2h", *b"jpch", *b"jplh", *b"jp2c"];
/// How a JPEG 2000 without parts begins.
const BARE: &[u8] = b"\xff\x4f\xff\x51";

/// Cleans all pictures of a document.
pub(super) fn clean(document: &mut Document) {
    let read: &Document = document;
    let pictures: Vec<(ObjectId, Stream)> = read
        .objects
        .iter()
        .filter_map(|(id, object)| {
            let stream = object.as_stream().ok()?;
            let filters = filters(read, &stream.dict);
            let picture = filters.iter().any(|filter| is_jpeg(filter) || filter == JPEG_2000);
            picture.then(|| (*id, cleaned(read, stream, &filters).unwrap_or_else(nothing)))
        })
        .collect();
    for (id, picture) in pictures {
        document.objects.insert(id, Object::Stream(picture));
    }
}

fn is_jpeg(filter: &[u8]) -> bool {
    JPEG.contains(&filter)
}

/// A drawing without anything in it.
fn nothing() -> Stream {
    let corners: Vec<Object> = (0..4).map(|_| Object::Integer(0)).collect();
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", Object::Name(b"XObject".to_vec()));
    dictionary.set("Subtype", Object::Name(b"Form".to_vec()));
    dictionary.set("BBox", Object::Array(corners));
    Stream::new(dictionary, Vec::new())
}

/// What a list, or one thing alone, holds under a key; references are followed.
fn each(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Vec<Object> {
    let whole = |object: &Object| document.dereference(object).ok().map(|(_, found)| found.clone());
    match dictionary.get(key).ok().and_then(whole) {
        Some(Object::Array(all)) => all.iter().filter_map(whole).collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

/// The filters of a stream, in the order they are undone.
fn filters(document: &Document, dictionary: &Dictionary) -> Vec<Vec<u8>> {
    let all = each(document, dictionary, b"Filter");
    all.iter().filter_map(|filter| filter.as_name().ok().map(<[u8]>::to_vec)).collect()
}

/// A picture without what it says besides, or nothing if it cannot be read.
fn cleaned(document: &Document, stream: &Stream, filters: &[Vec<u8>]) -> Option<Stream> {
    let (last, before) = filters.split_last()?;
    let bytes = unpacked(stream, before)?;
    let bytes = if is_jpeg(last) { picture::clean(Kind::Jpeg, begun(&bytes)?).ok()? } else { jpeg_2000(&bytes)? };
    let mut dictionary = stream.dict.clone();
    match each(document, &stream.dict, b"DecodeParms").pop() {
        Some(parameters @ Object::Dictionary(_)) => dictionary.set("DecodeParms", parameters),
        _ => {
            dictionary.remove(b"DecodeParms");
        }
    }
    dictionary.set("Filter", Object::Name(last.clone()));
    Some(Stream::new(dictionary, bytes).with_compression(false))
}

/// A JPEG without what stands before it.
fn begun(bytes: &[u8]) -> Option<&[u8]> {
    let at = bytes.windows(BEGINS.len()).take(MOST_BEFORE).position(|begins| begins == BEGINS)?;
    bytes.get(at..)
}

/// The data of a stream before its last filter.
fn unpacked(stream: &Stream, filters: &[Vec<u8>]) -> Option<Vec<u8>> {
    if filters.is_empty() {
        return Some(stream.content.clone());
    }
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Array(filters.iter().cloned().map(Object::Name).collect()));
    Stream::new(dictionary, stream.content.clone()).decompressed_content().ok()
}

fn jpeg_2000(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.starts_with(BARE) {
        return Some(bytes.to_vec());
    }
    let (mut rest, mut kept) = (bytes, Vec::new());
    while let Some(head) = rest.first_chunk::<8>() {
        let [a, b, c, d, kind @ ..] = *head;
        let size = match u32::from_be_bytes([a, b, c, d]) {
            0 => rest.len(),
            1 => usize::try_from(u64::from_be_bytes(rest.get(8..16)?.try_into().ok()?)).ok()?,
            size => usize::try_from(size).ok()?,
        };
        if size < head.len() {
            return None;
        }
        let (part, after) = rest.split_at_checked(size)?;
        if BOXES.contains(&kind) {
            kept.extend_from_slice(part);
        }
        rest = after;
    }
    (!kept.is_empty()).then_some(kept)
}
