//! Searching and reading the library, and taking records in.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::codes::Language;
use domain::practice::LibrarySector;
use services::{Scope, Services};
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
    let page = client.get(&format!("/library/{}", food.practice.slug)).await.words();
    let named = "(ISIC 10 Manufacture of food products; 11 Manufacture of beverages)";
    assert!(page.contains(named), "{page}");
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
async fn words_of_any_kind_answer() {
    let (_world, client) = library().await;
    assert!(client.get("/library?q=pasport+retension").await.words().contains("Showing results for"));
    let long = "a".repeat(20_000);
    for words in ["", "%00", "%ff%fe", "%22", "-", "%F0%9F%91%A9", "a%3Ab%3A(c", "*", "AND+OR", "مرحبا", &long] {
        let path = format!("/library?q={words}").replace("مرحبا", "%D9%85%D8%B1%D8%AD%D8%A8%D8%A7");
        assert_eq!(client.get(&path).await.status, StatusCode::OK, "{words:.20}");
    }
    let evil = client.get("/library?q=%3Cscript%3Ealert(1)%3C/script%3E&after=%3Cb%3E&sort=x&year=x").await;
    assert!(!evil.text.contains("<script>alert"));
    assert_eq!(client.get("/library/no-such-record").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_search_that_is_too_long_says_that_its_end_was_left_out() {
    let (_world, client) = library().await;
    let said = "Your search was very long. Only its beginning was used.";
    for (length, cut) in [(search::LONGEST_QUERY, false), (search::LONGEST_QUERY + 1, true), (20_000, true)] {
        let page = client.get(&format!("/library?q={}", "a".repeat(length))).await;
        assert_eq!(page.status, StatusCode::OK, "{length}");
        assert_eq!(page.words().contains(said), cut, "{length}");
    }
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

/// The same database seen by another process, with an index of its own.
fn other_node(world: &World) -> (Scope, Arc<search::Index>) {
    node_with(world, search::Index::in_memory().expect("an index"))
}

fn node_with(world: &World, index: search::Index) -> (Scope, Arc<search::Index>) {
    let s = &world.services;
    let index = Arc::new(index);
    let services = Services {
        db: s.db.clone(),
        keyring: s.keyring.clone(),
        clock: s.clock.clone(),
        mail: mail::Transport::stub().0,
        sender: s.sender.clone(),
        admin_email: s.admin_email.clone(),
        index: Some(index.clone()),
        origin: s.origin.clone(),
        reader: services::Reader::Here,
        retention: s.retention,
        reach: services::Reach::Local,
        second_step: s.second_step,
        backups: s.backups,
    };
    (Scope::new(Arc::new(services), domain::Actor::system()), index)
}

#[tokio::test]
async fn every_process_follows_what_another_has_published() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (other, index) = other_node(&world);
        let own = world.services.index.clone().expect("an index");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0);
        let record = include_bytes!("../../library/fair-food-program.md");
        services::import::file_with(&world.system(), "fair-food-program.md", &record[..], crate::looked_at(), |_| {})
            .await
            .expect("imported");
        world.work().await;
        assert_eq!((own.count(), index.count()), (1, 0), "the event was for one process");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0, "it is in already");
        assert_eq!(index.count(), 1);
        world.pass(chrono::TimeDelta::hours(1));
        services::library::withdraw(&world.system(), "fair-food-program", "It has ended.").await.expect("withdrawn");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(index.count(), 0);
    }
}

