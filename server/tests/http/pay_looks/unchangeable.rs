//! A placement that rests for its pay while its business may not change it: it reads when it can, and nothing leads to a
//! form that is refused. Where the form works, the way to it stays.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::placement::{PauseReason, PlacementStatus};
use testkit::{Answer, Client, World, terms};

use super::{Scene, euros};
use crate::router;

const UNTIL: &str = "You can do that once the stewards have looked at your organisation.";
const LOOK: &str = "Stewards look at what you have changed of who you are";
const TYPED: [(&str, &str); 3] = [("form", "placement"), ("version", "1"), ("title", "Cook for the evening")];

/// A placement that a steward has paused for its pay.
async fn paused() -> Scene {
    let scene = Scene::on(World::sqlite().await).await;
    assert_eq!(scene.post("pay-pause", "Too little.").await.status, StatusCode::SEE_OTHER);
    scene
}

/// Whether a page leads to the form of a placement.
fn leads(page: &Answer, placement: &str) -> bool {
    page.text.contains(&format!("href=\"{placement}/edit"))
}

#[tokio::test]
async fn while_stewards_look_at_its_business_nothing_leads_to_the_form_and_it_reads_when_it_can_be_changed() {
    let scene = paused().await;
    let live = format!("/placements/{}", scene.world.live(&scene.business).await.id);
    let scope = scene.world.as_person(&scene.business).await;
    let draft = services::placements::draft(&scope, &terms(&scene.world)).await.expect("a draft");
    let draft = format!("/placements/{draft}");
    let edit = format!("{}/edit", scene.page());
    let page = scene.employer.get(&scene.page()).await;
    assert!(leads(&page, &scene.page()) && !page.words().contains(UNTIL), "{}", page.words());
    let saved = crate::vetting::says(&scene.world, &scene.business, &[("owners", "Somebody else.")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());

    let page = scene.employer.get(&scene.page()).await;
    assert!(!leads(&page, &scene.page()) && !page.text.contains("placement-publish"), "{}", page.text);
    for said in ["a steward has paused it for its pay", UNTIL, LOOK] {
        assert_eq!(page.words().matches(said).count(), 1, "{said}: {}", page.words());
    }
    assert!(scene.employer.get("/placements").await.words().contains(UNTIL));
    // What was open stays as it is, whatever its status; a draft can be written.
    for (placement, changes) in [(scene.page(), false), (live, false), (draft, true)] {
        let page = scene.employer.get(&placement).await;
        assert!(page.words().contains(LOOK) && !page.text.contains("placement-publish"), "{}", page.words());
        assert_eq!(leads(&page, &placement), changes, "{}", page.text);
        let form = scene.employer.get(&format!("{placement}/edit")).await;
        assert_eq!(form.status, StatusCode::OK);
        assert_eq!(form.input("title").is_some(), changes, "{}", form.words());
        assert_eq!(form.words().contains(LOOK), !changes, "{}", form.words());
    }
    let refused = scene.employer.post(&edit, &TYPED).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.words().contains(LOOK), "{}", refused.words());
    assert_eq!(refused.input("title").as_deref(), Some("Cook for the evening"), "what was typed is kept");

    scene.world.verify(scene.business.organisation()).await;
    let page = scene.employer.get(&scene.page()).await;
    assert!(leads(&page, &scene.page()), "{}", page.text);
    assert!(!page.words().contains(UNTIL) && !page.words().contains(LOOK), "{}", page.words());
    assert!(scene.employer.get(&edit).await.input("title").is_some());
}

#[tokio::test]
async fn while_its_business_is_suspended_nothing_leads_to_the_form_and_it_reads_why() {
    const WHILE: &str = "While that lasts, no placement can be written or go live.";
    let scene = paused().await;
    let edit = format!("{}/edit", scene.page());
    scene.world.suspend(scene.business.organisation()).await;
    let page = scene.employer.get(&scene.page()).await;
    assert!(!leads(&page, &scene.page()) && page.words().contains(WHILE), "{}", page.words());
    let form = scene.employer.get(&edit).await;
    assert!(form.input("title").is_none() && form.words().contains(WHILE), "{}", form.words());
    assert_eq!(scene.employer.post(&edit, &TYPED).await.status, StatusCode::FORBIDDEN);
    crate::sanctions::lift(&scene.world, scene.business.organisation()).await;
    let page = scene.employer.get(&scene.page()).await;
    assert!(leads(&page, &scene.page()) && !page.words().contains(WHILE), "{}", page.words());
}

#[tokio::test]
async fn once_its_verification_has_ended_the_way_to_the_form_stays_because_it_works() {
    let scene = paused().await;
    scene.world.verify_for(scene.business.organisation(), 5).await;
    scene.world.pass(TimeDelta::days(6));
    let employer = Client::signed_in(router(&scene.world), &scene.business).await;
    let page = employer.get(&scene.page()).await;
    assert!(leads(&page, &scene.page()) && !page.words().contains(UNTIL), "{}", page.words());
    assert!(page.words().contains("Your organisation is not verified at the moment"), "{}", page.words());
    assert!(employer.get(&format!("{}/edit", scene.page())).await.input("title").is_some());
    scene.write(|terms| terms.pay = Some(euros(1700))).await;
    assert_eq!(scene.state().await, (PlacementStatus::Paused, Some(PauseReason::PayChanged)));
}
