//! The index as services use it, over a dozen small records that are plainly fictional.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::Path;

use chrono::DateTime;
use domain::id::PracticeId;
use domain::practice::{Practice, PracticeKind, StoredPractice};
use search::{
    Change, Correction, Cursor, Error, Facet, Hit, Index, LONGEST_QUERY, Page, Piece, Query, Selected, Sort, Synonyms,
};

/// One record a line: language | country | sectors | evidence | year | title | summary | body.
const RECORDS: &str = "\
en|AL|hospitality|monitored|2001|Hotel training in a harbour town|Twenty people learn to run hotels|## What was done\n\nA *private firm* trained [people](https://example.org) for hotel jobs; debt bondage was named.
en|IT|hospitality,tourism|told|2004|Tour operators tell guests|Leaflets in airports|Guests read what exploitation looks like. Bondage is a debt nobody can pay.
it|IT|agriculture|evaluated|2010|Aziende agricole e formazione|Le aziende assumono e formano|La perché della tracciabilità: ogni azienda pubblica i propri fornitori.
de|DE|construction|repeated|2012|Häuser ohne Zwang|Baufirmen prüfen Häuser und Verträge|Die Menschenhandelsbekämpfung beginnt auf der Baustelle.
fr|FR|clothing|told|2013|Entreprises textiles vigilantes|Éducation des acheteurs|Une entreprise publie ses fournisseurs.
es|ES|fishing|monitored|2015|Educación en el puerto|Pescadores conocen sus derechos|Las víctimas reciben formación y empleo.
en|GB|finance|evaluated|2016|Banks freeze proceeds|Accountants report unusual payments|Banks taught staff to see patterns in pay.
en|GB|clothing|told|2017|Code of conduct for clothing makers|A code signed by makers|The code of conduct forbids fees. Conduct is checked by a third party.
en|NG|education|told|2018|School theatre|Plays about false job offers|Pupils act out offers of work abroad and the police come too late.
ja|JP|recruitment|told|2019|人身売買を防ぐ採用|採用の約束|人身売買の被害者を支援する企業の例。
ar|JO|domestic-work|monitored|2020|العمل المنزلي اللائق|عقود واضحة|تدريب أصحاب العمل على العقود.
en|AL|agriculture|repeated|2021|Cooperative hires after shelter|A cooperative of growers|Hiring continued for years; café served in the field.";

fn id(number: usize) -> PracticeId {
    format!("{:032x}", number + 1).parse().unwrap()
}

fn list(text: &str) -> serde_json::Value {
    text.split(',').filter(|word| !word.is_empty()).collect()
}

fn record(number: usize, line: &str) -> StoredPractice {
    let parts: Vec<&str> = line.split('|').collect();
    let practice: Practice = serde_json::from_value(serde_json::json!({
        "language": parts[0], "countries": list(parts[1]), "sectors": list(parts[2]), "evidence": parts[3],
        "year": parts[4].parse::<i32>().unwrap(), "title": parts[5], "summary": parts[6], "body": parts[7],
        "slug": format!("record-{number}"), "kind": PracticeKind::Practice.word(), "licence": "CC-BY-4.0",
    }))
    .unwrap();
    let published = DateTime::from_timestamp(1_000_000 + i64::try_from(number).unwrap(), 0).unwrap();
    StoredPractice { id: id(number), practice, version: 1, published }
}

