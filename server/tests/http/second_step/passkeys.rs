//! Passkeys, with a device made of software.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use testkit::{Answer, Client, PASSWORD, Person, World};
use url::Url;
use webauthn_authenticator_rs::WebauthnAuthenticator;
use webauthn_authenticator_rs::softpasskey::SoftPasskey;

use super::{NAMED, PHONE, SECOND, SECURITY, code, named, shown};
use crate::router;

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
        let page = client.get(PASSKEY).await;
        let once = page.input("once").expect("a token");
        for press in ["the first", "a doubled"] {
            let fields = [("form", "passkey"), ("once", once.as_str()), ("name", "key"), ("credential", "{}")];
            let wrong = post(&client, PASSKEY, &fields).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{press} press says what is wrong");
        }
        let late = registered(&mut device, NAMED, &page);
        let late = post(&client, PASSKEY, &[("form", "passkey"), ("name", "key"), ("credential", &late)]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "its question was answered already");
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
        let once = page.input("once").expect("a token");
        for press in ["the first", "a doubled"] {
            let fields = [("form", "second-passkey"), ("once", once.as_str()), ("credential", "{}")];
            let wrong = post(&other, SECOND, &fields).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{press} press says what is wrong");
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
async fn a_passkey_and_a_phone_that_are_added_at_once_come_with_recovery_codes_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let mut client = Client::new(named(&world));
        sign_in(&mut client, &person).await;
        post(&client, SECURITY, &[("form", "phone-begin")]).await;
        let secret = shown(&client.get(PHONE).await).pop().expect("a secret");
        let now = code(&world, &secret, 0);
        let answer = registered(&mut SoftPasskey::new(true), NAMED, &client.get(PASSKEY).await);
        let passkey = [("form", "passkey"), ("name", "key"), ("credential", answer.as_str())];
        let phone = [("form", "phone"), ("code", now.as_str())];
        let (one, other) = tokio::join!(post(&client, PASSKEY, &passkey), post(&client, PHONE, &phone));
        let codes = [shown(&one), shown(&other)].concat();
        assert_eq!(codes.len(), 10, "{} {}", one.words(), other.words());
        let left = store::recovery_codes::count(&world.services.db, person.account).await;
        assert_eq!(left.expect("counted"), 10, "those that were shown are those that count");
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
