//! The second step of signing in: codes of a phone, recovery codes, passkeys with a device made of software; who needs
//! one, and what an administrator does when all are lost.

mod between;
mod members;
mod passkeys;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use server::Installation;
use server::network::Network;
use testkit::{Answer, Client, PASSWORD, Person, World};
use totp_rs::{Builder, Secret};

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

/// A member who has set up a phone, in a browser that is signed in; the phone's secret and the recovery codes.
pub(crate) async fn with_phone(world: &World) -> (Person, Client, (String, Vec<String>)) {
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let mut client = Client::signed_in(router(world), &person).await;
    let phone = set_up(world, &mut client).await;
    (person, client, phone)
}

#[tokio::test]
async fn a_wrong_first_code_speaks_of_no_recovery_code() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &person).await;
    let begun = client.post(SECURITY, &[("form", "phone-begin")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.words());
    let wrong = client.post(PHONE, &[("form", "phone"), ("code", "no code")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.words());
    assert!(wrong.words().contains("This code is not right."), "{}", wrong.words());
    assert!(!wrong.words().contains("recovery code"), "{}", wrong.words());
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
        let (person, _, (secret, _)) = with_phone(&world).await;
        let other = world.member(OrganisationKind::Business, "Mill").await;
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
    let (person, _, (_, codes)) = with_phone(&world).await;
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
    let (person, mut client, (secret, codes)) = with_phone(&world).await;
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
    let services = services::Services {
        mail: mail::Transport::stub().0,
        origin: NAMED.parse().expect("an origin"),
        reader: services::Reader::Here,
        reach: services::Reach::Local,
        ..crate::same(world)
    };
    let site = app::Site { stylesheet: None, islands: None, demo: app::at::Demo::Off };
    let (proxies, uploads) = (Network::loopback().into(), world.folder.path().join("uploads").into());
    server::router::router(Installation { services: Arc::new(services), site, origin: NAMED.into(), proxies, uploads })
}

const NAMED: &str = "https://ponte.example";
