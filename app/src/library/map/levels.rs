//! Numbers of records sorted into a few levels, for the shades of a map. What belongs here: the bounds. What does not:
//! colours (`style/map.css`).

/// How many shades there are, besides that for nothing.
const SHADES: u32 = 5;

/// The lowest number of each level, lowest first: each so many times the one before that all numbers up to the greatest
/// have a level.
pub(super) fn bounds(greatest: usize) -> Vec<usize> {
    let base = (2_usize..).find(|base| base.checked_pow(SHADES).is_none_or(|end| end > greatest)).unwrap_or(2);
    (0..SHADES).filter_map(|power| base.checked_pow(power)).filter(|bound| *bound <= greatest).collect()
}

/// The level of a number, from 1; 0 for none.
pub(super) fn level(bounds: &[usize], number: usize) -> usize {
    bounds.iter().filter(|bound| **bound <= number).count()
}

/// The first and the last number of each level.
pub(super) fn ranges(bounds: &[usize], greatest: usize) -> Vec<(usize, usize)> {
    let last = |at: usize| bounds.get(at + 1).map_or(greatest, |next| next - 1);
    bounds.iter().enumerate().map(|(at, first)| (*first, last(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::{bounds, level, ranges};

    #[test]
    fn every_number_has_a_level_and_none_is_empty() {
        for (greatest, expect) in [
            (0, &[][..]),
            (1, &[1][..]),
            (3, &[1, 2]),
            (31, &[1, 2, 4, 8, 16]),
            (32, &[1, 3, 9, 27]),
            (100_000, &[1, 11, 121, 1331, 14641]),
        ] {
            let bounds = bounds(greatest);
            assert_eq!(bounds, expect, "{greatest}");
            assert_eq!(level(&bounds, 0), 0);
            assert_eq!(level(&bounds, greatest), bounds.len());
            let ranges = ranges(&bounds, greatest);
            assert!(ranges.iter().all(|(first, last)| first <= last), "{ranges:?}");
            assert!(ranges.windows(2).all(|pair| matches!(pair, [(_, a), (b, _)] if a + 1 == *b)), "{ranges:?}");
        }
        assert_eq!(ranges(&bounds(20), 20), [(1, 1), (2, 3), (4, 7), (8, 15), (16, 20)]);
        assert!(!bounds(usize::MAX).is_empty());
    }
}
