//! The glossary is whole, says what it must, is found in texts as it should be, and warns only where there is cause.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use domain::codes::Language;
use domain::glossary::{Advice, Topic};
use domain::standards::Indicator;

use super::{advice, all, find, instruments, kept_apart, spots, synonym_groups, table, translations, warnings};
use crate::fold::fold;
use crate::languages;

fn english() -> Language {
    Language::english()
}

#[test]
fn every_file_reads() {
    assert_eq!(table::read_instruments().expect("instruments").len(), instruments().len());
    assert_eq!(table::read_terms().expect("terms").len(), all().len());
    assert!(advice::read().map(|patterns| patterns.len()).expect("advice") > 20);
}

#[test]
fn the_set_is_full() {
    assert!(all().len() >= 70, "{}", all().len());
    assert!(all().is_sorted_by_key(|term| fold(&term.name)));
    for indicator in Indicator::ALL {
        let slug = indicator.word().replace('_', "-");
        let term = find(&slug).unwrap_or_else(|| panic!("no term for {slug}"));
        assert!(term.sources().any(|source| source.instrument.key == "ilo-indicators"), "{slug}");
    }
    for topic in Topic::ALL {
        assert!(all().iter().filter(|term| term.topic == *topic).count() >= 4, "{topic}");
    }
    for slug in [
        "trafficking-in-persons",
        "act",
        "means",
        "purpose",
        "consent",
        "child",
        "forced-labour",
        "slavery",
        "servitude",
        "serfdom",
        "smuggling-of-migrants",
        "worst-forms-of-child-labour",
        "non-punishment",
        "living-wage",
    ] {
        assert!(find(slug).is_some(), "{slug}");
    }
}

#[test]
fn every_term_is_well_formed_and_leads_somewhere() {
    let slugs: BTreeSet<&str> = all().iter().map(|term| term.slug.as_str()).collect();
    let names: BTreeSet<String> = all().iter().map(|term| fold(&term.name)).collect();
    assert_eq!((slugs.len(), names.len()), (all().len(), all().len()), "no slug and no name twice");
    for term in all() {
        let slug = term.slug.as_str();
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{slug}");
        assert!((60..=500).contains(&term.definition.chars().count()), "{slug}: {}", term.definition.chars().count());
        assert!(term.definition.ends_with(['.', '.']) && !term.definition.contains('\n'), "{slug}");
        assert!(term.more.is_empty() || term.more.ends_with('.'), "{slug}");
        assert_eq!(term.sources().count(), term.cited.len(), "{slug} cites what is there");
        assert_eq!(term.related().count(), term.see.len(), "{slug} leads to what is there: {:?}", term.see);
        assert!(!term.see.contains(&term.slug) && term.differs.iter().all(|(other, _)| *other != term.slug), "{slug}");
        for (other, why) in &term.differs {
            assert!(find(other).is_some() && why.ends_with('.'), "{slug}: {other}");
            assert!(find(other).unwrap().differs.iter().all(|(back, _)| *back != term.slug), "{slug} {other} twice");
        }
        for language in term.said.keys().chain(term.alike.keys()).chain(term.forms.keys()) {
            assert!(languages::name(language, &english()).is_some(), "{slug}: {language}");
        }
        assert!(!term.said.contains_key(&english()), "{slug}: the English word is its name");
    }
    for instrument in instruments() {
        let used = all().iter().flat_map(super::Term::sources).any(|source| source.instrument.key == instrument.key);
        assert!(used, "{} is cited nowhere", instrument.key);
        assert!(instrument.address.iter().all(|address| address.starts_with("https://")), "{}", instrument.key);
    }
}

#[test]
fn what_is_kept_apart_is_so_from_both_sides_and_never_a_synonym() {
    let [smuggling, trafficking] = ["smuggling-of-migrants", "trafficking-in-persons"].map(|slug| find(slug).unwrap());
    assert!(kept_apart().contains(&(smuggling, trafficking)));
    for term in [smuggling, trafficking] {
        assert_eq!(term.apart().filter(|apart| [smuggling, trafficking].contains(&apart.term)).count(), 1);
    }
    let mut known: BTreeMap<(Language, String), &str> = BTreeMap::new();
    for group in synonym_groups() {
        assert!(group.words.len() > 1);
        for word in &group.words {
            let other = known.insert((group.language.clone(), fold(word)), &group.term.slug);
            assert_eq!(other, None, "{word} is in {} too", group.term.slug);
        }
    }
    assert!(known.contains_key(&(english(), "human trafficking".into())) && known.len() > 100, "{}", known.len());
    for (one, other) in kept_apart() {
        for language in one.said.keys().chain([&english()]) {
            let words = |term: &'static super::Term| term.words(language).map(fold).collect::<BTreeSet<_>>();
            assert!(words(one).is_disjoint(&words(other)), "{} {} in {language}", one.slug, other.slug);
        }
    }
}

