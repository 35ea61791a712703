//! When another library that is busy may be asked again, as its answer says.

use std::time::Duration;

use chrono::DateTime;
use ureq::http::HeaderMap;

/// How long an answer asks to be left alone: some seconds, or until a time, by its own clock.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let said = text("retry-after")?;
    if let Ok(seconds) = said.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = DateTime::parse_from_rfc2822(said).ok()?;
    let now = DateTime::parse_from_rfc2822(text("date")?).ok()?;
    Some((until - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ureq::http::{HeaderMap, HeaderName, HeaderValue};

    use super::retry_after;

    fn says(header: &'static str, value: &'static str) -> HeaderMap {
        [(HeaderName::from_static(header), HeaderValue::from_static(value))].into_iter().collect()
    }

    #[test]
    fn an_answer_says_when_it_is_to_be_asked_again() {
        let seconds = |value| retry_after(&says("retry-after", value)).map(|wait| wait.as_secs());
        for (value, wait) in [("0", Some(0)), (" 120 ", Some(120)), ("soon", None), ("-5", None), ("", None)] {
            assert_eq!(seconds(value), wait, "{value}");
        }
        let mut until = says("retry-after", "Sun, 06 Nov 1994 08:50:00 GMT");
        assert_eq!(retry_after(&until), None, "without a clock of its own it says nothing");
        for (now, wait) in [("Sun, 06 Nov 1994 08:49:37 GMT", 23), ("Sun, 06 Nov 1994 09:00:00 GMT", 0)] {
            until.extend(says("date", now));
            assert_eq!(retry_after(&until), Some(Duration::from_secs(wait)), "{now}");
        }
    }
}
