//! The second step of signing in: codes of a phone, recovery codes, passkeys with a device made of software; who needs
//! one, and what an administrator does when all are lost.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use server::Installation;
use server::network::Network;
use testkit::{Answer, Client, PASSWORD, Person, World};
use totp_rs::{Builder, Secret};
use url::Url;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use crate::router;

pub(crate) const SECURITY: &str = "/account/security";
pub(crate) const PHONE: &str = "/account/security/phone";
pub(crate) const SECOND: &str = "/sign-in/second";

/// What a phone with this secret shows so many steps from now.
pub(crate) fn code(world: &World, secret: &str, steps: i64) -> String {
    let secret = Secret::try_from_base32(secret).expect("a secret");
    let totp = Builder::new().with_secret(secret).build().expect("codes");
    let now = world.system().now().timestamp() + steps * 30;
    totp.generate(u64::try_from(now).expect("a time")).to_string()
}

/// The texts in `<code>` of a page.
pub(crate) fn shown(answer: &Answer) -> Vec<String> {
    let each = answer.text.split("<code>").skip(1).filter_map(|rest| rest.split('<').next());
    each.map(str::to_owned).collect()
}

/// Sets up a phone; answers its secret and the recovery codes.
pub(crate) async fn set_up(world: &World, client: &mut Client) -> (String, Vec<String>) {
    let begun = client.post(SECURITY, &[("form", "phone-begin")]).await;
    assert_eq!((begun.status, begun.location()), (StatusCode::SEE_OTHER, PHONE), "{}", begun.words());
    let page = client.get(PHONE).await;
    assert!(page.text.contains("class=\"qr\""), "{}", page.words());
    let secret = shown(&page).pop().expect("a secret");
    let done = client.post(PHONE, &[("form", "phone"), ("code", &code(world, &secret, 0))]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.words());
    client.keep(&done);
    (secret, shown(&done))
}

/// Gives the password; answers what comes of it.
pub(crate) async fn password(client: &mut Client, person: &Person) -> Answer {
    let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    let answer = client.post("/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    client.keep(&answer);
    answer
}

pub(crate) async fn second(client: &Client, code: &str) -> Answer {
    client.post(SECOND, &[("form", "second"), ("code", code), ("next", "/account")]).await
}

#[tokio::test]
async fn a_phone_is_set_up_and_its_codes_work_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let elsewhere = Client::signed_in(router(&world), &person).await;
        let mut client = Client::signed_in(router(&world), &person).await;
        let before = client.cookie().map(str::to_owned);
        client.post(SECURITY, &[("form", "phone-begin")]).await;
        for wrong in ["", "000000", "12345", "👩‍🍳", &"1".repeat(5000)] {
            let answer = client.post(PHONE, &[("form", "phone"), ("code", wrong)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:.10}");
            world.pass(TimeDelta::minutes(2));
        }
        let (secret, codes) = set_up(&world, &mut client).await;
        assert_eq!((secret.len(), codes.len()), (32, 10));
        assert_ne!(client.cookie().map(str::to_owned), before, "the session was replaced");
        assert_eq!(client.get("/account").await.status, StatusCode::OK);
        assert_eq!(elsewhere.get("/account").await.status, StatusCode::SEE_OTHER, "all others have ended");
        let again = client.get(PHONE).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND, "the secret is shown no more");
        world.work().await;
        let mut told = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == person.email);
        assert!(told.any(|mail| mail.subject == "The way you sign in has changed"));

        let mut other = Client::new(router(&world));
        let half = password(&mut other, &person).await;
        assert!(half.location().starts_with("/sign-in/second?next="), "{}", half.location());
        assert_eq!(other.get("/account").await.status, StatusCode::SEE_OTHER, "half is not in");
        let page = other.get(half.location()).await;
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
        // The code that set the phone up was used then.
        let used = second(&other, &code(&world, &secret, 0)).await;
        assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", used.words());
        let late = second(&other, &code(&world, &secret, 3)).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let entered = second(&other, &code(&world, &secret, 1)).await;
        assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/account"), "{}", entered.words());
        let waiting = other.clone();
        other.keep(&entered);
        assert_eq!(other.get("/account").await.status, StatusCode::OK);
        assert_eq!(waiting.get("/account").await.status, StatusCode::SEE_OTHER, "what was half is replaced");
        assert_eq!(other.get(SECOND).await.location(), "/");
    }
}

