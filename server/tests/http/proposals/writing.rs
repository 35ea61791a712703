//! Writing a record: what saves itself, what is pointed at, and what stands in no way.

use axum::http::StatusCode;
use testkit::{Client, manuscript};

use super::{Desk, posted, save};
use crate::router;

#[tokio::test]
async fn a_text_is_saved_while_it_is_written_and_two_tabs_lose_nothing() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let fields = posted(&manuscript("Lanterns at the quays"));
    let saved = save(&author, id, "autosave", "1", &fields).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert_eq!(saved.input("edits").as_deref(), Some("2"));
    assert!(saved.words().contains("Saved on"), "{}", saved.words());
    // The same text again is no new edit.
    assert_eq!(save(&author, id, "autosave", "2", &fields).await.input("edits").as_deref(), Some("2"));

    // The other tab still has the first text.
    let other = posted(&manuscript("Lanterns in the other tab"));
    let conflict = save(&author, id, "autosave", "1", &other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.input("edits").as_deref(), Some("1"), "a text saved by itself never overwrites");
    assert_eq!(conflict.input("title").as_deref(), Some("Lanterns in the other tab"));
    let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
    assert_eq!(found.title(), "Lanterns at the quays");
    // The button says so too, and the second press, after comparing, is meant.
    let pressed = save(&author, id, "proposal", "1", &other).await;
    assert_eq!(pressed.status, StatusCode::CONFLICT);
    let edits = pressed.input("edits").expect("the newest");
    let said = pressed.words();
    assert!(said.contains("Saved by somebody else") && said.contains("quays"), "both texts are there to compare");
    assert!(!said.contains("save it to compare"), "they are beside each other already");
    // A text of which nothing was read is no text: what is stored stands there again, and is not written over.
    let endless = vec![("problem", "x".repeat(10 << 20))];
    let endless = save(&author, id, "proposal", &edits, &endless).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(endless.input("title").as_deref(), Some("Lanterns at the quays"));
    assert_eq!(endless.input("edits").as_deref(), Some(edits.as_str()));
    assert_eq!(save(&author, id, "proposal", &edits, &other).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_draft_says_who_sees_it_to_an_organisation_and_to_a_curator() {
    let desk = Desk::new().await;
    for (person, says) in [(&desk.author, "Only your organisation sees it."), (&desk.curator, "Only curators see it.")]
    {
        let id = desk.world.proposal(person, "Lanterns at the quay").await;
        let words = desk.client(person).await.get(&format!("/proposals/{id}")).await.words();
        assert!(words.contains(says), "{words}");
        assert_eq!(words.contains("your organisation"), says.contains("organisation"), "{words}");
    }
}

#[tokio::test]
async fn one_field_that_is_too_long_keeps_no_other_from_being_saved() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let mut written = manuscript("Lanterns at the quays");
    written.set("summary", vec!["Lamps. ".repeat(100)]);
    written.set("source_publisher", vec!["P".repeat(301)]);
    let saved = save(&author, id, "autosave", "1", &posted(&written)).await;
    assert_eq!(saved.status, StatusCode::OK);
    assert!(saved.words().contains("Saved on"), "{}", saved.words());
    for (field, said) in [("summary", "Summary"), ("source_publisher-0", "Publisher of source 1")] {
        let finding = saved.text.split(&format!("href=\"#field-{field}\"")).nth(1).expect(field);
        let finding = finding.split("</li>").next().expect("a finding");
        assert!(finding.contains(said) && finding.contains(&format!("data-beside=\"{field}\"")), "{finding}");
    }
    let stored = async || services::proposals::find(&desk.world.system(), id).await.expect("found").manuscript;
    assert_eq!(stored().await, written, "the long text too: it may be on its way to becoming shorter");

    // The button saves as well, and shows what to shorten before going on.
    written.set("cost", vec!["Forty lamps.".into()]);
    let pressed = save(&author, id, "proposal", "2", &posted(&written)).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pressed.text.contains("id=\"problem-summary\"") && pressed.words().contains("Saved on"));
    assert_eq!(pressed.input("edits").as_deref(), Some("3"));
    assert_eq!(stored().await, written);
    // No curator gets it so.
    let sent = author.post(&page, &[("form", "proposal-submit")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What does not arrive at all says why beside the text.
    let endless = vec![("problem", "x".repeat(600 << 10))];
    let endless = save(&author, id, "autosave", "3", &endless).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    let findings = endless.text.split("id=\"findings\"").nth(1).expect("findings");
    assert!(findings.contains("too long for this form"), "{findings}");
}

#[tokio::test]
async fn a_text_with_files_goes_on_saving_itself() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let plan = crate::files::docx("Plan", "Forty lamps.");
    services::files::add(&desk.world.as_person(&desk.author).await, id, "plan.docx", plan).await.expect("put in");
    for (edits, title) in [("2", "Lanterns at a quay"), ("3", "Lanterns at this quay")] {
        let saved = save(&author, id, "autosave", edits, &posted(&manuscript(title))).await;
        assert_eq!(saved.status, StatusCode::OK, "{title}");
        assert!(saved.words().contains("Saved on"), "{title}");
        assert_ne!(saved.input("edits").as_deref(), Some(edits), "{title}");
    }
}

