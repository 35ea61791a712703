//! Backups: made while servers serve, put back into either database after the original is gone, refused where they are
//! damaged; whoever was erased since stays erased.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::{Answers, Contact};
use domain::consent::RevokedBy;
use domain::event::Event;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::own_page::PageSecret;
use domain::referral::{Code, Secrets};
use sea_orm_migration::sea_orm::DbBackend;
use server::demo::world::{Size, build};
use server::restore::{Before, Restore, Restored};
use services::backup::{Lock, write};
use services::check_ins::Answered;
use store::audit::Verdict;
use store::keys::{self, MasterKey, Ring};
use store::tombstones::Tombstone;
use store::{passkeys, recovery_codes, totp_secrets};
use tempfile::TempDir;
use testkit::{Client, Person, World, everything};

use crate::commands::run_with;
use crate::router;

const SMALL: Size = Size { businesses: 3, placements: 40, referrals: 40 };

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
            Event::WaitingFor { account: ngo.account },
        ] {
            store::outbox::push(&tx, &event, from.system().now()).await.expect("pushed");
        }
        tx.commit().await.expect("committed");
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let into = World::sqlite().await;
        let restored = put_back(&file, &from, &into, Before::Kept).await.expect("restored");
        assert_eq!(restored.unsent, 2);
        assert_eq!(store::outbox::count_waiting(&into.services.db).await.expect("counted"), 1);
    }
}

/// The system's scope on a world whose database was sealed with other keys than its own.
fn with_keys(world: &World, ring: Ring) -> services::Scope {
    services::Scope::new(holding(world, ring), domain::Actor::system())
}

/// The services of such a program.
fn holding(world: &World, ring: Ring) -> std::sync::Arc<services::Services> {
    let s = &world.services;
    let services = services::Services {
        db: s.db.clone(),
        keyring: keys::Keyring::of(move || Ok(ring.clone())).expect("keys"),
        clock: s.clock.clone(),
        mail: s.mail.clone(),
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: s.index.clone(),
        origin: s.origin.clone(),
        reader: s.reader.clone(),
        retention: s.retention,
        reach: s.reach,
        second_step: s.second_step,
    };
    std::sync::Arc::new(services)
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
async fn whoever_was_erased_since_an_older_backup_is_erased_again() {
    for from in [World::sqlite().await, World::postgres().await] {
        let (ngo, gone, stays) = two_people(&from).await;
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let stone: Tombstone = services::erasures::by_command(&from.system(), &gone).await.expect("erased");
        for destroyed in [false, true] {
            // The database that is there knows of it; where it is lost, the file beside the key does.
            let lost = World::sqlite().await;
            let into = if destroyed { &lost } else { &from };
            let stones = if destroyed { [stone.clone()].into() } else { BTreeSet::new() };
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!(restored.erased, 1);
            let scope = with_keys(into, from.services.keyring.ring());
            let member = scope.for_actor(from.as_person(&ngo).await.actor().clone());
            assert_eq!(services::referrals::find(&member, &gone).await.err(), Some(domain::Error::NotFound));
            let (_, secrets) = services::referrals::find_whole(&member, &stays).await.expect("everybody else is there");
            assert_eq!(secrets.called, "Alex");
            let kept = services::erasures::tombstones(&scope, "", 10).await.expect("read");
            assert_eq!(kept, std::slice::from_ref(&stone));
            assert!(services::keys::check(&scope).await.expect("looked").is_whole());
        }
    }
}

#[tokio::test]
async fn consent_that_was_taken_back_since_an_older_backup_is_taken_back_again() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, one, other) = two_people(&from).await;
        let scope = from.as_person(&ngo).await;
        let grant = from.grant(employer.organisation());
        let mut grants = Vec::new();
        for code in [&one, &other] {
            let referral = services::referrals::find(&scope, code).await.expect("found");
            let id = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
            grants.push((referral, id));
        }
        let file = from.folder.path().join("backup");
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let [(referral, id), (standing, _)] = grants.as_slice() else { unreachable!("two") };
        services::consents::revoke(&scope, referral, *id).await.expect("taken back");
        let kept = from.folder.path().join("tombstones");
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        let lost = World::sqlite().await;
        for (into, stones) in [(&lost, server::tombstones::read(&kept).expect("read")), (&from, BTreeSet::new())] {
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!((restored.revoked, restored.erased), (1, 0));
            let member = with_keys(into, from.services.keyring.ring()).for_actor(scope.actor().clone());
            let live = async |referral| services::consents::is_live(&member, referral, employer.organisation()).await;
            assert_eq!((live(referral).await, live(standing).await), (Ok(false), Ok(true)));
        }
    }
}

