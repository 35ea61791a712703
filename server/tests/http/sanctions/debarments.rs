//! Debarment: two stewards, and a proposal that can be dropped.

use axum::http::StatusCode;
use domain::organisation::OrganisationStatus;
use domain::sanction::SanctionState;
use testkit::World;

use super::{FIELDS, Scene, lift, status};

#[tokio::test]
async fn a_debarment_needs_two_stewards() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let id = s.business.organisation();
        let [first, second, third] = &s.stewards;
        s.world.suspend(id).await;
        let proposed = s.begins(first, "debar", &FIELDS).await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER);
        assert!(first.get(proposed.location()).await.words().contains("Your proposal to debar is kept."));
        let homes = (first.get("/").await.words(), second.get("/").await.words());
        assert!(homes.0.contains("No suspension waits for you"), "{}", homes.0);
        assert!(homes.1.contains("suspension or debarment waits for you"), "{}", homes.1);
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Suspended, "nothing follows from a proposal");
        assert!(!s.own().await.contains("People paid for work"), "nor is it told");
        assert!(second.get("/stewardship/sanctions").await.words().contains("Another one has to confirm"));
        let list = first.get("/stewardship/sanctions").await.words();
        assert!(list.contains("You have proposed this, so another steward has to confirm it."), "{list}");
        let own = s.posts(first, "vetting-debar-confirm", &[]).await;
        assert_eq!(own.status, StatusCode::FORBIDDEN, "{}", own.words());
        // Two who confirm at once: one does.
        let (one, other) =
            tokio::join!(s.posts(second, "vetting-debar-confirm", &[]), s.posts(third, "vetting-debar-confirm", &[]));
        let met = [one.status, other.status];
        assert!(met.contains(&StatusCode::SEE_OTHER) && met.contains(&StatusCode::CONFLICT), "{met:?}");
        let done = if one.status == StatusCode::SEE_OTHER { &one } else { &other };
        assert!(second.get(done.location()).await.words().contains("The organisation is debarred now."));
        assert_eq!(status(&s.world, id).await, OrganisationStatus::Debarred);
        assert!(s.own().await.contains("Debarment"));
        let states: Vec<_> = services::sanctions::history(&s.world.steward(), id).await.expect("read");
        let states: Vec<_> = states.iter().map(|sanction| sanction.state).collect();
        assert_eq!(states, [SanctionState::InForce, SanctionState::Dropped], "the suspension gave way");
        // After a debarment that was right it is looked at like a newcomer: nothing is ticked any more.
        let ticks = async || services::vetting::ticks(&s.world.steward(), id).await.expect("read").len();
        assert!(ticks().await > 0);
        lift(&s.world, id).await;
        assert_eq!((status(&s.world, id).await, ticks().await), (OrganisationStatus::Applied, 0));
    }
}

#[tokio::test]
async fn a_proposal_to_debar_can_be_dropped() {
    let s = Scene::on(World::sqlite().await).await;
    let [first, second, _] = &s.stewards;
    assert_eq!(s.begins(first, "debar", &FIELDS).await.status, StatusCode::SEE_OTHER);
    let twice = s.begins(second, "debar", &FIELDS).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it is proposed already");
    assert_eq!(s.posts(first, "vetting-debar-drop", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(s.posts(second, "vetting-debar-confirm", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(status(&s.world, s.business.organisation()).await, OrganisationStatus::Verified);
}
