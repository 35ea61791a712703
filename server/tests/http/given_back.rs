//! What was typed comes back where no form's own page can say what happened.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use futures_util::stream::{self, StreamExt as _};
use server::Installation;
use server::network::Network;
use server::router::{Patience, router_within};
use testkit::{Client, ORIGIN, World};

use crate::router;

#[tokio::test]
async fn a_post_that_takes_too_long_gives_back_what_was_typed() {
    let world = World::sqlite().await;
    let site = app::Site { stylesheet: None, islands: None, demo: app::at::Demo::Off };
    let (proxies, uploads) = (Network::loopback().into(), world.folder.path().join("uploads").into());
    let services = world.services.clone();
    let installation = Installation { services, site, origin: ORIGIN.into(), proxies, uploads };
    let short = Duration::from_millis(500);
    let client = Client::new(router_within(installation, Patience { usual: short, with_files: short }));
    // The rest of it never comes.
    let begun = Bytes::from_static(b"form=join&summary=We+bake+bread&password=a+long+password");
    let body = stream::iter([Ok::<_, std::io::Error>(begun)]).chain(stream::pending());
    let answer = client.post_body("/join", Body::from_stream(body)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.words().contains("This took too long") && answer.text.contains("We bake bread"), "{}", answer.text);
    assert!(!answer.text.contains("a long password"), "never a password");
}

#[tokio::test]
async fn a_post_of_somebody_whose_session_cannot_be_read_gives_back_what_was_typed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let person = world.member(OrganisationKind::Business, "Bakery").await;
        let client = Client::signed_in(router(&world), &person).await;
        let connection = world.services.db.connection();
        migrations::execute(connection, "ALTER TABLE sessions RENAME TO gone").await.expect("broken");
        let fields = [("form", "join"), ("summary", "We bake bread")];
        let answers =
            [client.post("/join", &fields).await, client.post_file("/join", &fields, ("file", "a.txt", b"a")).await];
        migrations::execute(connection, "ALTER TABLE gone RENAME TO sessions").await.expect("mended");
        for answer in answers {
            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.words().contains("Something went wrong on our side"), "{}", answer.text);
            assert!(answer.text.contains("We bake bread"), "{}", answer.text);
        }
    }
}