#[tokio::test]
async fn an_index_that_is_deleted_while_the_server_runs_is_filled_again_from_the_store() {
    let world = World::sqlite().await;
    let at = world.folder.path().join("index");
    let (node, index) = node_with(&world, search::Index::open(&at).expect("opened"));
    let import = async |name: &str| {
        let path = format!("{}/library/{name}", env!("CARGO_MANIFEST_DIR"));
        let record = std::fs::read(path).expect("a founding record");
        services::import::file_with(&world.system(), name, &record[..], crate::looked_at(), |_| {})
            .await
            .expect("imported");
    };
    import("fair-food-program.md").await;
    import("thistle-farms.md").await;
    assert_eq!(services::library::follow(&node).await.expect("followed"), 2);
    std::fs::remove_dir_all(&at).expect("deleted");
    let asked = |words: &str| services::library::Query { words: words.into(), size: 10, ..Default::default() };
    let found = services::library::search(&node, asked("tomato")).await.expect("answered");
    assert_eq!(found.total, 1, "it goes on answering");
    assert!(services::worker::drain_index(&node).await.is_ok(), "what cannot be written is tried again later");
    assert_eq!(services::library::follow(&node).await.expect("filled"), 2);
    assert!(at.join("meta.json").exists());
    import("hagar-social-enterprises.md").await;
    assert_eq!(services::library::follow(&node).await.expect("followed"), 1, "and what comes later is put in");
    drop((node, index));
    assert_eq!(search::Index::open(&at).expect("opened").count(), 3);
}

#[tokio::test]
async fn a_process_follows_what_another_publishes_by_a_clock_that_is_behind() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (other, index) = other_node(&world);
        let import = async |name: &str| {
            let path = format!("{}/library/{name}", env!("CARGO_MANIFEST_DIR"));
            let record = std::fs::read(path).expect("a founding record");
            services::import::file_with(&world.system(), name, &record[..], crate::looked_at(), |_| {})
                .await
                .expect("imported");
        };
        import("fair-food-program.md").await;
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        world.pass(-chrono::TimeDelta::hours(1));
        import("thistle-farms.md").await;
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        services::library::withdraw(&world.system(), "fair-food-program", "It has ended.").await.expect("withdrawn");
        assert_eq!(services::library::follow(&other).await.expect("followed"), 1);
        assert_eq!(services::library::follow(&other).await.expect("followed"), 0, "it is in already");
        assert_eq!(index.count(), 1);
    }
}

#[tokio::test]
async fn a_correction_is_shown_and_can_be_refused() {
    let (_world, client) = library().await;
    let page = client.get("/library?q=pasport+retension&country=IT").await;
    let link = page.text.split("id=\"library-exact\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the way to what was typed").replace("&amp;", "&");
    assert!(link.contains("exact=1") && link.contains("q=pasport") && link.contains("country=IT"), "{link}");
    assert!(!client.get(&link).await.words().contains("Showing results for"));
}

#[tokio::test]
async fn a_usual_word_is_offered_for_a_rare_one_that_is_nearly_like_it() {
    let (world, client) = library().await;
    let mut practice = services::library::find(&world.system(), "fair-food-program").await.expect("there").practice;
    practice.summary = "Nobody here is made to labuor.".into();
    world.pass(chrono::TimeDelta::minutes(1));
    services::library::publish(&world.system(), &practice).await.expect("published");
    world.work().await;
    let page = client.get("/library?q=forced+labuor&year=2011").await;
    let offer = "href=\"/library?q=forced+labour&amp;year=2011\"";
    assert!(page.words().contains("Did you mean:") && page.text.contains(offer), "{}", page.text);
    assert!(count(&client.get("/library?q=forced+labuor").await.words()) > 3);
    let right = client.get("/library?q=forced+labour&year=2011").await.words();
    assert!(!right.contains("Did you mean:"), "{right}");
}

#[tokio::test]
async fn a_search_says_what_of_the_glossary_it_looked_for_and_can_do_without() {
    let (_world, client) = library().await;
    let said = "Also searched for";
    let page = client.get("/library?q=human+trafficking+&sort=newest").await;
    let words = page.words();
    let widened = words.split(said).nth(1).and_then(|rest| rest.split('.').next()).expect("what was looked for");
    assert!(widened.contains("trafficking in persons"), "{widened}");
    let link = page.text.split("id=\"library-unwidened\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the way without").replace("&amp;", "&");
    assert!(
        link.contains("synonyms=off") && link.contains("sort=newest") && link.contains("q=human+trafficking"),
        "{link}"
    );
    let without = client.get(&link).await;
    assert!(!without.words().contains(said));
    assert!(count(&without.words()) <= count(&words));
    assert!(!client.get("/library?q=hotel+").await.words().contains(said), "nothing means the same");
}

