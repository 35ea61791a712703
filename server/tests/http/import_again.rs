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
        let file = [row("a"), row("b"), row("c"), row("Bad")].concat();
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
        let outcome = "It broke off: one record was taken and stays; 2 were not taken; one row was refused.";
        for part in ["did not work", "Something went wrong here", outcome, "Take the rest", "Published (1)", "New (2)"]
        {
            assert!(words.contains(part), "{part} in {words}");
        }
        let list = client.get("/library/import").await.words();
        assert!(list.contains(outcome), "{list}");
        assert!(page.text.contains("import-resume") && count(&world).await == 1, "{words}");
        assert_eq!(page.header("refresh"), "");

        // While what is wrong is wrong still, it stops again where it was.
        assert_eq!(client.post(&path, &RESUME).await.status, StatusCode::SEE_OTHER);
        worked(&world).await;
        assert!(client.get(&path).await.words().contains(outcome));

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
async fn an_import_that_somebody_stops_half_way_says_what_stays_and_is_gone_on_with() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (path, _) = begun(&client, "rows.jsonl", [row("a"), row("b"), row("c"), row("Bad")].concat()).await;
        client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
        // It comes as far as the first record, as above, and is being taken when somebody stops it.
        execute(&world, "CREATE UNIQUE INDEX stops ON practices (version)").await;
        worked(&world).await;
        execute(&world, "DROP INDEX stops").await;
        let id = path.rsplit('/').next().expect("its key");
        assert_eq!(client.post(&path, &[("form", "import-resume")]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(client.post(&path, &[("form", "import-cancel")]).await.status, StatusCode::SEE_OTHER);
        worked(&world).await;
        assert_eq!(count(&world).await, 1, "nothing more is taken");

        let outcome = "It was stopped: one record was taken and stays; 2 were not taken; one row was refused.";
        let page = client.get(&path).await;
        let words = page.words();
        assert!(words.contains(outcome) && client.get("/library/import").await.words().contains(outcome), "{words}");
        assert_eq!(words.matches("Not taken: the import was stopped").count(), 2, "{words}");
        assert!(!words.contains("not taken yet") && page.text.contains("import-resume"), "{words}");
        assert_eq!(
            stranger(&world).await.post(&path, &[("form", "import-resume")]).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(client.post(&path, &[("form", "import-resume")]).await.status, StatusCode::SEE_OTHER);
        worked(&world).await;
        let words = client.get(&path).await.words();
        assert!(words.contains("3 records were taken; one row was refused."), "{words}");
        assert_eq!(count(&world).await, 3);
        for number in 1..=3 {
            let subject = format!("import {id} row {number}");
            let taken = store::audit::count(&world.services.db, "import practice", &subject).await;
            assert_eq!(taken.expect("counted"), 1, "row {number} is taken once");
        }
    }
}

#[tokio::test]
async fn an_import_that_is_stopped_before_anything_is_taken_says_how_to_begin_again() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, _) = begun(&client, "rows.jsonl", row("a")).await;
    assert_eq!(client.post(&path, &[("form", "import-cancel")]).await.status, StatusCode::SEE_OTHER);
    let page = client.get(&path).await;
    let words = page.words();
    for said in [
        "It was stopped before anything was taken; one was not taken.",
        "Not taken: the import was stopped",
        "Choose the file again",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    assert!(!page.text.contains("import-resume"), "{words}");
    assert_eq!(client.post(&path, &[("form", "import-resume")]).await.status, StatusCode::CONFLICT);
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
    let words = other.get(&path).await.words();
    assert!(words.contains("no curator any more"), "{words}");
    assert!(words.contains("It broke off before anything was taken; one was not taken."), "{words}");
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
    for words in [page.words(), client.get("/library/import").await.words()] {
        assert!(words.contains("No record had come by then, and nothing was taken."), "{words}");
    }
    let resumed = client.post(asked.location(), &[("form", "import-resume")]).await;
    assert_eq!(resumed.status, StatusCode::CONFLICT);
}

