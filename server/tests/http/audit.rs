//! The audit log: signed once a day, so that a chain which was rewritten is found too; a flipped bit anywhere; who has
//! read a referral; a clock that is behind what it has seen.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::organisation::OrganisationKind;
use domain::referral::{ReferralStatus, Secrets};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use services::audit::{Count, Reader};
use sha2::{Digest, Sha256};
use store::audit::Verdict;
use store::watch::Bound;
use tempfile::TempDir;
use testkit::{Client, World};

use crate::full_disk::Server;
use crate::router;

async fn run(world: &World, sql: &str) {
    migrations::execute(world.services.db.connection(), sql)
        .await
        .unwrap_or_else(|cause| unreachable!("{sql}: {cause}"));
}

/// Takes away what keeps the tables append-only, as somebody does who owns the database.
async fn unlock(world: &World) {
    for table in ["audit_log", "audit_signatures"] {
        if world.services.db.connection().get_database_backend() == DbBackend::Postgres {
            run(world, &format!("DROP TRIGGER {table}_append_only ON {table}")).await;
        } else {
            for verb in ["UPDATE", "DELETE"] {
                run(world, &format!("DROP TRIGGER {table}_no_{verb}")).await;
            }
        }
    }
}

async fn verdict(world: &World) -> domain::Result<Verdict> {
    services::audit::verify(&world.system()).await
}

async fn is_whole(world: &World) -> bool {
    matches!(verdict(world).await, Ok(Verdict::Whole { .. }))
}

/// A world whose log was signed on four days.
async fn signed() -> [World; 2] {
    let worlds = [World::sqlite().await, World::postgres().await];
    for world in &worlds {
        for _ in 0..4 {
            let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
            world.referral(&ngo, Secrets::default()).await;
            services::worker::tidy(&world.system()).await.expect("swept");
            services::worker::tidy(&world.system()).await.expect("swept again");
            world.pass(TimeDelta::days(1));
        }
    }
    worlds
}

async fn signatures(world: &World) -> Vec<(i32, i64)> {
    let db = world.services.db.connection();
    let sql = "SELECT id, last FROM audit_signatures ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
    let read = |row: &sea_orm_migration::sea_orm::QueryResult| {
        (row.try_get_by_index(0).expect("a number"), row.try_get_by_index(1).expect("a number"))
    };
    rows.iter().map(read).collect()
}

