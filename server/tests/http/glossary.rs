//! The glossary's pages, and the explanation of its terms where they are used.

use axum::http::StatusCode;
use domain::organisation::OrganisationKind;
use domain::practice::Practice;
use taxonomy::glossary;
use testkit::{Client, World};

use crate::library::library;
use crate::router;

#[tokio::test]
async fn the_glossary_lists_every_term_in_each_order() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    let count = glossary::all().len();
    for path in ["/glossary", "/glossary?by=topic", "/glossary?by=instrument", "/glossary?by=%00"] {
        let page = client.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.words().contains(&format!("{count} terms")), "{path}: {}", page.words());
    }
    let page = client.get("/glossary").await.text;
    for term in glossary::all() {
        assert_eq!(page.matches(&format!("href=\"/glossary/{}\"", term.slug)).count(), 1, "{}", term.slug);
        assert!(page.contains(&format!("<li id=\"{}\" class=\"entry\">", term.slug)), "{} has an anchor", term.slug);
    }
    for jump in page.split("href=\"#letter-").skip(1) {
        let letter = jump.split('"').next().unwrap_or_default();
        assert!(page.contains(&format!("id=\"letter-{letter}\"")), "{letter} leads somewhere");
    }
    assert!(client.get("/").await.text.contains("href=\"/glossary\""), "every page leads to it");
}