/// What somebody says about four columns.
fn columns(fields: [&'static str; 4]) -> Vec<(&'static str, &'static str)> {
    let said = [
        ("form", "import-columns"),
        ("separator", ";"),
        ("kind", "practice"),
        ("language", "en"),
        ("evidence", "told"),
    ];
    [said.to_vec(), fields.map(|field| ("fields", field)).to_vec()].concat()
}

const AGAIN: [(&str, &str); 1] = [("form", "import-map-again")];

#[tokio::test]
async fn the_columns_of_a_table_are_chosen_again_until_something_is_taken() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        // The third row has a cell too many, whatever the columns are.
        let table = "One,Two,Three,Four\nLamps,2004,Lamps were lit.,Guild\nBells,2005,Bells were rung.,Guild\n\
                     a,b,c,d,e\n";
        let (path, page) = begun(&client, "lamps.csv", table).await;
        assert!(!page.text.contains("import-map-again"), "they are being chosen");
        assert_eq!(client.post(&path, &AGAIN).await.status, StatusCode::CONFLICT);

        // Years for titles: no row is a record, and there is nothing to be taken.
        let mapped = client.post(&path, &columns(["summary", "title", "", "actor_name"])).await;
        assert_eq!(mapped.status, StatusCode::SEE_OTHER, "{}", mapped.words());
        let page = client.get(&path).await;
        assert!(page.words().contains("Refused (3)") && page.words().contains("Year: This is needed"), "{}", page.text);
        assert!(page.words().contains("Change the columns"), "{}", page.words());
        assert!(page.words().contains("This row has 5 cells, and there are only 4 columns."), "{}", page.words());

        assert_eq!(stranger(&world).await.post(&path, &AGAIN).await.status, StatusCode::NOT_FOUND);
        assert_eq!(Client::new(router(&world)).post(&path, &AGAIN).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(client.post(&path, &AGAIN).await.status, StatusCode::SEE_OTHER);
        let page = client.get(&path).await;
        assert!(page.words().contains("Lamps · Bells"), "the cells are as they were: {}", page.words());
        let chosen = page.text.matches(" selected>").count();
        assert!(page.text.contains("<option value=\"summary\" selected>") && chosen >= 2, "what was said stands there");
        let nowhere = client.post(&path, &[("form", "import-confirm"), ("goal", "publish")]).await;
        assert_eq!(nowhere.status, StatusCode::CONFLICT, "nobody knows what it would do");

        // Right but for one column: it can be chosen again from what it would do, too.
        client.post(&path, &columns(["title", "year", "summary", "actor_name"])).await;
        let words = client.get(&path).await.words();
        assert!(words.contains("New (2)") && words.contains("Refused (1)"), "{words}");
        assert_eq!(client.post(&path, &AGAIN).await.status, StatusCode::SEE_OTHER);
        client.post(&path, &columns(["summary", "year", "title", "actor_name"])).await;
        let words = client.get(&path).await.words();
        assert!(words.contains("Bells were rung.") && words.contains("New (2)"), "{words}");
        let old = client.post(&path, &[("form", "import-confirm"), ("goal", "publish"), ("seen", "1")]).await;
        assert_eq!(old.status, StatusCode::CONFLICT, "who still sees what the former columns would do takes nothing");
        let done = take(&world, &client, &path, "publish").await;
        assert!(done.words().contains("Published (2)") && !done.text.contains("import-map-again"), "{}", done.words());
        assert_eq!(client.post(&path, &AGAIN).await.status, StatusCode::CONFLICT, "they are taken");
        assert_eq!(count(&world).await, 2);
        for slug in ["lamps-were-lit", "bells-were-rung"] {
            assert_eq!(client.get(&format!("/library/{slug}")).await.status, StatusCode::OK, "{slug}");
        }
        let id = path.rsplit('/').next().expect("its key").parse().expect("a key");
        let left = store::import_rows::has_cells(&world.services.db, id).await;
        assert!(!left.expect("read"), "what the table said is kept no longer than it is needed");
    }
}

#[tokio::test]
async fn a_column_says_when_a_source_was_looked_at() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (path, page) = begun(&client, "lamps.csv", "title,year,summary,partner\nLamps,2004,2024-05-01,Guild\n").await;
    assert!(page.text.contains("<option value=\"source_accessed\">"), "{}", page.text);
    let mapped = client.post(&path, &columns(["title", "year", "source_accessed", "actor_name"])).await;
    assert_eq!(mapped.status, StatusCode::SEE_OTHER, "{}", mapped.words());
    assert!(client.get(&path).await.words().contains("Summary: This is needed"), "it was the summary");
    let (path, _) = begun(
        &client,
        "more.csv",
        "title,year,accessed,source,summary\nLamps,2004,2024-05-01,A book of lamps,Lamps were lit.\n",
    )
    .await;
    let mut fields = columns(["title", "year", "source_accessed", "source_title"]);
    fields.push(("fields", "summary"));
    assert_eq!(client.post(&path, &fields).await.status, StatusCode::SEE_OTHER);
    take(&world, &client, &path, "publish").await;
    let stored = store::practices::by_slug(&world.services.db, "lamps").await.expect("read").expect("published");
    let days: Vec<_> =
        stored.practice.sources.iter().map(|source| source.accessed.map(|day| day.to_string())).collect();
    assert_eq!(days, [Some("2024-05-01".to_owned())]);
}
