//! What guards every address: where posts come from, what may be kept, under which name the installation is reached.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::organisation::OrganisationKind;
use testkit::{Client, ORIGIN, World};

use crate::router;

#[tokio::test]
async fn nothing_private_is_kept_by_a_browser() {
    let world = World::sqlite().await;
    let person = world.member(OrganisationKind::Business, "Bakery").await;
    let visitor = Client::new(router(&world));
    for path in ["/join/confirm/none", "/join/invited/none", "/sign-in/reset/none"] {
        assert_eq!(visitor.get(path).await.header("cache-control"), "no-store", "{path}");
    }
    let refused = visitor.post("/join", &[("form", "join"), ("name", "Ana")]).await;
    assert_eq!((refused.status.as_u16(), refused.header("cache-control")), (422, "no-store"));
    let asked = visitor.post("/account", &[("form", "account"), ("name", "Kim")]).await;
    assert_eq!((asked.status.as_u16(), asked.header("cache-control")), (401, "no-store"));
    let back = visitor.sign_in_on(&asked, &person).await;
    assert_eq!((back.status.as_u16(), back.header("cache-control")), (200, "no-store"));
    assert_eq!(visitor.get("/library").await.header("cache-control"), "", "what is public may be kept");
}

#[tokio::test]
async fn whoever_calls_this_machine_by_another_name_is_sent_to_ours() {
    let world = World::sqlite().await;
    let visitor = Client::new(router(&world));
    let ask = |host: &str, accept: &str| {
        let request = Request::builder().uri("/library?q=farm").header("host", host).header("accept", accept);
        visitor.send(request, Body::empty())
    };
    let moved = ask("localhost:3000", "text/html,*/*").await;
    assert_eq!(moved.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(moved.location(), format!("{ORIGIN}/library?q=farm"));
    assert_eq!(ask("127.0.0.1:3000", "text/html,*/*").await.status, StatusCode::OK);
    assert_eq!(ask("localhost:3000", "*/*").await.status, StatusCode::OK, "no browser, so nothing to post");
}

#[tokio::test]
async fn a_post_from_another_address_is_told_ours_and_loses_nothing() {
    let world = World::sqlite().await;
    let visitor = Client::new(router(&world));
    let request = Request::builder().method("POST").uri("/join").header("origin", "http://localhost:3000");
    let typed = "form=join&organisation=B%C3%A4ckerei+Fr%C3%BCh&password=bread+and+salt";
    let refused = visitor.send(request, Body::from(typed)).await;
    assert_eq!((refused.status.as_u16(), refused.header("cache-control")), (403, "no-store"));
    assert!(refused.text.contains(&format!("href=\"{ORIGIN}/join\"")), "{}", refused.text);
    assert!(refused.text.contains("Bäckerei Früh") && !refused.text.contains("bread and salt"));
}

#[tokio::test]
async fn no_folder_of_the_sources_is_served() {
    let world = World::sqlite().await;
    let visitor = Client::new(router(&world));
    for path in [
        "/.git/config",
        "/.git/HEAD",
        "/.svn/entries",
        "/.env",
        "/Cargo.toml",
        "/site/.git/config",
        "/site/../Cargo.toml",
    ] {
        assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
