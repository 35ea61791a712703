//! What is said after each move of a proposal, and above one that curators gave back.

use axum::http::StatusCode;
use testkit::{World, manuscript};

use super::{Desk, posted, save};

const OWN: &str = "Only your organisation sees it";
const ASKED: &str = "The curators ask for changes.";

#[tokio::test]
async fn a_proposal_that_came_back_says_so_above_its_buttons_until_it_is_sent_again() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
        let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
        let page = format!("/proposals/{id}");
        assert!(author.get(&page).await.words().contains(OWN));
        assert_eq!(author.post(&page, &[("form", "proposal-submit")]).await.location(), format!("{page}?sent=1"));
        let sent = author.get(&format!("{page}?sent=1")).await.words();
        assert!(sent.contains("It is with the curators now."), "{sent}");
        // What an author takes back was not asked for.
        author.post(&page, &[("form", "proposal-take-back")]).await;
        let back = author.get(&format!("{page}?sent=1")).await.words();
        assert!(back.contains("It was taken back") && !back.contains(ASKED) && !back.contains(OWN), "{back}");
        assert!(!back.contains("It is with the curators now."), "{back}");
        author.post(&page, &[("form", "proposal-submit")]).await;

        let say = [("form", "proposal-comment"), ("field", "source_url"), ("text", "It leads nowhere.")];
        curator.post(&page, &say).await;
        let ask = [("form", "proposal-ask"), ("seen", "1"), ("text", "Please say who counted.")];
        let asked = curator.post(&page, &ask).await;
        assert_eq!(asked.location(), "/curation?asked=1", "{}", asked.words());
        let queue = curator.get("/curation?asked=1").await.words();
        assert!(queue.contains("It is with its authors again"), "{queue}");

        let shown = author.get(&page).await;
        let notice = shown.text.split("id=\"asked\"").nth(1).expect("a notice");
        let notice = notice.split("</section>").next().expect("a notice");
        for part in [
            ASKED,
            "Please say who counted.",
            "2 comments are not settled",
            "href=\"#said-source_title\"",
            "href=\"#said-\"",
        ] {
            assert!(notice.contains(part), "{part} in {notice}");
        }
        let before = shown.text.split("value=\"proposal-submit\"").next().expect("a page");
        assert!(before.contains("id=\"asked\""), "above the buttons");
        assert!(shown.text.contains("id=\"said-source_title\"") && shown.text.contains("id=\"said-\""));
        assert!(!shown.words().contains(OWN) && shown.words().contains("as the curators ask"), "{}", shown.words());
        assert!(shown.words().contains("Mark as settled"), "{}", shown.words());
        // Writing on does not take it away, sending it does.
        let mut better = manuscript("Lanterns at the quay");
        better.set("results", vec!["20 people found work; the college counted.".into()]);
        assert_eq!(save(&author, id, "proposal", "1", &posted(&better)).await.status, StatusCode::SEE_OTHER);
        assert!(author.get(&page).await.words().contains(ASKED));
        author.post(&page, &[("form", "proposal-submit")]).await;
        assert!(!author.get(&page).await.text.contains("id=\"asked\""));
    }
}

#[tokio::test]
async fn what_curators_ask_for_is_said_on_a_clock_that_goes_on_and_where_else_an_author_looks() {
    for world in [World::sqlite().await, World::postgres().await] {
        world.tick();
        let desk = Desk::on(world).await;
        let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let other = desk.world.in_review(&desk.author, "Bells at the quay").await;
        let (page, taken) = (format!("/proposals/{id}"), format!("/proposals/{other}"));
        author.post(&taken, &[("form", "proposal-take-back")]).await;
        let home = author.get("/").await.words();
        assert!(!home.contains("as the curators ask"), "nothing is asked for yet: {home}");
        assert!(!author.get("/proposals").await.words().contains(ASKED));
        let ask = [("form", "proposal-ask"), ("seen", "1"), ("text", "Please say who counted.")];
        assert_eq!(curator.post(&page, &ask).await.location(), "/curation?asked=1");

        let shown = author.get(&page).await;
        let words = shown.words();
        assert!(words.contains("It is with its authors again") && !words.contains("It was taken back"), "{words}");
        let notice = shown.text.split("id=\"asked\"").nth(1).expect("a notice");
        assert!(notice.split("</section>").next().is_some_and(|notice| notice.contains("Please say who counted.")));
        let home = author.get("/").await;
        assert!(home.words().contains("proposal is to be changed as the curators ask"), "{}", home.words());
        let listed = author.get("/proposals").await;
        assert_eq!(listed.text.matches(ASKED).count(), 1, "of one of the two: {}", listed.words());
        let card = listed.text.split(&format!("href=\"{page}\"")).nth(1).expect("a card");
        assert!(card.split("</li>").next().is_some_and(|card| card.contains(ASKED)), "{card}");
        let stranger = desk.world.member(domain::organisation::OrganisationKind::Organiser, "Mill").await;
        let stranger = desk.client(&stranger).await;
        assert!(!stranger.get("/").await.words().contains("as the curators ask"), "it is another's");

        // Once it is sent again, it waits for the curators, and taking it back then was nobody's wish but the author's.
        for form in ["proposal-submit", "proposal-take-back"] {
            author.post(&page, &[("form", form)]).await;
            assert!(!author.get("/").await.words().contains("as the curators ask"), "{form}");
            assert!(!author.get("/proposals").await.words().contains(ASKED), "{form}");
        }
    }
}

#[tokio::test]
async fn publishing_and_putting_a_file_in_are_said() {
    let desk = Desk::new().await;
    let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
    let id = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let files = format!("/proposals/{id}/files");
    let plan = crate::files::docx("Plan", "Forty lamps.");
    let put = author.post_file(&files, &[("form", "file")], ("file", "plan.docx", plan.as_slice())).await;
    assert_eq!(put.location(), format!("{files}?added=1"), "{}", put.words());
    assert!(author.get(put.location()).await.words().contains("It is put in."));
    author.post(&format!("/proposals/{id}"), &[("form", "proposal-submit")]).await;
    let published = desk.approves(&desk.curator, id).await;
    desk.world.work().await;
    assert!(curator.get(published.location()).await.words().contains("It is published."));
    let reader = author.get(published.location()).await;
    assert_eq!(reader.status, StatusCode::OK);
    assert!(!reader.words().contains("It is published."), "that is the curator's alone");
}

#[tokio::test]
async fn what_is_missing_leads_to_its_field_and_no_question_ends_in_a_colon() {
    let desk = Desk::new().await;
    let author = desk.client(&desk.author).await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("evidence", Vec::new());
    written.set("summary", Vec::new());
    let scope = desk.world.as_person(&desk.author).await;
    let id = services::proposals::begin(&scope, &written).await.expect("begun");
    let page = format!("/proposals/{id}");
    let shown = author.get(&page).await;
    for (field, label) in [("summary", "Summary:"), ("evidence", "How strong is the evidence?")] {
        let link = shown.text.split(&format!("href=\"{page}/edit#field-{field}\"")).nth(1).expect(field);
        assert!(link.split("</a>").next().is_some_and(|link| link.contains(label)), "{link}");
    }
    let sent = author.post(&page, &[("form", "proposal-submit")]).await;
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let edit = author.get(&format!("{page}/edit")).await;
    for words in [shown.words(), sent.words(), edit.words()] {
        assert!(
            words.contains("Still needed before it goes to the curators") && !words.contains("evidence?:"),
            "{words}"
        );
    }
}
