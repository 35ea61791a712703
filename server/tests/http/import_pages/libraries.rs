//! Another library on the web: one that is well, withdraws, stalls or lies, and one that may not be asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use testkit::{Answer, Client, World};

use super::{count, curator, row, take};

/// What another library does when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Well,
    Withdraws,
    LongName,
    SameToken,
    NoEnd,
    Lies,
    Bomb,
    Html,
    Text,
    Feed,
    Refuses,
    Elsewhere,
    Broken,
    Stalls,
    Drips,
}

fn record(number: usize) -> String {
    format!(
        "<record><header><identifier>oai:lamp:{number}</identifier></header><metadata><oai_dc:dc><dc:title>Harvested {number}\
         </dc:title><dc:description>Light was brought.</dc:description><dc:date>2004</dc:date>\
         <dc:identifier>https://lamp.example/{number}</dc:identifier></oai_dc:dc></metadata></record>"
    )
}

fn withdrawn(number: usize) -> String {
    format!("<record><header status=\"deleted\"><identifier>oai:lamp:{number}</identifier></header></record>")
}

async fn answer(State((manner, asked)): State<(Manner, Arc<AtomicUsize>)>, RawQuery(query): RawQuery) -> Response {
    let time = asked.fetch_add(1, Ordering::Relaxed);
    let query = query.unwrap_or_default();
    let goes_on = query.contains("resumptionToken");
    let (records, token) = match manner {
        Manner::Well if !goes_on => {
            (format!("{}{}", record(1), record(2)), "<resumptionToken completeListSize=\"3\">t|2</resumptionToken>")
        }
        Manner::Well => (record(3), "<resumptionToken/>"),
        Manner::Withdraws if time == 0 => (format!("{}{}", record(1), record(2)), ""),
        Manner::Withdraws => (format!("{}{}{}", record(1), withdrawn(2), withdrawn(9)), ""),
        Manner::LongName => (format!("{}{}", record(1).replace("oai:lamp:1", &"n".repeat(201)), record(2)), ""),
        Manner::SameToken => (record(time), "<resumptionToken>same</resumptionToken>"),
        Manner::Lies => (record(1), "<resumptionToken completeListSize=\"4000\"/>"),
        Manner::NoEnd => {
            return xml(&format!(
                "<OAI-PMH><ListRecords><resumptionToken>{time}</resumptionToken></ListRecords></OAI-PMH>"
            ));
        }
        Manner::Bomb => {
            return xml("<!DOCTYPE a [<!ENTITY a \"b\">]><OAI-PMH><ListRecords>&a;</ListRecords></OAI-PMH>");
        }
        Manner::Html => return ([(header::CONTENT_TYPE, "text/html")], "<html></html>").into_response(),
        Manner::Text => return ([(header::CONTENT_TYPE, "text/plain")], "nothing").into_response(),
        Manner::Feed => return xml("<rss version=\"2.0\"><channel/></rss>"),
        Manner::Refuses => {
            let said = format!("No &lt;b&gt;lamps&lt;/b&gt; {}", "quill ".repeat(90));
            return xml(&format!("<OAI-PMH><error code=\"noSetHierarchy\">{said}</error></OAI-PMH>"));
        }
        Manner::Elsewhere => {
            return (StatusCode::FOUND, [(header::LOCATION, "http://169.254.169.254/")]).into_response();
        }
        Manner::Stalls => return std::future::pending().await,
        Manner::Drips => {
            let first = futures_util::stream::iter([Ok::<_, std::io::Error>(Bytes::from("<OAI-PMH>"))]);
            let body = futures_util::StreamExt::chain(first, futures_util::stream::pending());
            return ([(header::CONTENT_TYPE, "text/xml")], Body::from_stream(body)).into_response();
        }
        Manner::Broken => return xml("<OAI-PMH><ListRecords><record>"),
    };
    xml(&format!("<OAI-PMH><ListRecords>{records}{token}</ListRecords></OAI-PMH>"))
}

fn xml(text: &str) -> Response {
    ([(header::CONTENT_TYPE, "text/xml; charset=utf-8")], text.to_owned()).into_response()
}