#[tokio::test]
async fn a_clock_that_was_ahead_keeps_nobody_out_when_it_has_fallen_back() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let other = world.member(OrganisationKind::Business, "Mill").await;
        let mut client = Client::signed_in(router(&world), &person).await;
        let (secret, _) = set_up(&world, &mut client).await;
        let enter = async || {
            let mut client = Client::new(router(&world));
            password(&mut client, &person).await;
            second(&client, &code(&world, &secret, 0)).await
        };
        world.pass(TimeDelta::days(1));
        assert_eq!(enter().await.status, StatusCode::SEE_OTHER);
        // Whoever typed a wrong password too often then waits as long as ever, and no longer.
        let fields = |password| [("form", "sign-in"), ("email", other.email.as_str()), ("password", password)];
        let stranger = Client::new(router(&world));
        for _ in 0..5 {
            let wrong = stranger.post("/sign-in", &fields("not the password")).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.words());
        }
        world.pass(TimeDelta::days(-1) + TimeDelta::minutes(1));
        let back = enter().await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.words());
        assert_eq!(enter().await.status, StatusCode::UNPROCESSABLE_ENTITY, "a code works once, now as ever");
        let waits = stranger.post("/sign-in", &fields(PASSWORD)).await;
        assert!(waits.words().contains("Too many attempts"), "{}", waits.words());
        world.pass(TimeDelta::minutes(2));
        let entered = stranger.post("/sign-in", &fields(PASSWORD)).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
    }
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_typed() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (_, codes) = set_up(&world, &mut client).await;
    let (first, last) = (codes.first().expect("codes").clone(), codes.last().expect("codes").clone());
    let stored = std::fs::read(world.folder.path().join("ponte.db-wal")).expect("the database");
    for form in [first.clone(), first.replace('-', "")] {
        assert!(!stored.windows(form.len()).any(|part| part == form.as_bytes()), "only hashes are kept");
    }
    let mut other = Client::new(router(&world));
    password(&mut other, &person).await;
    let entered = second(&other, &first.to_uppercase().replace('-', " ")).await;
    assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
    other.keep(&entered);
    assert!(other.get(SECURITY).await.words().contains("9 are left"));
    let mut again = Client::new(router(&world));
    password(&mut again, &person).await;
    assert_eq!(second(&again, &first).await.status, StatusCode::UNPROCESSABLE_ENTITY, "it was used");

    let renewed = other.post(SECURITY, &[("form", "recovery-codes")]).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.words());
    other.keep(&renewed);
    let fresh = shown(&renewed);
    assert!(fresh.len() == 10 && !fresh.contains(&last));
    assert!(!other.get(SECURITY).await.text.contains(fresh.first().expect("codes")), "they are shown once");
    let mut third = Client::new(router(&world));
    password(&mut third, &person).await;
    assert_eq!(second(&third, &last).await.status, StatusCode::UNPROCESSABLE_ENTITY, "the old ones have ended");
    assert_eq!(second(&third, fresh.last().expect("codes")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_second_step_is_waited_for_ten_minutes_and_guesses_wait() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (secret, _) = set_up(&world, &mut client).await;
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
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let mut client = Client::signed_in(router(&world), &person).await;
        set_up(&world, &mut client).await;
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
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    set_up(&world, &mut client).await;
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

#[tokio::test]
async fn a_post_without_a_session_waits_through_both_steps() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (secret, _) = set_up(&world, &mut client).await;
    client.forget();
    let typed = [("form", "account"), ("name", "Kim “the baker” <b>"), ("language", "en")];
    let asked = client.post("/account", &typed).await;
    let (next, carried) = (asked.input("next").expect("next"), asked.input("carried").expect("carried"));
    let fields = [
        ("form", "sign-in"),
        ("email", person.email.as_str()),
        ("password", PASSWORD),
        ("next", next.as_str()),
        ("carried", carried.as_str()),
    ];
    let half = client.post("/sign-in", &fields).await;
    assert_eq!(half.status, StatusCode::OK, "{}", half.words());
    assert!(half.words().contains("One more step"), "{}", half.words());
    client.keep(&half);
    let (next, carried) = (half.input("next").expect("next"), half.input("carried").expect("carried"));
    world.pass(TimeDelta::seconds(30));
    let now = code(&world, &secret, 0);
    let fields = [("form", "second"), ("code", now.as_str()), ("next", next.as_str()), ("carried", carried.as_str())];
    let back = client.post(SECOND, &fields).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.words());
    assert_eq!(back.input("name").as_deref(), Some("Kim “the baker” <b>"));
}

