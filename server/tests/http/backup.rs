//! Backups: made while servers serve, put back into either database after the original is gone, refused where they are
//! damaged; whoever was erased since stays erased.

mod commands;
mod since;

use std::collections::BTreeSet;
use std::path::Path;

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::{Answers, Contact};
use domain::event::Event;
use domain::organisation::OrganisationKind;
use domain::referral::{Code, Secrets};
use sea_orm_migration::sea_orm::DbBackend;
use server::demo::world::build;
use server::restore::{Before, Restore, Restored};
use services::backup::{Lock, write};
use services::check_ins::Answered;
use store::audit::Verdict;
use store::keys::{self, MasterKey, Ring};
use store::{passkeys, recovery_codes, totp_secrets};
use testkit::{Person, World, everything};

use crate::commands::SMALL;

fn restore<'a>(file: &'a Path, own: Ring, world: &World) -> Restore<'a> {
    let now = world.system().now();
    Restore { file, own, earlier: Vec::new(), passphrase: None, stones: BTreeSet::new(), now }
}

async fn put_back(file: &Path, from: &World, into: &World, before: Before) -> Result<Restored, String> {
    restore(file, from.services.keyring.ring(), into).run(&into.services.db, before).await
}

#[tokio::test]
async fn a_backup_goes_back_into_either_database_and_everything_opens() {
    for from in [World::sqlite().await, World::postgres().await] {
        build(&from.system(), SMALL).await.expect("built");
        server::seed::all(&from.system(), app::at::Demo::Off).await.expect("seeded");
        let steward = from.platform(PlatformRole::Steward).await.account;
        let tx = from.services.db.begin().await.expect("begun");
        let (keyring, now) = (&from.services.keyring, from.system().now());
        recovery_codes::put(&tx, keyring, steward, &["on paper".into()], now).await.expect("put");
        let passkey = passkeys::Stored {
            id: domain::id::PasskeyId(uuid::Uuid::now_v7()),
            name: "Laptop".into(),
            credential: "credential".into(),
            data: "{}".into(),
            created: now,
            used: None,
        };
        passkeys::insert(&tx, steward, &passkey).await.expect("put");
        tx.commit().await.expect("committed");
        from.work().await;
        let file = from.folder.path().join("backup");
        let counts = write(&from.system(), &file, &Lock::Master).await.expect("made");
        assert!(counts.rows > 1000 && counts.tables > 25, "{counts:?}");
        assert_eq!(
            std::fs::read_dir(from.folder.path())
                .expect("a folder")
                .filter(|entry| {
                    entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().contains("unfinished"))
                })
                .count(),
            0
        );
        for into in [World::sqlite().await, World::postgres().await] {
            let restored = put_back(&file, &from, &into, Before::Kept).await.expect("restored");
            assert_eq!((restored.counts, restored.erased), (counts, 0));
            assert_eq!(everything(&from.services.db).await, everything(&into.services.db).await);
            let key = from.services.keyring.ring();
            let scope = with_keys(&into, key);
            let report = services::keys::check(&scope).await.expect("looked");
            assert!(report.is_whole() && report.records > 40 && report.cells > 80, "{report:?}");
            let tx = into.services.db.begin().await.expect("begun");
            let keyring = &holding(&into, from.services.keyring.ring()).keyring;
            assert!(recovery_codes::spend(&tx, keyring, steward, "on paper").await.expect("asked"));
            assert!(totp_secrets::find(&tx, keyring, steward).await.expect("it opens").is_some());
            assert_eq!(passkeys::of_account(&tx, steward).await.expect("read").len(), 1);
            drop(tx);
            let verdict = store::audit::verify(&into.services.db).await.expect("walked");
            assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
            for statement in ["UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log"] {
                let changed = migrations::execute(into.services.db.connection(), statement).await;
                assert!(changed.is_err(), "the log is append-only again");
            }
        }
    }
}