fn records() -> Vec<StoredPractice> {
    // A body may hold line breaks, so a record begins where a language and a country do.
    let mut lines: Vec<String> = Vec::new();
    for line in RECORDS.lines() {
        match lines.last_mut() {
            Some(last) if line.split('|').count() < 8 => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.iter().enumerate().map(|(number, line)| record(number, line)).collect()
}

fn library() -> Index {
    let index = Index::in_memory().unwrap();
    index.put(&records()).unwrap();
    index
}

fn ask(index: &Index, words: &str) -> Page {
    index.search(&Query { words: words.to_owned(), size: 20, ..Query::default() }).unwrap()
}

fn slugs(page: &Page) -> Vec<&str> {
    page.hits.iter().map(|hit| hit.slug.as_str()).collect()
}

fn first(index: &Index, words: &str) -> Option<String> {
    ask(index, words).hits.first().map(|hit| hit.slug.clone())
}

fn marked(hit: &Hit) -> Vec<&str> {
    hit.passage.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect()
}

fn chosen(facet: Facet, values: &[&str]) -> Selected {
    [(facet, values.iter().map(|value| (*value).to_owned()).collect())].into()
}

#[test]
fn what_is_put_is_found_at_once_replaced_and_removed() {
    let index = library();
    assert_eq!(index.count(), 12);
    let mut changed = records().swap_remove(6);
    changed.practice.title = "Zeppelin savings".to_owned();
    index.put(std::slice::from_ref(&changed)).unwrap();
    assert_eq!(index.count(), 12);
    assert_eq!(first(&index, "zeppelin").as_deref(), Some("record-6"));
    assert_eq!(ask(&index, "\"banks freeze\"").total, 0);
    index.remove(&[id(6), id(99)]).unwrap();
    assert_eq!((index.count(), ask(&index, "\"zeppelin savings\"").total), (11, 0));
    index.begin_filling().unwrap();
    index.end_filling().unwrap();
    assert_eq!((index.count(), ask(&index, "").total), (0, 0));
}

#[test]
fn nothing_typed_shows_all_newest_first() {
    let page = ask(&library(), "  ");
    assert_eq!(page.total, 12);
    assert_eq!(page.hits[0].slug, "record-11");
    assert_eq!(page.hits[11].slug, "record-0");
}

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
fn a_phrase_never_spans_two_parts_of_a_record() {
    assert_eq!(ask(&library(), "\"town twenty\"").total, 0);
}

#[test]
fn counts_are_of_the_other_choices() {
    let index = library();
    let mut facets = chosen(Facet::Sector, &["hospitality", "clothing", "mining"]);
    facets.insert(Facet::Country, vec!["GB".to_owned()]);
    let page = index.search(&Query { facets, size: 20, ..Query::default() }).unwrap();
    assert_eq!(slugs(&page), ["record-7"]);
    let counts = |facet: Facet| -> Vec<(&str, usize, bool)> {
        page.facets[&facet].iter().map(|count| (count.value.as_str(), count.count, count.chosen)).collect()
    };
    assert_eq!(
        counts(Facet::Sector),
        [("clothing", 1, true), ("finance", 1, false), ("hospitality", 0, true), ("mining", 0, true)]
    );
    assert_eq!(counts(Facet::Country), [("AL", 1, false), ("FR", 1, false), ("GB", 1, true), ("IT", 1, false)]);
    assert_eq!(counts(Facet::Evidence), [("told", 1, false)]);
    assert_eq!(page.facets.len(), Facet::ALL.len());
}

#[test]
fn facets_narrow_words() {
    let index = library();
    let query =
        Query { words: "bondage".to_owned(), facets: chosen(Facet::Year, &["2004"]), size: 5, ..Query::default() };
    let page = index.search(&query).unwrap();
    assert_eq!((slugs(&page), page.total), (vec!["record-1"], 1));
    let years: Vec<&str> = page.facets[&Facet::Year].iter().map(|count| count.value.as_str()).collect();
    assert_eq!(years, ["2001", "2004"]);
}

#[test]
fn pages_have_no_gap_and_repeat_nothing_in_any_order() {
    let index = library();
    for (sort, words) in [(Sort::Newest, ""), (Sort::Evidence, ""), (Sort::Relevance, ""), (Sort::Relevance, "of for")]
    {
        let whole = index.search(&Query { words: words.to_owned(), sort, size: 100, ..Query::default() }).unwrap();
        let mut seen = Vec::new();
        let mut query = Query { words: words.to_owned(), sort, size: 2, ..Query::default() };
        loop {
            let page = index.search(&query).unwrap();
            assert_eq!(page.total, whole.total);
            seen.extend(page.hits.into_iter().map(|hit| hit.slug));
            let Some(next) = page.next else { break };
            query.after = Cursor::read(&next.to_string());
            assert!(query.after.is_some());
        }
        assert_eq!(seen, slugs(&whole), "{sort:?} {words}");
        assert!(seen.len() > 3);
    }
}

#[test]
fn evidence_sorts_strongest_first() {
    let page = library().search(&Query { sort: Sort::Evidence, size: 3, ..Query::default() }).unwrap();
    assert_eq!(slugs(&page), ["record-11", "record-3", "record-6"]);
}

#[test]
fn a_foreign_cursor_is_the_first_page() {
    let index = library();
    let other = index.search(&Query { sort: Sort::Newest, size: 3, ..Query::default() }).unwrap();
    let query = Query { words: "bondage".to_owned(), after: other.next, size: 3, ..Query::default() };
    assert_eq!(index.search(&query).unwrap(), ask_sized(&index, "bondage", 3));
}

fn ask_sized(index: &Index, words: &str, size: usize) -> Page {
    index.search(&Query { words: words.to_owned(), size, ..Query::default() }).unwrap()
}

#[test]
fn any_bytes_have_an_answer() {
    let index = library();
    let long = "employment ".repeat(1_000_000);
    let blob = "x".repeat(10_000_000);
    let many: String = (0..100_000).map(|number| format!("w{number} ")).collect();
    for words in [
        "\u{1F600}",
        "\u{202E}العمل\u{202C}",
        "\"",
        "-",
        "a:b^2~ AND (",
        "\0\u{1F}",
        "e\u{301}",
        &long,
        &blob,
        &many,
        "*",
        "\u{FEFF}",
    ] {
        let page = ask(&index, words);
        assert_eq!(page.cut, words.len() > LONGEST_QUERY);
        assert!(index.meant(words, 5).len() <= 5);
    }
    assert_eq!(ask(&index, "\u{1F600}").total, 0);
    assert!(ask_sized(&index, "hotel", 0).hits.len() <= 1);
    assert!(ask_sized(&index, "hotel", usize::MAX).hits.len() <= search::LARGEST_PAGE);
}

#[test]
fn passages_are_plain_text_around_the_best_place() {
    let page = ask(&library(), "private firms");
    let passage: String = page.hits[0].passage.iter().map(|piece: &Piece| piece.text.as_str()).collect();
    assert_eq!(passage, "What was done A private firm trained people for hotel jobs; debt bondage was named.");
    assert_eq!(marked(&page.hits[0]), ["private", "firm"]);
}

fn filled(folder: &Path) {
    let index = Index::open(folder).unwrap();
    assert!(index.is_new());
    index.put(&records()).unwrap();
}

#[test]
fn an_index_is_kept_when_whole_and_made_anew_when_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    filled(&at);
    let index = Index::open(&at).unwrap();
    assert_eq!((index.is_new(), index.count()), (false, 12));
    drop(index);

    let data = |at: &Path| {
        fs::read_dir(at)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|e| e == "term"))
            .unwrap()
    };
    let harms: [&dyn Fn(&Path); 6] = [
        &|at| fs::write(at.join("meta.json"), "{").unwrap(),
        &|at| fs::write(at.join("layout"), "ponte library index 0").unwrap(),
        &|at| fs::remove_file(at.join("layout")).unwrap(),
        &|at| fs::remove_file(data(at)).unwrap(),
        &|at| fs::write(data(at), "").unwrap(),
        &|at| {
            let mut bytes = fs::read(data(at)).unwrap();
            bytes[0] ^= 0xFF;
            fs::write(data(at), bytes).unwrap();
        },
    ];
    for (number, harm) in harms.iter().enumerate() {
        harm(&at);
        let index = Index::open(&at).unwrap();
        assert_eq!((index.is_new(), index.count()), (true, 0), "harm {number}");
        index.put(&records()).unwrap();
        assert_eq!(first(&index, "zwang").as_deref(), Some("record-3"));
    }
}

