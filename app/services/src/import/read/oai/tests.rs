//! Answers of other libraries: short ones, broken ones, and one in the form in which a widely used program writes them,
//! with prefixes everywhere, values in several languages, dates of deposit, and a record that is withdrawn.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use chrono::NaiveDate;
use domain::practice::Practice;

use super::{Drawn, Fault, NoAnswer, Untold, read};

const ANSWER: &str = include_str!("../../../../fuzz/seeds/import/dspace.xml");

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn practice(drawn: Drawn) -> Practice {
    *drawn.practice
}

#[test]
fn an_answer_with_prefixes_reads_whole() {
    let told = read(ANSWER, today()).unwrap();
    assert_eq!((told.count, told.complete), (2, Some(240)));
    assert_eq!(told.token.as_deref(), Some("MToxMDB8Mjp8Mzp8NDp8NTpvYWlfZGM="));
    assert_eq!(told.error, None);
    let mut records = told.records.into_iter();
    let (name, first) = records.next().unwrap();
    assert_eq!(name, "oai:shelf.velmora.example:10568/41");
    let practice = practice(first.unwrap());
    assert_eq!(practice.title, "Lanterns & letters: how the port of Velmora hires");
    assert_eq!(practice.year, 2019, "not the day on which it was put there");
    assert_eq!((practice.language.as_str(), practice.licence.as_str()), ("en", "CC-BY-4.0"));
    assert_eq!(practice.topics, ["fair hiring", "seafarers", "ports"]);
    assert_eq!(practice.countries[0].as_str(), "AL");
    assert_eq!(practice.sources[0].url.as_deref(), Some("https://hdl.handle.example/10568/41"));
    assert_eq!(practice.sources[0].publisher, "Velmora Press Example");
    let told = format!("{} {}", practice.summary, practice.body);
    for said in ["nobody pays for a job – the ships do", "thirty", "nadie paga"] {
        assert!(told.contains(said), "{said} in {told}");
    }
    assert!(!format!("{practice:?}").contains("Invented, Person"), "a person's name is not taken");
    assert_eq!(records.next().unwrap(), ("oai:shelf.velmora.example:10568/42".to_owned(), Err(Untold::Withdrawn)));
    assert!(records.next().is_none());
}

fn answer(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?><OAI-PMH xmlns=\"o\"><responseDate/><ListRecords>{inside}</ListRecords></OAI-PMH>")
}

const RECORD: &str = "<record><header><identifier>oai:lamp.example:1</identifier></header><metadata><oai_dc:dc>\
    <dc:title>Lamps &amp; oil</dc:title><dc:creator>Hoxha, Mira</dc:creator><dc:description>Light was brought. It stayed.\
    </dc:description><dc:date>2004-05-01</dc:date><dc:language>ger</dc:language><dc:subject>Light; Oil</dc:subject>\
    <dc:coverage>Albania</dc:coverage><dc:identifier>https://lamp.example/1</dc:identifier>\
    <dc:rights>https://creativecommons.org/licenses/by-sa/4.0/</dc:rights><dc:publisher>Guild</dc:publisher>\
    </oai_dc:dc></metadata></record>";

#[test]
fn another_librarys_answer_gives_records_without_persons() {
    let deleted = "<record><header status=\"deleted\"><identifier>x</identifier></header></record>";
    let untitled = "<record><header><identifier>y</identifier></header><metadata><oai_dc:dc/></metadata></record>";
    let token = "<resumptionToken completeListSize=\"9\"> next|2 </resumptionToken>";
    let told = read(&answer(&format!("{RECORD}{deleted}{untitled}{token}")), today()).unwrap();
    assert_eq!((told.count, told.token.as_deref(), told.complete), (3, Some("next|2"), Some(9)));
    let mut records = told.records.into_iter();
    let first = practice(records.next().unwrap().1.unwrap());
    assert_eq!((first.title.as_str(), first.slug.as_str(), first.year), ("Lamps & oil", "lamps-oil", 2004));
    assert_eq!((first.language.as_str(), first.licence.as_str()), ("de", "CC-BY-SA-4.0"));
    assert_eq!((first.topics.join("/"), first.countries[0].as_str()), ("light/oil".to_owned(), "AL"));
    assert_eq!(first.sources[0].url.as_deref(), Some("https://lamp.example/1"));
    assert!(!format!("{first:?}").contains("Hoxha"), "a person's name is not taken");
    assert_eq!(records.next().unwrap(), ("x".to_owned(), Err(Untold::Withdrawn)));
    assert_eq!(records.next().unwrap(), ("y".to_owned(), Err(Untold::Faulty(Fault::NoTitle))));
    assert!(records.next().is_none());
}

#[test]
fn an_answer_that_is_none_is_refused_with_what_it_is() {
    let deep = format!("<OAI-PMH>{}", "<a>".repeat(1_000));
    for (text, why) in [
        ("", NoAnswer::Empty),
        (" \n", NoAnswer::Empty),
        ("nothing", NoAnswer::Malformed),
        ("<html></html>", NoAnswer::Page),
        ("<!DOCTYPE html>\n<html><body>", NoAnswer::Page),
        ("<html><p></html>", NoAnswer::Page),
        ("<rss><channel/></rss>", NoAnswer::Other("rss".into())),
        ("<a><ListRecords/></a>", NoAnswer::Other("a".into())),
        ("<OAI-PMH></OAI-PMH>", NoAnswer::NoList),
        ("<OAI-PMH/>", NoAnswer::NoList),
        ("<OAI-PMH><ListRecords>", NoAnswer::BrokenOff),
        ("<OAI-PMH><ListRecords><record><hea", NoAnswer::BrokenOff),
        ("<OAI-PMH><ListRecords></a></OAI-PMH>", NoAnswer::Malformed),
        ("<!DOCTYPE a [<!ENTITY b \"c\">]><OAI-PMH><ListRecords/></OAI-PMH>", NoAnswer::Declares),
        (deep.as_str(), NoAnswer::TooDeep),
    ] {
        assert_eq!(read(text, today()).unwrap_err(), why, "{text:.80}");
    }
    let many = answer(&"<record></record>".repeat(5_001));
    assert_eq!(read(&many, today()).unwrap_err(), NoAnswer::TooMany);
    let error = read("<OAI-PMH><error code=\"badArgument\">no &lt;set&gt;</error></OAI-PMH>", today()).unwrap();
    assert_eq!(error.error, Some(("badArgument".to_owned(), "no <set>".to_owned())));
}
