//! Joining, signing in, one's own account and organisation, its members.

use super::{FormLine, PageLine};

pub(super) const PAGES: &[PageLine] = &[
    ("/join", "2222222222222222"),
    ("/join/sent", "2222222222222222"),
    ("/join/confirm/{token}", "2222222222222222"),
    ("/join/invited/{token}", "4444444444444444"),
    ("/sign-in", "2222222222222222"),
    ("/sign-in/second", "3333333333333333"),
    ("/sign-in/forgotten", "2222222222222222"),
    ("/sign-in/reset/{token}", "2222222222222222"),
    ("/sign-out", "2222222222222222"),
    ("/account", "3222222222222222"),
    ("/account/security", "3222222222222222"),
    ("/account/security/phone", "3444444444444444"),
    ("/account/security/passkey", "3222222222222222"),
    ("/account/organisation", "3222224442222222"),
    ("/account/members", "3222224442222222"),
];

pub(super) const FORMS: &[FormLine] = &[
    ("join", "/join", "5555555555555555"),
    ("confirm", "/join/confirm/{token}", "5555555555555555"),
    ("invited", "/join/invited/{token}", "4444444444444444"),
    ("invited-oneself", "/join/invited/{token}", "s444444444444444"),
    ("sign-in", "/sign-in", "5555555555555555"),
    ("second", "/sign-in/second", "s333333333333333"),
    ("second-passkey", "/sign-in/second", "s333333333333333"),
    ("forgotten", "/sign-in/forgotten", "5555555555555555"),
    ("reset", "/sign-in/reset/{token}", "5555555555555555"),
    ("account", "/account", "s555555555555555"),
    // The only manager of an organisation that is verified stays, and so does the only administrator.
    ("account-close", "/account", "sfffff5f5fff5555"),
    ("prove", "/account/security", "s555555555555555"),
    ("password-change", "/account/security", "s555555555555555"),
    ("phone-begin", "/account/security", "s333335553333333"),
    ("phone", "/account/security/phone", "s555554445555555"),
    ("phone-remove", "/account/security", "s44444fff4444444"),
    ("passkey", "/account/security/passkey", "s555555555555555"),
    ("passkey-remove", "/account/security", "s444444444444444"),
    ("session-end", "/account/security", "s444444444444444"),
    ("session-others", "/account/security", "s333333333333333"),
    ("organisation", "/account/organisation", "s555554445555555"),
    ("invite", "/account/members", "s555554445555555"),
    ("member-role", "/account/members", "s444444444444444"),
    ("remove", "/account/members", "s344444444444444"),
    // Managers read that nothing invites the address, whoever invited it.
    ("uninvite", "/account/members", "s333334443333333"),
    // The only manager of an organisation that is verified stays.
    ("organisation-leave", "/account/members", "sfffff444fff5555"),
    // None of them has a second step of their own.
    ("second-step-require", "/account/members", "sfffff444fffffff"),
    ("second-step-release", "/account/members", "s333334443333333"),
];

/// Whose second step changes goes on with another session, which these clients do not keep: after everything else.
pub(super) const LAST: &[FormLine] = &[("recovery-codes", "/account/security", "s444442224444444")];
