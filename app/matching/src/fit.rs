//! Ranking: the offers that fit a person, best first, and the ones that are kept out.

use domain::id::PlacementId;

use crate::barrier::{Barrier, barrier};
use crate::offer::Offer;
use crate::person::Person;
use crate::reason::{Gap, Reason};
use crate::score::score;

/// A placement that a person can be put forward for.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The placement.
    pub placement: PlacementId,
    /// How well it fits, 0 to 1, over what both sides have said.
    pub score: f64,
    /// The share of the score's weight that could be compared at all, 0 to 1. What was not said lowers this and
    /// never the score.
    pub confidence: f64,
    /// What speaks for it, weightiest component first.
    pub reasons: Vec<Reason>,
    /// What is missing, weightiest component first.
    pub gaps: Vec<Gap>,
}

/// A placement that is not shown among the fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// The placement.
    pub placement: PlacementId,
    /// What keeps it out.
    pub by: Barrier,
}

/// Every offer, in one list or the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranked {
    /// Best first; equal scores by placement key.
    pub fits: Vec<Fit>,
    /// By placement key.
    pub kept_out: Vec<KeptOut>,
}

/// Compares one person with many offers. The order of the offers makes no difference to the answer.
pub fn fits<'o, 'a: 'o>(person: &Person<'_>, offers: impl IntoIterator<Item = &'o Offer<'a>>) -> Ranked {
    let mut ranked = Ranked::default();
    for offer in offers {
        match barrier(person, offer) {
            Some(by) => ranked.kept_out.push(KeptOut { placement: offer.placement, by }),
            None => ranked.fits.push(score(&person.known, offer)),
        }
    }
    ranked.fits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.placement.cmp(&b.placement)));
    ranked.kept_out.sort_by_key(|kept| kept.placement);
    ranked
}
