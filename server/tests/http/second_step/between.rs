//! Between the two steps: how long the second is waited for, what waits with it, and who else may try.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use testkit::{Answer, Client, Person, World};

use super::{SECOND, SECURITY, code, password, second, with_phone};
use crate::router;

#[tokio::test]
async fn the_second_step_is_waited_for_ten_minutes_and_guesses_wait() {
    let world = World::sqlite().await;
    let (person, mut client, (secret, _)) = with_phone(&world).await;
    // Somebody elsewhere who knows the password.
    let mut stranger = Client::new(router(&world));
    password(&mut stranger, &person).await;
    for _ in 0..5 {
        assert!(second(&stranger, "000000").await.words().contains("This code is not right"));
    }
    world.pass(TimeDelta::seconds(30));
    let right = second(&stranger, &code(&world, &secret, 0)).await;
    assert!(right.words().contains("Too many attempts"), "{}", right.words());
    // The owner's browser is known, so it waits for nobody.
    client.forget();
    password(&mut client, &person).await;
    assert_eq!(second(&client, &code(&world, &secret, 0)).await.status, StatusCode::SEE_OTHER);
    let mut slow = Client::new(router(&world));
    world.pass(TimeDelta::minutes(20));
    password(&mut slow, &person).await;
    world.pass(TimeDelta::minutes(11));
    let late = second(&slow, &code(&world, &secret, 0)).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED, "they sign in again: {}", late.words());
}

#[tokio::test]
async fn whoever_knows_the_password_alone_hides_no_session_from_its_owner() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (person, client, _) = with_phone(&world).await;
        world.pass(TimeDelta::minutes(1));
        let db = &world.services.db;
        let tx = db.begin().await.expect("begun");
        let now = world.system().now();
        for number in 0..101 {
            let session = store::sessions::Session {
                account: person.account,
                created: now,
                seen: now,
                expires: now + TimeDelta::minutes(10),
                proof: domain::account::Proof::Password,
                proved: None,
            };
            store::sessions::insert(&tx, &format!("token {number}"), session).await.expect("a session");
        }
        tx.commit().await.expect("committed");
        assert!(client.get(SECURITY).await.words().contains("This one"), "{}", client.get(SECURITY).await.words());
    }
}

#[tokio::test]
async fn the_first_step_alone_leaves_nothing_for_longer_than_the_second_is_waited_for() {
    let world = World::sqlite().await;
    let (person, ..) = with_phone(&world).await;
    let mut stranger = Client::new(router(&world));
    password(&mut stranger, &person).await;
    let token = stranger.cookie().and_then(|cookie| cookie.split_once('=')).map(|(_, token)| token.to_owned());
    let half = store::sessions::find(&world.services.db, &token.expect("a token")).await.expect("read").expect("there");
    assert_eq!(half.expires - world.system().now(), TimeDelta::minutes(10));
}

#[tokio::test]
async fn a_question_belongs_to_the_session_that_was_asked_and_two_at_once_are_no_failure() {
    use store::ceremonies::{Purpose, begin, take};
    for world in [World::sqlite().await, World::postgres().await] {
        let account = world.platform(PlatformRole::Steward).await.account;
        let (db, now) = (&world.services.db, world.system().now());
        let later = now + TimeDelta::minutes(5);
        let ask = async |token: &'static str, state: &'static str| {
            let tx = db.begin().await.expect("begun");
            begin(&tx, (account, token), Purpose::Use, state.into(), later).await.expect("asked");
            tx.commit().await.expect("committed");
        };
        tokio::join!(ask("owner", "first"), ask("owner", "first"), ask("stranger", "other"));
        let tx = db.begin().await.expect("begun");
        let state = async |token| take(&tx, token, Purpose::Use, now).await.expect("read");
        assert_eq!(state("owner").await.as_deref(), Some("first"));
        assert_eq!(state("owner").await, None, "answered once");
        assert_eq!(state("stranger").await.as_deref(), Some("other"));
    }
}

