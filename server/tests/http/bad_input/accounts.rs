//! Accounts, members and what an organisation says of itself.

use super::Line;
use super::scene::Who;

pub(super) const TABLE: &[Line] = &[
    ("join", Who::Visitor, "/join", "5 55555"),
    ("confirm", Who::Visitor, "/join/confirm/none", "5 55555"),
    ("invited", Who::Visitor, "{invited}", "5 55555"),
    ("sign-in", Who::Visitor, "/sign-in", "5 55555"),
    ("second", Who::Halfway, "/sign-in/second", "5 55555"),
    ("prove", Who::Employer, "/account/security", "5 55555"),
    ("password-change", Who::Ngo, "/account/security", "5 55555"),
    ("phone", Who::Ngo, "/account/security/phone", "5 55555"),
    ("session-end", Who::Ngo, "/account/security", "3 33333"),
    ("second-step-reset", Who::Administrator, "/operations/second-step", "5 55555"),
    ("sign-somebody-out", Who::Administrator, "/operations/second-step", "5 55555"),
    ("curator-invite", Who::Administrator, "/operations/curators", "5 55555"),
    ("curator-end", Who::Administrator, "/operations/curators", "3 33333"),
    ("forgotten", Who::Visitor, "/sign-in/forgotten", "5 55555"),
    ("reset", Who::Visitor, "/sign-in/reset/none", "5 55555"),
    ("account", Who::Employer, "/account", "5 55555"),
    ("organisation", Who::Employer, "/account/organisation", "5 55555"),
    ("organisation", Who::Ngo, "/account/organisation", "5 55555"),
    ("invite", Who::Employer, "/account/members", "5 55555"),
    ("member-role", Who::Employer, "/account/members", "3 33333"),
    ("remove", Who::Employer, "/account/members", "3 33333"),
    ("uninvite", Who::Employer, "/account/members", "3 33333"),
    ("organisation-leave", Who::Suspended, "/account/members", "5 55555"),
    ("account", Who::Curator, "/account", "5 55555"),
    ("account-close", Who::Curator, "/account", "5 55555"),
];
