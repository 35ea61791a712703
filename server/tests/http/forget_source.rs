//! Forgetting another library that was asked: for curators alone, one at a time, and nothing that came from it goes.

use axum::http::StatusCode;
use domain::import::Source;
use domain::organisation::OrganisationKind;
use domain::policy::PublishPractice;
use store::sources::Harvested;
use testkit::{Client, World};

use crate::import_pages::curator;
use crate::router;

const LIST: &str = "/library/import";

/// Notes that all of a set was taken.
async fn note(world: &World, set: &str) {
    let permit = world.system().permit(PublishPractice).expect("the system may");
    let tx = world.services.db.begin().await.expect("begun");
    let until = world.system().now().date_naive();
    let harvested = Harvested { address: "https://lamp.example/oai", set, from: None, until };
    store::sources::note(&tx, &permit, harvested).await.expect("noted");
    tx.commit().await.expect("committed");
}

async fn remembered(world: &World) -> Vec<Source> {
    services::import::sources(&world.system()).await.expect("read")
}

#[tokio::test]
async fn a_library_that_was_asked_is_forgotten_and_may_be_remembered_again() {
    for world in [World::sqlite().await, World::postgres().await] {
        note(&world, "quays").await;
        note(&world, "towers").await;
        let quays = remembered(&world).await.into_iter().find(|known| known.set == "quays").expect("noted").id;
        let key = quays.to_string();
        let fields = [("form", "import-forget"), ("source", key.as_str())];
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let employer = Client::signed_in(router(&world), &employer).await;
        assert_eq!(employer.post(LIST, &fields).await.status, StatusCode::NOT_FOUND);
        let client = curator(&world).await;
        for wrong in ["", "none", "00000000-0000-0000-0000-000000000000"] {
            let refused = client.post(LIST, &[("form", "import-forget"), ("source", wrong)]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        assert_eq!(remembered(&world).await.len(), 2, "nobody has forgotten anything yet");

        let page = client.get(LIST).await;
        let words = page.words();
        assert!(words.contains("What was taken from it stays") && !words.contains("That library is forgotten"));
        assert_eq!(page.text.matches("value=\"import-forget\"").count(), 2, "each can be forgotten: {}", page.text);
        let posted = client.post(LIST, &fields).await;
        assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.words());
        let page = client.get(posted.location()).await;
        assert!(page.words().contains("That library is forgotten."), "{}", page.words());
        assert!(page.text.contains("towers") && !page.text.contains("quays"), "{}", page.text);
        assert_eq!(remembered(&world).await.into_iter().map(|known| known.set).collect::<Vec<_>>(), ["towers"]);
        assert_eq!(client.post(LIST, &fields).await.status, StatusCode::NOT_FOUND, "it is gone");

        note(&world, "quays").await;
        assert_eq!(remembered(&world).await.len(), 2, "what is taken whole again is remembered again");
        let verdict = services::audit::verify(&world.system()).await.expect("walked");
        assert!(matches!(verdict, store::audit::Verdict::Whole { .. }), "{verdict:?}");
    }
}
