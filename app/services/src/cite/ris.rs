//! RIS: a tag of two characters, two spaces, a hyphen, a space and the value; each line ends with CR and LF.

use domain::practice::{PracticeKind, UNSTATED};

use super::{PUBLISHER, Work, creators, line};

/// The reference.
pub(super) fn write(work: Work<'_>) -> String {
    let practice = &work.stored.practice;
    let kind = match practice.kind {
        PracticeKind::Report | PracticeKind::Guide => "RPRT",
        PracticeKind::Law => "STAT",
        PracticeKind::Practice | PracticeKind::Code => "GEN",
    };
    let mut ris = String::new();
    let mut put = |tag: &str, value: &str| {
        let value = line(value);
        if !value.is_empty() {
            ris.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    put("TY", kind);
    put("ID", &work.key());
    put("TI", &practice.title);
    for name in creators(practice) {
        // Without a comma, so that no program takes a part of the name for a first name.
        put("AU", &name.replace(',', ""));
    }
    put("PY", &practice.year.to_string());
    put("PB", PUBLISHER);
    put("ET", &work.stored.version.to_string());
    put("AB", &practice.plain_summary());
    let topics = practice.topics.iter().cloned();
    for keyword in topics.chain(practice.sectors.iter().map(ToString::to_string)) {
        put("KW", &keyword);
    }
    put("LA", practice.language.as_str());
    put("N1", &format!("Version {} of {}", work.stored.version, work.stored.published.format("%Y-%m-%d")));
    if practice.licence != UNSTATED {
        put("C1", &practice.licence);
    }
    put("UR", work.address);
    ris.push_str("ER  - \r\n");
    ris
}
