//! Citations of records as files, and what the page of a record says in its head.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use testkit::{Client, ORIGIN, World};

use crate::router;

const SLUG: &str = "bright-future-co-operative";

async fn library() -> (World, Client) {
    let world = World::sqlite().await;
    server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
    let client = Client::new(router(&world));
    (world, client)
}

/// Publishes a next version of the record.
async fn change(world: &World) {
    let mut practice = services::library::find(&world.system(), SLUG).await.expect("there").practice;
    practice.title.push_str(" & 100 % {more}");
    services::library::publish(&world.system(), &practice).await.expect("published");
}

#[tokio::test]
async fn a_record_and_its_versions_are_cited_in_each_format() {
    let (world, client) = library().await;
    world.pass(chrono::TimeDelta::days(1));
    change(&world).await;
    for (ending, media_type, begins) in [
        ("bib", "application/x-bibtex", "@misc{ponte-"),
        ("ris", "application/x-research-info-systems", "TY  - GEN\r\n"),
        ("json", "application/vnd.citationstyles.csl+json", "[\n"),
    ] {
        let newest = client.get(&format!("/library/{SLUG}.{ending}")).await;
        assert_eq!(newest.status, StatusCode::OK, "{ending}");
        assert_eq!(newest.header("content-type"), media_type);
        let name = format!("attachment; filename=\"{SLUG}-v2.{ending}\"");
        assert_eq!(newest.header("content-disposition"), name);
        assert_eq!(newest.header("last-modified"), "Wed, 25 Nov 2026 09:30:00 GMT");
        assert!(newest.text.starts_with(begins), "{}", newest.text);
        assert!(newest.text.contains(&format!("{ORIGIN}/library/{SLUG}")), "{}", newest.text);
        let first = client.get(&format!("/library/{SLUG}/versions/1.{ending}")).await;
        assert_eq!(first.status, StatusCode::OK, "{ending}");
        assert!(!first.text.contains("more") && newest.text.contains("more"), "{}", first.text);
        assert!(first.text.contains(&format!("{ORIGIN}/library/{SLUG}/versions/1")), "{}", first.text);
        for missing in [format!("/library/{SLUG}/versions/3.{ending}"), format!("/library/none.{ending}")] {
            assert_eq!(client.get(&missing).await.status, StatusCode::NOT_FOUND, "{missing}");
        }
    }
    assert_eq!(client.get(&format!("/library/{SLUG}.txt")).await.status, StatusCode::NOT_FOUND);
    services::library::withdraw(&world.system(), SLUG, "It was wrong.").await.expect("withdrawn");
    for path in [format!("/library/{SLUG}.bib"), format!("/library/{SLUG}/versions/1.ris")] {
        assert_eq!(client.get(&path).await.status, StatusCode::GONE, "{path}");
    }
}

#[tokio::test]
async fn whoever_has_a_citation_already_is_told_so() {
    let (world, client) = library().await;
    let path = format!("/library/{SLUG}.bib");
    let first = client.get(&path).await;
    let again = |name: &'static str, value: String| {
        let request = Request::builder().uri(&path).header(name, value);
        client.send(request, Body::empty())
    };
    let (tag, changed) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
    for (name, value) in [
        ("if-none-match", tag.clone()),
        ("if-none-match", format!("\"x\", W/{tag}")),
        ("if-modified-since", changed.clone()),
    ] {
        let answer = again(name, value.clone()).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{name} {value}");
    }
    assert_eq!(again("if-none-match", "\"x\"".into()).await.status, StatusCode::OK);
    assert_eq!(again("if-modified-since", "Wed, 21 Oct 2015 07:28:00 GMT".into()).await.status, StatusCode::OK);
    world.pass(chrono::TimeDelta::hours(1));
    change(&world).await;
    assert_eq!(again("if-none-match", tag).await.status, StatusCode::OK);
    assert_eq!(again("if-modified-since", changed).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_head_of_a_record_tells_machines_what_it_is() {
    let (world, client) = library().await;
    change(&world).await;
    world.work().await;
    let page = client.get(&format!("/library/{SLUG}")).await.text;
    let head = page.split("</head>").next().expect("a head");
    for needed in [
        "<meta name=\"citation_title\" content=\"",
        "<meta name=\"citation_author\" content=\"",
        "<meta name=\"citation_publication_date\" content=\"",
        "<meta name=\"DC.title\" content=\"",
        "<link rel=\"schema.DC\" href=\"http://purl.org/dc/elements/1.1/\">",
        &format!("<link rel=\"canonical\" href=\"{ORIGIN}/library/{SLUG}\">"),
        &format!("href=\"/library/{SLUG}.bib\" type=\"application/x-bibtex\""),
        "href=\"/library/feed.atom\" type=\"application/atom+xml\"",
    ] {
        assert!(head.contains(needed), "{needed} in {head}");
    }
    assert!(head.contains("&amp; 100 % {more}\""), "escaped once: {head}");
    let block =
        head.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let block: serde_json::Value = serde_json::from_str(block.expect("a block")).expect("JSON");
    assert_eq!(block.get("@context").and_then(|value| value.as_str()), Some("https://schema.org"));
    assert!(block.get("name").and_then(|name| name.as_str()).is_some_and(|name| name.ends_with("& 100 % {more}")));
    for ending in ["bib", "ris", "json"] {
        assert!(page.contains(&format!("<a href=\"/library/{SLUG}.{ending}\" download")), "{ending}");
    }
    // People read the same identifier, of every version, and of what is left of a record that was taken back.
    let id = services::library::find(&world.system(), SLUG).await.expect("there").id;
    let named = format!("urn:uuid:{id}");
    assert_eq!(block.get("@id").and_then(|value| value.as_str()), Some(named.as_str()));
    let (_, body) = page.split_once("</head>").expect("a body");
    assert!(body.contains(&named), "{body}");
    let older = client.get(&format!("/library/{SLUG}/versions/1")).await;
    assert!(older.words().contains(&named), "{}", older.words());
    services::library::withdraw(&world.system(), SLUG, "It was wrong.").await.expect("withdrawn");
    let left = client.get(&format!("/library/{SLUG}")).await;
    assert!(left.status == StatusCode::GONE && left.words().contains(&named), "{}", left.words());
}
