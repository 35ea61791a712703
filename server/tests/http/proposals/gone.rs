//! Changes of a record that was taken back meanwhile: what curators and authors read, and what they can do.

use axum::http::StatusCode;
use domain::id::ProposalId;
use domain::practice::PracticeState;
use testkit::World;

use super::Desk;

/// A change in review whose record is taken back: the part of that record's address, and the change.
async fn gone(desk: &Desk) -> (String, ProposalId) {
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns").await;
    let id = desk.world.change(&desk.author, &slug, "summary", "They were lit.").await;
    services::library::withdraw(&desk.world.system(), &slug, "It has ended.").await.expect("withdrawn");
    (slug, id)
}

#[tokio::test]
async fn a_change_in_review_whose_record_was_taken_back_is_declined_and_nothing_else() {
    let desk = Desk::new().await;
    let (slug, id) = gone(&desk).await;
    let path = format!("/proposals/{id}");
    let curator = desk.client(&desk.curator).await;
    let page = curator.get(&path).await;
    let words = page.words();
    assert!(words.contains("so it cannot be published") && words.contains("Decline"), "{words}");
    for said in ["Approve", "Ask for changes", "Mend small things", "The curators look at it", "Still needed"] {
        assert!(!words.contains(said), "{said}: {words}");
    }
    assert!(page.text.contains(&format!("href=\"/library/{slug}\"")), "{}", page.text);
    // The warning comes before what is decided.
    let (warning, decide) = (page.text.find("id=\"gone\""), page.text.find("id=\"decide\""));
    assert!(warning.is_some() && warning < decide, "{warning:?} {decide:?}");
    let editor = curator.get(&format!("{path}/edit")).await;
    assert!(editor.words().contains("All that is left to decide"), "{}", editor.words());
    assert!(!editor.text.contains("proposal-begin-anew"), "it is with the curators");
    // Whoever approves all the same, on a page that is older, is led to that.
    let late = curator.post(&path, &[("form", "proposal-approve"), ("seen", "2")]).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    assert!(!late.words().contains("Approve and publish"), "{}", late.words());

    // Its author can have it back.
    let author = desk.client(&desk.author).await;
    let words = author.get(&path).await.words();
    assert!(words.contains("Take it back from the curators") && !words.contains("Take it back to go on"), "{words}");
    let declined = [("form", "proposal-decline"), ("seen", "2"), ("text", "The record is gone.")];
    assert_eq!(curator.post(&path, &declined).await.location(), "/curation?declined=1");
}

#[tokio::test]
async fn a_draft_whose_record_was_taken_back_becomes_one_of_a_new_record() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (slug, id) = gone(&desk).await;
        let path = format!("/proposals/{id}");
        let author = desk.client(&desk.author).await;
        let anew = [("form", "proposal-begin-anew")];
        assert_eq!(author.post(&path, &anew).await.status, StatusCode::CONFLICT, "it is with the curators");
        author.post(&path, &[("form", "proposal-take-back")]).await;
        let words = author.get(&path).await.words();
        assert!(words.contains("Begin a new record from it") && !words.contains("When it is ready"), "{words}");
        assert!(!words.contains("They can still read it"), "one thing is said: {words}");
        let page = author.get(&path).await.text;
        assert!(page.contains("Begin a new record from\u{a0}it"), "its last word does not stand alone");
        // Its editor says the same, and leads to where it is done: a button there would leave out what is typed.
        let editor = author.get(&format!("{path}/edit")).await;
        let (before, after) = editor.text.split_once("id=\"gone\"").expect("a notice");
        assert!(editor.words().contains("so the draft cannot go to the curators"), "{}", editor.words());
        assert!(before.contains(&format!("<a href=\"{path}\">")) && after.contains("id=\"proposal-form\""));
        assert!(!editor.text.contains("proposal-begin-anew"));
        let curator = desk.client(&desk.curator).await;
        assert_eq!(curator.post(&path, &anew).await.status, StatusCode::NOT_FOUND, "it is not theirs");
        assert!(curator.get(&path).await.words().contains("Its authors can begin a new record"));

        // The next address is another record's.
        let (mut written, scope) = (testkit::manuscript("Lamps"), desk.world.as_person(&desk.author).await);
        written.set("slug", vec![format!("{slug}-2")]);
        let other = services::proposals::begin(&scope, &written).await.expect("begun");
        services::proposals::submit(&scope, other).await.expect("submitted");
        desk.approves(&desk.curator, other).await;

        let begun = author.post(&path, &anew).await;
        assert_eq!(begun.location(), format!("{path}?anew=1"), "{}", begun.words());
        assert!(!author.get(&format!("{path}/edit")).await.text.contains("id=\"gone\""));
        let words = author.get(begun.location()).await.words();
        assert!(words.contains("a draft of a new record now") && words.contains("Send it to the curators"), "{words}");
        let found = services::proposals::find(&desk.world.system(), id).await.expect("found");
        assert_eq!((found.practice, found.base, found.state), (None, None, PracticeState::Draft));
        assert_eq!(found.manuscript.one("slug"), format!("{slug}-3"));
        assert_eq!(found.manuscript.one("summary"), "They were lit.");
        let twice = author.post(&path, &anew).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "it is one already");
        assert!(twice.words().contains("Somebody else changed this before you."), "{}", twice.words());
        author.post(&path, &[("form", "proposal-submit")]).await;
        let published = desk.approves(&desk.curator, id).await;
        assert_eq!(published.location(), format!("/library/{slug}-3?published=1"), "{}", published.words());
    }
}

#[tokio::test]
async fn lists_mark_what_changes_a_record_that_was_taken_back() {
    const MARK: &str = "Its record was taken back.";
    let desk = Desk::new().await;
    let still = desk.world.published(&desk.author, &desk.curator, "Bells").await;
    desk.world.change(&desk.author, &still, "summary", "They were rung.").await;
    let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
    for (client, list) in [(&author, "/proposals"), (&curator, "/curation")] {
        assert!(!client.get(list).await.words().contains(MARK), "{list}");
    }
    let (_, id) = gone(&desk).await;
    for (client, list) in [(&author, "/proposals"), (&curator, "/curation")] {
        assert_eq!(client.get(list).await.words().matches(MARK).count(), 1, "{list}");
    }
    // What is published, declined or discarded needs no mark.
    let declined = [("form", "proposal-decline"), ("seen", "2"), ("text", "The record is gone.")];
    curator.post(&format!("/proposals/{id}"), &declined).await;
    assert!(!author.get("/proposals").await.words().contains(MARK));
}
