//! What curators decide: two who saw the same text, a reason for a no, and comments that are still open.

use axum::http::StatusCode;
use domain::id::ProposalId;
use domain::practice::PracticeState;
use services::proposals::Seen;
use testkit::{Client, World, manuscript};

use super::{Desk, posted, save};

#[tokio::test]
async fn strong_evidence_needs_two_curators_who_saw_the_same_text() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (mut written, id) = desk.strong(&desk.author).await;

        let first = desk.approves(&desk.curator, id).await;
        assert_eq!(first.location(), format!("/proposals/{id}"));
        let page = desk.client(&desk.curator).await.get(&format!("/proposals/{id}")).await;
        assert!(page.words().contains("Another curator has to look too"), "{}", page.words());
        // The same eyes twice are no second pair.
        let again = services::proposals::approve(&desk.world.as_person(&desk.curator).await, id, Seen::text(1))
            .await
            .expect("noted");
        assert_eq!(again, services::proposals::Approved::Waiting);
        assert_eq!(desk.state(id).await, PracticeState::InReview);

        // The second one mends a word: the first has not seen that.
        let second = desk.client(&desk.second).await;
        written.set("cost", vec!["Forty lamps.".into()]);
        assert_eq!(save(&second, id, "proposal", "1", &posted(&written)).await.status, StatusCode::SEE_OTHER);
        let stale = services::proposals::approve(&desk.world.as_person(&desk.curator).await, id, Seen::text(1)).await;
        assert_eq!(stale, Err(domain::Error::Conflict));
        assert_eq!(desk.approves(&desk.second, id).await.location(), format!("/proposals/{id}"));
        let both = desk.approves(&desk.curator, id).await;
        assert_eq!(both.location(), "/library/lanterns-at-the-quay?published=1", "{}", both.words());

        // No way around it: not by taking a record in either.
        let scope = desk.world.as_person(&desk.author).await;
        let practice = services::library::find(&scope, "lanterns-at-the-quay").await.expect("published").practice;
        let other = domain::practice::Practice { slug: "lanterns-again".into(), ..practice };
        let alone = services::library::publish(&desk.world.as_person(&desk.curator).await, &other).await;
        assert_eq!(alone, Err(domain::Error::Refused("refused-two-curators")));
    }
}

#[tokio::test]
async fn the_queue_says_what_a_curator_approved_and_what_waits_for_a_second_pair_of_eyes() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (mut written, id) = desk.strong(&desk.author).await;
        let other = desk.world.in_review(&desk.author, "Bells at the quay").await;
        let (first, second) = (desk.client(&desk.curator).await, desk.client(&desk.second).await);
        let queue = async |client: &Client, id: ProposalId| {
            let page = client.get("/curation").await;
            let after = page.text.split(&format!("href=\"/proposals/{id}\"")).nth(1).expect("a card");
            let card = after.split("</li>").next().expect("a card");
            (card.contains("You have approved"), card.contains("a second pair of eyes"))
        };
        let nobody_has = async || {
            for client in [&first, &second] {
                assert_eq!(queue(client, id).await, (false, false));
            }
        };
        nobody_has().await;
        desk.approves(&desk.curator, id).await;
        assert_eq!(queue(&first, id).await, (true, false));
        assert_eq!(queue(&second, id).await, (false, true));
        assert_eq!(queue(&second, other).await, (false, false), "of the other nobody has approved anything");
        // Nobody has approved what is written since.
        written.set("cost", vec!["Forty lamps.".into()]);
        assert_eq!(save(&second, id, "proposal", "1", &posted(&written)).await.status, StatusCode::SEE_OTHER);
        nobody_has().await;
        // Authors read nothing of it.
        desk.approves(&desk.curator, id).await;
        let own = desk.client(&desk.author).await.get("/proposals").await.words();
        assert!(
            own.contains("Lanterns") && !own.contains("pair of eyes") && !own.contains("You have approved"),
            "{own}"
        );
    }
}

#[tokio::test]
async fn a_curator_who_writes_counts_as_one_pair_of_eyes() {
    let desk = Desk::new().await;
    let (_, id) = desk.strong(&desk.curator).await;
    assert_eq!(desk.approves(&desk.curator, id).await.location(), format!("/proposals/{id}"));
    assert_eq!(desk.approves(&desk.second, id).await.location(), "/library/lanterns-at-the-quay?published=1");
}

