//! Why an import stopped: a closed list of causes. What another library says of its own is no part of the sentence: it is
//! shown beside it.

use domain::import::Import;
use i18n::Text;

use super::read::oai::{MOST_RECORDS, NoAnswer};
use super::reason::{Cause, Reason, of_list};

/// Why an import stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// There is no host of this name.
    NoHost,
    /// Nobody answers.
    Nobody,
    /// No answer came in time.
    Silent,
    /// The address is not one of the public web.
    Private,
    /// No safe connection can be made.
    Unsafe,
    /// An answer is longer than is read.
    TooLong,
    /// The connection broke off, or what answers speaks otherwise.
    Unreachable,
    /// The address is none that may be asked.
    Address,
    /// The server was stopped meanwhile.
    Left,
    /// Whoever began it is no curator any more.
    NoCurator,
    /// It is our fault.
    Here,
    /// The address leads elsewhere, and there it is this.
    Led { host: String, why: Box<Self> },
    /// The address leads elsewhere, where nobody may be asked, for one of the reasons in the message.
    LedAside { host: String, reason: &'static str },
    /// The address leads elsewhere again and again.
    LedRound { host: String },
    /// The address leads elsewhere and does not say where.
    LedNowhere,
    /// It is busy and does not say until when.
    Busy { status: u16 },
    /// It is busy for longer than it is waited for.
    BusyLong { seconds: u64, most: u64 },
    /// It is busy time and again.
    BusyStill { times: u32 },
    /// It answers with a status that is no success.
    Status { status: u16 },
    /// It does not say of what kind its answer is.
    NoKind,
    /// Its answer is of a kind that is not XML.
    Kind { kind: String },
    /// Its answer is no UTF-8.
    Letters,
    /// Its answer is none.
    Answer(NoAnswer),
    /// It has forgotten where its list was, and no record says when it was changed.
    ForgottenUndated,
    /// It has forgotten where its list was, and the records come in no order.
    ForgottenMixed,
    /// Its list goes round.
    SameToken,
    /// Its list goes on without records.
    NoEnd,
    /// It gives far more records than it says.
    FarMore,
    /// It gives far fewer.
    FarFewer,
    /// It has more records of one time than can be taken at once.
    OneTime,
}

impl From<NoAnswer> for Why {
    fn from(why: NoAnswer) -> Self {
        Self::Answer(why)
    }
}

impl Why {
    /// The key of its message.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::NoHost => "import-why-no-host",
            Self::Nobody => "import-why-nobody",
            Self::Silent => "import-why-silent",
            Self::Private => "import-why-private",
            Self::Unsafe => "import-why-unsafe",
            Self::TooLong => "import-why-too-long",
            Self::Unreachable => "import-why-unreachable",
            Self::Address => "import-why-address",
            Self::Left => "import-why-left",
            Self::NoCurator => "import-why-no-curator",
            Self::Here => "import-why-here",
            Self::Led { .. } => "import-why-led",
            Self::LedAside { .. } => "import-why-led-aside",
            Self::LedRound { .. } => "import-why-led-round",
            Self::LedNowhere => "import-why-led-nowhere",
            Self::Busy { .. } => "import-why-busy",
            Self::BusyLong { .. } => "import-why-busy-long",
            Self::BusyStill { .. } => "import-why-busy-still",
            Self::Status { .. } => "import-why-status",
            Self::NoKind => "import-why-no-kind",
            Self::Kind { .. } => "import-why-kind",
            Self::Letters => "import-why-letters",
            Self::Answer(why) => of_answer(why),
            Self::ForgottenUndated => "import-why-forgotten-undated",
            Self::ForgottenMixed => "import-why-forgotten-mixed",
            Self::SameToken => "import-why-same-token",
            Self::NoEnd => "import-why-no-end",
            Self::FarMore => "import-why-far-more",
            Self::FarFewer => "import-why-far-fewer",
            Self::OneTime => "import-why-one-time",
        }
    }

    /// What belongs into the message or beside it.
    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Led { host, why } => vec![("host", host.clone()), ("reason", why.key().to_owned())],
            Self::LedAside { host, reason } => vec![("host", host.clone()), ("reason", (*reason).to_owned())],
            Self::LedRound { host } => vec![("host", host.clone())],
            Self::Busy { status } | Self::Status { status } => vec![("status", status.to_string())],
            Self::BusyLong { seconds, most } => vec![("seconds", seconds.to_string()), ("most", most.to_string())],
            Self::BusyStill { times } => vec![("times", times.to_string())],
            Self::Kind { kind } => vec![("kind", kind.clone())],
            Self::Answer(NoAnswer::Other(root)) => vec![("root", root.clone())],
            Self::Answer(NoAnswer::TooMany) => vec![("most", MOST_RECORDS.to_string())],
            Self::Answer(NoAnswer::Error { code, said }) => vec![("code", code.clone()), ("said", said.clone())],
            _ => Vec::new(),
        }
    }

    /// How it is kept with the import.
    pub(super) fn written(&self) -> String {
        Cause { key: self.key(), values: self.values() }.written()
    }
}