#[test]
fn an_index_whose_folder_goes_is_made_anew_while_it_answers() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    let index = Index::open(&at).unwrap();
    index.put(&records()).unwrap();
    let harms: [&dyn Fn(); 4] = [
        &|| fs::remove_dir_all(&at).unwrap(),
        &|| {
            fs::remove_dir_all(&at).unwrap();
            fs::create_dir(&at).unwrap();
        },
        &|| fs::remove_file(at.join("meta.json")).unwrap(),
        &|| {
            let files = fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path());
            files
                .filter(|path| path.extension().is_some_and(|e| e == "store"))
                .for_each(|path| fs::remove_file(path).unwrap());
        },
    ];
    for (number, harm) in harms.iter().enumerate() {
        assert!(!index.is_damaged(), "before harm {number}");
        harm();
        assert!(index.is_damaged(), "harm {number}");
        if number == 0 {
            assert!(index.put(&records()[..1]).is_err(), "nothing can be written where nothing is");
        }
        assert_eq!(first(&index, "zwang").as_deref(), Some("record-3"), "it answers as before");
        index.begin_filling().unwrap();
        assert!(index.is_filling() && !index.is_damaged());
        index.put(&records()[..6]).unwrap();
        assert_eq!((index.count(), index.position()), (12, None), "and goes on while it is filled");
        index.put(&records()[6..]).unwrap();
        index.end_filling().unwrap();
        assert_eq!((index.count(), index.is_filling()), (12, false));
        index.remove(&[records()[2].id]).unwrap();
        assert_eq!(index.count(), 11, "and can be written to again");
        index.put(&records()).unwrap();
    }
    drop(index);
    assert_eq!(Index::open(&at).unwrap().count(), 12, "what was made anew is whole");
}

