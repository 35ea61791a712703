//! The command line beside a running server, and what a first start makes of its database.

use std::io::Write;
use std::path::Path;
use std::pin::pin;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use app::at::Demo;
use chrono::TimeDelta;
use domain::introduction::Stage;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::config::Config;
use server::demo::apart;
use server::demo::world::{Size, build};
use server::{IndexUse, Installation};
use services::audit::{Reader, Reads};
use services::introductions::Which;
use services::library::Query;
use services::worker;
use tempfile::TempDir;
use testkit::World;

fn config(data: &Path) -> Config {
    let data = data.display().to_string();
    Config::read(|name| (name == "PONTE_DATA").then(|| data.clone())).expect("settings")
}

/// A small demo world in a folder, as a first start makes it.
pub(crate) async fn small_world(data: &Path) -> Installation {
    let installation = Installation::open(&config(data), IndexUse::Needed).await.expect("opened");
    build(&installation.system(), SMALL).await.expect("built");
    installation
}

/// An installation in a folder whose key is there, on a database that is told; without an index.
pub(crate) async fn open_on(data: &Path, database: &str) -> Installation {
    let config = Config { database: database.to_owned(), ..config(data) };
    Installation::open(&config, IndexUse::None).await.expect("opened")
}

/// Runs the program with something typed into it.
fn run(data: &Path, arguments: &[&str], typed: &str) -> Output {
    run_typing(data, arguments, typed, &[])
}

/// Runs the program with settings of its own and something typed into it.
pub(crate) fn run_typing(data: &Path, arguments: &[&str], typed: &str, settings: &[(&str, &str)]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env_clear()
        .env("PONTE_DATA", data)
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    // A command that reads nothing may have ended before.
    let _ = child.stdin.take().expect("an input").write_all(typed.as_bytes());
    child.wait_with_output().expect("ended")
}

/// Runs the program with settings of its own.
pub(crate) fn run_with(data: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server"))
        .args(arguments)
        .env_clear()
        .env("PONTE_DATA", data)
        .env("RUST_LOG", "off")
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("started")
}

#[tokio::test]
async fn every_command_works_beside_a_running_server() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let running = Installation::open(&config(&data), IndexUse::Needed).await.expect("opened");
    let record = folder.path().join("record.md");
    std::fs::write(&record, include_bytes!("../../library/safe-car-wash-app.md")).expect("written");
    let record = record.display().to_string();
    for (arguments, typed) in [
        (&["migrate"][..], ""),
        (&["audit", "verify"], ""),
        (&["create-admin", "admin@example.org"], "a long password\n"),
        (&["import", &record], ""),
        (&["import", "--looked-at", &record], ""),
        (&["reindex"], ""),
    ] {
        let done = run(&data, arguments, typed);
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let scope = running.system();
    worker::drain_index(&scope).await.expect("indexed");
    let found =
        services::library::search(&scope, Query { words: "churches".into(), size: 10, ..Query::default() }).await;
    assert_eq!(found.expect("searched").hits.len(), 1, "the running server finds what was imported beside it");
    let second = run(&data, &["serve"], "");
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!second.status.success() && said.contains("a server is running on it already"), "{said}");
}

#[tokio::test]
async fn a_document_is_read_in_a_process_of_its_own_and_becomes_a_draft() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let documents = [
        ("Lamps.docx", crate::files::docx("Lamps of Velmora", "Oil was dear.")),
        ("swollen.docx", crate::files::archive(&[("[Content_Types].xml", vec![b' '; 64 << 20])])),
        ("broken.pdf", b"%PDF-1.7 nothing".to_vec()),
        ("table.csv", b"A,B\nLamps of the harbour,2004\n".to_vec()),
    ];
    let mut arguments = vec!["import".to_owned()];
    for (name, bytes) in documents {
        std::fs::write(folder.path().join(name), bytes).expect("written");
        arguments.push(folder.path().join(name).display().to_string());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let only: Vec<&str> = arguments.iter().copied().filter(|path| !path.ends_with(".csv")).collect();
    let done = run(&data, &only, "");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains("0 new, 0 changed, 0 known already, 1 drafted, 2 refused"), "{said}");
    assert!(
        said.contains("swollen.docx: This file unpacks to too much")
            && said.contains("broken.pdf: This file is broken")
    );
    assert!(!done.status.success());
    let table = arguments.last().copied().unwrap_or_default();
    let mapped = ["import", "--map", "A=title", "--map", "B=year", "--map", "B=nothing", table];
    let wrong = run(&data, &mapped, "");
    assert!(String::from_utf8_lossy(&wrong.stdout).contains("B=nothing: There is no such column, or no such field."));
    let summary = ["import", "--map", "A=title", "--map", "B=summary", table];
    let lacking = run(&data, &summary, "");
    assert!(
        String::from_utf8_lossy(&lacking.stdout).contains("table.csv, line 2: Year: This is needed."),
        "{lacking:?}"
    );
    let answer = run(&data, &["read-document", "a.pdf"], "%PDF-1.7 nothing");
    assert!(answer.stdout.starts_with(b"{\"Err\":\"Broken\"}"), "{answer:?}");
}

