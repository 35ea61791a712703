//! Pictures: only the parts of their containers that paint are kept. No picture is decoded.

use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;

use crate::{Kind, Opened, Refused};

/// The most parts of a picture.
const MOST_PARTS: usize = 100_000;
/// The parts of a PNG that paint: the rest are words, times, places and colour profiles with names.
const PNG: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"acTL",
    b"fcTL", b"fdAT",
];
/// The same of a WebP.
const WEBP: &[&[u8; 4]] = &[b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"];
/// The flags of a WebP that name parts which go: colour profile, Exif, XMP.
const WEBP_FLAGS: u8 = 0b0010_1100;

/// Reads a picture.
///
/// # Errors
/// When its container is broken.
pub(crate) fn open(kind: Kind, bytes: &[u8]) -> Result<Opened, Refused> {
    let bytes = clean(kind, bytes)?;
    Ok(Opened { kind, title: String::new(), text: String::new(), headings: Vec::new(), bytes })
}

/// The picture with nothing but what paints.
///
/// # Errors
/// When its container is broken, or it has no size.
pub(crate) fn clean(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let bytes = Bytes::copy_from_slice(bytes);
    match kind {
        Kind::Png => png(bytes),
        Kind::Jpeg => jpeg(bytes),
        Kind::Webp => webp(bytes),
        Kind::Pdf | Kind::Docx => Err(Refused::Unknown),
    }
}

fn png(bytes: Bytes) -> Result<Vec<u8>, Refused> {
    let mut png = Png::from_bytes(bytes).map_err(|_| Refused::Broken)?;
    if png.chunks().len() > MOST_PARTS {
        return Err(Refused::TooMuch);
    }
    let whole = png.chunk_by_type(*b"IDAT").is_some() && png.dimensions().is_some_and(|(w, h)| w > 0 && h > 0);
    if !whole {
        return Err(Refused::Broken);
    }
    png.chunks_mut().retain(|chunk| PNG.contains(&&chunk.kind()));
    Ok(png.encoder().bytes().to_vec())
}

fn jpeg(bytes: Bytes) -> Result<Vec<u8>, Refused> {
    let turned = turned(&Jpeg::from_bytes(bytes.clone()).map_err(|_| Refused::Broken)?);
    let mut jpeg = Jpeg::from_bytes(bytes).map_err(|_| Refused::Broken)?;
    if jpeg.segments().len() > MOST_PARTS {
        return Err(Refused::TooMuch);
    }
    let whole =
        jpeg.segment_by_marker(markers::SOS).is_some() && jpeg.dimensions().is_some_and(|(w, h)| w > 0 && h > 0);
    if !whole {
        return Err(Refused::Broken);
    }
    // APP0 tells the density and APP14 how colours are meant; all others, and comments, tell about people.
    jpeg.segments_mut().retain(|segment| match segment.marker() {
        markers::APP0 | markers::APP14 => segment.contents().len() < 64,
        markers::APP1..=markers::APP15 | markers::COM => false,
        _ => true,
    });
    if let Some(turned) = turned {
        let segment = JpegSegment::new_with_contents(markers::APP1, Bytes::from(exif(turned)));
        jpeg.segments_mut().insert(0, segment);
    }
    // The mark of the beginning takes two bytes; the last segment is the head of the first scan.
    let head = 2 + jpeg.segments().iter().map(JpegSegment::len).sum::<usize>();
    let written = jpeg.encoder().bytes();
    let (head, rest) = written.split_at_checked(head).ok_or(Refused::Broken)?;
    let mut kept = head.to_vec();
    scans(rest, &mut kept);
    Ok(kept)
}

/// Copies the scans of a JPEG up to its end: what follows are other pictures, and films, with Exif of their own.
fn scans(mut rest: &[u8], kept: &mut Vec<u8>) {
    let is_mark = |two: &[u8]| matches!(two, [0xff, 0xc0..=0xcf | 0xd8..=0xfe]);
    loop {
        let Some(at) = rest.windows(2).position(is_mark) else {
            kept.extend_from_slice(rest);
            break;
        };
        let (data, from) = rest.split_at(at);
        kept.extend_from_slice(data);
        let [_, marker, high, low, ..] = *from else { break };
        let size = 2 + usize::from(u16::from_be_bytes([high, low]));
        if matches!(marker, markers::SOI | markers::EOI) {
            break;
        }
        let Some((segment, after)) = from.split_at_checked(size) else { break };
        if !matches!(marker, markers::APP0..=markers::APP15 | markers::COM) {
            kept.extend_from_slice(segment);
        }
        rest = after;
    }
    kept.extend([markers::P, markers::EOI]);
}

/// How a photograph was held, from its Exif: without it, it would lie on its side.
fn turned(jpeg: &Jpeg) -> Option<u8> {
    let found = jpeg.segments_by_marker(markers::APP1).find_map(|segment| {
        let tiff = segment.contents().strip_prefix(b"Exif\0\0")?.to_vec();
        let little = tiff.starts_with(b"II");
        let short = |at: usize| -> Option<u16> {
            let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
        };
        let first: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
        let first = if little { u32::from_le_bytes(first) } else { u32::from_be_bytes(first) };
        let first = usize::try_from(first).ok()?;
        let entries = (0..usize::from(short(first)?)).map(|entry| first.checked_add(2 + entry * 12));
        let entry = entries.flatten().find(|at| short(*at) == Some(0x0112))?;
        u8::try_from(short(entry.checked_add(8)?)?).ok()
    });
    found.filter(|turned| (2..=8).contains(turned))
}

/// An Exif that says how the photograph was held, and nothing else.
fn exif(turned: u8) -> Vec<u8> {
    let mut written = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    written.extend([turned, 0, 0, 0, 0, 0, 0]);
    written
}

fn webp(bytes: Bytes) -> Result<Vec<u8>, Refused> {
    let mut webp = WebP::from_bytes(bytes).map_err(|_| Refused::Broken)?;
    if webp.chunks().len() > MOST_PARTS {
        return Err(Refused::TooMuch);
    }
    let paints = [b"VP8 ", b"VP8L", b"ANMF"].iter().any(|id| webp.has_chunk(**id));
    if !paints || webp.dimensions().is_none_or(|(w, h)| w == 0 || h == 0) {
        return Err(Refused::Broken);
    }
    webp.chunks_mut().retain(|chunk| WEBP.contains(&&chunk.id()));
    let mut written = webp.encoder().bytes().to_vec();
    // The extended header stands first: 12 bytes of the container, 8 of the part, then the flags.
    if written.get(12..16) == Some(b"VP8X")
        && let Some(flags) = written.get_mut(20)
    {
        *flags &= !WEBP_FLAGS;
    }
    Ok(written)
}
