//! Statements, and what each of their tables is held by.

use super::{Mention, Pin, read};
use crate::watch::means;

/// What each table of a statement is held by, `table: column=value …`; `-` where nothing of it can be read.
fn check(sql: &str, expect: &[&str]) {
    let held = |mention: &Mention| {
        let values = |pin: &Pin| pin.values.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let pins = mention.pins.iter().map(|pin| format!(" {}={}", pin.column.1, values(pin)));
        let pins: String = if mention.nothing { " -".into() } else { pins.collect() };
        format!("{}:{pins}", mention.table)
    };
    let mut found: Vec<String> = read(sql, means).expect("read").mentions.iter().map(held).collect();
    found.sort();
    assert_eq!(found, expect, "{sql}");
}

#[test]
fn a_table_is_held_by_what_every_row_of_it_meets() {
    check(r#"SELECT "referrals"."id" FROM "referrals""#, &["referrals:"]);
    check(
        r#"SELECT * FROM "referrals" WHERE "referrals"."organisation" = ? AND "status" = ?"#,
        &["referrals: organisation=0"],
    );
    check(r#"SELECT * FROM "referrals" WHERE "status" = $1 AND "id" = $2"#, &["referrals: id=1"]);
    check(r#"SELECT * FROM "referrals" WHERE "id" IN ($1)"#, &["referrals: id=0"]);
    check(r#"SELECT * FROM "referrals" WHERE "id" IN ($1, $2)"#, &["referrals: id=0,1"]);
    check(r#"SELECT * FROM "referrals" WHERE "id" <> $1"#, &["referrals:"]);
    check(r#"SELECT * FROM "referrals" WHERE NOT ("id" = $1)"#, &["referrals:"]);
    check(r#"SELECT * FROM "referrals" WHERE "id" = $1 OR "status" = $2"#, &["referrals:"]);
    check(
        r#"SELECT * FROM "referrals" WHERE "id" = $1 OR ("organisation" = $2 AND "status" = $3)"#,
        &["referrals: id=0 organisation=1"],
    );
    check(r#"SELECT * FROM "referrals" WHERE "status" = ? AND 1 = 0"#, &["referrals: -"]);
    let empty = read(r#"SELECT * FROM "referrals" WHERE "status" = ? AND ? = ?"#, means).expect("read");
    assert_eq!(empty.mentions.first().map(|mention| mention.if_equal.clone()), Some(vec![(1, 2)]));
    check(r#"CREATE TABLE "referrals" ( "id" uuid NOT NULL PRIMARY KEY )"#, &[]);
    check(r#"UPDATE "referrals" SET "status" = $1 WHERE "id" = $2"#, &["referrals: id=1"]);
    check(r#"UPDATE "referrals" SET "status" = $1"#, &["referrals:"]);
    check(r#"DELETE FROM "referrals" WHERE "organisation" = $1"#, &["referrals: organisation=0"]);
}

#[test]
fn what_holds_one_table_holds_those_that_are_joined_to_it() {
    let joined =
        r#"SELECT * FROM "messages" INNER JOIN "introductions" ON "messages"."introduction" = "introductions"."id""#;
    check(&format!(r#"{joined} WHERE "introductions"."ngo" = ?"#), &["introductions: ngo=0", "messages: ngo=0"]);
    check(&format!(r#"{joined} WHERE "introductions"."placement" = ?"#), &["introductions:", "messages:"]);
    check(
        r#"SELECT * FROM "referrals" AS "a" INNER JOIN "referrals" AS "b" ON "a"."area" = "b"."area" WHERE "a"."id" = ?"#,
        &["referrals:", "referrals: id=0"],
    );
    let left =
        r#"SELECT * FROM "referrals" LEFT JOIN "introductions" ON "introductions"."referral" = "referrals"."id""#;
    check(&format!(r#"{left} WHERE "referrals"."id" = ?"#), &["introductions: id=0", "referrals: id=0"]);
    check(&format!(r#"{left} AND "introductions"."ngo" = ?"#), &["introductions: ngo=0", "referrals:"]);
}

#[test]
fn queries_inside_are_held_by_those_around_and_hold_them_only_if_they_must_be_met() {
    let own = r#"SELECT 1 FROM "consent_grants" WHERE "consent_grants"."referral" = "referrals"."id""#;
    check(
        &format!(r#"SELECT * FROM "referrals" WHERE "id" = ? AND EXISTS ({own})"#),
        &["consent_grants: id=0", "referrals: id=0"],
    );
    check(
        &format!(r#"SELECT * FROM "referrals" WHERE NOT EXISTS ({own} AND "recipient" = ?)"#),
        &["consent_grants: recipient=0", "referrals:"],
    );
    check(&format!(r#"SELECT * FROM "referrals" WHERE NOT (EXISTS ({own}))"#), &["consent_grants:", "referrals:"]);
    let inside = r#"SELECT "referrals"."id" FROM "referrals" WHERE "organisation" = ?"#;
    check(
        &format!(r#"SELECT * FROM "introductions" WHERE "referral" IN ({inside})"#),
        &["introductions: organisation=0", "referrals: organisation=0"],
    );
    check(
        &format!(r#"SELECT * FROM "introductions" WHERE "referral" NOT IN ({inside})"#),
        &["introductions:", "referrals: organisation=0"],
    );
    let unread = r#"SELECT "messages"."introduction" FROM "messages" WHERE "messages"."read" IS NULL"#;
    check(
        &format!(r#"SELECT * FROM "introductions" WHERE "ngo" = ? AND "id" IN ({unread})"#),
        &["introductions: ngo=0", "messages: ngo=0"],
    );
    check(
        &format!(r#"SELECT COUNT(*) FROM (SELECT "id" FROM "introductions" WHERE "id" IN ({unread})) AS "sub_query""#),
        &["introductions:", "messages:"],
    );
    check(
        r#"SELECT (SELECT COUNT(*) FROM "referrals"), (SELECT 2) FROM "marks" ORDER BY 1"#,
        &["marks:", "referrals:"],
    );
    check(r#"SELECT 1 ORDER BY (SELECT "id" FROM "referrals" WHERE "id" = ?)"#, &["referrals:"]);
}

#[test]
fn rows_that_are_added_are_known_by_column() {
    let added = read(r#"INSERT INTO "referrals" ("id", "code") VALUES (?, ?), (?, lower(?))"#, means).expect("read");
    let added = added.added.expect("rows");
    assert_eq!((added.table.as_str(), added.columns.len()), ("referrals", 2));
    assert_eq!(added.rows, [vec![Some(0), Some(1)], vec![Some(2), None]]);
    assert_eq!(read("SELEC 1", means), None, "what cannot be read is not taken for nothing");
}
