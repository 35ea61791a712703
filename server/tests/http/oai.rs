//! The library over OAI-PMH: every verb, every error, lists over many answers, sets, and records taken back.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use domain::practice::Practice;
use testkit::{Client, World};

use crate::router;

/// The elements of this name in a document, with their text.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let found = document.descendants().filter(|node| node.tag_name().name() == name);
    found.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

fn one(xml: &str, name: &str) -> Option<String> {
    texts(xml, name).into_iter().next()
}

fn fault(xml: &str) -> Option<String> {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let error = document.descendants().find(|node| node.tag_name().name() == "error");
    error.and_then(|node| node.attribute("code").map(str::to_owned))
}

fn practice(number: usize) -> Practice {
    let record = serde_json::json!({
        "title": format!("Record \u{1}\u{b}<&> {number}"), "slug": format!("record-{number}"), "kind": "report",
        "summary": "A summary.", "language": "en", "year": 2001, "evidence": "told", "licence": "CC0-1.0",
        "countries": [if number.is_multiple_of(3) { "AL" } else { "IT" }],
        "sources": [{ "title": "Source" }], "body": "Text.",
    });
    serde_json::from_value(record).expect("a record")
}

/// Publishes records, some at the same time.
async fn filled(world: &World, count: usize) {
    for number in 0..count {
        publish(world, &practice(number)).await;
        if number.is_multiple_of(7) {
            world.pass(TimeDelta::milliseconds(300));
        }
    }
}

/// Past the checks, so that a title can hold what XML cannot.
async fn publish(world: &World, practice: &Practice) {
    let scope = world.system();
    let permit = scope.permit(domain::policy::PublishPractice).expect("the system may");
    let tx = world.services.db.begin().await.expect("begun");
    store::practices::publish(&tx, &permit, practice, scope.now()).await.expect("published");
    tx.commit().await.expect("committed");
}

async fn ask(client: &Client, query: &str) -> String {
    let answer = client.get(&format!("/oai?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}");
    assert_eq!(answer.header("content-type"), "text/xml; charset=utf-8");
    answer.text
}

/// Harvests to the end; `between` runs after each answer. Answers identifiers with their times, in order.
async fn harvest(client: &Client, query: &str, mut between: impl AsyncFnMut(usize)) -> Vec<(String, String)> {
    let (verb, mut next) = (query.split('&').next().expect("a verb").to_owned(), query.to_owned());
    let (mut all, mut round) = (Vec::new(), 0);
    loop {
        let xml = ask(client, &next).await;
        assert_eq!(fault(&xml), None, "{xml}");
        all.extend(
            texts(&xml, "identifier").into_iter().filter(|id| id.starts_with("oai:")).zip(texts(&xml, "datestamp")),
        );
        let token = one(&xml, "resumptionToken").filter(|token| !token.is_empty());
        between(round).await;
        round += 1;
        let Some(token) = token else { return all };
        next = format!("{verb}&{}", serde_html_form::to_string([("resumptionToken", token)]).expect("a query"));
    }
}

#[tokio::test]
async fn identify_formats_and_sets_say_what_there_is() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 9).await;
    let identify = ask(&client, "verb=Identify").await;
    for (name, expect) in [
        ("baseURL", "http://127.0.0.1:3000/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", "library@ponte.example"),
        ("earliestDatestamp", "2026-11-24T09:30:00Z"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ] {
        assert_eq!(one(&identify, name).as_deref(), Some(expect), "{name}");
    }
    assert_eq!(one(&ask(&client, "verb=ListMetadataFormats").await, "metadataPrefix").as_deref(), Some("oai_dc"));
    let sets = ask(&client, "verb=ListSets").await;
    let names: BTreeMap<String, String> = texts(&sets, "setSpec").into_iter().zip(texts(&sets, "setName")).collect();
    assert_eq!(names.get("country:AL").map(String::as_str), Some("Country: Albania"));
    assert_eq!(names.get("kind").map(String::as_str), Some("Kind of record"));
    assert_eq!(names.get("evidence:told").map(String::as_str), Some("Evidence: Told"));
}