#[tokio::test]
async fn a_problem_of_a_source_says_which_source() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("source_title", vec!["A book of lamps".into(), String::new()]);
    written.set("source_publisher", vec!["Lighthouse College".into(), "Beacon Institute".into()]);
    let scope = desk.world.as_person(&desk.author).await;
    let id = services::proposals::begin(&scope, &written).await.expect("begun");
    for page in [format!("/proposals/{id}"), format!("/proposals/{id}/edit")] {
        let words = author.get(&page).await.words().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Title of source 2 : ") || words.contains("Title of source 2: "), "{words}");
    }
}

#[tokio::test]
async fn a_title_of_pictures_alone_is_published_at_an_address_of_letters() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "🏮🌉").await;
    assert!(slug.starts_with("record-") && slug.is_ascii(), "{slug}");
    assert_eq!(Client::new(router(&desk.world)).get(&format!("/library/{slug}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_title_that_is_there_already_is_asked_about_once() {
    let desk = Desk::new().await;
    desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let author = desk.client(&desk.author).await;
    let begin = |anyway: &'static str| {
        [
            ("form", "proposal-begin"),
            ("title", "Lantern at quay"),
            ("kind", "practice"),
            ("language", "en"),
            ("anyway", anyway),
        ]
    };
    let asked = author.post("/proposals/new", &begin("")).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text.contains("/library/lanterns-at-the-quay") && asked.words().contains("Is it one of these?"));
    // While it is typed the same is asked, nothing is begun, and a title of nobody else's is left alone.
    for (title, found) in [("Lantern at quay", true), ("Bells on the shore", false), ("", false)] {
        let typed = [("form", "check"), ("title", title), ("kind", "practice"), ("language", "en")];
        let checked = author.post("/proposals/new", &typed).await;
        assert_eq!(checked.status, StatusCode::OK, "{title}");
        assert_eq!(checked.text.contains("/library/lanterns-at-the-quay"), found, "{title}");
        assert!(!checked.text.contains("class=\"problem\""), "{title}");
        assert_eq!(checked.input("anyway").as_deref(), Some(title), "who has seen the hint is not asked again");
    }
    assert!(!author.get("/proposals").await.text.contains("Lantern at quay"));
    assert_eq!(author.post("/proposals/new", &begin("Lantern at quay")).await.status, StatusCode::SEE_OTHER);
    assert!(author.get("/proposals").await.text.contains("Lantern at quay"));
}

#[tokio::test]
async fn signs_in_a_title_hide_no_record_that_is_like_it() {
    let desk = Desk::new().await;
    desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let scope = desk.world.as_person(&desk.author).await;
    for title in [
        "Lanterns at the quay",
        "“Lantern at” quay",
        "Lanterns at the quay: \"light at night\"",
        "Lanterns -at the -quay",
        "Lanterns at the quay year:2010",
    ] {
        let found = services::proposals::alike(&scope, title, None).await.expect("searched");
        assert_eq!(found.len(), 1, "{title}");
    }
    let other = services::proposals::alike(&scope, "Bells \"on\" the -shore", None).await.expect("searched");
    assert!(other.is_empty(), "{other:?}");
}

#[tokio::test]
async fn words_used_against_their_definition_are_pointed_at_and_stand_in_no_way() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}/edit");
    assert!(!author.get(&page).await.text.contains("id=\"advice\""));
    let mut written = manuscript("Lanterns at the quay");
    written.set("problem", vec!["Illegal migrants were victims of smuggling.".into()]);
    save(&author, id, "autosave", "1", &posted(&written)).await;
    let shown = author.get(&page).await;
    assert!(shown.text.contains("id=\"advice\"") && shown.words().contains("Acts can be illegal, people cannot"));
    assert_eq!(
        author.post(&format!("/proposals/{id}"), &[("form", "proposal-submit")]).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn the_words_of_a_proposals_choices_are_explained_beside_them() {
    let desk = Desk::new().await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let page = desk.client(&desk.author).await.get(&format!("/proposals/{id}/edit")).await;
    let explained: [(&str, &[&str]); 4] = [
        ("kind", &["best-practice", "code-of-conduct"]),
        ("role", &["source-transit-destination"]),
        ("approach", &["community-approach", "regulatory-disruption", "private-sector-approach"]),
        ("evidence", &["evidence-grades"]),
    ];
    for (field, terms) in explained {
        let before = page.text.split(&format!("id=\"field-{field}\"")).next().expect("a page");
        let fieldset = before.rsplit("<fieldset").next().expect("a fieldset");
        for term in terms {
            assert!(fieldset.contains(&format!("popovertarget=\"term-{term}\"")), "{field} {term}: {fieldset}");
            assert_eq!(page.text.matches(&format!("id=\"term-{term}\"")).count(), 1, "{term}");
        }
    }
}

/// What stands between two marks of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let rest = page.split_once(from).expect(from).1;
    rest.split_once(to).expect(to).0
}

