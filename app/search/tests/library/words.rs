//! What words find: forms of a language, accents, typing mistakes, phrases, synonyms, scripts without spaces, compounds.

use domain::id::FileId;
use domain::practice::{File, Source, StoredPractice};
use search::{Change, Correction, Index, Query, Synonyms, Texts};

use crate::{ask, first, library, marked, record, slugs, with};

#[test]
fn each_language_finds_its_other_forms() {
    let index = library();
    for (words, slug) in [
        ("hotels trained", "record-0"),
        ("azienda agricola", "record-2"),
        ("Haus", "record-3"),
        ("entreprise textile", "record-4"),
        ("víctima", "record-5"),
        ("人身売買", "record-9"),
        ("العقود", "record-10"),
    ] {
        assert_eq!(first(&index, words).as_deref(), Some(slug), "{words}");
    }
}

#[test]
fn accents_are_optional_both_ways() {
    let index = library();
    for (words, slug) in [
        ("educacion puerto", "record-5"),
        ("tracciabilita", "record-2"),
        ("hauser zwang", "record-3"),
        ("cafe field", "record-11"),
        ("hótel harboúr", "record-0"),
    ] {
        assert_eq!(first(&index, words).as_deref(), Some(slug), "{words}");
    }
}

#[test]
fn typing_mistakes_are_forgiven_and_named() {
    let index = library();
    for (words, slug, corrected) in [
        ("acountants ", "record-6", "accountants"),
        ("coperative shelter ", "record-11", "cooperative shelter"),
        ("theatre shcool ", "record-8", "theatre school"),
        ("hotel tranning ", "record-0", "hotel training"),
        ("tranning hotel \"tranning\" tranning ", "record-0", "training hotel \"training\" training"),
    ] {
        let page = ask(&index, words);
        assert_eq!(page.hits.first().map(|hit| hit.slug.as_str()), Some(slug), "{words}");
        assert_eq!(page.corrected.map(|corrected| corrected.text).as_deref(), Some(corrected));
    }
    let words = ask(&index, "tranning hotel \"tranning\" acountants ").corrected.map(|corrected| corrected.words);
    let pair = |typed: &str, known: &str| (typed.to_owned(), known.to_owned());
    assert_eq!(words, Some(vec![pair("tranning", "training"), pair("acountants", "accountants")]));
    assert_eq!(ask(&index, "hotel training").corrected, None);
    let page = ask(&index, "acountants");
    assert_eq!(marked(&page.hits[0]), ["Accountants"], "a corrected word is marked");
}

#[test]
fn a_mistake_that_a_stem_forgives_is_corrected_where_another_is() {
    let index = library();
    for (words, corrected) in [
        ("acountants trainning ", Some("accountants training")),
        ("acountants trainning", Some("accountants training")),
        // Another form of a word is none, and what is quoted is looked for as it is.
        ("acountants trainings ", Some("accountants trainings")),
        ("acountants \"trainning\" ", None),
        // It is found as it is, and nothing is said of it.
        ("hotel trainning ", None),
    ] {
        let page = ask(&index, words);
        assert_eq!(page.corrected.map(|corrected| corrected.text).as_deref(), corrected, "{words}");
    }
}

#[test]
fn of_a_text_with_many_unknown_words_a_few_are_corrected() {
    let index = library();
    let unknown: String = (b'a'..=b'z').map(|letter| format!("accountant{}s ", char::from(letter))).collect();
    let corrected = ask(&index, &unknown).corrected.map(|corrected| corrected.words.len());
    assert_eq!(corrected, Some(4));
    let few: String = unknown.split_inclusive(' ').take(3).collect();
    assert_eq!(ask(&index, &few).corrected.map(|corrected| corrected.words.len()), Some(3));
}

#[test]
fn the_last_word_may_be_unfinished_and_no_other() {
    let index = library();
    assert_eq!(slugs(&ask(&index, "accou")), ["record-6"]);
    let page = ask(&index, "accou");
    assert_eq!(marked(&page.hits[0]), ["Accountants"]);
    assert_eq!(page.corrected, None);
    assert!(!slugs(&ask(&index, "lea zzzz")).contains(&"record-1"));
}

#[test]
fn the_most_telling_words_of_a_whole_text_find_wherever_they_stand() {
    let letters = || ('a'..='z').step_by(3);
    let words: Vec<String> =
        letters().flat_map(|one| letters().map(move |other| format!("lamp{one}{other}"))).collect();
    assert!(words.len() > 60);
    let text = words.join(" ");
    let index = Index::in_memory().unwrap();
    let line = |title: &str, body: &str| format!("en|GB|finance|told|2016|{title}||{body}");
    let many = (0..20).map(|number| record(number, &line(&format!("Lamps {number}"), &text)));
    let all: Vec<StoredPractice> = many.chain([record(20, &line("Trees", "A zelkova by the quay"))]).collect();
    index.put(&all).unwrap();
    let page = ask(&index, &format!("{text} zelkova "));
    assert_eq!((page.total, page.corrected), (21, None));
}

