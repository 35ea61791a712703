//! What stewards and administrators decide, and what organisations say of each other.

use super::{FormLine, PageLine};

pub(super) const PAGES: &[PageLine] = &[
    ("/stewardship/cases", "3444442444444444"),
    ("/stewardship/cases/{id}", "3444442444444444"),
    ("/stewardship", "3444442444444444"),
    ("/stewardship/organisations/{id}", "3444442444444444"),
    ("/stewardship/sanctions", "3444442444444444"),
    ("/stewardship/pay-looks", "3444442444444444"),
    ("/stewardship/wage-floors", "3444442444444444"),
    ("/sanctions", "3424222442244f4f"),
    ("/vouches", "3444444442444444"),
    ("/operations", "3444444244444444"),
    ("/operations/second-step", "3444444244444444"),
    ("/operations/curators", "3444444244444444"),
];

pub(super) const FORMS: &[FormLine] = &[
    ("case-decide", "/stewardship/cases/{id}", "s444445444444444"),
    ("case-back", "/stewardship/cases/{id}", "s444445444444444"),
    ("vetting-verify", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-looked", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-debar-confirm", "/stewardship/organisations/{id}", "s444444444444444"),
    ("vetting-debar-drop", "/stewardship/organisations/{id}", "s444444444444444"),
    ("vetting-keep", "/stewardship/organisations/{id}", "s444445444444444"),
    ("vetting-lift", "/stewardship/organisations/{id}", "s444445444444444"),
    ("appeal-answer", "/stewardship/organisations/{id}", "s444445444444444"),
    ("appeal", "/account/organisation", "s444444444444455"),
    ("vouch", "/vouches", "s444444445444444"),
    ("vouch-look-over", "/vouches", "s444444444444444"),
    ("vouch-take-back", "/vouches", "s444444444444444"),
    ("floor", "/stewardship/wage-floors", "s444445444444444"),
    ("second-step-reset", "/operations/second-step", "s444444544444444"),
    ("sign-somebody-out", "/operations/second-step", "s444444544444444"),
    ("curator-invite", "/operations/curators", "s444444544444444"),
    ("curator-end", "/operations/curators", "s444444444444444"),
    ("retry", "/operations", "s444444344444444"),
    ("retry-all", "/operations", "s444444344444444"),
];
