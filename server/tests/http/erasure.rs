//! Erasing a person: who asks and who confirms; what employers read; that nothing is left anywhere.

use std::collections::BTreeSet;
use std::path::Path;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::referral::{Code, Secrets};
use domain::{Actor, Membership};
use sea_orm_migration::sea_orm::{ConnectionTrait, Statement};
use server::Installation;
use services::Scope;
use store::backup::{Pages, tables};
use store::person::PARTS;
use tempfile::TempDir;
use testkit::{Client, Person, World};
use uuid::Uuid;

use crate::commands::{run_typing, run_with, small_world};
use crate::router;

async fn erased(world: &World) -> u64 {
    services::erasures::count(&world.system()).await.expect("counted")
}

fn confirm(code: &str) -> Vec<(&str, &str)> {
    vec![("form", "erasure-confirm"), ("code", code)]
}

#[tokio::test]
async fn one_member_asks_and_another_who_is_a_manager_confirms() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (member, other) =
        (world.colleague(&manager, MemberRole::Member).await, world.colleague(&manager, MemberRole::Member).await);
    world.pass(TimeDelta::days(7));
    let code = world.referral(&manager, Secrets::default()).await.to_string();
    let path = format!("/referrals/{code}/erasure");
    let router = router(&world);
    let (asking, looking, deciding) = (
        Client::signed_in(router.clone(), &member).await,
        Client::signed_in(router.clone(), &other).await,
        Client::signed_in(router.clone(), &manager).await,
    );
    for wrong in ["", "K7", "22-222"] {
        let answer = asking.post(&path, &[("form", "erasure-ask"), ("code", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.text.contains("id=\"problem-code\""), "{wrong}");
    }
    world.work().await;
    let before = world.mail.sent().len();
    let asked = asking.post(&path, &[("form", "erasure-ask"), ("code", &code.to_lowercase())]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    let said = asking.get(asked.location()).await;
    assert!(said.words().contains("It is asked for. Every member of your organisation"), "{}", said.words());
    assert!(!asking.get(&path).await.words().contains("It is asked for."));
    world.work().await;
    assert_eq!(world.mail.sent().len(), before + 3, "every member hears that something waits");
    let twice = deciding.post(&path, &[("form", "erasure-ask"), ("code", &code)]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    for (who, client) in [("whoever asked", &asking), ("a member", &looking)] {
        let page = client.get(&path).await;
        assert!(page.text.contains("erasure-take-back") && !page.text.contains("erasure-confirm"), "{who}");
        assert_eq!(client.post(&path, &confirm(&code)).await.status, StatusCode::FORBIDDEN, "{who}");
    }
    let list = looking.get("/referrals?erasure=1").await.words();
    for words in ["Noor asked on 1 December 2026 that this person be erased", "Who can confirm it now: Kim."] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let home = looking.get("/").await.words();
    assert!(home.contains("none that you can confirm yet") && !home.contains("until you confirm it"), "{home}");
    world.pass(TimeDelta::days(8));
    let late = Client::signed_in(router.clone(), &member).await;
    assert_eq!(late.post(&path, &confirm(&code)).await.status, StatusCode::FORBIDDEN, "a manager is there to look");
    let deciding = Client::signed_in(router.clone(), &manager).await;
    assert!(
        deciding.get("/").await.words().contains("erasure that your organisation asked for waits until you confirm it")
    );
    let list = deciding.get("/referrals?erasure=1").await.words();
    assert!(list.contains(&code) && list.contains("You can confirm it."), "{list}");
    let page = deciding.get(&format!("/referrals/{code}")).await;
    let (above, below) = page.text.split_once("Somebody has asked").expect("it is said");
    assert!(!above.contains("/matches\"") && below.contains("/matches\""), "before what else can be done: {above}");
    assert!(below.split("</p>").next().is_some_and(|rest| rest.contains(&format!("href=\"{path}\""))), "{below}");
    let wrong = deciding.post(&path, &confirm("22-222")).await;
    assert_eq!((wrong.status, erased(&world).await), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    assert!(wrong.words().contains("This is the code of another referral, or of none."), "{}", wrong.words());
    let none = deciding.post(&path, &confirm("no such thing")).await;
    assert!(none.words().contains("This is the code of another referral, or of none."), "{}", none.words());
    assert!(none.text.contains(&format!("<span class=\"code\">{code}</span>")), "it does not break at its dash");
    let typed = code.to_lowercase().replace('-', " ");
    let done = deciding.post(&path, &confirm(&typed)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    assert!(deciding.get(done.location()).await.words().contains("Everything about this person is erased"));
    assert_eq!(deciding.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(erased(&world).await, 1);
}

#[tokio::test]
async fn a_wish_is_taken_back_by_any_member_and_a_doubled_confirmation_hears_the_same() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let second = world.colleague(&manager, MemberRole::Manager).await;
    world.pass(TimeDelta::days(7));
    let code = world.referral(&manager, Secrets::default()).await.to_string();
    let path = format!("/referrals/{code}/erasure");
    let router = router(&world);
    let (one, other) = (Client::signed_in(router.clone(), &manager).await, Client::signed_in(router, &second).await);
    let ask = [("form", "erasure-ask"), ("code", code.as_str())];
    assert_eq!(one.post(&path, &ask).await.status, StatusCode::SEE_OTHER);
    let kept = other.post(&path, &[("form", "erasure-take-back")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    assert!(other.get(kept.location()).await.words().contains("It is taken back: this person stays here"));
    assert_eq!(other.post(&path, &[("form", "erasure-take-back")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&path, &confirm(&code)).await.status, StatusCode::NOT_FOUND, "nobody asks any more");
    assert_eq!(one.post(&path, &ask).await.status, StatusCode::SEE_OTHER);
    let once = Uuid::new_v4().to_string();
    let twice = [confirm(&code), vec![("once", once.as_str())]].concat();
    for _ in 0..2 {
        let done = other.post(&path, &twice).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/referrals?erased=1"));
    }
    assert_eq!(erased(&world).await, 1);
}

#[tokio::test]
async fn one_person_is_never_two_nor_rid_of_the_second_on_the_day() {
    for world in [World::sqlite().await, World::postgres().await] {
        let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
        world.pass(TimeDelta::days(30));
        let code = world.referral(&manager, Secrets::default()).await;
        let scope = world.as_person(&manager).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::erasures::ask(&scope, &referral, code.as_str()).await.expect("asked");
        // A second address of the same person.
        let second = world.colleague(&manager, MemberRole::Manager).await;
        let theirs = world.as_person(&second).await;
        let early = services::erasures::confirm(&theirs, &referral, code.as_str()).await;
        assert_eq!(early, Err(domain::Error::Refused("refused-erasure-new")));
        let path = format!("/referrals/{code}/erasure");
        let reads = Client::signed_in(router(&world), &second).await.get(&path).await.words();
        assert!(reads.contains("You can confirm it from 31 December 2026 on."), "{reads}");
        let asking = Client::signed_in(router(&world), &manager).await.get(&path).await.words();
        for words in ["Another manager of your organisation has to", "from 31 December 2026 on: Noor."] {
            assert!(asking.contains(words), "who asked reads who can, and when: {asking}");
        }
        world.pass(TimeDelta::days(7));
        // Somebody who could have looked is removed, and the waiting begins anew.
        services::members::remove(&scope, second.account).await.expect("removed");
        let gone = services::erasures::confirm(&theirs, &referral, code.as_str()).await;
        assert_eq!(gone, Err(domain::Error::NotFound), "a member no more, whatever the session says");
        for days in [0, 6] {
            world.pass(TimeDelta::days(days));
            let scope = world.as_person(&manager).await;
            let alone = services::erasures::confirm(&scope, &referral, code.as_str()).await;
            assert_eq!(alone, Err(domain::Error::Refused("refused-erasure-waits")), "after {days} days");
        }
        world.pass(TimeDelta::days(1));
        let scope = world.as_person(&manager).await;
        services::erasures::confirm(&scope, &referral, code.as_str()).await.expect("erased");
        assert_eq!(erased(&world).await, 1);
    }
}

#[tokio::test]
async fn an_only_manager_waits_a_week_and_a_suspension_stands_in_nobodys_way() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let code = world.referral(&manager, Secrets::default()).await;
    let scope = world.as_person(&manager).await;
    let referral = services::referrals::find(&scope, &code).await.expect("found");
    world.suspend(manager.organisation()).await;
    let scope = world.as_person(&manager).await;
    services::erasures::ask(&scope, &referral, code.as_str()).await.expect("asked");
    let waiting = services::erasures::waiting(&scope, &referral).await.expect("read").expect("a wish");
    assert_eq!(waiting.refused, Some("refused-erasure-waits"));
    world.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    let early = services::erasures::confirm(&scope, &referral, code.as_str()).await;
    assert_eq!(early, Err(domain::Error::Refused("refused-erasure-waits")));
    world.pass(TimeDelta::seconds(1));
    services::erasures::confirm(&scope, &referral, code.as_str()).await.expect("erased");
    assert_eq!(erased(&world).await, 1);
}

#[tokio::test]
async fn an_employer_reads_that_it_came_to_an_end_and_not_why() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (code, introduction) = world.introduced(&ngo, &employer).await;
    world.work().await;
    let before = world.mail.sent().len();
    services::erasures::by_command(&world.system(), &code).await.expect("erased");
    world.work().await;
    let mails = world.mail.sent().split_off(before);
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [employer.email.as_str()]);
    assert!(mails.iter().all(|mail| mail.subject == "You have a message"));
    let client = Client::signed_in(router(&world), &employer).await;
    assert_eq!(client.get(&format!("/introductions/{introduction}")).await.status, StatusCode::NOT_FOUND);
    let past = client.get("/introductions?which=past").await.words();
    assert!(past.contains("Cook: this introduction came to an end on 24 November 2026."), "{past}");
    for word in ["eras", "forgot", "withdr", "taken back", "delet"] {
        assert!(!past.to_lowercase().contains(word), "{word}");
    }
    assert!(!client.get("/introductions").await.words().contains("Cook"));
}

#[tokio::test]
async fn what_was_read_of_a_person_and_the_page_of_their_own_go_with_them() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (code, introduction) = world.introduced(&ngo, &employer).await;
        let scope = world.as_person(&ngo).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        let secret = services::own_pages::give(&scope, &referral).await.expect("given");
        let reading = Client::signed_in(router(&world), &employer).await;
        assert_eq!(reading.get(&format!("/introductions/{introduction}")).await.status, StatusCode::OK);
        let rows = async |name: &str| {
            let (db, mut count) = (&world.services.db, 0);
            let table = tables(db).await.expect("tables").into_iter().find(|table| table.name == name);
            let table = table.expect("a table");
            let mut pages = Pages::of(&table);
            loop {
                let page = pages.next(db).await.expect("rows");
                if page.is_empty() {
                    break count;
                }
                count += page.len();
            }
        };
        assert!(rows("consent_reads").await > 0 && rows("own_pages").await == 1, "the test looks at something");
        services::erasures::by_command(&world.system(), &code).await.expect("erased");
        for table in ["consent_reads", "own_pages", "consent_grants", "consent_fields"] {
            assert_eq!(rows(table).await, 0, "{table}");
        }
        let page = Client::new(router(&world)).get(&format!("/consent/{}", secret.as_str())).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn nothing_is_said_to_be_left_while_somebody_still_reads_what_was_there() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        for _ in 0..20 {
            world.referral(&ngo, Secrets { notes: "n".repeat(4000), ..Secrets::default() }).await;
        }
        let code = world.referral(&ngo, Secrets::default()).await;
        // As a backup does, that has not come to the table of referrals yet.
        let before = world.services.db.snapshot().await.expect("a moment");
        assert!(store::marks::is_set(&before, "none").await.is_ok());
        services::erasures::by_command(&world.system(), &code).await.expect("erased");
        let log = || std::fs::metadata(world.folder.path().join("ponte.db-wal")).map_or(0, |found| found.len());
        let (began, size) = (std::time::Instant::now(), log());
        for _ in 0..3 {
            assert!(services::erasures::compact(&world.system()).await.is_err(), "it is kept for whoever reads");
        }
        assert!(log() <= size, "the log of changes does not grow by trying");
        assert!(began.elapsed() < std::time::Duration::from_secs(9), "nobody is kept waiting");
        drop(before);
        assert!(world.compacted().await);
        assert_eq!(services::erasures::compact(&world.system()).await, Ok(false));
    }
}

/// Tables that name a person and are left alone, with why.
const APART: &[(&str, &str)] = &[];

#[tokio::test]
async fn every_table_that_names_a_person_is_in_the_list_of_an_erasure() {
    let world = World::sqlite().await;
    let db = world.services.db.connection();
    let ask = async |sql: &str| {
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("read");
        let pair = |row: &sea_orm_migration::sea_orm::QueryResult| -> (String, String, String) {
            let text = |at| row.try_get_by_index(at).expect("a name");
            (text(0), text(1), text(2))
        };
        rows.iter().map(pair).collect::<BTreeSet<_>>()
    };
    let named = "SELECT m.name, c.name, c.name || 's' FROM sqlite_master m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND c.name IN ('referral', 'introduction')";
    let mut all = ask(named).await;
    let foreign = ask(
        "SELECT m.name, f.\"from\", f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    )
    .await;
    let of_a_person = |table: &str| table == "referrals" || PARTS.iter().any(|part| part.table == table);
    all.extend(foreign.into_iter().filter(|(_, _, to)| of_a_person(to)));
    assert!(all.len() >= PARTS.len(), "{all:?}");
    for (table, column, of) in &all {
        let listed = PARTS.iter().any(|part| part.table == table && part.column == column && part.of == of);
        let apart = APART.contains(&(table.as_str(), column.as_str()));
        assert!(listed != apart, "{table}.{column} names {of}: has it a line in store::person::PARTS?");
    }
    for (at, part) in PARTS.iter().enumerate() {
        let below = part.of == "referrals" || PARTS.iter().skip(at + 1).any(|other| other.table == part.of);
        assert!(below, "{} stands before {}", part.table, part.of);
    }
}

fn folder_bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            all.extend(folder_bytes(&entry.path()));
        } else {
            all.push((entry.path().display().to_string(), std::fs::read(entry.path()).unwrap_or_default()));
        }
    }
    all
}

fn member(installation: &Installation, person: &Person) -> Scope {
    let mut actor = Actor::anonymous();
    let standing = domain::organisation::Standing::Verified;
    let (organisation, kind) = (person.organisation(), OrganisationKind::Ngo);
    actor.account = Some(person.account);
    actor.membership = Some(Membership { organisation, kind, role: MemberRole::Manager, standing });
    installation.system().for_actor(actor)
}

#[tokio::test]
async fn the_command_leaves_nothing_of_a_person_in_any_file() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let installation = small_world(&data).await;
    let (email, organisation) = ("ngo@ponte.example".parse().expect("an address"), async |scope: &Scope| {
        let all = services::installation::organisations(scope, None, 100).await.expect("organisations");
        all.into_iter().find(|found| found.description.name == "Harbour Example").expect("the NGO").id
    });
    let account = services::installation::account(&installation.system(), &email).await.expect("asked").expect("there");
    let person =
        Person { email: email.to_string(), account, organisation: Some(organisation(&installation.system()).await) };
    let scope = member(&installation, &person);
    let open = domain::referral::ReferralStatus::Open;
    let all = services::referrals::list(&scope, open, None, 60).await.expect("referrals");
    let mut chosen = None;
    for referral in all {
        let listed = services::introductions::of_referral(&scope, &referral).await.expect("introductions");
        if let Some(first) = listed.iter().find(|listed| !listed.introduction.stage.is_end()) {
            chosen = Some((referral, first.introduction.id));
            break;
        }
    }
    let (referral, introduction) = chosen.expect("somebody who is introduced");
    let code: Code = referral.code.clone();
    // Written often, so that the file holds what was there before.
    for round in 0..20 {
        let (now, mut secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        (secrets.notes, secrets.called) = ("notes-secret ".repeat(round * 40), "Robin-secret".into());
        services::referrals::write(&scope, &now, &secrets).await.expect("written");
    }
    services::worker::drain(&installation.system()).await.expect("sent");
    let names = [referral.id.0, introduction.0];
    let has = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    let found = |files: &[(String, Vec<u8>)]| {
        let mut found = Vec::new();
        for (path, bytes) in files {
            let texts = names.iter().flat_map(|id| [id.to_string(), id.simple().to_string()]);
            for text in texts.chain([code.to_string(), "notes-secret".into(), "Robin-secret".into()]) {
                found.extend(has(bytes, text.as_bytes()).then(|| format!("{text} in {path}")));
            }
            found.extend(
                names.iter().filter(|id| has(bytes, id.as_bytes())).map(|id| format!("bytes of {id} in {path}")),
            );
        }
        found
    };
    assert!(found(&folder_bytes(&data)).len() >= 3, "the test looks at the right bytes");
    drop(installation);
    let (own, twice) = (code.as_str(), format!("{code}\n{code}\n"));
    for (arguments, typed, said) in [
        (&["erase", own][..], "", "nothing was done"),
        (&["erase", own], "22-222", "nothing was done"),
        (&["erase"], own, "nothing was done"),
        (&["erase"], "nobody", "is no code"),
        (&["erase"], twice.as_str(), "is erased"),
        (&["erase", own], own, "there is no referral"),
    ] {
        let output = run_typing(&data, arguments, typed, &[("RUST_LOG", "off")]);
        let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(words.contains(said) && output.status.success() == (said == "is erased"), "{typed}: {words}");
    }
    let files = folder_bytes(&data);
    assert_eq!(found(&files), Vec::<String>::new());
    assert!(files.iter().any(|(path, bytes)| path.ends_with("tombstones")
        && String::from_utf8_lossy(bytes).lines().filter(|line| line.contains(" person ")).count() == 1));
    let again = run_with(&data, &["audit", "verify"], &[]);
    assert!(again.status.success());
    let file = folder.path().join("backup");
    let made = run_with(&data, &["backup", &file.display().to_string()], &[]);
    assert!(made.status.success());
    let key = store::keys::Ring::from_file(&data.join("key")).expect("a key").current;
    let backup = testkit::opened(&file, &key);
    assert!(backup.contains("Harbour Example"), "the test looks at the right file");
    assert_eq!(found(&[("the backup".into(), backup.into_bytes())]), Vec::<String>::new());
}
