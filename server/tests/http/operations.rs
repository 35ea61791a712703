//! The outbox: mail that cannot leave is tried again, given up and revived; nothing else waits for it.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::{Email, PlatformRole};
use domain::event::{Event, Feed};
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use server::Installation;
use server::network::Network;
use services::{Scope, Services, worker};
use testkit::{Client, Person, World};

use crate::{router, same};

/// The same services with another way for mail to leave.
fn with_mail(world: &World, mail: mail::Transport) -> Scope {
    Scope::new(Arc::new(Services { mail, ..same(world) }), domain::Actor::system())
}

/// The mails to somebody that call them to what needs a hand.
fn calls(world: &World, person: &Person) -> usize {
    world.mails_to(person, "Ponte needs your attention")
}

/// Gives every event that waits up, as it stands.
async fn give_up(world: &World) {
    let dead = "UPDATE outbox SET dead = due WHERE done IS NULL";
    migrations::execute(world.services.db.connection(), dead).await.expect("given up");
}

/// Somebody who is due a mail.
async fn waiting(world: &World) -> Person {
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    world.work().await;
    world.pass(TimeDelta::hours(1));
    let email: Email = person.email.parse().expect("an address");
    services::accounts::ask_reset(&world.visitor(), &email, "192.0.2.1").await.expect("asked");
    person
}

async fn push(world: &World, event: &Event) {
    let tx = world.services.db.begin().await.expect("begun");
    store::outbox::push(&tx, event, world.system().now()).await.expect("pushed");
    tx.commit().await.expect("committed");
}

async fn claim(world: &World) -> usize {
    let tx = world.services.db.begin().await.expect("begun");
    let claimed = store::outbox::claim(&tx, Feed::Mail, 10, world.system().now()).await.expect("claimed");
    tx.commit().await.expect("committed");
    claimed.len()
}

fn busy(world: &World) {
    world.mail.fail_next(mail::Error::Temporary("the mail server is busy".into()));
}

#[tokio::test]
async fn mail_is_put_off_longer_each_time_and_leaves_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = waiting(&world).await;
        let sent = || world.mail.sent().iter().filter(|mail| mail.to.as_str() == person.email).count();
        let before = sent();
        for seconds in [10, 20, 40] {
            busy(&world);
            world.work().await;
            world.pass(TimeDelta::seconds(seconds - 1));
            world.work().await;
            assert_eq!(sent(), before, "not before {seconds} seconds");
            world.pass(TimeDelta::seconds(1));
        }
        world.work().await;
        world.pass(TimeDelta::days(1));
        world.work().await;
        assert_eq!(sent(), before + 1);
    }
}

#[tokio::test]
async fn mail_is_given_up_after_three_days_and_an_administrator_revives_it() {
    for world in [World::sqlite().await, World::postgres().await] {
        let account = waiting(&world).await.account;
        world.work().await;
        let before = world.mail.sent().len();
        push(&world, &Event::NewsFor { account }).await;
        push(&world, &Event::NewsFor { account }).await;
        let administrator = world.platform(PlatformRole::Administrator).await;
        let dead = async || {
            let scope = world.as_person(&administrator).await;
            services::operations::outbox(&scope).await.expect("allowed").1
        };
        for hour in 0..80 {
            assert!(dead().await.is_empty(), "given up after {hour} hours");
            busy(&world);
            busy(&world);
            world.work().await;
            world.pass(TimeDelta::hours(1));
        }
        assert_eq!(dead().await.len(), 2);
        world.pass(TimeDelta::days(1));
        let client = Client::signed_in(router(&world), &administrator).await;
        let page = client.get("/operations").await;
        let event = page.input("event").expect("an event");
        let one = client.post("/operations", &[("form", "retry"), ("event", &event)]).await;
        assert_eq!(one.status, StatusCode::SEE_OTHER, "{}", one.words());
        let again = client.post("/operations", &[("form", "retry"), ("event", &event)]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "it lives already");
        world.work().await;
        assert_eq!((world.mail.sent().len(), dead().await.len()), (before + 1, 1));
        assert_eq!(client.post("/operations", &[("form", "retry-all")]).await.status, StatusCode::SEE_OTHER);
        world.work().await;
        assert_eq!((world.mail.sent().len(), dead().await.len()), (before + 2, 0));
    }
}

#[tokio::test]
async fn a_claim_holds_for_two_minutes() {
    for world in [World::sqlite().await, World::postgres().await] {
        waiting(&world).await;
        assert_eq!(claim(&world).await, 1);
        world.pass(TimeDelta::seconds(119));
        assert_eq!(claim(&world).await, 0, "another worker has it");
        world.pass(TimeDelta::seconds(1));
        assert_eq!(claim(&world).await, 1, "that worker is gone");
    }
}

