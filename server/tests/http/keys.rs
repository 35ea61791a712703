//! Master keys: replaced while servers serve, waited for, gone on with; records that do not open are found.

use std::path::Path;
use std::pin::pin;
use std::process::Output;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use services::keys::{Left, Rotated};
use services::{Scope, Services, worker};
use store::keys::{self, Keyring, MasterKey, Ring, masters};
use store::{recovery_codes, totp_secrets};
use tempfile::TempDir;
use testkit::{Client, Person, World, everything};
use uuid::Uuid;

use crate::commands::run_with;
use crate::router;

/// The same services in a program of its own, which reads its keys itself.
fn program(world: &World) -> Scope {
    program_with(world, &world.folder.path().join("key"))
}

fn program_with(world: &World, key: &Path) -> Scope {
    Scope::new(holding(world, key), domain::Actor::system())
}

/// The services of a program that reads its keys from a file.
fn holding(world: &World, key: &Path) -> Arc<Services> {
    let s = &world.services;
    let services = Services {
        db: s.db.clone(),
        keyring: Keyring::from_file(key).expect("keys"),
        clock: s.clock.clone(),
        mail: s.mail.clone(),
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: None,
        origin: s.origin.clone(),
        reader: s.reader.clone(),
        retention: s.retention,
        reach: s.reach,
        second_step: s.second_step,
        backups: s.backups,
    };
    Arc::new(services)
}

/// Puts a new key into the file, before the one that is there.
fn new_key(world: &World) -> String {
    let file = world.folder.path().join("key");
    let before = Ring::from_file(&file).expect("keys").current;
    let ring = Ring::of(MasterKey::random().expect("random"), Some(before)).expect("two keys");
    ring.replace(&file).expect("replaced");
    ring.current.name()
}

async fn records(world: &World, count: u32) {
    let tx = world.services.db.begin().await.expect("begun");
    for _ in 0..count {
        let now = world.system().now();
        keys::create(&tx, &world.services.keyring, Uuid::now_v7(), now).await.expect("made");
    }
    tx.commit().await.expect("committed");
}

/// Moves every record to the newest key of the file, as a program of its own.
async fn rotate(world: &World, wait: Duration) -> domain::Result<Rotated> {
    rotate_with(world, &world.folder.path().join("key"), wait).await
}

async fn rotate_with(world: &World, key: &Path, wait: Duration) -> domain::Result<Rotated> {
    let to = Ring::from_file(key).expect("keys").current;
    services::keys::rotate(&program_with(world, key), &to, wait).await
}

async fn whole(scope: &Scope) -> (u64, bool) {
    let report = services::keys::check(scope).await.expect("looked");
    (report.records, report.is_whole())
}

/// What a member of an NGO writes and reads, in one of the programs.
async fn use_it(world: &World, scope: &Scope, ngo: &Person) {
    let member = scope.for_actor(world.as_person(ngo).await.actor().clone());
    let code = services::referrals::begin(&member).await.expect("begun");
    let (referral, mut secrets) = services::referrals::find_whole(&member, &code).await.expect("read");
    secrets.notes = format!("notes of {code}");
    services::referrals::write(&member, &referral, &secrets).await.expect("written");
    let (_, read) = services::referrals::find_whole(&member, &code).await.expect("read again");
    assert_eq!(read.notes, secrets.notes);
}

