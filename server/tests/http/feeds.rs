//! Feeds of searches, the list of all addresses, and what robots are told.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::TimeDelta;
use leptos_axum::generate_route_list;
use testkit::{Client, ORIGIN, World};

use crate::router;

async fn library() -> (World, Client) {
    let world = World::sqlite().await;
    server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
    let client = Client::new(router(&world));
    (world, client)
}

fn links(xml: &str) -> Vec<(String, String)> {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let feed = document.root_element();
    let links = feed.children().filter(|node| node.tag_name().name() == "link");
    let read = links.map(|node| {
        let of = |name| node.attribute(name).unwrap_or_default().to_owned();
        (of("rel"), of("href"))
    });
    read.collect()
}

fn entries(xml: &str, name: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).expect("well-formed");
    let entries = document.root_element().children().filter(|node| node.tag_name().name() == "entry");
    let inside = entries.filter_map(|entry| entry.children().find(|node| node.tag_name().name() == name));
    inside.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn every_search_has_a_feed_newest_first() {
    let (world, client) = library().await;
    world.pass(TimeDelta::days(1));
    let mut practice =
        services::library::find(&world.system(), "bright-future-co-operative").await.expect("there").practice;
    practice.summary.push_str(" Now <more> & new.");
    services::library::publish(&world.system(), &practice).await.expect("published");
    world.work().await;
    let feed = client.get("/library/feed.atom").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(entries(&feed.text, "title").first(), Some(&practice.title));
    assert_eq!(entries(&feed.text, "updated").first().map(String::as_str), Some("2026-11-25T09:30:00Z"));
    assert!(entries(&feed.text, "id").iter().all(|id| id.starts_with("urn:uuid:")));
    assert!(feed.text.contains(&format!("scheme=\"{ORIGIN}/library#country\"")), "a group's address: {}", feed.text);
    assert!(!feed.text.contains("%23"));
    let narrow = client.get("/library/feed.atom?q=farm&region=europe").await.text;
    let page = client.get("/library?q=farm&region=europe").await.words();
    let count = page.split(" records").next().and_then(|before| before.rsplit(' ').next()?.parse().ok());
    assert_eq!(Some(entries(&narrow, "id").len()), count, "the same records as the page");
    let first = |xml: &str| links(xml).into_iter().find(|(rel, _)| rel == "self").expect("an address").1;
    assert_eq!(first(&narrow), format!("{ORIGIN}/library/feed.atom?q=farm&region=europe"));
    // The page names its feed.
    let page = client.get("/library?sort=evidence&region=europe&q=farm").await.text;
    assert!(page.contains("href=\"/library/feed.atom?q=farm&amp;region=europe&amp;sort=evidence\""), "{page}");
    // Whoever keeps several in one reader tells them apart by their titles.
    for (asked, title) in [
        ("", "Ponte library"),
        ("?sort=evidence", "Ponte library"),
        ("?q=training&country=AL", "Ponte library: training, Albania"),
        ("?country=AL&year_from=2001", "Ponte library: Albania, 2001–"),
    ] {
        let xml = client.get(&format!("/library/feed.atom{asked}")).await.text;
        let document = roxmltree::Document::parse(&xml).expect("well-formed");
        let own = document.root_element().children().find(|node| node.tag_name().name() == "title");
        assert_eq!(own.and_then(|node| node.text()), Some(title), "{asked}");
    }
    for words in ["q=%00%ff", "q=%EF%BF%BF&after=x", "sort=x&year=x", &format!("q={}", "a".repeat(9_000))] {
        let answer = client.get(&format!("/library/feed.atom?{words}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{words:.20}");
        roxmltree::Document::parse(&answer.text).expect("well-formed");
    }
}

#[tokio::test]
async fn the_pages_of_a_feed_hold_every_record_once() {
    let (world, client) = library().await;
    let stored = services::library::find(&world.system(), "bright-future-co-operative").await.expect("there");
    for number in 0..60 {
        let mut practice = stored.practice.clone();
        practice.slug = format!("copy-{number}");
        services::library::publish(&world.system(), &practice).await.expect("published");
    }
    world.work().await;
    let total = store::practices::count(&world.services.db).await.expect("counted");
    let (mut path, mut ids, mut first) = ("/library/feed.atom".to_owned(), std::collections::BTreeSet::new(), None);
    loop {
        let feed = client.get(&path).await.text;
        for id in entries(&feed, "id") {
            assert!(ids.insert(id.clone()), "{id} twice");
        }
        let document = roxmltree::Document::parse(&feed).expect("well-formed");
        let id = document
            .root_element()
            .children()
            .find(|node| node.tag_name().name() == "id")
            .and_then(|node| node.text().map(str::to_owned));
        assert_eq!(first.get_or_insert_with(|| id.clone()), &id, "one feed");
        let Some((_, next)) = links(&feed).into_iter().find(|(rel, _)| rel == "next") else { break };
        path = next.strip_prefix(ORIGIN).expect("here").to_owned();
    }
    assert_eq!(u64::try_from(ids.len()).expect("a number"), total);
}

/// The pages that a visitor may see and robots may read, each pattern with what stands in its place.
async fn public_pages(world: &World, client: &Client) -> BTreeSet<String> {
    let robots = client.get("/robots.txt").await.text;
    let private: Vec<&str> = robots.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    let routes: BTreeSet<String> =
        generate_route_list(app::App).into_iter().map(|page| page.path().to_owned()).collect();
    let seen = crate::roles::page_lines().filter(|(_, who)| who.starts_with('2')).map(|(path, _)| *path);
    let public = seen.filter(|path| routes.contains(*path) && !private.iter().any(|start| path.starts_with(start)));
    let records = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let mut pages = BTreeSet::new();
    for pattern in public {
        match pattern {
            "/library/{slug}" => {
                pages.extend(records.iter().map(|stored| format!("/library/{}", stored.practice.slug)));
            }
            "/glossary/{term}" => {
                pages.extend(taxonomy::glossary::all().iter().map(|term| format!("/glossary/{}", term.slug)));
            }
            // Older texts of what is listed already.
            "/library/{slug}/versions" | "/library/{slug}/versions/{number}" => {}
            one => {
                assert!(!one.contains('{'), "how is {one} listed?");
                pages.insert(one.to_owned());
            }
        }
    }
    pages
}

/// The addresses of a list of lists, or what is wrong with it: it is held against all that the makers of sitemaps say of
/// its shape (`siteindex.xsd` of sitemaps.org), since no package carries that schema.
fn list_of_lists(xml: &str) -> Result<Vec<String>, String> {
    const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let document = roxmltree::Document::parse(xml).map_err(|error| error.to_string())?;
    let is = |node: roxmltree::Node<'_, '_>, name: &str| node.has_tag_name((SPACE, name));
    let text = |node: roxmltree::Node<'_, '_>| node.text().unwrap_or_default().to_owned();
    let root = document.root_element();
    if !is(root, "sitemapindex") {
        return Err(format!("no sitemapindex: {:?}", root.tag_name()));
    }
    let mut addresses = Vec::new();
    for each in root.children().filter(|node| node.is_element()) {
        if !is(each, "sitemap") {
            return Err(format!("no sitemap: {:?}", each.tag_name()));
        }
        let parts: Vec<_> = each.children().filter(|node| node.is_element()).collect();
        let (loc, more) = parts.split_first().filter(|(loc, _)| is(**loc, "loc")).ok_or("does not begin with a loc")?;
        let address = text(*loc);
        if !address.starts_with("http") || !(12..=2048).contains(&address.chars().count()) {
            return Err(format!("no whole address: {address}"));
        }
        match more {
            [] => {}
            [changed] if is(*changed, "lastmod") => {
                let day = text(*changed).get(..10).map(str::parse::<chrono::NaiveDate>);
                if !matches!(day, Some(Ok(_))) {
                    return Err(format!("no time: {}", text(*changed)));
                }
            }
            other => return Err(format!("what it has no place for: {other:?}")),
        }
        addresses.push(address);
    }
    let most = usize::try_from(services::sitemap::MOST).unwrap_or(usize::MAX);
    if addresses.is_empty() || addresses.len() > most {
        return Err(format!("{} lists", addresses.len()));
    }
    Ok(addresses)
}

#[tokio::test]
async fn all_public_addresses_are_in_the_list_and_no_others() {
    let (world, client) = library().await;
    services::library::withdraw(&world.system(), "bright-future-co-operative", "Wrong.").await.expect("withdrawn");
    let list = client.get("/sitemap.xml").await;
    assert_eq!(list.header("content-type"), "application/xml; charset=utf-8");
    let of = |xml: &str| {
        let document = roxmltree::Document::parse(xml).expect("well-formed");
        let found = document.descendants().filter(|node| node.tag_name().name() == "loc");
        found.filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<_>>()
    };
    let all = of(&list.text);
    let listed: Vec<&str> = all.iter().map(|address| address.strip_prefix(ORIGIN).expect("here")).collect();
    let wanted = public_pages(&world, &client).await;
    for page in ["/", "/statistics", "/glossary/debt-bondage", "/library/fair-food-program"] {
        assert!(wanted.contains(page), "the test reads the routes: {page}");
    }
    assert_eq!(listed.iter().map(|path| (*path).to_owned()).collect::<BTreeSet<_>>(), wanted);
    assert_eq!(listed.len(), wanted.len(), "each once");
    assert!(!list.text.contains("bright-future"));
    for path in listed {
        assert_eq!(client.get(path).await.status, StatusCode::OK, "{path}");
    }
    // The same in several lists.
    let several = Client::new(server::harvest::sitemaps(crate::installation(&world), 10));
    let whole = several.get("/sitemap.xml").await;
    assert_eq!((whole.status, whole.header("content-type")), (StatusCode::OK, "application/xml; charset=utf-8"));
    let mut parts = Vec::new();
    for (number, address) in list_of_lists(&whole.text).expect("of its shape").iter().enumerate() {
        assert_eq!(*address, format!("{ORIGIN}/sitemap/{number}"));
        let part = several.get(address.strip_prefix(ORIGIN).expect("here")).await;
        assert_eq!((part.status, part.header("content-type")), (StatusCode::OK, "application/xml; charset=utf-8"));
        assert!((1..=10).contains(&of(&part.text).len()), "{address}");
        parts.extend(of(&part.text));
    }
    assert_eq!(parts, all);
    let after = format!("/sitemap/{}", all.len().div_ceil(10));
    assert_eq!(several.get(&after).await.status, StatusCode::NOT_FOUND, "{after}");
    let first = format!("<sitemap><loc>{ORIGIN}/sitemap/0</loc>\n</sitemap>\n");
    for (spoilt, with, says) in [
        (
            "http://www.sitemaps.org/schemas/sitemap/0.9",
            "http://www.sitemaps.org/schemas/siteindex/0.9",
            "sitemapindex",
        ),
        (first.as_str(), "<sitemap></sitemap>", "a loc"),
        (first.as_str(), "<url><loc>http://127.0.0.1/sitemap/0</loc></url>", "url"),
        (first.as_str(), "<sitemap><loc>/sitemap/0</loc></sitemap>", "/sitemap/0"),
        (first.as_str(), "<sitemap><loc>http://a.example/0</loc><priority>1</priority></sitemap>", "priority"),
        (first.as_str(), "<sitemap><loc>http://a.example/0</loc><lastmod>today</lastmod></sitemap>", "today"),
    ] {
        assert!(whole.text.contains(spoilt), "{spoilt} is in {}", whole.text);
        let refused = list_of_lists(&whole.text.replace(spoilt, with)).expect_err("it is broken");
        assert!(refused.contains(says), "{says}: {refused}");
    }
    for missing in ["/sitemap/1", "/sitemap/9", "/sitemap/x", "/sitemap/18446744073709551615"] {
        assert_eq!(client.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn robots_and_browsers_find_what_is_for_them() {
    let (_world, client) = library().await;
    let robots = client.get("/robots.txt").await.text;
    assert!(robots.contains(&format!("\nSitemap: {ORIGIN}/sitemap.xml\n")), "{robots}");
    for private in ["/account", "/referrals", "/placements", "/stewardship"] {
        assert!(robots.contains(&format!("\nDisallow: {private}\n")), "{private}");
    }
    assert!(!robots.contains("Disallow: /library\n") && !robots.contains("Disallow: /\n"));
    let description = client.get("/opensearch.xml").await;
    roxmltree::Document::parse(&description.text).expect("well-formed");
    assert!(
        description.text.contains(&format!("template=\"{ORIGIN}/library?q={{searchTerms}}\"")),
        "{}",
        description.text
    );
    let tag = client.get("/sitemap.xml").await.header("etag").to_owned();
    let request = axum::http::Request::builder().uri("/sitemap.xml").header("if-none-match", tag);
    assert_eq!(client.send(request, axum::body::Body::empty()).await.status, StatusCode::NOT_MODIFIED);
}