#[tokio::test]
async fn the_log_is_signed_once_a_day_and_a_rewritten_chain_is_found() {
    for world in signed().await {
        let made = signatures(&world).await;
        assert_eq!(made.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(is_whole(&world).await);
        let first = made.first().expect("a signature").1;
        unlock(&world).await;
        rewrite(&world, 2).await;
        let chain = store::audit::verify(&world.services.db).await.expect("walked");
        assert!(matches!(chain, Verdict::Whole { .. }), "the hashes alone say nothing: {chain:?}");
        assert_eq!(verdict(&world).await, Ok(Verdict::Broken { at: first }));
        run(&world, "DELETE FROM audit_signatures").await;
        assert_eq!(verdict(&world).await, Ok(Verdict::Unsigned { after: 0 }), "nor do signatures go unnoticed");
        let administrator = world.platform(domain::account::PlatformRole::Administrator).await;
        let state = services::audit::state(&world.as_person(&administrator).await).await.expect("allowed");
        assert!(state.broken.is_some() && state.checked.is_some());
    }
}

/// Changes the action of a row and makes every hash from there on right again.
async fn rewrite(world: &World, from: i64) {
    let db = world.services.db.connection();
    let backend = db.get_database_backend();
    let sql = "SELECT id, at, account, organisation, action, subject, previous FROM audit_log ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.expect("read");
    let mut previous = "0".repeat(64);
    let mut last = 0_i64;
    for row in rows {
        let id: i64 = row.try_get_by_index(0).expect("a number");
        let at: chrono::DateTime<chrono::Utc> = row.try_get_by_index(1).expect("a time");
        let key = |at| row.try_get_by_index::<Option<uuid::Uuid>>(at).expect("a key").map(|key| key.to_string());
        let text = |at| row.try_get_by_index::<String>(at).expect("a text");
        let action = if id == from { "nothing".to_owned() } else { text(4) };
        let mut hash = Sha256::new();
        for field in [
            previous.clone(),
            id.to_string(),
            at.timestamp_micros().to_string(),
            key(2).unwrap_or_default(),
            key(3).unwrap_or_default(),
            action.clone(),
            text(5),
        ] {
            hash.update(field.as_bytes());
            hash.update([0]);
        }
        let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        run(
            world,
            &format!(
                "UPDATE audit_log SET action = '{action}', previous = '{previous}', hash = '{hash}' WHERE id = {id}"
            ),
        )
        .await;
        (previous, last) = (hash, id);
    }
    run(world, &format!("UPDATE audit_head SET hash = '{previous}', last = {last}")).await;
}

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
                // A row in the middle whose value is there, and the last one.
                let there = format!("{column} IS NOT NULL");
                for order in ["ASC", "DESC"] {
                    let cast = if *kind == "key" && backend == DbBackend::Sqlite {
                        format!("hex({column})")
                    } else {
                        format!("CAST({column} AS TEXT)")
                    };
                    let sql = format!(
                        "SELECT CAST(id AS TEXT), {cast} FROM {table} WHERE {there} ORDER BY id {order} LIMIT 1"
                    );
                    let row =
                        db.query_one_raw(Statement::from_string(backend, sql)).await.expect("read").expect("a row");
                    let id: String = row.try_get_by_index(0).expect("an id");
                    let value: String = row.try_get_by_index(1).expect("a value");
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
            }
        }
        assert!(tried > 300, "{tried}");
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

#[tokio::test]
async fn a_signature_that_was_taken_out_or_put_in_is_found() {
    for world in signed().await {
        unlock(&world).await;
        for wrong in [
            "DELETE FROM audit_signatures WHERE id = 2",
            "INSERT INTO audit_signatures (id, at, last, hash, signature) \
             SELECT 5, at, last, hash, signature FROM audit_signatures WHERE id = 4",
        ] {
            let kept = world.services.db.begin().await.expect("begun");
            {
                use store::Read as _;
                migrations::execute(kept.on(), wrong).await.expect("done");
                let found = store::signatures::verify(&kept, &world.services.keyring).await.expect("walked");
                assert!(matches!(found, Verdict::Forged { .. }), "{wrong}: {found:?}");
            }
            drop(kept);
        }
        assert!(is_whole(&world).await);
    }
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_found_by_what_was_noted_elsewhere() {
    for world in signed().await {
        let file = world.folder.path().join("audit-signature");
        for _ in 0..2 {
            server::witness::keep(&world.system(), &file).await.expect("noted");
        }
        unlock(&world).await;
        for cut in [
            "DELETE FROM audit_signatures WHERE id > 2",
            "DELETE FROM audit_log WHERE id > (SELECT last FROM audit_signatures WHERE id = 2)",
            "UPDATE audit_head SET last = (SELECT last FROM audit_signatures WHERE id = 2), \
             hash = (SELECT hash FROM audit_signatures WHERE id = 2)",
        ] {
            run(&world, cut).await;
        }
        assert!(is_whole(&world).await, "the database alone does not tell");
        let found = server::witness::keep(&world.system(), &file).await.expect_err("it is cut");
        assert!(found.contains("its end was cut off"), "{found}");
        let page = Client::signed_in(router(&world), &world.platform(PlatformRole::Administrator).await).await;
        assert!(page.get("/operations").await.words().contains("changed from outside"));
    }
}

#[tokio::test]
async fn a_log_that_was_changed_is_not_signed_over() {
    for world in signed().await {
        unlock(&world).await;
        let before = signatures(&world).await;
        run(&world, "UPDATE audit_log SET action = 'nothing' WHERE id = 1").await;
        world.pass(TimeDelta::days(2));
        services::worker::tidy(&world.system()).await.expect("swept");
        assert_eq!(signatures(&world).await.len(), before.len(), "nobody signs what is not right");
    }
}

#[tokio::test]
async fn what_is_appended_while_the_log_is_walked_is_no_break() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let scope = world.as_person(&ngo).await;
        let reading = async {
            for _ in 0..60 {
                services::referrals::find(&scope, &code).await.expect("read");
            }
        };
        let system = world.system();
        let walking = async {
            for _ in 0..20 {
                let verdict = services::audit::verify(&system).await.expect("walked");
                assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
            }
        };
        tokio::join!(reading, walking);
    }
}