#[tokio::test]
async fn a_new_master_key_takes_over_while_two_servers_serve() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        records(&world, 450).await;
        let servers = [program(&world), program(&world)];
        let (stop, stopping) = tokio::sync::watch::channel(());
        let running: Vec<_> = servers
            .iter()
            .map(|scope| {
                let (scope, mut stopping) = (scope.clone(), stopping.clone());
                tokio::spawn(async move {
                    worker::run(&scope, async move {
                        let _ = stopping.changed().await;
                    })
                    .await;
                })
            })
            .collect();
        while services::keys::running(&world.system()).await.expect("asked").len() < 2 {
            tokio::task::yield_now().await;
        }
        let name = new_key(&world);
        let command = program(&world);
        let rotating = rotate(&world, Duration::from_secs(60));
        let using = async {
            // As long as records move, and once more afterwards.
            let mut seen = 0;
            while seen < 2 {
                for server in &servers {
                    use_it(&world, server, &ngo).await;
                }
                let counts = keys::counts(&world.services.db).await.expect("counted");
                seen += usize::from(counts.len() == 1 && counts.iter().all(|(master, _)| *master == name));
            }
        };
        let (rotated, ()) = tokio::join!(rotating, using);
        assert!(matches!(rotated, Ok(Rotated::Whole { moved }) if moved > 450), "{rotated:?}");
        let known = services::keys::known(&command).await.expect("known");
        let [old, new] = known.as_slice() else { unreachable!("two keys: {known:?}") };
        assert!(old.master.retired.is_some() && old.records == 0 && new.master.name == name && new.records > 450);
        let file = world.folder.path().join("key");
        let newest = Ring::from_file(&file).expect("keys").current;
        Ring::of(newest, None).and_then(|ring| ring.replace(&file)).expect("the old one dropped");
        let (count, opens) = whole(&program(&world)).await;
        assert!(opens && count > 450, "a program that starts now, with the new key alone, opens all");
        for server in &servers {
            use_it(&world, server, &ngo).await;
        }
        drop(stop);
        for each in running {
            each.await.expect("ended");
        }
        assert!(services::keys::running(&command).await.expect("asked").is_empty(), "they said that they ended");
    }
}

/// Works on something for a while, and then drops it as a kill does.
async fn interrupted<F: Future>(work: F, turns: usize) -> Option<F::Output> {
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
async fn a_rotation_that_was_killed_is_gone_on_with_and_everything_opens_at_any_time() {
    for world in [World::sqlite().await, World::postgres().await] {
        records(&world, 700).await;
        let name = new_key(&world);
        let mut interruptions = 0;
        let rotated = loop {
            let work = rotate(&world, Duration::ZERO);
            if let Some(rotated) = interrupted(work, 1 + interruptions * 2).await {
                break rotated;
            }
            interruptions += 1;
            assert_eq!(whole(&program(&world)).await, (701, true), "after {interruptions} interruptions");
        };
        assert!(interruptions > 3 && matches!(rotated, Ok(Rotated::Whole { .. })), "{interruptions}: {rotated:?}");
        assert_eq!(keys::counts(&world.services.db).await.expect("counted"), [(name, 701)]);
    }
}

#[tokio::test]
async fn a_server_that_lacks_the_new_key_is_waited_for_and_named_and_a_dead_one_is_not() {
    for world in [World::sqlite().await, World::postgres().await] {
        records(&world, 3).await;
        let old = world.services.keyring.names();
        let holder = masters::Holder { id: Uuid::now_v7(), name: "lantern process 7".into() };
        let tx = world.services.db.begin().await.expect("begun");
        masters::beat(&tx, &holder, &old, world.system().now()).await.expect("noted");
        tx.commit().await.expect("committed");
        new_key(&world);
        let waits = rotate(&world, Duration::ZERO).await.expect("tried");
        assert_eq!(waits, Rotated::Waits { lacking: vec!["lantern process 7".into()] });
        records(&world, 1).await;
        let counts = keys::counts(&world.services.db).await.expect("counted");
        assert_eq!(counts, [(old.first().expect("a key").clone(), 5)], "nothing is wrapped by a key that one lacks");
        world.pass(TimeDelta::seconds(61));
        let rotated = rotate(&world, Duration::ZERO).await.expect("tried");
        assert_eq!(rotated, Rotated::Whole { moved: 5 });
        // A program that still holds the old key alone makes nothing that would be lost with it: it reads the new one.
        assert_eq!(world.services.keyring.names(), old);
        records(&world, 1).await;
        assert_eq!(world.services.keyring.names().len(), 2);
    }
}

#[tokio::test]
async fn what_does_not_open_is_found_and_keeps_the_old_key() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    let introduction = world.put_forward(&ngo, &code, &placement).await;
    world.message(&ngo, introduction, "Good morning.").await.expect("written");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.records, report.cells, report.is_whole()), (2, 3, true));
    let db = world.services.db.connection();
    migrations::execute(db, "UPDATE messages SET body = zeroblob(60)").await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.cells_shut, report.is_whole()), (1, false));
    migrations::execute(db, "CREATE TABLE kept AS SELECT * FROM record_keys").await.expect("kept");
    let gone = "DELETE FROM record_keys WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, gone).await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!(
        (report.records, report.cells, report.cells_shut, report.is_whole()),
        (1, 3, 3, false),
        "the key is gone"
    );
    let back = "INSERT INTO record_keys SELECT * FROM kept WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, back).await.expect("put back");
    records(&world, 1).await;
    let spoil = "UPDATE record_keys SET wrapped = zeroblob(72) WHERE id IN (SELECT id FROM referrals)";
    migrations::execute(db, spoil).await.expect("spoilt");
    let report = services::keys::check(&world.system()).await.expect("looked");
    assert_eq!((report.records, report.shut.len(), report.cells), (3, 1, 0));
    new_key(&world);
    let rotated = rotate(&world, Duration::ZERO).await.expect("tried");
    let left = Left { records: 1, cells: vec![("referrals", 2), ("messages", 1)] };
    assert_eq!(left.by_table(), "referrals 2, messages 1");
    assert_eq!(rotated, Rotated::Left(left));
    let known = services::keys::known(&program(&world)).await.expect("known");
    assert!(known.iter().all(|known| known.master.retired.is_none()), "{known:?}");
}