#[tokio::test]
async fn a_record_is_got_by_its_identifier() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 1).await;
    let stored = services::library::find(&world.visitor(), "record-0").await.expect("there");
    let identifier = format!("oai:localhost:{}", stored.id);
    let xml = ask(&client, &format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={identifier}")).await;
    assert_eq!(one(&xml, "title").as_deref(), Some("Record \u{fffd}\u{fffd}<&> 0"));
    assert_eq!(texts(&xml, "identifier"), [identifier.clone(), "http://127.0.0.1:3000/library/record-0".into()]);
    assert!(
        texts(&xml, "setSpec").contains(&"country:AL".to_owned())
            && !texts(&xml, "setSpec").contains(&"country".into())
    );
    for unknown in ["x", "oai:localhost:", "oai:elsewhere:1", &identifier.to_uppercase(), &format!("{identifier}0")] {
        for verb in ["verb=GetRecord&metadataPrefix=oai_dc", "verb=ListMetadataFormats"] {
            let xml = ask(&client, &format!("{verb}&identifier={unknown}")).await;
            assert_eq!(fault(&xml).as_deref(), Some("idDoesNotExist"), "{unknown}");
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_with_its_code_and_without_the_arguments() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 1).await;
    for (query, code) in [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&x=%3Cscript%3E", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marcxml", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=made-up", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=made-up", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=country:ZZ", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&from=9999-12-31&until=9999-12-31", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&until=0000-01-01T00:00:00Z", "noRecordsMatch"),
    ] {
        let xml = ask(&client, query).await;
        assert_eq!(fault(&xml).as_deref(), Some(code), "{query}");
        let document = roxmltree::Document::parse(&xml).expect("well-formed");
        let request = document.descendants().find(|node| node.tag_name().name() == "request").expect("a request");
        let bare = matches!(code, "badVerb" | "badArgument");
        assert_eq!(request.attributes().len() == 0, bare, "{query}: {xml}");
    }
    // Bytes that are no text, and more than anybody needs.
    assert_eq!(client.get(&format!("/oai?verb={}", "%ff".repeat(50))).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_harvester_posts_from_anywhere_and_no_form_does() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    for origin in [None, Some("https://elsewhere.example")] {
        let mut request = Request::builder().method("POST").uri("/oai");
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let answer = client.send(request, Body::from("verb=Identify")).await;
        assert_eq!(one(&answer.text, "protocolVersion").as_deref(), Some("2.0"));
    }
    for path in ["/oai/", "/oai/x", "/library", "/library/saved"] {
        let request = Request::builder().method("POST").uri(path).header("origin", "https://elsewhere.example");
        assert_eq!(client.send(request, Body::from("verb=Identify")).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let long = Request::builder().method("POST").uri("/oai");
    let answer = client.send(long, Body::from(vec![b'a'; 100_000])).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

async fn lists(world: World) {
    let client = Client::new(router(&world));
    filled(&world, 250).await;
    let all = harvest(&client, "verb=ListRecords&metadataPrefix=oai_dc", async |_| {}).await;
    let ids: BTreeSet<&String> = all.iter().map(|(id, _)| id).collect();
    assert_eq!((all.len(), ids.len()), (250, 250), "each once");
    assert!(all.is_sorted_by_key(|(_, time)| time.clone()));
    let first = ask(&client, "verb=ListRecords&metadataPrefix=oai_dc").await;
    assert!(first.contains("completeListSize=\"250\" cursor=\"0\""));
    // A set, and the group that holds it.
    let of_set = harvest(&client, "verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:AL", async |_| {}).await;
    assert_eq!(of_set.len(), 84);
    assert_eq!(harvest(&client, "verb=ListRecords&metadataPrefix=oai_dc&set=country", async |_| {}).await.len(), 250);
    // By time: two halves are the whole.
    let middle = &all.get(125).expect("a record").1;
    let from = harvest(&client, &format!("verb=ListRecords&metadataPrefix=oai_dc&from={middle}"), async |_| {}).await;
    let until = harvest(&client, &format!("verb=ListRecords&metadataPrefix=oai_dc&until={middle}"), async |_| {}).await;
    let both = from.iter().chain(&until).collect::<BTreeSet<_>>().len();
    assert_eq!(both, 250);
    let at = all.iter().filter(|(_, time)| time == middle).count();
    assert_eq!(from.len() + until.len(), 250 + at, "the second itself is in both");
}

#[tokio::test]
async fn lists_are_whole_on_sqlite() {
    lists(World::sqlite().await).await;
}

#[tokio::test]
async fn lists_are_whole_on_postgres() {
    lists(World::postgres().await).await;
}

#[tokio::test]
async fn records_that_change_while_somebody_harvests_are_neither_lost_nor_repeated() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 250).await;
    let all = harvest(&client, "verb=ListRecords&metadataPrefix=oai_dc", async |round| {
        world.pass(TimeDelta::seconds(5));
        if round == 0 {
            // One that was shown already, one that was not, one that is new, one that goes.
            for number in [0, 200] {
                let mut changed = practice(number);
                changed.summary = "Changed.".into();
                publish(&world, &changed).await;
            }
            publish(&world, &practice(900)).await;
            services::library::withdraw(&world.system(), "record-201", "Wrong.").await.expect("withdrawn");
        }
    })
    .await;
    let states: BTreeSet<&(String, String)> = all.iter().collect();
    assert_eq!(states.len(), all.len(), "nothing comes twice as it was");
    let ids: BTreeSet<&String> = all.iter().map(|(id, _)| id).collect();
    assert_eq!((ids.len(), all.len()), (251, 252), "the one shown before comes again as it is now");
}

#[tokio::test]
async fn a_record_that_was_taken_back_stays_as_deleted_in_its_sets() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 3).await;
    world.pass(TimeDelta::days(1));
    let id = services::library::find(&world.visitor(), "record-0").await.expect("there").id;
    services::library::withdraw(&world.system(), "record-0", "Wrong.").await.expect("withdrawn");
    for query in [
        "verb=ListRecords&metadataPrefix=oai_dc&from=2026-11-25",
        "verb=ListRecords&metadataPrefix=oai_dc&set=country:AL",
        &format!("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:{id}"),
    ] {
        let xml = ask(&client, query).await;
        let document = roxmltree::Document::parse(&xml).expect("well-formed");
        let header = document.descendants().find(|node| node.tag_name().name() == "header").expect("a header");
        assert_eq!(header.attribute("status"), Some("deleted"), "{query}");
        assert_eq!(texts(&xml, "datestamp"), ["2026-11-25T09:30:00Z"]);
        assert!(texts(&xml, "metadata").is_empty() && texts(&xml, "setSpec").contains(&"country:AL".to_owned()));
    }
}

#[tokio::test]
async fn records_from_before_there_were_sets_are_put_into_them_at_the_next_start() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    filled(&world, 5).await;
    migrations::execute(world.services.db.connection(), "DELETE FROM practice_sets").await.expect("emptied");
    services::oai::fill_sets(&world.system()).await.expect("filled");
    let of_set = harvest(&client, "verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:AL", async |_| {}).await;
    assert_eq!(of_set.len(), 2);
    migrations::execute(world.services.db.connection(), "DELETE FROM practice_sets").await.expect("emptied");
    services::oai::fill_sets(&world.system()).await.expect("nothing to do");
    assert!(texts(&ask(&client, "verb=ListSets").await, "setSpec").is_empty(), "once and for all");
}