#[tokio::test]
async fn a_clock_that_was_put_forward_and_back_signs_on() {
    let world = World::sqlite().await;
    world.member(OrganisationKind::Ngo, "Harbour").await;
    let sweep = async || services::worker::tidy(&world.system()).await.expect("swept");
    sweep().await;
    world.pass(TimeDelta::days(4000));
    world.member(OrganisationKind::Ngo, "Lantern").await;
    sweep().await;
    world.pass(TimeDelta::days(-4000));
    world.member(OrganisationKind::Ngo, "Mill").await;
    sweep().await;
    assert_eq!(signatures(&world).await.len(), 3);
    assert!(is_whole(&world).await);
}

#[tokio::test]
async fn the_latest_time_is_found_without_reading_the_whole_log() {
    for world in [World::sqlite().await, World::postgres().await] {
        world.member(OrganisationKind::Ngo, "Harbour").await;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noting = asked.clone();
        let note = move |sql: &str, _: &[Bound]| noting.lock().expect("a list").push(sql.to_owned());
        let db = world.services.db.clone().watched(note);
        assert!(store::audit::latest(&db).await.expect("read").is_some());
        let statements: Vec<String> = asked.lock().expect("a list").clone();
        let [statement] = statements.as_slice() else { unreachable!("one statement: {statements:?}") };
        let statement = statement.replace("$1", "1").replace('?', "1");
        let tx = world.services.db.connection().begin().await.expect("begun");
        let backend = tx.get_database_backend();
        let (explain, column) = if backend == DbBackend::Postgres {
            // The log of a test is so short that reading all of it is the quickest.
            migrations::execute(&tx, "SET LOCAL enable_seqscan = off").await.expect("set");
            ("EXPLAIN", 0)
        } else {
            ("EXPLAIN QUERY PLAN", 3)
        };
        let plan = tx.query_all_raw(Statement::from_string(backend, format!("{explain} {statement}"))).await;
        let plan = plan.expect("a plan").into_iter().map(|row| row.try_get_by_index::<String>(column).expect("a line"));
        let plan: Vec<String> = plan.collect();
        assert!(plan.iter().any(|line| line.contains("audit_log_at")), "{plan:?}");
    }
}

#[tokio::test]
async fn administrators_read_that_the_clock_is_behind_what_the_log_has_seen() {
    for world in [World::sqlite().await, World::postgres().await] {
        let page = async || {
            let administrator = world.platform(PlatformRole::Administrator).await;
            let client = Client::signed_in(router(&world), &administrator).await;
            client.get("/operations").await.words()
        };
        world.pass(TimeDelta::days(3));
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        world.referral(&ngo, Secrets::default()).await;
        let behind = "The clock of this machine is behind what the log has seen";
        assert!(!page().await.contains(behind), "it has just been written");
        world.pass(TimeDelta::minutes(-50));
        assert!(!page().await.contains(behind), "clocks differ a little");
        world.pass(TimeDelta::minutes(-20));
        let words = page().await;
        assert!(words.contains(&format!("{behind} (27 November 2026)")), "{words}");
        world.pass(TimeDelta::days(-2));
        // What is written by the wrong clock makes it no better.
        world.referral(&ngo, Secrets::default()).await;
        assert!(page().await.contains(behind));
        world.pass(TimeDelta::days(2) + TimeDelta::minutes(70));
        assert!(!page().await.contains(behind), "it is set");
    }
}

