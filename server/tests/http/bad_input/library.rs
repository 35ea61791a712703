//! The library: kept searches, proposals, their files, imports.

use super::Line;
use super::scene::Who;

pub(super) const TABLE: &[Line] = &[
    ("saved", Who::Employer, "/library/saved", "3 33333"),
    ("saved-open", Who::Employer, "/library/saved", "3 33333"),
    ("saved-change", Who::Employer, "/library/saved/{search}", "5 33333"),
    ("practice-withdraw", Who::Curator, "/library/{slug}", "5 55555"),
    ("proposal-begin", Who::Employer, "/proposals/new", "5 55555"),
    ("proposal", Who::Employer, "/proposals/{proposal}/edit", "3 33333"),
    ("proposal-comment", Who::Employer, "/proposals/{commented}", "5 33333"),
    ("proposal-settle", Who::Employer, "/proposals/{commented}", "3 33333"),
    ("proposal-rebase", Who::Curator, "/proposals/{rebasing}", "5 55555"),
    ("proposal-approve", Who::Curator, "/proposals/{approving}", "3 33333"),
    ("proposal-approve", Who::Curator, "/proposals/{discussed}", "5 55555"),
    ("proposal-ask", Who::Curator, "/proposals/{asking}", "5 33333"),
    ("file", Who::Employer, "/proposals/{proposal}/files", "5 55555"),
    ("file-remove", Who::Employer, "/proposals/{filed}/files", "3 33333"),
    ("proposal-import", Who::Employer, "/proposals/import", "5 55555"),
    ("import-file", Who::Curator, "/library/import", "5 55555"),
    ("import-source", Who::Curator, "/library/import", "5 55555"),
    ("import-renew", Who::Curator, "/library/import", "3 33333"),
    ("import-forget", Who::Curator, "/library/import", "3 33333"),
    ("import-columns", Who::Curator, "/library/import/{mapping}", "5 55555"),
    ("import-confirm", Who::Curator, "/library/import/{preview}", "5 55555"),
    ("proposal-decline", Who::Curator, "/proposals/{declining}", "5 33333"),
];
