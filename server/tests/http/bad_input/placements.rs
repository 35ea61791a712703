//! What a business offers.

use super::Line;
use super::scene::Who;

pub(super) const TABLE: &[Line] = &[
    ("placement", Who::Employer, "/placements/new", "5 55555"),
    ("placement", Who::Employer, "/placements/{placement}/edit", "5 55555"),
    ("placement-publish", Who::Employer, "/placements/{draft}", "5 55555"),
    ("placement-pause", Who::Employer, "/placements/{pausing}", "3 33333"),
    ("placement-fill", Who::Employer, "/placements/{filling}", "3 33333"),
    ("placement-close", Who::Employer, "/placements/{closing}", "3 33333"),
];
