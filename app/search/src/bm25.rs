//! The formula that tells how good an answer a record is: BM25 (Robertson and others, Okapi at TREC-3, 1994), with the
//! dials that the library's records were measured with.

use tantivy::Score;

use crate::bits::index;

/// How soon a word said again adds little more, and how much long records are held back: BM25's two dials. The title
/// stands in the stems three times, so that words come thrice more often than where the usual dials come from.
pub(crate) const STEMS: Dials = Dials { k1: 1.8, b: 0.7 };
/// The same for runs of characters.
pub(crate) const GRAMS: Dials = Dials { k1: 1.2, b: 0.6 };

/// So many times and less most records have a word.
const KNOWN: usize = 8;

/// BM25's dials.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dials {
    pub k1: f32,
    pub b: f32,
}

/// The mean length of a record, in tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Average(pub f32);

impl Average {
    /// The mean of so many tokens in so many records.
    pub(crate) fn of(tokens: u64, records: u64) -> Self {
        #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "a mean needs no more precision")]
        Self((tokens as f64 / records.max(1) as f64).max(1.0) as f32)
    }
}

/// How telling a term is that so many of the records have (BM25's inverse document frequency).
pub(crate) fn rarity(having: u64, records: u64) -> f32 {
    let real = |count: u64| {
        f32::from(u16::try_from(count >> 16).unwrap_or(u16::MAX)) * 65_536.0
            + f32::from(u16::try_from(count & 0xFFFF).unwrap_or(u16::MAX))
    };
    let (having, records) = (real(having), real(records.max(having)));
    ((records - having + 0.5) / (having + 0.5)).ln_1p()
}

/// What share of its worth a term adds, by how often a record has it and how long that is.
pub(crate) struct Lengths {
    dials: Dials,
    by_code: [Score; 256],
    /// The shares of those that come so often or less, from none on: of most, which are not worked out anew each time.
    shares: [[Score; 256]; KNOWN],
}

impl Lengths {
    /// For records of this mean length.
    pub(crate) fn new(dials: Dials, average: Average) -> Self {
        let code = |code: u8| {
            let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code);
            let length = f32::from(u16::try_from(length).unwrap_or(u16::MAX));
            dials.k1 * (1.0 - dials.b + dials.b * length / average.0)
        };
        let mut by_code = [1.0; 256];
        (0..=u8::MAX).zip(&mut by_code).for_each(|(each, length)| *length = code(each));
        let share =
            |times: usize| by_code.map(|length| share(f32::from(u16::try_from(times).unwrap_or(u16::MAX)), length));
        Self { dials, by_code, shares: std::array::from_fn(share) }
    }

    /// The most that a term adds, as so many times its worth.
    pub(crate) fn most(&self) -> Score {
        self.dials.k1 + 1.0
    }

    /// The share of that which it adds to a record that has it so many times, by the code of the record's length.
    pub(crate) fn share(&self, times: u32, code: u8) -> Score {
        let code = usize::from(code);
        if let Some(known) = self.shares.get(index(times)).and_then(|shares| shares.get(code)) {
            return *known;
        }
        let length = self.by_code.get(code).copied().unwrap_or(1.0);
        share(f32::from(u16::try_from(times).unwrap_or(u16::MAX)), length)
    }
}

fn share(times: f32, length: f32) -> Score {
    times / (times + length)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Average, Lengths, STEMS, share};

    #[test]
    fn shares_are_the_same_whether_they_are_worked_out_before_or_not() {
        let lengths = Lengths::new(STEMS, Average(80.0));
        for (times, code) in [(0, 0), (1, 20), (7, 40), (8, 40), (500, 255), (u32::MAX, 3)] {
            let length = lengths.by_code.get(usize::from(code)).copied().unwrap();
            let times_said = f32::from(u16::try_from(times).unwrap_or(u16::MAX));
            assert_eq!(lengths.share(times, code).to_bits(), share(times_said, length).to_bits(), "{times}");
        }
    }
}