#[tokio::test]
async fn a_start_says_that_the_clock_is_behind_what_the_log_has_seen() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let started = |name: &str| {
        let path = folder.path().join(name);
        let log = std::fs::File::create(&path).expect("a file for the log");
        drop(Server::start_with(&data, None, &[("RUST_LOG", "warn")], log.into()));
        std::fs::read_to_string(path).expect("a log")
    };
    let said = "the clock of this machine is behind what the audit log has seen";
    let first = started("first");
    assert!(!first.contains(said), "{first}");
    let db = store::Db::open(&format!("sqlite://{}", data.join("ponte.db").display())).await.expect("opened");
    let (tx, now) = (db.begin().await.expect("begun"), chrono::Utc::now() + TimeDelta::hours(2));
    store::audit::append(&tx, &domain::Actor::system(), "retry delivery", "all 0 events", now).await.expect("appended");
    tx.commit().await.expect("committed");
    db.close().await.expect("closed");
    let second = started("second");
    assert_eq!(second.matches(said).count(), 1, "{second}");
}

#[tokio::test]
async fn an_ngo_sees_who_has_read_a_referral_and_of_an_employer_which_and_not_who() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let colleague = world.colleague(&ngo, MemberRole::Member).await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let introduction = world.put_forward(&ngo, &code, &placement).await;
    let router = router(&world);
    let reading = Client::signed_in(router.clone(), &employer).await;
    assert_eq!(reading.get(&format!("/introductions/{introduction}")).await.status, 200);
    world.pass(TimeDelta::hours(1));
    let own = Client::signed_in(router, &colleague).await;
    for _ in 0..3 {
        own.get(&format!("/referrals/{code}")).await;
    }
    let page = own.get(&format!("/referrals/{code}")).await.words();
    assert!(page.contains("Noor") && page.contains("10:30 UTC"), "{page}");
    assert!(page.contains("A member of Bakery"), "{page}");
    let scope = world.as_person(&colleague).await;
    services::referrals::list(&scope, ReferralStatus::Open, None, 10).await.expect("listed");
    let all = own.get(&format!("/referrals/{code}/readings")).await;
    assert!(all.words().contains("6 times"), "what stands in a list is read: {}", all.words());
    assert!(all.words().contains("Kim"), "{}", all.words());
    for _ in 0..200 {
        own.get(&format!("/referrals/{code}/step/notes")).await;
    }
    let first = own.get(&format!("/referrals/{code}/readings")).await;
    let next =
        first.text.split("readings?before=").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = own.get(&format!("/referrals/{code}/readings?before={next}")).await.words();
    assert!(second.contains("A member of Bakery"), "{second}");
}

#[tokio::test]
async fn an_employer_to_whom_nothing_was_open_has_read_nothing_of_the_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (bakery, inn) = (
            world.member(OrganisationKind::Business, "Bakery").await,
            world.member(OrganisationKind::Business, "Inn").await,
        );
        let code = world.referral(&ngo, Secrets::default()).await;
        let at_bakery = world.put_forward(&ngo, &code, &world.live(&bakery).await).await;
        let at_inn = world.put_forward(&ngo, &code, &world.live(&inn).await).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("read");
        let gone = grants.iter().find(|grant| grant.terms.recipient == inn.organisation()).expect("a grant");
        services::consents::revoke(&scope, &referral, gone.id).await.expect("revoked");
        for (employer, id) in [(&bakery, at_bakery), (&inn, at_inn)] {
            services::introductions::find(&world.as_person(employer).await, id).await.expect("found");
        }
        let page = services::audit::readings(&scope, &referral, None, 50).await.expect("read");
        let employers = page.readings.into_iter().filter_map(|each| match each.reader {
            Reader::Employer(name) => Some((name, each.times)),
            Reader::Member(_) | Reader::Former => None,
        });
        assert_eq!(employers.collect::<Vec<_>>(), [("Bakery".to_owned(), 1)]);
    }
}