#[tokio::test]
async fn no_mail_with_a_link_of_then_is_sent_after_a_backup_was_put_back() {
    for from in [World::sqlite().await, World::postgres().await] {
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        from.work().await;
        let tx = from.services.db.begin().await.expect("begun");
        for event in [
            Event::ResetAsked { email: ngo.email.clone() },
            Event::AccountMade { account: ngo.account },
            Event::CuratorInvited { account: ngo.account },
            Event::WaitingFor { account: ngo.account },
        ] {
            store::outbox::push(&tx, &event, from.system().now()).await.expect("pushed");
        }
        tx.commit().await.expect("committed");
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let into = World::sqlite().await;
        let restored = put_back(&file, &from, &into, Before::Kept).await.expect("restored");
        assert_eq!(restored.unsent, 3);
        assert_eq!(store::outbox::count_waiting(&into.services.db).await.expect("counted"), 1);
    }
}

/// The system's scope on a world whose database was sealed with other keys than its own.
fn with_keys(world: &World, ring: Ring) -> services::Scope {
    services::Scope::new(holding(world, ring), domain::Actor::system())
}

/// The services of such a program.
fn holding(world: &World, ring: Ring) -> std::sync::Arc<services::Services> {
    let keyring = keys::Keyring::of(move || Ok(ring.clone())).expect("keys");
    std::sync::Arc::new(services::Services { keyring, ..crate::same(world) })
}

#[tokio::test]
async fn a_backup_is_of_one_moment_while_others_write() {
    for from in [World::sqlite().await, World::postgres().await] {
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        for _ in 0..30 {
            from.referral(&ngo, Secrets::default()).await;
        }
        let file = from.folder.path().join("backup");
        let scope = from.system();
        let (made, ()) = tokio::join!(write(&scope, &file, &Lock::Master), async {
            for _ in 0..30 {
                from.referral(&ngo, Secrets::default()).await;
            }
        });
        made.expect("made");
        let into = World::sqlite().await;
        put_back(&file, &from, &into, Before::Kept).await.expect("restored");
        let scope = with_keys(&into, from.services.keyring.ring());
        let report = services::keys::check(&scope).await.expect("looked");
        let member = scope.for_actor(from.as_person(&ngo).await.actor().clone());
        let mut referrals = 0;
        for status in domain::referral::ReferralStatus::ALL {
            referrals += services::referrals::count(&member, *status).await.expect("counted");
        }
        assert!(report.is_whole() && (30..60).contains(&referrals), "{referrals}: it was made in the middle");
        // And the installation's own.
        assert_eq!(report.records, referrals + 1, "no referral without its key, and no key without its referral");
    }
}

#[tokio::test]
async fn what_is_damaged_cut_off_or_sealed_otherwise_is_refused_before_anything_is_written() {
    let from = World::sqlite().await;
    let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
    from.referral(&ngo, Secrets::default()).await;
    let (file, spoilt) = (from.folder.path().join("backup"), from.folder.path().join("spoilt"));
    write(&from.system(), &file, &Lock::Master).await.expect("made");
    let again = write(&from.system(), &file, &Lock::Master).await.expect_err("it is there");
    assert!(again.to_string().contains("no backup was made"), "{again}");
    let whole = std::fs::read(&file).expect("bytes");
    let into = World::sqlite().await;
    let before = everything(&into.services.db).await;
    let refuse = async |bytes: &[u8], says: &str| {
        std::fs::write(&spoilt, bytes).expect("written");
        let refused = put_back(&spoilt, &from, &into, Before::Replaced).await.expect_err("refused");
        assert!(refused.contains(says) && refused.lines().count() == 1, "{refused}");
        assert!(refused.starts_with(&spoilt.display().to_string()), "{refused}");
    };
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        refuse(whole.get(..at).expect("a part"), "it is").await;
        let mut changed = whole.clone();
        *changed.get_mut(at).expect("a byte") ^= 4;
        refuse(&changed, "it ").await;
    }
    refuse(&[whole.as_slice(), b"more"].concat(), "it is damaged, cut off").await;
    refuse(b"an old letter", "it is no backup of Ponte").await;
    let other = Ring { current: MasterKey::random().expect("random"), previous: None };
    let refused = restore(&file, other, &into).run(&into.services.db, Before::Replaced).await.expect_err("refused");
    assert!(refused.contains("give the file that holds it with --key"), "{refused}");
    assert_eq!(everything(&into.services.db).await, before, "nothing was written");
    put_back(&file, &from, &into, Before::Kept).await.expect("the whole one is taken");
}

