//! Who is told: stewards of what waits for them, and partners of who is kept out.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::sanction::SanctionReason;
use testkit::{Client, Person, World};

use super::{lift, newest};
use crate::router;

#[tokio::test]
async fn stewards_are_called_to_what_waits_for_them() {
    let world = World::sqlite().await;
    let business = world.member_of_group("Bakery", "Bread & Co.").await;
    let sister = world.member_of_group("Mill", "Bread & Co.").await;
    let applicant = world.applicant(OrganisationKind::Business, "Dairy").await;
    let steward = world.platform(PlatformRole::Steward).await;
    let called = async || {
        world.work().await;
        world.mail.sent().iter().filter(|mail| mail.to.as_str() == steward.email).count()
    };
    let mut before = called().await;
    let mut more = async |what: &str, expect: usize| {
        let now = called().await;
        assert_eq!(now - before, expect, "{what}");
        before = now;
    };
    world.tick_all(applicant.organisation()).await;
    more("ticks", 0).await;
    let until = world.system().now().date_naive() + TimeDelta::days(30);
    let verify = services::vetting::Decision::Verify(until);
    services::vetting::decide(&world.steward(), applicant.organisation(), verify).await.expect("proposed");
    more("a proposal to verify", 1).await;
    crate::vetting::says(&world, &business, &[("summary", "We bake well.")]).await;
    more("another summary", 0).await;
    crate::vetting::says(&world, &business, &[("owners", "Somebody else.")]).await;
    more("other owners", 1).await;
    let version =
        services::vetting::application(&world.steward(), business.organisation()).await.expect("found").version;
    let new = world.sanction(SanctionReason::Harm);
    let proposed =
        services::sanctions::propose_debarment(&world.steward(), business.organisation(), version, ((&[], &[]), new))
            .await;
    proposed.expect("proposed");
    more("a proposal to debar", 1).await;
    let read = newest(&world, business.organisation()).await;
    services::sanctions::confirm_debarment(&world.steward(), read).await.expect("confirmed");
    more("the rest of its group", 1).await;
    let mails = world.mail.sent();
    let told = mails.iter().rfind(|mail| mail.to.as_str() == sister.email).expect("a mail");
    assert_eq!(told.subject, "News about your application", "and the rest is told");
    services::sanctions::appeal(&world.as_person(&business).await, "Why?".into()).await.expect("appealed");
    more("an appeal", 1).await;
    world.member_of_group("Oven", "Bread & Co.").await;
    more("a newcomer of the group, who is also proposed", 2).await;
}

#[tokio::test]
async fn the_days_in_the_list_of_who_is_kept_out_have_room() {
    let world = World::sqlite().await;
    let mill = world.member(OrganisationKind::Business, "Mill Example").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    world.suspend_for(mill.organisation(), SanctionReason::Papers).await;
    let page = Client::signed_in(router(&world), &ngo).await.get("/sanctions").await;
    let cells = page.text.split("<td ").filter_map(|cell| cell.split('>').next());
    let days = cells.filter(|cell| cell.contains("class=\"day\"")).count();
    assert_eq!(days, 2, "{}", page.text);
}

#[tokio::test]
async fn verified_partners_see_who_is_kept_out_and_nobody_else_does() {
    let world = World::sqlite().await;
    let mill = world.member(OrganisationKind::Business, "Mill Example").await;
    let bakery = world.member(OrganisationKind::Business, "Bakery").await;
    let list = async |person: &Person| Client::signed_in(router(&world), person).await.get("/sanctions").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    assert!(list(&ngo).await.words().contains("Nobody is suspended or debarred now."));
    world.suspend_for(mill.organisation(), SanctionReason::Papers).await;
    let (mine, theirs) = OrganisationKind::ALL
        .iter()
        .copied()
        .partition::<Vec<_>, _>(|kind| !matches!(kind, OrganisationKind::Business | OrganisationKind::Media));
    assert!(mine.contains(&OrganisationKind::Authority) && mine.len() == 4 && theirs.len() == 2);
    for kind in mine {
        let partner = world.member(kind, "Partner").await;
        let seen = list(&partner).await;
        assert_eq!(seen.status, StatusCode::OK, "{kind}");
        let seen = seen.words();
        for said in ["Mill Example", "Suspension", "Papers were kept", "24 November 2026", "24 December 2026"] {
            assert!(seen.contains(said), "{kind}: {said}: {seen}");
        }
        assert!(!seen.contains("came to light"), "{kind}: the note is for stewards");
        let newcomer = world.applicant(kind, "Newcomer").await;
        assert_eq!(list(&newcomer).await.status, StatusCode::FORBIDDEN, "{kind}");
        world.suspend(partner.organisation()).await;
        assert_eq!(list(&partner).await.status, StatusCode::FORBIDDEN, "{kind}");
    }
    for kind in theirs {
        let member = world.member(kind, "Reader").await;
        assert_eq!(list(&member).await.status, StatusCode::NOT_FOUND, "{kind}");
        let home = Client::signed_in(router(&world), &member).await.get("/").await;
        assert!(!home.text.contains("/sanctions"), "{kind}");
    }
    assert_eq!(list(&bakery).await.status, StatusCode::NOT_FOUND);
    assert_eq!(list(&mill).await.status, StatusCode::NOT_FOUND);
    let public = Client::new(router(&world)).get("/sanctions").await;
    assert_eq!(public.status, StatusCode::SEE_OTHER, "a visitor is asked to sign in");
    lift(&world, mill.organisation()).await;
    assert!(!list(&ngo).await.words().contains("Mill Example"));
}
