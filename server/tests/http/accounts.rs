//! Joining and confirming, and what holds for every form that anybody can post.

mod invitations;
mod signing_in;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use testkit::{Client, Person, World};

use crate::market::with;
use crate::router;

/// The form of somebody who joins with a business.
pub(crate) const JOIN: &[(&str, &str)] = &[
    ("form", "join"),
    ("kind", "business"),
    ("organisation", "Bakery Example"),
    ("summary", "We bake."),
    ("country", "AL"),
    ("town", "Tirana"),
    ("register_number", ""),
    ("website", ""),
    ("group", ""),
    ("name", "Ana"),
    ("email", "ana@example.org"),
    ("password", "bread and salt and water"),
    ("language", "en"),
];

/// The path of the link in the newest mail that carries a secret.
async fn link(world: &World) -> String {
    world.work().await;
    let mails = world.mail.sent();
    let words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
    let paths = words.filter_map(|word| word.strip_prefix(testkit::ORIGIN));
    let mut secret = paths.filter(|path| path.starts_with("/join/") || path.starts_with("/sign-in/"));
    secret.next().expect("a link").to_owned()
}

#[tokio::test]
async fn a_person_joins_confirms_and_signs_in() {
    let world = World::sqlite().await;
    let mut client = Client::new(router(&world));
    assert_eq!(client.get("/join").await.status, StatusCode::OK);
    assert_eq!(client.post("/join", JOIN).await.location(), "/join/sent");
    let sign_in = [("form", "sign-in"), ("email", "ana@example.org"), ("password", "bread and salt and water")];
    let early = client.post("/sign-in", &sign_in).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("not confirmed yet"), "{}", early.words());
    let path = link(&world).await;
    assert_eq!(client.get(&path).await.status, StatusCode::OK);
    assert_eq!(client.post(&path, &[("form", "confirm")]).await.status, StatusCode::SEE_OTHER);
    let again = client.post(&path, &[("form", "confirm")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "a link works once");
    let entered = client.post("/sign-in", &sign_in).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/"));
    client.keep(&entered);
    let home = client.get("/").await;
    assert!(home.words().contains("Good to see you, Ana") && home.words().contains("not verified at the moment"));
    assert_eq!(home.header("cache-control"), "no-store");
    let out = client.post("/sign-out", &[("form", "sign-out")]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(client.get("/account").await.status, StatusCode::SEE_OTHER, "the session itself has ended");
}

#[tokio::test]
async fn every_field_of_joining_is_checked_and_nothing_typed_is_lost() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let long = "ж".repeat(5000);
    for (name, _) in JOIN.iter().filter(|(name, _)| !["form", "register_number", "website", "group"].contains(name)) {
        for value in ["", if matches!(*name, "kind" | "country" | "language" | "email") { "👩‍🍳" } else { &long }]
        {
            let answer = client.post("/join", &with(JOIN, name, value)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value:.20}");
            assert!(answer.text.contains(&format!("id=\"problem-{name}\"")), "{name} {value:.20}");
            let other = if *name == "organisation" { "Tirana" } else { "Bakery Example" };
            assert!(answer.text.contains(other), "{name}: what else was typed is still there");
            assert!(!answer.text.contains("bread and salt"), "a password is never shown again");
        }
    }
    world.work().await;
    assert!(world.mail.sent().is_empty(), "a refused form does nothing");
}

#[tokio::test]
async fn an_address_with_an_account_is_not_given_away() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let first = client.post("/join", JOIN).await;
    let second = client.post("/join", JOIN).await;
    assert_eq!((first.status, first.location()), (second.status, second.location()));
    world.work().await;
    let subjects: Vec<String> = world.mail.sent().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert_ne!(subjects.first(), subjects.last());
}

#[tokio::test]
async fn joining_and_asking_for_a_password_wait_after_many_posts() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let forgotten = [("form", "forgotten"), ("email", "nobody@example.org")];
    for (path, fields) in [("/join", JOIN), ("/sign-in/forgotten", &forgotten)] {
        for _ in 0..5 {
            assert_eq!(client.post(path, fields).await.status, StatusCode::SEE_OTHER);
        }
        let waits = client.post(path, fields).await;
        assert_eq!(waits.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(waits.words().contains("Too many attempts"), "{}", waits.words());
        assert!(waits.text.contains("id=\"problem-email\""));
    }
    world.pass(TimeDelta::minutes(2));
    assert_eq!(client.post("/sign-in/forgotten", &forgotten).await.status, StatusCode::SEE_OTHER);
}

/// Invites an address and answers the link of the mail.
pub(crate) async fn invited(world: &World, manager: &Person, email: &str) -> String {
    // Mails leave side by side, so the ones before must have left.
    world.work().await;
    let scope = world.as_person(manager).await;
    services::members::invite(&scope, email.parse().expect("an address"), MemberRole::Member).await.expect("invited");
    link(world).await
}

#[tokio::test]
async fn a_doubled_post_is_carried_out_once() {
    let world = World::sqlite().await;
    let manager = world.member(OrganisationKind::Ngo, "Harbour").await;
    let client = Client::signed_in(router(&world), &manager).await;
    let once = client.get("/account/members").await.input("once").expect("a token");
    let invite = [("form", "invite"), ("once", once.as_str()), ("email", "new@example.org"), ("role", "member")];
    for _ in 0..2 {
        let answer = client.post("/account/members", &invite).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account/members?invited=1"));
    }
    world.work().await;
    let invited = world.mail.sent().into_iter().filter(|mail| mail.to.as_str() == "new@example.org");
    assert_eq!(invited.count(), 1);
}

#[tokio::test]
async fn posts_from_elsewhere_and_too_long_ones_are_refused() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    for origin in [None, Some("https://elsewhere.example"), Some("null")] {
        let mut request = Request::builder().method("POST").uri("/join");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        assert_eq!(client.send(request, Body::from("form=join")).await.status, StatusCode::FORBIDDEN, "{origin:?}");
    }
    let long = client.post_body("/join", vec![b'a'; 10 << 20]).await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(long.words().contains("too long for this form"));
    for body in ["", "form=nothing", "form=join&once=%ff%fe", "&&&=&="] {
        let answer = client.post_body("/join", body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
}