#[tokio::test]
async fn an_event_that_does_not_read_is_given_up_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let account = waiting(&world).await.account;
        let before = world.mail.sent().len();
        for event in ["{\"Sung\":{}}", "", "null"] {
            push(&world, &Event::NewsFor { account }).await;
            let spoil = format!("UPDATE outbox SET event = '{event}' WHERE event LIKE '{{\"NewsFor\"%'");
            migrations::execute(world.services.db.connection(), &spoil).await.expect("spoilt");
        }
        // An event as an earlier version wrote it.
        push(&world, &Event::WaitingFor { account }).await;
        let old =
            "UPDATE outbox SET event = replace(event, '\"}}', '\",\"path\":\"/x\"}}') WHERE event LIKE '%WaitingFor%'";
        migrations::execute(world.services.db.connection(), old).await.expect("aged");
        world.work().await;
        assert_eq!(world.mail.sent().len(), before + 2);
        let administrator = world.platform(PlatformRole::Administrator).await;
        let scope = world.as_person(&administrator).await;
        let (left, dead) = services::operations::outbox(&scope).await.expect("allowed");
        assert_eq!((left, dead.len()), (0, 3));
    }
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_holds_up_neither_the_library_nor_a_stop() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", silent.local_addr().expect("its address"));
    let world = World::sqlite().await;
    let person = waiting(&world).await;
    let before = world.mail.sent().len();
    let scope = with_mail(&world, mail::Transport::from_url(&url).expect("a transport"));
    let record = include_bytes!("../../library/fair-food-program.md");
    services::import::file_with(&world.system(), "fair-food-program.md", &record[..], crate::looked_at(), |_| {})
        .await
        .expect("imported");
    let index = world.services.index.clone().expect("an index");
    // Stops once the mail is under way and the record can be found.
    let mut connection = None;
    let stop = async {
        connection = Some(silent.accept().await.expect("the mail is being sent"));
        while index.count() == 0 {
            tokio::task::yield_now().await;
        }
    };
    worker::run(&scope, stop).await;
    drop(connection);
    assert_eq!(index.count(), 1);
    // What did not leave was given back, and leaves at once when there is a server.
    world.work().await;
    let mails = world.mail.sent();
    assert_eq!(mails.len(), before + 1);
    assert_eq!(mails.last().map(|mail| mail.to.to_string()), Some(person.email));
}