#[tokio::test]
async fn a_key_that_is_missing_or_another_is_refused_and_none_is_made() {
    let folder = TempDir::new().expect("a folder");
    let config = config(folder.path());
    let installation = Installation::open(&config, IndexUse::None).await.expect("opened");
    let tx = installation.services.db.begin().await.expect("begun");
    let (keyring, record) = (&installation.services.keyring, uuid::Uuid::now_v7());
    store::keys::create(&tx, keyring, record, installation.system().now()).await.expect("sealed");
    tx.commit().await.expect("committed");
    let file = folder.path().join("key");
    let kept = std::fs::read(&file).expect("a key");
    std::fs::remove_file(&file).expect("removed");
    let refused = Installation::open(&config, IndexUse::None).await.err().unwrap_or_default();
    assert!(refused.contains("is missing") && !refused.contains('\n'), "{refused}");
    assert!(!file.exists());
    store::keys::Keyring::create(&file).expect("another key");
    let refused = Installation::open(&config, IndexUse::None).await.err().unwrap_or_default();
    assert!(refused.contains("is not the key"), "{refused}");
    std::fs::write(&file, kept).expect("put back");
    assert!(Installation::open(&config, IndexUse::None).await.is_ok());
}

/// A demo world of few.
pub(crate) const SMALL: Size = Size { businesses: 3, placements: 40, referrals: 40 };

/// What a world holds: how many rows of each kind.
async fn holds(world: &World) -> Vec<String> {
    let mut held = Vec::new();
    for (table, kind) in [
        ("accounts", "email"),
        ("organisations", "status"),
        ("placements", "status"),
        ("referrals", "status"),
        ("introductions", "stage"),
    ] {
        let rows = format!("SELECT {kind}, COUNT(*) FROM {table} GROUP BY {kind} ORDER BY {kind}");
        let rows = Statement::from_string(DbBackend::Sqlite, rows);
        for row in world.services.db.connection().query_all_raw(rows).await.expect("counted") {
            let kind: String = row.try_get_by_index(0).expect("a word");
            let count: i64 = row.try_get_by_index(1).expect("a number");
            held.push(format!("{count} {table} {kind}"));
        }
    }
    held
}