/// Spoils the key of every referral.
pub(crate) async fn spoil_referrals(world: &World) {
    let db = world.services.db.connection();
    let nothing = match db.get_database_backend() {
        DbBackend::Postgres => "decode('00', 'hex')",
        _ => "zeroblob(72)",
    };
    let spoil = format!("UPDATE record_keys SET wrapped = {nothing} WHERE id IN (SELECT id FROM referrals)");
    migrations::execute(db, &spoil).await.expect("spoilt");
}

#[tokio::test]
async fn spoilt_records_are_told_of_and_given_up_only_by_their_number() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let client = Client::signed_in(router(&world), &administrator).await;
        let page = async || client.get("/operations").await.words();
        let told = "One record does not open by any master key";
        spoil_referrals(&world).await;
        new_key(&world);
        assert!(!page().await.contains(told));
        let left = Rotated::Left(Left { records: 1, cells: vec![("referrals", 2)] });
        assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left);
        let words = page().await;
        assert!(words.contains(told) && words.contains("referrals 2"), "{words}");
        let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
        for wrong in [0, 2] {
            assert_eq!(services::keys::give_up(&program(&world), &to, wrong).await.expect("counted"), 1);
        }
        assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left, "nothing was done");
        assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("given up"), 1);
        assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("looked"), 0, "and no other");
        let whole = rotate(&world, Duration::ZERO).await.expect("tried");
        assert!(matches!(whole, Rotated::Whole { .. }), "{whole:?}");
        let known = services::keys::known(&program(&world)).await.expect("known");
        assert_eq!(known.iter().filter(|known| known.master.retired.is_none()).count(), 1, "{known:?}");
        assert!(!page().await.contains(told));
        // What is lost is not forgotten, and the person can be erased.
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.shut.len(), report.cells_shut), (0, 2));
        services::erasures::by_command(&program(&world), &code).await.expect("erased");
        assert!(services::keys::check(&program(&world)).await.expect("looked").is_whole());
    }
}