#[tokio::test]
async fn where_nothing_is_found_each_filter_can_be_dropped() {
    let (_world, client) = library().await;
    let page = client.get("/library?region=europe&year=1850").await;
    assert!(page.words().contains("No records"));
    let link = page.text.split("id=\"drop-year\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the filter to drop").replace("&amp;", "&");
    assert!(count(&client.get(&link).await.words()) > 0, "{link}");
    assert!(!page.text.contains("id=\"drop-region\""), "nothing would be found without it either");
}

/// What is asked for, and the two things that are said of it.
type Case<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);

#[tokio::test]
async fn where_nothing_is_found_every_way_in_which_words_are_taken_can_be_dropped() {
    let (_world, client) = library().await;
    let asked = |pairs: &[(&str, &str)]| format!("/library?{}", serde_html_form::to_string(pairs).expect("a query"));
    let cases: [Case<'_>; 6] = [
        (&[("q", "hoetl "), ("exact", "1")], "drop-way-0", "With mistakes corrected: "),
        (
            &[("q", "принудительный труд "), ("exact", "1"), ("synonyms", "off")],
            "drop-way-0",
            "With words that mean the same: ",
        ),
        (&[("q", "\"passport hotel\"")], "drop-way-0", "With the words of \"passport hotel\" anywhere: "),
        (&[("q", "hotel -hotel")], "drop-way-0", "Without the filter “-hotel”: "),
        (&[("q", "passport country:FJ"), ("exact", "1")], "drop-typed-0", "Without the filter “country:FJ”: "),
        (&[("q", "\"passport hotel\" country:FJ"), ("exact", "1")], "drop-ways", "With the words alone, in any way: "),
    ];
    for (pairs, id, said) in cases {
        let page = client.get(&asked(pairs)).await;
        let words = page.words();
        assert!(words.contains("No records") && words.contains("Ask for less"), "{pairs:?}: {words}");
        let link = page.text.split(&format!("id=\"{id}\" href=\"")).nth(1).and_then(|rest| rest.split('"').next());
        let link = link.expect("a way out").replace("&amp;", "&");
        let found = client.get(&link).await.words();
        let many = count(&found);
        let shown = if many == 0 { "one record".to_owned() } else { format!("{many} records") };
        assert!(found.contains("One record") || many > 1, "{link}: {found}");
        assert!(words.contains(&format!("{said}{shown}")), "{pairs:?}: {said}{shown}: {words}");
    }
    // Where nothing of it helps, it is not advised.
    let page = client.get("/library?q=%22qqqq+zzzz%22&exact=1").await;
    assert!(!page.text.contains("id=\"drop-") && !page.words().contains("Ask for less"), "{}", page.words());
}

