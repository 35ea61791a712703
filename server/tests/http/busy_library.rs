//! Another library that is busy, or has moved: it is left alone and asked again, or followed, within bounds.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use testkit::{Answer, Client, ORIGIN, World};

use crate::import_pages::curator;

/// What a library says to one question.
#[derive(Debug, Clone)]
enum Says {
    /// That it is busy, with these headers.
    Busy(StatusCode, &'static [(&'static str, &'static str)]),
    /// That it has moved.
    Moved(String),
    /// That it is there no more, without a word about where.
    Gone,
    /// These records, and a token.
    Records(&'static [u32], &'static str),
}

/// What a library will say, the last again and again, and what it was asked.
type Shelf = Arc<Mutex<(VecDeque<Says>, Vec<String>)>>;

async fn answer(State(shelf): State<Shelf>, uri: Uri) -> Response {
    let mut shelf = shelf.lock().expect("a library");
    shelf.1.push(uri.to_string());
    let says = if shelf.0.len() > 1 { shelf.0.pop_front() } else { shelf.0.front().cloned() };
    match says.expect("something to say") {
        Says::Busy(status, headers) => {
            let mut answer = status.into_response();
            for (name, value) in headers {
                answer.headers_mut().insert(*name, value.parse().expect("a header"));
            }
            answer
        }
        Says::Moved(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Says::Gone => StatusCode::FOUND.into_response(),
        Says::Records(numbers, token) => {
            let records: String = numbers.iter().copied().map(record).collect();
            let list = format!("<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>");
            ([(header::CONTENT_TYPE, "text/xml")], format!("<OAI-PMH>{list}</OAI-PMH>")).into_response()
        }
    }
}

fn record(number: u32) -> String {
    format!(
        "<record><header><identifier>oai:lamp:{number}</identifier></header><metadata><oai_dc:dc><dc:title>Harvested {number} \
         </dc:title><dc:description>Light was brought.</dc:description><dc:date>2004</dc:date>\
         <dc:identifier>https://lamp.example/{number}</dc:identifier></oai_dc:dc></metadata></record>"
    )
}

/// A library on this machine, which is told its host, and its address.
async fn library(says: impl FnOnce(&str) -> Vec<Says>) -> (Shelf, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let host = listener.local_addr().expect("an address").to_string();
    let shelf: Shelf = Arc::new(Mutex::new((says(&host).into(), Vec::new())));
    let router = axum::Router::new().fallback(answer).with_state(Arc::clone(&shelf));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (shelf, format!("http://{host}/oai"))
}

/// Begins to ask a library; answers the address of the import.
async fn begun(client: &Client, address: &str) -> String {
    let sent = client.post("/library/import", &[("form", "import-source"), ("address", address), ("set", "")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
    sent.location().to_owned()
}

/// Lets the worker do what is due, and opens the import's page.
async fn worked(world: &World, client: &Client, path: &str) -> Answer {
    services::worker::drain_imports(&world.system()).await.expect("worked");
    client.get(path).await
}

/// Lets a curator ask it until it is over; answers the words of the import's page, and the seconds that it was left alone.
async fn asks_for(world: &World, address: &str) -> (String, u32) {
    let client = curator(world).await;
    let path = begun(&client, address).await;
    for seconds in 0..60 {
        let page = worked(world, &client, &path).await;
        if page.header("refresh").is_empty() {
            return (page.words(), seconds);
        }
        assert!(page.words().contains("The other library is busy"), "{}", page.words());
        world.pass(TimeDelta::seconds(1));
    }
    unreachable!("it has an end");
}

async fn asks(world: &World, address: &str) -> String {
    asks_for(world, address).await.0
}

fn asked(shelf: &Shelf) -> Vec<String> {
    shelf.lock().expect("a library").1.clone()
}

const FIRST: &str = "/oai?verb=ListRecords&metadataPrefix=oai_dc";
const NEXT: &str = "/oai?verb=ListRecords&resumptionToken=t2";

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_is_busy_is_left_alone_and_then_asked_the_same_again() {
    for world in [World::sqlite().await, World::postgres().await] {
        let until = &[("date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("retry-after", "Sun, 06 Nov 1994 08:49:39 GMT")];
        let (shelf, address) = library(|_| {
            vec![
                Says::Busy(StatusCode::SERVICE_UNAVAILABLE, &[("retry-after", "0")]),
                Says::Records(&[1], "t2"),
                Says::Busy(StatusCode::TOO_MANY_REQUESTS, until),
                Says::Busy(StatusCode::SERVICE_UNAVAILABLE, &[("retry-after", "1")]),
                Says::Records(&[2], ""),
            ]
        })
        .await;
        let (words, seconds) = asks_for(&world, &address).await;
        assert!(words.contains("2 new records"), "{words}");
        assert!(words.contains("Harvested 1") && words.contains("Harvested 2"), "{words}");
        assert_eq!(asked(&shelf), [FIRST, FIRST, NEXT, NEXT, NEXT]);
        assert_eq!(seconds, 4, "one, two and one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_library_is_busy_the_next_import_is_worked_on_and_what_was_told_is_gone_on_with() {
    let busy = Says::Busy(StatusCode::SERVICE_UNAVAILABLE, &[("retry-after", "30")]);
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (shelf, address) =
            library(|_| vec![Says::Records(&[1, 2], "t2"), busy.clone(), Says::Records(&[3], "")]).await;
        let (_, other) = library(|_| vec![Says::Records(&[4], "")]).await;
        let first = begun(&client, &address).await;
        let second = begun(&client, &other).await;
        let done = worked(&world, &client, &second).await.words();
        assert!(done.contains("One new record"), "the second does not wait for the first: {done}");
        let waits = client.get(&first).await.words();
        assert!(waits.contains("The other library is busy: 2 records so far."), "{waits}");
        assert!(!waits.contains("Row by row"), "nothing of it is looked at yet: {waits}");
        assert_eq!(asked(&shelf), [FIRST, NEXT]);
        world.pass(TimeDelta::seconds(29));
        worked(&world, &client, &first).await;
        assert_eq!(asked(&shelf).len(), 2, "it is left alone for as long as it asks");
        // What was told is in the database alone: a worker that begins now goes on with it.
        world.pass(TimeDelta::seconds(1));
        let words = worked(&world, &client, &first).await.words();
        assert!(words.contains("3 new records") && !words.contains("Not looked at"), "{words}");
        assert_eq!(asked(&shelf), [FIRST, NEXT, NEXT]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_stopped_while_its_library_is_busy_leaves_nothing_and_is_asked_no_more() {
    let busy = Says::Busy(StatusCode::SERVICE_UNAVAILABLE, &[("retry-after", "30")]);
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (shelf, address) = library(|_| vec![Says::Records(&[1, 2], "t2"), busy.clone()]).await;
        let path = begun(&client, &address).await;
        worked(&world, &client, &path).await;
        let sent = client.post(&path, &[("form", "import-cancel")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.words());
        world.pass(TimeDelta::seconds(31));
        let words = worked(&world, &client, &path).await.words();
        assert!(!words.contains("Row by row") && !words.contains("is busy"), "{words}");
        assert_eq!(asked(&shelf).len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_is_busy_without_end_is_given_up_with_the_reason_and_nothing_is_left() {
    let world = World::sqlite().await;
    let busy = StatusCode::SERVICE_UNAVAILABLE;
    for (says, why, times) in [
        (Says::Busy(busy, &[]), "is busy (status 503) and does not say when to ask again", 1),
        (Says::Busy(busy, &[("retry-after", "soon")]), "does not say when to ask again", 1),
        (Says::Busy(busy, &[("retry-after", "61")]), "asks to be left alone for 61 seconds", 1),
        (Says::Busy(busy, &[("retry-after", "0")]), "was waited for 5 times and is still busy", 6),
        (Says::Busy(StatusCode::BAD_GATEWAY, &[("retry-after", "0")]), "answers with status 502", 1),
    ] {
        let (shelf, address) = library(|_| vec![says.clone()]).await;
        let words = asks(&world, &address).await;
        assert!(words.contains(why) && !words.contains("Row by row"), "{says:?}: {words}");
        assert_eq!(asked(&shelf).len(), times, "{says:?}");
    }
    // What had come before is left too.
    let (_, address) = library(|_| vec![Says::Records(&[1], "t2"), Says::Busy(busy, &[])]).await;
    let words = asks(&world, &address).await;
    assert!(words.contains("does not say when") && !words.contains("Row by row"), "{words}");
    assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_that_has_moved_is_asked_where_it_is() {
    let world = World::sqlite().await;
    let (shelf, address) = library(|host| {
        vec![
            Says::Moved(format!("{FIRST}&moved=1")),
            Says::Moved(format!("http://{host}/new?verb=ListRecords")),
            Says::Records(&[1, 2], ""),
        ]
    })
    .await;
    let words = asks(&world, &address).await;
    assert!(words.contains("2 new records"), "{words}");
    assert_eq!(asked(&shelf), [FIRST.to_owned(), format!("{FIRST}&moved=1"), "/new?verb=ListRecords".to_owned()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_leads_nowhere_that_could_not_be_typed_and_only_the_host_is_told() {
    let world = World::sqlite().await;
    for (to, why) in [
        ("http://169.254.169.254/latest?token=quillback", "to 169.254.169.254, which is not asked"),
        ("https://10.0.0.1/quillback", "to 10.0.0.1, which is not asked: that is this machine or a private network"),
        ("http://zeb:quillback@HOST/oai", "to 127.0.0.1, which is not asked: with a name or a password"),
        ("http://lamp.example/?token=quillback#quillback", "to lamp.example, which is not asked"),
        ("file:///etc/quillback", "to nowhere, which is not asked"),
        ("OWN/oai?token=quillback", "which is not asked: that is this library itself"),
        ("/oai?token=quillback", "leads elsewhere again and again, at last to 127.0.0.1"),
    ] {
        let (shelf, address) = library(|host| vec![Says::Moved(to.replace("HOST", host).replace("OWN", ORIGIN))]).await;
        let words = asks(&world, &address).await;
        assert!(words.contains(why) && !words.contains("Row by row"), "{to}: {words}");
        assert!(!words.contains("quillback") && !words.contains("zeb"), "{to}: {words}");
        assert_eq!(asked(&shelf).len(), if to.starts_with('/') { 3 } else { 1 }, "{to}");
    }
    let (_, address) = library(|_| vec![Says::Gone]).await;
    let words = asks(&world, &address).await;
    assert!(words.contains("leads elsewhere and does not say where"), "{words}");
    assert_eq!(store::practices::count(&world.services.db).await.expect("counted"), 0);
}
