//! Listens to every line of the log, of whatever crate and at whatever level, while tests run (but for the few that the
//! program lets no log take either), and finds those that tell of somebody: an e-mail address, a network address, an agent, a name, a code, what was written or looked for. What is
//! kept out is learnt by itself: from what is put into the database, and from what a client sends.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

use store::watch::may_log;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The fewest letters that are looked for: shorter ones stand in other words by chance.
const FEWEST: usize = 3;

static LINES: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);
static KEPT_OUT: LazyLock<Mutex<BTreeMap<String, &'static str>>> = LazyLock::new(Mutex::default);

/// Listens from now on, to everything in this process.
pub(crate) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let everything = tracing_subscriber::registry().with(Ear);
        tracing::subscriber::set_global_default(everything).expect("nobody else listens");
    });
}

/// Notes what no line may hold.
pub fn keep_out(what: &'static str, text: &str) {
    let text = text.trim();
    if text.chars().count() >= FEWEST {
        KEPT_OUT.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_lowercase(), what);
    }
}

/// Fields of forms and addresses whose value is somebody's own, whatever it is.
const TYPED: &[&str] = &["q", "name", "email", "password", "called", "notes", "message", "text", "code"];

/// Notes what somebody typed: whatever is more than a word of a list, a number or a key.
pub(crate) fn keep_typed_out(fields: &[(String, String)]) {
    for (name, value) in fields {
        let listed = value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:/".contains(c));
        if TYPED.contains(&name.as_str()) || !(listed || name == "once") {
            keep_out("what somebody typed", value);
        }
    }
}

/// A line without what colours it in a terminal: it ends in a letter, which would hide where a word begins.
fn uncoloured(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// How the log begins to say how long something took.
const TOOK: &str = "microseconds=";

/// A line without how long something took: by chance, that is the very number that a phone has shown.
fn untimed(line: &str) -> String {
    let mut parts = line.split(TOOK);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + TOOK + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Every different line so far.
#[must_use]
pub fn lines() -> BTreeSet<String> {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The lines that tell of somebody, each with what it tells.
#[must_use]
pub fn leaks() -> Vec<String> {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    telling(lines.iter().map(String::as_str))
}

/// The same of what another process logged.
#[must_use]
pub fn leaks_in(log: &str) -> Vec<String> {
    let lines: Vec<String> = log.lines().map(uncoloured).collect();
    telling(lines.iter().map(String::as_str))
}

fn telling<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let kept_out = KEPT_OUT.lock().unwrap_or_else(PoisonError::into_inner);
    let tells = |line: &str| {
        let low = untimed(&line.to_lowercase());
        let found = kept_out.iter().find(|(text, _)| stands_in(&low, text)).map(|(text, what)| (*what, text.clone()));
        let found = found.or_else(|| address(&low).map(|text| ("an e-mail address", text.to_owned())));
        found.map(|(what, text)| format!("{what} ({text}): {line}"))
    };
    lines.filter_map(tells).collect()
}

/// Whether a text stands in a line as words of its own.
fn stands_in(line: &str, text: &str) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (first, last) = (inside(text.chars().next()), inside(text.chars().next_back()));
    line.match_indices(text).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + text.len()..).and_then(|after| after.chars().next());
        !(first && inside(before) || last && inside(after))
    })
}

/// What looks like an e-mail address in a line.
fn address(line: &str) -> Option<&str> {
    let part = |c: char| c.is_alphanumeric() || ".-_+%".contains(c);
    line.match_indices('@').find_map(|(at, _)| {
        let (before, after) = (line.get(..at)?, line.get(at + 1..)?);
        let begins = before.len() - before.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let ends = at + 1 + after.chars().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let host = line.get(at + 1..ends)?;
        (begins < at && host.trim_matches('.').contains('.')).then(|| line.get(begins..ends)).flatten()
    })
}

fn note(line: String) {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).insert(line);
}

/// The fields of a span or an event, as they are written.
#[derive(Default)]
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.0, " {}={value}", field.name());
    }
}

/// Hears what `tracing` says. What crates say through `log` reaches no log of the program: `logs.rs` sees to that.
struct Ear;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Ear {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        let mut fields = Fields::default();
        let meta = attributes.metadata();
        if !may_log(meta) {
            return;
        }
        attributes.record(&mut fields);
        note(format!("{} {}: {{{}}}{}", meta.level(), meta.target(), meta.name(), fields.0));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        if let Some(span) = context.span(id).filter(|span| may_log(span.metadata())) {
            note(format!("{}: {{{}}}{}", span.metadata().target(), span.name(), fields.0));
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !may_log(event.metadata()) {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        note(format!("{} {}:{}", event.metadata().level(), event.metadata().target(), fields.0));
    }
}

#[cfg(test)]
mod tests {
    use super::{address, stands_in, uncoloured, untimed};

    #[test]
    fn what_is_kept_out_is_found_as_a_word_of_its_own() {
        assert!(stands_in("name=kim, role=member", "kim"));
        assert!(!stands_in("a kimono", "kim") && !stands_in("kim_id=3", "kim"));
        assert!(stands_in("code k7-q2m.", "k7-q2m"));
        assert!(stands_in("said «wo? dort»!", "wo? dort"));
    }

    #[test]
    fn a_word_is_found_in_a_line_with_colours_too() {
        let line = "\u{1b}[32m INFO\u{1b}[0m ponte: \u{1b}[3mname\u{1b}[0m\u{1b}[2m=\u{1b}[0mkim";
        assert_eq!(uncoloured(line), " INFO ponte: name=kim");
        assert!(stands_in(&uncoloured(line), "kim") && !stands_in(line, "kim"));
    }

    #[test]
    fn how_long_a_request_took_is_nothing_that_somebody_typed() {
        let line = "INFO server::log: method=GET status=200 microseconds=123456 message=request";
        assert!(stands_in(line, "123456") && !stands_in(&untimed(line), "123456"));
        assert!(stands_in(&untimed("code=123456 microseconds=7"), "123456"));
    }

    #[test]
    fn an_address_is_known_by_its_look() {
        assert_eq!(address("to ana.b+c@example.org, or"), Some("ana.b+c@example.org"));
        assert_eq!(address("pool @ 3, user@host, @media.print"), None);
    }
}
