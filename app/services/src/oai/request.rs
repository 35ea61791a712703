//! From arguments to what is asked: everything that the protocol calls illegal is refused with its own code. Pure.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::end_of_second;

/// The protocol's error codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    BadVerb,
    BadArgument,
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
}

impl Code {
    /// The word of the protocol.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::BadVerb => "badVerb",
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
        }
    }
}

/// Why a request has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The protocol's code.
    pub code: Code,
    /// What a person who reads the answer is told.
    pub says: &'static str,
}

impl Fault {
    pub(super) const fn new(code: Code, says: &'static str) -> Self {
        Self { code, says }
    }
}

/// The arguments as the answer repeats them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown(pub Vec<(&'static str, String)>);

/// What a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    Identifiers,
    Records,
}

/// Which records a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selection {
    /// Its beginning.
    First {
        /// From this time on.
        from: Option<DateTime<Utc>>,
        /// Up to this time, included.
        until: Option<DateTime<Utc>>,
        /// Of this set alone.
        set: Option<String>,
    },
    /// Where an earlier answer ended.
    Next(String),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Identify,
    ListMetadataFormats { identifier: Option<String> },
    ListSets,
    GetRecord { identifier: String },
    List { listing: Listing, selection: Selection },
}

/// The one format that there is.
pub(super) const PREFIX: &str = "oai_dc";
const VERB: &str = "verb";
/// Every argument of the protocol.
const NAMES: &[&str] = &["identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"];

/// The arguments of a request as its answer repeats them, the verb first.
pub(super) fn shown(pairs: &[(String, String)]) -> Shown {
    let named = |name: &&'static str| {
        let value = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())?;
        Some((*name, value))
    };
    Shown(std::iter::once(&VERB).chain(NAMES).filter_map(named).collect())
}

/// The arguments of a request, each at most once.
struct Arguments(Shown);

impl Arguments {
    fn read(pairs: &[(String, String)], allowed: &[&str]) -> Result<Self, Fault> {
        let mut shown = Shown::default();
        for (name, value) in pairs.iter().filter(|(name, _)| name != VERB) {
            let known = NAMES.iter().find(|known| *known == name && allowed.contains(known));
            let Some(name) = known else {
                return Err(Fault::new(Code::BadArgument, "This verb has no such argument."));
            };
            if shown.0.iter().any(|(known, _)| known == name) {
                return Err(Fault::new(Code::BadArgument, "An argument is repeated."));
            }
            shown.0.push((name, value.clone()));
        }
        Ok(Self(shown))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    fn needed(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or(Fault::new(Code::BadArgument, "A required argument is missing."))
    }

    /// The format, which has to be ours.
    fn format(&self) -> Result<(), Fault> {
        match self.needed("metadataPrefix")? {
            PREFIX => Ok(()),
            _ => Err(Fault::new(Code::CannotDisseminateFormat, "Only oai_dc is there.")),
        }
    }
}

/// Reads a request.
pub(super) fn read(pairs: &[(String, String)]) -> Result<Asked, Fault> {
    let mut verbs = pairs.iter().filter(|(name, _)| name == VERB).map(|(_, value)| value.as_str());
    let bad = |says| Err(Fault::new(Code::BadVerb, says));
    let (Some(verb), None) = (verbs.next(), verbs.next()) else { return bad("A request has one verb.") };
    let (verb, allowed): (&str, &[&str]) = match verb {
        "Identify" => ("Identify", &[]),
        "ListMetadataFormats" => ("ListMetadataFormats", &["identifier"]),
        "ListSets" => ("ListSets", &["resumptionToken"]),
        "GetRecord" => ("GetRecord", &["identifier", "metadataPrefix"]),
        "ListIdentifiers" | "ListRecords" => (verb, &["from", "until", "set", "metadataPrefix", "resumptionToken"]),
        _ => return bad("There is no such verb."),
    };
    let arguments = Arguments::read(pairs, allowed)?;
    let asked = match verb {
        "Identify" => Asked::Identify,
        "ListMetadataFormats" => {
            Asked::ListMetadataFormats { identifier: arguments.get("identifier").map(str::to_owned) }
        }
        "ListSets" if arguments.get("resumptionToken").is_some() => {
            return Err(Fault::new(Code::BadResumptionToken, "All sets are in one answer."));
        }
        "ListSets" => Asked::ListSets,
        "GetRecord" => {
            let identifier = arguments.needed("identifier")?.to_owned();
            arguments.format()?;
            Asked::GetRecord { identifier }
        }
        _ => {
            let listing = if verb == "ListRecords" { Listing::Records } else { Listing::Identifiers };
            Asked::List { listing, selection: selection(&arguments)? }
        }
    };
    Ok(asked)
}

fn selection(arguments: &Arguments) -> Result<Selection, Fault> {
    if let Some(token) = arguments.get("resumptionToken") {
        return if arguments.0.0.len() == 1 {
            Ok(Selection::Next(token.to_owned()))
        } else {
            Err(Fault::new(Code::BadArgument, "A resumption token stands alone."))
        };
    }
    let (from, until) = (arguments.get("from"), arguments.get("until"));
    if from.zip(until).is_some_and(|(from, until)| from.len() != until.len()) {
        return Err(Fault::new(Code::BadArgument, "Both times need the same granularity."));
    }
    let from = from.map(time).transpose()?.map(|(from, _)| from);
    let until = until.map(time).transpose()?.map(|(_, until)| until);
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        return Err(Fault::new(Code::BadArgument, "The time from is after the time until."));
    }
    let set = arguments.get("set").map(spec).transpose()?;
    arguments.format()?;
    Ok(Selection::First { from, until, set })
}

/// The first and the last moment of a day or a second, written exactly as the protocol wants it.
fn time(text: &str) -> Result<(DateTime<Utc>, DateTime<Utc>), Fault> {
    let bad = Fault::new(Code::BadArgument, "A time is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.");
    let shape = |like: &str| {
        text.len() == like.len()
            && text.bytes().zip(like.bytes()).all(|(c, like)| if like == b'0' { c.is_ascii_digit() } else { c == like })
    };
    if shape("0000-00-00") {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| bad)?;
        let start = day.and_time(NaiveTime::MIN).and_utc();
        return Ok((start, end_of_second(start + TimeDelta::seconds(86_399))));
    }
    if !shape("0000-00-00T00:00:00Z") {
        return Err(bad);
    }
    let second = DateTime::parse_from_rfc3339(text).map_err(|_| bad)?.with_timezone(&Utc);
    Ok((second, end_of_second(second)))
}

/// A set's name: parts of plain characters between colons.
fn spec(text: &str) -> Result<String, Fault> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.!~*'()".contains(c);
    let well = text.len() <= 200 && text.split(':').all(|part| !part.is_empty() && part.chars().all(plain));
    if well { Ok(text.to_owned()) } else { Err(Fault::new(Code::BadArgument, "This can be no set.")) }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
