//! Why something of an import was not done: each cause is the key of a message that is a whole sentence, with what belongs
//! into it. What comes from elsewhere, such as the words of another library, is cut short. A cause is kept as its key and
//! values, and gets its words when somebody reads them; what was kept of old, as a sentence, is told as it is.

use domain::import::{ImportRow, RowState};
use i18n::{Text, Value};

/// The most characters that are kept of what comes from elsewhere.
const LONGEST: usize = 200;
/// What the keys of the lists begin with: why an import stopped, and why a row is no record.
const LISTS: [&str; 2] = ["import-why-", "import-fault-"];
/// The values that are amounts or places; any other number, such as a status, is written as it is.
const NUMBERS: [&str; 7] = ["seconds", "most", "times", "line", "at", "cells", "columns"];

/// A cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// The key of its message.
    pub key: &'static str,
    /// What belongs into the message or beside it.
    pub values: Vec<(&'static str, String)>,
}

impl Cause {
    /// How it is kept: the key, and each value on a line of its own after its name.
    pub(super) fn written(&self) -> String {
        let mut written = self.key.to_owned();
        for (name, value) in &self.values {
            written.push('\n');
            written.push_str(name);
            written.push(' ');
            written.push_str(&cut(value));
        }
        written
    }

    /// The same in words.
    pub(super) fn words(&self, text: Text) -> String {
        of_list(&self.written(), text).map_or_else(|| self.key.to_owned(), |reason| reason.words)
    }
}

/// A text of others in one line that is not endless.
fn cut(text: &str) -> String {
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// Why something was not done, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// A whole sentence.
    pub words: String,
    /// What the other library says beside it, cut short and not to be believed.
    pub said: Option<String>,
}

/// What is kept of a cause, in words; nothing for what is none of the lists.
pub(super) fn of_list(written: &str, text: Text) -> Option<Reason> {
    let mut lines = written.lines();
    let key = lines.next().filter(|key| LISTS.iter().any(|list| key.starts_with(list)))?;
    let values: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(' ')).collect();
    let arguments: Vec<(&str, Value)> = values.iter().map(|(name, value)| (*name, argument(name, value))).collect();
    let words = text.find(key, &arguments)?;
    let said = values.iter().find(|(name, value)| *name == "said" && !value.trim().is_empty());
    Some(Reason { words, said: said.map(|(_, said)| (*said).to_owned()) })
}

fn argument<'a>(name: &str, value: &'a str) -> Value<'a> {
    match value.parse::<i64>() {
        Ok(number) if NUMBERS.contains(&name) => number.into(),
        _ => value.into(),
    }
}

/// Why a row is not taken, or what else is to be known of it: a reason to a line. Only a row that is refused has a cause;
/// what is told of another may be a name that another library gives.
#[must_use]
pub fn told(row: &ImportRow, text: Text) -> String {
    let cause = (row.state == RowState::Refused).then(|| of_list(&row.why, text)).flatten();
    cause.map_or_else(|| row.why.clone(), |reason| reason.words)
}

#[cfg(test)]
mod tests {
    use domain::codes::Language;
    use domain::import::{ImportRow, RowState};
    use i18n::Text;

    use super::told;

    #[test]
    fn a_row_of_long_ago_says_it_in_its_own_words_and_a_name_is_no_cause() {
        for (state, why, words) in [
            (RowState::Refused, "import-fault-empty", "The file is empty."),
            (RowState::Refused, "import-fault-long-line\nmost 1000000", "This line is longer than 1,000,000 bytes."),
            (RowState::Refused, "The lamp is out.", "The lamp is out."),
            (
                RowState::Refused,
                "Title: This is needed.\nYear: This is needed.",
                "Title: This is needed.\nYear: This is needed.",
            ),
            (RowState::Refused, "import-fault-quillback", "import-fault-quillback"),
            (RowState::Refused, "import-title", "import-title"),
            (RowState::Withdrawn, "import-fault-empty", "import-fault-empty"),
            (RowState::New, "", ""),
        ] {
            let row = ImportRow { why: why.to_owned(), ..ImportRow::of(1, state) };
            assert_eq!(told(&row, Text::of(&Language::english())), words, "{state}: {why}");
        }
    }
}
