//! What an organisation changes of who it is, and what stewards look at because of it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::organisation::{OrganisationKind, OrganisationStatus, VettingQueue};
use domain::placement::PlacementStatus;
use domain::referral::Secrets;
use services::vetting::Decision;
use testkit::{Client, World};

use super::{Talk, says, ticked};
use crate::router;

#[tokio::test]
async fn stewards_see_what_a_verified_organisation_changed_of_who_it_is() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.member(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        talk.says(&[("summary", "We bake well.")]).await;
        assert!(!talk.queued(VettingQueue::Changed).await, "a new summary is not somebody else");
        talk.says(&[("town", "Durrës")]).await;
        assert!(talk.queued(VettingQueue::Changed).await && talk.queued(VettingQueue::Verified).await);
        let page = talk.steward.get("/stewardship?status=changed").await.words();
        assert!(page.contains("The organisation changed the town: Berlin → Durrës"), "{page}");
        talk.says(&[("court_record", "One fine.")]).await;
        let page = talk.steward.get("/stewardship?status=changed").await.words();
        assert!(page.contains("The organisation said something else of: Courts and authorities"), "{page}");
        talk.world.tick_all(talk.applicant.organisation()).await;
        assert!(!talk.queued(VettingQueue::Changed).await, "all is ticked again");
        assert_eq!(talk.stored().await.status, OrganisationStatus::Verified);
    }
}

