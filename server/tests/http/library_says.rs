//! What the library says of a search: what it left out of it, and what its choices mean.

use crate::library::{count, library};

#[tokio::test]
async fn a_year_that_is_none_is_said_to_be_left_out() {
    let (_world, client) = library().await;
    let all = count(&client.get("/library").await.words());
    for (typed, said) in [
        ("year_from=abcd", Some("“abcd” is no year")),
        ("year_from=2005&year_to=-5%00", Some("“-5” is no year")),
        ("year_to=10000", Some("“10000” is no year")),
        ("year_from=&year_to=+%00", None),
        ("year_from=2005&year_to=2010&year=soon", None),
    ] {
        let page = client.get(&format!("/library?{typed}")).await.words();
        match said {
            Some(said) => assert!(page.contains(said) && page.contains("It was left out of your search."), "{page}"),
            None => assert!(!page.contains("is no year"), "{typed}: {page}"),
        }
        assert!(typed.contains("2005") || count(&page) == all, "{typed}");
    }
}

#[tokio::test]
async fn only_approaches_that_can_be_chosen_are_explained() {
    let (_world, client) = library().await;
    let approaches = [
        ("community", "What “Community” means"),
        ("regulatory-disruption", "What “Regulatory disruption” means"),
        ("private-sector", "What “Private sector” means"),
    ];
    for (path, shown) in [("/library", [true, true, true]), ("/library?q=country:AL", [true, false, true])] {
        let page = client.get(path).await;
        for ((word, said), shown) in approaches.iter().zip(shown) {
            let choice = page.text.contains(&format!("id=\"facet-approach-{word}\""));
            assert_eq!([choice, page.words().contains(said)], [shown, shown], "{path}: {word}");
        }
    }
}

#[tokio::test]
async fn a_field_word_with_a_mistake_in_it_is_the_field_word_that_the_page_says() {
    let (_world, client) = library().await;
    let right = count(&client.get("/library?q=country:AL").await.words());
    let page = client.get("/library?q=kountry:AL").await.words();
    assert!(page.contains("Showing results for country:AL") && right > 1, "{page}");
    assert_eq!(count(&page), right);
}

#[tokio::test]
async fn a_page_without_results_offers_no_words_that_find_nothing() {
    let (_world, client) = library().await;
    let page = client.get("/library?q=zebra+country:AL+quux").await.words();
    assert!(page.contains("No records") && !page.contains("Showing results for"), "{page}");
    assert!(!page.contains("Did you mean") && page.contains("Without the filter “country:AL”"), "{page}");
}

#[tokio::test]
async fn a_field_word_that_cannot_be_read_is_said_to_be_so() {
    let (_world, client) = library().await;
    for (typed, said) in [
        ("year:20x", Some("“year:20x” names no year")),
        ("title:", Some("Nothing stands right behind “title:”")),
        ("country:+AL", Some("Nothing stands right behind “country:”")),
        ("year:2010", None),
        ("note:", None),
    ] {
        let page = client.get(&format!("/library?q={typed}")).await.words();
        match said {
            Some(said) => {
                assert!(page.contains(said) && page.contains("as in "), "{typed}: {page}");
                assert!(!page.contains("Did you mean"), "{typed}: {page}");
            }
            None => assert!(!page.contains("Nothing stands") && !page.contains("names no"), "{typed}: {page}"),
        }
    }
}