#[test]
fn phrases_hold_and_minus_leaves_out() {
    let index = library();
    assert_eq!(slugs(&ask(&index, "\"debt bondage\"")), ["record-0"]);
    assert_eq!(slugs(&ask(&index, "\"conduct of code\"")), Vec::<&str>::new());
    assert_eq!(slugs(&ask(&index, "bondage -hotels")), ["record-1"]);
    assert_eq!(slugs(&ask(&index, "bondage -\"debt bondage\"")), ["record-1"]);
    assert_eq!(ask(&index, "-hotel").total, 11);
}

#[test]
fn a_word_beside_a_phrase_puts_first_and_finds_only_where_the_phrase_is_of_common_words() {
    let (index, line) =
        (Index::in_memory().unwrap(), |title: &str, body: &str| format!("en|GB|finance|told|2016|{title}||{body}"));
    let filler = (0..57).map(|number| record(number, &line(&format!("Lamps {number}"), "Every quiet morning.")));
    let told = [
        record(57, &line("Doors", "A safe house by the quay.")),
        record(58, &line("Gates", "A safe house with hotels, on a quiet morning.")),
        record(59, &line("Fences", "Hotels that are safe. A house.")),
    ];
    let all: Vec<StoredPractice> = filler.chain(told).collect();
    index.put(&all).unwrap();
    assert_eq!(slugs(&ask(&index, "hotels \"safe house\"")), ["record-58", "record-57"]);
    // Words that are in most records find nothing by themselves, beside a word that does.
    assert_eq!(slugs(&ask(&index, "hotels \"quiet morning\"")), ["record-58"]);
    assert_eq!(ask(&index, "\"quiet morning\"").total, 58);
}

#[test]
fn a_phrase_is_marked_as_one_and_its_words_only_where_they_were_typed_alone() {
    let index = library();
    for (words, marks) in [
        ("\"code of conduct\"", ["code of conduct"].as_slice()),
        ("\"code of conduct\" fees ", ["code of conduct", "fees"].as_slice()),
        ("\"code of conduct\" conduct ", ["code of conduct", "Conduct"].as_slice()),
        ("\"conduct\"", ["conduct", "Conduct"].as_slice()),
    ] {
        let page = ask(&index, words);
        let hit = page.hits.iter().find(|hit| hit.slug == "record-7").unwrap();
        assert_eq!(marked(hit), marks, "{words}");
    }
    let synonyms = std::sync::Arc::new(Synonyms::new([["peonage", "debt bondage"]], Vec::<[Vec<&str>; 2]>::new()));
    let query = with("peonage ", |query| query.synonyms = Some(synonyms));
    let page = index.search(&query).unwrap();
    assert_eq!(page.hits.first().map(marked), Some(vec!["debt bondage"]));
}

#[test]
fn what_is_found_is_marked_in_the_summary_as_in_the_text() {
    let line = "en|GB|clothing|told|2017|Makers|The code of conduct of makers|Fees under the code of conduct: no fees.";
    let index = Index::in_memory().unwrap();
    index.put(&[record(0, line)]).unwrap();
    let page = ask(&index, "\"code of conduct\" fees ");
    let shown = |piece: &search::Piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() };
    let hit = &page.hits[0];
    assert_eq!(marked(hit), ["Fees", "code of conduct", "fees"], "the passage is the text's");
    assert_eq!(hit.summary_marked.iter().map(shown).collect::<String>(), "The [code of conduct] of makers");
    let plain = ask(&index, "fees ");
    assert_eq!(plain.hits[0].summary_marked.iter().map(shown).collect::<String>(), "The code of conduct of makers");
}

#[test]
fn a_phrase_never_spans_two_parts_of_a_record() {
    assert_eq!(ask(&library(), "\"town twenty\"").total, 0);
}

#[test]
fn synonyms_find_can_be_left_out_and_keep_apart() {
    let index = library();
    let groups = [vec!["wages", "pay"], vec!["peonage", "debt bondage", "police smuggling"]];
    let synonyms = std::sync::Arc::new(Synonyms::new(groups, [[["peonage"], ["smuggling"]]]));
    let found = |words: &str, synonyms: Option<&std::sync::Arc<Synonyms>>| {
        let query = with(words, |query| {
            query.synonyms = synonyms.cloned();
            query.correction = Correction::Off;
        });
        slugs(&index.search(&query).unwrap()).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("wages ", Some(&synonyms)), ["record-6", "record-1"]);
    assert_eq!(found("peonage ", Some(&synonyms)), ["record-0"]);
    assert_eq!(found("peonage ", None), Vec::<String>::new());
    let widened = |words: &str, synonyms: Option<&std::sync::Arc<Synonyms>>| {
        let query = with(words, |query| query.synonyms = synonyms.cloned());
        index.search(&query).unwrap().widened
    };
    assert_eq!(widened("peonage ", Some(&synonyms)), ["debt bondage"], "and not what is kept apart");
    assert_eq!(widened("peonage ", None), Vec::<String>::new());
    assert_eq!(widened("wages ", Some(&synonyms)), ["pay"]);
    assert_eq!(widened("hotels ", Some(&synonyms)), Vec::<String>::new());
}

