//! The form of a calendar: iCalendar (RFC 5545), with the names of RFC 7986. Lines end with CR and LF and are at most 75
//! bytes long.

use chrono::NaiveDate;

/// The most bytes of a line, without its end.
const LINE: usize = 75;

/// One appointment: a whole day.
#[derive(Debug, Clone)]
pub(super) struct Appointment {
    /// Names it for good.
    pub uid: String,
    /// Its day.
    pub day: NaiveDate,
    /// On which day it was last changed: at which minute is nobody's business.
    pub changed: NaiveDate,
    /// Counts changes.
    pub sequence: i32,
}

/// Writes a calendar whose appointments all have one title.
pub(super) fn write(title: &str, appointments: &[Appointment]) -> String {
    let mut text = String::new();
    let name = escape(title.split(':').next().unwrap_or(title).trim());
    for content in [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Ponte//Calendar//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        format!("NAME:{name}"),
        format!("X-WR-CALNAME:{name}"),
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H".to_owned(),
    ] {
        line(&mut text, &content);
    }
    for each in appointments {
        event(&mut text, &escape(title), each);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, title: &str, each: &Appointment) {
    let next = each.day.succ_opt().unwrap_or(each.day);
    for content in [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@ponte", each.uid),
        format!("DTSTAMP:{}", each.changed.format("%Y%m%dT000000Z")),
        format!("SEQUENCE:{}", each.sequence.max(0)),
        format!("DTSTART;VALUE=DATE:{}", each.day.format("%Y%m%d")),
        format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")),
        format!("SUMMARY:{title}"),
        "CLASS:PRIVATE".to_owned(),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ] {
        line(text, &content);
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes a line, folded where it is too long: what follows begins with a space. No letter is torn.
fn line(text: &mut String, content: &str) {
    let mut length = 0;
    for c in content.chars() {
        if length + c.len_utf8() > LINE {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Appointment, LINE, escape, line, write};
    use proptest::prelude::*;

    #[test]
    fn a_calendar_line_by_line() {
        let appointment = Appointment {
            uid: "f".repeat(64),
            day: "2026-12-31".parse().unwrap(),
            changed: "2026-11-24".parse().unwrap(),
            sequence: 2,
        };
        let text = write("Ponte: appointment", &[appointment]);
        let expect = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ponte//Calendar//EN\r\nCALSCALE:GREGORIAN\r\n\
             METHOD:PUBLISH\r\nNAME:Ponte\r\nX-WR-CALNAME:Ponte\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n\
             BEGIN:VEVENT\r\nUID:{}@ponte\r\nDTSTAMP:20261124T000000Z\r\nSEQUENCE:2\r\n\
             DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:Ponte: appointment\r\n\
             CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "f".repeat(64)
        );
        assert_eq!(text, expect);
    }

    #[test]
    fn signs_that_mean_something_are_escaped() {
        assert_eq!(escape("a;b,c\\d\ne\r"), "a\\;b\\,c\\\\d\\ne");
    }

    proptest! {
        #[test]
        fn folded_lines_are_short_and_unfold_to_what_they_were(content in "[^\\p{Cc}]{0,300}") {
            let mut text = String::new();
            line(&mut text, &content);
            prop_assert!(text.ends_with("\r\n"));
            for part in text.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(part.len() <= LINE, "{}", part.len());
            }
            let unfolded = text.replace("\r\n ", "");
            prop_assert_eq!(unfolded.trim_end_matches("\r\n"), content);
        }
    }
}
