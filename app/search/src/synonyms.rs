//! Words that mean the same, words of other languages for them, and words that must never be taken for each other.

use std::collections::{BTreeSet, HashMap};

use crate::tokens::{fold, words};

/// Folded words in their order.
type Phrase = Vec<String>;

/// Groups of words and phrases of which each may be found for another, words that lead to a group from outside, and what
/// is kept apart.
///
/// What is kept apart wins over every group: whoever asks for one of the two is not shown the other for it, however the
/// groups are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Phrase>>,
    /// The phrases that lead to a group, by their first word.
    leads: HashMap<String, Vec<(Phrase, usize)>>,
    apart: Vec<[Vec<Phrase>; 2]>,
    /// The phrases of one side of a pair that is kept apart, by their first word: pair and side.
    sides: HashMap<String, Vec<(Phrase, usize, usize)>>,
}

/// What stands for what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Standing<'a> {
    /// Other words and phrases.
    pub found: Vec<&'a [String]>,
    /// The typed words that led to them: they are known, even if no record has them.
    pub known: BTreeSet<&'a str>,
}

impl Synonyms {
    /// Takes groups of words and phrases, and pairs of lists of them to be kept apart, in any case and with any accents.
    #[must_use]
    pub fn new<'a, G, S>(groups: impl IntoIterator<Item = G>, apart: impl IntoIterator<Item = [S; 2]>) -> Self
    where
        G: IntoIterator<Item = &'a str>,
        S: IntoIterator<Item = &'a str>,
    {
        let mut made = Self::default();
        for group in groups {
            let group = cut(group);
            if group.len() > 1 {
                made.add(group.clone(), group);
            }
        }
        for (pair, sides) in apart.into_iter().enumerate() {
            let sides = sides.map(cut);
            for (side, phrases) in sides.iter().enumerate() {
                for phrase in phrases {
                    let first = phrase.first().cloned().unwrap_or_default();
                    made.sides.entry(first).or_default().push((phrase.clone(), pair, side));
                }
            }
            made.apart.push(sides);
        }
        made
    }

    /// Takes words of other languages as well, each list with what may be found for each of it. It is a way there and not
    /// back: who asks in the language of most records is not slowed down by all the others.
    #[must_use]
    pub fn translated<'a, G>(mut self, translations: impl IntoIterator<Item = (G, G)>) -> Self
    where
        G: IntoIterator<Item = &'a str>,
    {
        for (typed, found) in translations {
            self.add(cut(typed), cut(found));
        }
        self
    }

    fn add(&mut self, typed: Vec<Phrase>, found: Vec<Phrase>) {
        let group = self.groups.len();
        self.groups.push(found);
        for phrase in typed {
            let first = phrase.first().cloned().unwrap_or_default();
            self.leads.entry(first).or_default().push((phrase, group));
        }
    }

    /// What else may be found for a text, in lower case and without accents.
    #[must_use]
    pub fn standing_for(&self, text: &str) -> Vec<String> {
        self.of(&folded(text)).found.into_iter().map(|words| words.join(" ")).collect()
    }

    /// What else may be found for what was typed, as folded words; never what was typed itself. The longest phrases count:
    /// debt bondage is asked for, and not what bondage alone may mean.
    pub(crate) fn of(&self, typed: &[String]) -> Standing<'_> {
        let mut standing = Standing::default();
        let mut groups = BTreeSet::new();
        let mut at = 0;
        while let Some(rest) = typed.get(at..).filter(|rest| !rest.is_empty()) {
            let longest = self.led(rest).map(|(phrase, _)| phrase.len()).max().unwrap_or_default();
            for (phrase, group) in self.led(rest).filter(|(phrase, _)| phrase.len() == longest) {
                groups.insert(*group);
                standing.known.extend(phrase.iter().map(String::as_str));
            }
            at += longest.max(1);
        }
        if groups.is_empty() {
            return standing;
        }
        let against = self.against(typed);
        for member in groups.into_iter().filter_map(|group| self.groups.get(group)).flatten() {
            let is_apart = against.iter().any(|phrase| holds(member, phrase));
            if !is_apart && !holds(typed, member) && !standing.found.contains(&member.as_slice()) {
                standing.found.push(member);
            }
        }
        standing
    }

    /// The phrases that a text begins with, and their groups.
    fn led(&self, text: &[String]) -> impl Iterator<Item = &(Phrase, usize)> {
        let led = text.first().and_then(|first| self.leads.get(first)).into_iter().flatten();
        led.filter(|(phrase, _)| text.starts_with(phrase))
    }

    /// What must not be found for what was typed.
    fn against(&self, typed: &[String]) -> Vec<&Phrase> {
        let mut against = Vec::new();
        for (at, first) in typed.iter().enumerate() {
            for (phrase, pair, side) in self.sides.get(first).into_iter().flatten() {
                if typed.get(at..).is_some_and(|rest| rest.starts_with(phrase)) {
                    against.extend(self.apart.get(*pair).and_then(|sides| sides.get(1 - side)).into_iter().flatten());
                }
            }
        }
        against
    }
}

fn cut<'a>(phrases: impl IntoIterator<Item = &'a str>) -> Vec<Phrase> {
    phrases.into_iter().map(folded).filter(|words| !words.is_empty()).collect()
}

fn folded(text: &str) -> Phrase {
    words(text).filter_map(|range| text.get(range)).map(fold).collect()
}

fn holds(words: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::{Synonyms, folded};

    fn synonyms() -> Synonyms {
        let groups = [
            vec!["forced labour", "compulsory labour", "forced labor"],
            vec!["trafficking", "human trafficking", "people smuggling", "trade in people"],
            vec!["debt bondage", "bonded labour"],
            vec!["bondage", "servitude"],
            vec!["lonely"],
        ];
        Synonyms::new(groups, [[vec!["Trafficking", "Menschenhandel"], vec!["smuggling"]]]).translated([
            (vec!["Zwangsarbeit", "принудительный труд"], vec!["forced labour", "compulsory labour"]),
            (vec!["Menschenhandel"], vec!["trafficking", "people smuggling"]),
        ])
    }

    #[track_caller]
    fn check(typed: &str, found: &[&str]) {
        assert_eq!(synonyms().standing_for(typed), found, "{typed}");
    }

    #[test]
    fn members_of_a_group_stand_for_each_other_and_what_is_apart_never_does() {
        check("Forced Labour in fishing", &["compulsory labour", "forced labor"]);
        check("trafficking", &["human trafficking", "trade in people"]);
        check("people smuggling", &["trade in people"]);
        check("lonely labour", &[]);
        assert!(Synonyms::default().standing_for("trafficking").is_empty());
    }

    #[test]
    fn words_of_another_language_lead_to_a_group_and_not_back() {
        check("zwangsarbeit", &["forced labour", "compulsory labour"]);
        check("Принудительный труд в порту", &["forced labour", "compulsory labour"]);
        check("труд", &[]);
        check("Menschenhandel", &["trafficking"]);
        let synonyms = synonyms();
        let typed = folded("Zwangsarbeit im Hafen");
        assert_eq!(synonyms.of(&typed).known.into_iter().collect::<Vec<_>>(), ["zwangsarbeit"]);
    }

    #[test]
    fn the_longest_phrase_counts() {
        check("debt bondage", &["bonded labour"]);
        check("bondage", &["servitude"]);
        check("debt bondage or bondage", &["bonded labour", "servitude"]);
    }
}