#[tokio::test]
async fn what_an_address_chooses_and_there_is_not_is_said_and_can_be_taken_off() {
    let (_world, client) = library().await;
    let page = client.get("/library?country=ZZ&country=AL&sector=private_sectr&q=training").await;
    let words = page.words();
    for said in ["“ZZ” is not known under “Country”", "“private_sectr” is not known under “Sector”", "Unknown: “ZZ”"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    let way = |place: usize| {
        let part = page.text.split(&format!("id=\"library-no-choice-{place}\" href=\"")).nth(1);
        part.and_then(|rest| rest.split('"').next()).expect("a way").replace("&amp;", "&")
    };
    assert_eq!(way(0), "/library?q=training&country=AL&sector=private_sectr");
    assert_eq!(way(1), "/library?q=training&country=AL&country=ZZ");
    // What is only in no record has its name, and is no mistake.
    let fiji = client.get("/library?country=FJ&year=1850").await.words();
    assert!(fiji.contains("Fiji") && !fiji.contains("not known") && !fiji.contains("Unknown"), "{fiji}");
}

#[tokio::test]
async fn a_record_in_another_language_than_the_readers_says_which() {
    let (_world, client) = library().await;
    let page = client.get("/library?language=it&language=en").await;
    assert!(page.text.contains("id=\"filters-language\""), "languages can be chosen");
    let lines = |page: &str| -> Vec<(bool, String)> {
        let hits = page.split("<li class=\"hit\"").skip(1);
        let line = |hit: &str| {
            let facts = hit.split("class=\"meta\"").nth(1)?.split("</p>").next()?.to_owned();
            Some((hit.split("</h3>").next()?.contains("lang=\"it\""), facts))
        };
        hits.filter_map(line).collect()
    };
    let italian = lines(&client.get("/library?language=it").await.text);
    assert!(!italian.is_empty() && italian.iter().all(|(is, line)| *is && line.contains("Italian")), "{italian:?}");
    let english = lines(&client.get("/library?language=en").await.text);
    assert!(!english.is_empty() && english.iter().all(|(is, line)| !is && !line.contains("English")), "{english:?}");
}

#[tokio::test]
async fn a_phrase_is_marked_in_a_summary_that_stands_beside_a_passage() {
    let (world, client) = library().await;
    let record = serde_json::json!({
        "title": "Lamps", "slug": "lamps-of-a-guild", "kind": "report", "summary": "The lantern guild met.",
        "language": "en", "year": 2001, "evidence": "told", "licence": "CC0-1.0",
        "sources": [{ "title": "Source" }], "body": "Quillback was bought by the lantern guild, and quillback sold.",
    });
    let record = serde_json::from_value(record).expect("a record");
    services::library::publish(&world.system(), &record).await.expect("published");
    world.work().await;
    let page = client.get("/library?q=%22lantern+guild%22+quillback").await;
    let hit = page.text.split("<li class=\"hit\"").nth(1).expect("it is found");
    let (summary, passage) = hit.split_once("class=\"passage\"").expect("a passage beside the summary");
    for said in [summary, passage] {
        assert!(said.contains("<mark>lantern guild</mark>"), "{hit}");
    }
}

#[tokio::test]
async fn where_an_unknown_choice_is_all_that_stands_in_the_way_one_link_leads_on() {
    let (_world, client) = library().await;
    for (path, leads) in [
        ("/library?country=ZZ", "/library"),
        ("/library?q=training&country=ZZ", "/library?q=training"),
        ("/library?q=training&sector=private_sectr&year_from=1990", "/library?q=training&year_from=1990"),
    ] {
        let page = client.get(path).await;
        let results = page.text.split("id=\"hits-title\"").nth(1).expect("results");
        let results = results.split("<ul class=\"inline\"").next().unwrap_or_default();
        let href = format!("href=\"{}\"", leads.replace('&', "&amp;"));
        assert_eq!(results.matches(&href).count(), 1, "{path}: {results}");
        assert!(results.contains("id=\"library-no-choice-0\"") && page.words().contains("No records"), "{results}");
    }
    // What else can be dropped is offered all the same.
    let page = client.get("/library?q=training&country=ZZ&year=1850").await.text;
    assert!(page.contains("id=\"drop-all\""), "{page}");
    let known = client.get("/library?region=europe&year=1850").await.text;
    assert!(known.contains("id=\"drop-year\"") && known.contains(">Show all records<"), "{known}");
}
