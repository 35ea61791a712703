//! Published versions of a record: their addresses, comparisons, and taking a record back.

use axum::http::StatusCode;
use domain::account::MemberRole;
use domain::organisation::OrganisationKind;
use domain::practice::PracticeState;
use testkit::{Client, World};

use super::Desk;
use crate::router;

#[tokio::test]
async fn every_version_keeps_its_address_and_the_newest_is_the_default() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let change = desk.world.change(&desk.author, &slug, "results", "25 people found work.").await;
    let compared = desk.client(&desk.curator).await.get(&format!("/proposals/{change}")).await;
    assert!(compared.text.contains("<del>20</del>") && compared.text.contains("<ins>25</ins>"), "{}", compared.text);
    assert_eq!(desk.approves(&desk.curator, change).await.location(), format!("/library/{slug}?published=1"));

    let reader = Client::new(router(&desk.world));
    assert!(reader.get(&format!("/library/{slug}")).await.words().contains("25 people found work."));
    let first = reader.get(&format!("/library/{slug}/versions/1")).await.words();
    assert!(first.contains("20 people found work") && first.contains("Read the newest version"), "{first}");
    let newest = reader.get(&format!("/library/{slug}/versions/2")).await.words();
    assert!(newest.contains("25 people") && !newest.contains("Read the newest version"));
    let all = reader.get(&format!("/library/{slug}/versions")).await.words();
    assert!(all.contains("Superseded") && all.contains("version 2") && all.contains("version 1"), "{all}");
    let between = reader.get(&format!("/library/{slug}/versions/2?against=1")).await;
    assert!(between.text.contains("<del>20</del>") && between.text.contains("<ins>25</ins>"));
    for none in ["3", "0", "-1", "first", "99999999999"] {
        assert_eq!(reader.get(&format!("/library/{slug}/versions/{none}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn whoever_wrote_from_an_older_version_compares_first() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let other = desk.world.member(OrganisationKind::Ngo, "Harbour").await;
    let behind = desk.world.change(&other, &slug, "cost", "Little.").await;
    let ahead = desk.world.change(&desk.author, &slug, "cost", "Forty lamps.").await;
    desk.approves(&desk.curator, ahead).await;

    let curator = desk.client(&desk.curator).await;
    let page = format!("/proposals/{behind}");
    let refused = curator.post(&page, &[("form", "proposal-approve"), ("seen", "2")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains("Compare the two first"), "{}", refused.words());
    // What is left and right is said, and approving is not offered.
    let shown = curator.get(&page).await;
    let words = shown.words();
    assert!(words.contains("Version 1, from which it was begun") && words.contains("Proposed"), "{words}");
    assert!(words.contains("It cannot be approved as it stands: the record has version 2"), "{words}");
    assert!(!shown.text.contains("value=\"proposal-approve\"") && !words.contains("Published: version"), "{words}");
    // Only whoever has it in hand goes on from the newest version, and says to have compared with that one.
    let author = desk.client(&other).await;
    assert!(!author.get(&page).await.text.contains("value=\"proposal-rebase\""));
    let early = author.post(&page, &[("form", "proposal-rebase"), ("tick", "2")]).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN, "{}", early.words());
    for tick in ["", "1", "3", "yes"] {
        let refused = curator.post(&page, &[("form", "proposal-rebase"), ("tick", tick)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tick}");
        assert!(refused.text.contains("id=\"problem-tick\""), "{}", refused.words());
    }
    let compared = curator.post(&page, &[("form", "proposal-rebase"), ("tick", "2")]).await;
    assert_eq!(compared.status, StatusCode::SEE_OTHER);
    assert!(curator.get(&page).await.words().contains("Published: version 2"));
    assert_eq!(desk.approves(&desk.curator, behind).await.location(), format!("/library/{slug}?published=1"));
    assert_eq!(services::library::versions(&desk.world.visitor(), &slug).await.expect("versions").len(), 3);
}

#[tokio::test]
async fn what_is_taken_back_leaves_a_page_that_says_why_and_nothing_else() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    desk.world.work().await;
    let address = format!("/library/{slug}");
    let author = desk.client(&desk.author).await;
    let late = desk.world.change(&desk.author, &slug, "cost", "Little.").await;
    let withdraw = [("form", "practice-withdraw"), ("tick", "yes"), ("reason", "A reader could tell who is meant.")];
    assert_eq!(author.post(&address, &withdraw).await.status, StatusCode::NOT_FOUND);
    let curator = desk.client(&desk.curator).await;
    // It is for good, so it has to be meant.
    let unmeant = curator.post(&address, &[("form", "practice-withdraw"), ("reason", "A slip.")]).await;
    assert_eq!(unmeant.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unmeant.words());
    assert!(unmeant.text.contains("id=\"problem-tick\"") && unmeant.text.contains("A slip."), "{}", unmeant.words());
    assert!(unmeant.text.contains("button--danger"));
    assert_eq!(curator.post(&address, &withdraw).await.status, StatusCode::SEE_OTHER);
    desk.world.work().await;

    let reader = Client::new(router(&desk.world));
    for page in [address.clone(), format!("{address}/versions/1"), format!("{address}/versions")] {
        let left = reader.get(&page).await;
        assert!(left.words().contains("A reader could tell who is meant."), "{page}: {}", left.words());
        assert!(!left.words().contains("quays were dark") && !left.text.contains("Lamps were lit"), "{page}");
    }
    assert_eq!(reader.get(&address).await.status, StatusCode::GONE);
    let versions = reader.get(&format!("{address}/versions")).await.words();
    assert!(versions.contains("Taken back") && !versions.contains("Withdrawn"), "{versions}");
    assert!(!reader.get("/library?q=lanterns").await.text.contains(&address));
    let refused = curator.post(&format!("/proposals/{late}"), &[("form", "proposal-approve"), ("seen", "2")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.words());
}

#[tokio::test]
async fn a_comparison_says_everything_in_words_and_compares_files() {
    let desk = Desk::new().await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the quay").await;
    let scope = desk.world.as_person(&desk.author).await;
    let id = services::proposals::begin_from(&scope, &slug).await.expect("begun");
    let mut written = services::proposals::find(&scope, id).await.expect("found").manuscript;
    written.set("countries", vec!["AL, Italien".into()]);
    written.set("actor_name", vec!["Lantern Works".into(), "Harbour".into()]);
    written.set("actor_part", vec!["employer".into(), "trade-union".into()]);
    services::proposals::write(&scope, id, &written, 1).await.expect("written");
    services::files::add(&scope, id, "plan.docx", crate::files::docx("Plan", "Forty lamps.")).await.expect("put in");
    services::proposals::submit(&scope, id).await.expect("submitted");

    let curator = desk.client(&desk.curator).await;
    let shown = curator.get(&format!("/proposals/{id}")).await;
    let of = |text: &str, name: &str| {
        let field = text.split(&format!("id=\"compare-{name}\"")).nth(1).expect(name);
        field.split("</section>").next().expect("a field").to_owned()
    };
    let countries = of(&shown.text, "countries");
    assert!(countries.contains("Albania, Italy") && !countries.contains("compare__two"), "{countries}");
    let actors = of(&shown.text, "actor_name");
    assert!(actors.contains("Lantern Works · business") && !actors.contains("employer"), "{actors}");
    assert!(actors.contains("trade"), "{actors}");
    let files = of(&shown.text, "files");
    assert!(files.contains("plan.docx (DOCX, 1 kB) · added") && files.contains("<ins>"), "{files}");

    desk.approves(&desk.curator, id).await;
    let between = Client::new(router(&desk.world)).get(&format!("/library/{slug}/versions/2?against=1")).await;
    assert!(between.text.contains("plan.docx (DOCX, 1 kB) · added"), "{}", between.words());
    let back = Client::new(router(&desk.world)).get(&format!("/library/{slug}/versions/1?against=2")).await;
    assert!(back.text.contains("plan.docx (DOCX, 1 kB) · taken out"), "{}", back.words());
    assert!(back.text.contains("<del>plan.docx"), "{}", back.text);
    let decided = curator.get(&format!("/proposals/{id}")).await.words();
    assert!(
        decided.contains("Version 1") && decided.contains("Version 2") && !decided.contains("Proposed"),
        "{decided}"
    );
}

#[tokio::test]
async fn a_new_record_reads_as_readers_will_see_it_and_a_change_as_it_is_written() {
    let desk = Desk::new().await;
    let scope = desk.world.as_person(&desk.author).await;
    let told = "They lit **forty** lamps.\n\n- one quay\n- <b>two</b> boats";
    let new = desk.world.proposal(&desk.author, "Lanterns at the quay").await;
    let slug = desk.world.published(&desk.author, &desk.curator, "Lanterns at the pier").await;
    let change = services::proposals::begin_from(&scope, &slug).await.expect("begun");
    let author = desk.client(&desk.author).await;
    for (id, is_new) in [(new, true), (change, false)] {
        let before = services::proposals::find(&scope, id).await.expect("found");
        let mut written = before.manuscript;
        written.set("done", vec![told.into()]);
        services::proposals::write(&scope, id, &written, before.edits).await.expect("written");
        let page = author.get(&format!("/proposals/{id}")).await.text;
        let done = page.split("id=\"compare-done\"").nth(1).and_then(|rest| rest.split("</section>").next());
        let done = done.expect("the field");
        assert_eq!(done.contains("<strong>forty</strong>") && done.contains("<li>one quay"), is_new, "{done}");
        assert_eq!(done.contains("**"), !is_new, "{done}");
        assert!(!done.contains("<b>two"), "{done}");
    }
}

#[tokio::test]
async fn whoever_changes_a_record_at_once_writes_one_proposal() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let colleague = desk.world.colleague(&desk.author, MemberRole::Member).await;
        let (one, other) = (desk.world.as_person(&desk.author).await, desk.world.as_person(&colleague).await);
        for round in 0..5 {
            let slug = desk.world.published(&desk.author, &desk.curator, &format!("Lanterns of quay {round}")).await;
            let (first, second) = tokio::join!(
                services::proposals::begin_from(&one, &slug),
                services::proposals::begin_from(&other, &slug)
            );
            assert_eq!(first.expect("begun"), second.expect("the same"));
        }
        // As many as there are records, beside those that were published.
        let drafts = services::proposals::own(&one, None, 50).await.expect("listed").into_iter();
        assert_eq!(drafts.filter(|listed| listed.state == PracticeState::Draft).count(), 5);
    }
}
