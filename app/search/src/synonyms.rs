//! Words that mean the same, and words that must never be taken for each other.

use crate::tokens::{fold, words};

/// Groups of words and phrases of which each may be found for another, and pairs that are kept apart.
///
/// A pair that is kept apart wins over every group: whoever asks for one of the two is not shown the other for it,
/// however the groups are made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synonyms {
    groups: Vec<Vec<Vec<String>>>,
    apart: Vec<[Vec<String>; 2]>,
}

impl Synonyms {
    /// Takes groups of words and phrases, and pairs to be kept apart, in any case and with any accents.
    #[must_use]
    pub fn new<'a, G>(groups: impl IntoIterator<Item = G>, apart: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self
    where
        G: IntoIterator<Item = &'a str>,
    {
        let cut = |group: G| group.into_iter().map(folded).filter(|words| !words.is_empty()).collect::<Vec<_>>();
        let groups = groups.into_iter().map(cut).filter(|group| group.len() > 1).collect();
        Self { groups, apart: apart.into_iter().map(|(one, other)| [folded(one), folded(other)]).collect() }
    }

    /// What else may be found for a text, in lower case and without accents.
    #[must_use]
    pub fn standing_for(&self, text: &str) -> Vec<String> {
        self.of(&folded(text)).into_iter().map(|words| words.join(" ")).collect()
    }

    /// What else may be found for what was typed, as folded words; never what was typed itself.
    pub(crate) fn of(&self, typed: &[String]) -> Vec<&[String]> {
        let mut found: Vec<&[String]> = Vec::new();
        for group in &self.groups {
            if !group.iter().any(|member| holds(typed, member)) {
                continue;
            }
            for member in group.iter().filter(|member| !holds(typed, member)) {
                if !self.is_apart(typed, member) && !found.contains(&member.as_slice()) {
                    found.push(member);
                }
            }
        }
        found
    }

    fn is_apart(&self, typed: &[String], member: &[String]) -> bool {
        self.apart.iter().any(|[one, other]| {
            (holds(typed, one) && holds(member, other)) || (holds(typed, other) && holds(member, one))
        })
    }
}

fn folded(text: &str) -> Vec<String> {
    words(text).filter_map(|range| text.get(range)).map(fold).collect()
}

fn holds(words: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::{Synonyms, folded};

    #[test]
    fn members_of_a_group_stand_for_each_other_and_what_is_apart_never_does() {
        let synonyms = Synonyms::new(
            [
                vec!["forced labour", "compulsory labour", "forced labor"],
                vec!["trafficking", "human trafficking", "people smuggling", "trade in people"],
                vec!["lonely"],
            ],
            [("Trafficking", "smuggling")],
        );
        let of = |text: &str| synonyms.of(&folded(text)).iter().map(|words| words.join(" ")).collect::<Vec<_>>();
        assert_eq!(of("Forced Labour in fishing"), ["compulsory labour", "forced labor"]);
        assert_eq!(of("trafficking"), ["human trafficking", "trade in people"]);
        assert_eq!(of("people smuggling"), ["trade in people"]);
        assert_eq!(of("lonely labour"), Vec::<String>::new());
        assert_eq!(Synonyms::default().of(&folded("trafficking")), Vec::<&[String]>::new());
    }
}