#[tokio::test]
async fn managers_of_an_ngo_see_who_reads_far_more_than_the_others() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let reading = world.colleague(&ngo, MemberRole::Member).await;
        let other = world.colleague(&ngo, MemberRole::Member).await;
        let stranger = world.member(OrganisationKind::Ngo, "Lantern").await;
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let mut codes = Vec::new();
        for _ in 0..12 {
            codes.push(world.referral(&ngo, Secrets::default()).await);
        }
        // Whoever wrote them down has read them all; that is long ago.
        world.pass(TimeDelta::days(31));
        let reads = async |person: &testkit::Person, count: usize| {
            let scope = world.as_person(person).await;
            for code in codes.iter().take(count).chain(codes.iter().take(count)) {
                services::referrals::find(&scope, code).await.expect("found");
            }
        };
        let told = async |person: &testkit::Person| {
            let readers = services::audit::by_member(&world.as_person(person).await).await?;
            let told = readers.into_iter().map(|reads| (reads.reader, reads.opened.referrals, reads.opened.stands_out));
            domain::Result::Ok(told.collect::<Vec<_>>())
        };
        let (kim, noor) = (Reader::Member("Kim".into()), Reader::Member("Noor".into()));
        let nobody = vec![(kim.clone(), 0, false), (noor.clone(), 0, false), (noor.clone(), 0, false)];
        let mut found = told(&ngo).await.expect("a manager's");
        found.sort_by_key(|(reader, ..)| format!("{reader:?}"));
        assert_eq!(found, nobody);
        for (person, count) in [(&reading, 12), (&ngo, 3), (&other, 2)] {
            let scope = world.as_person(person).await;
            let listed = services::referrals::list(&scope, ReferralStatus::Open, None, 50).await.expect("listed");
            assert_eq!(listed.len(), 12, "everybody sees the list, which is counted apart");
            reads(person, count).await;
        }
        let readers = services::audit::by_member(&world.as_person(&ngo).await).await.expect("a manager's");
        let alike = Count { referrals: 12, stands_out: false };
        assert!(readers.iter().all(|reads| reads.listed == alike), "{readers:?}");
        let expect = vec![(noor.clone(), 12, true), (kim.clone(), 3, false), (noor.clone(), 2, false)];
        assert_eq!(told(&ngo).await, Ok(expect));
        assert_eq!(told(&stranger).await, Ok(vec![(kim.clone(), 0, false)]), "of its own members alone");
        for person in [&reading, &employer] {
            assert_eq!(told(person).await, Err(domain::Error::NotFound));
        }
        for (person, marked) in [(&ngo, 1), (&reading, 0), (&stranger, 0), (&employer, 0)] {
            let page = Client::signed_in(router(&world), person).await.get("/account/members").await;
            assert_eq!(page.status, 200);
            assert_eq!(page.text.matches("far more than the others").count(), marked, "{}", page.words());
        }
        services::members::remove(&world.as_person(&ngo).await, reading.account).await.expect("removed");
        let left = vec![(Reader::Former, 12, true), (kim, 3, false), (noor, 2, false)];
        assert_eq!(told(&ngo).await, Ok(left), "whoever has left is not forgotten");
    }
}