#[tokio::test]
async fn words_as_typed_say_so_and_hold_for_these_words_only() {
    let (_world, client) = library().await;
    let said = "Every word is taken as typed, mistakes too.";
    let page = client.get("/library?q=pasport+retension&exact=1").await;
    assert!(page.words().contains(said), "{}", page.words());
    let back = page.text.split("id=\"library-inexact\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    assert_eq!(back, Some("/library?q=pasport+retension"));
    // The form sends along for which words it was said.
    let hidden = "name=\"exact-for\" value=\"pasport retension\"";
    assert!(page.text.contains(hidden), "{}", page.text);
    let same = client.get("/library?q=pasport+retension+&exact=1&exact-for=pasport+retension").await;
    assert!(same.words().contains(said) && same.text.contains("name=\"exact-for\""));
    let other = client.get("/library?q=pasport&exact=1&exact-for=pasport+retension").await;
    assert!(other.words().contains("Showing results for"), "{}", other.words());
    assert!(!other.words().contains(said) && !other.text.contains("name=\"exact-for\""));
    assert!(!client.get("/library?q=pasport").await.words().contains(said));
}

#[tokio::test]
async fn filters_that_find_nothing_one_by_one_can_be_dropped_together() {
    let (_world, client) = library().await;
    let page = client.get("/library?q=work&year=1850&country=FJ").await;
    let link = page.text.split("id=\"drop-all\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.expect("the way out");
    assert_eq!(link, "/library?q=work");
    let all = count(&client.get(link).await.words());
    assert!(all > 0 && page.words().contains(&format!("Without any filter: {all} records")), "{}", page.words());
}

#[tokio::test]
async fn field_words_take_names_and_say_what_no_record_has() {
    let (_world, client) = library().await;
    let italy = count(&client.get("/library?country=IT").await.words());
    assert!(italy > 0);
    for typed in ["country:Italy", "country:it", "country:Italien", "country:%22italy,atlantis%22"] {
        assert_eq!(count(&client.get(&format!("/library?q={typed}")).await.words()), italy, "{typed}");
    }
    let food = count(&client.get("/library?sector=food").await.words());
    assert!(food > 0);
    for typed in ["sector:food", "sector:10", "sector:C10", "sector:1010"] {
        assert_eq!(count(&client.get(&format!("/library?q={typed}")).await.words()), food, "{typed}");
    }
    let page = client.get("/library?q=country:Atlantis").await.words();
    assert!(page.contains("No record has “Country: Atlantis”"), "{page}");
    // What the page says can be typed finds something where it is typed.
    let page = client.get("/library").await.text;
    let ways = page.split("id=\"library-how\"").nth(1).and_then(|rest| rest.split("</dl>").next()).expect("ways");
    let links: Vec<_> = ways.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links.len(), 6);
    assert_eq!(ways.matches("<div><dt>").count(), 6, "each stands with what it means");
    assert!(page.contains("\u{a0}· "), "a line of facts breaks behind a dot");
    for link in links {
        assert!(client.get(link).await.text.contains("<li class=\"hit\""), "{link}");
    }
}

#[tokio::test]
async fn what_was_taken_for_a_mistake_is_not_called_a_result_where_there_is_none() {
    let (_world, client) = library().await;
    let page = client.get("/library?q=pasport+retension&year=1850").await.words();
    assert!(page.contains("We looked for passport") && !page.contains("Showing results for"), "{page}");
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

#[tokio::test]
async fn official_words_of_other_languages_find_what_the_english_ones_do() {
    let (_world, client) = library().await;
    let slugs = |page: &str| -> Vec<String> {
        let hits = page.split("<a id=\"hit-").skip(1);
        hits.map(|hit| hit.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    for (typed, english) in [
        ("Zwangsarbeit", "forced labour"),
        ("принудительный труд", "forced labour"),
        ("العمل الجبري", "forced labour"),
        ("торговля людьми", "trafficking in persons"),
        ("الاتجار بالأشخاص", "human trafficking"),
        ("servidumbre por deudas", "debt bondage"),
    ] {
        let path = |words: &str| format!("/library?{}", serde_html_form::to_string([("q", words)]).expect("a query"));
        let page = client.get(&path(typed)).await;
        let found = slugs(&page.text);
        let wanted = slugs(&client.get(&path(&format!("\"{english}\""))).await.text);
        assert!(!found.is_empty() && found.iter().any(|slug| wanted.contains(slug)), "{typed}: {found:?} {wanted:?}");
        assert!(!page.words().contains("Showing results for"), "{typed} is no mistake");
        let off = client.get(&format!("{}&synonyms=off&exact=1", path(typed))).await;
        let (widened, alone) = (count(&page.words()), count(&off.words()));
        assert!(alone < widened, "{typed}: the other language's words find more, {widened} and not {alone}");
        let glossary = client.get(&path(typed).replace("/library", "/glossary")).await;
        assert!(glossary.text.contains("class=\"entry\""), "{typed}");
    }
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
