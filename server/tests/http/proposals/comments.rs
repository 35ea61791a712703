//! What is said beside the fields of a proposal: beside every field, and where it is written.

use axum::http::StatusCode;
use testkit::manuscript;

use super::{Desk, posted, save};

/// How deep in folds an element of a page stands.
pub(super) fn folds(page: &str, id: &str) -> usize {
    let before = page.split(&format!("id=\"{id}\"")).next().expect("a page");
    assert_ne!(before.len(), page.len(), "{id} is there");
    before.matches("<details").count() - before.matches("</details").count()
}

#[tokio::test]
async fn a_field_without_a_word_is_spoken_about_too() {
    let desk = Desk::new().await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let curator = desk.client(&desk.curator).await;
    let before = curator.get(&page).await;
    assert!(before.words().contains("fields in which nothing is written"), "{}", before.words());
    assert_eq!((folds(&before.text, "compare-cost"), folds(&before.text, "compare-results")), (1, 0));

    // One that is refused is not hidden either: what is wrong stands beside it.
    let silent = curator.post(&page, &[("form", "proposal-comment"), ("field", "cost"), ("text", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(folds(&silent.text, "compare-cost"), 0);
    let say = [("form", "proposal-comment"), ("field", "cost"), ("text", "Who paid for the lamps?")];
    assert_eq!(curator.post(&page, &say).await.status, StatusCode::SEE_OTHER);
    let shown = curator.get(&page).await;
    assert_eq!((folds(&shown.text, "compare-cost"), folds(&shown.text, "compare-limits")), (0, 1));
    assert!(shown.words().contains("Who paid for the lamps?"), "{}", shown.words());
}

#[tokio::test]
async fn what_was_said_beside_a_field_stays_when_the_field_is_emptied() {
    let desk = Desk::new().await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
    // A field of a row is spoken about where the row stands.
    for (field, text) in [("done", "Which port was it?"), ("source_url", "It leads nowhere.")] {
        let say = [("form", "proposal-comment"), ("field", field), ("text", text)];
        assert_eq!(curator.post(&page, &say).await.status, StatusCode::SEE_OTHER, "{field}");
    }
    author.post(&page, &[("form", "proposal-take-back")]).await;
    let mut written = manuscript("Lanterns at the quay");
    written.set("done", Vec::new());
    assert_eq!(save(&author, id, "proposal", "1", &posted(&written)).await.status, StatusCode::SEE_OTHER);
    let shown = author.get(&page).await;
    for (field, text) in [("done", "Which port was it?"), ("source_title", "It leads nowhere.")] {
        assert_eq!(folds(&shown.text, &format!("compare-{field}")), 0, "{field}");
        let part = shown.text.split(&format!("id=\"compare-{field}\"")).nth(1).expect(field);
        assert!(part.split("</section>").next().expect("a field").contains(text), "{field}");
    }
}

#[tokio::test]
async fn what_is_not_settled_stands_above_the_field_that_is_written() {
    let desk = Desk::new().await;
    let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
    let page = format!("/proposals/{id}");
    let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
    let said = [
        ("results", "Who counted the twenty?"),
        ("kind", "Is it a law?"),
        ("actor_name", "Who else?"),
        ("source_title", "Which edition?"),
    ];
    for (field, text) in said {
        let say = [("form", "proposal-comment"), ("field", field), ("text", text)];
        assert_eq!(curator.post(&page, &say).await.status, StatusCode::SEE_OTHER, "{field}");
    }
    let ask = [("form", "proposal-ask"), ("seen", "1"), ("text", "Please say who counted.")];
    assert_eq!(curator.post(&page, &ask).await.status, StatusCode::SEE_OTHER);

    let edit = format!("{page}/edit");
    let form = author.get(&edit).await;
    assert!(form.words().contains("Please say who counted."), "{}", form.words());
    for (field, text) in said {
        let thread = form.text.split(&format!("id=\"said-{field}\"")).nth(1).expect(field);
        let thread = thread.split("</ol>").next().expect("a thread");
        assert!(thread.contains(text) && thread.contains("Curator"), "{field}: {thread}");
        let input = if field == "actor_name" || field == "source_title" {
            format!("id=\"field-{field}-0\"")
        } else {
            format!("id=\"field-{field}\"")
        };
        let above = form.text.split(&input).next().expect("a form");
        assert!(above.contains(text) && form.text.contains(&input), "{field}");
    }
    assert!(form.text.contains("aria-describedby=\"said-results hint-results\""), "read out with its field");
    // What is settled is out of the way.
    let shown = author.get(&page).await;
    let thread = shown.text.split("id=\"said-results\"").nth(1).expect("a thread");
    let comment = thread.split("name=\"comment\" value=\"").nth(1).expect("a comment");
    let comment = comment.split('"').next().expect("a key");
    let settle = [("form", "proposal-settle"), ("comment", comment), ("settled", "yes")];
    assert_eq!(author.post(&page, &settle).await.status, StatusCode::SEE_OTHER);
    let later = author.get(&edit).await;
    assert!(!later.text.contains("id=\"said-results\"") && !later.words().contains("Who counted the twenty?"));
    assert!(later.text.contains("id=\"said-kind\""));
}

#[tokio::test]
async fn an_answer_is_settled_with_the_question_it_answers() {
    for world in [testkit::World::sqlite().await, testkit::World::postgres().await] {
        world.tick();
        let desk = Desk::on(world).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let page = format!("/proposals/{id}");
        let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
        let ask = [("form", "proposal-ask"), ("seen", "1"), ("text", "Whose lanterns?")];
        assert_eq!(curator.post(&page, &ask).await.status, StatusCode::SEE_OTHER);
        let say = |field, text| [("form", "proposal-comment"), ("field", field), ("text", text)];
        assert_eq!(author.post(&page, &say("", "The harbour's.")).await.status, StatusCode::SEE_OTHER);
        assert_eq!(author.post(&page, &say("results", "Look at this.")).await.status, StatusCode::SEE_OTHER);

        let shown = author.get(&page).await;
        assert!(shown.words().contains("One comment is not settled."), "{}", shown.words());
        let thread = shown.text.split("id=\"said-\"").nth(1).and_then(|rest| rest.split("</ol>").next());
        let thread = thread.expect("a thread");
        assert!(thread.contains("The harbour"), "{thread}");
        assert_eq!(thread.matches("Mark as settled").count(), 1, "of the question: {thread}");
        let comment = thread.split("name=\"comment\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let settle = [("form", "proposal-settle"), ("comment", comment.expect("a key")), ("settled", "yes")];
        assert_eq!(author.post(&page, &settle).await.status, StatusCode::SEE_OTHER);
        let shown = author.get(&page).await;
        assert!(!shown.words().contains("not settled"), "{}", shown.words());
        let thread = shown.text.split("id=\"said-\"").nth(1).and_then(|rest| rest.split("</ol>").next());
        assert_eq!(thread.map(|thread| thread.matches("message--settled").count()), Some(2));

        // What the author said unasked waits for the curators, and for them alone.
        author.post(&page, &[("form", "proposal-submit")]).await;
        let shown = curator.get(&page).await;
        assert_eq!(shown.input("tick").as_deref(), Some("1"), "{}", shown.words());
    }
}
