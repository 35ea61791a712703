//! Signing in and out: wrong passwords, a new one by mail, sessions, and what is noted of it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use testkit::{Client, PASSWORD, World};

use super::link;
use crate::router;

#[tokio::test]
async fn one_answer_for_no_account_and_wrong_password_and_too_many_wait() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::new(router(&world));
    let attempt = |email: String| {
        let client = client.clone();
        async move {
            let fields = [("form", "sign-in"), ("email", email.as_str()), ("password", "not this one at all")];
            client.post("/sign-in", &fields).await
        }
    };
    let wrong = attempt(person.email.clone()).await;
    let nobody = attempt("nobody@example.org".into()).await;
    let words = |answer: &testkit::Answer| answer.words().split("Password").last().map(str::to_owned);
    assert_eq!((wrong.status, words(&wrong)), (nobody.status, words(&nobody)));
    for _ in 0..5 {
        attempt(person.email.clone()).await;
    }
    let throttled = attempt(person.email.clone()).await;
    assert!(throttled.words().contains("Too many attempts"), "{}", throttled.words());
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.pass(TimeDelta::minutes(16));
    assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn passwords_tried_at_the_same_time_are_counted_as_one_after_the_other() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let client = Client::new(router(&world));
        let mut attempts = tokio::task::JoinSet::new();
        for _ in 0..30 {
            let (client, email) = (client.clone(), person.email.clone());
            attempts.spawn(async move {
                let fields = [("form", "sign-in"), ("email", email.as_str()), ("password", "not this one at all")];
                client.post("/sign-in", &fields).await.words()
            });
        }
        let answers = attempts.join_all().await;
        let tried = answers.iter().filter(|words| words.contains("The address or the password is wrong"));
        assert_eq!(tried.count(), 5);
        assert_eq!(answers.iter().filter(|words| words.contains("Too many attempts")).count(), 25);
    }
}

#[tokio::test]
async fn those_who_get_in_do_not_use_up_the_attempts_of_their_network() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::new(router(&world));
    let right = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    for _ in 0..60 {
        assert_eq!(client.post("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn signing_in_ends_the_session_that_it_replaces() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let before = Client::signed_in(router(&world), &person).await;
    let mut client = before.clone();
    client.sign_in(&person).await;
    assert_ne!(before.cookie(), client.cookie());
    assert_eq!(client.get("/account").await.status, StatusCode::OK);
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_out_twice_is_as_good_as_once() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &person).await;
    for _ in 0..2 {
        let out = client.post("/sign-out", &[("form", "sign-out")]).await;
        assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/"));
        assert!(out.header("set-cookie").contains("Max-Age=0"));
        assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"", "nothing stays in the browser");
    }
}

#[tokio::test]
async fn asking_for_a_password_does_the_same_for_every_address_and_its_links_are_fresh() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    world.work().await;
    let client = Client::new(router(&world));
    for (count, email) in [(1, "nobody@example.org"), (2, &person.email), (3, &person.email)] {
        let asked = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", email)]).await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER);
        let waiting = store::outbox::count_waiting(&world.services.db).await.expect("counted");
        assert_eq!(waiting, count, "{email}");
    }
    // Mail was down for two days.
    world.pass(TimeDelta::days(2));
    let one = link(&world).await;
    let mails = world.mail.sent();
    let paths =
        mails.iter().flat_map(|mail| mail.text.split_whitespace()).filter(|word| word.contains("/sign-in/reset/"));
    let two = paths.map(|word| word.replace(testkit::ORIGIN, "")).find(|path| *path != one).expect("another link");
    let new = [("form", "reset"), ("password", "four new words here"), ("again", "four new words here")];
    assert_eq!(client.post(&one, &new).await.status, StatusCode::SEE_OTHER);
    let other = client.post(&two, &new).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the other link ends with it");
}

#[tokio::test]
async fn a_new_password_by_mail_ends_every_session() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let signed_in = Client::signed_in(router(&world), &person).await;
    let client = Client::new(router(&world));
    let unknown = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", "nobody@example.org")]).await;
    let known = client.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", person.email.as_str())]).await;
    assert_eq!((unknown.status, unknown.location()), (known.status, known.location()));
    let path = link(&world).await;
    let new = "four new words here";
    let differs = client.post(&path, &[("form", "reset"), ("password", new), ("again", "others")]).await;
    assert_eq!(differs.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {}", differs.location());
    let done = client.post(&path, &[("form", "reset"), ("password", new), ("again", new)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(signed_in.get("/account").await.status, StatusCode::SEE_OTHER, "the old session has ended");
    let enter = [("form", "sign-in"), ("email", person.email.as_str()), ("password", new)];
    assert_eq!(client.post("/sign-in", &enter).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_was_typed_survives_an_ended_session() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    client.forget();
    let typed = [("form", "account"), ("name", "Kim “the baker” <b>"), ("language", "en")];
    let asked = client.post("/account", &typed).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    let back = client.sign_in_on(&asked, &person).await;
    assert_eq!(back.status, StatusCode::OK);
    assert_eq!(back.input("name").as_deref(), Some("Kim “the baker” <b>"));
    assert!(back.words().contains("You are signed in again"));
    client.keep(&back);
    assert_eq!(client.post("/account", &typed).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_gets_in_is_in_the_audit_log_and_who_does_not_is_a_line_without_a_name() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let subject = format!("account {}", person.account);
        let entered = async || store::audit::count(&world.services.db, "sign in", &subject).await.expect("counted");
        let client = Client::new(router(&world));
        let sign_in = async |password: &str| {
            let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", password)];
            client.post("/sign-in", &fields).await.status
        };
        let before = entered().await;
        assert_eq!(sign_in("not this one at all").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(entered().await, before, "whoever did not get in is not said to have");
        // Every test fails in which a line tells of somebody.
        assert!(testkit::log::lines().iter().any(|line| line.contains("a wrong password")));
        assert_eq!(sign_in(PASSWORD).await, StatusCode::SEE_OTHER);
        assert_eq!(entered().await, before + 1);
    }
}
