//! The checklist and the decision that rests on it are one form: whoever decides keeps what they have ticked.

use axum::http::StatusCode;
use domain::account::PlatformRole;
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::vetting::Check;
use testkit::{Client, World};

use super::{Talk, ticked};
use crate::router;

const UNTIL: (&str, &str) = ("until", "2027-05-03");

/// All ticks of a kind as a page posts them.
fn all(kind: OrganisationKind) -> Vec<(&'static str, &'static str)> {
    Check::of(kind).iter().map(|check| ("checks", check.word())).collect()
}

#[tokio::test]
async fn whoever_proposes_keeps_what_they_have_ticked_and_the_next_one_confirms() {
    for world in [World::sqlite().await, World::postgres().await] {
        let applicant = world.applicant(OrganisationKind::Business, "Bakery").await;
        let talk = Talk::about(world, applicant).await;
        let checks = all(OrganisationKind::Business);
        let proposed = talk.post(&talk.steward, "vetting-verify", &[&checks[..], &[UNTIL]].concat()).await;
        assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.words());
        let page = talk.steward.get(proposed.location()).await;
        assert!(page.words().contains("Your proposal is kept."), "{}", page.words());
        assert_eq!(page.text.matches("class=\"notice").count(), 1, "one word of it is enough: {}", page.text);
        assert_eq!(ticked(&page).len(), checks.len());
        // What waits for another is not theirs to do.
        let home = talk.steward.get("/").await.words();
        assert!(home.contains("No applications wait for you as the second steward"), "{home}");
        let home = talk.second.get("/").await.words();
        assert!(home.contains("application waits for you as the second steward"), "{home}");
        // Whoever takes a tick back confirms nothing.
        let page = talk.second.get(&talk.page()).await;
        let seen: Vec<(&str, &str)> = ticked(&page).into_iter().map(|check| ("seen", check)).collect();
        let fewer = [&seen[..], checks.get(1..).expect("the others"), &[("go", "confirm")]].concat();
        let refused = talk.post(&talk.second, "vetting-verify", &fewer).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(ticked(&refused).len(), checks.len() - 1);
        let confirmed =
            talk.post(&talk.second, "vetting-verify", &[&seen[..], &checks, &[("go", "confirm")]].concat()).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.words());
        assert!(talk.second.get(confirmed.location()).await.words().contains("The organisation is verified now."));
        assert_eq!(talk.stored().await.status, OrganisationStatus::Verified);
    }
}

#[tokio::test]
async fn what_is_not_ticked_yet_is_said_beside_the_checklist_and_no_tick_is_lost() {
    let talk = Talk::new().await;
    let checks = all(OrganisationKind::Business);
    let most = checks.get(1..).expect("the others");
    let early = talk.post(&talk.steward, "vetting-verify", &[most, &[UNTIL]].concat()).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.words().contains("What you found right: Not everything on the checklist is ticked yet."));
    assert!(early.text.contains("href=\"#field-checks\"") && early.text.contains("id=\"problem-checks\""));
    assert!(!early.text.contains("id=\"problem-until\""), "the day is right");
    assert_eq!(ticked(&early).len(), most.len());
    assert_eq!(early.input("until").as_deref(), Some("2027-05-03"));
    // The other way round.
    let wrong = [&checks[..], &[("until", "2029-05-03")]].concat();
    let wrong = talk.post(&talk.steward, "vetting-verify", &wrong).await;
    assert!(wrong.text.contains("id=\"problem-until\"") && !wrong.text.contains("id=\"problem-checks\""));
    assert_eq!(ticked(&wrong).len(), checks.len());
    let stored = services::vetting::ticks(&talk.world.steward(), talk.applicant.organisation()).await;
    assert_eq!(stored.map(|ticks| ticks.len()), Ok(0), "what is refused leaves nothing");
}

#[tokio::test]
async fn whoever_only_keeps_the_ticks_keeps_the_day_as_well() {
    let talk = Talk::new().await;
    let page = talk.steward.get(&talk.page()).await;
    let date = page.text.split("<input ").find(|tag| tag.contains("name=\"until\"")).expect("the day");
    assert!(date.split('>').next().is_some_and(|tag| tag.contains("form=\"vetting-verify\"")), "{date}");
    let kept = talk.keeps(&talk.steward, &[("checks", "identity"), UNTIL]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
    let place = kept.location().split('#').next().expect("an address").to_owned();
    let page = talk.steward.get(&place).await;
    assert_eq!((ticked(&page), page.input("until").as_deref()), (vec!["identity"], Some("2027-05-03")));
    // Nothing is decided while it is kept out, and ticks are kept then too.
    talk.world.suspend(talk.applicant.organisation()).await;
    let page = talk.steward.get(&talk.page()).await;
    assert_eq!((page.input("until"), page.input("go").as_deref()), (None, Some("keep")));
    let kept = talk.keeps(&talk.steward, &[("checks", "owners")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.words());
}

#[tokio::test]
async fn one_steward_ticks_and_verifies_an_ngo_at_once() {
    let world = World::sqlite().await;
    let ngo = world.applicant(OrganisationKind::Ngo, "Harbour").await;
    let steward = world.platform(PlatformRole::Steward).await;
    let steward = Client::signed_in(router(&world), &steward).await;
    let page = format!("/stewardship/organisations/{}", ngo.organisation());
    let version = steward.get(&page).await.input("version").expect("a version");
    let fields =
        [&all(OrganisationKind::Ngo)[..], &[("form", "vetting-verify"), ("version", version.as_str()), UNTIL]].concat();
    let verified = steward.post(&page, &fields).await;
    assert_eq!(verified.status, StatusCode::SEE_OTHER, "{}", verified.words());
    assert!(steward.get(verified.location()).await.words().contains("The organisation is verified now."));
}
