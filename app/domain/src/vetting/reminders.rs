//! When the end of a verification is spoken of.

/// So many days before its end a verification is spoken of.
pub const REMINDERS: [i64; 3] = [60, 30, 7];

/// The reminder that a verification which ends in so many days is past already.
#[must_use]
pub fn reminder_passed(days_left: i64) -> Option<i64> {
    REMINDERS.into_iter().filter(|days| days_left <= *days).min()
}

/// The reminder to send now, by the days that are left and the last one that was sent or passed. Whatever was missed
/// while nobody looked is not sent late, and a clock that goes back sends none twice.
#[must_use]
pub fn reminder_due(days_left: i64, last: Option<i64>) -> Option<i64> {
    let come = reminder_passed(days_left).filter(|_| days_left >= 0)?;
    last.is_none_or(|last| come < last).then_some(come)
}

#[cfg(test)]
mod tests {
    use super::{reminder_due, reminder_passed};

    #[test]
    fn each_reminder_is_sent_once_whatever_the_clock_does() {
        let sent = |days: &[i64]| -> Vec<i64> {
            let mut last = reminder_passed(365);
            days.iter().filter_map(|days| reminder_due(*days, last).inspect(|sent| last = Some(*sent))).collect()
        };
        let check = |days: &[i64], expect: &[i64]| assert_eq!(sent(days), expect, "{days:?}");
        check(&[61, 60, 60, 59, 31, 30, 8, 7, 1, 0, -1], &[60, 30, 7]);
        // Nobody looked for a while: only what is true now is said.
        check(&[61, 20, 19, 3], &[30, 7]);
        check(&[61, 2, 1], &[7]);
        check(&[61, -1], &[]);
        // The clock went ahead and came back.
        check(&[61, 5, 59, 29, 6], &[7]);
        // Verified for a short time: what has passed already is not spoken of.
        assert_eq!((reminder_passed(20), reminder_passed(5), reminder_passed(61)), (Some(30), Some(7), None));
        assert_eq!(reminder_due(5, reminder_passed(5)), None);
    }
}
