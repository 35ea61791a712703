//! Which passage is chosen, and what is marked in it.

#![expect(clippy::unwrap_used, reason = "tests")]
use std::collections::HashSet;

use proptest::prelude::*;

use super::{LENGTH, Mark, Marks, Piece, Reader, SAID_AGAIN, fold, window};

fn choose(marks: &Marks, texts: &[&str], language: &str) -> Vec<Piece> {
    Reader::new(marks).choose(texts, language).0
}

fn shown(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
}

fn marks(stems: &[(&str, f64)]) -> Marks {
    Marks { stems: stems.iter().map(|(stem, weight)| ((*stem).to_owned(), *weight)).collect(), ..Marks::default() }
}

#[test]
fn stems_and_prefixes_are_marked() {
    let mut marks = marks(&[("train", 2.0)]);
    marks.prefix = Some(("hot".to_owned(), 1.0));
    let pieces = choose(&marks, &["Training in hotels & trains"], "en");
    assert_eq!(shown(&pieces), "[Training] in [hotels] & [trains]");
}

#[test]
fn a_word_that_was_read_in_one_language_is_read_anew_in_another() {
    let marks = marks(&[("train", 2.0)]);
    let read = |language| shown(&choose(&marks, &["Training, trains, training"], language));
    assert_eq!(read("en"), "[Training], [trains], [training]");
    assert_eq!(read("xx"), "Training, trains, training");
    assert_eq!(read("en"), "[Training], [trains], [training]");
}

#[test]
fn the_most_telling_place_is_chosen_with_what_stands_around_it() {
    let filler = "nothing to see here ".repeat(30);
    let text = format!("train {filler}a bond that a train broke {filler}");
    let shown = shown(&choose(&marks(&[("train", 1.0), ("bond", 5.0)]), &["", &text], "en"));
    assert!(shown.contains("a [bond] that a [train] broke"), "{shown}");
    assert!(shown.starts_with('…') && shown.ends_with('…') && shown.len() < 240, "{shown}");
}

#[test]
fn without_marks_the_beginning_is_shown_and_characters_stay_whole() {
    let text = "žена ".repeat(200);
    let pieces = choose(&Marks::default(), &[&text], "sr");
    assert!(pieces.iter().all(|piece| !piece.marked));
    assert!(shown(&pieces).starts_with("žена"));
    assert!(choose(&Marks::default(), &["", ""], "").is_empty());
    let long = "あ".repeat(2000);
    let japanese = Marks { words: [("ああ".to_owned(), 1.0)].into(), ..Marks::default() };
    assert_eq!(shown(&choose(&japanese, &[&long], "ja")).replace(['[', ']', '…'], "").chars().count(), LENGTH);
}

#[test]
fn a_passage_is_as_long_in_every_script() {
    for (word, language) in [("labour", "en"), ("العمل", "ar"), ("работа", "ru"), ("εργασία", "el")] {
        let filler = format!("{word}x ").repeat(200);
        let text = format!("{filler}{word} {filler}");
        let marks = Marks { words: [(fold(word), 1.0)].into(), ..Marks::default() };
        let passage: String = choose(&marks, &[&text], language).into_iter().map(|piece| piece.text).collect();
        let length = passage.chars().count();
        assert!(passage.contains(&format!(" {word} ")) && (LENGTH - 20..=LENGTH + 2).contains(&length), "{passage}");
    }
}

#[test]
fn the_text_of_a_passage_is_named_and_of_two_that_say_the_same_the_first() {
    let marks = marks(&[("train", 1.0), ("bond", 5.0)]);
    let place = |texts: &[&str]| Reader::new(&marks).choose(texts, "en").1;
    assert_eq!(place(&["Trains", "nothing", "a bond", "a train"]), 2);
    assert_eq!(place(&["", "a bond", "a bond"]), 1);
    assert_eq!(place(&["", "nothing", "here"]), 1);
    assert_eq!((place(&["", ""]), place(&[])), (0, 0));
}

fn words() -> impl Strategy<Value = (&'static str, f64)> {
    prop::sample::select(vec![("train", 1.0), ("bond", 5.0), ("hotel", 2.5), ("age", 0.3)])
}

proptest! {
    #[test]
    fn no_other_run_of_marks_says_more(marks in prop::collection::vec((words(), 1_usize..260, 0_usize..90), 1..40)) {
        let mut at = 0;
        let found = marks.iter().map(|(what, length, gap)| {
            let range = at..at + length;
            at = range.end + gap;
            Mark { characters: range.clone(), range, what: what.0, weight: what.1 }
        });
        let found: Vec<Mark<'_>> = found.collect();
        let worth = |run: &[&Mark<'_>]| {
            let mut seen = HashSet::new();
            run.iter().map(|mark| mark.weight * if seen.insert(mark.what) { 1.0 } else { SAID_AGAIN }).sum::<f64>()
        };
        let fits = |first: &Mark<'_>, mark: &Mark<'_>| mark.range.start >= first.range.start && mark.range.end <= first.range.start + LENGTH;
        let runs = found.iter().map(|first| found.iter().filter(|mark| fits(first, mark)).collect::<Vec<_>>());
        let most = runs.map(|run| worth(&run)).fold(0.0, f64::max);
        let (told, range) = window(&found).unwrap();
        prop_assert!((told - most).abs() < 1e-6, "{told} {most}");
        let inside: Vec<&Mark<'_>> = found.iter().filter(|mark| range.start <= mark.range.start && mark.range.end <= range.end).collect();
        prop_assert!(told == 0.0 || (worth(&inside) - told).abs() < 1e-6);
    }
}
