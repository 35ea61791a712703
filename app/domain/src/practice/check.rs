//! What a record must keep to before anybody publishes it, whatever way it came.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use url::Url;

use super::{Practice, Source};
use crate::account::Email;
use crate::problem::{Problem, Problems};

/// The parts that a participant can have.
pub const PARTS: &[&str] =
    &["employer", "ngo", "state", "intergovernmental", "association", "funder", "trade-union", "media", "academia"];

/// Parts of addresses that are pages of the library themselves, so that no record can have them.
pub const RESERVED: &[&str] = &["map", "saved", "import", "export", "new"];

/// The most characters of one part.
const SECTION: usize = 50_000;

/// The earliest year that a record or a source can be of.
pub const FIRST_YEAR: i32 = 1700;

const LINE: usize = 300;
const ENTRIES: usize = 300;

impl Practice {
    /// Everything that is wrong with what the record says, beside the names of its fields (`sources[0].url`).
    /// Whether its country and language codes exist is for `taxonomy` to know.
    #[must_use]
    pub fn check(&self, today: NaiveDate) -> Problems {
        let mut found = Problems::new();
        line(&mut found, "title", &self.title, 200);
        line(&mut found, "summary", &self.summary, 600);
        line(&mut found, "licence", &self.licence, 60);
        let slug = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=80).contains(&self.slug.len()) || !self.slug.bytes().all(slug) {
            found.add("slug", Problem::Other("problem-not-a-slug"));
        }
        if RESERVED.contains(&self.slug.as_str()) {
            found.add("slug", Problem::Taken);
        }
        year(&mut found, "year", self.year, today);
        markdown(&mut found, "body", &self.body, 200_000);
        for (section, part) in &self.sections {
            markdown(&mut found, section.word(), part, SECTION);
        }
        if !self.contact.is_empty() {
            line(&mut found, "contact", &self.contact, LINE);
            if !is_link(&self.contact) && self.contact.parse::<Email>().is_err() {
                found.add("contact", Problem::Other("problem-no-way-to-ask"));
            }
        }
        for (name, count) in [
            ("countries", self.countries.len()),
            ("topics", self.topics.len()),
            ("actors", self.actors.len()),
            ("sources", self.sources.len()),
            ("files", self.files.len()),
        ] {
            if count > ENTRIES {
                found.add(name, Problem::TooMany { max: ENTRIES });
            }
        }
        for (at, topic) in self.topics.iter().enumerate() {
            line(&mut found, format!("topics[{at}]"), topic, 60);
        }
        for (at, actor) in self.actors.iter().enumerate() {
            line(&mut found, format!("actors[{at}].name"), &actor.name, LINE);
            if !PARTS.contains(&actor.part.as_str()) {
                found.add(format!("actors[{at}].part"), Problem::Other("problem-unknown-part"));
            }
        }
        for (at, source) in self.sources.iter().enumerate() {
            source.check(&format!("sources[{at}]"), &mut found, today);
        }
        super::evidence::check(self, &mut found);
        found
    }
}

impl Source {
    fn check(&self, name: &str, found: &mut Problems, today: NaiveDate) {
        line(found, format!("{name}.title"), &self.title, LINE);
        if !self.publisher.is_empty() {
            line(found, format!("{name}.publisher"), &self.publisher, LINE);
        }
        if let Some(of) = self.year {
            year(found, format!("{name}.year"), of, today);
        }
        if self.url.as_deref().is_some_and(|url| !is_link(url)) {
            found.add(format!("{name}.url"), Problem::Other("problem-not-a-web-link"));
        }
        if self.accessed.is_some_and(|day| day > today) {
            found.add(format!("{name}.accessed"), Problem::Other("problem-in-the-future"));
        }
    }
}

fn markdown(found: &mut Problems, name: &'static str, text: &str, max: usize) {
    if text.chars().count() > max {
        found.add(name, Problem::TooLong { max });
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        found.add(name, Problem::Other("problem-control-characters"));
    }
}

fn line(found: &mut Problems, name: impl Into<Cow<'static, str>>, text: &str, max: usize) {
    let problem = if text.trim().is_empty() {
        Problem::Missing
    } else if text.chars().count() > max {
        Problem::TooLong { max }
    } else if text.chars().any(char::is_control) {
        Problem::Other("problem-control-characters")
    } else {
        return;
    };
    found.add(name, problem);
}