#[tokio::test]
async fn what_waits_inside_the_second_step_waits_on_when_that_takes_too_long() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (secret, _) = set_up(&world, &mut client).await;
    client.forget();
    let typed = [("form", "account"), ("name", "Kim “the baker” <b>"), ("language", "en")];
    let mut page = client.post("/account", &typed).await;
    for minutes in [11, 0] {
        let (next, carried) = (page.input("next").expect("next"), page.input("carried").expect("carried"));
        let fields = [
            ("form", "sign-in"),
            ("email", person.email.as_str()),
            ("password", PASSWORD),
            ("next", next.as_str()),
            ("carried", carried.as_str()),
        ];
        let half = client.post("/sign-in", &fields).await;
        client.keep(&half);
        let (next, carried) = (half.input("next").expect("next"), half.input("carried").expect("carried"));
        world.pass(TimeDelta::minutes(minutes) + TimeDelta::seconds(30));
        let now = code(&world, &secret, 0);
        let fields =
            [("form", "second"), ("code", now.as_str()), ("next", next.as_str()), ("carried", carried.as_str())];
        page = client.post(SECOND, &fields).await;
        assert!(!page.text.contains(&format!("code={now}")), "no code waits with it");
    }
    assert_eq!(page.status, StatusCode::OK, "{}", page.words());
    assert_eq!(page.input("name").as_deref(), Some("Kim “the baker” <b>"));
}

#[tokio::test]
async fn who_can_read_the_mail_alone_gets_no_count_of_their_own_at_the_second_step() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (secret, _) = set_up(&world, &mut client).await;
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

#[tokio::test]
async fn roles_on_the_platform_reach_nothing_before_they_have_a_second_step() {
    let world = World::sqlite().await;
    for (role, page) in [
        (PlatformRole::Steward, "/stewardship"),
        (PlatformRole::Curator, "/curation"),
        (PlatformRole::Administrator, "/operations"),
    ] {
        let person = world.newcomer(role).await;
        let mut client = Client::signed_in(router(&world), &person).await;
        for (method, path) in server::router::addresses() {
            if path.contains('{') || path.starts_with("/account/security") || !path.starts_with('/') {
                continue;
            }
            let open =
                ["/sign-out", "/favicon.svg", "/health", "/oai", "/robots.txt", "/sitemap.xml", "/opensearch.xml"];
            if open.contains(&path.as_str()) || path.starts_with("/library/") {
                continue;
            }
            let answer = if method == axum::http::Method::GET {
                client.get(&path).await
            } else {
                client.post(&path, &[("form", "x")]).await
            };
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, SECURITY), "{role} {method} {path}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        assert!(client.get(SECURITY).await.words().contains("Your role needs a second step"));
        set_up(&world, &mut client).await;
        assert_eq!(client.get(page).await.status, StatusCode::OK, "{role}");
        let last = client.post(SECURITY, &[("form", "phone-remove")]).await;
        assert_eq!(last.status, StatusCode::FORBIDDEN, "{}", last.words());
        assert!(last.words().contains("this is your only one"), "{}", last.words());
    }
}