#[test]
fn a_correction_can_be_refused_and_others_are_offered() {
    let index = library();
    let exact = with("acountants ", |query| query.correction = Correction::Off);
    let page = index.search(&exact).unwrap();
    assert_eq!((page.corrected, page.alternatives.len()), (None, 0));
    assert!(ask(&index, "acountants ").corrected.is_some());
    // Where little is found others are named, and not what was looked for.
    let page = ask(&index, "tranning ");
    let corrected = page.corrected.map(|corrected| corrected.text);
    assert_eq!(corrected.as_deref(), Some("training"));
    assert!(!page.alternatives.contains(&"training".to_owned()), "it was looked for");
}

#[test]
fn a_usual_word_is_offered_for_a_rare_one_that_a_mistake_may_be_in_however_much_is_found() {
    let index = Index::in_memory().unwrap();
    let line = |number: usize| {
        let place = if number == 20 { "harbuor, beside a zelkova" } else { "harbour" };
        let more = if number < 8 { "of a marine firm" } else { "" };
        let name = if number == 0 { "Marina said so." } else { "" };
        format!("en|GB|finance|told|2016|Number {number}||Cranes {more} in the {place}. {name}")
    };
    let records: Vec<StoredPractice> = (0..21).map(|number| record(number, &line(number))).collect();
    index.put(&records).unwrap();
    for (words, offered) in [
        ("cranes harbuor ", Some("cranes harbour")),
        // The last word, which may still grow.
        ("cranes harbuor", Some("cranes harbour")),
        ("cranes harbour ", None),
        ("cranes harbours ", None),
        // Rare, and near no word that is usual.
        ("cranes marina ", None),
        ("cranes zelkova ", None),
        // A text.
        ("cranes harbuor a b c d e f g h i j k ", None),
    ] {
        let page = ask(&index, words);
        assert_eq!((page.total, page.corrected), (21, None), "{words}");
        assert_eq!(page.alternatives, offered.into_iter().collect::<Vec<_>>(), "{words}");
    }
    let exact = with("cranes harbuor ", |query| query.correction = Correction::Off);
    assert_eq!(index.search(&exact).unwrap().alternatives, Vec::<String>::new());
}

#[test]
fn scripts_without_spaces_are_found_by_any_two_characters() {
    let index = Index::in_memory().unwrap();
    let lines = [
        "zh|CN|fishing|told|2001|打击人口贩运的企业|渔业|企业与民间组织合作",
        "th|TH|fishing|told|2002|การค้ามนุษย์ในประมง|แรงงาน|ผู้เสียหายได้รับการคุ้มครอง",
        "ja|JP|fishing|told|2003|技能実習生の保護|労働|ガイドと相談窓口",
        "hi|IN|fishing|told|2004|बंधुआ मज़दूरी|काम|किताब और कपड़े",
    ];
    let records: Vec<_> = lines.iter().enumerate().map(|(number, line)| record(number, line)).collect();
    index.put(&records).unwrap();
    for (words, slug) in [
        ("人口贩运", "record-0"),
        ("民间组织", "record-0"),
        ("มนุษย์", "record-1"),
        ("คุ้มครอง", "record-1"),
        ("実習生", "record-2"),
        ("ガイド", "record-2"),
        ("मज़दूरी", "record-3"),
        ("\"人口\"", "record-0"),
        ("\"人口贩运\"", "record-0"),
        ("title:人口", "record-0"),
        ("year:2001.. -人口 保護", "record-2"),
    ] {
        assert_eq!(first(&index, words).as_deref(), Some(slug), "{words}");
    }
    assert_eq!(ask(&index, "कताब ").total, ask(&index, "कताब ").hits.len());
}