fn of_answer(why: &NoAnswer) -> &'static str {
    match why {
        NoAnswer::Empty => "import-why-empty",
        NoAnswer::Page => "import-why-page",
        NoAnswer::Other(_) => "import-why-other",
        NoAnswer::NoList => "import-why-no-list",
        NoAnswer::NoDates => "import-why-no-dates",
        NoAnswer::BrokenOff => "import-why-broken-off",
        NoAnswer::Malformed => "import-why-malformed",
        NoAnswer::Declares => "import-why-declares",
        NoAnswer::TooDeep => "import-why-too-deep",
        NoAnswer::TooMany => "import-why-too-many",
        NoAnswer::Error { code, .. } => of_code(code),
    }
}

/// The codes of OAI-PMH 2.0.
fn of_code(code: &str) -> &'static str {
    match code {
        "badArgument" => "import-why-bad-argument",
        "badResumptionToken" => "import-why-bad-resumption-token",
        "badVerb" => "import-why-bad-verb",
        "cannotDisseminateFormat" => "import-why-cannot-disseminate-format",
        "idDoesNotExist" => "import-why-id-does-not-exist",
        "noRecordsMatch" => "import-why-no-records-match",
        "noMetadataFormats" => "import-why-no-metadata-formats",
        "noSetHierarchy" => "import-why-no-set-hierarchy",
        _ => "import-why-other-code",
    }
}