#[tokio::test]
async fn what_stands_in_clear_of_a_record_is_told_of_and_goes_when_it_is_given_up() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let code = crate::areas::left_in_clear(&world, &ngo).await;
        let referral = services::referrals::find(&world.as_person(&ngo).await, &code).await.expect("found").id;
        let client = Client::signed_in(router(&world), &administrator).await;
        let page = async || client.get("/operations").await.words();
        let told = "Where one person lives stands in clear";
        let in_clear = async || {
            let rows = everything(&world.services.db).await;
            rows.iter().any(|row| row.contains("Sliven-secret"))
        };
        spoil_referrals(&world).await;
        services::referrals::seal_areas(&program(&world)).await.expect("gone through");
        new_key(&world);
        let left = rotate(&world, Duration::ZERO).await.expect("tried");
        assert!(matches!(&left, Rotated::Left(left) if left.records == 2), "{left:?}");
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.in_clear, report.is_whole(), in_clear().await), (1, false, true));
        let words = page().await;
        assert!(words.contains(told), "{words}");
        let db = &world.services.db;
        let asked = store::compact::asked(db).await.expect("read").len();
        let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
        assert_eq!(services::keys::give_up(&program(&world), &to, 2).await.expect("given up"), 2);
        let report = services::keys::check(&program(&world)).await.expect("looked");
        assert_eq!((report.in_clear, in_clear().await), (0, false));
        assert!(!page().await.contains(told));
        assert_eq!(store::compact::asked(db).await.expect("read").len(), asked + 1, "nor where rows are kept");
        let logged = store::audit::count(db, "give up record", &format!("record {referral}")).await;
        assert_eq!(logged.expect("counted"), 1, "the log names each");
    }
}

#[tokio::test]
async fn the_key_of_the_installation_is_never_given_up() {
    let world = World::sqlite().await;
    let spoil = "UPDATE record_keys SET wrapped = zeroblob(72)";
    migrations::execute(world.services.db.connection(), spoil).await.expect("spoilt");
    new_key(&world);
    let left = rotate(&world, Duration::ZERO).await.expect("tried");
    assert_eq!(left, Rotated::Left(Left { records: 1, cells: Vec::new() }));
    let to = Ring::from_file(&world.folder.path().join("key")).expect("keys").current;
    assert_eq!(services::keys::give_up(&program(&world), &to, 1).await.expect("looked"), 0);
    assert_eq!(rotate(&world, Duration::ZERO).await.expect("tried"), left);
}

#[tokio::test]
async fn of_two_rotations_at_once_one_does_nothing_and_no_key_is_lost() {
    for world in [World::sqlite().await, World::postgres().await] {
        records(&world, 450).await;
        // Another machine has a copy of the file, and makes a key of its own.
        let copy = world.folder.path().join("copy");
        std::fs::copy(world.folder.path().join("key"), &copy).expect("copied");
        let before = Ring::from_file(&copy).expect("keys").current;
        let own = Ring::of(MasterKey::random().expect("random"), Some(before)).expect("two keys");
        own.replace(&copy).expect("replaced");
        let name = new_key(&world);
        let mut turns = 1;
        loop {
            let done = interrupted(rotate(&world, Duration::ZERO), turns).await;
            let announced = masters::all(&world.services.db).await.expect("known").iter().any(|key| key.name == name);
            if announced {
                let refused = rotate_with(&world, &copy, Duration::ZERO).await.expect("tried");
                assert_eq!(refused, Rotated::Other { name: name.clone() }, "after {turns} turns");
            }
            assert_eq!(whole(&program(&world)).await, (451, true), "after {turns} turns");
            if done.is_some() {
                break;
            }
            turns += 7;
        }
        assert_eq!(keys::counts(&world.services.db).await.expect("counted"), [(name, 451)]);
    }
}

#[tokio::test]
async fn a_key_that_was_retired_can_be_gone_back_to() {
    for world in [World::sqlite().await, World::postgres().await] {
        let file = world.folder.path().join("key");
        let first = Ring::from_file(&file).expect("keys").current;
        new_key(&world);
        rotate(&world, Duration::ZERO).await.expect("there");
        let second = Ring::from_file(&file).expect("keys").current;
        Ring::of(first.clone(), Some(second)).and_then(|ring| ring.replace(&file)).expect("replaced");
        let back = rotate(&world, Duration::ZERO).await.expect("and back");
        assert_eq!(back, Rotated::Whole { moved: 1 });
        let held = holding(&world, &file);
        let tx = held.db.begin().await.expect("begun");
        keys::create(&tx, &held.keyring, Uuid::now_v7(), world.system().now()).await.expect("it seals");
        tx.commit().await.expect("committed");
        assert_eq!(keys::counts(&world.services.db).await.expect("counted"), [(first.name(), 2)]);
        assert_eq!(whole(&program(&world)).await, (2, true));
    }
}