/// Goes through both steps from the page that asks for the first, the second so long after it; answers what comes then,
/// and the code that was given.
async fn both_steps(
    world: &World,
    client: &mut Client,
    (person, secret): (&Person, &str),
    (page, pause): (&Answer, TimeDelta),
) -> (Answer, String) {
    let half = client.sign_in_on(page, person).await;
    assert_eq!(half.status, StatusCode::OK, "{}", half.words());
    assert!(half.words().contains("One more step"), "{}", half.words());
    client.keep(&half);
    let (next, carried) = (half.input("next").expect("next"), half.input("carried").expect("carried"));
    world.pass(pause);
    let now = code(world, secret, 0);
    let fields = [("form", "second"), ("code", now.as_str()), ("next", next.as_str()), ("carried", carried.as_str())];
    let back = client.post(SECOND, &fields).await;
    (back, now)
}

/// A change of the account that waits while somebody signs in.
const WAITS: [(&str, &str); 3] = [("form", "account"), ("name", "Kim “the baker” <b>"), ("language", "en")];

#[tokio::test]
async fn a_post_without_a_session_waits_through_both_steps() {
    let world = World::sqlite().await;
    let (person, mut client, (secret, _)) = with_phone(&world).await;
    client.forget();
    let asked = client.post("/account", &WAITS).await;
    let (back, _) = both_steps(&world, &mut client, (&person, &secret), (&asked, TimeDelta::seconds(30))).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.words());
    assert_eq!(back.input("name").as_deref(), Some("Kim “the baker” <b>"));
}

#[tokio::test]
async fn what_waits_inside_the_second_step_waits_on_when_that_takes_too_long() {
    let world = World::sqlite().await;
    let (person, mut client, (secret, _)) = with_phone(&world).await;
    client.forget();
    let mut page = client.post("/account", &WAITS).await;
    for minutes in [11, 0] {
        let pause = TimeDelta::minutes(minutes) + TimeDelta::seconds(30);
        let (back, code) = both_steps(&world, &mut client, (&person, &secret), (&page, pause)).await;
        assert!(!back.text.contains(&format!("code={code}")), "no code waits with it");
        page = back;
    }
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    assert_eq!(page.input("name").as_deref(), Some("Kim “the baker” <b>"));
}

#[tokio::test]
async fn who_can_read_the_mail_alone_gets_no_count_of_their_own_at_the_second_step() {
    let world = World::sqlite().await;
    let (person, _, (secret, _)) = with_phone(&world).await;
    let mut refused = 0;
    for round in 0..3 {
        let mut thief = Client::new(router(&world));
        thief.post("/sign-in/forgotten", &[("form", "forgotten"), ("email", person.email.as_str())]).await;
        world.work().await;
        let mails = world.mail.sent();
        let link = mails.iter().rev().find_map(|mail| {
            let mine = mail.to.as_str() == person.email;
            let mut words = mail.text.split_whitespace().filter(|word| mine && word.contains("/sign-in/reset/"));
            words.find_map(|word| word.split_once(testkit::ORIGIN))
        });
        let path = link.expect("a link").1.to_owned();
        let chosen = format!("another password {round} of many");
        let fields = [("form", "reset"), ("password", chosen.as_str()), ("again", chosen.as_str())];
        let done = thief.post(&path, &fields).await;
        assert!(done.status.is_success() || done.status.is_redirection(), "{}", done.words());
        thief.keep(&done);
        let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", chosen.as_str())];
        let half = thief.post("/sign-in", &fields).await;
        assert!(half.location().starts_with(SECOND), "round {round}: {}", half.words());
        thief.keep(&half);
        for _ in 0..5 {
            refused += usize::from(second(&thief, "000000").await.words().contains("Too many attempts"));
        }
    }
    assert!(refused >= 9, "the guesses of one account count together: {refused}");
    assert_eq!(secret.len(), 32);
}
