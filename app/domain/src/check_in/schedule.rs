//! After which days from a start an NGO asks how it goes, as it writes them and as check-ins are planned by them.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::{DAYS, MOST_AHEAD, MOST_PLANNED, OUTCOME_DAYS};
use crate::problem::Problem;

/// As much of what was typed as a problem repeats.
const REPEATED: usize = 60;

/// After which days from a start an NGO asks: in their order, each once, one at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<i64>);

impl Default for Schedule {
    fn default() -> Self {
        Self(DAYS.to_vec())
    }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let days: Vec<String> = self.0.iter().map(i64::to_string).collect();
        f.write_str(&days.join(", "))
    }
}

impl std::str::FromStr for Schedule {
    type Err = Problem;

    /// Reads days with commas or spaces between them; all that are none are told at once.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (mut days, mut wrong) = (BTreeSet::new(), Vec::new());
        for part in text.split([',', ';', ' ', '\t', '\n', '\r']).filter(|part| !part.is_empty()) {
            match crate::parse::whole(part, 1, MOST_AHEAD) {
                Ok(day) => _ = days.insert(day),
                Err(_) => wrong.push(part),
            }
        }
        if !wrong.is_empty() {
            let said = wrong.join(", ").chars().take(REPEATED).collect();
            return Err(Problem::NotNumbers { min: 1, max: MOST_AHEAD, said });
        }
        match days.len() {
            0 => Err(Problem::Missing),
            1..=MOST_PLANNED => Ok(Self(days.into_iter().collect())),
            _ => Err(Problem::TooMany { max: MOST_PLANNED }),
        }
    }
}

impl Schedule {
    /// The check-ins of somebody who starts on a day: each day with its date.
    #[must_use]
    pub fn plan(&self, started: NaiveDate) -> Vec<(i64, NaiveDate)> {
        self.0.iter().filter_map(|days| Some((*days, started.checked_add_signed(TimeDelta::days(*days))?))).collect()
    }

    /// Which of [`OUTCOME_DAYS`], when it is asked how things stand, are not among the days.
    #[must_use]
    pub fn left_out(&self) -> Vec<i64> {
        OUTCOME_DAYS.iter().copied().filter(|day| !self.0.contains(day)).collect()
    }
}
