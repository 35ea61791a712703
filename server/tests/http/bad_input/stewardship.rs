//! What stewards decide of cases, organisations and pay, vouches and appeals, and deliveries that were given up.

use super::Line;
use super::scene::Who;

pub(super) const TABLE: &[Line] = &[
    ("case-decide", Who::Steward, "/stewardship/cases/{case}", "5 55555"),
    ("case-back", Who::Steward, "/stewardship/cases/{lifting}", "5 33333"),
    ("vetting-verify", Who::Steward, "/stewardship/organisations/{applicant}", "5 55555"),
    ("vetting-looked", Who::Steward, "/stewardship/organisations/{grouped}", "5 33333"),
    ("vetting-debar-confirm", Who::Steward, "/stewardship/organisations/{debarring}", "3 33333"),
    ("vetting-debar-drop", Who::Steward, "/stewardship/organisations/{dropping}", "3 33333"),
    ("appeal-answer", Who::Steward, "/stewardship/organisations/{appealing}", "5 55555"),
    ("vetting-keep", Who::Steward, "/stewardship/organisations/{kept-out}", "5 55555"),
    ("vetting-lift", Who::Steward, "/stewardship/organisations/{appealing}", "5 33333"),
    ("appeal", Who::Suspended, "/account/organisation", "5 33333"),
    ("vouch", Who::Association, "/vouches", "5 55555"),
    ("vouch-look-over", Who::Association, "/vouches?vouch={vouch}", "5 33333"),
    ("vouch-take-back", Who::Association, "/vouches", "3 33333"),
    ("pay-looked", Who::Steward, "/placements/{no-floor}", "3 33333"),
    ("pay-pause", Who::Steward, "/placements/{no-floor}", "5 33333"),
    ("pay-pause-end", Who::Steward, "/placements/{paid-little}", "3 33333"),
    ("floor", Who::Steward, "/stewardship/wage-floors", "5 55555"),
    ("retry", Who::Administrator, "/operations", "3 33333"),
];
