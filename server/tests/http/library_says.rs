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
