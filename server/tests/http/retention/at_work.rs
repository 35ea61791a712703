//! Whoever is in work, and those of whom nobody has said for long how it goes.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::check_in::{ChangeReason, CheckInKind};
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::policy::KeepWatch;
use domain::referral::{CloseReason, ReferralStatus};
use testkit::{Client, World, terms};

use super::{count, days, erased, mails, questions, settle};
use crate::router;

#[tokio::test]
async fn nobody_is_asked_about_who_is_in_work_until_nobody_has_said_how_it_goes_for_long() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let placement = world.live(&employer).await;
        let (code, id) = world.started(&ngo, &placement).await;
        // The last check-in is 180 days after the start; ninety days later the NGO is asked.
        days(&world, 260).await;
        settle(&world).await;
        assert_eq!((questions(&scope).await, count(&scope, ReferralStatus::Open).await), (0, 1), "still in work");
        days(&world, 12).await;
        assert_eq!(questions(&scope).await, 1);
        days(&world, 24).await;
        settle(&world).await;
        assert_eq!(count(&scope, ReferralStatus::Open).await, 1, "there is still time to answer");
        world.work().await;
        let sent = world.mail.sent().len();
        days(&world, 8).await;
        settle(&world).await;
        let archived = services::referrals::find(&scope, &code).await.expect("found");
        assert_eq!((archived.status, archived.closed), (ReferralStatus::Closed, Some(CloseReason::Archived)));
        assert!(mails(&world, &employer, sent).await.contains(&"You have a message".to_owned()));
        assert!(world.open_check_ins(&ngo, id).await.is_empty(), "nobody is asked any more");
        let said = "Nobody said how it went";
        let address = format!("/introductions/{id}");
        assert!(Client::signed_in(router(&world), &ngo).await.get(&address).await.words().contains(said));
        // Nobody knows that it has ended: the employer is told no such thing, nor of what is asked or not.
        let client = Client::signed_in(router(&world), &employer).await;
        for page in [client.get(&address).await.words(), client.get("/introductions?which=past").await.words()] {
            assert!(page.contains("No longer followed here") && !page.contains("Ended early"), "{page}");
            assert!(!page.contains(said), "{page}");
        }
        let theirs = world.as_person(&employer).await;
        let taken = services::placements::seats_taken(&theirs, std::slice::from_ref(&placement)).await.expect("read");
        assert_eq!(taken, [(placement.id, 1)], "the only seat may still be taken");
        let taken = store::introductions::seats_taken(&world.services.db, placement.id).await.expect("read");
        assert_eq!(taken, 1);
        let permit = world.system().permit(KeepWatch).expect("the system");
        let tx = world.services.db.begin().await.expect("begun");
        let (all, _) = store::statistics::counted(&tx, &permit, 2026).await.expect("read");
        assert_eq!(all.started, 1);
        assert!(all.lines.is_empty(), "what nobody knows is no outcome");
        tx.commit().await.expect("read");
        assert_eq!(erased(&world).await, 0);
        days(&world, 375).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1, "nothing keeps it for ever");
    }
}

#[tokio::test]
async fn what_an_ngo_hears_later_of_whom_nobody_had_heard_is_written_down() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 5, ..terms(&world) }).await;
        let (_, harmed) = world.started(&ngo, &placement).await;
        let (_, completed) = world.started(&ngo, &placement).await;
        days(&world, 310).await;
        settle(&world).await;
        let scope = world.as_person(&ngo).await;
        let taken = async || store::introductions::seats_taken(&world.services.db, placement.id).await.expect("read");
        let paused = async || services::cases::is_paused(&scope, employer.organisation()).await.expect("read");
        assert_eq!((taken().await, paused().await), (2, false));
        let client = Client::signed_in(router(&world), &ngo).await;
        let theirs = Client::signed_in(router(&world), &employer).await;
        for (id, stage, reason) in [(harmed, "ended", "unsafe"), (completed, "completed", "")] {
            let path = format!("/introductions/{id}");
            let page = client.get(&path).await;
            assert!(page.words().contains("No longer followed here"), "{}", page.words());
            let version = page.input("version").expect("the NGO can say how it went");
            let seen = theirs.get(&path).await;
            assert!(!seen.text.contains("name=\"stage\""), "an employer says nothing of it: {}", seen.words());
            if stage == "ended" {
                let bare = [("form", "move"), ("stage", stage), ("version", version.as_str())];
                assert_eq!(
                    client.post(&path, &bare).await.status,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "without a reason"
                );
            }
            let moved = [("form", "move"), ("stage", stage), ("reason", reason), ("version", version.as_str())];
            assert_eq!(client.post(&path, &moved).await.status, StatusCode::SEE_OTHER, "{stage}");
            let page = client.get(&path).await;
            assert!(!page.text.contains("name=\"stage\""), "it is over");
            let seen = theirs.get(&path).await.words();
            assert!(seen.contains("Nothing is shared now") && !seen.contains("not safe"), "{seen}");
            let open = world.open_check_ins(&ngo, id).await;
            assert_eq!(open.iter().map(|open| open.kind).collect::<Vec<_>>(), [CheckInKind::Leaving]);
        }
        assert_eq!(taken().await, 1, "the seat of whoever left is free");
        assert!(paused().await, "that it was not safe counts at once");
        settle(&world).await;
        let stays = services::introductions::find(&scope, harmed).await.expect("found").introduction.stage;
        assert_eq!(stays, Stage::Ended);
    }
}

#[tokio::test]
async fn whoever_is_asked_at_work_is_not_asked_about() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let scope = world.as_person(&ngo).await;
        let (code, id) = world.started(&ngo, &world.live(&employer).await).await;
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::referrals::close(&scope, &referral, CloseReason::Placed).await.expect("closed");
        days(&world, 20).await;
        let day = (world.system().now() + TimeDelta::days(400)).date_naive();
        services::check_ins::add(&scope, id, day, ChangeReason::PersonAsked).await.expect("added");
        days(&world, 480).await;
        settle(&world).await;
        assert_eq!((questions(&scope).await, erased(&world).await), (0, 0), "a year and more, and still in work");
        days(&world, 32).await;
        assert_eq!(questions(&scope).await, 1, "ninety days after the last check-in");
        services::introductions::advance(&scope, id, Stage::Completed, None, 6).await.expect("moved");
        days(&world, 35).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 0, "that it is completed is an answer");
        days(&world, 340).await;
        settle(&world).await;
        assert_eq!(erased(&world).await, 1);
    }
}

#[tokio::test]
async fn only_the_installation_says_that_nobody_said_how_it_went() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (_, id) = world.started(&ngo, &world.live(&employer).await).await;
    for person in [&ngo, &employer] {
        let client = Client::signed_in(router(&world), person).await;
        let address = format!("/introductions/{id}");
        assert!(!client.get(&address).await.text.contains("\"unknown\""));
        let scope = world.as_person(person).await;
        let ended = services::introductions::advance(&scope, id, Stage::Ended, Some("unknown".to_owned()), 6).await;
        assert!(matches!(ended, Err(domain::Error::Invalid(_))), "{ended:?}");
        let unheard = services::introductions::advance(&scope, id, Stage::Unheard, Some("unknown".to_owned()), 6).await;
        assert_eq!(unheard, Err(domain::Error::Conflict));
    }
}
