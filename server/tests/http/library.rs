//! Searching the library: what is found, what narrows it, and page after page of it.

mod nothing;
mod processes;
mod records;
mod words;

use axum::http::StatusCode;
use domain::codes::Language;
use domain::practice::{Evidence, Practice, PracticeKind};
use testkit::{Answer, Client, World};

use crate::router;

/// A world with the founding records.
pub(crate) async fn library() -> (World, Client) {
    let world = World::sqlite().await;
    let report = server::seed::all(&world.system(), app::at::Demo::Off).await.expect("seeded");
    assert!(report.contains(" 0 refused"), "{report}");
    let client = Client::new(router(&world));
    (world, client)
}

pub(crate) fn count(words: &str) -> usize {
    let before = words.split(" records").next().unwrap_or_default();
    before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[tokio::test]
async fn every_founding_record_is_found_by_its_title_and_shown_with_its_sources() {
    let (world, client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    assert!(all.len() >= 40, "{}", all.len());
    for stored in &all {
        let practice = &stored.practice;
        let query = serde_html_form::to_string([("q", practice.title.as_str())]).expect("a query");
        let found = client.get(&format!("/library?{query}")).await;
        assert!(found.text.contains(&format!("href=\"/library/{}\"", practice.slug)), "{}", practice.slug);
        let page = client.get(&format!("/library/{}", practice.slug)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!practice.sources.is_empty(), "{} names no source", practice.slug);
        let title = practice.sources.iter().all(|source| page.words().contains(&source.title));
        assert!(title, "{} shows its sources", practice.slug);
    }
    assert!(all.iter().any(|stored| stored.practice.language != Language::english()));
}

#[tokio::test]
async fn a_founding_record_that_claims_figures_has_them_among_its_results() {
    let (world, _client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let monitored = all.iter().map(|stored| &stored.practice).filter(|record| record.evidence == Evidence::Monitored);
    let mut seen = 0;
    for record in monitored {
        seen += 1;
        // A law or a report may tell its figures anywhere, be it the number of an article; a practice among its results.
        let strict = Practice { kind: PracticeKind::Practice, ..record.clone() };
        let wrong = strict.check(world.system().now().date_naive());
        assert!(wrong.at("evidence").next().is_none(), "{}: {wrong:?}", record.slug);
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn facets_narrow_and_pages_follow_without_repeats() {
    let (_world, client) = library().await;
    let all = count(&client.get("/library").await.words());
    let europe = client.get("/library?region=europe").await;
    let both = client.get("/library?region=europe&region=asia").await;
    let narrow = client.get("/library?region=europe&sector=agriculture").await;
    let counts = [&narrow, &europe, &both].map(|answer| count(&answer.words()));
    assert!(0 < counts[0] && counts[0] < counts[1] && counts[1] < counts[2] && counts[2] <= all, "{counts:?} of {all}");
    assert!(europe.text.contains("value=\"europe\" checked"), "what is chosen stays chosen");
    let mut seen = std::collections::BTreeSet::new();
    let mut path = "/library?q=work".to_owned();
    let total = count(&client.get(&path).await.words());
    loop {
        let page = client.get(&path).await;
        for link in page.text.split("<a id=\"hit-").skip(1) {
            let slug = link.split('"').next().unwrap_or_default().to_owned();
            assert!(seen.insert(slug.clone()), "{slug} twice");
        }
        let Some(next) = page.text.split("rel=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().unwrap_or_default().replace("&amp;", "&");
    }
    assert_eq!(seen.len(), total);
}

#[tokio::test]
async fn what_is_chosen_is_in_view_and_the_count_stands_by_itself() {
    let (_world, client) = library().await;
    let page = client.get("/library").await.text;
    let group = page.split("id=\"filters-country-more\"").nth(1).and_then(|rest| rest.split("</details>").next());
    let folded: Vec<&str> =
        group.expect("a fold").split("value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let last = *folded.last().expect("a country that is not in view");
    let chosen = client.get(&format!("/library?country={last}")).await.text;
    let tag = |page: &str, id: &str| {
        let tag = page.split('<').find(|tag| tag.contains(&format!("id=\"{id}\""))).expect("the element");
        tag.split('>').next().unwrap_or_default().to_owned()
    };
    assert!(!tag(&page, "filters-country-more").contains(" open"));
    assert!(tag(&chosen, &format!("facet-country-{last}")).contains(" checked"));
    // Before the fold, which stays closed where a person closed it; and so are all of many.
    let many = folded.join("&country=");
    let many = client.get(&format!("/library?country={many}")).await.text;
    let asked = folded.iter().map(|value| (&many, *value)).chain([(&chosen, last)]);
    for (page, value) in asked {
        let at = |id: &str| page.find(&format!("id=\"{id}\"")).expect("on the page");
        assert!(at(&format!("facet-country-{value}")) < at("filters-country-more"), "{value}");
        assert!(!tag(page, "filters-country-more").contains(" open"), "nothing in it is chosen");
    }
    // A direct child, which stays when the results are replaced, so that screen readers say what it says.
    let inside = chosen.split("id=\"results\"").nth(1).and_then(|rest| rest.split_once('>')).expect("results").1;
    assert!(inside.starts_with("<p role=\"status\">"), "{inside:.80}");
}

/// Where the link with this attribute leads.
fn way(page: &Answer, attribute: &str) -> Option<String> {
    let mut tags = page.text.split("<a ").filter_map(|rest| rest.split('>').next());
    let tag = tags.find(|tag| tag.contains(attribute))?;
    tag.split("href=\"").nth(1)?.split('"').next().map(|href| href.replace("&amp;", "&"))
}

/// The records on a page of results.
fn on(page: &Answer) -> Vec<String> {
    let each = page.text.split(" id=\"hit-").skip(1).filter_map(|rest| rest.split('"').next());
    each.map(str::to_owned).collect()
}

#[tokio::test]
async fn later_pages_lead_back_one_by_one_and_at_once_with_the_whole_search() {
    let (_world, client) = library().await;
    let (first, previous, next) = ("id=\"library-first\"", "rel=\"prev\"", "rel=\"next\"");
    for start in [
        "/library",
        "/library?q=trafficking+work&year=&sort=newest",
        "/library?q=trafficking+work&exact=1&synonyms=off",
    ] {
        let state = start.replace("&year=", "");
        let mut page = client.get(start).await;
        assert_eq!((way(&page, first), way(&page, previous)), (None, None), "{start}");
        let mut pages = vec![on(&page)];
        while let Some(href) = way(&page, next) {
            assert!(href.starts_with(&state) && href.contains("after="), "{href}");
            page = client.get(&href).await;
            assert_eq!(way(&page, first).as_deref(), Some(state.as_str()), "{href}");
            pages.push(on(&page));
        }
        assert!(pages.len() >= 2, "{start} has one page");
        for expected in pages.iter().rev().skip(1) {
            let href = way(&page, previous).expect("a way back");
            assert!(href.starts_with(&state) && href.contains("before=") && !href.contains("after="), "{href}");
            page = client.get(&href).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(on(&page), *expected, "{href}");
        }
        assert_eq!((way(&page, first), way(&page, previous)), (None, None), "{start}");
        for wrong in ["x", "1-2-3-4", "%00", "1-2-3-4-5", "ffffffffffffffffff-1-1-1"] {
            let sign = if start.contains('?') { '&' } else { '?' };
            let page = client.get(&format!("{start}{sign}before={wrong}")).await;
            assert_eq!(
                (page.status, on(&page)),
                (StatusCode::OK, pages.first().cloned().unwrap_or_default()),
                "{wrong}"
            );
        }
    }
}

#[tokio::test]
async fn without_words_the_order_is_that_of_the_newest_and_is_called_so() {
    let (_world, client) = library().await;
    for (address, orders) in [
        ("/library", vec!["relevance Newest first (chosen)", "evidence Strongest evidence first"]),
        ("/library?sort=newest", vec!["newest Newest first (chosen)", "evidence Strongest evidence first"]),
        ("/library?sort=evidence", vec!["relevance Newest first", "evidence Strongest evidence first (chosen)"]),
        ("/library?q=country:AL", vec!["relevance Newest first (chosen)", "evidence Strongest evidence first"]),
        (
            "/library?q=work",
            vec!["relevance Best first (chosen)", "newest Newest first", "evidence Strongest evidence first"],
        ),
    ] {
        let page = client.get(address).await.text;
        let list = page.split("id=\"library-sort\"").nth(1).and_then(|rest| rest.split("</select>").next());
        let options = list.expect("the orders").split("<option").skip(1).map(|option| {
            let (tag, words) = option.split_once('>').expect("a tag");
            let value = tag.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value");
            let chosen = if tag.contains(" selected") { " (chosen)" } else { "" };
            format!("{value} {}{chosen}", words.split('<').next().unwrap_or_default())
        });
        assert_eq!(options.collect::<Vec<_>>(), orders, "{address}");
    }
}

#[tokio::test]
async fn a_range_of_years_narrows_and_stays_in_the_form_and_the_address() {
    let (world, client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let within = all.iter().filter(|stored| (2005..=2010).contains(&stored.practice.year)).count();
    assert!(within > 1 && within < all.len(), "{within}");
    let page = client.get("/library?year_from=2005&year_to=2010").await;
    assert_eq!(count(&page.words()), within);
    for (name, value) in [("year_from", "2005"), ("year_to", "2010")] {
        let field = page.text.split(&format!("name=\"{name}\"")).nth(1).and_then(|rest| rest.split('>').next());
        assert!(field.is_some_and(|field| field.contains(&format!("value=\"{value}\""))), "{field:?}");
    }
    let turned = client.get("/library?year_from=2010&year_to=2005").await;
    for (name, value) in [("year_from", "2005"), ("year_to", "2010")] {
        let field = turned.text.split(&format!("name=\"{name}\"")).nth(1).and_then(|rest| rest.split('>').next());
        assert!(field.is_some_and(|field| field.contains(&format!("value=\"{value}\""))), "what is asked: {field:?}");
    }
    let typed = client.get("/library?q=year:2005..2010").await;
    assert_eq!(count(&typed.words()), within, "the field word finds the same");
    for wrong in ["year_from=next", "year_to=%00", "year_from=-1&year_to=99999999999999999999", "year_from=&year_to="] {
        let page = client.get(&format!("/library?{wrong}")).await;
        assert_eq!((page.status, count(&page.words())), (StatusCode::OK, all.len()), "{wrong}");
    }
    let nothing = client.get("/library?q=trafficking&year_from=9000").await;
    let href = way(&nothing, "id=\"drop-years\"").expect("what to drop");
    assert_eq!(href, "/library?q=trafficking");
}