#[test]
fn other_peoples_files_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::ForeignFolder(_))));
    assert!(folder.path().join("thesis.txt").exists());
}

#[test]
fn a_second_writer_is_told_that_the_folder_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.put(&records()).unwrap();
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy(_))));
    assert_eq!(index.count(), 12);
}

#[test]
fn nobody_empties_an_index_that_is_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.put(&records()).unwrap();
    // What another process sees in the middle of a commit: a list of files that is not the one on the disk.
    fs::write(folder.path().join("meta.json"), "{").unwrap();
    let files = || fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    assert!(matches!(Index::open(folder.path()), Err(Error::Busy(_))));
    assert_eq!(files(), before);
    index.put(&records()).unwrap();
    assert_eq!(index.count(), 12);
}

fn with(words: &str, change: impl FnOnce(&mut Query)) -> Query {
    let mut query = Query { words: words.to_owned(), size: 20, ..Query::default() };
    change(&mut query);
    query
}

#[test]
fn field_words_narrow_and_unknown_ones_are_words() {
    let index = library();
    assert_eq!(slugs(&ask(&index, "country:al")), ["record-11", "record-0"]);
    assert_eq!(slugs(&ask(&index, "country:AL,IT sector:agriculture")), ["record-11", "record-2"]);
    assert_eq!(slugs(&ask(&index, "bondage country:IT")), ["record-1"]);
    assert_eq!(slugs(&ask(&index, "bondage -country:IT")), ["record-0"]);
    assert_eq!(slugs(&ask(&index, "year:2015..2016")), ["record-6", "record-5"]);
    assert_eq!(slugs(&ask(&index, "-evidence:told year:..2004")), ["record-0"]);
    assert_eq!(slugs(&ask(&index, "title:\"code of conduct\"")), ["record-7"]);
    assert_eq!(ask(&index, "title:fees").total, 0);
    assert_eq!(slugs(&ask(&index, "country:XX")), Vec::<&str>::new());
    assert_eq!(first(&index, "author:theatre ").as_deref(), Some("record-8"));
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
}

#[test]
fn a_correction_can_be_refused_and_others_are_offered() {
    let index = library();
    let exact = with("acountants ", |query| query.correction = Correction::Off);
    let page = index.search(&exact).unwrap();
    assert_eq!((page.corrected, page.alternatives.len()), (None, 0));
    assert!(ask(&index, "acountants ").corrected.is_some());
    let page = ask(&index, "hiring poce ");
    assert!(page.alternatives.iter().all(|words| words.starts_with("hiring ") || words.ends_with("poce")));
}

#[test]
fn where_nothing_is_found_each_filter_says_what_it_costs() {
    let index = library();
    let mut facets = chosen(Facet::Country, &["GB"]);
    facets.insert(Facet::Sector, vec!["fishing".to_owned()]);
    let page = index.search(&Query { facets, size: 5, ..Query::default() }).unwrap();
    assert_eq!(page.total, 0);
    assert_eq!(page.without, [(Facet::Country, 1), (Facet::Sector, 2)].into());
    // Those that were typed too; with what is chosen beside them.
    let but = |query: &Query| {
        let page = index.search(query).unwrap();
        page.but.into_iter().map(|but| (but.query, but.count)).collect::<Vec<_>>()
    };
    let typed = with("country:GB -language:en hotels", |_| {});
    assert_eq!(but(&typed), [("-language:en hotels".to_owned(), 0), ("country:GB hotels".to_owned(), 0)]);
    let typed = with("country:GB sector:fishing", |_| {});
    assert_eq!(but(&typed), [("sector:fishing".to_owned(), 1), ("country:GB".to_owned(), 2)]);
    let typed = with("country:GB sector:fishing", |query| query.facets = chosen(Facet::Language, &["es"]));
    assert_eq!(but(&typed), [("sector:fishing".to_owned(), 1), ("country:GB".to_owned(), 0)]);
}

