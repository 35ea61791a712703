//! The ledger of a consent: who recorded it, and what was read under it.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::organisation::OrganisationKind;
use testkit::{Client, World};

use crate::market::{Market, with};
use crate::router;

#[tokio::test]
async fn the_ledger_says_who_recorded_what_was_read_and_a_renewal_is_a_new_grant() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    market.client.post(&address, &market.grant(&id)).await;
    let put = market.client.post(&format!("{path}/put-forward/{}", market.placement), &[("form", "forward")]).await;
    let page = market.client.get(&address).await;
    let words = page.words();
    assert!(words.contains("Recorded by Kim on 24 November 2026") && words.contains("Italian"), "{words}");
    assert!(words.contains("Nothing has been read under it") && words.contains("put forward for a placement"));
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    for _ in 0..3 {
        employer.get(put.location()).await;
    }
    let words = market.client.get(&address).await.words();
    assert!(words.contains("Read on one day") && words.contains("(3 times)"), "{words}");
    assert!(words.contains("That there is somebody who meets the must-haves"), "{words}");
    assert!(!words.contains("UTC: languages"), "languages are not open before the employer is interested");
    let renew = page.text.split("?renew=").nth(1).and_then(|rest| rest.split('#').next()).expect("a link");
    let again = market.client.get(&format!("{address}?renew={renew}")).await;
    assert_eq!(again.input("recipient").as_deref(), Some("Bakery Example"));
    assert_eq!(again.input("ends").as_deref(), Some("2027-02-22"), "its end is new");
    let ticked =
        again.text.split("name=\"fields\"").filter(|rest| rest.split('>').next().unwrap_or("").contains("checked"));
    assert_eq!(ticked.count(), 2, "what it said before is proposed");
    let renewed = with(&market.grant(&id), "ends", "2027-02-22");
    assert_eq!(market.client.post(&address, &renewed).await.status, StatusCode::SEE_OTHER);
    let both = market.client.get(&address).await;
    assert_eq!(both.text.matches("name=\"grant\"").count(), 2, "the old one stands as it was");
    // The old one is taken back; the new one carries on what was read, and the old one keeps what was read under it.
    let old = renew.to_owned();
    market.client.post(&address, &[("form", "consent-revoke"), ("grant", &old)]).await;
    assert!(employer.get(put.location()).await.words().contains("The right to work"), "the renewal carries it on");
    let words = market.client.get(&address).await.words();
    assert!(words.contains("taken back by Kim") && words.contains("(3 times)"), "{words}");
    for nonsense in ["nothing", "00000000-0000-0000-0000-000000000000"] {
        let page = market.client.get(&format!("{address}?renew={nonsense}")).await;
        assert_eq!((page.status, page.input("recipient").as_deref()), (StatusCode::OK, Some("")), "{nonsense}");
    }
}

#[tokio::test]
async fn what_is_read_is_noted_under_every_grant_that_allows_it_on_both_databases() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (code, introduction) = world.introduced(&ngo, &employer).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        let referral = services::referrals::find(&own, &code).await.expect("found");
        let least = domain::consent::NewGrant {
            fields: vec![domain::consent::ConsentField::Fit],
            ..world.grant(employer.organisation())
        };
        services::consents::record(&own, &referral, &least).await.expect("recorded");
        for _ in 0..2 {
            services::introductions::find(&theirs, introduction).await.expect("read");
        }
        // The NGO's own look is not the recipient's.
        services::introductions::find(&own, introduction).await.expect("read");
        world.pass(TimeDelta::days(1));
        services::introductions::find(&theirs, introduction).await.expect("read");
        let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
        let times: Vec<(i32, usize)> = ledger.readings.iter().map(|r| (r.times, r.fields.len())).collect();
        assert_eq!(times, [(1, 1), (1, 1), (2, 1), (2, 1)], "two grants on two days: {:?}", ledger.readings);
    }
}

#[tokio::test]
async fn messages_that_are_read_after_an_end_are_in_the_ledger_too() {
    let world = World::sqlite().await;
    let employer = world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
    let (code, introduction) = world.introduced(&ngo, &employer).await;
    let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
    world.message(&ngo, introduction, "She can begin in May.").await.expect("written");
    let declined = domain::introduction::Stage::Declined;
    services::introductions::advance(&theirs, introduction, declined, Some("seat_taken".into()), 1)
        .await
        .expect("declined");
    let referral = services::referrals::find(&own, &code).await.expect("found");
    let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
    assert!(ledger.readings.is_empty(), "{:?}", ledger.readings);
    let shown = services::introductions::find(&theirs, introduction).await.expect("read");
    assert_eq!(shown.messages.len(), 1);
    let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
    let fields: Vec<_> = ledger.readings.iter().flat_map(|reading| reading.fields.clone()).collect();
    assert_eq!(fields, [domain::consent::ConsentField::Fit]);
}
