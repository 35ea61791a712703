//! What holds for the names of every table that has them in several languages: for the tests of each.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use domain::codes::Language;

use crate::fold::fold;

/// That no name stands for two rows, in whichever languages.
pub(crate) fn check_each_means_one<K, N>(rows: impl Iterator<Item = (K, N)>)
where
    K: Copy + PartialEq,
    N: IntoIterator<Item = &'static str>,
{
    let mut known = BTreeMap::new();
    for (row, names) in rows {
        for name in names {
            let before = known.insert(fold(name), row);
            assert!(before.is_none_or(|before| before == row), "{name}");
        }
    }
}

/// That whoever reads one of these languages gets the list in the order of its names.
pub(crate) fn check_in_order<K>(languages: &[&str], all: impl Fn(&Language) -> Vec<(K, &'static str)>) {
    for language in languages {
        let listed = all(&language.parse().unwrap());
        assert!(listed.iter().map(|(_, name)| fold(name)).is_sorted(), "{language}");
    }
}
