//! What businesses offer, and who finds it.

use super::{FormLine, PageLine};

pub(super) const PAGES: &[PageLine] = &[
    ("/occupations", "3222222222222222"),
    ("/placements", "3242444444442424"),
    ("/placements/new", "3242444444442424"),
    ("/placements/{id}", "3224242444444444"),
    ("/placements/{id}/edit", "3244444444444444"),
    ("/opportunities", "3424244444444f4f"),
];

pub(super) const FORMS: &[FormLine] = &[
    ("placement", "/placements/new", "s545444444445454"),
    ("placement", "/placements/{id}/edit", "s544444444444444"),
    ("placement-publish", "/placements/{id}", "s544444444444444"),
    ("placement-pause", "/placements/{id}", "s344444444444444"),
    ("placement-fill", "/placements/{id}", "s544444444444444"),
    ("placement-close", "/placements/{id}", "s344444444444444"),
    ("pay-looked", "/placements/{id}", "s444445444444444"),
    ("pay-pause", "/placements/{id}", "s444445444444444"),
    ("pay-pause-end", "/placements/{id}", "s444445444444444"),
    ("placements-reopen", "/placements", "s34344444444f4f4"),
];