#[tokio::test]
async fn no_mail_that_leaves_tells_what_it_is_about() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Victims’ Aid").await;
    let placement = world.live(&employer).await;
    let code = world.referral(&ngo, Secrets::default()).await;
    world.put_forward(&ngo, &code, &placement).await;
    let client = Client::signed_in(router(&world), &ngo).await;
    let invite = [("form", "invite"), ("email", "new@example.org"), ("role", "member")];
    assert_eq!(client.post("/account/members", &invite).await.status, StatusCode::SEE_OTHER);
    let visitor = Client::new(router(&world));
    for email in ["ana@example.org", ngo.email.as_str()] {
        let join = [
            ("form", "join"),
            ("kind", "ngo"),
            ("organisation", "Victims’ Aid"),
            ("summary", "We support survivors."),
            ("country", "AL"),
            ("town", "Tirana"),
            ("name", "Ana"),
            ("email", email),
            ("password", "bread and salt and water"),
            ("language", "en"),
        ];
        assert_eq!(visitor.post("/join", &join).await.status, StatusCode::SEE_OTHER);
    }
    visitor.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", &ngo.email)]).await;
    world.work().await;
    let mails = world.mail.sent();
    let subjects: std::collections::BTreeSet<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects.len(), 6, "each kind that these steps bring: {subjects:?}");
    for mail in &mails {
        // The secret of a link may hold any letters.
        let words = mail.text.split_whitespace().map(|word| match word.rsplit_once('/') {
            Some((path, secret)) if secret.len() > 40 => path,
            _ => word,
        });
        let said = format!("{} {}", mail.subject, words.collect::<Vec<_>>().join(" ")).to_lowercase();
        for word in ["victim", "survivor", "traffick", "introduction", "placement", "referral", "consent", "ngo"] {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
}

#[tokio::test]
async fn administrators_are_called_once_a_day_while_something_needs_a_hand() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrators =
            [world.platform(PlatformRole::Administrator).await, world.platform(PlatformRole::Administrator).await];
        let steward = world.platform(PlatformRole::Steward).await;
        let back_up = async |name: &str| {
            let file = world.folder.path().join(name);
            services::backup::write(&world.system(), &file, &services::backup::Lock::Master).await.expect("made");
        };
        let called = async || {
            worker::tidy(&world.system()).await.expect("tidied");
            world.work().await;
            assert_eq!(calls(&world, &steward), 0, "nobody else");
            assert_eq!(calls(&world, &administrators[0]), calls(&world, &administrators[1]));
            calls(&world, &administrators[0])
        };
        back_up("first").await;
        assert_eq!(called().await, 0, "all is well");
        world.pass(TimeDelta::days(7));
        assert_eq!(called().await, 0, "and is for a week");
        world.pass(TimeDelta::hours(1));
        assert_eq!((called().await, called().await), (1, 1), "there is no backup of the last seven days");
        world.pass(TimeDelta::hours(22));
        assert_eq!(called().await, 1, "once a day");
        world.pass(TimeDelta::hours(1));
        assert_eq!(called().await, 2, "as long as nobody has done anything");
        back_up("second").await;
        world.pass(TimeDelta::days(2));
        assert_eq!(called().await, 2, "it is done");
        // A mail that was given up.
        push(&world, &Event::NewsFor { account: steward.account }).await;
        let spoil = "UPDATE outbox SET event = 'null' WHERE event LIKE '{\"NewsFor\"%'";
        migrations::execute(world.services.db.connection(), spoil).await.expect("spoilt");
        world.work().await;
        assert_eq!(called().await, 3);
        let mails = world.mail.sent();
        let mail = mails.iter().find(|mail| mail.subject == "Ponte needs your attention").expect("a mail");
        assert!(mail.text.contains("/operations\n"), "{}", mail.text);
        for word in ["backup", "key", "audit"] {
            assert!(!mail.text.contains(word), "no details: {}", mail.text);
        }
        let client = Client::signed_in(router(&world), &administrators[0]).await;
        assert_eq!(client.get("/operations").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn two_workers_call_administrators_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        world.pass(TimeDelta::days(8));
        let (one, other) = (world.system(), world.system());
        let worked = tokio::join!(worker::tidy(&one), worker::tidy(&other));
        assert_eq!(worked, (Ok(()), Ok(())), "neither is in the other's way");
        world.work().await;
        assert_eq!(calls(&world, &administrator), 1, "no backup was ever made");
    }
}

#[tokio::test]
async fn administrators_of_a_new_installation_are_not_called() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let called = async || {
            worker::tidy(&world.system()).await.expect("tidied");
            world.work().await;
            calls(&world, &administrator)
        };
        for day in 0..8 {
            assert_eq!(called().await, 0, "there is no backup yet on day {day}");
            world.pass(TimeDelta::days(1));
        }
        assert_eq!(called().await, 1, "there should be one by now");
    }
}

#[tokio::test]
async fn a_call_that_was_given_up_calls_nobody_and_is_not_sent_later() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let account = world.member(OrganisationKind::Business, "Bakery").await.account;
        world.work().await;
        let scope = world.as_person(&administrator).await;
        let dead = async || services::operations::outbox(&scope).await.expect("allowed").1;
        let call = Event::AttentionNeeded { account: administrator.account };
        for _ in 0..3 {
            push(&world, &call).await;
        }
        give_up(&world).await;
        worker::tidy(&world.system()).await.expect("tidied");
        world.work().await;
        assert_eq!((calls(&world, &administrator), dead().await.len()), (0, 3), "nothing else is amiss");
        let one = dead().await.first().expect("one").id.to_string();
        services::operations::retry(&scope, &one).await.expect("dropped");
        world.work().await;
        assert_eq!((calls(&world, &administrator), dead().await.len()), (0, 2));
        push(&world, &Event::NewsFor { account }).await;
        give_up(&world).await;
        let before = world.mail.sent().len();
        services::operations::retry_all(&scope).await.expect("tried again");
        world.work().await;
        let sent = world.mail.sent().len();
        assert_eq!((calls(&world, &administrator), sent, dead().await.len()), (0, before + 1, 0), "the other alone");
        // Any other mail that was given up does call.
        push(&world, &Event::NewsFor { account }).await;
        give_up(&world).await;
        worker::tidy(&world.system()).await.expect("tidied");
        world.work().await;
        assert_eq!(calls(&world, &administrator), 1);
    }
}

