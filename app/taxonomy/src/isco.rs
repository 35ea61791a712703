//! Titles of ISCO-08. What belongs here: the four levels of groups. What does not: single occupations (`occupations`).

use std::collections::HashMap;
use std::sync::OnceLock;

use domain::codes::Isco;

use crate::data;

/// The English title of a group of any level.
#[must_use]
pub fn label(group: &Isco) -> Option<&'static str> {
    static TITLES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let titles = TITLES.get_or_init(|| data::ISCO.lines().filter_map(|line| line.split_once('\t')).collect());
    titles.get(group.as_str()).copied()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::label;

    #[test]
    fn groups_of_each_level_have_titles() {
        for (code, title) in [("5", "Service and sales workers"), ("5120", "Cooks"), ("0", "Armed forces occupations")]
        {
            assert_eq!(label(&code.parse().unwrap()), Some(title));
        }
        assert_eq!(label(&"9999".parse().unwrap()), None);
    }
}
