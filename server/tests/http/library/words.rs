//! How the words of a search are taken: corrected, widened by the glossary, as typed, and as names of fields.

use axum::http::StatusCode;

use super::{count, library};

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
