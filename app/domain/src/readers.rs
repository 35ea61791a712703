//! How much the members of an NGO read of its people, and whose reading stands out. Within an NGO everybody may read every
//! referral; this is how its managers see who does: of how many somebody opened, and how many stood in the lists that they
//! paged through.

/// For so many days back it is counted.
pub const DAYS: i64 = 30;
/// So many referrals are nothing to ask about, whatever the others read.
pub const USUAL: u64 = 10;
/// So many times the middle of what the others read is not far above it yet.
pub const TIMES: u64 = 3;

/// Whether somebody who has read so many referrals is far above the others: more than [`USUAL`], and more than [`TIMES`]
/// times the middle of what those of the others have read who read any. Of two in the middle the higher one counts. Who is
/// the only one that reads is above nobody.
#[must_use]
pub fn stands_out(own: u64, others: &[u64]) -> bool {
    let mut others: Vec<u64> = others.iter().copied().filter(|read| *read > 0).collect();
    others.sort_unstable();
    let middle = others.get(others.len() / 2).copied();
    own > USUAL && middle.is_some_and(|middle| own > middle.saturating_mul(TIMES))
}

#[cfg(test)]
mod tests {
    use super::stands_out;

    #[test]
    fn who_reads_far_more_than_the_others_stands_out() {
        for (own, others, expect) in [
            (12, &[3, 2][..], true),
            (9, &[3, 2], false),
            (10, &[1, 1, 1], false),
            (11, &[1, 1, 1], true),
            (12, &[4], false),
            (13, &[4], true),
            // The one who reads most of the others does not hide it.
            (40, &[5, 6, 200], true),
            (40, &[], false),
            (40, &[0, 0], false),
            (40, &[0, 0, 5], true),
            (u64::MAX, &[u64::MAX], false),
        ] {
            assert_eq!(stands_out(own, others), expect, "{own} beside {others:?}");
        }
    }
}