/// The words of a part of a page that begins inside a tag.
fn plain(part: &str) -> String {
    let words = part.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_preview_shows_what_readers_will_see_and_says_that_it_is_none() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("done", vec!["Nobody was held in debt bondage any more.".into()]);
    let mut fields = posted(&written);
    fields.push(("then", "preview".to_owned()));
    let pressed = save(&author, id, "proposal", "1", &fields).await;
    assert_eq!(pressed.location(), format!("/proposals/{id}/edit?preview=preview#preview"), "{}", pressed.words());
    let stored = services::proposals::find(&desk.world.system(), id).await.expect("found").manuscript;
    assert_eq!(stored, written, "it is saved");
    let edit = author.get(&format!("/proposals/{id}/edit?preview=preview")).await;
    let opened = between(&edit.text, "id=\"preview\"", ">");
    assert!(opened.contains(" open"), "{opened}");
    let draft = between(&edit.text, "class=\"preview\"", "</article>").to_owned();
    assert!(draft.contains("Preview, not published."), "{draft}");
    assert!(!draft.contains("Where something is still missing"), "{draft}");
    let closed = author.get(&format!("/proposals/{id}/edit")).await;
    let folded = between(&closed.text, "id=\"preview\"", ">");
    assert!(!folded.contains(" open"), "{folded}");

    author.post(&format!("/proposals/{id}"), &[("form", "proposal-submit")]).await;
    desk.approves(&desk.curator, id).await;
    desk.world.work().await;
    let record = Client::new(router(&desk.world)).get("/library/lanterns-at-the-quay").await.text;
    for (from, to) in [
        ("class=\"eyebrow\"", "</p>"),
        ("class=\"lede\"", "</p>"),
        ("class=\"facts\"", "</dl>"),
        ("class=\"notice\"", "</p>"),
        ("class=\"prose\"", "class=\"explained\""),
        ("class=\"definition\"", "</div>"),
    ] {
        assert_eq!(plain(between(&draft, from, to)), plain(between(&record, from, to)), "{from}");
    }
    for said in
        ["Lantern Works", "A book of lamps", "https://lantern.example/book", "popovertarget=\"term-debt-bondage\""]
    {
        assert!(draft.contains(said) && record.contains(said), "{said}");
    }
}

#[tokio::test]
async fn the_preview_of_an_unfinished_draft_fills_gaps_and_leads_nowhere_bad() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let mut written = manuscript("");
    let long = "Lamps. ".repeat(100);
    written.set("summary", vec![long.clone()]);
    written.set("evidence", Vec::new());
    written.set("countries", vec!["Atlantis".into()]);
    written.set("source_url", vec!["javascript:alert(1)".into()]);
    written.set("problem", vec!["<script>alert(1)</script> [x](javascript:alert(1))".into()]);
    let mut fields = posted(&written);
    fields.push(("then", "preview".to_owned()));
    let pressed = save(&author, id, "proposal", "1", &fields).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY, "the summary is too long, and said to be");
    let draft = between(&pressed.text, "class=\"preview\"", "</article>");
    assert!(draft.contains("Where something is still missing"), "{draft}");
    assert!(draft.contains(long.trim()) && draft.contains("A book of lamps"), "{draft}");
    for bad in ["href=\"javascript", "<script"] {
        assert!(!draft.contains(bad), "{bad} in {draft}");
    }
    let opened = between(&pressed.text, "id=\"preview\"", ">");
    assert!(opened.contains(" open"), "{opened}");
}

#[tokio::test]
async fn what_does_not_read_is_said_beside_its_field_and_in_the_preview() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("year", vec!["20x0".into()]);
    written.set("countries", vec!["Nowhere".into()]);
    written.set("summary", Vec::new());
    let mut fields = posted(&written);
    fields.push(("then", "preview".to_owned()));
    let pressed = save(&author, id, "proposal", "1", &fields).await;
    let plain_page = author.get(&format!("/proposals/{id}/edit")).await.text;
    assert!(!plain_page.contains("id=\"problem-year\""), "nobody has asked yet");
    let path = pressed.location().split('#').next().unwrap_or_default().to_owned();
    let page = author.get(&path).await.text;
    for (field, marked) in [("year", true), ("countries", true), ("summary", false)] {
        assert_eq!(page.contains(&format!("id=\"problem-{field}\"")), marked, "{field}");
    }
    assert!(!page.contains("id=\"problems\""), "no summary takes the focus from the preview");
    let draft = between(&page, "class=\"preview\"", "</article>");
    for field in ["year", "countries", "summary"] {
        assert!(draft.contains(&format!("href=\"#field-{field}\"")), "{field} in {draft}");
    }
    let facts = plain(between(draft, "class=\"facts\"", "</dl>"));
    for said in ["Left out, because it cannot be used: 20x0", "Left out, because it cannot be used: Nowhere"] {
        assert!(facts.contains(said), "{facts}");
    }
    assert!(!facts.contains("2026"), "{facts}");
}