#[tokio::test]
async fn a_database_that_is_in_use_is_left_alone_unless_it_is_to_be_replaced() {
    for into in [World::sqlite().await, World::postgres().await] {
        let from = World::sqlite().await;
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        from.referral(&ngo, Secrets::default()).await;
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        into.member(OrganisationKind::Ngo, "Lantern").await;
        let refused = put_back(&file, &from, &into, Before::Kept).await.expect_err("refused");
        assert!(refused.contains("--replace") && refused.lines().count() == 1, "{refused}");
        let holder = keys::masters::Holder { id: uuid::Uuid::now_v7(), name: "lantern process 7".into() };
        let tx = into.services.db.begin().await.expect("begun");
        keys::masters::beat(&tx, &holder, &[], into.system().now()).await.expect("noted");
        tx.commit().await.expect("committed");
        let refused = put_back(&file, &from, &into, Before::Replaced).await.expect_err("refused");
        assert_eq!(refused, "stop what is running on this database first: lantern process 7");
        let tx = into.services.db.begin().await.expect("begun");
        keys::masters::leave(&tx, holder.id).await.expect("noted");
        tx.commit().await.expect("committed");
        put_back(&file, &from, &into, Before::Replaced).await.expect("replaced");
        assert_eq!(everything(&from.services.db).await, everything(&into.services.db).await);
    }
}

async fn two_people(world: &World) -> (Person, Code, Code) {
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let gone = world.referral(&ngo, Secrets { called: "Robin".into(), ..Secrets::default() }).await;
    let stays = world.referral(&ngo, Secrets { called: "Alex".into(), ..Secrets::default() }).await;
    (ngo, gone, stays)
}

#[tokio::test]
async fn the_audit_log_is_whole_after_a_restore_days_later() {
    let from = World::sqlite().await;
    two_people(&from).await;
    services::worker::tidy(&from.system()).await.expect("signed");
    let file = from.folder.path().join("backup");
    write(&from.system(), &file, &Lock::Master).await.expect("made");
    let into = World::sqlite().await;
    into.pass(chrono::TimeDelta::days(5));
    put_back(&file, &from, &into, Before::Kept).await.expect("restored");
    let system = with_keys(&into, from.services.keyring.ring());
    let verdict = services::audit::verify(&system).await.expect("walked");
    assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
}

#[tokio::test]
async fn a_page_of_a_backup_is_small_however_big_the_rows_become() {
    use store::backup::{Pages, tables};
    for world in [World::sqlite().await, World::postgres().await] {
        let db = &world.services.db;
        let table = tables(db).await.expect("tables").into_iter().find(|table| table.name == "record_keys");
        let table = table.expect("a table of bytes");
        for number in 2..300_u32 {
            let size = if number < 150 { 10 } else { 100_000 };
            let value = match db.connection().get_database_backend() {
                DbBackend::Postgres => format!("decode(repeat('00', {size}), 'hex')"),
                _ => format!("zeroblob({size})"),
            };
            let id = uuid::Uuid::from_u128(number.into());
            let (id, now) = match db.connection().get_database_backend() {
                DbBackend::Postgres => (format!("'{id}'"), "now()"),
                _ => (format!("x'{}'", id.simple()), "'2026-11-24 09:30:00+00:00'"),
            };
            let row =
                format!("INSERT INTO record_keys (id, wrapped, created, master) VALUES ({id}, {value}, {now}, 'x')");
            migrations::execute(db.connection(), &row).await.expect("written");
        }
        let (mut pages, mut biggest, mut rows) = (Pages::of(&table), 0, 0);
        loop {
            let page = pages.next(db).await.expect("a page");
            if page.is_empty() {
                break;
            }
            rows += page.len();
            biggest = std::cmp::max(biggest, page.iter().map(String::len).sum::<usize>());
        }
        assert_eq!(rows, 299);
        assert!(biggest < 3 << 20, "{biggest} bytes at once");
    }
}