#[test]
fn a_single_character_of_a_script_without_spaces_finds_wherever_it_stands() {
    let index = Index::in_memory().unwrap();
    let titles = ["采茶工人", "种植绿茶", "茶叶贸易", "棉花", "がっこう"];
    let lines = titles.map(|title| format!("zh|CN|agriculture|told|2001|{title}||{title}"));
    let records: Vec<_> = lines.iter().enumerate().map(|(number, line)| record(number, line)).collect();
    index.put(&records).unwrap();
    for (words, found) in [
        ("茶", vec![0, 1, 2]),
        ("茶 ", vec![0, 1, 2]),
        ("茶 棉", vec![0, 1, 2, 3]),
        ("棉 茶 ", vec![0, 1, 2, 3]),
        ("\"茶\"", vec![0, 1, 2]),
        ("title:茶", vec![0, 1, 2]),
        ("-茶", vec![3, 4]),
        ("が", vec![4]),
        ("か", vec![]),
    ] {
        let page = ask(&index, words);
        let mut slugs = slugs(&page);
        slugs.sort_unstable();
        let expected: Vec<String> = found.iter().map(|number: &usize| format!("record-{number}")).collect();
        assert_eq!(slugs, expected, "{words}");
    }
    assert!(ask(&index, "茶").hits.iter().all(|hit| !marked(hit).is_empty()), "it is marked");
}

#[test]
fn parts_of_compounds_are_found() {
    let index = library();
    assert_eq!(first(&index, "Handelsbekämpfung").as_deref(), Some("record-3"));
}

#[test]
fn a_passage_out_of_a_file_says_which() {
    let index = library();
    let key = |number: u32| -> FileId { format!("{number:032x}").parse().unwrap() };
    let file = |number: u32| File {
        id: key(number),
        name: format!("{number}.pdf"),
        media_type: "application/pdf".to_owned(),
        size: 1,
    };
    let mut record = record(20, "en|AL|hospitality|told|2001|Hotel training|People learn|They stay for years.");
    record.practice.files = vec![file(4), file(1), file(2), file(3)];
    let long = format!("A lantern. {} A windmill.", "filler ".repeat(20_000));
    let texts = Texts::from([
        (key(4), String::new()),
        (key(1), "Quillback nets were mended on the quay.".to_owned()),
        (key(2), long),
        (key(3), "A zeppelin flew.".to_owned()),
        (key(9), "Another record's velodrome.".to_owned()),
    ]);
    let put = std::slice::from_ref(&record);
    index.change(Change { put, texts: Some(&texts), ..Change::default() }).unwrap();
    let stands = |words: &str| {
        let hits = ask(&index, words).hits;
        hits.iter().find(|hit| hit.slug == "record-20").map(|hit| hit.file)
    };
    for (words, file) in [
        ("quillback", Some(key(1))),
        ("mending nets", Some(key(1))),
        ("lanterns", Some(key(2))),
        ("years", None),
        ("hotel", None),
        ("", None),
        // It is found, but lies behind what is kept for passages.
        ("windmill", None),
        ("zeppelin", None),
    ] {
        assert_eq!(stands(words), Some(file), "{words}");
    }
    assert_eq!(marked(&ask(&index, "quillback").hits[0]), ["Quillback"]);
    let exactly = Query { words: "velodrome".into(), correction: Correction::Off, size: 1, ..Query::default() };
    assert_eq!(index.search(&exactly).unwrap().total, 0);
    // Two texts are no one phrase.
    assert_eq!(ask(&index, "\"quay A lantern\"").total, 0);
    assert_eq!(ask(&index, "\"on the quay\"").total, 1);
    // A record that comes again without the text of a file is not found by it.
    index.put(put).unwrap();
    let exactly = Query { words: "quillback".into(), ..exactly };
    assert_eq!(index.search(&exactly).unwrap().total, 0);
}

#[test]
fn what_is_found_beside_a_text_is_shown_where_the_text_does_not_show_it() {
    let mut fair = record(40, "en|GB|cleaning|told|2011|A fair wage|Firms pay all staff|The rate holds in hotels too.");
    fair.practice.topics = vec!["employment".to_owned(), "code-of-conduct".to_owned()];
    let (title, publisher) = ("What porters earn".to_owned(), "Quay College".to_owned());
    fair.practice.sources = vec![Source { title, publisher, year: None, url: None, accessed: None }];
    let index = Index::in_memory().unwrap();
    index.put(&[fair]).unwrap();
    for (words, beside, passage) in [
        ("\"code of conduct\" hotels ", "employment, [code-of-conduct]", "[hotels]"),
        ("porters ", "What [porters] earn, Quay College", "Firms"),
        ("\"quay college\" ", "What porters earn, [Quay College]", "Firms"),
        // The text shows enough, or the title does.
        ("hotels ", "", "[hotels]"),
        ("hotels employment ", "", "[hotels]"),
        ("\"fair wage\" ", "", "Firms"),
    ] {
        let page = ask(&index, words);
        let [hit] = page.hits.as_slice() else { unreachable!("one record for {words}: {:?}", page.hits) };
        let shown = |pieces: &[search::Piece]| {
            let each =
                pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() });
            each.collect::<String>()
        };
        assert_eq!(shown(&hit.beside), beside, "{words}");
        assert!(shown(&hit.passage).contains(passage), "{words}: {:?}", hit.passage);
    }
}