/// Works on something for a while, and then drops it as a kill does.
pub(crate) async fn interrupted<F: Future>(work: F, turns: usize) -> Option<F::Output> {
    let (mut work, mut left) = (pin!(work), turns);
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_demo_world_that_was_interrupted_is_completed() {
    let whole = World::sqlite().await;
    let report = build(&whole.system(), SMALL).await.expect("built");
    let expected = holds(&whole).await;
    assert_eq!(build(&whole.system(), SMALL).await.as_deref(), Ok(report.as_str()));
    assert_eq!(holds(&whole).await, expected, "a second time makes nothing twice");

    let world = World::sqlite().await;
    let mut interruptions = 0_usize;
    while interrupted(build(&world.system(), SMALL), 40 + 60 * interruptions).await.is_none() {
        interruptions += 1;
    }
    assert!(interruptions > 5, "{interruptions}");
    assert_eq!(holds(&world).await, expected, "after {interruptions} interruptions");
}

#[tokio::test]
async fn a_demo_world_begins_with_nobody_whose_reading_is_unusual() {
    let world = World::sqlite().await;
    build(&world.system(), SMALL).await.expect("built");
    for address in ["ngo@ponte.example", "other-ngo@ponte.example"] {
        let manager = services::installation::account(&world.system(), &address.parse().expect("an address")).await;
        let account = manager.expect("read").expect("an account");
        let today = world.system().now().date_naive();
        let actor = store::accounts::actor(&world.services.db, account, today).await.expect("read");
        let reads = services::audit::by_member(&world.scope(actor.expect("an actor"))).await.expect("read");
        assert!(reads.iter().any(|one| one.opened.referrals > 10), "there is something to look at: {reads:?}");
        let usual = |one: &Reads| !one.opened.stands_out && !one.listed.stands_out && one.reader != Reader::Former;
        assert!(reads.iter().all(usual), "{reads:?}");
    }
}

#[tokio::test]
async fn employers_of_a_demo_world_have_read_what_they_answered() {
    let world = World::sqlite().await;
    build(&world.system(), SMALL).await.expect("built");
    let ngo = "ngo@ponte.example".parse().expect("an address");
    let account = services::installation::account(&world.system(), &ngo).await.expect("read").expect("an account");
    let today = world.system().now().date_naive();
    let actor = store::accounts::actor(&world.services.db, account, today).await.expect("read");
    let own = world.scope(actor.expect("an actor"));
    let open = services::introductions::list(&own, Which::Open, None, 100).await.expect("a list");
    let answered: Vec<_> = open.iter().filter(|listed| listed.introduction.stage != Stage::PutForward).collect();
    assert!(!answered.is_empty());
    for listed in answered {
        let referral = listed.referral.as_ref().expect("the NGO's own");
        let ledger = services::consents::ledger(&own, referral).await.expect("a ledger");
        assert!(!ledger.readings.is_empty(), "{:?}", listed.introduction);
    }
}

#[tokio::test]
async fn a_demo_world_is_built_however_short_consent_lasts() {
    for mut world in [World::sqlite().await, World::postgres().await] {
        let services = Arc::get_mut(&mut world.services).expect("nobody else has them yet");
        services.retention.consent = 14;
        build(&world.system(), SMALL).await.expect("built");
        let all = testkit::everything(&world.services.db).await;
        let latest = (world.system().now() + TimeDelta::days(14)).date_naive().to_string();
        let grants: Vec<_> = all.iter().filter(|row| row.starts_with("consent_grants ")).collect();
        assert!(!grants.is_empty() && grants.iter().all(|row| row.contains(&latest)), "{latest}: {grants:?}");
        assert!(grants.iter().any(|row| row.contains("read_aloud")), "one was asked again: {grants:?}");
    }
}

#[tokio::test]
async fn what_an_interrupted_first_start_left_out_is_put_in_by_the_next() {
    let world = World::sqlite().await;
    let scope = world.system();
    let work = server::seed::at_start(&scope, Demo::Off);
    assert!(interrupted(work, 100).await.is_none(), "interrupted in the middle of the library");
    server::seed::at_start(&scope, Demo::Off).await.expect("gone on with");
    let index = world.services.index.clone().expect("an index");
    let founding = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/library")).expect("records").count();
    assert_eq!(index.count(), founding);
    assert!(!store::wage_floors::all(&world.services.db).await.expect("read").is_empty());
}

/// What the system lets a running process take of something, at most and now.
fn limit(process: u32, of: &str) -> Option<Vec<String>> {
    let all = std::fs::read_to_string(format!("/proc/{process}/limits")).ok()?;
    let rest = all.lines().find_map(|line| line.strip_prefix(of))?;
    Some(rest.split_whitespace().take(2).map(str::to_owned).collect())
}

#[test]
fn no_command_can_leave_its_memory_on_a_disk() {
    for arguments in [&["create-admin", "admin@example.org"][..], &["read-document", "a.pdf"]] {
        let folder = TempDir::new().expect("a folder");
        // Both wait for what is typed, which does not come.
        let mut child = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(arguments)
            .env_clear()
            .env("PONTE_DATA", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let (begun, none) = (Instant::now(), Some(vec!["0".to_owned(), "0".to_owned()]));
        let mut found = limit(child.id(), "Max core file size");
        while found != none && begun.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(20));
            found = limit(child.id(), "Max core file size");
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert_eq!(found, none, "{arguments:?}");
    }
}

#[tokio::test]
async fn a_demo_world_and_real_use_never_share_a_database() {
    for (first, second) in
        [(World::sqlite().await, World::sqlite().await), (World::postgres().await, World::postgres().await)]
    {
        let demo = first.system();
        assert_eq!(apart::keep(&demo, Demo::On).await, Ok(()), "an empty one becomes a demo world");
        build(&demo, SMALL).await.expect("built");
        first.member(domain::organisation::OrganisationKind::Business, "Bakery").await;
        assert_eq!(apart::keep(&demo, Demo::On).await, Ok(()), "and stays one, whoever has joined it");
        let said = apart::keep(&demo, Demo::Off).await.expect_err("refused");
        assert!(said.starts_with("PONTE_DEMO: this database is a demo world") && !said.contains('\n'), "{said}");

        let real = second.system();
        assert_eq!(apart::keep(&real, Demo::Off).await, Ok(()));
        second.platform(domain::account::PlatformRole::Administrator).await;
        assert_eq!(apart::keep(&real, Demo::Off).await, Ok(()));
        for _ in 0..2 {
            let said = apart::keep(&real, Demo::On).await.expect_err("refused");
            assert!(said.starts_with("PONTE_DEMO: this database is in real use") && !said.contains('\n'), "{said}");
        }
        assert_eq!(apart::keep(&real, Demo::Off).await, Ok(()), "a try has left nothing");
    }
}

#[tokio::test]
async fn a_world_of_demo_accounts_that_was_never_marked_is_not_served_as_a_real_one() {
    let world = World::sqlite().await;
    build(&world.system(), SMALL).await.expect("built");
    assert!(apart::keep(&world.system(), Demo::Off).await.is_err());
}

#[test]
fn no_command_mixes_a_demo_world_into_real_use() {
    let folder = TempDir::new().expect("a folder");
    assert!(run(folder.path(), &["create-admin", "admin@example.org"], "a long password\n").status.success());
    let port = [("PONTE_DEMO", "1"), ("PONTE_LISTEN", "127.0.0.1:0"), ("PONTE_ORIGIN", "http://localhost:3000")];
    for command in ["serve", "seed", "worker"] {
        let done = run_with(folder.path(), &[command], &port);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && said.contains("this database is in real use"), "{command}: {said}");
    }
}
