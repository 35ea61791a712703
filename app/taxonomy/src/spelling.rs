//! How far a typed word is from a known one. What belongs here: distances of two words. What does not: which words exist.

/// Letters of a word as a set of bits, so that most words can be told apart without comparing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters(u32);

/// Set when a word has a letter outside ASCII, which takes several bytes.
const WIDE: u32 = 1 << 31;

impl Letters {
    /// The letters of a folded word.
    pub(crate) fn of(word: &str) -> Self {
        let wide = if word.is_ascii() { 0 } else { WIDE };
        Self(word.bytes().fold(wide, |bits, byte| bits | 1 << (byte % 31)))
    }

    /// Whether words with these letters can be within so many mistakes: one mistake brings one new letter at most.
    pub(crate) const fn may_be_within(self, other: Self, mistakes: u32) -> bool {
        let limit = if (self.0 | other.0) & WIDE == 0 { mistakes } else { mistakes * 3 + 1 };
        (self.0 & !other.0).count_ones() <= limit && (other.0 & !self.0).count_ones() <= limit
    }
}

/// How many mistakes a word of this length may have and still be taken for another.
pub(crate) const fn allowance(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The number of mistakes between two words (a letter missing, added, changed, or two neighbours swapped), if at most `limit`.
pub(crate) fn mistakes(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last_letter = None;
    for (row, &letter) in one.iter().enumerate() {
        let current = next_row(letter, last_letter, other, row, &above, &before);
        if current.iter().min().is_none_or(|least| *least > limit) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
        last_letter = Some(letter);
    }
    above.last().copied().filter(|found| *found <= limit)
}

/// One row of the table of distances; `above` is the row before it and `before` the one before that.
fn next_row(
    letter: char,
    last: Option<char>,
    other: &[char],
    row: usize,
    above: &[usize],
    before: &[usize],
) -> Vec<usize> {
    let mut current = Vec::with_capacity(above.len());
    let mut left = row + 1;
    current.push(left);
    let mut left_letter = None;
    for (column, (&theirs, steps)) in other.iter().zip(above.windows(2)).enumerate() {
        let (diagonal, up) = match steps {
            [diagonal, up] => (*diagonal, *up),
            _ => (usize::MAX - 1, usize::MAX - 1),
        };
        let mut least = (diagonal + usize::from(letter != theirs)).min(up + 1).min(left + 1);
        if last == Some(theirs) && left_letter == Some(letter) {
            let swapped = column.checked_sub(1).and_then(|c| before.get(c));
            least = swapped.map_or(least, |cost| least.min(cost + 1));
        }
        current.push(least);
        (left, left_letter) = (least, Some(theirs));
    }
    current
}

#[cfg(test)]
mod tests {
    use super::{Letters, mistakes};

    fn distance(one: &str, other: &str, limit: usize) -> Option<usize> {
        mistakes(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>(), limit)
    }

    #[test]
    fn mistakes_are_counted() {
        for (one, other, found) in [
            ("cook", "cook", Some(0)),
            ("wairtess", "waitress", Some(1)),
            ("wairtes", "waitress", Some(2)),
            ("tirnaa", "tirana", Some(1)),
            ("carpentre", "carpenter", Some(1)),
            ("muratore", "murattore", Some(1)),
            ("", "ab", Some(2)),
            ("cook", "driver", None),
        ] {
            assert_eq!(distance(one, other, 2), found, "{one} {other}");
            assert_eq!(distance(other, one, 2), found, "{other} {one}");
        }
    }

    #[test]
    fn the_set_of_letters_never_hides_a_near_word() {
        for (one, other) in [("wairtess", "waitress"), ("киів", "киев"), ("koch", "kosh"), ("aaaa", "aaab")] {
            assert!(Letters::of(one).may_be_within(Letters::of(other), 2), "{one} {other}");
        }
        assert!(!Letters::of("abcdefgh").may_be_within(Letters::of("stuvwxyz"), 2));
    }
}
