//! Every end of a consent, and what an employer sees from then on.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::consent::ConsentField;
use domain::id::IntroductionId;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use domain::referral::{CloseReason, Code, Exclusion, Secrets};
use testkit::{Client, Person, World, terms};

use crate::market::Market;
use crate::router;

#[tokio::test]
async fn an_employer_sees_nothing_from_the_request_after_revoking() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    let placement = market.placement;
    let put = market.client.post(&format!("{path}/put-forward/{placement}"), &[("form", "forward")]).await;
    assert!(put.location().starts_with("/introductions/"), "{}", put.words());
    let employer = Client::signed_in(router(&market.world), &market.business).await;
    let seen = employer.get(put.location()).await;
    assert_eq!(seen.status, StatusCode::OK);
    let code = path.rsplit('/').next().expect("a code");
    assert!(!seen.text.contains(code), "the pseudonym is the NGO's alone");
    let page = market.client.get(&format!("{path}/consent")).await;
    let grant = page.input("grant").expect("a grant");
    market.client.post(&format!("{path}/consent"), &[("form", "consent-revoke"), ("grant", &grant)]).await;
    let after = employer.get(put.location()).await.words();
    assert_ne!(seen.words(), after);
    assert!(!after.contains("The right to work"), "no must-have is shown any more: {after}");
    let own = market.client.get(&path).await;
    assert!(own.text.contains("status--withdrawn"), "{}", own.words());
    let again = market.client.post(&format!("{path}/put-forward/{placement}"), &[("form", "forward")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "the person has to be asked again");
}

#[tokio::test]
async fn consent_can_be_taken_back_when_the_ngo_is_no_longer_verified() {
    let market = Market::new().await;
    let path = market.open().await;
    let (address, id) = (format!("{path}/consent"), market.recipient());
    market.client.post(&address, &market.grant(&id)).await;
    market.world.suspend(market.ngo.organisation()).await;
    let page = market.client.get(&address).await;
    let grant = page.input("grant").expect("the button is still there");
    assert!(page.words().contains("is suspended"));
    assert_eq!(market.client.post(&address, &market.grant(&id)).await.status, StatusCode::FORBIDDEN);
    let revoked = market.client.post(&address, &[("form", "consent-revoke"), ("grant", &grant)]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    assert!(market.client.get(&address).await.words().contains("taken back by Kim on"));
}

#[tokio::test]
async fn a_grant_ends_by_itself() {
    let market = Market::new().await;
    let path = market.open().await;
    let id = market.recipient();
    market.client.post(&format!("{path}/consent"), &market.grant(&id)).await;
    market.world.pass(TimeDelta::days(31));
    // The session has ended too.
    let client = Client::signed_in(router(&market.world), &market.ngo).await;
    let page = client.get(&format!("{path}/consent")).await;
    assert!(page.words().contains("ended on 24 December 2026"), "{}", page.words());
    assert!(page.input("grant").is_none(), "there is nothing to revoke");
}

#[tokio::test]
async fn of_a_grant_that_ends_while_a_page_is_being_read_nothing_is_shown_that_is_not_noted() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live_with(&employer, Terms { seats: 20, ..terms(&world) }).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        let client = Client::signed_in(router(&world), &employer).await;
        for round in 0..6 {
            let code = world.referral(&ngo, Secrets::default()).await;
            let id = world.put_forward(&ngo, &code, &placement).await;
            services::introductions::advance(&theirs, id, Stage::Interested, None, 1).await.expect("moved");
            let referral = services::referrals::find(&own, &code).await.expect("found");
            let grant = services::consents::of_referral(&own, &referral).await.expect("grants")[0].id;
            let path = format!("/introductions/{id}");
            let (read, taken_back) = (client.get(&path), services::consents::revoke(&own, &referral, grant));
            let (page, taken_back) = if round % 2 == 0 {
                tokio::join!(read, taken_back)
            } else {
                let (taken_back, page) = tokio::join!(taken_back, read);
                (page, taken_back)
            };
            assert_eq!((page.status, taken_back), (StatusCode::OK, Ok(())));
            let ledger = services::consents::ledger(&own, &referral).await.expect("a ledger");
            let noted = ledger.readings.iter().any(|reading| reading.fields.contains(&ConsentField::Languages));
            assert_eq!(page.words().contains("German B1"), noted, "round {round}: {}", page.words());
            let after = client.get(&path).await.words();
            assert!(!after.contains("German B1"), "{after}");
        }
    }
}

