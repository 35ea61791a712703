//! What the library's filters are called: on the page in the reader's language, and where somebody types them.

use axum::body::Body;
use axum::http::Request;
use testkit::{Answer, Client};

use crate::library::library;

async fn spoken(client: &Client, languages: &'static str, path: &str) -> Answer {
    client.send(Request::builder().uri(path).header("accept-language", languages), Body::empty()).await
}

/// The tag that has an id.
fn tag(page: &str, id: &str) -> String {
    let tag = page.split('<').find(|tag| tag.contains(&format!("id=\"{id}\""))).expect("the element");
    tag.split('>').next().unwrap_or_default().to_owned()
}

/// Every choice of the page: its facet, its value, what it is called, and its count.
fn choices(page: &str) -> Vec<(String, String, String, String)> {
    let choices = page.split("<label class=\"choice\">").filter(|choice| choice.contains("id=\"facet-"));
    let read = |choice: &str| {
        let attribute = |name: &str| choice.split(&format!(" {name}=\"")).nth(1)?.split('"').next().map(str::to_owned);
        let inside = |place: usize| choice.split("<span").nth(place)?.split(['>', '<']).nth(1).map(str::to_owned);
        Some((attribute("name")?, attribute("value")?, inside(2)?, inside(3)?))
    };
    choices.filter_map(read).collect()
}

/// What the page says of how many records there are.
fn found(page: &Answer) -> String {
    let status = page.text.split("role=\"status\"").nth(1).expect("how many");
    status.split(['>', '<']).nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn choices_are_called_by_the_words_of_the_readers_language() {
    let (_world, client) = library().await;
    let english = client.get("/library").await;
    let plain = choices(&english.text);
    assert!(plain.len() > 60, "{}", plain.len());
    assert!(!tag(&english.text, "filters-sector").contains("lang="), "what is as the page says nothing");
    for (asked, language, words) in [
        ("fr-CH, en;q=0.5", "fr", ["Secteur", "Hôtels et restaurants", "Espagne", "Anglais"]),
        ("de-CH, en;q=0.5", "de", ["Branche", "Hotels und Restaurants", "Spanien", "Englisch"]),
        ("it", "it", ["Settore", "Alberghi e ristoranti", "Spagna", "Inglese"]),
        ("uk, ru;q=0.9", "uk", ["Галузь", "Готелі та ресторани", "Іспанія", "Англійська"]),
        ("ar", "ar", ["القطاع", "الفنادق والمطاعم", "إسبانيا", "الإنجليزية"]),
    ] {
        let page = spoken(&client, asked, "/library").await;
        assert!(page.text.contains("<html lang=\"en\""), "the page as a whole is in English");
        for group in ["filters-sector", "filters-country"] {
            let tag = tag(&page.text, group);
            assert!(tag.contains(&format!("lang=\"{language}\"")), "{tag}");
            assert_eq!(tag.contains("dir=\"rtl\""), language == "ar", "{tag}");
        }
        for said in words {
            assert!(page.text.contains(&format!(">{said}<")), "{asked}: {said}");
        }
        let own = choices(&page.text);
        assert!(own.iter().all(|(.., label, _)| label != "Spain" && label != "English"), "{asked}: {own:?}");
        let same =
            |(facet, value, _, count): &(String, String, String, String)| (facet.clone(), value.clone(), count.clone());
        assert_eq!(own.iter().map(same).collect::<Vec<_>>(), plain.iter().map(same).collect::<Vec<_>>(), "{asked}");
        assert!(page.header("vary").to_ascii_lowercase().contains("accept-language"), "{}", page.header("vary"));
        let href = page.text.split("<a id=\"hit-").nth(1).and_then(|hit| hit.split('"').next()).expect("a record");
        let record = spoken(&client, asked, &format!("/library/{href}")).await;
        let facts = record.text.split("class=\"facts\"").nth(1).and_then(|rest| rest.split("</dl>").next());
        assert!(facts.expect("facts").contains(&format!("<div lang=\"{language}\"")), "{asked}");
    }
    for asked in ["tlh", "en-GB, fr;q=0.2"] {
        let page = spoken(&client, asked, "/library").await;
        assert_eq!(choices(&page.text), plain, "{asked}");
    }
}

#[tokio::test]
async fn every_choice_can_be_typed_as_it_is_called() {
    let (_world, client) = library().await;
    let plain = choices(&client.get("/library").await.text);
    let mut facets = std::collections::BTreeSet::new();
    for (facet, value, label, _) in plain {
        let label = label.replace("&amp;", "&").replace("&#x27;", "'");
        let typed = serde_html_form::to_string([("q", format!("{facet}:\"{label}\""))]).expect("a query");
        let page = client.get(&format!("/library?{typed}")).await;
        let ticked = client.get(&format!("/library?{facet}={value}")).await;
        assert_ne!(found(&page), "No records", "{facet} {label}");
        assert_eq!(found(&page), found(&ticked), "{facet} {label}");
        assert!(!page.words().contains("No record has"), "{facet} {label}");
        facets.insert(facet);
    }
    assert_eq!(facets.len(), 8, "{facets:?}");
    for (typed, ticked) in [
        ("sector:hotels", "sector=hospitality"),
        ("sector:\"Alberghi e ristoranti\"", "sector=hospitality"),
        ("sector:Arbeit", "sector=domestic-work"),
        ("country:إسبانيا", "country=ES"),
        ("country:Великобритания", "country=GB"),
        ("language:Английский", "language=en"),
        ("language:الإنجليزية", "language=en"),
        ("approach:private", "approach=private-sector"),
        ("region:\"moyen-orient, europe\"", "region=middle-east&region=europe"),
    ] {
        let query = serde_html_form::to_string([("q", typed)]).expect("a query");
        let page = client.get(&format!("/library?{query}")).await;
        assert_ne!(found(&page), "No records", "{typed}");
        assert_eq!(found(&page), found(&client.get(&format!("/library?{ticked}")).await), "{typed}");
    }
}
