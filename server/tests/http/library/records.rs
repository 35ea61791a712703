//! What the page of a record says and leads to.

use axum::http::StatusCode;
use domain::codes::Language;
use domain::practice::LibrarySector;

use super::library;

#[tokio::test]
async fn a_record_leads_to_what_else_names_its_topics_and_says_where_its_sectors_lie() {
    let (world, client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let spoken = all.iter().filter(|stored| !stored.practice.topics.is_empty()).take(5);
    let mut links = 0;
    for practice in spoken.map(|stored| &stored.practice) {
        let page = client.get(&format!("/library/{}", practice.slug)).await.text;
        let row = page.split("<dt>Topics</dt>").nth(1).and_then(|rest| rest.split("</dd>").next()).expect("a row");
        for link in row.split("<a href=\"").skip(1) {
            let link = link.split('"').next().unwrap_or_default().replace("&amp;", "&");
            assert!(link.starts_with("/library?q=%22"), "{link}");
            assert!(client.get(&link).await.text.contains("<li class=\"hit\""), "{link} of {}", practice.slug);
            links += 1;
        }
        assert_eq!(row.matches("<a href=").count(), practice.topics.len(), "{row}");
    }
    assert!(links > 5, "{links}");
    let food = all.iter().find(|stored| stored.practice.sectors.contains(&LibrarySector::Food)).expect("a record");
    let page = client.get(&format!("/library/{}", food.practice.slug)).await;
    // English words in a row of Arabic keep their own direction.
    assert!(page.text.contains("lang=\"en\" dir=\"ltr\" class=\"meta\">(ISIC 10"), "{}", page.text);
    let page = page.words();
    let named = "(ISIC 10 Manufacture of food products; 11 Manufacture of beverages)";
    assert!(page.contains(named), "{page}");
}

#[tokio::test]
async fn a_record_in_another_language_says_so_wherever_it_is_named() {
    let (world, client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let foreign = all.iter().find(|stored| stored.practice.language != Language::english()).expect("one of them");
    let (slug, language) = (&foreign.practice.slug, foreign.practice.language.to_string());
    let query = serde_html_form::to_string([("q", foreign.practice.title.as_str())]).expect("a query");
    let page = client.get(&format!("/library?{query}")).await.text;
    let hit = page.split("<li class=\"hit\">").find(|hit| hit.contains(&format!("id=\"hit-{slug}\""))).expect("a hit");
    let of_language = hit.matches(&format!("lang=\"{language}\"")).count();
    assert!(of_language >= 2, "title and passage: {hit}");
    let own = page.split("<li class=\"hit\">").skip(1).filter(|hit| hit.contains(" lang=\"en\"")).count();
    assert_eq!(own, 0, "what is in the page's own language needs no word of it");
}

#[tokio::test]
async fn a_record_names_those_that_are_most_like_it() {
    let (_world, client) = library().await;
    let page = client.get("/library/fair-food-program").await.text;
    let related = page.split("Related records").nth(1).and_then(|rest| rest.split("</ul>").next()).expect("the list");
    assert_eq!(related.matches("href=\"/library/").count(), 4, "{related}");
    assert!(!related.contains("/library/fair-food-program\""));
}

#[tokio::test]
async fn what_is_left_of_a_record_that_was_taken_back_says_what_it_was_and_how_to_cite_it() {
    let (world, client) = library().await;
    let title = services::library::find(&world.system(), "fair-food-program").await.expect("there").practice.title;
    services::library::withdraw(&world.system(), "fair-food-program", "It has <b>ended</b>.").await.expect("withdrawn");
    for path in ["/library/fair-food-program", "/library/fair-food-program/versions/1"] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::GONE, "{path}");
        let heading = page.text.split("<h1").nth(1).and_then(|rest| rest.split("</h1>").next()).expect("a heading");
        assert!(heading.ends_with(&title), "{heading}");
        let words = page.words();
        for said in
            ["This record was taken back", "The curators took it back on", "They say why", "How to cite", "version 1"]
        {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(page.text.contains("It has &lt;b&gt;ended&lt;/b&gt;."), "{}", page.text);
        let cited = page.text.split("How to cite").nth(1).expect("cited");
        assert!(cited.contains(&title) && cited.contains("Taken back on"), "{cited}");
        assert!(page.text.contains("href=\"/library/fair-food-program/versions\""), "{}", page.text);
    }
}

#[tokio::test]
async fn a_summary_is_shown_without_signs_of_markup_wherever_it_is() {
    let (world, client) = library().await;
    let mut practice = services::library::find(&world.system(), "fair-food-program").await.expect("there").practice;
    practice.summary = "It is **fair** to _all_, [they](https://ponte.example) say.".into();
    world.pass(chrono::TimeDelta::minutes(1));
    services::library::publish(&world.system(), &practice).await.expect("published");
    world.work().await;
    let plain = "It is fair to all, they say.";
    for path in [
        "/library/fair-food-program",
        "/library?q=title:program",
        "/library/feed.atom",
        "/library/fair-food-program.bib",
        "/library/fair-food-program.ris",
        "/library/fair-food-program.json",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    ] {
        let text = client.get(path).await.text;
        assert!(text.contains(plain) && !text.contains("**fair**"), "{path}");
    }
    let page = client.get("/library/fair-food-program").await;
    let words = page.words().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(" · All versions"), "{words}");
    assert!(page.text.contains("name=\"description\" content=\"It is fair to all, they say.\""), "{}", page.text);
}
