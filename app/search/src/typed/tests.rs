//! What signs and words mean, and what does not.

use super::{Choice, Filter, Hold, LONGEST_QUERY, Typed, held, unread, words_alone};
use crate::facet::Facet;
use crate::names::Names;

fn wanted(typed: &Typed) -> Vec<&str> {
    typed.wanted.iter().map(|w| w.text.as_str()).collect()
}

#[test]
fn words_phrases_and_minus_are_told_apart() {
    let typed = Typed::read("hotel \"Code of conduct\" -police -\"debt bondage\" well-known hotel");
    assert_eq!(wanted(&typed), ["hotel", "Code", "of", "conduct", "well", "known"]);
    assert_eq!(typed.phrases, [["code", "of", "conduct"]]);
    assert_eq!(typed.unwanted, [vec!["police"], vec!["debt", "bondage"]]);
    assert_eq!(typed.wanted.first().map(|w| w.times), Some(2));
}

#[test]
fn only_the_last_word_may_grow() {
    for (text, growing) in [
        ("code cond", Some(1)),
        ("code cond ", None),
        ("code \"cond\"", None),
        ("code -cond", None),
        ("a", None),
        ("", None),
    ] {
        assert_eq!(Typed::read(text).growing, growing, "{text}");
    }
}

#[test]
fn signs_that_mean_nothing_are_skipped() {
    for text in ["\"", "-", "- -", "\"\"", "-\"\"", "\u{1F600}", "\u{202E}", "«", "--"] {
        let typed = Typed::read(text);
        assert!(typed.wanted.is_empty() && typed.phrases.is_empty() && typed.unwanted.is_empty(), "{text}");
    }
    assert_eq!(wanted(&Typed::read("\"open ended")), ["open", "ended"]);
}

#[test]
fn field_words_choose_and_unknown_ones_are_words() {
    let typed =
        Typed::read("fees country:al,IT -Evidence:told year:2010..2015 title:\"code of conduct\" note:x year:soon");
    let values = |values: &[&str]| Choice::Values(values.iter().map(|value| (*value).to_owned()).collect());
    let filter = |facet, choice, without, range| Filter { facet, choice, without, range };
    assert_eq!(
        typed.filters,
        [
            filter(Facet::Country, values(&["AL", "IT"]), false, 5..18),
            filter(Facet::Evidence, values(&["told"]), true, 19..33),
            filter(Facet::Year, Choice::Years(2010..=2015), false, 34..49),
        ]
    );
    let but: Vec<String> = typed.filters.iter().map(|filter| typed.but(filter)).collect();
    let rest = "year:2010..2015 title:\"code of conduct\" note:x year:soon";
    assert_eq!(but.first(), Some(&format!("fees -Evidence:told {rest}")));
    assert_eq!(but.get(1), Some(&format!("fees country:al,IT {rest}")));
    let alone = Typed::read(" country:AL ");
    assert_eq!(alone.filters.first().map(|filter| alone.but(filter)).as_deref(), Some(""));
    assert_eq!(typed.titles, [["code", "of", "conduct"]]);
    assert_eq!(wanted(&typed), ["fees", "code", "of", "conduct", "note", "x", "soon"]);
    for (text, year, has) in
        [("year:..2015", "2015", true), ("year:2016..", "2015", false), ("year:2015", "2015", true)]
    {
        let found = Typed::read(text).filters.first().is_some_and(|filter| filter.choice.has(year));
        assert_eq!(found, has, "{text}");
    }
    for text in ["country:", "country: AL", "year:..", "country:,"] {
        assert_eq!(Typed::read(text).filters, [], "{text}");
    }
}

#[test]
fn a_field_word_that_does_not_read_is_named_with_what_stands_behind_it() {
    let read = |typed: &str| -> Vec<(String, String, String)> {
        unread(typed).into_iter().map(|each| (each.part, each.field, each.value)).collect()
    };
    let one = |part: &str, field: &str, value: &str| vec![(part.to_owned(), field.to_owned(), value.to_owned())];
    for (typed, expected) in [
        ("year:20x", one("year:20x", "year", "20x")),
        ("farm -Year:soon", one("-Year:soon", "year", "soon")),
        ("title:", one("title:", "title", "")),
        ("title:\"\" farm", one("title:\"\"", "title", "")),
        ("country: AL", one("country:", "country", "")),
        ("country:,", one("country:,", "country", "")),
        ("year:..", one("year:..", "year", "")),
    ] {
        assert_eq!(read(typed), expected, "{typed}");
    }
    for typed in ["", "farm", "year:2010", "year:2010..", "title:farm", "country:Atlantis", "note:", ":", "\"title:\""]
    {
        assert!(read(typed).is_empty(), "{typed}");
    }
    let prose = "what anybody has ever written of the title: of a book and of the people in it";
    assert!(read(prose).is_empty());
}

#[test]
fn choices_may_be_called_by_their_names() {
    let names =
        Names::new([(Facet::Country, "Côte d’Ivoire", "CI".to_owned()), (Facet::Country, "Italy", "IT".to_owned())]);
    let typed = Typed::read("country:\"italy, cote d'ivoire\" country:Atlantis language:italy").called(&names);
    let values = |at: usize| match typed.filters.get(at).map(|filter| &filter.choice) {
        Some(Choice::Values(values)) => values.join(" "),
        _ => String::new(),
    };
    assert_eq!([0, 1, 2].map(values), ["IT CI", "Atlantis", "italy"]);
    let codes = [("I", "inns"), ("55", "inns"), ("I55", "inns"), ("25", "metal"), ("252", "arms")];
    let names = Names::new(codes.map(|(code, sector)| (Facet::Sector, code, sector.to_owned())));
    for (code, sector) in
        [("I", "inns"), ("i55", "inns"), ("5510", "inns"), ("I551", "inns"), ("2520", "arms"), ("259", "metal")]
            .into_iter()
            .chain([("i5", "i5"), ("99", "99"), ("I99", "i99"), ("55100", "55100"), ("fishing", "fishing")])
    {
        let typed = Typed::read(&format!("sector:{code}")).called(&names);
        let filter = typed.filters.first().map(|filter| &filter.choice);
        assert_eq!(filter, Some(&Choice::Values(vec![sector.to_owned()])), "{code}");
    }
}

