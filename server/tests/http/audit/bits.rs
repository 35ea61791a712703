//! A flipped bit in any column of the log, of its head and of its signatures.

use std::collections::BTreeSet;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use testkit::World;

use super::{is_whole, run, signed, unlock};
use crate::commands::run_with;

/// Every way to write one bit of a column's value otherwise, as SQL; of a long one, some of its bits.
fn flips(backend: DbBackend, value: &str, kind: &str) -> Vec<String> {
    let of_text = |bytes: &[u8]| {
        let mut all = Vec::new();
        for at in (0..bytes.len()).step_by(bytes.len() / 12 + 1) {
            for bit in [0, 2, 5] {
                let mut changed = bytes.to_vec();
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= 1 << bit;
                }
                all.extend(String::from_utf8(changed).ok().filter(|text| !text.contains(['\'', '\0'])));
            }
        }
        all
    };
    match (kind, backend) {
        ("number", _) => {
            let number: i64 = value.parse().expect("a number");
            (0..6).map(|bit| (number ^ (1 << bit)).to_string()).filter(|number| *number != "0").collect()
        }
        ("text", _) | (_, DbBackend::Sqlite) => {
            of_text(value.as_bytes()).iter().map(|text| format!("'{text}'")).collect()
        }
        // PostgreSQL keeps a time as microseconds and a key as bytes: any one is another.
        ("time", _) => {
            (0..20).map(|bit| format!("'{value}'::timestamptz + interval '{} microseconds'", 1 << bit)).collect()
        }
        _ => of_text(value.as_bytes())
            .into_iter()
            .filter(|text| uuid::Uuid::try_parse(text).is_ok_and(|key| key.to_string() != value))
            .map(|text| format!("'{text}'"))
            .collect(),
    }
}

const COLUMNS: &[(&str, &[(&str, &str)])] = &[
    (
        "audit_log",
        &[
            ("id", "number"),
            ("at", "time"),
            ("account", "key"),
            ("organisation", "key"),
            ("action", "text"),
            ("subject", "text"),
            ("previous", "text"),
            ("hash", "text"),
        ],
    ),
    ("audit_head", &[("id", "number"), ("last", "number"), ("hash", "text")]),
    (
        "audit_signatures",
        &[("id", "number"), ("at", "time"), ("last", "number"), ("hash", "text"), ("signature", "text")],
    ),
];

#[tokio::test]
async fn one_flipped_bit_in_any_column_is_found() {
    for world in signed().await {
        unlock(&world).await;
        let db = world.services.db.connection();
        let backend = db.get_database_backend();
        let mut tried = 0;
        for (table, columns) in COLUMNS {
            for (column, kind) in *columns {
                // Of the rows whose value is there the first, one in the middle, and the last.
                let there = format!("{column} IS NOT NULL");
                let middle = format!("ASC LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM {table} WHERE {there})");
                let mut rows = BTreeSet::new();
                for place in ["ASC LIMIT 1", middle.as_str(), "DESC LIMIT 1"] {
                    let cast = if *kind == "key" && backend == DbBackend::Sqlite {
                        format!("hex({column})")
                    } else {
                        format!("CAST({column} AS TEXT)")
                    };
                    // By the number itself: PostgreSQL takes a bare `id` for the text that is selected.
                    let order = format!("{table}.id {place}");
                    let sql = format!("SELECT CAST(id AS TEXT), {cast} FROM {table} WHERE {there} ORDER BY {order}");
                    let row =
                        db.query_one_raw(Statement::from_string(backend, sql)).await.expect("read").expect("a row");
                    let id: String = row.try_get_by_index(0).expect("an id");
                    let value: String = row.try_get_by_index(1).expect("a value");
                    rows.insert(id.clone());
                    if *kind == "key" && backend == DbBackend::Sqlite {
                        for at in 0..16 {
                            tried += check_key(&world, (table, column, &id), &value, at).await;
                        }
                        continue;
                    }
                    for flipped in flips(backend, &value, kind) {
                        let now = if *column == "id" { flipped.clone() } else { id.clone() };
                        let taken = format!("UPDATE {table} SET {column} = {flipped} WHERE id = {id}");
                        if migrations::execute(db, &taken).await.is_err() {
                            // Another row has that number, or it is no value of the type.
                            continue;
                        }
                        assert!(!is_whole(&world).await, "{taken}, which was {value}");
                        let quoted = if *kind == "number" { value.clone() } else { format!("'{value}'") };
                        run(&world, &format!("UPDATE {table} SET {column} = {quoted} WHERE id = {now}")).await;
                        tried += 1;
                    }
                    assert!(is_whole(&world).await, "{table}.{column} put back as it was");
                }
                let expected = if *table == "audit_head" { 1 } else { 3 };
                assert_eq!(rows.len(), expected, "{table}.{column}: {rows:?}");
            }
        }
        assert!(tried > 300, "{tried}");
    }
}

#[tokio::test]
async fn the_command_tells_which_row_in_the_middle_has_a_flipped_bit() {
    for world in signed().await {
        unlock(&world).await;
        let settings = [("DATABASE_URL", world.database_url())];
        let verify = || {
            let output = run_with(world.folder.path(), &["audit", "verify"], &settings);
            let said = [output.stdout, output.stderr].concat();
            (output.status.success(), String::from_utf8_lossy(&said).into_owned())
        };
        let db = world.services.db.connection();
        let sql = "SELECT id, action FROM audit_log ORDER BY id LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM audit_log)";
        let row = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(row).await.expect("read").expect("a row");
        let (id, action): (i64, String) =
            (row.try_get_by_index(0).expect("a number"), row.try_get_by_index(1).expect("a text"));
        let mut bytes = action.clone().into_bytes();
        if let Some(byte) = bytes.last_mut() {
            *byte ^= 1;
        }
        let flipped = String::from_utf8(bytes).expect("letters");
        for (action, expected) in [(&action, "the audit log is whole"), (&flipped, "broken at row"), (&action, "whole")]
        {
            run(&world, &format!("UPDATE audit_log SET action = '{action}' WHERE id = {id}")).await;
            let (success, said) = verify();
            let broken = *action == flipped;
            assert!(success != broken && said.contains(expected), "{action}: {said}");
            assert!(!broken || said.contains(&format!("broken at row {id}\n")), "the very row {id}: {said}");
        }
    }
}

/// Flips a bit of a key that SQLite keeps as bytes.
async fn check_key(world: &World, (table, column, id): (&str, &str, &str), hex: &str, at: usize) -> usize {
    let digits = hex.get(2 * at..2 * at + 2).expect("a byte");
    let byte = u8::from_str_radix(digits, 16).expect("a byte") ^ (1 << (at % 8));
    let changed = format!("{}{byte:02X}{}", hex.get(..2 * at).unwrap_or(""), hex.get(2 * at + 2..).unwrap_or(""));
    run(world, &format!("UPDATE {table} SET {column} = x'{changed}' WHERE id = {id}")).await;
    assert!(!is_whole(world).await, "{table}.{column} of {id}: {changed} for {hex}");
    run(world, &format!("UPDATE {table} SET {column} = x'{hex}' WHERE id = {id}")).await;
    1
}