fn year(found: &mut Problems, name: impl Into<Cow<'static, str>>, year: i32, today: NaiveDate) {
    if year > today.year() {
        found.add(name, Problem::Other("problem-in-the-future"));
    } else if year < FIRST_YEAR {
        found.add(name, Problem::OutOfRange { min: FIRST_YEAR.into(), max: today.year().into() });
    }
}

/// Whether a text is a web address with a host, as it stands: nothing that a browser would have to mend.
fn is_link(text: &str) -> bool {
    let written = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = written.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':', '\\']));
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    host && plain && text.len() <= 2000 && Url::parse(text).is_ok_and(|url| url.has_host())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use crate::codes::Language;
    use crate::practice::{Evidence, Participant, Practice, PracticeKind, Region, Section, Source};
    use chrono::NaiveDate;

    fn whole() -> Practice {
        Practice {
            title: "Lanterns".into(),
            slug: "lanterns-2".into(),
            kind: PracticeKind::Report,
            summary: "Lamps were lit.".into(),
            language: Language::english(),
            year: 2002,
            countries: Vec::new(),
            regions: Vec::new(),
            sectors: Vec::new(),
            approach: Vec::new(),
            role: Vec::new(),
            topics: vec!["light".into()],
            evidence: Evidence::Told,
            licence: "CC-BY-4.0".into(),
            actors: vec![Participant { name: "Lantern Works".into(), part: "employer".into() }],
            sources: vec![Source {
                title: "A book".into(),
                publisher: String::new(),
                year: Some(2001),
                url: Some("https://lantern.example/a?b=c".into()),
                accessed: None,
            }],
            sections: [(Section::Problem, "Dark.".into())].into(),
            body: "One.\n\nTwo.".into(),
            contact: "https://lantern.example/ask".into(),
            files: Vec::new(),
        }
    }

    fn wrong(change: impl FnOnce(&mut Practice)) -> Vec<String> {
        let mut practice = whole();
        change(&mut practice);
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        practice.check(today).iter().map(|(field, problem)| format!("{field} {}", problem.key())).collect()
    }

    #[test]
    fn a_whole_record_has_no_problem() {
        assert!(wrong(|_| ()).is_empty());
        assert!(wrong(|p| p.body = "č".repeat(200_000)).is_empty());
    }

    #[test]
    fn slugs_have_a_form() {
        for slug in ["", "A", "a b", "a/b", "é", "..", &"a".repeat(81)] {
            assert_eq!(wrong(|p| slug.clone_into(&mut p.slug)), ["slug problem-not-a-slug"], "{slug}");
        }
    }

    #[test]
    fn texts_have_a_length() {
        assert_eq!(wrong(|p| p.title = " ".into()), ["title problem-missing"]);
        assert_eq!(wrong(|p| p.title = "a".repeat(201)), ["title problem-too-long"]);
        assert_eq!(wrong(|p| p.title = "a\0".into()), ["title problem-control-characters"]);
        assert_eq!(wrong(|p| p.summary = "a".repeat(601)), ["summary problem-too-long"]);
        assert_eq!(wrong(|p| p.summary = String::new()), ["summary problem-missing"]);
        assert_eq!(wrong(|p| p.licence = String::new()), ["licence problem-missing"]);
        assert_eq!(wrong(|p| p.body = "a".repeat(200_001)), ["body problem-too-long"]);
        assert_eq!(wrong(|p| p.body = "\u{1b}[2J".into()), ["body problem-control-characters"]);
        assert_eq!(wrong(|p| p.topics = vec!["a".into(); 301]), ["topics problem-too-many"]);
    }

    #[test]
    fn parts_and_contact_have_a_form() {
        let long = "a".repeat(50_001);
        assert_eq!(wrong(|p| drop(p.sections.insert(Section::Cost, long))), ["cost problem-too-long"]);
        for contact in ["ask us", "javascript:alert(1)", "+39 1234"] {
            assert_eq!(wrong(|p| contact.clone_into(&mut p.contact)), ["contact problem-no-way-to-ask"], "{contact}");
        }
        assert!(wrong(|p| p.contact = "office@lantern.example".into()).is_empty());
        assert_eq!(wrong(|p| p.slug = "map".into()), ["slug problem-taken"]);
    }

    #[test]
    fn nothing_is_of_the_future() {
        assert_eq!(wrong(|p| p.year = 2027), ["year problem-in-the-future"]);
        assert_eq!(wrong(|p| p.year = 1066), ["year problem-out-of-range"]);
        let next = NaiveDate::from_ymd_opt(2026, 11, 25);
        for (year, accessed, field) in [(Some(2027), None, "year"), (Some(2001), next, "accessed")] {
            let found = wrong(|p| p.sources.iter_mut().for_each(|s| (s.year, s.accessed) = (year, accessed)));
            assert_eq!(found, [format!("sources[0].{field} problem-in-the-future")]);
        }
    }

    #[test]
    fn links_lead_to_a_host() {
        for url in [
            "",
            "lantern.example",
            "ftp://lantern.example",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://?q",
            "http:lantern.example",
            " https://lantern.example",
            "https://lantern .example",
            "HTTPS:\\\\lantern.example",
        ] {
            let found = wrong(|p| p.sources.iter_mut().for_each(|s| s.url = Some(url.into())));
            assert_eq!(found, ["sources[0].url problem-not-a-web-link"], "{url}");
        }
    }

    #[test]
    fn each_grade_of_evidence_has_its_rule() {
        let graded = |evidence, change: fn(&mut Practice)| {
            wrong(|p| {
                p.evidence = evidence;
                change(p);
            })
        };
        let lacks = |found: Vec<String>, grade: &str| assert_eq!(found, [format!("evidence problem-evidence-{grade}")]);
        lacks(graded(Evidence::Told, |p| (p.sources, p.actors) = (Vec::new(), Vec::new())), "told");
        lacks(graded(Evidence::Monitored, |_| ()), "monitored");
        let results = |p: &mut Practice| drop(p.sections.insert(Section::Results, "20 found work.".into()));
        assert!(graded(Evidence::Monitored, results).is_empty());
        lacks(graded(Evidence::Monitored, |p| (p.kind, p.body) = (PracticeKind::Practice, "20".into())), "monitored");
        for nominal in ["It ended in 2019.", "Since 15 July 2020 it is better.", "See <https://lantern.example/20>."] {
            let found = wrong(|p| {
                p.evidence = Evidence::Monitored;
                p.sections.insert(Section::Results, nominal.into());
            });
            lacks(found, "monitored");
        }
        let unsourced = |p: &mut Practice| {
            p.sections.insert(Section::Results, "20 found work.".into());
            p.sources.clear();
        };
        lacks(graded(Evidence::Monitored, unsourced), "monitored");
        lacks(graded(Evidence::Evaluated, |_| ()), "evaluated");
        let by = |name: &str| name.to_owned();
        lacks(
            wrong(|p| {
                p.evidence = Evidence::Evaluated;
                p.sources.iter_mut().for_each(|source| source.publisher = by("lantern works "));
            }),
            "evaluated",
        );
        let others = |p: &mut Practice| p.sources.iter_mut().for_each(|s| s.publisher = "Lighthouse College".into());
        assert!(graded(Evidence::Evaluated, others).is_empty());
        lacks(graded(Evidence::Repeated, others), "repeated");
        let twice = |countries: &[&str], regions: &[Region], publisher: &str| {
            wrong(|p| {
                p.evidence = Evidence::Repeated;
                p.countries = countries.iter().map(|code| code.parse().unwrap()).collect();
                p.regions = regions.to_vec();
                let first = p.sources.first().unwrap().clone();
                p.sources.push(Source { publisher: "Lighthouse College".into(), ..first.clone() });
                p.sources.push(Source { publisher: publisher.into(), ..first });
            })
        };
        let (europe, asia, world) = (Region::Europe, Region::Asia, Region::Global);
        assert!(twice(&["AL", "IT"], &[europe], "Beacon Institute").is_empty());
        assert!(twice(&[], &[europe, asia], "Beacon Institute").is_empty());
        let nowhere: (&[&str], &[Region]) = (&[], &[]);
        for (countries, regions) in
            [nowhere, (&["AL"], &[europe]), (&["AL", "AL"], &[europe, europe]), (&["AL"], &[world, europe])]
        {
            lacks(twice(countries, regions, "Beacon Institute"), "repeated");
        }
        lacks(twice(&["AL", "IT"], &[europe, asia], "lighthouse college "), "repeated");
    }

    #[test]
    fn participants_have_a_known_part() {
        let found = wrong(|p| p.actors = vec![Participant { name: String::new(), part: "king".into() }]);
        assert_eq!(found, ["actors[0].name problem-missing", "actors[0].part problem-unknown-part"]);
    }
}
