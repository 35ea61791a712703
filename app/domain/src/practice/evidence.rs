//! The rule for each grade of evidence: what a record must show before it may claim the grade.

use std::collections::BTreeSet;

use super::figures::has_figure;
use super::{Evidence, Practice, PracticeKind, Region, Section};
use crate::problem::{Problem, Problems};

impl Evidence {
    /// How many curators must have looked before a record of this grade is published.
    #[must_use]
    pub const fn curators(self) -> usize {
        match self {
            Self::Told | Self::Monitored => 1,
            Self::Evaluated | Self::Repeated => 2,
        }
    }
}

/// Notes beside `evidence` what the record lacks for the grade it claims: somebody who tells it; figures, and where
/// they stand; a source that is not one of those who did it; two places, and sources of two publishers.
pub(super) fn check(practice: &Practice, found: &mut Problems) {
    let sources = practice.sources.len();
    let enough = match practice.evidence {
        Evidence::Told => sources > 0 || !practice.actors.is_empty(),
        Evidence::Monitored => sources > 0 && tells_figures(practice),
        Evidence::Evaluated => practice.sources.iter().any(|source| !is_doer(practice, &source.publisher)),
        Evidence::Repeated => is_of_places(practice) && publishers(practice) > 1,
    };
    if !enough {
        found.add("evidence", Problem::Other(lacking(practice.evidence)));
    }
}

const fn lacking(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Told => "problem-evidence-told",
        Evidence::Monitored => "problem-evidence-monitored",
        Evidence::Evaluated => "problem-evidence-evaluated",
        Evidence::Repeated => "problem-evidence-repeated",
    }
}

/// Whether its results tell a figure; a report, a law, a code or a guide may do so anywhere.
fn tells_figures(practice: &Practice) -> bool {
    let results = practice.sections.get(&Section::Results).is_some_and(|text| has_figure(text));
    let anywhere = practice.kind != PracticeKind::Practice || practice.sections.is_empty();
    results || (anywhere && (has_figure(&practice.body) || practice.parts().any(|(_, text)| has_figure(text))))
}

/// Whether it is of more than one place: of two countries, or of two parts of the world. The whole world names no place.
fn is_of_places(practice: &Practice) -> bool {
    let countries: BTreeSet<_> = practice.countries.iter().collect();
    let regions: BTreeSet<_> = practice.regions.iter().filter(|region| **region != Region::Global).collect();
    countries.len() > 1 || regions.len() > 1
}

fn publishers(practice: &Practice) -> usize {
    let named = practice.sources.iter().map(|source| source.publisher.trim().to_lowercase());
    named.filter(|publisher| !publisher.is_empty()).collect::<BTreeSet<_>>().len()
}

/// Whether the publisher of a source is one of those who took part, or is not named.
fn is_doer(practice: &Practice, publisher: &str) -> bool {
    let publisher = publisher.trim().to_lowercase();
    publisher.is_empty() || practice.actors.iter().any(|actor| actor.name.trim().to_lowercase() == publisher)
}