#[tokio::test]
async fn what_a_person_took_back_stays_theirs_after_a_restore_and_what_rested_on_it_is_withdrawn() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, code, _) = two_people(&from).await;
        let introduction = from.put_forward(&ngo, &code, &from.live(&employer).await).await;
        let scope = from.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let (file, kept) = (from.folder.path().join("backup"), from.folder.path().join("tombstones"));
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        from.pass(TimeDelta::days(1));
        services::own_pages::take_back(&from.visitor(), secret.as_str(), None).await.expect("taken back");
        let then = from.system().now();
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        from.pass(TimeDelta::days(1));
        let lost = World::sqlite().await;
        let person = Some(RevokedBy::Person);
        // Where the database is lost, nobody knows any more who it was.
        for (into, stones, by) in
            [(&lost, server::tombstones::read(&kept).expect("read"), None), (&from, BTreeSet::new(), person)]
        {
            let restore = Restore { stones, ..restore(&file, from.services.keyring.ring(), into) };
            let restored = restore.run(&into.services.db, Before::Replaced).await.expect("restored");
            assert_eq!(restored.revoked, 1);
            let member = with_keys(into, from.services.keyring.ring()).for_actor(scope.actor().clone());
            let grants = services::consents::of_referral(&member, &referral).await.expect("read");
            let [grant] = grants.as_slice() else { unreachable!("one") };
            let revoked = grant.revoked.expect("taken back");
            assert_eq!((revoked.by, revoked.account), (by, None));
            if by.is_some() {
                assert_eq!(revoked.at, then);
            }
            let db = &into.services.db;
            let found = store::introductions::find(db, scope.actor(), introduction).await.expect("read");
            assert_eq!(found.map(|found| found.stage), Some(Stage::Withdrawn));
            let moved = format!("introduction {introduction}");
            assert_eq!(store::audit::count(db, "move introduction", &moved).await.expect("counted"), 1);
        }
    }
}

#[tokio::test]
async fn no_address_of_a_persons_own_page_of_then_works_after_a_restore() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (ngo, code, _) = two_people(&world).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let page = async |secret: &PageSecret| {
            let visitor = Client::new(router(&world));
            visitor.get(&format!("/consent/{}", secret.as_str())).await.status.as_u16()
        };
        let old = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!(page(&old).await, 200);
        let file = world.folder.path().join("backup");
        write(&world.system(), &file, &Lock::Master).await.expect("made");
        let new = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!((page(&old).await, page(&new).await), (404, 200), "it was replaced");
        put_back(&file, &world, &world, Before::Replaced).await.expect("restored");
        assert_eq!((page(&old).await, page(&new).await), (404, 404));
        let again = services::own_pages::give(&scope, &referral).await.expect("given");
        assert_eq!(page(&again).await, 200, "its NGO gives another");
    }
}

#[tokio::test]
async fn a_copy_of_the_database_from_before_an_erasure_brings_nobody_back() {
    for from in [World::sqlite().await, World::postgres().await] {
        let employer = from.member(OrganisationKind::Business, "Bakery").await;
        let (ngo, gone, stays) = two_people(&from).await;
        let scope = from.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &stays).await.expect("found");
        let grant = from.grant(employer.organisation());
        let grant = services::consents::record(&scope, &referral, &grant).await.expect("recorded");
        let (file, kept) = (from.folder.path().join("backup"), from.folder.path().join("tombstones"));
        write(&from.system(), &file, &Lock::Master).await.expect("made");
        services::erasures::by_command(&from.system(), &gone).await.expect("erased");
        services::consents::revoke(&scope, &referral, grant).await.expect("taken back");
        server::tombstones::keep(&from.system(), &kept).await.expect("kept");
        // Put back without the file, as any copy of the database is.
        let into = World::sqlite().await;
        put_back(&file, &from, &into, Before::Replaced).await.expect("restored");
        let system = with_keys(&into, from.services.keyring.ring());
        let member = system.for_actor(scope.actor().clone());
        assert!(services::referrals::find(&member, &gone).await.is_ok(), "the test looks at something");
        for _ in 0..2 {
            server::replay::at_start(&holding(&into, from.services.keyring.ring()), &kept).await.expect("started");
            assert_eq!(services::referrals::find(&member, &gone).await.err(), Some(domain::Error::NotFound));
            let live = services::consents::is_live(&member, &referral, employer.organisation()).await;
            assert_eq!(live, Ok(false));
            assert!(services::referrals::find(&member, &stays).await.is_ok());
        }
        let logged = store::audit::count(&into.services.db, "repeat erasures", "1 people 1 consents").await;
        assert_eq!(logged.expect("counted"), 1, "once");
    }
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

#[test]
fn a_disk_that_is_full_leaves_no_half_backup() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    assert!(run_with(&data, &["seed"], &[]).status.success());
    let out = folder.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    // The shell counts in blocks of 512 bytes. Without the trap, a process is killed that writes beyond the limit.
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