#[tokio::test]
async fn a_filter_narrows_by_name_definition_and_translation() {
    let world = World::sqlite().await;
    let client = Client::new(router(&world));
    for (q, slug) in
        [("bonded", "debt-bondage"), ("MENSCHENHANDEL", "trafficking-in-persons"), ("surrogacy", "exploitation")]
    {
        let page = client.get(&format!("/glossary?q={q}&by=topic")).await;
        let found = page.text.matches("class=\"entry\"").count();
        assert!(page.text.contains(&format!("href=\"/glossary/{slug}\"")), "{q}");
        assert!(0 < found && found < 12, "{q}: {found}");
        assert!(page.text.contains(&format!("value=\"{q}\"")), "what was typed stays");
    }
    let nothing = client.get("/glossary?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(nothing.words().contains("No terms") && !nothing.text.contains("<script>alert"));
    let long = format!("/glossary?q={}", "%F0%9F%91%A9".repeat(3_000));
    assert_eq!(client.get(&long).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_term_has_a_page_with_what_it_rests_on() {
    let (_world, client) = library().await;
    for term in glossary::all() {
        let page = client.get(&format!("/glossary/{}", term.slug)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", term.slug);
        let words = page.words();
        assert!(words.contains(&term.definition), "{}", term.slug);
        for source in term.sources() {
            assert!(words.contains(&source.instrument.title) && words.contains(source.article), "{}", term.slug);
        }
        let written = page.text.replace("<!>", "");
        assert!(!written.contains(" <span class=\"meta\">. "), "{}: no space before a full stop", term.slug);
        for apart in term.apart() {
            assert!(words.contains(apart.why), "{}", term.slug);
            assert!(page.text.contains(&format!("href=\"/glossary/{}\"", apart.term.slug)), "{}", term.slug);
        }
        for (language, said) in &term.said {
            assert!(page.text.contains(&format!("lang=\"{language}\"")) && words.contains(said), "{}", term.slug);
        }
        for link in page.text.split("href=\"/glossary/").skip(1) {
            let slug = link.split('"').next().unwrap_or_default();
            assert!(glossary::find(slug).is_some(), "{} leads to {slug}", term.slug);
        }
    }
    assert_eq!(client.get("/glossary/no-such-term").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_term_says_what_it_is_to_machines_and_which_records_use_it() {
    let (_world, client) = library().await;
    let page = client.get("/glossary/trafficking-in-persons").await.text;
    assert!(page.contains("lang=\"ar\" dir=\"rtl\""), "Arabic is written from the right");
    assert!(page.contains("href=\"/glossary/smuggling-of-migrants\""));
    let data =
        page.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let data: serde_json::Value = serde_json::from_str(data.expect("data for machines")).expect("JSON");
    assert_eq!(data.get("@type").and_then(|value| value.as_str()), Some("DefinedTerm"));
    assert_eq!(data.get("name").and_then(|value| value.as_str()), Some("trafficking in persons"));
    let url = format!("{}/glossary/trafficking-in-persons", testkit::ORIGIN);
    assert_eq!(data.get("url").and_then(|value| value.as_str()), Some(url.as_str()));
    // A term has no language among the words of schema.org; the set that it is in has one.
    assert_eq!(data.get("inLanguage"), None);
    assert_eq!(data.pointer("/inDefinedTermSet/inLanguage").and_then(|value| value.as_str()), Some("en"));
    let page = client.get("/glossary/recruitment-fees").await.text;
    let used: Vec<&str> = page.split("href=\"/library/").skip(1).filter(|link| !link.starts_with("map")).collect();
    let fees = client.get("/glossary/supply-chain").await.text;
    let chain = fees.split("href=\"/library/").skip(1).filter(|link| !link.starts_with("map")).count();
    assert!(chain > 0 || !used.is_empty(), "records are named");
}

#[tokio::test]
async fn every_button_in_a_record_opens_its_term_once() {
    let (world, client) = library().await;
    let all = store::practices::batch(&world.services.db, None, 500).await.expect("records");
    let (mut buttons, mut languages) = (0, std::collections::BTreeSet::new());
    for stored in &all {
        let page = client.get(&format!("/library/{}", stored.practice.slug)).await.text;
        for button in page.split("popovertarget=\"term-").skip(1) {
            let slug = button.split('"').next().unwrap_or_default();
            let opened = format!("id=\"term-{slug}\" popover=\"auto\"");
            assert_eq!(page.matches(&opened).count(), 1, "{}: {slug}", stored.practice.slug);
            assert!(page.contains(&format!("href=\"/glossary/{slug}\"")), "{}: {slug}", stored.practice.slug);
        }
        let marked = page.matches("class=\"term\" popovertarget").count();
        let opened = page.matches("class=\"definition\"").count();
        assert_eq!(marked, opened, "{}: a button for each, and none twice", stored.practice.slug);
        if marked > 0 {
            buttons += marked;
            languages.insert(stored.practice.language.to_string());
        }
    }
    assert!(buttons > all.len() && languages.len() > 1, "{buttons} in {languages:?}");
}

#[tokio::test]
async fn a_record_written_from_the_right_keeps_its_direction_and_explains_its_terms() {
    let (world, client) = library().await;
    let some = store::practices::batch(&world.services.db, None, 1).await.expect("records").remove(0).practice;
    let arabic = Practice {
        slug: "arabic".into(),
        title: "برنامج تدريب".into(),
        language: "ar".parse().expect("a language"),
        body: "مكافحة الاتجار بالأشخاص والرق.".into(),
        ..some
    };
    services::library::publish(&world.system(), &arabic).await.expect("published");
    let page = client.get("/library/arabic").await.text;
    assert!(page.contains("<div lang=\"ar\" dir=\"rtl\" class=\"prose\">"), "{page}");
    assert!(page.contains("popovertarget=\"term-trafficking-in-persons\">الاتجار بالأشخاص</button>"), "{page}");
}

#[tokio::test]
async fn a_term_is_explained_where_it_is_first_said_the_summary_included() {
    let (world, client) = library().await;
    let some = store::practices::batch(&world.services.db, None, 1).await.expect("records").remove(0).practice;
    let told = Practice {
        slug: "out-of-debt".into(),
        title: "Out of debt".into(),
        summary: "A mill ended **debt bondage** & paid wages.".into(),
        language: domain::codes::Language::english(),
        body: "What debt bondage is, and what a living wage.".into(),
        ..some
    };
    services::library::publish(&world.system(), &told).await.expect("published");
    let page = client.get("/library/out-of-debt").await.text;
    let summary = page.split("class=\"lede\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a summary");
    assert!(summary.contains("popovertarget=\"term-debt-bondage\">debt bondage</button> &amp; paid"), "{summary}");
    assert_eq!(page.matches("popovertarget=\"term-debt-bondage\">debt").count(), 1, "once for a page: {page}");
    assert_eq!(page.matches("id=\"term-debt-bondage\"").count(), 1);
}

#[tokio::test]
async fn the_filters_of_the_library_explain_what_they_are_called() {
    let (_world, client) = library().await;
    let page = client.get("/library").await.text;
    for (facet, slugs) in [
        ("approach", ["community-approach", "regulatory-disruption", "private-sector-approach"].as_slice()),
        ("role", ["source-transit-destination"].as_slice()),
        ("evidence", ["evidence-grades"].as_slice()),
    ] {
        let group =
            page.split(&format!("id=\"filters-{facet}\"")).nth(1).and_then(|rest| rest.split("</fieldset>").next());
        let group = group.expect("the group");
        for slug in slugs {
            assert!(group.contains(&format!("popovertarget=\"term-{slug}\"")), "{slug} in {group}");
            assert_eq!(page.matches(&format!("id=\"term-{slug}\"")).count(), 1, "{slug}");
        }
    }
}

#[tokio::test]
async fn the_form_of_a_placement_explains_words_without_a_marker() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let client = Client::signed_in(router(&world), &employer).await;
    let page = client.get("/placements/new").await.text;
    for slug in ["recruitment-fees", "retention-of-documents", "living-wage"] {
        let term = glossary::find(slug).expect("a term");
        assert!(!domain::marker::tells(&term.definition), "{slug}");
        assert!(page.contains(&format!("popovertarget=\"term-{slug}\"")), "{slug}");
        assert_eq!(page.matches(&format!("id=\"term-{slug}\"")).count(), 1, "{slug}");
    }
}
