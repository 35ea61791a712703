//! Before the first verification: what a newcomer has to say, and what it may do meanwhile.

use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::organisation::{OrganisationKind, VettingQueue};
use services::vetting::Decision;
use testkit::{Answer, Client, World};

use super::{Talk, says};
use crate::router;

#[tokio::test]
async fn a_newcomer_is_told_what_stewards_still_have_to_hear() {
    let world = World::sqlite().await;
    for (kind, missing) in [
        (OrganisationKind::Business, &["owners", "sites", "labour_record", "court_record", "contact_trained"][..]),
        (OrganisationKind::Ngo, &["licence", "safeguarding", "supervision"]),
    ] {
        let newcomer = world.applicant(kind, "Newcomer").await;
        let said = missing.iter().map(|item| (*item, "")).chain([("register_number", "")]);
        says(&world, &newcomer, &said.collect::<Vec<_>>()).await;
        let client = Client::signed_in(router(&world), &newcomer).await;
        assert!(client.get("/").await.words().contains("before you have told them what they look at"), "{kind}");
        let page = client.get("/account/organisation").await;
        for field in missing.iter().chain(&["register_number"]) {
            assert!(page.text.contains(&format!("href=\"#field-{field}\"")), "{kind}: {field}");
            let label = label(&page, field);
            assert!(label.contains("(needed for verification)") && !label.contains("(optional)"), "{label}");
        }
        assert!(label(&page, "website").contains("(optional)"), "{kind}");
        let told = missing.iter().map(|item| (*item, "Told.")).chain([("register_number", "1")]);
        says(&world, &newcomer, &told.collect::<Vec<_>>()).await;
        let page = client.get("/account/organisation").await.words();
        assert!(!page.contains("Still missing"), "{kind}: {page}");
        assert!(client.get("/").await.words().contains("is not verified at the moment. You can"), "{kind}");
    }
    // Nobody else is asked for a number.
    let medium = world.applicant(OrganisationKind::Media, "Paper").await;
    says(&world, &medium, &[("register_number", "")]).await;
    let page = Client::signed_in(router(&world), &medium).await.get("/account/organisation").await;
    assert!(!page.words().contains("Still missing"), "{}", page.words());
    assert!(label(&page, "register_number").contains("(optional)"));
}

/// The label of a field.
fn label<'a>(page: &'a Answer, field: &str) -> &'a str {
    let label = page.text.split(&format!("for=\"field-{field}\"")).nth(1).expect("a label");
    label.split("</label>").next().unwrap_or_default()
}

#[tokio::test]
async fn applications_wait_for_a_confirmed_address() {
    for world in [World::sqlite().await, World::postgres().await] {
        let fields = [
            ("form", "join"),
            ("kind", "business"),
            ("organisation", "Mill"),
            ("summary", "We grind."),
            ("country", "AL"),
            ("town", "Tirana"),
            ("name", "Ana"),
            ("email", "ana@example.org"),
            ("password", "bread and salt and water"),
            ("language", "en"),
        ];
        let client = Client::new(router(&world));
        assert_eq!(client.post("/join", &fields).await.location(), "/join/sent");
        let steward = world.steward();
        let listed = async || {
            let queue = services::vetting::queue(&steward, VettingQueue::Applied, None, 10).await;
            queue.expect("a list").len()
        };
        assert_eq!(listed().await, 0);
        world.work().await;
        let mails = world.mail.sent();
        let mut words = mails.iter().flat_map(|mail| mail.text.split_whitespace());
        let path = words.find_map(|word| word.strip_prefix(testkit::ORIGIN)).expect("a link");
        client.post(path, &[("form", "confirm")]).await;
        assert_eq!(listed().await, 1);
    }
}

#[tokio::test]
async fn an_application_that_tells_too_little_is_marked_and_waits_for_its_own_members() {
    for world in [World::sqlite().await, World::postgres().await] {
        let newcomer = world.applicant(OrganisationKind::Business, "Newcomer").await;
        let talk = Talk::about(world, newcomer).await;
        let waits = async || talk.counted(&talk.steward, "/stewardship").await.as_deref() == Some("1");
        assert!(waits().await);
        let list = async || talk.steward.get("/stewardship").await.words();
        assert!(!list().await.contains("Not complete yet"), "{}", list().await);
        for (field, label) in [("court_record", "Courts and authorities"), ("register_number", "Number in the public")]
        {
            talk.says(&[(field, "")]).await;
            assert!(!waits().await, "{field}");
            let said = format!("Still to be told: {label}");
            assert!(list().await.contains(&said), "{field}: {}", list().await);
            talk.says(&[(field, "HRB 12")]).await;
        }
        // What is quoted in another item is not told.
        talk.says(&[("court_record", ""), ("sites", "\"court_record\":\"None.\"")]).await;
        assert!(!waits().await);
        // Whoever answers is read, whatever else is missing.
        let asked = [("go", "ask"), ("ask", "What do you bake?")];
        assert_eq!(talk.post(&talk.steward, "vetting-verify", &asked).await.status, StatusCode::SEE_OTHER);
        talk.answers("Bread.").await;
        assert!(waits().await);
    }
}

#[tokio::test]
async fn whoever_was_asked_reads_the_question_at_home_and_that_it_waits_for_an_answer() {
    let talk = Talk::new().await;
    let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
    let asked = [("go", "ask"), ("ask", "What do you bake?")];
    assert_eq!(talk.post(&talk.steward, "vetting-verify", &asked).await.status, StatusCode::SEE_OTHER);
    let home = client.get("/").await;
    assert!(home.words().contains("What do you bake?") && home.text.contains("/account/organisation#field-answer"));
    let page = client.get("/account/organisation").await;
    let label = label(&page, "answer");
    assert!(label.contains("Your answer to the stewards") && !label.contains("(optional)"), "{label}");
    talk.says(&[("summary", "We bake well.")]).await;
    let saved = client.get("/account/organisation?saved=1").await.words();
    assert!(saved.contains("question still waits for your answer"), "{saved}");
    talk.says(&[("answer", "Bread.")]).await;
    let saved = client.get("/account/organisation?saved=1").await.words();
    assert!(saved.contains("Saved. Your application waits for a steward."), "{saved}");
    assert!(!client.get("/").await.words().contains("What do you bake?"));
}

#[tokio::test]
async fn invitations_are_bounded_by_where_the_organisation_stands() {
    let world = World::sqlite().await;
    let person = world.applicant(OrganisationKind::Ngo, "Harbour").await;
    let id = person.organisation();
    let invite = async |number: usize| {
        let email = format!("colleague-{number}@example.org").parse().expect("an address");
        services::members::invite(&world.as_person(&person).await, email, MemberRole::Member).await
    };
    for number in 0..5 {
        invite(number).await.expect("invited");
    }
    assert!(matches!(invite(5).await, Err(domain::Error::Invalid(_))), "five while unverified");
    world.verify(id).await;
    invite(5).await.expect("more once verified");
    services::vetting::decide(&world.steward(), id, Decision::Decline("No.".into())).await.expect("declined");
    assert_eq!(invite(6).await, Err(domain::Error::Refused("refused-declined")));
    world.suspend(id).await;
    assert_eq!(invite(6).await, Err(domain::Error::Refused("refused-suspended")));
}