#[test]
fn a_translation_means_its_term_alone() {
    let found = translations();
    let of = |word: &str| {
        let has = |words: &[&str]| words.iter().any(|each| fold(each) == fold(word));
        let found: BTreeSet<&str> =
            found.iter().filter(|each| has(&each.words)).map(|each| each.term.slug.as_str()).collect();
        found.into_iter().collect::<Vec<_>>()
    };
    for (word, slug) in [
        ("Zwangsarbeit", "forced-labour"),
        ("торговля людьми", "trafficking-in-persons"),
        ("الاتجار بالأشخاص", "trafficking-in-persons"),
        ("trata de personas", "trafficking-in-persons"),
        ("tráfico ilícito de migrantes", "smuggling-of-migrants"),
        ("الاتجار بالأعضاء البشرية", "trafficking-in-human-organs"),
        ("торговля людьми с целью извлечения органов", "trafficking-for-organ-removal"),
    ] {
        assert_eq!(of(word), [slug], "{word}");
    }
    // The one is an English word too, of identity documents; the other is an English term itself.
    assert_eq!(of("confiscation"), Vec::<&str>::new());
    assert_eq!(of("servitude"), Vec::<&str>::new());
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for each in &found {
        assert!(!each.english.is_empty() && each.language != english());
        for word in &each.words {
            let before = known.insert(fold(word), &each.term.slug);
            assert!(before.is_none_or(|slug| slug == each.term.slug), "{word}: {before:?} and {}", each.term.slug);
        }
    }
    assert!(known.len() > 250, "{}", known.len());
}

#[test]
fn what_is_taken_from_a_person_is_no_trade_in_persons() {
    let [purpose, persons, organs] =
        ["removal-of-organs", "trafficking-for-organ-removal", "trafficking-in-human-organs"]
            .map(|slug| find(slug).unwrap());
    assert!(persons.apart().any(|apart| apart.term == organs) && organs.apart().any(|apart| apart.term == persons));
    assert_eq!(persons.elements.len(), 3, "act, means and purpose");
    assert!(organs.elements.is_empty() && persons.iccs.as_deref() == Some("02043") && purpose.iccs.is_none());
    let rests = |term: &'static super::Term, key: &str| term.sources().any(|source| source.instrument.key == key);
    assert!(rests(persons, "palermo-protocol") && rests(organs, "coe-216") && !rests(organs, "palermo-protocol"));
    spotted(
        "en",
        "trafficking for organ removal is not organ trafficking",
        &[
            ("trafficking for organ removal", "trafficking-for-organ-removal"),
            ("organ trafficking", "trafficking-in-human-organs"),
        ],
    );
}

#[test]
fn every_official_word_finds_its_term_by_the_filter() {
    for term in all() {
        for word in term.said.values().chain(term.alike.values().flatten()) {
            assert!(term.holds(word), "{}: {word}", term.slug);
        }
    }
}

