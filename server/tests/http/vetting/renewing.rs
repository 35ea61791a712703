//! The wish that a verification goes on: where its organisation and the stewards read it, and that it is counted once.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::{OrganisationKind, VettingQueue};
use testkit::{Client, World};

use super::{Talk, says};
use crate::router;

const OWN: &str = "/account/organisation";
const SAVED: &str = "/account/organisation?saved=1";

#[tokio::test]
async fn a_wish_for_renewal_waits_for_stewards_and_its_members_read_since_when() {
    for world in [World::sqlite().await, World::postgres().await] {
        let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
        world.verify_for(bakery.organisation(), 20).await;
        let talk = Talk::about(world, bakery).await;
        let client = Client::signed_in(router(&talk.world), &talk.applicant).await;
        let home = client.get("/").await;
        assert!(home.words().contains("Ask that it goes on"), "{}", home.words());
        assert!(home.text.contains("href=\"/account/organisation#field-answer\""), "the way to the box itself");
        let page = client.get(OWN).await;
        assert!(page.text.contains("id=\"field-answer\"") && page.text.contains("href=\"#field-answer\""));
        assert!(page.words().contains("Why your verification should go on"), "{}", page.words());
        // Whoever saves without a wish asks nothing, and reads so.
        talk.says(&[("summary", "We bake well.")]).await;
        let saved = client.get(SAVED).await.words();
        assert!(saved.contains("Saved. You have not asked that your verification goes on."), "{saved}");
        assert!(!talk.queued(VettingQueue::Applied).await);
        talk.says(&[("answer", "We still bake.")]).await;
        let page = client.get(SAVED).await;
        let saved = page.words();
        assert!(saved.contains("Saved. You asked on 24 November 2026 that your verification goes on"), "{saved}");
        assert_eq!(saved.matches("You asked on 24 November 2026").count(), 1, "it is said once: {saved}");
        assert!(!page.text.contains("name=\"answer\"") && !saved.contains("asks for renewal:"), "{saved}");
        let late = says(&talk.world, &talk.applicant, &[("answer", "Once more."), ("organisation", "")]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.words().contains("Once more."), "what was typed is kept: {}", late.words());
        for path in ["/", OWN] {
            let words = client.get(path).await.words();
            assert!(words.contains("You asked on 24 November 2026"), "{path}: {words}");
            assert!(!words.contains("Ask that it goes on"), "{path}: {words}");
        }
        // Stewards: it waits, is counted, and is marked wherever it is listed.
        assert!(talk.queued(VettingQueue::Applied).await);
        assert_eq!(talk.counted(&talk.steward, "/stewardship").await.as_deref(), Some("1"));
        let page = talk.page();
        for path in ["/stewardship", "/stewardship?status=lapsing", page.as_str()] {
            let words = talk.steward.get(path).await.words();
            assert!(words.contains("Asks for renewal since 24 November 2026"), "{path}: {words}");
        }
        assert!(talk.steward.get(&talk.page()).await.words().contains("asked that its verification goes on"));
        // Once it is granted, nothing is asked any more.
        talk.verifies("2026-12-24").await;
        assert!(!talk.queued(VettingQueue::Applied).await);
        assert_eq!(talk.counted(&talk.steward, "/stewardship").await, None);
        let home = client.get("/").await.words();
        assert!(home.contains("Ask that it goes on") && !home.contains("You asked on"), "{home}");
    }
}

#[tokio::test]
async fn a_wish_that_nobody_has_granted_outlasts_the_verification() {
    let world = World::sqlite().await;
    let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
    world.verify_for(bakery.organisation(), 20).await;
    says(&world, &bakery, &[("answer", "We still bake.")]).await;
    world.pass(chrono::TimeDelta::days(21));
    let talk = Talk::about(world, bakery).await;
    assert!(talk.queued(VettingQueue::Applied).await);
    let shown = talk.shown().await;
    assert!(shown.contains("Verification has ended") && shown.contains("You asked on 24 November 2026"), "{shown}");
}

#[tokio::test]
async fn one_application_is_counted_once_for_each_steward() {
    let talk = Talk::new().await;
    let one = Some("1".to_owned());
    assert_eq!(talk.counted(&talk.second, "/stewardship").await, one);
    talk.world.tick_all(talk.applicant.organisation()).await;
    talk.decides("vetting-verify", ("until", "2027-05-03")).await;
    for (who, proposed) in [(&talk.steward, None), (&talk.second, one)] {
        assert_eq!(talk.counted(who, "/stewardship").await, None, "it waits for a second steward");
        assert_eq!(talk.counted(who, "/stewardship?status=proposed").await, proposed);
    }
    let list = talk.second.get("/stewardship").await.words();
    assert!(list.contains("Proposed to be verified until 3 May 2027"), "{list}");
}

#[tokio::test]
async fn an_organisation_that_renews_and_changes_is_counted_once() {
    for world in [World::sqlite().await, World::postgres().await] {
        let bakery = world.applicant(OrganisationKind::Business, "Bakery").await;
        world.verify_for(bakery.organisation(), 20).await;
        let talk = Talk::about(world, bakery).await;
        let counted = async || {
            let applied = talk.counted(&talk.steward, "/stewardship").await;
            (applied, talk.counted(&talk.steward, "/stewardship?status=changed").await)
        };
        let one = Some("1".to_owned());
        talk.says(&[("owners", "Somebody else.")]).await;
        assert_eq!(counted().await, (None, one.clone()));
        talk.says(&[("answer", "We still bake.")]).await;
        assert_eq!(counted().await, (one, None), "among what waits for a decision");
        assert!(
            talk.queued(VettingQueue::Applied).await && talk.queued(VettingQueue::Changed).await,
            "both lists show it"
        );
        talk.verifies("2026-12-24").await;
        assert_eq!(counted().await, (None, None));
    }
}

#[tokio::test]
async fn each_list_says_what_its_days_are_and_an_empty_one_where_to_look() {
    let world = World::sqlite().await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    for queue in VettingQueue::ALL {
        let page = steward.get(&format!("/stewardship?status={queue}")).await.text;
        let empty = page.split("class=\"empty\"").nth(1).and_then(|rest| rest.split("</p>").next());
        assert!(empty.is_some_and(|empty| empty.contains(". ") && !empty.contains("-empty")), "{queue}: {empty:?}");
    }
    world.applicant(OrganisationKind::Business, "Bakery").await;
    let list = steward.get("/stewardship").await.words();
    assert!(list.contains("Business · Berlin · Applied on 24 November 2026"), "{list}");
}