#[tokio::test]
async fn codes_of_phones_and_on_paper_outlive_every_master_key() {
    for world in [World::sqlite().await, World::postgres().await] {
        let account = world.platform(PlatformRole::Steward).await.account;
        let db = &world.services.db;
        let codes = ["on paper".to_owned()];
        let tx = db.begin().await.expect("begun");
        let now = world.system().now();
        recovery_codes::put(&tx, &world.services.keyring, account, &codes, now).await.expect("put");
        tx.commit().await.expect("committed");
        for _ in 0..2 {
            new_key(&world);
            let rotated = rotate(&world, Duration::ZERO).await.expect("tried");
            assert!(matches!(rotated, Rotated::Whole { .. }), "{rotated:?}");
        }
        let (_, opens) = whole(&program(&world)).await;
        assert!(opens);
        let keyring = &holding(&world, &world.folder.path().join("key")).keyring;
        assert!(totp_secrets::find(db, keyring, account).await.expect("it opens").is_some());
        let tx = db.begin().await.expect("begun");
        for (code, spent) in [("on papyrus", false), ("on paper", true), ("on paper", false)] {
            assert_eq!(recovery_codes::spend(&tx, keyring, account, code).await.expect("asked"), spent, "{code}");
        }
    }
}

/// Columns of bytes that hold nothing of a person.
const NOT_SEALED: &[(&str, &str)] = &[("record_keys", "wrapped"), ("files", "bytes")];

#[tokio::test]
async fn every_column_of_bytes_is_sealed_and_looked_at() {
    let world = World::sqlite().await;
    let columns = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND lower(c.type) LIKE '%blob%'";
    let db = world.services.db.connection();
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), columns)).await.expect("read");
    assert!(rows.len() >= 4);
    for row in rows {
        let table: String = row.try_get_by_index(0).expect("a name");
        let name: String = row.try_get_by_index(1).expect("a name");
        let sealed = keys::cells::COLUMNS.iter().any(|column| column.table == table && column.name == name);
        let known = NOT_SEALED.contains(&(table.as_str(), name.as_str()));
        assert!(sealed != known, "{table}.{name}: has it a line in store::keys::cells?");
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn key_in(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).expect("a key file").lines().map(str::to_owned).collect()
}

