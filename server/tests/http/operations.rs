//! The outbox: mail that cannot leave is tried again, given up and revived; nothing else waits for it.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::{Email, PlatformRole};
use domain::event::{Event, Feed};
use domain::organisation::OrganisationKind;
use domain::referral::Secrets;
use services::{Scope, Services, worker};
use testkit::{Client, Person, World};

use crate::router;

/// The same services with another way for mail to leave.
fn with_mail(world: &World, mail: mail::Transport) -> Scope {
    let s = &world.services;
    let services = Services {
        db: s.db.clone(),
        keyring: s.keyring.clone(),
        clock: s.clock.clone(),
        mail,
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: s.index.clone(),
        origin: s.origin.clone(),
        reader: s.reader.clone(),
        retention: s.retention,
        reach: s.reach,
        second_step: s.second_step,
    };
    Scope::new(Arc::new(services), domain::Actor::system())
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
    assert_eq!(subjects.len(), 6, "every kind of mail: {subjects:?}");
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
            let sent = world.mail.sent();
            let calls = |person: &Person| {
                sent.iter()
                    .filter(|mail| mail.to.as_str() == person.email && mail.subject == "Ponte needs your attention")
                    .count()
            };
            assert_eq!(calls(&steward), 0, "nobody else");
            assert_eq!(calls(&administrators[0]), calls(&administrators[1]));
            calls(&administrators[0])
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
        let (one, other) = (world.system(), world.system());
        let (one, other) = tokio::join!(worker::tidy(&one), worker::tidy(&other));
        assert!(one.is_ok() || other.is_ok());
        world.work().await;
        let sent = world.mail.sent();
        let calls = sent
            .iter()
            .filter(|mail| mail.to.as_str() == administrator.email)
            .filter(|mail| mail.subject == "Ponte needs your attention");
        assert_eq!(calls.count(), 1, "no backup was ever made");
    }
}