#[tokio::test]
async fn a_backup_from_before_a_new_master_key_opens_by_the_old_one_and_is_wrapped_by_the_new() {
    let from = World::sqlite().await;
    let (ngo, one, _) = two_people(&from).await;
    let file = from.folder.path().join("backup");
    write(&from.system(), &file, &Lock::Master).await.expect("made");
    let old = from.services.keyring.ring().current;
    let new = Ring { current: MasterKey::random().expect("random"), previous: None };
    for into in [World::sqlite().await, World::postgres().await] {
        let refused = restore(&file, new.clone(), &into).check().expect_err("refused");
        assert!(refused.contains(&old.name()), "{refused}");
        let restore = Restore { earlier: vec![old.clone()], ..restore(&file, new.clone(), &into) };
        restore.run(&into.services.db, Before::Kept).await.expect("restored");
        let scope = with_keys(&into, new.clone());
        assert!(services::keys::check(&scope).await.expect("looked").is_whole());
        let member = scope.for_actor(from.as_person(&ngo).await.actor().clone());
        let (_, secrets) = services::referrals::find_whole(&member, &one).await.expect("read");
        assert_eq!(secrets.called, "Robin");
        let known = services::keys::known(&scope).await.expect("known");
        assert!(
            known.iter().all(|key| key.master.retired.is_some() || key.master.name == new.current.name()),
            "{known:?}"
        );
    }
}

#[tokio::test]
async fn what_people_say_of_their_work_outlives_a_backup_and_a_new_key_and_goes_with_them() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = from.live(&employer).await;
        let (code, introduction) = from.started(&ngo, &placement).await;
        from.pass(TimeDelta::days(8));
        let first = from.open_check_ins(&ngo, introduction).await.into_iter().next().expect("an open check-in");
        let outcome = first.outcomes().first().copied();
        let answers = Answers { words: "They pay on the tenth".into(), ..Answers::default() };
        let (scope, answered) = (from.as_person(&ngo).await, Answered { answers: answers.clone(), outcome });
        services::check_ins::answer(&scope, first.id, first.version, Contact::Spoke, &answered)
            .await
            .expect("answered");
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let new = Ring { current: MasterKey::random().expect("random"), previous: None };
        let into = World::sqlite().await;
        let earlier = vec![from.services.keyring.ring().current];
        let restore = Restore { earlier, ..restore(&file, new.clone(), &into) };
        restore.run(&into.services.db, Before::Kept).await.expect("restored");
        let system = with_keys(&into, new);
        let member = system.for_actor(scope.actor().clone());
        let shown = services::check_ins::find(&member, first.id).await.expect("read");
        assert_eq!(shown.answers, Some(answers));
        services::erasures::by_command(&system, &code).await.expect("erased");
        assert_eq!(services::check_ins::find(&member, first.id).await.err(), Some(domain::Error::NotFound));
        let left = everything(&into.services.db).await;
        assert!(!left.iter().any(|row| row.starts_with("check_ins ")), "{left:?}");
        assert!(services::keys::check(&system).await.expect("looked").is_whole());
    }
}

#[tokio::test]
async fn what_a_backup_held_in_clear_is_sealed_when_it_is_put_back() {
    for from in [World::sqlite().await, World::postgres().await] {
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        let code = crate::areas::left_in_clear(&from, &ngo).await;
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        for into in [World::sqlite().await, World::postgres().await] {
            put_back(&file, &from, &into, Before::Kept).await.expect("restored");
            let scope = with_keys(&into, from.services.keyring.ring());
            let member = scope.for_actor(from.as_person(&ngo).await.actor().clone());
            let (_, secrets) = services::referrals::find_whole(&member, &code).await.expect("found");
            assert_eq!((secrets.area, secrets.notes.as_str()), (crate::areas::sliven(), "notes-secret"));
            let rows = everything(&into.services.db).await;
            assert!(!rows.iter().any(|row| row.contains("Sliven-secret")), "it is sealed before anybody reads");
        }
    }
}

#[tokio::test]
async fn a_restore_tells_of_what_it_could_not_seal() {
    for from in [World::sqlite().await, World::postgres().await] {
        let ngo = from.member(OrganisationKind::Ngo, "Harbour").await;
        crate::areas::left_in_clear(&from, &ngo).await;
        crate::keys::spoil_referrals(&from).await;
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        for into in [World::sqlite().await, World::postgres().await] {
            let restored = put_back(&file, &from, &into, Before::Kept).await.expect("restored");
            assert_eq!(restored.in_clear, 1);
        }
    }
}
