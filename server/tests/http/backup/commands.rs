//! The commands, on a machine that has lost everything or has no room.

use std::path::Path;
use std::process::{Command, Output};

use domain::referral::{Code, ReferralStatus};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use server::Installation;
use server::demo::world::build;
use services::Scope;
use store::audit::Verdict;
use store::{Db, Read};
use tempfile::TempDir;
use testkit::{World, empty_postgres, everything};

use crate::commands::{SMALL, open_on, run_with};

/// What is sealed about somebody in the world that is lost.
const NOTE: &str = "Comes by the early tram.";

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_original_is_destroyed_and_the_commands_bring_everything_back() {
    let folder = TempDir::new().expect("a folder");
    let (data, file) = (folder.path().join("data"), folder.path().join("backup").display().to_string());
    let seeded = run_with(&data, &["seed"], &[]);
    assert!(seeded.status.success(), "{}", said(&seeded));
    let words = "four words are not many";
    let short = run_with(&data, &["backup", &file], &[("PONTE_BACKUP_PASSPHRASE", "short")]);
    assert!(said(&short).contains("needs at least 16 characters"), "{}", said(&short));
    let made = run_with(&data, &["backup", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(made.status.success(), "{}", said(&made));
    let key = std::fs::read(data.join("key")).expect("a key");
    let exported = folder.path().join("before.jsonl").display().to_string();
    assert!(run_with(&data, &["export", "--jsonl", &exported], &[]).status.success());
    std::fs::remove_dir_all(&data).expect("destroyed");
    std::fs::create_dir(&data).expect("a new folder");
    let no_key = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(said(&no_key).contains("put the key back first"), "{}", said(&no_key));
    std::fs::write(data.join("key"), key).expect("the key put back");
    for (settings, says) in [
        (&[][..], "it opens by a passphrase: set PONTE_BACKUP_PASSPHRASE"),
        (&[("PONTE_BACKUP_PASSPHRASE", "four other words here")], "was sealed with another key"),
    ] {
        let refused = run_with(&data, &["restore", &file], settings);
        assert!(!refused.status.success() && said(&refused).contains(says), "{}", said(&refused));
        assert_eq!(said(&refused).lines().count(), 1);
    }
    let restored = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(restored.status.success() && said(&restored).contains("rows of"), "{}", said(&restored));
    for arguments in [&["keys", "check"][..], &["audit", "verify"]] {
        let looked = run_with(&data, arguments, &[]);
        assert!(looked.status.success(), "{}", said(&looked));
    }
    let after = folder.path().join("after.jsonl").display().to_string();
    assert!(run_with(&data, &["export", "--jsonl", &after], &[]).status.success());
    assert_eq!(
        std::fs::read(exported).expect("before"),
        std::fs::read(after).expect("after"),
        "the library is the same"
    );
    let second = run_with(&data, &["restore", &file], &[("PONTE_BACKUP_PASSPHRASE", words)]);
    assert!(said(&second).contains("--replace"), "{}", said(&second));
}

/// The scope of the first NGO's manager.
async fn ngo(world: &Installation) -> Scope {
    let (system, email) = (world.system(), "ngo@ponte.example".parse().expect("an address"));
    let account = services::installation::account(&system, &email).await.expect("asked").expect("an account");
    let actor = store::accounts::actor(&world.services.db, account, system.now().date_naive()).await;
    system.for_actor(actor.expect("read").expect("an actor"))
}

/// Writes a sealed note about one of the first NGO's people; answers about whom.
async fn noted(world: &Installation) -> Code {
    let scope = ngo(world).await;
    let all = services::referrals::list(&scope, ReferralStatus::Open, None, 1).await.expect("referrals");
    let code = all.into_iter().next().expect("somebody").code;
    let (referral, mut secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
    secrets.notes = NOTE.into();
    services::referrals::write(&scope, &referral, &secrets).await.expect("written");
    code
}

/// How many rows the audit log has, which is whole.
async fn logged(world: &Installation) -> i64 {
    match store::audit::verify(&world.services.db).await.expect("walked") {
        Verdict::Whole { rows } => rows,
        broken => unreachable!("{broken:?}"),
    }
}

/// Takes away all that a database holds and the folder of the installation.
async fn destroy(data: &Path, database: &str) {
    if database.starts_with("postgres:") {
        let db = Db::open(database).await.expect("opened");
        for statement in ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"] {
            migrations::execute(db.connection(), statement).await.expect("destroyed");
        }
        assert!(store::backup::tables(&db).await.expect("read").is_empty(), "nothing is left");
        db.close().await.expect("closed");
    }
    std::fs::remove_dir_all(data).expect("destroyed");
}

#[tokio::test]
async fn a_world_of_people_is_destroyed_in_either_database_and_the_commands_bring_it_back() {
    let folder = TempDir::new().expect("a folder");
    let sqlite = format!("sqlite://{}", folder.path().join("sqlite/ponte.db").display());
    for (name, database) in [("sqlite", sqlite), ("postgres", empty_postgres().await)] {
        let data = folder.path().join(name);
        let settings = [("DATABASE_URL", database.as_str())];
        let command = |arguments: &[&str]| {
            let output = run_with(&data, arguments, &settings);
            assert!(output.status.success(), "{name}, {arguments:?}: {}", said(&output));
            said(&output)
        };
        command(&["create-key"]);
        let world = open_on(&data, &database).await;
        build(&world.system(), SMALL).await.expect("built");
        let code = noted(&world).await;
        services::worker::drain(&world.system()).await.expect("worked off");
        // As a running server does, and both commands.
        services::erasures::note_revoked(&world.system()).await.expect("noted");
        let (before, log) = (everything(&world.services.db).await, logged(&world).await);
        for table in ["accounts", "referrals", "consent_grants", "introductions", "messages"] {
            assert!(before.iter().any(|row| row.starts_with(&format!("{table} "))), "{name}: {table}");
        }
        assert!(!before.iter().any(|row| row.contains(NOTE)), "{name}: what is written of people is sealed");
        let file = folder.path().join(format!("{name}.backup")).display().to_string();
        command(&["backup", file.as_str()]);
        world.services.db.clone().close().await.expect("closed");
        drop(world);

        let key = std::fs::read(data.join("key")).expect("a key");
        destroy(&data, &database).await;
        std::fs::create_dir(&data).expect("a new folder");
        std::fs::write(data.join("key"), key).expect("the key put back");
        let restored = command(&["restore", file.as_str()]);
        assert!(restored.contains("rows of") && restored.contains("erased again: 0 people"), "{name}: {restored}");
        for (arguments, says) in
            [(&["keys", "check"][..], "everything opens"), (&["audit", "verify"], "the audit log is whole")]
        {
            let looked = command(arguments);
            assert!(looked.contains(says), "{name}, {arguments:?}: {looked}");
        }

        let world = open_on(&data, &database).await;
        assert_eq!(everything(&world.services.db).await, before, "{name}");
        assert!(logged(&world).await > log, "{name}: the log is whole, and goes on with the restore");
        let (_, secrets) = services::referrals::find_whole(&ngo(&world).await, &code).await.expect("found");
        assert_eq!(secrets.notes, NOTE, "{name}: a sealed note opens");
    }
}

#[tokio::test]
async fn a_restore_is_done_and_says_so_though_somebody_still_reads_what_was_there() {
    for world in [World::sqlite().await, World::postgres().await] {
        let settings = [("DATABASE_URL", world.database_url())];
        let file = world.folder.path().join("backup").display().to_string();
        let made = run_with(world.folder.path(), &["backup", &file], &settings);
        assert!(made.status.success(), "{}", said(&made));
        // Of what is read no table is ours: for who reads one of those, a restore waits.
        let reader = world.services.db.snapshot().await.expect("a moment");
        let backend = reader.on().get_database_backend();
        let catalogue = if backend == DbBackend::Postgres { "pg_class" } else { "sqlite_master" };
        let count = Statement::from_string(backend, format!("SELECT COUNT(*) FROM {catalogue}"));
        assert!(reader.on().query_one_raw(count).await.expect("read").is_some());
        let restored = run_with(world.folder.path(), &["restore", "--replace", &file], &settings);
        let words = said(&restored);
        assert!(restored.status.success() && words.contains("restored "), "{words}");
        assert!(words.contains("may still hold what was there before"), "{words}");
        drop(reader);
        assert!(world.compacted().await, "it is not forgotten, and a server does it");
    }
}

#[test]
fn a_disk_that_is_full_leaves_no_half_backup() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    assert!(run_with(&data, &["seed"], &[]).status.success());
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    // A limit of how large a file becomes is met at the same writes; what a device without room answers is tried beside the
    // code. The shell counts in blocks of 512 bytes. Without the trap, a process is killed that writes beyond the limit.
    let output = Command::new("/bin/sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 128; exec \"$0\" backup \"$1\"", env!("CARGO_BIN_EXE_server")])
        .arg(out.join("backup"))
        .env_clear()
        .env("PONTE_DATA", &data)
        .env("RUST_LOG", "off")
        .output()
        .expect("started");
    assert!(!output.status.success());
    let words = said(&output);
    assert!(
        words.contains("there is no room on the disk: no backup was made") && words.lines().count() == 1,
        "{words}"
    );
    assert_eq!(std::fs::read_dir(&out).expect("a folder").count(), 0);
    let made = run_with(&data, &["backup", &out.join("backup").display().to_string()], &[]);
    assert!(made.status.success(), "with room again it is made: {}", said(&made));
}
