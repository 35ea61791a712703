//! Another library that is asked for a part of what it has: by dates, by sets, part by part, and again for what is new.

use std::sync::{Arc, Mutex};

use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::policy::PublishPractice;
use store::sources::Harvested;
use testkit::{Answer, Client, World};

use crate::router;

/// A library that notes what it is asked, and answers each question with what stands next to the first of these that the
/// question holds.
#[derive(Debug, Default)]
struct Shelf {
    answers: Vec<(&'static str, String)>,
    asked: Vec<String>,
}

type Shared = Arc<Mutex<Shelf>>;

async fn answer(State(shelf): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let mut shelf = shelf.lock().expect("a library");
    let found = shelf.answers.iter().find(|(asked, _)| query.contains(asked)).map(|(_, answer)| answer.clone());
    shelf.asked.push(query);
    let inside = found.unwrap_or_else(|| error("badVerb"));
    ([(header::CONTENT_TYPE, "text/xml")], format!("<OAI-PMH>{inside}</OAI-PMH>")).into_response()
}

/// A library on this machine, and its address.
async fn library(answers: Vec<(&'static str, String)>) -> (Shared, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/oai", listener.local_addr().expect("an address"));
    let shelf = Arc::new(Mutex::new(Shelf { answers, asked: Vec::new() }));
    let router = axum::Router::new().route("/oai", get(answer)).with_state(Arc::clone(&shelf));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (shelf, address)
}

/// What a library was asked since it was last looked at.
fn asked(shelf: &Shared) -> Vec<String> {
    std::mem::take(&mut shelf.lock().expect("a library").asked)
}

fn says(shelf: &Shared, answers: Vec<(&'static str, String)>) {
    shelf.lock().expect("a library").answers = answers;
}

fn identity(granularity: &str, deleted: &str) -> String {
    format!("<Identify><deletedRecord>{deleted}</deletedRecord><granularity>{granularity}</granularity></Identify>")
}

fn error(code: &str) -> String {
    format!("<error code=\"{code}\">so</error>")
}

fn list(records: &[String], token: &str) -> String {
    format!("<ListRecords>{}<resumptionToken>{token}</resumptionToken></ListRecords>", records.concat())
}

fn record(number: usize, stamp: &str) -> String {
    let title = ["Lanterns of the quay", "Bells in the harbour", "Ropes for every ship"][number - 1];
    format!(
        "<record><header><identifier>oai:lamp:{number}</identifier><datestamp>{stamp}</datestamp></header><metadata>\
         <oai_dc:dc><dc:title>{title}</dc:title><dc:description>Light was brought.</dc:description>\
         <dc:date>2004</dc:date><dc:identifier>https://lamp.example/{number}</dc:identifier></oai_dc:dc></metadata></record>"
    )
}

fn deleted(number: usize, stamp: &str) -> String {
    format!(
        "<record><header status=\"deleted\"><identifier>oai:lamp:{number}</identifier><datestamp>{stamp}</datestamp>\
         </header></record>"
    )
}

/// Records without a title, which are refused: more than half of what can be taken at once.
fn untitled(stamp: &str) -> String {
    let one = |number| {
        format!(
            "<record><header><identifier>u{number}</identifier><datestamp>{stamp}</datestamp></header><metadata>\
             <oai_dc:dc/></metadata></record>"
        )
    };
    (0..2_600).map(one).collect()
}

async fn curator(world: &World) -> Client {
    let person = world.platform(PlatformRole::Curator).await;
    Client::signed_in(router(world), &person).await
}

/// Posts a form that begins an import, lets it ask, and opens its page.
async fn begun(world: &World, client: &Client, path: &str, fields: &[(&str, &str)]) -> (String, Answer) {
    let sent = client.post(path, fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    let path = sent.location().to_owned();
    services::worker::drain_imports(&world.system()).await.expect("worked");
    let page = client.get(&path).await;
    (path, page)
}

async fn ask(world: &World, client: &Client, address: &str, more: &[(&str, &str)]) -> (String, Answer) {
    let fields = [[("form", "import-source"), ("address", address)].as_slice(), more].concat();
    begun(world, client, "/library/import", &fields).await
}

async fn take(world: &World, client: &Client, path: &str) -> Answer {
    let said = client.post(path, &[("form", "import-confirm"), ("goal", "publish")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.words());
    services::worker::drain_imports(&world.system()).await.expect("worked");
    world.work().await;
    client.get(path).await
}

/// The key of the library that can be asked again.
fn source(list: &Answer) -> String {
    list.input("source").expect("a library to be asked again")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_is_asked_for_a_set_and_for_days_as_it_writes_them() {
    for (granularity, from, until) in [
        ("YYYY-MM-DD", "from=2004-01-01", "until=2005-12-31"),
        ("YYYY-MM-DDThh:mm:ssZ", "from=2004-01-01T00%3A00%3A00Z", "until=2005-12-31T23%3A59%3A59Z"),
    ] {
        let world = World::sqlite().await;
        let client = curator(&world).await;
        let records = list(&[record(1, "2004-05-06")], "");
        let (shelf, address) =
            library(vec![("verb=Identify", identity(granularity, "no")), ("verb=ListRecords", records)]).await;
        let chosen = [("set", "quays"), ("from", "2004-01-01"), ("until", "2005-12-31")];
        let (path, page) = ask(&world, &client, &address, &chosen).await;
        let words = page.words();
        for said in [
            "One new record",
            "Set “quays”",
            "From 1 January 2004",
            "Until 31 December 2005",
            "does not say for good which records it has deleted",
        ] {
            assert!(words.contains(said), "{said} in {words}");
        }
        let question = format!("verb=ListRecords&metadataPrefix=oai_dc&set=quays&{from}&{until}");
        assert_eq!(asked(&shelf), ["verb=Identify".to_owned(), question]);
        take(&world, &client, &path).await;
        let known = services::import::sources(&client_scope(&world).await).await.expect("a curator");
        let known: Vec<_> = known.iter().map(|known| (known.set.as_str(), known.harvested.to_string())).collect();
        assert_eq!(known, [("quays", "2005-12-31".to_owned())], "no further than was asked for");
    }
}

async fn client_scope(world: &World) -> services::Scope {
    world.as_person(&world.platform(PlatformRole::Curator).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn days_that_are_none_are_refused_beside_the_field_and_nobody_is_asked() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (shelf, address) = library(Vec::new()).await;
    let tomorrow = (world.system().now().date_naive() + TimeDelta::days(1)).to_string();
    for (from, until, field, why) in [
        ("soon", "", "from", "date"),
        ("2004-02-31", "", "from", "date"),
        (tomorrow.as_str(), "", "from", "This lies in the future."),
        ("", tomorrow.as_str(), "until", "This lies in the future."),
        ("2005-01-01", "2004-12-31", "until", "This lies before the first of the two days."),
    ] {
        let fields = [
            ("form", "import-source"),
            ("address", address.as_str()),
            ("from", from),
            ("until", until),
            ("set", "quays"),
        ];
        let refused = client.post("/library/import", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{from} {until}");
        let beside = refused.text.split(&format!("id=\"problem-{field}\"")).nth(1).expect("a problem beside it");
        let beside = beside.split("</p>").next().unwrap_or_default();
        assert!(beside.contains(why), "{from} {until}: {beside}");
        for (name, typed) in [("from", from), ("until", until), ("address", address.as_str()), ("set", "quays")] {
            assert_eq!(refused.input(name).unwrap_or_default(), typed, "{name}");
        }
    }
    services::worker::drain_imports(&world.system()).await.expect("worked");
    assert!(asked(&shelf).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_too_long_is_taken_in_parts_by_its_token_or_by_the_last_date() {
    for forgets in [false, true] {
        for world in [World::sqlite().await, World::postgres().await] {
            let client = curator(&world).await;
            let (early, late) = ("2004-01-01T00:00:00Z", "2004-02-02T00:00:00Z");
            let first = list(&[untitled(early), record(1, late), record(2, late)], "t2");
            let (shelf, address) = library(vec![("metadataPrefix", first)]).await;
            let (path, page) = ask(&world, &client, &address, &[]).await;
            let words = page.words();
            for said in [
                "2 new records",
                "This is part 1 of the other library’s list",
                "records so far, and more follow.",
                "2 February 2004",
                "Once these are taken, you can ask for the next part.",
            ] {
                assert!(words.contains(said), "{said} in {words}");
            }
            let go_on = [("form", "import-go-on")];
            assert_eq!(client.post(&path, &go_on).await.status, StatusCode::CONFLICT, "not before they are taken");
            let done = take(&world, &client, &path).await;
            assert!(done.words().contains("Ask for the next part"), "{}", done.words());
            let list_page = client.get("/library/import").await;
            assert!(!list_page.words().contains("Look for what is new"), "it is not all here yet");

            let rest = list(&[record(2, late), record(3, "2004-03-03T00:00:00Z")], "");
            let answers = if forgets {
                vec![
                    ("resumptionToken=t2", error("badResumptionToken")),
                    ("verb=Identify", identity("YYYY-MM-DDThh:mm:ssZ", "persistent")),
                    ("from=2004-02-02T00%3A00%3A00Z", rest),
                ]
            } else {
                vec![("resumptionToken=t2", rest)]
            };
            says(&shelf, answers);
            asked(&shelf);
            let (next, page) = begun(&world, &client, &path, &go_on).await;
            assert_eq!(asked(&shelf).len(), if forgets { 3 } else { 1 });
            assert!(page.words().contains("One new record"), "{}", page.words());
            assert!(page.words().contains("Known already (1)") && !page.words().contains("more follow"));
            assert_eq!(client.post(&path, &go_on).await.status, StatusCode::CONFLICT, "once is enough");
            let part = client.get(&path).await;
            assert!(part.text.contains(&format!("href=\"{next}\"")), "the next part is a link away: {}", part.text);
            take(&world, &client, &next).await;
            assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 3);
            let list_page = client.get("/library/import").await;
            assert!(list_page.words().contains("Look for what is new since"), "{}", list_page.words());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_in_no_order_that_was_forgotten_is_not_gone_on_with_and_nothing_of_it_is_left() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let first = list(&[record(1, "2004-02-02"), untitled("2004-01-01")], "t2");
        let (shelf, address) = library(vec![("metadataPrefix", first)]).await;
        let (path, _) = ask(&world, &client, &address, &[]).await;
        take(&world, &client, &path).await;
        says(&shelf, vec![("resumptionToken=t2", error("badResumptionToken"))]);
        let (_, page) = begun(&world, &client, &path, &[("form", "import-go-on")]).await;
        assert!(page.words().contains("do not come by their dates"), "{}", page.words());
        assert!(page.words().contains("Nothing of this part was taken."), "{}", page.words());
        assert!(!page.words().contains("Row by row"), "{}", page.words());
        let part = client.get(&path).await;
        assert!(
            part.words().contains("Ask for the next part"),
            "what did not work can be tried again: {}",
            part.words()
        );
        says(&shelf, vec![("resumptionToken=t2", list(&[record(2, "2003-01-01")], ""))]);
        let (_, page) = begun(&world, &client, &path, &[("form", "import-go-on")]).await;
        assert!(page.words().contains("One new record"), "{}", page.words());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_is_asked_again_for_what_is_new_since_it_was_taken_whole() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (shelf, address) =
            library(vec![("verb=ListRecords", list(&[record(1, "2004-01-01"), record(2, "2004-01-02")], ""))]).await;
        let begun_on = world.system().now().date_naive();
        let (path, _) = ask(&world, &client, &address, &[]).await;
        assert!(client.get("/library/import").await.input("source").is_none(), "nothing is taken yet");
        take(&world, &client, &path).await;

        world.pass(TimeDelta::days(9));
        let client = curator(&world).await;
        let news = list(&[deleted(1, "2026-01-01"), record(3, "2026-01-01")], "");
        says(&shelf, vec![("verb=Identify", identity("YYYY-MM-DD", "persistent")), ("from=", news)]);
        asked(&shelf);
        let list_page = client.get("/library/import").await;
        let key = source(&list_page);
        let fields = [("form", "import-renew"), ("source", key.as_str())];
        let (again, page) = begun(&world, &client, "/library/import", &fields).await;
        let question = format!("verb=ListRecords&metadataPrefix=oai_dc&from={begun_on}");
        assert_eq!(asked(&shelf), ["verb=Identify".to_owned(), question]);
        for said in ["One new record", "Taken back there (1)"] {
            assert!(page.words().contains(said), "{said} in {}", page.words());
        }
        assert!(!page.words().contains("does not say for good"), "{}", page.words());
        let since = async || {
            let known = services::import::sources(&client_scope(&world).await).await.expect("a curator");
            known.first().expect("one").harvested
        };
        let today = world.system().now().date_naive();
        assert_eq!(since().await, begun_on, "nothing of it is taken yet");
        take(&world, &client, &again).await;
        assert_eq!(since().await, today);

        let nothing = error("noRecordsMatch");
        says(&shelf, vec![("verb=Identify", identity("YYYY-MM-DD", "persistent")), ("from=", nothing)]);
        let (_, page) = begun(&world, &client, "/library/import", &fields).await;
        assert!(page.words().contains("has nothing there of that time"), "{}", page.words());
        let question = format!("verb=ListRecords&metadataPrefix=oai_dc&from={today}");
        assert_eq!(asked(&shelf).pop(), Some(question));
        for wrong in ["", "none", "00000000-0000-0000-0000-000000000000"] {
            let refused = client.post("/library/import", &[("form", "import-renew"), ("source", wrong)]).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }
}

#[tokio::test]
async fn the_day_until_which_everything_was_taken_never_goes_back_nor_over_a_gap() {
    for world in [World::sqlite().await, World::postgres().await] {
        let system = world.system();
        let day = |text: &str| text.parse::<chrono::NaiveDate>().expect("a day");
        for (set, from, until, expect) in [
            ("", None, "2020-05-01", "2020-05-01"),
            ("", None, "2020-04-01", "2020-05-01"),
            ("", Some("2020-06-01"), "2020-07-01", "2020-05-01"),
            ("", Some("2020-05-01"), "2020-07-01", "2020-07-01"),
            ("quays", Some("2021-01-01"), "2021-02-01", "2021-02-01"),
        ] {
            let permit = system.permit(PublishPractice).expect("the system may");
            let tx = world.services.db.begin().await.expect("begun");
            let address = "https://lamp.example/oai";
            let harvested = Harvested { address, set, from: from.map(day), until: day(until) };
            store::sources::note(&tx, &permit, harvested).await.expect("noted");
            tx.commit().await.expect("committed");
            let known = store::sources::list(&world.services.db, system.actor()).await.expect("read");
            let known = known.iter().find(|known| known.set == set).expect("noted");
            assert_eq!(known.harvested, day(expect), "{set} {from:?} {until}");
        }
    }
}