/// A record that is being published, not committed yet.
async fn publishing(world: &World, number: usize) -> store::Tx {
    let scope = world.system();
    let permit = scope.permit(domain::policy::PublishPractice).expect("the system may");
    let tx = world.services.db.begin().await.expect("begun");
    store::practices::publish(&tx, &permit, &practice(number), scope.now()).await.expect("published");
    tx
}

/// The titles of what changed from a time on, and the time of the answer.
async fn since(client: &Client, from: &str) -> (Vec<String>, String) {
    let xml = ask(client, &format!("verb=ListRecords&metadataPrefix=oai_dc{from}")).await;
    (texts(&xml, "title"), one(&xml, "responseDate").expect("a time"))
}

#[tokio::test]
async fn what_is_committed_late_is_found_by_whoever_goes_on_from_an_earlier_answer() {
    for world in [World::sqlite().await, World::postgres().await] {
        let client = Client::new(router(&world));
        publish(&world, &practice(1)).await;
        world.pass(TimeDelta::minutes(1));
        let late = publishing(&world, 2).await;
        world.pass(TimeDelta::minutes(10));
        // On PostgreSQL the answer comes first, without the record; on SQLite it waits for the writer.
        let ((before, answered), ()) =
            tokio::join!(since(&client, ""), async { late.commit().await.expect("committed") });
        let (after, _) = since(&client, &format!("&from={answered}")).await;
        assert!(before.iter().chain(&after).any(|title| title.ends_with(" 2")), "{before:?} {answered} {after:?}");
        // While nobody publishes, the time of the answer is the time.
        let (_, quiet) = since(&client, "").await;
        assert_eq!(quiet, "2026-11-24T09:41:00Z");
    }
}

#[tokio::test]
async fn of_two_who_publish_at_once_the_later_to_commit_has_the_later_time() {
    let world = World::postgres().await;
    world.pass(TimeDelta::hours(1));
    let first = publishing(&world, 1).await;
    // Another process, whose clock is behind.
    world.pass(-TimeDelta::hours(1));
    let (second, ()) = tokio::join!(publishing(&world, 2), async { first.commit().await.expect("committed") });
    // What somebody sees meanwhile is whole up to its last time.
    let client = Client::new(router(&world));
    let (seen, _) = since(&client, "").await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    second.commit().await.expect("committed");
    let all = store::practices::changes(&world.services.db, None, store::practices::Since::default(), 9).await;
    let slugs: Vec<String> = all
        .expect("read")
        .into_iter()
        .map(|change| match change.now {
            store::practices::Changed::Published(stored) => stored.practice.slug,
            store::practices::Changed::Withdrawn(gone) => gone.last.practice.slug,
        })
        .collect();
    assert_eq!(slugs, ["record-1", "record-2"]);
}
