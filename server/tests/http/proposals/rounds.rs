//! What changed in a proposal since somebody last looked.

use axum::http::StatusCode;
use testkit::{World, manuscript};

use super::comments::folds;
use super::{Desk, posted, save};

const LINK: &str = "?since=last#compared";

#[tokio::test]
async fn who_asked_for_changes_reads_what_changed_alone() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (author, curator) = (desk.client(&desk.author).await, desk.client(&desk.curator).await);
        let second = desk.client(&desk.second).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let page = format!("/proposals/{id}");
        assert!(!curator.get(&page).await.text.contains(LINK), "nothing was written since it was sent");
        let ask = [("form", "proposal-ask"), ("seen", "1"), ("text", "Please count again.")];
        assert_eq!(curator.post(&page, &ask).await.status, StatusCode::SEE_OTHER);
        let mut better = manuscript("Lanterns at the quay");
        better.set("results", vec!["25 people found work as lamplighters.".into()]);
        assert_eq!(save(&author, id, "proposal", "1", &posted(&better)).await.status, StatusCode::SEE_OTHER);
        author.post(&page, &[("form", "proposal-submit")]).await;

        let shown = curator.get(&page).await;
        assert!(shown.text.contains(LINK) && shown.words().contains("since you last looked"), "{}", shown.words());
        assert!(!shown.text.contains("<ins>"), "it is a new record: there is nothing to compare it with");
        let since = curator.get(&format!("{page}?since=last")).await;
        assert!(since.text.contains("<del>20</del>") && since.text.contains("<ins>25</ins>"), "{}", since.text);
        assert_eq!((folds(&since.text, "compare-results"), folds(&since.text, "compare-problem")), (0, 1));
        assert!(since.words().contains("As it is now"), "{}", since.words());
        // Whoever has not looked before compares with what the other gave back.
        let other = second.get(&page).await.words();
        assert!(other.contains("since it was last sent, approved or given back"), "{other}");
        assert!(second.get(&format!("{page}?since=last")).await.text.contains("<ins>25</ins>"));
        // The author wrote it: nothing is new to them.
        assert!(!author.get(&page).await.text.contains(LINK));
    }
}

#[tokio::test]
async fn a_word_that_a_second_curator_mends_is_shown_to_the_first_and_to_the_author() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let (mut written, id) = desk.strong(&desk.author).await;
        desk.approves(&desk.curator, id).await;
        written.set("problem", vec!["The quays were dim.".into()]);
        let second = desk.client(&desk.second).await;
        assert_eq!(save(&second, id, "proposal", "1", &posted(&written)).await.status, StatusCode::SEE_OTHER);
        for person in [&desk.curator, &desk.author] {
            let since = desk.client(person).await.get(&format!("/proposals/{id}?since=last")).await;
            assert!(since.words().contains("since you last looked"), "{}", since.words());
            assert_eq!((folds(&since.text, "compare-problem"), folds(&since.text, "compare-results")), (0, 1));
            assert!(since.text.contains("<del>dark</del>") && since.text.contains("<ins>dim</ins>"), "{}", since.text);
        }

        // Once it is published, what was written over is kept no longer.
        let author = desk.world.as_person(&desk.author).await;
        let look = async || {
            let proposal = services::proposals::find(&author, id).await.expect("found");
            services::proposals::last_look(&author, &proposal).await.expect("read")
        };
        assert!(
            look().await.is_some_and(|look| look.round.own && look.round.manuscript.one("problem").contains("dark"))
        );
        desk.approves(&desk.second, id).await;
        assert_eq!(desk.approves(&desk.curator, id).await.location(), "/library/lanterns-at-the-quay?published=1");
        assert_eq!(look().await, None);
    }
}

#[tokio::test]
async fn of_a_proposal_that_goes_back_and_forth_the_last_rounds_are_kept() {
    for world in [World::sqlite().await, World::postgres().await] {
        let desk = Desk::on(world).await;
        let id = desk.world.in_review(&desk.author, "Lanterns at the quay").await;
        let (author, curator) = (desk.world.as_person(&desk.author).await, desk.world.as_person(&desk.curator).await);
        services::proposals::ask_for_changes(&curator, id, 1, "Please count again.").await.expect("asked");
        let look = async || {
            let proposal = services::proposals::find(&curator, id).await.expect("found");
            services::proposals::last_look(&curator, &proposal).await.expect("read").expect("something changed")
        };
        let mut edits = 1;
        for round in 0..21 {
            let mut written = manuscript("Lanterns at the quay");
            written.set("cost", vec![format!("{round} lamps.")]);
            edits = services::proposals::write(&author, id, &written, edits).await.expect("written");
            services::proposals::submit(&author, id).await.expect("submitted");
            services::proposals::take_back(&author, id).await.expect("taken back");
            if round == 0 {
                assert!(look().await.round.own);
            }
        }
        let last = look().await.round;
        assert!(!last.own && last.manuscript.one("cost") == "19 lamps.", "{last:?}");
    }
}
