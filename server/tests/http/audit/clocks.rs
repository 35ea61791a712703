//! The log and the clock: one that was put forward and back, and one that is behind what the log has seen.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use store::watch::Bound;
use tempfile::TempDir;
use testkit::{Client, World};

use super::{is_whole, signatures};
use crate::full_disk::Server;
use crate::router;

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