#[tokio::test]
async fn managers_of_an_ngo_see_who_pages_on_through_its_lists() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let paging = world.colleague(&ngo, MemberRole::Member).await;
        let _quiet = world.colleague(&ngo, MemberRole::Member).await;
        for _ in 0..12 {
            world.referral(&ngo, Secrets::default()).await;
        }
        world.pass(TimeDelta::days(31));
        for (person, pages) in [(&ngo, 1), (&paging, 4)] {
            let (scope, mut after) = (world.as_person(person).await, None);
            for _ in 0..pages {
                let page = services::referrals::list(&scope, ReferralStatus::Open, after, 3).await.expect("listed");
                after = page.last().map(|last| last.id);
            }
        }
        let readers = services::audit::by_member(&world.as_person(&ngo).await).await.expect("a manager's");
        let listed: Vec<_> = readers.iter().map(|reads| (reads.listed.referrals, reads.listed.stands_out)).collect();
        assert_eq!(listed, [(12, true), (3, false), (0, false)], "{readers:?}");
        assert!(readers.iter().all(|reads| reads.opened == Count { referrals: 0, stands_out: false }), "{readers:?}");
        let page = Client::signed_in(router(&world), &ngo).await.get("/account/members").await;
        assert_eq!(page.text.matches("far more than the others").count(), 1, "{}", page.words());
    }
}

/// The organisation and the subject of each row of the log that somebody's member wrote.
async fn subjects(world: &World) -> Vec<(uuid::Uuid, String)> {
    let db = world.services.db.connection();
    let sql = "SELECT organisation, subject FROM audit_log WHERE organisation IS NOT NULL ORDER BY id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
    let each = rows
        .into_iter()
        .map(|row| (row.try_get_by_index(0).expect("an organisation"), row.try_get_by_index(1).expect("a subject")));
    each.collect()
}

#[tokio::test]
async fn rows_of_two_organisations_do_not_tell_that_they_are_about_one_person() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let bakery = world.member(OrganisationKind::Business, "Bakery").await;
        let (code, id) = world.started(&ngo, &world.live(&bakery).await).await;
        let scope = world.as_person(&ngo).await;
        for person in [&ngo, &bakery] {
            services::introductions::find(&world.as_person(person).await, id).await.expect("found");
        }
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let all = subjects(&world).await;
        let digests = |of: &testkit::Person| -> BTreeSet<&str> {
            let own = all.iter().filter(|(organisation, _)| *organisation == of.organisation().0);
            let words = own.flat_map(|(_, subject)| subject.split(' '));
            words.filter(|word| word.len() == 32 && word.chars().all(|c| c.is_ascii_hexdigit())).collect()
        };
        let (theirs, ours) = (digests(&bakery), digests(&ngo));
        assert!(theirs.len() > 1 && ours.len() > 1, "{all:?}");
        assert!(theirs.is_disjoint(&ours), "{theirs:?} {ours:?}");
        // The NGO, which has the key, finds both; and what stands there from before organisations were mixed in.
        let read = async || {
            let page = services::audit::readings(&scope, &referral, None, 200).await.expect("read");
            let mut times = [0, 0];
            for each in page.readings {
                match each.reader {
                    Reader::Employer(name) if name == "Bakery" => times[1] += each.times,
                    Reader::Employer(name) => unreachable!("{name}"),
                    Reader::Member(_) | Reader::Former => times[0] += each.times,
                }
            }
            times
        };
        let before = read().await;
        assert!(before[0] > 1 && before[1] > 0, "{before:?}");
        let key = Sha256::new().chain_update("ponte audit\0").chain_update(referral.id.to_string()).finalize();
        let key: String = key.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let insert = "INSERT INTO audit_log (id, at, account, organisation, action, subject, previous, hash)";
        let from =
            "FROM audit_log WHERE action = 'read referral' AND organisation IS NOT NULL ORDER BY id DESC LIMIT 1";
        let values = format!("id + 1000, at, account, organisation, action, 'referral {key}', previous, hash");
        run(&world, &format!("{insert} SELECT {values} {from}")).await;
        assert_eq!(read().await, [before[0] + 1, before[1]]);
    }
}
