//! XML of strangers, event by event: what declares things of its own is refused, and nothing nests without end.

use quick_xml::Reader;
pub use quick_xml::events::Event;
use quick_xml::events::{BytesRef, BytesStart};

use crate::Refused;

/// The deepest that elements may nest.
const DEEPEST: usize = 512;

/// Gives every event of a text to a function, with the depth it stands at.
///
/// # Errors
/// When the text is no XML, declares a document type, nests too deep, or the function says so.
pub fn each(text: &str, mut take: impl FnMut(Event<'_>) -> Result<(), Refused>) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        let event = reader.read_event().map_err(|_| Refused::Broken)?;
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(Refused::Broken),
            Event::Eof if depth > 0 => return Err(Refused::Broken),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(Refused::TooMuch);
        }
        take(event)?;
    }
}

/// The bytes of a part as text: UTF-8, without a byte order mark.
///
/// # Errors
/// When they are no UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, Refused> {
    let text = std::str::from_utf8(bytes).map_err(|_| Refused::Broken)?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The character of a reference such as `&amp;` or `&#8211;`; nothing for others.
#[must_use]
pub fn character(reference: &BytesRef<'_>) -> Option<char> {
    match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

/// The name of an element without its prefix.
#[must_use]
pub fn local<'a>(element: &'a BytesStart<'_>) -> &'a str {
    let name = element.name().0;
    // The borrow of the name is that of the element.
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The value of an attribute, by its name without prefix.
#[must_use]
pub fn attribute(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    let found = attributes.flatten().find(|attribute| unprefixed(attribute.key.0) == wanted)?;
    Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}

/// A name without its prefix.
#[must_use]
pub fn unprefixed(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
