//! One placement as matching sees it: its terms, whose it is, and what ESCO says of its occupation.

use domain::id::{OrganisationId, PlacementId};
use domain::placement::Terms;

/// What ESCO says of an occupation. The caller looks it up, so that this crate needs no tables. Empty: not known.
#[derive(Debug, Clone, Default)]
pub struct OccupationFacts<'a> {
    /// ISCO-08 group, one to four digits.
    pub isco: Option<&'a str>,
    /// Essential skills, by the last part of their ESCO URI.
    pub essential: Vec<&'a str>,
    /// Optional skills, by the last part of their ESCO URI.
    pub optional: Vec<&'a str>,
}

/// A placement to be matched.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    /// Its key.
    pub placement: PlacementId,
    /// The business that offers it.
    pub organisation: OrganisationId,
    /// The names of the groups that business belongs to, as they were typed: one, or none, or a second one that it says
    /// it has left.
    pub groups: Vec<&'a str>,
    /// What it says.
    pub terms: &'a Terms,
    /// What ESCO says of its occupation.
    pub occupation: OccupationFacts<'a>,
}
