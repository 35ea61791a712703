//! The headers of every answer.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use testkit::{Answer, Client, ORIGIN, World};

use crate::roles::Scene;

/// What every answer says, whatever it is.
const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
];

fn check_headers(what: &str, answer: &Answer) {
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), *value, "{what}: {name}");
    }
    assert!(["same-origin", "no-referrer"].contains(&answer.header("referrer-policy")), "{what}");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert!(policy.contains("base-uri 'none'") && policy.contains("form-action"), "{what}: {policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{what}");
    for script in answer.text.split("<script").skip(1).filter_map(|rest| rest.split('>').next()) {
        let nonce = script.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next());
        let data = script.contains("application/ld+json");
        assert!(data || nonce.is_some_and(|nonce| policy.contains(&format!("'nonce-{nonce}'"))), "{what}: {script}");
    }
    for link in answer.text.split("<a ").skip(1).filter_map(|rest| rest.split('>').next()) {
        let leaves = link.contains("href=\"http") && !link.contains(ORIGIN);
        assert!(!leaves || (link.contains("noopener") && link.contains("noreferrer")), "{what}: {link}");
    }
    let location = answer.location();
    assert!(location.is_empty() || (location.starts_with('/') && !location.starts_with("//")), "{what}: {location}");
}

#[tokio::test]
async fn every_answer_of_every_address_has_its_headers() {
    let scene = Scene::new().await;
    // The first columns of the tables of roles: what these open, the others do not.
    let columns = [
        "a visitor",
        "an employer",
        "an NGO",
        "another employer",
        "another NGO",
        "an organiser",
        "a steward",
        "an administrator",
        "a curator",
    ];
    let (mut seen, mut opened) = (0, BTreeSet::new());
    for (who, client) in columns.iter().zip(&scene.clients) {
        for (method, pattern) in server::router::addresses() {
            let path = scene.fill(&pattern).replace(['{', '}'], "");
            let answer = match method {
                Method::GET => client.get(&path).await,
                _ => client.post(&path, &[("form", "none")]).await,
            };
            check_headers(&format!("{who} {method} {pattern}"), &answer);
            if answer.status == StatusCode::OK {
                opened.insert(format!("{who}: {pattern}"));
            }
            seen += 1;
        }
        for path in ["/nothing-here", "/site/none.css", "/%00", "/library?q=%F0%9F%92%A5"] {
            check_headers(&format!("{who} {path}"), &client.get(path).await);
        }
        let foreign = Request::builder().method("POST").uri("/sign-in").header("origin", "https://elsewhere.example");
        let refused = client.send(foreign, Body::from("form=sign-in")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        check_headers(&format!("{who}: a post from elsewhere"), &refused);
    }
    assert!(seen > 900, "{seen}");
    for page in [
        "an employer: /introductions/{id}",
        "an NGO: /referrals/{code}",
        "a steward: /stewardship/organisations/{id}",
        "a steward: /stewardship/cases/{id}",
        "an administrator: /operations",
    ] {
        assert!(opened.contains(page), "the test sees what each opens: {page}");
    }
}

#[tokio::test]
async fn an_encrypted_installation_says_that_it_is_one_everywhere() {
    let world = World::sqlite().await;
    let client = Client::new(crate::second_step::named(&world));
    for path in ["/", "/health", "/nothing-here", "/sign-in", "/oai", "/site/none.css"] {
        assert_eq!(
            client.get(path).await.header("strict-transport-security"),
            "max-age=31536000; includeSubDomains",
            "{path}"
        );
    }
    let cookie = client.get("/").await;
    assert_eq!(cookie.header("set-cookie"), "", "a visitor gets no cookie");
}