/// Another library on this machine; answers its address.
async fn library(manner: Manner) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}/oai", listener.local_addr().expect("an address"));
    let state = (manner, Arc::new(AtomicUsize::new(0)));
    let router = axum::Router::new().route("/oai", get(answer)).with_state(state);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn ask(world: &World, client: &Client, address: &str) -> (String, Answer) {
    let asked = client.post("/library/import", &[("form", "import-source"), ("address", address), ("set", "")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.words());
    let path = asked.location().to_owned();
    assert_eq!(client.get(&path).await.header("refresh"), "3", "it is being asked");
    services::worker::drain_imports(&world.system()).await.expect("worked");
    let page = client.get(&path).await;
    (path, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_library_is_asked_for_all_its_records() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let address = library(Manner::Well).await;
    let (path, page) = ask(&world, &client, &address).await;
    assert!(page.words().contains("3 new records"), "{}", page.words());
    take(&world, &client, &path, "publish").await;
    assert_eq!(count(&world).await, 3);
    let record = client.get("/library/harvested-2").await;
    assert!(record.text.contains("href=\"https://lamp.example/2\""), "its source leads there");
    world.pass(TimeDelta::days(9));
    let client = curator(&world).await;
    let (_, again) = ask(&world, &client, &address).await;
    assert!(again.words().contains("Known already (3)"), "{}", again.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_library_has_withdrawn_is_told_row_by_row_and_stays_until_a_curator_decides() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let address = library(Manner::Withdraws).await;
        let (path, _) = ask(&world, &client, &address).await;
        take(&world, &client, &path, "publish").await;
        assert_eq!(count(&world).await, 2);
        let (path, page) = ask(&world, &client, &address).await;
        assert!(page.words().contains("Known already (1)"), "{}", page.words());
        assert!(page.words().contains("Taken back there (2)"), "{}", page.words());
        let rows = client.get(&format!("{path}?state=withdrawn")).await;
        let (known, strange) = rows.text.split_once("oai:lamp:9").expect("both rows, in their order");
        for said in ["href=\"/library/harvested-2\"", "Harvested 2", "oai:lamp:2", "It is still in this library"] {
            assert!(known.contains(said), "{said} in {known}");
        }
        assert!(!strange.contains("It is still in this library"), "{strange}");
        assert!(!rows.text.contains("/library/harvested-1\""), "{}", rows.text);
        assert_eq!(count(&world).await, 2, "nothing is taken back by itself");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_took_from_another_library_is_not_said_to_be_here_when_a_strangers_record_has_its_address() {
    for declined in [false, true] {
        for world in [World::sqlite().await, World::postgres().await] {
            let client = curator(&world).await;
            let address = library(Manner::Withdraws).await;
            let (path, _) = ask(&world, &client, &address).await;
            if declined {
                take(&world, &client, &path, "review").await;
                let other = world.platform(PlatformRole::Curator).await;
                let scope = world.as_person(&other).await;
                let queue = services::proposals::queue(&scope, None, 10).await.expect("a curator");
                assert_eq!(queue.len(), 2);
                for waiting in queue {
                    let edits = services::proposals::find(&scope, waiting.id).await.expect("found").edits;
                    services::proposals::decline(&scope, waiting.id, edits, "Not here.").await.expect("declined");
                }
            }
            let file = row("harvested-2", "");
            services::import::file(&world.system(), "rows.jsonl", file.as_bytes(), |_| {}).await.expect("imported");
            assert_eq!(count(&world).await, 1);
            let (path, page) = ask(&world, &client, &address).await;
            assert!(page.words().contains("Taken back there (2)"), "{}", page.words());
            let rows = client.get(&format!("{path}?state=withdrawn")).await.text;
            assert!(!rows.contains("It is still in this library") && !rows.contains("Row harvested-2"), "{rows}");
            let taken = store::practices::by_slug(&world.services.db, "harvested-2").await.expect("read");
            assert_eq!(taken.expect("published").practice.title, "Row harvested-2");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_a_name_too_long_to_be_found_by_is_refused_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = curator(&world).await;
        let (path, page) = ask(&world, &client, &library(Manner::LongName).await).await;
        assert!(page.words().contains("Its name there is longer than 200 characters"), "{}", page.words());
        take(&world, &client, &path, "publish").await;
        assert_eq!(count(&world).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_library_that_lies_is_refused_with_the_reason_and_nothing_is_left() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    for (manner, why) in [
        (Manner::SameToken, "the same token twice"),
        (Manner::NoEnd, "goes on without end"),
        (Manner::Lies, "far fewer records than it says"),
        (Manner::Bomb, "declares a document type"),
        (Manner::Html, "a page for people"),
        (Manner::Text, "“text/plain” and not XML"),
        (Manner::Feed, "XML of another kind (“rss”)"),
        (Manner::Elsewhere, "leads elsewhere"),
        (Manner::Broken, "breaks off before its end"),
        (Manner::Stalls, "did not answer in time"),
        (Manner::Drips, "did not answer in time"),
    ] {
        let (_, page) = ask(&world, &client, &library(manner).await).await;
        assert!(page.words().contains(why), "{manner:?}: {}", page.words());
        assert!(!page.words().contains("Row by row"), "{manner:?} leaves no row: {}", page.words());
        let come = match manner {
            Manner::SameToken => "One record had come by then, and was not taken.",
            Manner::NoEnd | Manner::Lies => "taken.",
            _ => "No record had come by then, and nothing was taken.",
        };
        assert!(page.words().contains(come), "{manner:?}: {}", page.words());
    }
    assert_eq!(count(&world).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_another_library_does_not_answer_is_in_our_words_and_its_own_stand_beside_them_cut_short() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    let (_, page) = ask(&world, &client, &library(Manner::Refuses).await).await;
    let words = page.words();
    assert!(words.contains("The other library has no sets. Leave the set out."), "{words}");
    assert!(words.contains("In its own words: “No"), "{words}");
    assert!(page.text.contains("&lt;b") && !page.text.contains("<b>lamps"), "{}", page.text);
    assert!((20..50).contains(&page.text.matches("quill").count()), "it is cut short: {words}");
}

#[tokio::test]
async fn only_the_web_can_be_asked() {
    let world = World::sqlite().await;
    let client = curator(&world).await;
    for (address, why) in [
        ("", "This is needed."),
        ("ftp://lamp.example", "https://"),
        ("http://lamp.example/oai", "https://"),
        ("https://192.168.0.1/oai", "private network. Give the public address of the library."),
        ("https://[fd00::1]/", "private network"),
        ("https://a:b@lamp.example/oai", "Leave out the name and the password"),
        ("https://lamp.example/oai?verb=Identify", "Leave out what begins with ? or #"),
        ("http://127.0.0.1:3000/oai", "the address of this library itself"),
    ] {
        let asked = client.post("/library/import", &[("form", "import-source"), ("address", address)]).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(asked.words().contains(why), "{address}: {}", asked.words());
    }
}
