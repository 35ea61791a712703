//! DOCX: an archive of XML. Its parts are unpacked within limits, the text read out of the main one, and the archive
//! written anew from the parts that show, without names and times.

mod clean;
mod hidden;
mod text;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::{Kind, Opened, Refused, xml};

/// The most parts.
const MOST_PARTS: usize = 2_000;
/// The most bytes that all parts unpack to.
const MOST_BYTES: u64 = 100 << 20;
/// The most bytes of a part to each packed one, for parts of more than [`SMALL`].
const MOST_SWELLING: u64 = 200;
/// Parts that are never too swollen, in bytes.
const SMALL: u64 = 4 << 20;
/// The main part.
const MAIN: &str = "word/document.xml";
/// What says what the parts are.
const TYPES: &str = "[Content_Types].xml";
/// What the file says about itself.
const CORE: &str = "docProps/core.xml";

/// The parts of a document by their names.
type Parts = BTreeMap<String, Vec<u8>>;

/// Reads a DOCX.
///
/// # Errors
/// When it is broken, locked, too much, or another kind of archive.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened, Refused> {
    let parts = unpack(bytes)?;
    let types = parts.get(TYPES).ok_or(Refused::Misnamed)?;
    if !parts.contains_key(MAIN) {
        return Err(Refused::Misnamed);
    }
    if xml::text(types)?.contains("macroEnabled") {
        return Err(Refused::Misnamed);
    }
    let title = parts.get(CORE).and_then(|core| text::title(xml::text(core).ok()?)).unwrap_or_default();
    let parts = clean::parts(parts)?;
    // What does not show is not found either.
    let read = text::read(xml::text(parts.get(MAIN).ok_or(Refused::Broken)?)?)?;
    let bytes = pack(&parts)?;
    Ok(Opened { kind: Kind::Docx, title, text: read.text, headings: read.headings, bytes })
}

fn unpack(bytes: &[u8]) -> Result<Parts, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refused::Broken)?;
    if archive.len() > MOST_PARTS {
        return Err(Refused::TooMuch);
    }
    let (mut parts, mut left) = (Parts::new(), MOST_BYTES);
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|cause| match cause {
            zip::result::ZipError::UnsupportedArchive(why) if why.contains("assword") => Refused::Locked,
            _ => Refused::Broken,
        })?;
        if entry.encrypted() {
            return Err(Refused::Locked);
        }
        if !entry.is_file() {
            continue;
        }
        let name = entry.name().map_err(|_| Refused::Broken)?.trim_start_matches('/').to_owned();
        let packed = entry.compressed_size();
        // What an entry says about its size is a claim: what counts is what comes out.
        let most = left.min(SMALL.max(packed.saturating_mul(MOST_SWELLING)));
        let mut part = Vec::new();
        entry.take(most + 1).read_to_end(&mut part).map_err(|_| Refused::Broken)?;
        let size = u64::try_from(part.len()).unwrap_or(u64::MAX);
        if size > most {
            return Err(Refused::TooMuch);
        }
        left -= size;
        if parts.insert(name, part).is_some() {
            return Err(Refused::Broken);
        }
    }
    Ok(parts)
}

/// An archive without times and comments; what says what the parts are stands first, as readers like it.
fn pack(parts: &Parts) -> Result<Vec<u8>, Refused> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let first = parts.get_key_value(TYPES).into_iter();
    for (name, part) in first.chain(parts.iter().filter(|(name, _)| *name != TYPES)) {
        writer.start_file(name.as_str(), options).map_err(|_| Refused::Broken)?;
        writer.write_all(part).map_err(|_| Refused::Broken)?;
    }
    Ok(writer.finish().map_err(|_| Refused::Broken)?.into_inner())
}
