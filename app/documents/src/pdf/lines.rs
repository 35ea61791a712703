//! The lines of a page from where its letters stand: where a word ends, where a line ends, and the order of the letters
//! of a line that is written from right to left.

mod order;

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::UnicodeNormalization;

use crate::MOST_TEXT;

/// The gap between two words, in sizes of their letters: spaces are a quarter and more, kerning is a tenth and less.
const WORD: f64 = 0.17;
/// The widest gap that letters are spaced by; wider ones stand between the cells of a table.
const SPACED: f64 = 0.5;
/// As many gaps must be alike for letters to be spaced.
const FEWEST: usize = 3;
/// How far a letter of another line is away from this one, in sizes of the larger letter.
const LINE: f64 = 0.5;
/// How far a letter of another paragraph is away from this one, in sizes of the smaller letter.
const PARAGRAPH: f64 = 1.5;
/// The most letters that are looked at as one line.
const LONGEST: usize = 10_000;
/// The most bytes of a page.
const MOST_BYTES: usize = MOST_TEXT * 4;

/// A letter, or what else is drawn as one.
#[derive(Debug)]
struct Letter {
    text: String,
    start: (f64, f64),
    end: (f64, f64),
    /// The direction of its line, of length one.
    along: (f64, f64),
    size: f64,
}

impl Letter {
    /// How far a point lies from this letter's start along its line, and across it.
    fn way(&self, point: (f64, f64)) -> (f64, f64) {
        let (x, y) = (point.0 - self.start.0, point.1 - self.start.1);
        (x * self.along.0 + y * self.along.1, x * self.along.1 - y * self.along.0)
    }

    /// The gap to the letter that is drawn next, whichever side of this one it stands on.
    fn gap(&self, next: &Self) -> f64 {
        let (end, _) = self.way(self.end);
        let (start, _) = self.way(next.start);
        let (over, _) = self.way(next.end);
        (start - end).max(-over)
    }

    /// Where its start lies on its line, counted from the corner of the page.
    fn place(&self) -> f64 {
        self.start.0 * self.along.0 + self.start.1 * self.along.1
    }

    fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// The text of a page, taken down letter by letter.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    line: Vec<Letter>,
}

impl Lines {
    /// The text.
    pub(super) fn into_text(mut self) -> String {
        self.finish();
        self.text
    }

    fn take(&mut self, letter: Letter) {
        if self.text.len() > MOST_BYTES {
            return;
        }
        let ends = self.line.last().and_then(|last| {
            let (_, across) = last.way(letter.start);
            let far = across.abs();
            let line = far > last.size.max(letter.size) * LINE;
            let paragraph = far > last.size.min(letter.size) * PARAGRAPH;
            line.then_some(if paragraph { "\n\n" } else { "\n" })
        });
        if let Some(ends) = ends {
            self.finish();
            self.text.push_str(ends);
        } else if self.line.len() >= LONGEST {
            self.finish();
        }
        self.line.push(letter);
    }

    /// Writes the line down.
    fn finish(&mut self) {
        let line = order::by_place(std::mem::take(&mut self.line));
        let usual = usual_gap(&line);
        let mut pieces: Vec<String> = Vec::with_capacity(line.len());
        let mut last: Option<&Letter> = None;
        for letter in &line {
            let apart = last.is_some_and(|last| {
                let wide = last.gap(letter) > usual + WORD * last.size.max(letter.size);
                wide && !last.is_blank() && !letter.is_blank()
            });
            if apart {
                pieces.push(" ".to_owned());
            }
            pieces.push(letter.text.clone());
            last = Some(letter);
        }
        self.text.extend(order::by_reading(pieces).iter().map(|piece| plain(piece)));
    }
}