#[tokio::test]
async fn whoever_has_a_page_open_when_a_grant_ends_is_told_and_loses_nothing_typed() {
    for world in [World::sqlite().await, World::postgres().await] {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let (_, id) = world.introduced(&ngo, &employer).await;
        let (own, theirs) = (world.as_person(&ngo).await, world.as_person(&employer).await);
        for (who, stage, version) in [(&theirs, Stage::Interested, 1), (&own, Stage::Meeting, 2)] {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
        // Ten minutes before the end of the last day.
        world.pass(TimeDelta::days(30) + TimeDelta::hours(14) + TimeDelta::minutes(20));
        let client = Client::signed_in(router(&world), &employer).await;
        let path = format!("/introductions/{id}");
        let open = client.get(&path).await;
        assert!(open.words().contains("German B1"), "{}", open.words());
        world.pass(TimeDelta::minutes(11));
        let why = "to share anything here has ended";
        let written = client.post(&path, &[("form", "message"), ("body", "Could we meet on Monday?")]).await;
        assert_eq!(written.status, StatusCode::FORBIDDEN);
        assert!(written.words().contains(why), "{}", written.words());
        assert!(written.text.contains("Could we meet on Monday?") && !written.words().contains("German B1"));
        let offered = client.post(&path, &[("form", "move"), ("stage", "offered"), ("version", "3")]).await;
        assert_eq!(offered.status, StatusCode::FORBIDDEN);
        assert!(offered.words().contains(why), "{}", offered.words());
        let page = client.get(&path).await.words();
        assert!(page.contains("Nothing more can be read or written here now"), "{page}");
    }
}

/// Somebody who has agreed to two businesses, is put forward at both, and has started at a third.
struct Agreed {
    world: World,
    ngo: Person,
    code: Code,
    businesses: Vec<Person>,
    introductions: Vec<IntroductionId>,
}

impl Agreed {
    async fn on(world: World) -> Self {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let bakery = world.member_of_group("Bakery", "Bread & Co.").await;
        let dairy = world.member(OrganisationKind::Business, "Dairy").await;
        let started = world.member(OrganisationKind::Business, "Mill").await;
        let (code, id) = world.started(&ngo, &world.live(&started).await).await;
        let mut introductions = Vec::new();
        for business in [&bakery, &dairy] {
            introductions.push(world.put_forward(&ngo, &code, &world.live(business).await).await);
        }
        introductions.push(id);
        Self { world, ngo, code, businesses: vec![bakery, dairy, started], introductions }
    }

    /// Of each business: whether consent for it is live, and where the introduction stands.
    async fn stands(&self) -> Vec<(bool, Stage)> {
        let scope = self.world.as_person(&self.ngo).await;
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        let mut all = Vec::new();
        for (business, id) in self.businesses.iter().zip(&self.introductions) {
            let live = services::consents::is_live(&scope, &referral, business.organisation()).await.expect("read");
            let found = store::introductions::find(&self.world.services.db, scope.actor(), *id).await.expect("read");
            all.push((live, found.expect("there").stage));
        }
        all
    }

    /// What a business meets at the introduction.
    async fn meets(&self, business: usize) -> String {
        let client = Client::signed_in(router(&self.world), &self.businesses[business]).await;
        client.get(&format!("/introductions/{}", self.introductions[business])).await.words()
    }
}

#[tokio::test]
async fn a_limit_that_names_somebody_who_may_know_takes_the_consent_back() {
    use Stage::{PutForward, Started, Withdrawn};
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Agreed::on(world).await;
        assert_eq!(s.stands().await, [(true, PutForward), (true, PutForward), (true, Started)]);
        assert!(s.meets(0).await.contains("right to work"), "{}", s.meets(0).await);
        // A limit that names a company of its group is one of the company.
        let sister = s.world.member_of_group("Oven", "Bread GmbH").await;
        let scope = s.world.as_person(&s.ngo).await;
        let (referral, secrets) = services::referrals::find_whole(&scope, &s.code).await.expect("found");
        let exclusions = vec![Exclusion::Organisation { organisation: sister.organisation() }];
        let secrets = Secrets { exclusions, ..secrets };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        assert_eq!(s.stands().await, [(false, Withdrawn), (true, PutForward), (true, Started)]);
        assert!(!s.meets(0).await.contains("right to work"), "{}", s.meets(0).await);
        let grants = services::consents::of_referral(&scope, &referral).await.expect("read");
        let gone = grants.iter().find(|grant| grant.terms.recipient == s.businesses[0].organisation()).expect("there");
        let subject = format!("referral {} grant {}", referral.id, gone.id);
        let logged = store::audit::count(&s.world.services.db, "revoke consent", &subject).await;
        assert_eq!(logged.expect("counted"), 1);
        // Who has started works there already; what is shared stops all the same.
        let (referral, secrets) = services::referrals::find_whole(&scope, &s.code).await.expect("found");
        let exclusions = vec![Exclusion::Organisation { organisation: s.businesses[2].organisation() }];
        let secrets = Secrets { exclusions, ..secrets };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        assert_eq!(s.stands().await, [(false, Withdrawn), (true, PutForward), (false, Started)]);
    }
}

#[tokio::test]
async fn closing_takes_consent_back_unless_the_person_was_placed() {
    use Stage::{PutForward, Started, Withdrawn};
    for reason in CloseReason::ALL {
        let s = Agreed::on(World::sqlite().await).await;
        let client = Client::signed_in(router(&s.world), &s.ngo).await;
        let close = [("form", "referral-close"), ("reason", reason.word())];
        assert_eq!(client.post(&format!("/referrals/{}", s.code), &close).await.status, StatusCode::SEE_OTHER);
        let expect = match reason {
            CloseReason::Placed => [(true, PutForward), (true, PutForward), (true, Started)],
            _ => [(false, Withdrawn), (false, Withdrawn), (false, Started)],
        };
        assert_eq!(s.stands().await, expect, "{reason}");
        let reads = s.meets(0).await.contains("right to work");
        assert_eq!(reads, *reason == CloseReason::Placed, "{reason}: the employer reads on");
    }
    let s = Agreed::on(World::postgres().await).await;
    let scope = s.world.as_person(&s.ngo).await;
    let referral = services::referrals::find(&scope, &s.code).await.expect("found");
    services::referrals::close(&scope, &referral, CloseReason::Unsafe).await.expect("closed");
    assert_eq!(s.stands().await, [(false, Withdrawn), (false, Withdrawn), (false, Started)]);
}
