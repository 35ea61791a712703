//! Sets of the records of one segment, by their number in it.

/// Of how many records a sample has one.
pub(crate) const ONE_OF: usize = 8;

/// From one of so many records on they are kept as bits: those of 64 records are counted at once.
const FEW: usize = 256;

/// One bit a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
}

/// The records of one choice: as bits where they are many, as a list where that is shorter.
#[derive(Debug)]
pub(crate) enum Set {
    /// One bit a record of the segment.
    Many(Bits),
    /// Their numbers, ascending.
    Few(Vec<u32>),
}

impl Bits {
    /// The empty set, with room for so many records.
    pub(crate) fn none(records: u32) -> Self {
        Self { words: vec![0; index(records).div_ceil(64)] }
    }

    /// The set of all of so many records.
    pub(crate) fn all(records: u32) -> Self {
        let mut bits = Self { words: vec![u64::MAX; index(records).div_ceil(64)] };
        if let (Some(last), rest @ 1..) = (bits.words.last_mut(), records % 64) {
            *last = (1 << rest) - 1;
        }
        bits
    }

    /// Keeps those from one record on up to another.
    pub(crate) fn keep_between(&mut self, first: u32, end: u32) {
        for (from, word) in (0_u32..).step_by(64).zip(&mut self.words) {
            let below = |record: u32| 1_u64.checked_shl(record.saturating_sub(from)).map_or(u64::MAX, |bit| bit - 1);
            *word &= below(end) & !below(first);
        }
    }

    /// Puts a record in.
    pub(crate) fn set(&mut self, record: u32) {
        if let Some(word) = self.words.get_mut(index(record / 64)) {
            *word |= 1 << (record % 64);
        }
    }

    /// Says whether a record is in.
    pub(crate) fn has(&self, record: u32) -> bool {
        self.words.get(index(record / 64)).is_some_and(|word| word & (1 << (record % 64)) != 0)
    }

    /// Keeps what is in the other too.
    pub(crate) fn keep(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Takes out what is in the other.
    pub(crate) fn remove(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    /// Keeps those that are wanted.
    pub(crate) fn retain(&mut self, wanted: impl Fn(u32) -> bool) {
        for (first, word) in (0_u32..).step_by(64).zip(&mut self.words) {
            let mut left = *word;
            while left != 0 {
                let at = left.trailing_zeros();
                left &= left - 1;
                if !wanted(first + at) {
                    *word &= !(1 << at);
                }
            }
        }
    }

    /// Counts the records.
    pub(crate) fn count(&self) -> usize {
        self.words.iter().map(|word| index(word.count_ones())).sum()
    }

    /// Counts those that are in the other too, from one record on up to another, beyond which one of both has none.
    pub(crate) fn count_both(&self, other: &Self, first: u32, end: u32) -> usize {
        let between = index(first / 64)..index(end.div_ceil(64));
        let words = self.words.get(between.clone()).unwrap_or_default();
        let both = words.iter().zip(other.words.get(between).unwrap_or_default());
        both.map(|(a, b)| index((a & b).count_ones())).sum()
    }

    /// Counts those of a list that are in.
    pub(crate) fn count_of(&self, list: &[u32]) -> usize {
        let bit = |record: &u32| self.words.get(index(record / 64)).map_or(0, |word| word >> (record % 64) & 1);
        list.iter().map(|record| usize::from(bit(record) != 0)).sum()
    }

    /// The records, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.among([u64::MAX; ONE_OF])
    }

    /// The records, descending.
    pub(crate) fn down(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().rev().flat_map(|(at, word)| {
            let first = u32::try_from(at * 64).unwrap_or(u32::MAX);
            let mut left = *word;
            std::iter::from_fn(move || {
                let last = 63_u32.checked_sub(left.leading_zeros())?;
                left &= !(1 << last);
                Some(first + last)
            })
        })
    }

    /// One of [`ONE_OF`], ascending; in every word of 64 others, so that what comes again and again in the order of the
    /// records is met as often as anything.
    pub(crate) fn sample(&self) -> impl Iterator<Item = u32> + '_ {
        self.among(std::array::from_fn(|at| 0x0101_0101_0101_0101 << at))
    }

    fn among(&self, wanted: [u64; ONE_OF]) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).step_by(64).zip(&self.words).zip(wanted.into_iter().cycle()).flat_map(|((first, word), wanted)| {
            let mut left = *word & wanted;
            std::iter::from_fn(move || {
                let at = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (at < 64).then_some(first + at)
            })
        })
    }
}

impl Set {
    /// Takes a list of ascending numbers, out of so many records.
    pub(crate) fn of(list: Vec<u32>, records: u32) -> Self {
        if list.len() < index(records) / FEW {
            return Self::Few(list);
        }
        let mut bits = Bits::none(records);
        list.into_iter().for_each(|record| bits.set(record));
        Self::Many(bits)
    }

    /// Puts all of them into `bits`.
    pub(crate) fn add_to(&self, bits: &mut Bits) {
        match self {
            Self::Few(list) => list.iter().for_each(|record| bits.set(*record)),
            Self::Many(own) => bits.words.iter_mut().zip(&own.words).for_each(|(word, own)| *word |= own),
        }
    }
}

/// A record's number as a place in a list; no segment has more records than a list has places.
pub(crate) fn index(record: u32) -> usize {
    usize::try_from(record).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Bits, Set};

    #[test]
    fn sets_count_join_and_part() {
        let mut odd = Bits::none(130);
        (1..130).step_by(2).for_each(|record| odd.set(record));
        assert_eq!((odd.count(), odd.has(129), odd.has(128), odd.has(9_999)), (65, true, false, false));
        let mut all = Bits::all(130);
        assert_eq!((all.count(), Bits::all(128).count(), Bits::all(0).count()), (130, 128, 0));
        all.remove(&odd);
        assert_eq!(all.iter().collect::<Vec<_>>(), (0..130).step_by(2).collect::<Vec<_>>());
        let mut down: Vec<u32> = all.down().collect();
        down.reverse();
        assert!(down.into_iter().eq(all.iter()) && Bits::none(130).down().next().is_none());
        let sample: Vec<u32> = Bits::all(130).sample().collect();
        assert_eq!(sample, [0, 8, 16, 24, 32, 40, 48, 56, 65, 73, 81, 89, 97, 105, 113, 121]);
        // Whatever comes every eighth time is sampled like the rest.
        for each in 0..8 {
            let mut some = Bits::none(1024);
            (each..1024).step_by(8).for_each(|record| some.set(record));
            assert_eq!((some.count(), some.sample().count()), (128, 16), "{each}");
        }
        for (first, end) in [(0, 130), (0, 64), (3, 70), (64, 128), (128, 130), (7, 7)] {
            let mut some = all.clone();
            some.keep_between(first, end);
            assert!(some.iter().eq(all.iter().filter(|record| (first..end).contains(record))), "{first} to {end}");
        }
        all.keep(&odd);
        assert_eq!(all.count(), 0);
        let mut some = Bits::none(130);
        [0, 64, 129].into_iter().for_each(|record| some.set(record));
        for (first, end, count) in [(0, 130, 1), (128, 130, 1), (0, 129, 0), (129, 130, 1), (64, 129, 0)] {
            let mut odd = odd.clone();
            odd.keep_between(first, end);
            assert_eq!(some.count_both(&odd, first, end), count, "{first} to {end}");
        }
        for set in [Set::of(vec![0, 64, 129], 130), Set::of(vec![0, 64, 129], 100_000)] {
            let mut bits = odd.clone();
            set.add_to(&mut bits);
            assert_eq!(bits.count(), 67);
        }
    }
}
