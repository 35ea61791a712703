//! Lists, dates and stages say what they mean: until when, since when, whose turn it is, and what follows from a field.

use domain::account::PlatformRole;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use testkit::{Client, World};

use crate::router;

#[tokio::test]
async fn an_administrator_reads_at_home_how_many_warnings_there_are() {
    let world = World::sqlite().await;
    let administrator = world.platform(PlatformRole::Administrator).await;
    let client = Client::signed_in(router(&world), &administrator).await;
    let home = client.get("/").await.words();
    assert!(home.contains("No mail was given up") && !home.contains("about this installation"), "{home}");
    services::operations::note_key(&world.system(), true).await.expect("noted");
    let home = client.get("/").await.words();
    assert!(home.contains("warning about this installation"), "{home}");
}

#[tokio::test]
async fn organisations_read_until_when_they_are_verified_and_what_follows_from_a_change() {
    let world = World::sqlite().await;
    for (kind, follows) in [(OrganisationKind::Ngo, false), (OrganisationKind::Business, true)] {
        let person = world.member(kind, "Harbour").await;
        let client = Client::signed_in(router(&world), &person).await;
        let page = client.get("/account/organisation").await;
        let words = page.words();
        assert!(words.contains("A steward verified you · 24 November 2026"), "{kind}: {words}");
        assert!(words.contains("Until 24 November 2027"), "{kind}: {words}");
        let group = page.text.split("id=\"hint-group\"").nth(1).and_then(|rest| rest.split("</").next());
        let group = group.expect("a hint");
        assert!(group.contains("If your organisation belongs to a group, its name."), "{kind}: {group}");
        assert_eq!(group.contains("before a new placement"), follows, "{kind}: {group}");
    }
}

#[tokio::test]
async fn whoever_cannot_go_further_reads_whose_turn_it_is() {
    const NGO: &str = "The organisation answers next.";
    const EMPLOYER: &str = "The employer answers next.";
    let world = World::sqlite().await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let business = world.member(OrganisationKind::Business, "Bakery").await;
    let (_, id) = world.introduced(&ngo, &business).await;
    let (theirs, ours) = (world.as_person(&ngo).await, world.as_person(&business).await);
    let page = format!("/introductions/{id}");
    let of_ngo = Client::signed_in(router(&world), &ngo).await;
    let of_business = Client::signed_in(router(&world), &business).await;
    let turns = async || {
        let (ngo, business) = (of_ngo.get(&page).await.words(), of_business.get(&page).await.words());
        assert!(!ngo.contains(NGO) && !business.contains(EMPLOYER));
        (ngo.contains(EMPLOYER), business.contains(NGO))
    };
    assert_eq!(turns().await, (true, false), "put forward");
    for (version, scope, stage, expected) in [
        (1, &ours, Stage::Interested, (false, false)),
        (2, &theirs, Stage::Meeting, (true, false)),
        (3, &ours, Stage::Offered, (false, true)),
        (4, &theirs, Stage::Accepted, (false, false)),
    ] {
        services::introductions::advance(scope, id, stage, None, version).await.expect("moved");
        assert_eq!(turns().await, expected, "{stage}");
    }
}