/// The gap that the letters of a line are spaced by.
fn usual_gap(line: &[Letter]) -> f64 {
    let both = |(one, next): &(&Letter, &Letter)| !one.is_blank() && !next.is_blank();
    let pairs = line.iter().zip(line.iter().skip(1)).filter(both);
    let mut gaps: Vec<(f64, f64)> = pairs.map(|(one, next)| (one.gap(next), one.size)).collect();
    if gaps.len() < FEWEST {
        return 0.0;
    }
    gaps.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let middle = gaps.get(gaps.len() / 2).copied();
    middle.filter(|(gap, size)| *gap > 0.0 && *gap <= SPACED * size).map_or(0.0, |(gap, _)| gap)
}

/// A letter as it is typed, where a sign stands for its shape in a word, or for some that are joined.
fn plain(piece: &str) -> String {
    let shape = |letter: char| matches!(letter, '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    if piece.contains(shape) { piece.nfkc().collect() } else { piece.to_owned() }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _number: u32,
        _media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let scale = place.m11.hypot(place.m12);
        let along = if scale > 0.0 { (place.m11 / scale, place.m12 / scale) } else { (1.0, 0.0) };
        let start = (place.m31, place.m32);
        // The room that is set after every letter belongs to it, as long as it does not lay the next one over it.
        let room = width * font_size + spacing.max(0.0);
        let end = (start.0 + room * place.m11, start.1 + room * place.m12);
        let size = font_size.abs() * place.m21.hypot(place.m22);
        self.take(Letter { text: text.to_owned(), start, end, along, size });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Lines};

    /// Letters of size 10 that are 5 wide, each with the gap before it.
    fn read(letters: &[(&str, f64)]) -> String {
        let mut lines = Lines::default();
        let mut at = 0.0;
        for (text, gap) in letters {
            let (start, end) = (at + gap, at + gap + 5.0);
            lines.take(letter(text, start, 0.0, end));
            at = end;
        }
        lines.into_text()
    }

    fn letter(text: &str, start: f64, height: f64, end: f64) -> Letter {
        Letter { text: text.to_owned(), start: (start, height), end: (end, height), along: (1.0, 0.0), size: 10.0 }
    }

    #[test]
    fn words_end_where_the_gap_is_wide() {
        for (letters, said) in [
            ([("A", 0.0), ("V", -0.8), ("o", 0.9), ("k", 0.3), ("e", -0.2), ("r", 1.2)].as_slice(), "AVoker"),
            (&[("a", 0.0), ("b", 0.0), ("c", 2.2), ("d", 0.0), ("e", 0.0)], "ab cde"),
            (&[("a", 0.0), ("b", 2.5), ("c", 2.5), ("d", 2.5), ("e", 5.5), ("f", 2.5)], "abcd ef"),
            (&[("1", 0.0), ("2", 30.0), ("3", 30.0), ("4", 30.0)], "1 2 3 4"),
            (&[("a", 0.0), (" ", 0.0), ("b", 4.0)], "a b"),
        ] {
            assert_eq!(read(letters), said);
        }
    }

    #[test]
    fn lines_and_paragraphs_end_where_the_next_is_lower() {
        let mut lines = Lines::default();
        for (text, height) in [("a", 40.0), ("2", 43.5), ("b", 30.0), ("c", 8.0)] {
            lines.take(letter(text, 0.0, height, 5.0));
        }
        assert_eq!(lines.into_text(), "a2\nb\n\nc");
    }

    #[test]
    fn letters_from_right_to_left_are_read_so_in_whatever_order_they_are_drawn() {
        let drawn = ["ת", "י", "ב", " ", "7", "1", " ", "ר", "ע"];
        let ahead: Vec<(&str, f64)> = drawn.iter().map(|text| (*text, 0.0)).collect();
        assert_eq!(read(&ahead), "ער 71 בית");
        let mut back: Vec<(&str, f64)> = ahead.iter().rev().map(|(text, _)| (*text, -10.0)).collect();
        if let Some(first) = back.first_mut() {
            first.1 = 100.0;
        }
        assert_eq!(read(&back), "ער 71 בית");
    }
}
