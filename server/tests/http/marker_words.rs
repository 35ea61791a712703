//! What tells in each language, written from its grammar and not from the list: cases, numbers, genders and tenses of the
//! words that no employer's staff may read of a person, and beside them what people at work say every day.

mod germanic;
mod others;
mod romance;
mod slavic;

use domain::marker::{tells, tells_in_a_sentence};

/// A language, what tells in it, and what does not.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

fn table() -> impl Iterator<Item = &'static Row> {
    [germanic::ROWS, romance::ROWS, slavic::ROWS, others::ROWS].into_iter().flatten()
}

#[test]
fn every_language_knows_what_tells_in_it_and_what_does_not() {
    let mut wrong = Vec::new();
    for (language, telling, harmless) in table() {
        for said in *telling {
            for said in [(*said).to_owned(), said.to_uppercase()] {
                if !tells_in_a_sentence(&said) || !tells(&said) {
                    wrong.push(format!("{language}: passes: {said}"));
                }
            }
        }
        let alarms = harmless.iter().filter(|said| tells_in_a_sentence(said));
        wrong.extend(alarms.map(|said| format!("{language}: refused: {said}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_language_of_the_interface() {
    for language in i18n::languages_with("own").iter().chain(i18n::languages()) {
        let row = table().find(|(known, ..)| known == language);
        assert!(row.is_some_and(|(_, telling, harmless)| telling.len() > 5 && harmless.len() > 3), "{language}");
    }
}

#[test]
fn somebody_may_be_called_what_people_are_called() {
    for name in [
        "Victoria",
        "Viktoria",
        "Vittoria",
        "Victor",
        "Slaven",
        "Slave",
        "Schiavone",
        "Schiavo",
        "Lo Schiavo",
        "Schiavi",
        "Trafficante",
        "Traficante",
        "Kolë",
        "Kole",
        "Kurbani",
        "Robin",
        "ناجي",
    ] {
        assert!(!tells_in_a_sentence(name), "{name}");
    }
}
