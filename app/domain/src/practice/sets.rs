//! The sets that a record is harvested in: one for each thing that it says of itself in a closed list or a code.

use super::Practice;

impl Practice {
    /// Its sets, each as group and value between a colon, such as `country:AL`; a set of a group alone, such as
    /// `country`, holds all of its group.
    #[must_use]
    pub fn sets(&self) -> Vec<String> {
        let mut sets = Vec::new();
        let mut add = |group: &str, values: &[&dyn std::fmt::Display]| {
            sets.extend(values.iter().map(|value| format!("{group}:{value}")));
        };
        macro_rules! each {
            ($($group:literal $list:expr;)+) => {$(
                add($group, &$list.iter().map(|value| -> &dyn std::fmt::Display { value }).collect::<Vec<_>>());
            )+};
        }
        each! {
            "approach" self.approach; "country" self.countries; "evidence" [self.evidence]; "kind" [self.kind];
            "language" [&self.language]; "region" self.regions; "role" self.role; "sector" self.sectors;
        }
        sets.dedup();
        sets
    }
}
