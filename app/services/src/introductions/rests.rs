//! What a list says of an introduction that rests: by what it has read for all of its rows. What stops a step stands in
//! `stops`.

use domain::id::OrganisationId;
use domain::introduction::Introduction;
use domain::organisation::Organisation;
use domain::placement::{Placement, PlacementStatus};

/// What a list has read of the employer of an introduction, for all of its rows at once.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The employer.
    pub employer: &'a Organisation,
    /// The employers that are paused by a case.
    pub paused: &'a [OrganisationId],
}

impl Known<'_> {
    /// Whether stewards look at it.
    pub(super) fn is_looked_at(self) -> bool {
        self.paused.contains(&self.employer.id) || self.employer.check_looked_at().is_err()
    }
}

/// What an NGO's list says of an introduction under way whose placement rests, or whose employer is looked at: the look
/// first, which is graver.
pub(super) fn keys(introduction: &Introduction, placement: &Placement, known: Known<'_>) -> Vec<&'static str> {
    if introduction.stage.is_end() {
        return Vec::new();
    }
    let mut rests = Vec::new();
    if known.is_looked_at() {
        rests.push("introductions-paused-look");
    }
    if placement.is_closed_for_pay() {
        rests.push("introductions-closed-pay");
    } else if placement.check_acceptable().is_err() {
        rests.push("introductions-paused-pay");
    }
    if rests.is_empty() && placement.status == PlacementStatus::Paused {
        rests.push("introductions-paused");
    }
    rests
}