#[tokio::test]
async fn a_proposal_is_declined_with_a_reason_that_its_author_reads() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let page = format!("/proposals/{id}");
        desk.world.work().await;
        let told = || {
            let mails = desk.world.mail.sent();
            mails.into_iter().filter(|mail| mail.to.as_str() == desk.author.email).collect::<Vec<_>>()
        };
        let before = told().len();

        let decline = |text: &'static str| [("form", "proposal-decline"), ("seen", "1"), ("text", text)];
        let silent = curator.post(&page, &decline(" ")).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", silent.words());
        assert_eq!(desk.state(id).await, PracticeState::InReview);
        let unseen = [("form", "proposal-decline"), ("seen", "7"), ("text", "It is a poem.")];
        assert_eq!(curator.post(&page, &unseen).await.status, StatusCode::CONFLICT);
        let declined = curator.post(&page, &decline("It is a poem.")).await;
        assert_eq!((declined.status, declined.location()), (StatusCode::SEE_OTHER, "/curation?declined=1"));
        assert_eq!(desk.state(id).await, PracticeState::Withdrawn);
        assert!(!curator.get("/curation").await.words().contains("Lanterns"), "it waits no more");

        desk.world.work().await;
        let mails = told();
        assert_eq!(mails.len(), before + 1);
        let mail = mails.last().expect("a mail");
        assert!(mail.text.contains(&page), "{}", mail.text);
        for secret in ["Lanterns", "poem", "eclined"] {
            assert!(!mail.text.contains(secret) && !mail.subject.contains(secret), "{secret}: {}", mail.text);
        }
        let shown = author.get(&page).await.words();
        assert!(shown.contains("It is a poem.") && shown.contains("It was not published"), "{shown}");
        let listed = author.get("/proposals").await.words();
        assert!(listed.contains("Lanterns at the quay") && listed.contains("Withdrawn"), "{listed}");
        // It is over for everybody.
        assert_eq!(author.post(&page, &[("form", "proposal-submit")]).await.status, StatusCode::CONFLICT);
        let fields = posted(&manuscript("Lanterns again"));
        assert_eq!(save(&author, id, "proposal", "1", &fields).await.status, StatusCode::FORBIDDEN);
        let late = curator.post(&page, &[("form", "proposal-approve"), ("seen", "1")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.words());
        assert_eq!(desk.state(id).await, PracticeState::Withdrawn);
    }
}

#[tokio::test]
async fn open_comments_are_seen_before_a_record_is_published() {
    let desk = Desk::new().await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let curator = desk.client(&desk.curator).await;
    assert!(!curator.get(&page).await.text.contains("name=\"tick\""), "nothing to tick while nothing is open");
    let say = [("form", "proposal-comment"), ("field", "results"), ("text", "Who counted?")];
    curator.post(&page, &say).await;
    curator.post(&page, &say).await;
    let shown = curator.get(&page).await;
    assert_eq!(shown.input("tick").as_deref(), Some("2"));
    assert!(shown.words().contains("2 comments are not settled"), "{}", shown.words());
    // Neither unseen nor with another number than there is now.
    for tick in ["", "1", "3", "yes"] {
        let refused = curator.post(&page, &[("form", "proposal-approve"), ("seen", "1"), ("tick", tick)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tick}");
        assert!(refused.text.contains("id=\"problem-tick\"") && refused.text.contains("href=\"#field-tick\""));
    }
    assert_eq!(desk.state(id).await, PracticeState::InReview);
    // A comment that is settled is open no more.
    let comment = shown.input("comment").expect("a comment");
    let settle = [("form", "proposal-settle"), ("comment", comment.as_str()), ("settled", "yes")];
    assert_eq!(curator.post(&page, &settle).await.status, StatusCode::SEE_OTHER);
    let ticked = [("form", "proposal-approve"), ("seen", "1"), ("tick", "1")];
    assert_eq!(curator.post(&page, &ticked).await.location(), "/library/lanterns-at-the-quay?published=1");
}

#[tokio::test]
async fn two_curators_at_once_publish_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let (one, two) = (desk.world.as_person(&desk.curator).await, desk.world.as_person(&desk.second).await);
        let (one, two) = tokio::join!(
            services::proposals::approve(&one, id, Seen::text(1)),
            services::proposals::approve(&two, id, Seen::text(1))
        );
        assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "{one:?} {two:?}");
        let versions = services::library::versions(&desk.world.visitor(), "lanterns-at-the-quay").await.expect("there");
        assert_eq!(versions.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_on_a_draft_that_is_discarded_at_the_same_moment_fails_nothing() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        for round in 0..8 {
            let id = desk.world.proposal(&desk.author, &format!("Lanterns at quay {round}")).await;
            let (one, two) = (desk.world.as_person(&desk.author).await, desk.world.as_person(&desk.author).await);
            let (said, gone) = tokio::join!(
                tokio::spawn(async move { services::proposals::comment(&one, id, "title", "Too short?").await }),
                tokio::spawn(async move { services::proposals::discard(&two, id).await }),
            );
            assert!(gone.expect("ran").is_ok());
            let said = said.expect("ran");
            assert!(matches!(said, Ok(()) | Err(domain::Error::NotFound)), "{said:?}");
        }
    }
}
