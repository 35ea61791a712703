//! ESCO skills with their English labels. What belongs here: finding them. What does not: which occupation asks for
//! which (`occupations`).

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::Skill;

use crate::data;
use crate::fold::fold;
use crate::label_index::LabelIndex;

/// A skill of ESCO 1.2.0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillEntry {
    /// Its id.
    pub id: Skill,
    /// Its preferred label in English.
    pub label: &'static str,
    number: u128,
}

/// All skills, in the order of their ids.
#[must_use]
pub fn all() -> &'static [SkillEntry] {
    static TABLE: OnceLock<Vec<SkillEntry>> = OnceLock::new();
    TABLE.get_or_init(|| data::skills().lines().filter_map(entry).collect())
}

fn entry(line: &'static str) -> Option<SkillEntry> {
    let (digits, label) = line.split_once('\t')?;
    Some(SkillEntry { id: data::uuid(digits).parse().ok()?, label, number: data::number(digits)? })
}

/// The English label of a skill.
#[must_use]
pub fn find(skill: &Skill) -> Option<&'static str> {
    let number = data::number(skill.as_str())?;
    let position = all().binary_search_by_key(&number, |entry| entry.number).ok()?;
    all().get(position).map(|entry| entry.label)
}

/// The skill with this English label; accents and case do not matter.
#[must_use]
pub fn by_label(label: &str) -> Option<&'static Skill> {
    static LABELS: OnceLock<HashMap<String, usize>> = OnceLock::new();
    let labels = LABELS.get_or_init(|| all().iter().enumerate().map(|(n, entry)| (fold(entry.label), n)).collect());
    labels.get(&fold(label)).and_then(|position| all().get(*position)).map(|entry| &entry.id)
}

/// The skills whose English label fits a typed text, best first.
#[must_use]
pub fn search(text: &str, limit: usize) -> Vec<&'static SkillEntry> {
    static INDEX: OnceLock<LabelIndex> = OnceLock::new();
    let mut ranked = INDEX.get_or_init(|| LabelIndex::new(all().iter().map(|entry| entry.label))).rank(text);
    ranked.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.label.cmp(&b.label)));
    ranked.into_iter().take(limit).filter_map(|found| all().get(found.label)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{all, by_label, find, search};

    #[test]
    fn the_table_is_whole_and_in_order() {
        assert_eq!(all().len(), 13_862);
        assert!(all().is_sorted_by(|a, b| a.number < b.number));
        for entry in all() {
            assert_eq!(find(&entry.id), Some(entry.label));
        }
        assert_eq!(find(&"not-a-skill".parse().unwrap()), None);
    }

    #[test]
    fn a_label_leads_to_its_skill() {
        assert_eq!(by_label("use cooking techniques").and_then(find), Some("use cooking techniques"));
        assert_eq!(by_label(" USE cooking techniques").and_then(find), Some("use cooking techniques"));
        assert_eq!(by_label("juggle chainsaws in the dark"), None);
    }

    #[test]
    fn typed_text_finds_skills() {
        for (typed, label) in [
            ("use cooking techniques", "use cooking techniques"),
            ("cooking tecniques", "use cooking techniques"),
            ("haskel", "Haskell"),
            ("show initia", "show initiative"),
        ] {
            let found: Vec<_> = search(typed, 5).into_iter().map(|entry| entry.label).collect();
            assert!(found.contains(&label), "{typed}: {found:?}");
        }
        assert!(search("", 5).is_empty());
        assert_eq!(search("use", 3).len(), 3);
    }
}
