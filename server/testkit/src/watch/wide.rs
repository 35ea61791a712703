//! What may read widely: the one list of statements that read rows of more than one NGO, each with its reason.

/// Statements that may read more than one NGO's rows: the statement without quotation marks, `…` for what does not matter
/// and `TABLE` for the table, whether a request may come to them, and why nobody learns of another's people by it.
const WIDE: &[(&str, Where, &str)] = &[
    (
        "SELECT COUNT(*) AS num_items FROM (SELECT introductions.id…FROM introductions WHERE introductions.placement = ? \
         AND introductions.stage IN (?, ?, ?, ?)) AS sub_query",
        Where::Anywhere,
        "how many seats of a placement are taken: a number, for whoever may see the placement",
    ),
    (
        "SELECT introductions.placement, COUNT(introductions.id) AS taken FROM introductions WHERE …\
         AND introductions.stage IN (?, ?, ?, ?) GROUP BY introductions.placement",
        Where::Anywhere,
        "the same for several placements",
    ),
    (
        "SELECT COUNT(*) AS num_items FROM (SELECT retentions.referral…FROM retentions WHERE retentions.next = ? AND \
         retentions.asked IS NOT NULL) AS sub_query",
        Where::Anywhere,
        "how many referrals wait to be archived or erased: a number, for administrators",
    ),
    (
        "SELECT referrals.id, referrals.organisation FROM referrals WHERE referrals.status IN (…) AND referrals.updated < ?…",
        Where::Behind,
        "referrals that nobody touches, so that the NGO of each is asked about its own",
    ),
    (
        "SELECT referrals.organisation, referrals.own_wish_until FROM referrals WHERE referrals.own_wish IS NOT NULL AND \
         referrals.own_wish_until < ?…",
        Where::Behind,
        "wishes to be erased whose day has passed, so that the NGO of each is told by a mail that says nothing",
    ),
    (
        "SELECT retentions.referral…FROM retentions WHERE retentions.next = ? AND retentions.asked < ?…",
        Where::Behind,
        "referrals that nobody answered for, each of which is archived or erased by itself",
    ),
    (
        "UPDATE retentions SET asked = ? WHERE …",
        Where::Behind,
        "questions that were answered, or asked by a wrong clock",
    ),
    ("UPDATE retentions SET asked = ?, noted = ?, looks = ? WHERE …", Where::Behind, "questions that were acted upon"),
    ("UPDATE retentions SET noted = ?…", Where::Behind, "since when a question has waited"),
    ("UPDATE retentions SET looks = …", Where::Behind, "how often a question was looked at"),
    (
        "SELECT consent_grants.id, consent_grants.revoked, consent_grants.revoked_by, consent_grants.revoked_account FROM consent_grants WHERE consent_grants.revoked IS …",
        Where::Behind,
        "how what was taken back was, so that a restore takes it back so again",
    ),
    (
        "SELECT consent_grants.id FROM consent_grants WHERE consent_grants.revoked IS …",
        Where::Behind,
        "what was taken back is kept, so that a restore takes it back again",
    ),
    (
        "SELECT COUNT(*) AS num_items FROM (SELECT consent_grants.id…FROM consent_grants WHERE consent_grants.revoked IS NOT NULL) AS sub_query",
        Where::Behind,
        "how many grants were taken back",
    ),
    (
        "UPDATE consent_grants SET revoked = ?, revoked_by = ?, revoked_account = ? WHERE …",
        Where::Behind,
        "a restore takes back again what was taken back",
    ),
    (
        "SELECT consent_grants.id, consent_grants.referral FROM consent_grants WHERE consent_grants.told IS NULL AND …",
        Where::Behind,
        "consent that ends soon, so that the NGO of each is told by a mail that says nothing",
    ),
    ("UPDATE consent_grants SET told = ? WHERE …", Where::Behind, "which consent an NGO was told of"),
    ("UPDATE consent_grants SET ended_seen = ? WHERE …", Where::Behind, "which consent has ended for good"),
    (
        "SELECT DISTINCT introductions.ngo FROM introductions WHERE introductions.referral IN (…",
        Where::Behind,
        "NGOs that are told, each by a mail of its own, that consent ends soon",
    ),
    (
        "SELECT referrals.id, referrals.organisation, referrals.code FROM referrals WHERE …",
        Where::Behind,
        "a restore erases again whoever was erased, and a command whom it is told to",
    ),
    (
        "SELECT TABLE.id AS row, TABLE.…AS sealed, …AS record FROM TABLE …",
        Where::Behind,
        "cells are opened to be checked, by a command",
    ),
    (
        "SELECT messages.id AS row, messages.…AS sealed, introductions.referral AS record FROM messages INNER JOIN introductions …",
        Where::Behind,
        "cells are opened to be checked, by a command",
    ),
    (
        "SELECT COUNT(…) AS cells FROM …NOT IN (SELECT id FROM record_keys)",
        Where::Behind,
        "how many cells have no key any more: a number, for a command",
    ),
    (
        "SELECT COUNT(…) AS cells FROM …IN (SELECT id FROM record_keys WHERE master <> ?)",
        Where::Anywhere,
        "how many cells another master key stands behind: a number, for administrators",
    ),
    ("SELECT ? FROM TABLE LIMIT ?", Where::Behind, "a restore looks whether a database is in use"),
    ("SELECT …FROM TABLE ORDER BY …LIMIT ?", Where::Behind, "a backup, row by row"),
    ("SELECT …FROM TABLE WHERE (…) > (…) ORDER BY …LIMIT ?", Where::Behind, "a backup, row by row"),
    ("DELETE FROM TABLE", Where::Behind, "a restore begins with empty tables"),
    ("INSERT INTO plain_areas (referral, area) SELECT id, area FROM referrals…", Where::Behind, "a migration"),
    (
        "SELECT plain_areas.referral, plain_areas.area FROM plain_areas …",
        Where::Behind,
        "a program that starts seals what an earlier version kept in clear, of each referral by its own key",
    ),
    (
        "SELECT COUNT(*) AS num_items FROM (SELECT plain_areas.referral…FROM plain_areas) AS sub_query",
        Where::Anywhere,
        "of how many referrals something stands in clear: a number, for administrators",
    ),
    ("DELETE FROM plain_areas WHERE …", Where::Behind, "what stands in clear of records that a command gives up"),
    ("UPDATE introductions SET terms = (SELECT placements.terms …", Where::Behind, "a migration"),
    ("UPDATE consent_grants SET revoked_by = ? WHERE revoked IS NOT NULL", Where::Behind, "a migration"),
    (
        "SELECT DISTINCT introductions.ngo FROM introductions WHERE introductions.employer = ?…",
        Where::Anywhere,
        "NGOs that are told, each by a mail of its own, that an employer is halted",
    ),
    (
        "SELECT DISTINCT introductions.ngo FROM introductions WHERE introductions.placement = ?…",
        Where::Anywhere,
        "NGOs that are told, each by a mail of its own, that a placement is paused for its pay",
    ),
    (
        "UPDATE introductions SET held_back = ? WHERE …",
        Where::Anywhere,
        "what was held back from an employer opens once its pause has ended; nothing is read",
    ),
    (
        "SELECT DISTINCT check_ins.ngo FROM check_ins WHERE check_ins.employer = ?…",
        Where::Anywhere,
        "NGOs that are told, each by a mail of its own, what was decided about an employer",
    ),
    (
        "SELECT check_ins.id, check_ins.introduction, check_ins.referral, check_ins.employer FROM check_ins WHERE check_ins.state = ?…",
        Where::Behind,
        "check-ins that nobody did: whom and which employer they concern, and nothing else of the person",
    ),
    (
        "SELECT check_ins.introduction, check_ins.ngo, check_ins.employer, check_ins.kind, check_ins.after, check_ins.started, check_ins.outcome, check_ins.created FROM check_ins WHERE check_ins.started >= ?…",
        Where::Behind,
        "how things stood with everybody who started in a year: counted, and not whose they are told",
    ),
    ("SELECT t::text FROM TABLE t", Where::Behind, "a test looks for what is left of somebody"),
    (
        "SELECT stage, COUNT(*) FROM introductions GROUP BY stage ORDER BY stage",
        Where::Behind,
        "a test counts the demo world",
    ),
    (
        "SELECT status, COUNT(*) FROM referrals GROUP BY status ORDER BY status",
        Where::Behind,
        "a test counts the demo world",
    ),
];