#[tokio::test]
async fn only_the_owner_changes_how_the_account_signs_in() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(&world), &person).await;
    let (secret, codes) = set_up(&world, &mut client).await;
    // Somebody finds the computer unlocked, later.
    world.pass(TimeDelta::minutes(16));
    for form in ["phone-remove", "recovery-codes"] {
        let refused = client.post(SECURITY, &[("form", form)]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{form}");
        assert!(refused.words().contains("first show that it is you"), "{}", refused.words());
    }
    let page = client.get(SECURITY).await;
    assert!(page.words().contains("Is it you?") && !page.text.contains("value=\"phone-remove\""));
    let now = code(&world, &secret, 0);
    for (password, code, field) in
        [("wrong", now.as_str(), "own_password"), (PASSWORD, "000000", "code"), (PASSWORD, "", "code")]
    {
        let answer = client.post(SECURITY, &[("form", "prove"), ("own_password", password), ("code", code)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.text.contains(&format!("problem-{field}")), "{field}");
    }
    let proved = client.post(SECURITY, &[("form", "prove"), ("own_password", PASSWORD), ("code", now.as_str())]).await;
    assert_eq!(proved.status, StatusCode::SEE_OTHER, "{}", proved.words());
    let before = client.clone();
    client.keep(&proved);
    assert_eq!(before.get("/account").await.status, StatusCode::SEE_OTHER, "another session goes on");
    let removed = client.post(SECURITY, &[("form", "phone-remove")]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.words());
    client.keep(&removed);
    assert_eq!(client.get("/account").await.status, StatusCode::OK);
    let mut other = Client::new(router(&world));
    assert_eq!(password(&mut other, &person).await.location(), "/", "the password is enough again");
    assert_eq!(codes.len(), 10);
    world.work().await;
    let told = world.mail.sent().into_iter().filter(|mail| mail.subject.contains("has changed")).count();
    assert_eq!(told, 2, "for adding and for removing");
}

#[tokio::test]
async fn an_administrator_takes_a_lost_second_step_away_and_the_owner_is_told() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let admin = world.platform(PlatformRole::Administrator).await;
    let before = Client::signed_in(router(&world), &steward).await;
    let client = Client::signed_in(router(&world), &admin).await;
    let page = "/operations/second-step";
    for wrong in ["", "nobody", "nobody@example.org", &admin.email] {
        let answer = client.post(page, &[("form", "second-step-reset"), ("email", wrong)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.text.contains("id=\"problem-email\""), "{wrong}");
    }
    let done = client.post(page, &[("form", "second-step-reset"), ("email", &steward.email)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    assert_eq!(before.get("/stewardship").await.status, StatusCode::SEE_OTHER, "their sessions have ended");
    let subject = format!("account {}", steward.account);
    let logged = store::audit::count(&world.services.db, "reset second step", &subject).await.expect("counted");
    assert_eq!(logged, 1);
    world.work().await;
    let mut mails = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == steward.email);
    assert!(mails.any(|mail| mail.subject == "The way you sign in has changed"));
    let mut again = Client::new(router(&world));
    assert_eq!(password(&mut again, &steward).await.location(), "/");
    assert_eq!(again.get("/stewardship").await.location(), SECURITY, "they set up another first");
}

/// The application at an address that passkeys can be made for.
pub(crate) fn named(world: &World) -> Router {
    let s = &world.services;
    let origin: mail::Origin = NAMED.parse().expect("an origin");
    let services = services::Services {
        db: s.db.clone(),
        keyring: s.keyring.clone(),
        clock: s.clock.clone(),
        mail: mail::Transport::stub().0,
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: s.index.clone(),
        origin,
        reader: services::Reader::Here,
        retention: s.retention,
        reach: services::Reach::Local,
        second_step: s.second_step,
    };
    let site = app::Site { stylesheet: None, islands: None, demo: app::at::Demo::Off };
    let (proxies, uploads) = (Network::loopback().into(), world.folder.path().join("uploads").into());
    server::router::router(Installation { services: Arc::new(services), site, origin: NAMED.into(), proxies, uploads })
}

const NAMED: &str = "https://ponte.example";

async fn post(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    let request = Request::builder()
        .method("POST")
        .uri(path)
        .header(header::ORIGIN, NAMED)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    client.send(request, Body::from(serde_html_form::to_string(fields).expect("fields"))).await
}

async fn sign_in(client: &mut Client, person: &Person) -> Answer {
    let fields = [("form", "sign-in"), ("email", person.email.as_str()), ("password", PASSWORD)];
    let answer = post(client, "/sign-in", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    client.keep(&answer);
    answer
}

/// What a page asks a device.
fn question(answer: &Answer) -> String {
    let asked = answer.text.split("data-passkey=\"").nth(1).and_then(|rest| rest.split('"').next());
    asked.expect("a question").replace("&quot;", "\"").replace("&amp;", "&")
}

/// What a device answers that believes to be at an address.
fn registered(device: &mut SoftPasskey, at: &str, page: &Answer) -> String {
    let asked = serde_json::from_str(&question(page)).expect("a question");
    let answer = device.do_registration(Url::parse(at).expect("an address"), asked).expect("an answer");
    serde_json::to_string(&answer).expect("an answer")
}

fn authenticated(device: &mut SoftPasskey, at: &str, page: &Answer) -> String {
    let asked = serde_json::from_str(&question(page)).expect("a question");
    let answer = device.do_authentication(Url::parse(at).expect("an address"), asked).expect("an answer");
    serde_json::to_string(&answer).expect("an answer")
}

const PASSKEY: &str = "/account/security/passkey";

#[tokio::test]
async fn a_passkey_is_added_signs_in_and_is_removed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let router = named(&world);
        let mut client = Client::new(router.clone());
        sign_in(&mut client, &person).await;
        let mut device = SoftPasskey::new(true);
        let page = client.get(PASSKEY).await;
        let policy = page.header("content-security-policy").to_owned();
        assert!(policy.contains("script-src 'self' 'nonce-") && !policy.contains("unsafe-inline"), "{policy}");
        assert!(page.text.contains("This is the one thing here that needs JavaScript"));
        assert!(page.text.contains("form && window.PublicKeyCredential"), "the script is there as it was written");
        let answer = registered(&mut device, NAMED, &page);
        let nameless = post(&client, PASSKEY, &[("form", "passkey"), ("credential", &answer)]).await;
        assert!(nameless.text.contains("id=\"problem-name\""), "{}", nameless.words());
        // The page asks anew each time that it is shown; an answer to an earlier question is none.
        let stale = post(&client, PASSKEY, &[("form", "passkey"), ("name", "key"), ("credential", &answer)]).await;
        assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", stale.words());
        let answer = registered(&mut device, NAMED, &client.get(PASSKEY).await);
        let added = post(&client, PASSKEY, &[("form", "passkey"), ("name", "blue key"), ("credential", &answer)]).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.words());
        assert_eq!(shown(&added).len(), 10, "recovery codes come with the first way");
        client.keep(&added);
        assert!(client.get(SECURITY).await.words().contains("blue key"));

        let mut other = Client::new(router.clone());
        let half = sign_in(&mut other, &person).await;
        assert!(half.location().starts_with(SECOND), "{}", half.location());
        let page = other.get(SECOND).await;
        for nonsense in ["", "{}", "null", "💥", "[1,2,3]"] {
            let fields = [("form", "second-passkey"), ("credential", nonsense)];
            let answer = post(&other, SECOND, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
        }
        let late = authenticated(&mut device, NAMED, &page);
        let late = post(&other, SECOND, &[("form", "second-passkey"), ("credential", &late)]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "its question was answered already");
        let page = other.get(SECOND).await;
        let answer = authenticated(&mut device, NAMED, &page);
        let entered = post(&other, SECOND, &[("form", "second-passkey"), ("credential", &answer)]).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.words());
        other.keep(&entered);
        assert_eq!(other.get("/account").await.status, StatusCode::OK);
        let mut third = Client::new(router.clone());
        sign_in(&mut third, &person).await;
        third.get(SECOND).await;
        let replayed = post(&third, SECOND, &[("form", "second-passkey"), ("credential", &answer)]).await;
        assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer is for one question");

        let page = other.get(SECURITY).await;
        assert!(page.words().contains("last used on"), "{}", page.words());
        let id = page.input("passkey").expect("a passkey");
        let removed = post(&other, SECURITY, &[("form", "passkey-remove"), ("passkey", &id)]).await;
        assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.words());
        let mut last = Client::new(router.clone());
        assert_eq!(sign_in(&mut last, &person).await.location(), "/", "the password is enough again");
    }
}

