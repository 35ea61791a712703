//! Which businesses an NGO can name, as a limit or as a recipient.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use domain::referral::{Exclusion, Secrets};
use testkit::{Client, World};

use crate::router;

#[tokio::test]
async fn a_person_can_be_kept_away_from_a_business_that_was_ever_verified() {
    for world in [World::sqlite().await, World::postgres().await] {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let client = Client::signed_in(router(&world), &ngo).await;
        let code = world.referral(&ngo, Secrets::default()).await;
        let suspended = world.member(OrganisationKind::Business, "Mill").await;
        let id = suspended.organisation();
        world.suspend(id).await;
        world.applicant(OrganisationKind::Business, "Mill of a newcomer").await;
        let step = format!("/referrals/{code}/step/limits");
        let version = client.get(&step).await.input("version").expect("a version");
        let post = async |fields: &[(&str, &str)]| {
            let mut all = vec![("form", "referral"), ("version", version.as_str())];
            all.extend(fields);
            client.post(&step, &all).await
        };
        let found = post(&[("go", "find"), ("business", "Mill")]).await.words();
        assert!(found.contains("Mill (Berlin)") && !found.contains("newcomer"), "{found}");
        let consent = format!("/referrals/{code}/consent");
        let found = client.post(&consent, &[("form", "consent"), ("go", "find"), ("recipient", "Mill")]).await.words();
        assert!(!found.contains("Mill (Berlin)"), "{found}");
        // Another of the same name: the name alone says neither.
        world.member(OrganisationKind::Business, "Mill").await;
        let unclear = post(&[("go", "next"), ("business", "Mill")]).await;
        assert_eq!(unclear.status, StatusCode::UNPROCESSABLE_ENTITY);
        let key = id.to_string();
        let added =
            post(&[("go", "add"), ("business", "Mill"), ("business_id", &key), ("business_asked", "Mill")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.words());
        let scope = world.as_person(&ngo).await;
        let (_, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        assert_eq!(secrets.exclusions, [Exclusion::Organisation { organisation: id }]);
    }
}

#[tokio::test]
async fn only_businesses_verified_today_are_told_of_a_person() {
    let world = World::sqlite().await;
    let business = world.member(OrganisationKind::Business, "Mill").await;
    world.pass(TimeDelta::days(366));
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let scope = world.as_person(&ngo).await;
    assert_eq!(services::organisations::business(&scope, business.organisation()).await, Ok(None));
    let today = services::organisations::verified_today(&scope);
    assert_eq!(services::organisations::businesses(&scope, today, "Mill").await, Ok(Vec::new()));
}