/// Where a statement of [`WIDE`] may be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// By the worker and by commands alone: no request waits for it.
    Behind,
    /// Anywhere.
    Anywhere,
}

/// Whether a statement may read a table widely, for a request or for none.
pub(super) fn may_be(plain: &str, table: &str, asked: bool) -> bool {
    let like = |(statement, ..): &&(&str, Where, &str)| is_like(plain, &statement.replace("TABLE", table));
    WIDE.iter().filter(like).any(|(_, place, _)| *place == Where::Anywhere || !asked)
}

/// A statement without quotation marks, on both databases the same.
pub(super) fn plain(sql: &str) -> String {
    let mut plain = String::with_capacity(sql.len());
    let mut letters = sql.chars().filter(|c| *c != '"').peekable();
    while let Some(c) = letters.next() {
        let place = c == '$' && letters.peek().is_some_and(char::is_ascii_digit);
        plain.push(if place { '?' } else { c });
        while place && letters.next_if(char::is_ascii_digit).is_some() {}
    }
    plain
}

/// Whether a statement is one of the list.
fn is_like(plain: &str, statement: &str) -> bool {
    let mut parts = statement.split('…');
    let Some(mut rest) = parts.next().and_then(|begins| plain.strip_prefix(begins)) else { return false };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || statement.ends_with('…')
}
