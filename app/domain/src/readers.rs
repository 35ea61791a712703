//! How much the members of an NGO read of its people, and whose reading stands out. Within an NGO everybody may read every
//! referral; this is how its managers see who does: of how many somebody opened, and how many stood in the lists that they
//! paged through.

use chrono::{DateTime, TimeDelta, Utc};

/// For so many days back it is counted.
pub const DAYS: i64 = 30;
/// So many referrals are nothing to ask about, whatever the others read.
pub const USUAL: u64 = 10;
/// So many times the middle of what the others read is not far above it yet.
pub const TIMES: u64 = 3;

/// So many others have to have read any: what one reads is not what is usual.
pub const FEWEST: usize = 2;

/// Whether what somebody has read who is a member since then can be compared with: what was read in fewer days than
/// [`DAYS`] is little for another reason.
#[must_use]
pub fn is_comparable(member_since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - member_since >= TimeDelta::days(DAYS)
}

/// Whether somebody who has read so many referrals is far above the others, who can be compared with: more than [`USUAL`],
/// and more than [`TIMES`] times the middle of what those of the others have read who read any. Of two in the middle the
/// higher one counts. Where fewer than [`FEWEST`] of them read any, nobody is above them.
#[must_use]
pub fn stands_out(own: u64, others: &[u64]) -> bool {
    let mut others: Vec<u64> = others.iter().copied().filter(|read| *read > 0).collect();
    others.sort_unstable();
    let middle = others.get(others.len() / 2).copied().filter(|_| others.len() >= FEWEST);
    own > USUAL && middle.is_some_and(|middle| own > middle.saturating_mul(TIMES))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::{is_comparable, stands_out};

    #[test]
    fn whoever_came_in_the_days_that_are_counted_is_not_compared_with() {
        let now = DateTime::UNIX_EPOCH;
        for (days, expect) in [(0, false), (29, false), (30, true), (400, true)] {
            assert_eq!(is_comparable(now - TimeDelta::days(days), now), expect, "{days}");
        }
    }

    #[test]
    fn who_reads_far_more_than_the_others_stands_out() {
        for (own, others, expect) in [
            (12, &[3, 2][..], true),
            (9, &[3, 2], false),
            (10, &[1, 1, 1], false),
            (11, &[1, 1, 1], true),
            // One other is too few to say what is usual.
            (40, &[4], false),
            (12, &[4, 4], false),
            (13, &[4, 4], true),
            // The one who reads most of the others does not hide it.
            (40, &[5, 6, 200], true),
            (40, &[], false),
            (40, &[0, 0], false),
            (40, &[0, 0, 5], false),
            (40, &[0, 4, 5], true),
            (u64::MAX, &[u64::MAX, u64::MAX], false),
        ] {
            assert_eq!(stands_out(own, others), expect, "{own} beside {others:?}");
        }
    }
}