#[test]
fn related_records_say_like_things_and_leave_out_the_record_itself() {
    let index = library();
    let records = records();
    let related = index.related(&records[0], 3).unwrap();
    assert_eq!(related.first().map(|each| each.slug.as_str()), Some("record-1"), "both tell of debt bondage");
    assert!(related.iter().all(|each| each.slug != "record-0"));
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
fn parts_of_compounds_are_found() {
    let index = library();
    assert_eq!(first(&index, "Handelsbekämpfung").as_deref(), Some("record-3"));
}

#[test]
fn a_change_says_how_far_the_store_was_followed_and_that_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("index");
    let records = records();
    let index = Index::open(&at).unwrap();
    assert_eq!(index.position(), None);
    index.change(Change { put: &records[..2], remove: &[], position: Some("7") }).unwrap();
    index.put(&records[2..3]).unwrap();
    assert_eq!((index.position().as_deref(), index.version(id(1)).unwrap()), (Some("7"), Some(1)));
    drop(index);
    let index = Index::open(&at).unwrap();
    assert_eq!((index.position().as_deref(), index.count()), (Some("7"), 3));
    index.change(Change { put: &[], remove: &[id(1)], position: Some("8") }).unwrap();
    assert_eq!((index.position().as_deref(), index.version(id(1)).unwrap()), (Some("8"), None));
    index.begin_filling().unwrap();
    index.end_filling().unwrap();
    assert_eq!((index.position(), index.count()), (None, 0));
}

#[test]
fn readers_answer_while_the_writer_writes() {
    let index = library();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for _ in 0..5 {
                index.put(&records()).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::SeqCst);
        });
        let mut answers = 0;
        while answers < 20 || !done.load(std::sync::atomic::Ordering::SeqCst) {
            // Never a half of a change: all twelve, whichever of them are the new ones.
            assert_eq!(ask(&index, "").total, 12);
            answers += 1;
        }
    });
}

#[test]
fn what_records_are_about_is_learned_and_new_ones_are_placed() {
    let index = Index::in_memory().unwrap();
    let topic = |number: usize| {
        let words =
            [["net", "boat", "crew", "harbour", "catch"], ["loom", "cotton", "seam", "dye", "thread"]][number % 2];
        let text: Vec<&str> = (0..60).map(|at| words[(at * (number + 3)) % 5]).collect();
        record(
            number,
            &format!("en|GB|fishing|told|2001|{} {number}|{}|{}", words[number % 5], words[0], text.join(" ")),
        )
    };
    let records: Vec<_> = (0..300).map(topic).collect();
    index.put(&records).unwrap();
    let before = ask(&index, "harbour boat ").total;
    index.learn().unwrap();
    index.put(&[topic(300)]).unwrap();
    assert!(ask(&index, "harbour boat ").total >= before);
    // More than are looked at again, and fewer: on all pages together nothing comes twice and nothing is left out.
    for (words, size) in [("harbour boat ", 20), ("harbour boat ", 100), ("boat cotton harbour dye ", 30)] {
        let mut query = Query { words: words.to_owned(), size, ..Query::default() };
        let mut slugs = Vec::new();
        let total = loop {
            let page = index.search(&query).unwrap();
            slugs.extend(page.hits.iter().map(|hit| hit.slug.clone()));
            query.after = page.next;
            if page.next.is_none() {
                break page.total;
            }
        };
        assert_eq!(slugs.len(), total, "{words}");
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), total, "{words}");
    }
    let related = index.related(&records[0], 20).unwrap();
    assert!(related.iter().all(|each| each.slug.trim_start_matches("record-").parse::<usize>().unwrap() % 2 == 0));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_has_an_answer(words in "(?s).{0,200}", signs in "[-\":.,a-zéß人 country:year:title:0-9]{0,80}") {
        let index = library();
        for words in [words, signs] {
            let page = ask(&index, &words);
            proptest::prop_assert!(page.hits.len() <= page.total && page.total <= 12);
        }
    }
}
