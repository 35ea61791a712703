//! How another library writes dates (OAI-PMH 2.0, `Identify`): to the day or to the second.

use chrono::{NaiveDate, NaiveDateTime};
use documents::xml::{self, Event};
use serde::{Deserialize, Serialize};

use super::NoAnswer;

/// The most characters of a value that is looked at.
const MOST: usize = 100;

/// How exactly another library knows when a record was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Granularity {
    /// To the day, which every one understands.
    Day,
    /// To the second.
    Second,
}

impl Granularity {
    /// The first moment of a day.
    pub(crate) fn first(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Second => format!("{day}T00:00:00Z"),
        }
    }

    /// The last moment of a day.
    pub(crate) fn last(self, day: NaiveDate) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Second => format!("{day}T23:59:59Z"),
        }
    }

    /// A moment that was written in either form.
    pub(crate) fn moment(self, stamp: &str) -> String {
        match (self, stamp.split_once('T')) {
            (Self::Day, Some((day, _))) => day.to_owned(),
            (Self::Second, None) => format!("{stamp}T00:00:00Z"),
            _ => stamp.to_owned(),
        }
    }
}

/// Whether a text is a moment in one of the two forms there are.
pub(super) fn is_stamp(text: &str) -> bool {
    match text.len() {
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
        20 => NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").is_ok(),
        _ => false,
    }
}

/// What another library says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// How exactly it knows when a record was changed.
    pub granularity: Granularity,
    /// Whether it tells for good which records it has deleted.
    pub tells_deleted: bool,
}

/// Reads what another library says about itself. One that does not say how it writes dates is asked by days.
///
/// # Errors
/// Why it is no answer of that kind.
pub(crate) fn identity(text: &str) -> Result<Identity, NoAnswer> {
    let mut identity = Identity { granularity: Granularity::Day, tells_deleted: false };
    let (mut identifies, mut value, mut root) = (false, String::new(), String::new());
    let mut error = None::<(String, String)>;
    let read = xml::each(text, |event| {
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let name = xml::local(element);
                if root.is_empty() {
                    name.clone_into(&mut root);
                }
                identifies |= name == "Identify";
                if name == "error" {
                    error = Some((xml::attribute(element, "code").unwrap_or_default(), String::new()));
                }
                value.clear();
            }
            Event::End(element) => {
                match xml::unprefixed(element.name().0) {
                    "granularity" if value.trim() == "YYYY-MM-DDThh:mm:ssZ" => {
                        identity.granularity = Granularity::Second;
                    }
                    "deletedRecord" => identity.tells_deleted = value.trim() == "persistent",
                    "error" => error.iter_mut().for_each(|(_, said)| value.trim().clone_into(said)),
                    _ => {}
                }
                value.clear();
            }
            Event::Text(text) if value.len() < MOST => value.push_str(&text.xml10_content()),
            _ => {}
        }
        Ok(())
    });
    match (read, error) {
        (Err(refused), _) => Err(NoAnswer::of_broken(refused, text, &root)),
        (Ok(()), _) if identifies => Ok(identity),
        (Ok(()), Some((code, said))) => Err(NoAnswer::Error { code, said }),
        (Ok(()), None) => Err(match NoAnswer::of_read(text, &root) {
            NoAnswer::NoList => NoAnswer::NoDates,
            other => other,
        }),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Granularity, Identity, NoAnswer, identity, is_stamp};

    #[test]
    fn a_library_says_how_it_writes_dates() {
        let said = |granularity: &str, deleted: &str| {
            identity(&format!(
                "<o:OAI-PMH xmlns:o=\"o\"><o:Identify><o:deletedRecord>{deleted}</o:deletedRecord>\
                 <o:granularity> {granularity} </o:granularity></o:Identify></o:OAI-PMH>"
            ))
        };
        let second = Identity { granularity: Granularity::Second, tells_deleted: true };
        assert_eq!(said("YYYY-MM-DDThh:mm:ssZ", "persistent"), Ok(second));
        let day = Identity { granularity: Granularity::Day, tells_deleted: false };
        assert_eq!(said("YYYY-MM-DD", "transient"), Ok(day));
        assert_eq!(said("whenever", "no"), Ok(day));
        let error = NoAnswer::Error { code: "badVerb".into(), said: "no such verb".into() };
        for (none, why) in [
            ("", NoAnswer::Empty),
            ("<OAI-PMH><ListRecords/></OAI-PMH>", NoAnswer::NoDates),
            ("<OAI-PMH><Identify>", NoAnswer::BrokenOff),
            ("<!DOCTYPE a><Identify/>", NoAnswer::Declares),
            ("<OAI-PMH><error code=\"badVerb\"> no such verb </error></OAI-PMH>", error),
        ] {
            assert_eq!(identity(none), Err(why), "{none}");
        }
    }

    #[test]
    fn days_and_moments_are_written_as_they_are_read() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 2, 3).unwrap();
        assert_eq!(
            (Granularity::Day.first(day), Granularity::Day.last(day)),
            ("2026-02-03".into(), "2026-02-03".into())
        );
        assert_eq!(Granularity::Second.first(day), "2026-02-03T00:00:00Z");
        assert_eq!(Granularity::Second.last(day), "2026-02-03T23:59:59Z");
        for (granularity, stamp, expect) in [
            (Granularity::Day, "2026-02-03T04:05:06Z", "2026-02-03"),
            (Granularity::Day, "2026-02-03", "2026-02-03"),
            (Granularity::Second, "2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z"),
            (Granularity::Second, "2026-02-03", "2026-02-03T00:00:00Z"),
        ] {
            assert_eq!(granularity.moment(stamp), expect);
        }
        for (text, is) in [
            ("2026-02-03", true),
            ("2026-02-03T04:05:06Z", true),
            ("2026-02-31", false),
            ("2026-02-03T04:05:06", false),
            ("2026-02-03&verb=Xxxx", false),
            ("", false),
        ] {
            assert_eq!(is_stamp(text), is, "{text}");
        }
    }
}