#[tokio::test]
async fn nobody_is_called_for_backups_that_are_made_elsewhere() {
    let world = World::sqlite().await;
    let administrator = world.platform(PlatformRole::Administrator).await;
    world.pass(TimeDelta::days(8));
    let services = Arc::new(Services { backups: services::Backups::Elsewhere, ..same(&world) });
    worker::tidy(&Scope::new(services.clone(), domain::Actor::system())).await.expect("tidied");
    world.work().await;
    assert_eq!(calls(&world, &administrator), 0);
    let site = app::Site { stylesheet: None, islands: None, demo: app::at::Demo::Off };
    let (proxies, uploads) = (Network::loopback().into(), world.folder.path().join("uploads").into());
    let installation = Installation { services, site, origin: testkit::ORIGIN.into(), proxies, uploads };
    let told = "There is no backup of the last seven days";
    let elsewhere = Client::signed_in(server::router::router(installation), &administrator).await;
    let words = elsewhere.get("/operations").await.words();
    assert!(words.contains("They are made elsewhere") && !words.contains(told), "{words}");
    let here = Client::signed_in(router(&world), &administrator).await.get("/operations").await.words();
    assert!(here.contains(told) && !here.contains("They are made elsewhere"), "{here}");
}

#[tokio::test]
async fn nobody_is_called_while_records_move_to_another_key() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let also = "INSERT INTO master_keys (id, number, created, since, retired) \
                    SELECT 'another', 2, created, retired, retired FROM master_keys";
        migrations::execute(world.services.db.connection(), also).await.expect("made known");
        worker::tidy(&world.system()).await.expect("tidied");
        world.work().await;
        assert_eq!(calls(&world, &administrator), 0);
        let page = Client::signed_in(router(&world), &administrator).await.get("/operations").await.words();
        assert!(page.contains("Records are moving from one master key to the next"), "{page}");
    }
}

#[tokio::test]
async fn administrators_read_that_a_key_beside_its_database_and_mail_in_a_folder_are_for_trying_out() {
    let (beside, stays) = ("The master key lies on the same disk as the database", "No mail leaves");
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        let words = async || Client::signed_in(router(&world), &administrator).await.get("/operations").await.words();
        let before = words().await;
        assert!(!before.contains(beside) && !before.contains(stays), "{before}");
        services::operations::note_key(&world.system(), true).await.expect("noted");
        services::operations::note_key(&world.system(), true).await.expect("noted again at the next start");
        let noted = words().await;
        assert!(noted.contains(beside) && !noted.contains(stays), "{noted}");
        services::operations::note_key(&world.system(), false).await.expect("noted");
        assert!(!words().await.contains(beside), "the key has moved");

        let folder = mail::Transport::folder(world.folder.path().join("mail"));
        let services = Arc::new(Services { mail: folder, ..same(&world) });
        let site = app::Site { stylesheet: None, islands: None, demo: app::at::Demo::Off };
        let (proxies, uploads) = (Network::loopback().into(), world.folder.path().join("uploads").into());
        let installation = Installation { services, site, origin: testkit::ORIGIN.into(), proxies, uploads };
        let trying = Client::signed_in(server::router::router(installation), &administrator).await;
        let words = trying.get("/operations").await.words();
        assert!(words.contains(stays) && !words.contains(beside), "{words}");
        worker::tidy(&world.system()).await.expect("tidied");
        assert_eq!(calls(&world, &administrator), 0, "nobody is called for it");
    }
}

#[tokio::test]
async fn administrators_read_that_it_is_mail_that_waits_or_was_given_up() {
    for world in [World::sqlite().await, World::postgres().await] {
        let administrator = world.platform(PlatformRole::Administrator).await;
        world.work().await;
        let page = async || Client::signed_in(router(&world), &administrator).await.get("/operations").await;
        let idle = page().await;
        let (_, mail) = idle.text.split_once(">Mail<").expect("a heading");
        assert!(mail.contains("No mail waits to be sent.") && mail.contains("No mail was given up."), "{mail}");
        assert!(!idle.words().contains("to be found by its search"), "{}", idle.words());
        let account = administrator.account;
        push(&world, &Event::NewsFor { account }).await;
        let waits = page().await.words();
        assert!(waits.contains("One mail waits to be sent."), "{waits}");
        let kept = "UPDATE outbox SET feed = 'index' WHERE done IS NULL";
        migrations::execute(world.services.db.connection(), kept).await.expect("of the index");
        let waits = page().await.words();
        assert!(waits.contains("No mail waits to be sent."), "{waits}");
        assert!(waits.contains("One record of the library waits to be found by its search."), "{waits}");
    }
}
