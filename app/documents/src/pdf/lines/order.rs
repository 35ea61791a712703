//! The order in which the letters of a line are read. A page says where letters stand, not which comes first: in scripts
//! that are written from right to left, many a program draws a line from its left end.

use super::Letter;

/// A piece of a line, by the direction it is read in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    Left,
    Digit,
    Neither,
}

fn way(piece: &str) -> Way {
    let ways = |letter: char| match letter {
        _ if letter.is_numeric() => Way::Digit,
        _ if !letter.is_alphabetic() => Way::Neither,
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' => Way::Left,
        _ => Way::Right,
    };
    piece.chars().map(ways).find(|way| *way != Way::Neither).unwrap_or(Way::Neither)
}

/// The letters of a line from its left end to its right one, where some are read to the left and it was drawn with
/// jumps back. A mark may be drawn a little before its letter: that is no jump.
pub(super) fn by_place(mut line: Vec<Letter>) -> Vec<Letter> {
    let left = line.iter().any(|letter| way(&letter.text) == Way::Left);
    let jumps = |(one, next): (&Letter, &Letter)| one.way(next.start).0 < -0.3 * one.size;
    if left && line.iter().zip(line.iter().skip(1)).any(jumps) {
        line.sort_by(|one, other| one.place().total_cmp(&other.place()));
    }
    line
}

/// The pieces of a line in the order in which they are read, from that in which they stand from left to right.
pub(super) fn by_reading(pieces: Vec<String>) -> Vec<String> {
    let count = |wanted: Way| pieces.iter().filter(|piece| way(piece) == wanted).count();
    let (left, right) = (count(Way::Left), count(Way::Right));
    if left == 0 {
        return pieces;
    }
    if left > right {
        return turned(pieces);
    }
    // Words that are read to the left within a line that is read to the right.
    let (mut read, mut run, mut held) = (Vec::with_capacity(pieces.len()), Vec::new(), Vec::new());
    for piece in pieces {
        match way(&piece) {
            Way::Left => {
                run.append(&mut held);
                run.push(piece);
            }
            Way::Right => {
                read.append(&mut turned(std::mem::take(&mut run)));
                read.append(&mut held);
                read.push(piece);
            }
            Way::Digit | Way::Neither if run.is_empty() => read.push(piece),
            Way::Digit | Way::Neither => held.push(piece),
        }
    }
    read.append(&mut turned(run));
    read.append(&mut held);
    read
}

/// Pieces turned round, but for words and numbers in them that are read to the right.
fn turned(pieces: Vec<String>) -> Vec<String> {
    let mut runs: Vec<Vec<String>> = Vec::new();
    // Whether the last run is read to the right, and how its last piece is.
    let mut last = Way::Left;
    let mut held: Vec<String> = Vec::new();
    for piece in pieces {
        let this = way(&piece);
        match (this, last) {
            (Way::Neither, Way::Right | Way::Digit) => held.push(piece),
            (Way::Neither, _) => runs.push(vec![mirrored(piece)]),
            (Way::Left, _) => {
                runs.extend(held.drain(..).map(|held| vec![mirrored(held)]));
                runs.push(vec![piece]);
                last = this;
            }
            (Way::Right | Way::Digit, _) => {
                let goes_on = match last {
                    Way::Right => true,
                    Way::Digit => held.is_empty() || (this == Way::Digit && within_a_number(&held)),
                    Way::Left | Way::Neither => false,
                };
                match runs.last_mut() {
                    Some(run) if goes_on => {
                        run.append(&mut held);
                        run.push(piece);
                    }
                    _ => {
                        runs.extend(held.drain(..).map(|held| vec![mirrored(held)]));
                        runs.push(vec![piece]);
                    }
                }
                last = this;
            }
        }
    }
    runs.extend(held.into_iter().map(|held| vec![mirrored(held)]));
    runs.into_iter().rev().flatten().collect()
}

fn within_a_number(held: &[String]) -> bool {
    matches!(held, [one] if matches!(one.as_str(), "." | "," | ":" | "/"))
}

/// A bracket as it is typed: it is drawn the other way round where it is read to the left.
fn mirrored(piece: String) -> String {
    let other = match piece.as_str() {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "«" => "»",
        "»" => "«",
        _ => return piece,
    };
    other.to_owned()
}

#[cfg(test)]
mod tests {
    use super::by_reading;

    #[test]
    fn what_is_read_to_the_left_is_turned_round_word_by_word() {
        for (drawn, read) in [
            ("plain (a) 12", "plain (a) 12"),
            (".תיב", "בית."),
            ("New Velmora (תיב) 7", "New Velmora (בית) 7"),
            (".(2020) 3.5 Vel תיב לודג", "גדול בית Vel 3.5 (2020)."),
            ("2021 2020 תיב", "בית 2020 2021"),
        ] {
            let pieces = drawn.chars().map(String::from).collect();
            assert_eq!(by_reading(pieces).concat(), read, "{drawn}");
        }
    }
}
