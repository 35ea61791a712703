//! Resumption tokens. Nothing is kept on this side: a token holds what was asked and where the last page ended, and a
//! check by which a token that was cut or made up is told from one of ours. It holds no secret, and opens nothing
//! that is not open to all.

use chrono::{DateTime, Utc};
use domain::id::PracticeId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As asked first.
    pub from: Option<DateTime<Utc>>,
    /// As asked first.
    pub until: Option<DateTime<Utc>>,
    /// As asked first.
    pub set: Option<String>,
    /// The last change that was shown; none at the beginning.
    pub after: Option<(DateTime<Utc>, PracticeId)>,
    /// How many records came before.
    pub cursor: u64,
    /// How many there were in all when the list began.
    pub size: u64,
}

/// The first part, which changes when tokens do.
const KIND: &str = "1";

impl Token {
    /// As text.
    pub(super) fn write(&self) -> String {
        let time = |time: Option<DateTime<Utc>>| time.map(written).unwrap_or_default();
        let (changed, id) = self.after.map(|(changed, id)| (written(changed), id.to_string())).unwrap_or_default();
        let set = self.set.as_deref().unwrap_or_default();
        let (from, until) = (time(self.from), time(self.until));
        let text = format!("{KIND},{from},{until},{set},{changed},{id},{},{}", self.cursor, self.size);
        format!("{text},{}", check(&text))
    }

    /// Reads a token that goes on somewhere.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (said, checked) = text.rsplit_once(',')?;
        if checked != check(said) {
            return None;
        }
        let parts: Vec<&str> = said.split(',').collect();
        let [KIND, from, until, set, changed, id, cursor, size] = parts.as_slice() else { return None };
        let time = |text: &str| if text.is_empty() { Some(None) } else { time(text).map(Some) };
        Some(Self {
            from: time(from)?,
            until: time(until)?,
            set: (!set.is_empty()).then(|| (*set).to_owned()),
            after: Some((time(changed)??, PracticeId(Uuid::try_parse(id).ok()?))),
            cursor: cursor.parse().ok()?,
            size: size.parse().ok()?,
        })
    }
}

/// Seconds, and billionths of one.
fn written(time: DateTime<Utc>) -> String {
    format!("{}.{}", time.timestamp(), time.timestamp_subsec_nanos())
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = text.split_once('.')?;
    DateTime::from_timestamp(seconds.parse().ok()?, nanoseconds.parse().ok()?)
}

fn check(text: &str) -> String {
    let sum = Sha256::digest(format!("resumption {text}").as_bytes());
    sum.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_time() -> impl Strategy<Value = DateTime<Utc>> {
        (-62_167_219_200_i64..253_402_300_799, 0_u32..1_000_000_000)
            .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos).unwrap_or_default())
    }

    proptest! {
        #[test]
        fn tokens_come_back_as_they_were(
            from in prop::option::of(any_time()), until in prop::option::of(any_time()), changed in any_time(),
            set in prop::option::of("[a-z]{1,8}(:[A-Za-z_.!~*'()-]{1,8})?"), id: u128, cursor in 0_u64..1_000_000, size: u64,
        ) {
            let after = Some((changed, PracticeId(Uuid::from_u128(id))));
            let token = Token { from, until, set, after, cursor, size };
            let text = token.write();
            prop_assert_eq!(Token::read(&text), Some(token));
            for cut in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                prop_assert_eq!(Token::read(text.get(..cut).unwrap_or_default()), None);
            }
        }

        #[test]
        fn nothing_else_is_one(text in "\\PC{0,80}") {
            prop_assert_eq!(Token::read(&text), None);
            let checked = format!("{text},{}", check(&text));
            prop_assert_eq!(Token::read(&checked), None);
        }
    }
}