#[tokio::test]
async fn a_passkey_answers_for_our_address_and_its_owner_alone() {
    let world = World::sqlite().await;
    let (one, two) = (
        world.member(OrganisationKind::Business, "Bakery").await,
        world.member(OrganisationKind::Business, "Mill").await,
    );
    let router = named(&world);
    let mut devices = [SoftPasskey::new(true), SoftPasskey::new(true)];
    for (person, device) in [&one, &two].into_iter().zip(&mut devices) {
        let mut client = Client::new(router.clone());
        sign_in(&mut client, person).await;
        // A page elsewhere that asks in our name gets no answer that we take.
        let elsewhere = client.get(PASSKEY).await;
        let elsewhere = registered(device, "https://login.ponte.example", &elsewhere);
        let answer = post(&client, PASSKEY, &[("form", "passkey"), ("name", "key"), ("credential", &elsewhere)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.words());
        let answer = registered(device, NAMED, &client.get(PASSKEY).await);
        let added = post(&client, PASSKEY, &[("form", "passkey"), ("name", "key"), ("credential", &answer)]).await;
        assert_eq!(added.status, StatusCode::OK, "{}", added.words());
        // One device does not count twice.
        client.keep(&added);
    }
    let [first, second] = &mut devices;
    let (mut half, mut other) = (Client::new(router.clone()), Client::new(router.clone()));
    sign_in(&mut half, &one).await;
    sign_in(&mut other, &two).await;
    let wrong = authenticated(second, NAMED, &other.get(SECOND).await);
    half.get(SECOND).await;
    let answer = post(&half, SECOND, &[("form", "second-passkey"), ("credential", &wrong)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody else's passkey");
    let elsewhere = authenticated(first, "https://login.ponte.example", &half.get(SECOND).await);
    let answer = post(&half, SECOND, &[("form", "second-passkey"), ("credential", &elsewhere)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer for another address");
    let late = half.get(SECOND).await;
    let late = authenticated(first, NAMED, &late);
    world.pass(TimeDelta::minutes(6));
    let answer = post(&half, SECOND, &[("form", "second-passkey"), ("credential", &late)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "an answer after five minutes");
}

#[tokio::test]
async fn where_the_address_is_a_number_the_page_says_that_passkeys_need_a_name() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &person).await;
    let page = client.get(PASSKEY).await;
    assert!(page.words().contains("passkeys are made for names"), "{}", page.words());
    assert!(!page.text.contains("<script"), "and no script is there for nothing");
}
