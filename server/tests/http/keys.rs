//! Master keys: replaced while servers serve, waited for, gone on with; records that do not open are found.

mod commands;
mod shut;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use sea_orm_migration::sea_orm::DbBackend;
use services::keys::Rotated;
use services::{Scope, Services, worker};
use store::keys::{self, Keyring, MasterKey, Ring, masters};
use store::{recovery_codes, totp_secrets};
use testkit::{Person, World};
use uuid::Uuid;

use crate::commands::interrupted;

/// The same services in a program of its own, which reads its keys itself.
fn program(world: &World) -> Scope {
    program_with(world, &world.folder.path().join("key"))
}

fn program_with(world: &World, key: &Path) -> Scope {
    Scope::new(holding(world, key), domain::Actor::system())
}

/// The services of a program that reads its keys from a file.
fn holding(world: &World, key: &Path) -> Arc<Services> {
    let keyring = Keyring::from_file(key).expect("keys");
    Arc::new(Services { keyring, index: None, ..crate::same(world) })
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