#[test]
fn the_commands_replace_a_key_file_and_look_at_everything() {
    let folder = TempDir::new().expect("a folder");
    let (data, file) = (folder.path().join("data"), folder.path().join("data/key"));
    let first = run_with(&data, &["keys", "check"], &[]);
    assert!(first.status.success() && said(&first).contains("everything opens"), "{}", said(&first));
    let before = key_in(&file);
    let backup = folder.path().join("backup").display().to_string();
    assert!(run_with(&data, &["backup", &backup], &[]).status.success());
    {
        let held = std::fs::File::open(&data).expect("a folder");
        held.lock().expect("another call");
        let second = run_with(&data, &["keys", "rotate"], &[]);
        assert!(!second.status.success() && said(&second).contains("by another call"), "{}", said(&second));
        assert_eq!(key_in(&file), before);
    }
    let early = run_with(&data, &["keys", "rotate", "--give-up", "1"], &[]);
    assert!(!early.status.success() && said(&early).contains("nothing was done"), "{}", said(&early));
    assert_eq!(key_in(&file), before, "nothing was begun");
    let done = run_with(&data, &["keys", "rotate"], &[]);
    assert!(done.status.success() && said(&done).contains("moved 1 records"), "{}", said(&done));
    let after = key_in(&file);
    assert!(after.len() == 1 && after != before, "the new one alone");
    let looked = run_with(&data, &["keys", "check"], &[]);
    let words = said(&looked);
    assert!(
        words.contains("retired on") && words.contains("in force since") && words.contains("0 days old"),
        "{words}"
    );
    assert!(!words.contains(&after.concat()), "no key is ever said");
    let old = before.concat().parse::<MasterKey>().expect("a key").name();
    let kept = data.join(format!("key.{old}"));
    assert!(said(&done).contains(&kept.display().to_string()) && key_in(&kept) == before, "{}", said(&done));
    let shut = run_with(&data, &["restore", &backup, "--replace"], &[]);
    assert!(said(&shut).contains("with --key"), "{}", said(&shut));
    let restored = run_with(&data, &["restore", &backup, "--replace", "--key", &kept.display().to_string()], &[]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(run_with(&data, &["keys", "check"], &[]).status.success());
    std::fs::write(&file, before.concat()).expect("the old one put back");
    let old = run_with(&data, &["keys", "check"], &[]);
    assert!(
        !old.status.success() && said(&old).contains("when another followed: give the one that did"),
        "{}",
        said(&old)
    );
    assert_eq!(said(&old).lines().count(), 1, "{}", said(&old));
}

#[tokio::test]
async fn what_is_wrong_ends_a_command_with_a_failure_and_no_key_is_ever_in_the_data() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    assert!(run_with(&data, &["keys", "rotate"], &[]).status.success());
    let key = Ring::from_file(&data.join("key")).expect("a key").current;
    let digits = key.digits().to_string();
    let raw: Vec<u8> = (0..32).filter_map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    for file in ["ponte.db", "ponte.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(!has(digits.as_bytes()) && !has(&raw), "{file}");
    }
    let db = store::Db::open(&format!("sqlite://{}", data.join("ponte.db").display())).await.expect("opened");
    for (spoil, arguments, says) in [
        ("UPDATE record_keys SET wrapped = zeroblob(72)", &["keys", "check"][..], "do not open"),
        ("UPDATE audit_head SET hash = 'x'", &["audit", "verify"], "broken at row"),
    ] {
        migrations::execute(db.connection(), spoil).await.expect("spoilt");
        let found = run_with(&data, arguments, &[]);
        assert!(!found.status.success() && said(&found).contains(says), "{arguments:?}: {}", said(&found));
    }
}

#[test]
fn a_key_of_the_environment_or_of_a_command_is_stored_by_the_operator_before_it_is_used() {
    for name in ["PONTE_KEY", "PONTE_KEY_COMMAND"] {
        let folder = TempDir::new().expect("a folder");
        let data = folder.path().join("data");
        let given = |key: &str| if name == "PONTE_KEY" { key.to_owned() } else { format!("echo {key}") };
        let old = MasterKey::random().expect("random").digits().to_string();
        let early = run_with(&data, &["keys", "rotate", "--give-up", "1"], &[(name, &given(&old))]);
        assert!(!early.status.success() && early.stdout.is_empty(), "{}", said(&early));
        let first = run_with(&data, &["keys", "rotate"], &[(name, &given(&old))]);
        assert!(first.status.success(), "{}", said(&first));
        let new = String::from_utf8_lossy(&first.stdout).trim().to_owned();
        assert!(new.parse::<MasterKey>().is_ok() && new != old);
        let still = run_with(&data, &["keys", "check"], &[(name, &given(&old))]);
        assert!(still.status.success(), "nothing was moved: {}", said(&still));
        let alone = run_with(&data, &["keys", "rotate"], &[(name, &given(&new))]);
        assert!(said(&alone).contains(&format!("{name} is not the key")), "{}", said(&alone));
        let second = run_with(&data, &["keys", "rotate"], &[(name, &given(&new)), ("PONTE_KEY_PREVIOUS", &old)]);
        assert!(second.status.success() && said(&second).contains("moved 1 records"), "{}", said(&second));
        let after = run_with(&data, &["keys", "check"], &[(name, &given(&new))]);
        assert!(after.status.success() && said(&after).contains("everything opens"), "{}", said(&after));
        let gone = run_with(&data, &["migrate"], &[(name, &given(&old))]);
        assert!(gone.status.success(), "the tables need no key");
        assert!(!data.join("key").exists(), "no file is made beside");
    }
}
