//! Imports that are gone on with after they stopped, and tables whose columns are chosen again.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use testkit::{Client, World};

use crate::import_pages::{begun, curator, take};
use crate::router;

fn row(slug: &str) -> String {
    format!(
        "{{\"title\":\"Row {slug}\",\"slug\":\"{slug}\",\"kind\":\"practice\",\"summary\":\"A row.\",\"language\":\"en\",\
         \"year\":2010,\"evidence\":\"told\",\"licence\":\"CC0-1.0\",\"sources\":[{{\"title\":\"A book\"}}]}}\n"
    )
}

async fn count(world: &World) -> u64 {
    store::practices::count(&world.services.db).await.expect("counted")
}

async fn execute(world: &World, statement: &str) {
    migrations::execute(world.services.db.connection(), statement).await.expect("done");
}

async fn worked(world: &World) {
    services::worker::drain_imports(&world.system()).await.expect("worked");
}

/// A member's browser, which knows of no import of the curators.
async fn stranger(world: &World) -> Client {
    let person = world.member(OrganisationKind::Ngo, "Harbour").await;
    Client::signed_in(router(world), &person).await
}

#[tokio::test]
async fn an_import_that_stopped_is_gone_on_with_and_takes_nothing_twice() {
    const RESUME: [(&str, &str); 1] = [("form", "import-resume")];
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let file = [row("a"), row("b"), row("c")].concat();
        let (path, page) = begun(&client, "rows.jsonl", &file).await;
        assert!(!page.text.contains("import-resume"), "nothing has stopped");
        assert_eq!(client.post(&path, &RESUME).await.status, StatusCode::CONFLICT);
        let said = client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);

        // The first record has version 1; the second one cannot be written beside it.
        execute(&world, "CREATE UNIQUE INDEX stops ON practices (version)").await;
        worked(&world).await;
        let page = client.get(&path).await;
        let words = page.words();
        for part in
            ["did not work", "something went wrong here", "2 records were not taken", "Published (1)", "New (2)"]
        {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(page.text.contains("import-resume") && count(&world).await == 1, "{words}");
        assert_eq!(page.header("refresh"), "");

        // While what is wrong is wrong still, it stops again where it was.
        assert_eq!(client.post(&path, &RESUME).await.status, StatusCode::SEE_OTHER);
        worked(&world).await;
        assert!(client.get(&path).await.words().contains("2 records were not taken"));

        execute(&world, "DROP INDEX stops").await;
        assert_eq!(stranger(&world).await.post(&path, &RESUME).await.status, StatusCode::NOT_FOUND);
        assert_eq!(Client::new(router(&world)).post(&path, &RESUME).await.status, StatusCode::UNAUTHORIZED);
        worked(&world).await;
        assert_eq!(count(&world).await, 1, "nobody has said so who may");
        assert_eq!(client.post(&path, &RESUME).await.status, StatusCode::SEE_OTHER);
        assert_eq!(client.get(&path).await.header("refresh"), "3", "it is under way");
        worked(&world).await;
        let words = client.get(&path).await.words();
        assert!(words.contains("Published (3)") && !words.contains("something went wrong"), "{words}");
        assert_eq!(count(&world).await, 3);
        let id = path.rsplit('/').next().expect("its key");
        for number in 1..=3 {
            let subject = format!("import {id} row {number}");
            let taken = store::audit::count(&world.services.db, "import practice", &subject).await;
            assert_eq!(taken.expect("counted"), 1, "row {number} is taken once");
        }
        for slug in ["a", "b", "c"] {
            let stored = store::practices::by_slug(&world.services.db, slug).await.expect("read").expect("published");
            assert_eq!(stored.version, 1, "{slug}");
        }
        assert_eq!(client.post(&path, &RESUME).await.status, StatusCode::CONFLICT, "it is done");
    }
}

#[tokio::test]
async fn another_curator_goes_on_with_the_import_of_one_who_is_none_any_more() {
    let world = World::sqlite().await;
    let first = world.platform(PlatformRole::Curator).await;
    let one = Client::signed_in(router(&world), &first).await;
    let (path, _) = begun(&one, "rows.jsonl", row("a")).await;
    one.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    let ended = format!("UPDATE accounts SET platform = NULL WHERE email = '{}'", first.email);
    execute(&world, &ended).await;
    worked(&world).await;
    let other = curator(&world).await;
    assert!(other.get(&path).await.words().contains("no curator any more"));
    assert_eq!(count(&world).await, 0);
    assert_eq!(other.post(&path, &[("form", "import-resume")]).await.status, StatusCode::SEE_OTHER);
    worked(&world).await;
    assert_eq!(count(&world).await, 1, "in the name of whoever says so");
}

#[tokio::test]
async fn what_stopped_while_another_library_was_asked_cannot_be_gone_on_with() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let asked = client.post("/library/import", &[("form", "import-source"), ("address", "http://127.0.0.1:9/")]).await;
    worked(&world).await;
    let page = client.get(asked.location()).await;
    assert!(page.words().contains("did not work") && !page.text.contains("import-resume"), "{}", page.words());
    let resumed = client.post(asked.location(), &[("form", "import-resume")]).await;
    assert_eq!(resumed.status, StatusCode::CONFLICT);
}