#[test]
fn labels_may_be_begun() {
    let labels = [("Hotels and restaurants", "inns"), ("Hôtels et restaurants", "inns"), ("Arms", "arms")]
        .into_iter()
        .chain([("Arts and sport", "arts"), ("Media", "media"), ("Medicine", "health"), ("Art", "arts")])
        .map(|(label, sector)| (Facet::Sector, label, sector.to_owned()));
    let names = Names::new(labels.chain([(Facet::Country, "Italy", "IT".to_owned())]));
    for (typed, value) in [
        ("sector:hotels", "inns"),
        ("sector:\"hotels et\"", "inns"),
        ("sector:\"Hotels, arms\"", "inns arms"),
        ("sector:arts", "arts"),
        // A whole label goes before what others begin with, and what several begin with is none.
        ("sector:art", "arts"),
        ("sector:med", "med"),
        ("sector:media", "media"),
        ("sector:ho", "ho"),
        ("sector:restaurants", "restaurants"),
        ("country:ita", "ita"),
    ] {
        let read = Typed::read(typed).called(&names);
        let values = match read.filters.first().map(|filter| &filter.choice) {
            Some(Choice::Values(values)) => values.join(" "),
            _ => String::new(),
        };
        assert_eq!(values, value, "{typed}");
    }
}

#[test]
fn prose_quotes_and_dashes_without_meaning_it() {
    let typed = Typed::read("what has anybody written about the \"debt bondage\" of people in man -made fishing ponds");
    assert!(typed.phrases.is_empty() && typed.unwanted.is_empty() && typed.wanted.len() > 12);
    // Whoever names a field, or quotes one long phrase, means the signs.
    let typed = Typed::read(
        "what has anybody written about the \"debt bondage\" of people in ponds for fish -police -country:AL",
    );
    assert_eq!((typed.phrases.len(), typed.unwanted.as_slice()), (1, [vec!["police".to_owned()]].as_slice()));
    assert!(typed.filters.first().is_some_and(|filter| filter.without));
    let typed = Typed::read("\"one two three four five six seven eight nine ten eleven twelve thirteen\"");
    assert_eq!(typed.phrases.first().map(Vec::len), Some(13));
}

#[test]
fn what_is_held_or_left_out_of_a_script_without_spaces_needs_no_last_character() {
    let typed = Typed::read("\"人口\" title:人口 -人口 人口");
    assert_eq!((typed.phrases.concat(), typed.titles.concat()), (vec!["人口".to_owned()], vec!["人口".to_owned()]));
    assert_eq!(typed.unwanted.concat(), ["人口"]);
    assert_eq!(Typed::read("\"人口贩\"").phrases.concat(), ["人口", "口贩"]);
    assert_eq!(Typed::read("\"人\"").phrases.concat(), ["人"]);
}

#[test]
fn a_single_character_of_a_script_without_spaces_is_told_from_the_end_of_a_run() {
    let single = |text: &str| -> Vec<String> {
        Typed::read(text).wanted.into_iter().filter(|wanted| wanted.single).map(|wanted| wanted.text).collect()
    };
    assert_eq!(single("茶 law"), ["茶"]);
    assert_eq!(single("law \"茶\""), ["茶"]);
    assert_eq!(single("人身売買 a"), Vec::<String>::new());
    assert_eq!(single("人身売買 買"), ["買"]);
}

#[test]
fn an_over_long_query_says_so() {
    assert!(!Typed::read(&"é".repeat(LONGEST_QUERY)).cut);
    assert!(Typed::read(&"é".repeat(LONGEST_QUERY + 1)).cut);
}

#[test]
fn what_narrows_can_be_taken_back_part_by_part_or_all_at_once() {
    let parts = |typed: &str| -> Vec<(String, Hold, String)> {
        held(typed).into_iter().map(|held| (held.part, held.hold, held.eased)).collect()
    };
    let part = |part: &str, hold: Hold, eased: &str| (part.to_owned(), hold, eased.to_owned());
    let typed = "farm \"code of conduct\" -fishing country:AL title:\"no fees\"";
    assert_eq!(
        parts(typed),
        [
            part("\"code of conduct\"", Hold::Together, "farm code of conduct -fishing country:AL title:\"no fees\""),
            part("-fishing", Hold::Out, "farm \"code of conduct\" country:AL title:\"no fees\""),
            part("title:\"no fees\"", Hold::Together, "farm \"code of conduct\" -fishing country:AL no fees"),
        ]
    );
    assert_eq!(words_alone(typed), "farm code of conduct no fees");
    assert_eq!(words_alone("\"farm\" work "), "farm work ", "its last word is whole");
    for plain in ["", "farm work", "country:AL", "\"\"", "a - b", "-country:AL"] {
        assert!(parts(plain).is_empty(), "{plain}");
    }
    assert_eq!(words_alone("-country:AL -farm "), "");
    // Signs in prose mean nothing, so nothing is held by them.
    let prose = "They said \"never again\" and left -finally- after many long years of work in that house";
    assert!(parts(prose).is_empty());
}