/// Why an import stopped; nothing where it did not. Imports of long ago say it in words of their own.
#[must_use]
pub fn stopped(import: &Import, text: Text) -> Option<Reason> {
    if import.why.is_empty() {
        return None;
    }
    Some(of_list(&import.why, text).unwrap_or_else(|| {
        let why = import.why.trim_end_matches('.');
        Reason { words: text.with("import-stopped", &[("why", why.into())]), said: None }
    }))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::codes::Language;
    use domain::id::{AccountId, ImportId};
    use domain::import::{Import, ImportFormat, ImportState};
    use i18n::Text;
    use uuid::Uuid;

    use super::{NoAnswer, Reason, Why, stopped};

    fn told(why: &str) -> Option<Reason> {
        let import = Import {
            id: ImportId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            name: "https://lamp.example/oai".into(),
            format: ImportFormat::Oai,
            state: ImportState::Stopped,
            goal: None,
            settings: String::new(),
            why: why.to_owned(),
            created: DateTime::UNIX_EPOCH,
            changed: DateTime::UNIX_EPOCH,
        };
        stopped(&import, Text::of(&Language::english()))
    }

    fn error(code: &str, said: &str) -> Why {
        Why::Answer(NoAnswer::Error { code: code.into(), said: said.into() })
    }

    #[test]
    fn every_cause_is_a_whole_sentence() {
        let host = || "lamp.example".to_owned();
        let led = |why| Why::Led { host: host(), why: Box::new(why) };
        let aside = |reason| Why::LedAside { host: host(), reason };
        let mut all = vec![
            Why::NoHost,
            Why::Nobody,
            Why::Silent,
            Why::Private,
            Why::Unsafe,
            Why::TooLong,
            Why::Unreachable,
            Why::Address,
            Why::Left,
            Why::NoCurator,
            Why::Here,
            led(Why::NoHost),
            led(Why::Nobody),
            led(Why::Silent),
            led(Why::Private),
            led(Why::Unsafe),
            led(Why::TooLong),
            led(Why::Unreachable),
            aside("own"),
            aside("password"),
            aside("private"),
            aside("address"),
            Why::LedAside { host: "nowhere".into(), reason: "address" },
            Why::LedRound { host: host() },
            Why::LedNowhere,
            Why::Busy { status: 503 },
            Why::BusyLong { seconds: 61, most: 60 },
            Why::BusyStill { times: 5 },
            Why::Status { status: 502 },
            Why::NoKind,
            Why::Kind { kind: "text/plain".into() },
            Why::Letters,
            Why::ForgottenUndated,
            Why::ForgottenMixed,
            Why::SameToken,
            Why::NoEnd,
            Why::FarMore,
            Why::FarFewer,
            Why::OneTime,
        ];
        let answers = [
            NoAnswer::Empty,
            NoAnswer::Page,
            NoAnswer::Other("rss".into()),
            NoAnswer::NoList,
            NoAnswer::NoDates,
            NoAnswer::BrokenOff,
            NoAnswer::Malformed,
            NoAnswer::Declares,
            NoAnswer::TooDeep,
            NoAnswer::TooMany,
        ];
        all.extend(answers.map(Why::from));
        let mut seen = Vec::new();
        for why in all {
            let words = told(&why.written()).map(|told| told.words).unwrap_or_default();
            let whole = words.starts_with(char::is_uppercase) && words.ends_with('.') && !words.ends_with("..");
            assert!(whole && !words.contains("import-") && !words.contains('\n'), "{why:?}: {words}");
            assert!(!words.starts_with("It did not work"), "{why:?} has words of its own: {words}");
            assert!(!seen.contains(&words), "{why:?} is told from the others: {words}");
            seen.push(words);
        }
    }

    #[test]
    fn every_code_of_the_protocol_has_words_of_its_own_and_what_is_said_stands_beside_them() {
        let mut seen = Vec::new();
        for code in [
            "badArgument",
            "badResumptionToken",
            "badVerb",
            "cannotDisseminateFormat",
            "idDoesNotExist",
            "noRecordsMatch",
            "noMetadataFormats",
            "noSetHierarchy",
            "lampsAreOut",
        ] {
            let told = told(&error(code, "quill\n<b>back").written());
            let Some(Reason { words, said }) = told else { unreachable!("{code} is told") };
            assert!(words.ends_with('.') && !words.contains("quill") && !seen.contains(&words), "{code}: {words}");
            assert_eq!(words.contains(code), code == "lampsAreOut", "{code}: {words}");
            assert_eq!(said.as_deref(), Some("quill <b>back"));
            seen.push(words);
        }
        let long = told(&error("badVerb", &"é".repeat(5_000)).written()).and_then(|told| told.said);
        assert_eq!(long, Some("é".repeat(200) + "…"));
        assert_eq!(told(&error("badVerb", " ").written()).and_then(|told| told.said), None);
        let split = error("x\nsaid quillback", "");
        assert_eq!(told(&split.written()).and_then(|told| told.said), None, "a value makes no line of its own");
    }

    #[test]
    fn an_import_of_long_ago_says_it_in_its_own_words() {
        let words = |why| told(why).map(|told| told.words);
        assert_eq!(words("the list never ends"), Some("It did not work: the list never ends.".to_owned()));
        assert_eq!(words("import-why-nobody"), Some("Nobody answers at this address.".to_owned()));
        assert_eq!(words(""), None);
    }
}