#[track_caller]
fn spotted(language: &str, text: &str, expect: &[(&str, &str)]) {
    let found = spots(text, &language.parse().unwrap());
    let found: Vec<(&str, &str)> =
        found.iter().map(|spot| (text.get(spot.range.clone()).unwrap(), spot.term.slug.as_str())).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn terms_are_found_as_whole_words_the_longest_first() {
    spotted(
        "en",
        "Human trafficking and forced\nlabour.",
        &[("Human trafficking", "trafficking-in-persons"), ("forced\nlabour", "forced-labour")],
    );
    spotted(
        "en",
        "the worst forms of child labour, and child labour",
        &[("worst forms of child labour", "worst-forms-of-child-labour"), ("child labour", "child-labour")],
    );
    spotted(
        "en",
        "indicators of forced labor; Forced-labour camps",
        &[("indicators of forced labor", "indicators-of-forced-labour"), ("Forced-labour", "forced-labour")],
    );
    spotted("en", "victims of trafficking", &[("victims of trafficking", "victim")]);
    spotted(
        "en",
        "codes of conduct, supply chains, survivors",
        &[("codes of conduct", "code-of-conduct"), ("supply chains", "supply-chain"), ("survivors", "survivor")],
    );
    for nothing in ["anti-trafficking work", "enslavery", "an act of a child by any means", "forced. Labour", "", "…"]
    {
        spotted("en", nothing, &[]);
    }
    // Slavery is a word of its own in “slavery, servitude”, not in another.
    spotted("en", "slavery, servitude", &[("slavery", "slavery"), ("servitude", "servitude")]);
}

#[test]
fn terms_are_found_in_the_language_of_the_text() {
    spotted(
        "fr",
        "la traite des êtres humains et le travail\u{a0}forcé",
        &[("traite des êtres humains", "trafficking-in-persons"), ("travail\u{a0}forcé", "forced-labour")],
    );
    spotted(
        "it",
        "tratta di persone; servitù per debiti",
        &[("tratta di persone", "trafficking-in-persons"), ("servitù per debiti", "debt-bondage")],
    );
    spotted(
        "ar",
        "مكافحة الاتجار بالأشخاص والعمل الجبري",
        &[("الاتجار بالأشخاص", "trafficking-in-persons"), ("والعمل الجبري", "forced-labour")],
    );
    spotted(
        "sq",
        "Viktima e trafikimi i personave",
        &[("Viktima", "victim"), ("trafikimi i personave", "trafficking-in-persons")],
    );
    spotted("fr", "human trafficking", &[]);
    spotted("zu", "human trafficking", &[]);
}

#[track_caller]
fn warned(language: &str, text: &str, expect: Option<(Advice, &str)>) {
    let found = warnings(text, &language.parse().unwrap());
    let found: Vec<(Advice, &str)> = found.iter().map(|w| (w.advice, text.get(w.range.clone()).unwrap())).collect();
    assert_eq!(found, expect.into_iter().collect::<Vec<_>>(), "{text}");
}

#[test]
fn a_term_against_its_definition_is_warned_of() {
    use Advice::*;
    for (text, advice, what) in [
        ("They fight trafficking/smuggling.", SmugglingAsTrafficking, "trafficking/smuggling"),
        (
            "Migrant smuggling / human trafficking rose.",
            SmugglingAsTrafficking,
            "Migrant smuggling / human trafficking",
        ),
        ("She was trafficked (smuggled) to Italy.", SmugglingAsTrafficking, "trafficked (smuggled"),
        ("human trafficking, also known as smuggling", SmugglingAsTrafficking, "trafficking, also known as smuggling"),
        (
            "the smuggling of women, that is trafficking",
            SmugglingAsTrafficking,
            "smuggling of women, that is trafficking",
        ),
        ("girls smuggled into\nprostitution", SmugglingAsTrafficking, "smuggled into\nprostitution"),
        ("20 victims of smuggling", VictimOfSmuggling, "victims of smuggling"),
        ("jobs for illegal migrants", IllegalPerson, "illegal migrants"),
        ("an Illegal  Immigrant", IllegalPerson, "Illegal  Immigrant"),
        ("a former child prostitute", ChildAsProstitute, "child prostitute"),
        ("underage prostitution in hotels", ChildAsProstitute, "underage prostitution"),
        ("against child pornography", ChildPornography, "child pornography"),
        ("It was voluntary trafficking.", VoluntaryTrafficking, "voluntary trafficking"),
        ("She agreed to be trafficked.", VoluntaryTrafficking, "agreed to be trafficked"),
        ("forced trafficking of women", ForcedTrafficking, "forced trafficking"),
        ("illegal trafficking of women", LegalTrafficking, "illegal trafficking of women"),
        ("legal human trafficking", LegalTrafficking, "legal human trafficking"),
        ("convicted of modern slavery", ModernSlaveryAsLaw, "convicted of modern slavery"),
        ("sold as a sex slave", SexSlave, "sex slave"),
        ("We rescued 20 women.", Rescue, "rescued 20 women"),
        ("Victims were rescued from the farm", Rescue, "Victims were rescued"),
    ] {
        warned("en", text, Some((advice, what)));
    }
    warned("fr", "le trafic d’êtres humains", Some((TrafficForTrafficking, "trafic d’êtres humains")));
    warned("es", "el tráfico de personas", Some((TrafficForTrafficking, "tráfico de personas")));
    warned("it", "il traffico di esseri umani", Some((TrafficForTrafficking, "traffico di esseri umani")));
    warned("it", "lavoratori e immigrati clandestini", Some((IllegalPerson, "immigrati clandestini")));
    warned("de", "Arbeit für illegale Einwanderer", Some((IllegalPerson, "illegale Einwanderer")));
}

#[test]
fn two_crimes_in_one_breath_are_asked_apart() {
    use Advice::*;
    for (language, text, what) in [
        ("en", "human trafficking and smuggling networks", "human trafficking and smuggling"),
        ("en", "victims of trafficking and smuggling", "trafficking and smuggling"),
        ("en", "They were trafficked or smuggled.", "trafficked or smuggled"),
        ("en", "Smuggling & trafficking in persons rose.", "Smuggling & trafficking in persons"),
        ("en", "against trafficking, smuggling and abuse", "trafficking, smuggling"),
        ("en", "trafficking and the like; smugglers and\ntraffickers", "smugglers and\ntraffickers"),
        ("en", "trafficking and smuggling of human beings", "trafficking and smuggling of human beings"),
        ("de", "Netze von Menschenhandel und Schleusung", "Menschenhandel und Schleusung"),
        ("de", "Schlepper oder Menschenhändler", "Schlepper oder Menschenhändler"),
        ("fr", "la traite et le trafic d’êtres humains", "traite et le trafic d’êtres humains"),
        ("fr", "des passeurs et des trafiquants", "passeurs et des trafiquants"),
        ("es", "redes de trata y tráfico de personas", "trata y tráfico de personas"),
        ("it", "vittime di tratta e traffico", "tratta e traffico"),
    ] {
        warned(language, text, Some((TraffickingBesideSmuggling, what)));
    }
    warned("en", "20 victims of smuggling and trafficking", Some((VictimOfSmuggling, "victims of smuggling")));
    for (language, text) in [
        ("en", "The difference between human trafficking and smuggling is consent."),
        ("en", "Police distinguish trafficking and smuggling."),
        ("en", "The Protocols on trafficking and smuggling; the Trafficking and Smuggling Protocols."),
        ("en", "Unlike others, the law keeps trafficking and smuggling in two chapters."),
        ("en", "Trafficking in persons and smuggling of migrants; migrant smuggling and human trafficking."),
        ("en", "drug trafficking and smuggling; trafficking and smuggling of cigarettes"),
        ("en", "Smuggling and trafficking are two crimes."),
        ("en", "Trafficking ended. Smuggling did not."),
        ("de", "der Unterschied zwischen Menschenhandel und Schleusung"),
        ("de", "Menschenhandel und Schleusung sind verschiedene Taten. Menschenhandel und Schleusung von Migranten"),
        ("fr", "la différence entre la traite et le trafic; la traite des personnes et le trafic illicite de migrants"),
        ("es", "la trata de personas y el tráfico ilícito de migrantes; la trata y el tráfico son dos delitos"),
        ("it", "la tratta di persone e il traffico di migranti; tratta e traffico sono reati diversi"),
    ] {
        warned(language, text, None);
    }
}

#[test]
fn careful_words_are_left_alone() {
    for text in [
        "Trafficking and smuggling are different crimes; one may turn into the other.",
        "The protocols on trafficking in persons and on the smuggling of migrants.",
        "They were rescued at sea by the coast guard, and the cat was rescued.",
        "The Optional Protocol on the sale of children, child prostitution and child pornography.",
        "illegal work, illegal logging, illicit trafficking in drugs and an illegal trafficking route for arms",
        "involuntary work; not voluntary. The UK Modern Slavery Act 2015 asks for a statement on modern slavery.",
        "Somebody said “illegal migrants”, and another: \"child prostitutes\".",
        "People who migrate irregularly, children exploited in prostitution, victims of trafficking.",
        "smuggled cigarettes into Italy; trafficked goods",
        "",
    ] {
        warned("en", text, None);
    }
    warned("fr", "le trafic illicite de migrants et la traite des personnes", None);
    warned("it", "il traffico di migranti e la tratta di persone", None);
    warned("es", "tráfico ilícito de migrantes", None);
    warned("zu", "illegal migrants", None);
}

#[test]
fn every_advice_has_a_pattern_and_long_text_is_quick_to_read() {
    let long = "trafficking smuggled rescued illegal ".repeat(20_000);
    assert!(warnings(&long, &english()).is_empty());
    assert!(spots(&long, &english()).len() == 20_000);
    let patterns: BTreeSet<Advice> = advice::read().unwrap().iter().map(advice::Pattern::advice).collect();
    assert_eq!(patterns.into_iter().collect::<Vec<_>>(), Advice::ALL);
}

#[test]
fn a_filter_looks_at_names_words_and_definitions() {
    for (wanted, slug) in [
        ("BONDAGE", "debt-bondage"),
        ("Menschenhandel", "trafficking-in-persons"),
        ("الاتجار", "trafficking-in-persons"),
        ("bonded labour", "debt-bondage"),
        ("passport", "retention-of-documents"),
        ("surrogacy", "exploitation"),
    ] {
        assert!(find(slug).unwrap().holds(wanted), "{wanted}");
    }
    assert!(!all().iter().any(|term| term.holds("zebra")));
}