#[tokio::test]
async fn a_new_name_new_owners_or_places_of_work_are_looked_at_by_two_before_anybody_goes_there() {
    for (field, check, said) in [
        ("organisation", "identity", "Casino"),
        ("owners", "owners", "Somebody else."),
        ("sites", "sites", "A cellar in Durrës."),
        ("group", "owners", "Bread Company"),
        ("register_number", "identity", "HRB 7"),
    ] {
        let world = World::sqlite().await;
        let applicant = world.member(OrganisationKind::Business, "Bakery").await;
        let live = world.live(&applicant).await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let codes = [world.referral(&ngo, Secrets::default()).await, world.referral(&ngo, Secrets::default()).await];
        let talk = Talk::about(world, applicant).await;
        let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
        let scope = talk.world.as_person(&talk.applicant).await;
        let draft = services::placements::draft(&scope, &testkit::terms(&talk.world)).await.expect("a draft");
        talk.says(&[(field, said)]).await;
        assert!(talk.queued(VettingQueue::Changed).await && talk.queued(VettingQueue::Verified).await);
        let page = format!("/placements/{draft}");
        let refused = client.post(&page, &[("form", "placement-publish")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{field}");
        assert!(refused.words().contains("Stewards look at what you have changed"), "{}", refused.words());
        // What was live stays as it was agreed to, and nobody new goes there.
        let still = services::placements::find(&scope, live.id).await.expect("found");
        assert_eq!(still.status, PlacementStatus::Live);
        let rewritten = services::placements::write(&scope, live.id, &live.terms, live.version).await;
        assert_eq!(rewritten, Err(domain::Error::Refused("refused-look-first")), "{field}");
        let of_ngo = talk.world.as_person(&ngo).await;
        let offers = async || {
            let all = services::placements::opportunities(&of_ngo, &Default::default(), None, 100).await;
            all.expect("a list").len()
        };
        assert_eq!(offers().await, 0, "{field}");
        let [first, second] = &codes;
        let refused = Err(domain::Error::Refused("refused-employer-look"));
        assert_eq!(crate::groups::put_forward(&talk.world, &ngo, first, &live).await, refused, "{field}");
        let forward = Client::signed_in(router(&talk.world), &ngo).await;
        let forward = forward.get(&format!("/referrals/{first}/put-forward/{}", live.id)).await;
        assert!(forward.words().contains("Stewards look at this organisation again"), "{}", forward.words());
        assert!(!forward.text.contains("value=\"forward\""), "{field}");
        let seen = talk.steward.get(&talk.page()).await;
        assert!(seen.words().contains(&format!("→ {said}")) && !ticked(&seen).contains(&check), "{}", seen.words());
        // One steward's ticks are not enough for a business.
        talk.world.tick_all(talk.applicant.organisation()).await;
        assert!(talk.queued(VettingQueue::Changed).await, "{field}");
        assert_eq!(client.post(&page, &[("form", "placement-publish")]).await.status, StatusCode::FORBIDDEN);
        talk.verifies("2027-05-03").await;
        assert_eq!(client.post(&page, &[("form", "placement-publish")]).await.status, StatusCode::SEE_OTHER);
        assert!(!talk.queued(VettingQueue::Changed).await);
        assert_eq!(offers().await, 2, "{field}");
        let rewritten = services::placements::write(&scope, live.id, &live.terms, live.version).await;
        assert_eq!(rewritten, Ok(()), "{field}");
        assert_eq!(crate::groups::put_forward(&talk.world, &ngo, second, &live).await, Ok(()), "{field}");
    }
}

#[tokio::test]
async fn what_changed_while_it_was_suspended_is_looked_at_before_anything_goes_live() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.member(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let scope = talk.world.as_person(&talk.applicant).await;
        let draft = services::placements::draft(&scope, &testkit::terms(&talk.world)).await.expect("a draft");
        talk.world.suspend(talk.applicant.organisation()).await;
        talk.says(&[("owners", "Somebody else.")]).await;
        crate::sanctions::lift(&talk.world, talk.applicant.organisation()).await;
        assert!(talk.queued(VettingQueue::Changed).await);
        let home = talk.steward.get("/").await.words();
        assert!(home.contains("organisation has changed since it was verified"), "{home}");
        let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
        let publish = [("form", "placement-publish")];
        let refused = client.post(&format!("/placements/{draft}"), &publish).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.words().contains("Stewards look at what you have changed"), "{}", refused.words());
        talk.verifies("2027-05-03").await;
        assert_eq!(client.post(&format!("/placements/{draft}"), &publish).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn ticks_settle_what_an_ngo_changed() {
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    says(&world, &ngo, &[("organisation", "Lantern")]).await;
    let look = async || services::vetting::application(&world.steward(), ngo.organisation()).await.expect("found").look;
    assert!(look().await.is_some());
    world.tick_all(ngo.organisation()).await;
    assert!(look().await.is_none());
}

#[tokio::test]
async fn what_changes_while_it_is_not_verified_is_kept_once_it_ever_was() {
    for world in [World::sqlite().await, World::postgres().await] {
        let (was, never) = (
            world.member(OrganisationKind::Business, "Bakery").await,
            world.applicant(OrganisationKind::Business, "Mill").await,
        );
        world.pass(TimeDelta::days(366));
        for (person, expect) in [(&was, true), (&never, false)] {
            says(&world, person, &[("owners", "Somebody else.")]).await;
            let talk = services::vetting::talk(&world.steward(), person.organisation()).await.expect("read");
            let kept = talk.iter().any(|note| note.step == "changed-owners" && note.text.contains("Somebody else."));
            assert_eq!(kept, expect);
        }
        let declined = world.member(OrganisationKind::Business, "Dairy").await;
        let no = Decision::Decline("No.".into());
        services::vetting::decide(&world.steward(), declined.organisation(), no).await.expect("declined");
        says(&world, &declined, &[("organisation", "Casino"), ("answer", "And now?")]).await;
        let talk = services::vetting::talk(&world.steward(), declined.organisation()).await.expect("read");
        assert!(talk.iter().any(|note| note.step == "changed-name"));
    }
}

#[tokio::test]
async fn whoever_comes_again_under_another_name_is_known_by_the_number() {
    for world in [World::sqlite().await, World::postgres().await] {
        let mill = world.member(OrganisationKind::Business, "7-12 B").await;
        crate::sanctions::debar(&world, mill.organisation(), domain::sanction::SanctionReason::Fees).await;
        let again = world.applicant(OrganisationKind::Business, "Casino").await;
        let alone = world.applicant(OrganisationKind::Business, "Dairy").await;
        says(&world, &again, &[("register_number", "hrb 712b")]).await;
        let talk = Talk::about(world, again).await;
        let seen = talk.steward.get(&talk.page()).await;
        let link = format!("/stewardship/organisations/{}", mill.organisation());
        assert!(seen.words().contains("Others with this number in the register"), "{}", seen.words());
        assert!(seen.text.contains(&link) && seen.words().contains("Debarred"), "{}", seen.words());
        let other = talk.steward.get(&format!("/stewardship/organisations/{}", alone.organisation())).await;
        assert!(!other.words().contains("Others with this number"), "{}", other.words());
        assert!(!talk.shown().await.contains("7-12 B"), "the applicant learns of nobody");
        // With the country in front, too.
        for (person, number) in [(&talk.applicant, "DE 55/1"), (&alone, "5.51")] {
            says(&talk.world, person, &[("register_number", number)]).await;
        }
        let seen = talk.steward.get(&talk.page()).await;
        assert!(
            seen.text.contains(&format!("/stewardship/organisations/{}", alone.organisation())),
            "{}",
            seen.words()
        );
    }
}
