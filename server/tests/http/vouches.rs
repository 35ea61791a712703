//! Associations that vouch: for whom, what stewards see of it, and how the weight falls when it was wrong.

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::organisation::OrganisationKind;
use domain::sanction::SanctionReason;
use testkit::{Client, Person, World};

use crate::router;
use crate::sanctions::{debar, lift};

async fn number(world: &World, business: &Person) -> String {
    let found = store::organisations::find(&world.services.db, business.organisation()).await.expect("read");
    found.expect("found").description.register_number
}

/// An association, signed in, and a steward.
struct Scene {
    world: World,
    association: Person,
    client: Client,
    steward: Client,
}

impl Scene {
    async fn on(world: World) -> Self {
        let association = world.member(OrganisationKind::Association, "Guild Example").await;
        let client = Client::signed_in(router(&world), &association).await;
        let steward = world.platform(PlatformRole::Steward).await;
        let steward = Client::signed_in(router(&world), &steward).await;
        Self { world, association, client, steward }
    }

    async fn vouch(&self, business: &Person) {
        let number = number(&self.world, business).await;
        let vouch = [
            ("form", "vouch"),
            ("country", "DE"),
            ("register_number", number.as_str()),
            ("statement", "We have been there."),
        ];
        let given = self.client.post("/vouches", &vouch).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.words());
    }

    async fn weight(&self) -> u8 {
        services::vouches::own(&self.world.as_person(&self.association).await).await.expect("read").1
    }

    /// What a steward reads of those who vouch for a business.
    async fn seen(&self, business: &Person) -> String {
        self.steward.get(&format!("/stewardship/organisations/{}", business.organisation())).await.words()
    }

    async fn own(&self) -> String {
        self.client.get("/vouches").await.words()
    }
}

#[tokio::test]
async fn stewards_see_who_vouches_with_its_weight_and_the_association_looks_over_and_takes_back() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let newcomer = s.world.applicant(OrganisationKind::Business, "Bakery").await;
        assert!(s.seen(&newcomer).await.contains("No association vouches"));
        s.vouch(&newcomer).await;
        let seen = s.seen(&newcomer).await;
        for said in ["Guild Example", "We have been there.", "Weight 3 of 3", "24 November 2027", "takes 2"] {
            assert!(seen.contains(said), "{said}: {seen}");
        }
        let bakery = Client::signed_in(router(&s.world), &newcomer).await;
        let own = bakery.get("/account/organisation").await.words();
        assert!(own.contains("Guild Example") && !own.contains("We have been there."), "{own}");
        // Whoever is not verified has no word to give.
        s.world.suspend(s.association.organisation()).await;
        assert!(s.seen(&newcomer).await.contains("No association vouches"));
        assert!(!bakery.get("/account/organisation").await.words().contains("Guild Example"));
        lift(&s.world, s.association.organisation()).await;
        assert!(s.seen(&newcomer).await.contains("Guild Example"));
        let id = s.client.get("/vouches").await.input("vouch").expect("a key");
        s.world.pass(TimeDelta::days(30));
        let s = Scene { client: Client::signed_in(router(&s.world), &s.association).await, ..s };
        let over = [("form", "vouch-look-over"), ("vouch", id.as_str()), ("statement", "Still so.")];
        assert_eq!(s.client.post("/vouches", &over).await.status, StatusCode::SEE_OTHER);
        let own = s.own().await;
        assert!(own.contains("Still so.") && own.contains("24 December 2027"), "{own}");
        let back = [("form", "vouch-take-back"), ("vouch", id.as_str())];
        assert_eq!(s.client.post("/vouches", &back).await.status, StatusCode::SEE_OTHER);
        assert!(s.own().await.contains("Taken back on 24 December 2026"));
        assert_eq!(s.client.post("/vouches", &over).await.status, StatusCode::NOT_FOUND, "it holds no more");
        assert_eq!(s.client.post("/vouches", &back).await.status, StatusCode::NOT_FOUND);
        let steward = s.world.platform(PlatformRole::Steward).await;
        let s = Scene { steward: Client::signed_in(router(&s.world), &steward).await, ..s };
        assert!(s.seen(&newcomer).await.contains("No association vouches"));
    }
}

#[tokio::test]
async fn a_business_is_named_by_its_number_and_vouched_for_once() {
    let s = Scene::on(World::sqlite().await).await;
    let bakery = s.world.member(OrganisationKind::Business, "Bakery").await;
    let ngo = s.world.member(OrganisationKind::Ngo, "Harbour").await;
    let unlike = [("form", "vouch"), ("country", "DE"), ("register_number", "hrb-bakery"), ("statement", "Good.")];
    assert_eq!(s.client.post("/vouches", &unlike).await.status, StatusCode::SEE_OTHER, "however it is written");
    let (known, of_ngo) = (number(&s.world, &bakery).await, number(&s.world, &ngo).await);
    for (country, number, expect) in [
        ("DE", known.as_str(), "This is in use already."),
        ("AL", known.as_str(), "We find no business"),
        ("DE", "HRB", "We find no business"),
        ("DE", of_ngo.as_str(), "We find no business"),
    ] {
        let vouch = [("form", "vouch"), ("country", country), ("register_number", number), ("statement", "Good.")];
        let refused = s.client.post("/vouches", &vouch).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{country} {number}");
        assert!(refused.words().contains(expect) && refused.text.contains("Good."), "{}", refused.words());
    }
    // Another's vouch does not exist for an association.
    let id = s.client.get("/vouches").await.input("vouch").expect("a key");
    let other = s.world.member(OrganisationKind::Association, "Chamber").await;
    let other = Client::signed_in(router(&s.world), &other).await;
    let back = [("form", "vouch-take-back"), ("vouch", id.as_str())];
    assert_eq!(other.post("/vouches", &back).await.status, StatusCode::NOT_FOUND);
    let newcomer = s.world.applicant(OrganisationKind::Association, "Circle").await;
    let newcomer = Client::signed_in(router(&s.world), &newcomer).await;
    let vouch = [("form", "vouch"), ("country", "DE"), ("register_number", &known), ("statement", "Good.")];
    assert_eq!(newcomer.post("/vouches", &vouch).await.status, StatusCode::FORBIDDEN, "verified first");
}

#[tokio::test]
async fn the_weight_falls_by_the_rule_and_the_association_is_told() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let mut businesses = Vec::new();
        for name in ["Bakery", "Mill", "Dairy"] {
            let business = s.world.member(OrganisationKind::Business, name).await;
            s.vouch(&business).await;
            businesses.push(business);
        }
        let [bakery, mill, dairy] = businesses.as_slice() else { unreachable!("three") };
        let mails = || s.world.mail.sent().iter().filter(|mail| mail.to.as_str() == s.association.email).count();
        s.world.work().await;
        let before = mails();
        s.world.suspend(bakery.organisation()).await;
        s.world.work().await;
        assert_eq!((s.weight().await, mails()), (3, before), "a precaution blames nobody");
        lift(&s.world, bakery.organisation()).await;
        s.world.suspend_for(bakery.organisation(), SanctionReason::Fees).await;
        s.world.work().await;
        assert_eq!((s.weight().await, mails()), (2, before + 1));
        let own = s.own().await;
        assert!(own.contains("Weight 2 of 3") && own.contains("This takes 1 from your weight"), "{own}");
        assert!(s.seen(mill).await.contains("Weight 2 of 3"), "it weighs less for all");
        debar(&s.world, bakery.organisation(), SanctionReason::Fees).await;
        assert_eq!(s.weight().await, 1, "the suspension became a debarment: it counts once");
        // What came after the vouch was taken back does not count.
        let own = services::vouches::own(&s.world.as_person(&s.association).await).await.expect("read").0;
        let of_dairy = own.iter().find(|seen| seen.vouch.business == dairy.organisation()).expect("there");
        let scope = s.world.as_person(&s.association).await;
        services::vouches::take_back(&scope, of_dairy.vouch.id).await.expect("taken back");
        s.world.pass(TimeDelta::minutes(1));
        debar(&s.world, dairy.organisation(), SanctionReason::Harm).await;
        assert_eq!(s.weight().await, 1);
        debar(&s.world, mill.organisation(), SanctionReason::Harm).await;
        assert_eq!(s.weight().await, 0, "and not below");
        // Three years later it is forgotten.
        s.world.pass(TimeDelta::days(1097));
        assert_eq!(s.weight().await, 3);
    }
}

#[tokio::test]
async fn what_was_overturned_does_not_count() {
    let s = Scene::on(World::sqlite().await).await;
    let bakery = s.world.member(OrganisationKind::Business, "Bakery").await;
    s.vouch(&bakery).await;
    s.world.suspend_for(bakery.organisation(), SanctionReason::Fees).await;
    assert_eq!(s.weight().await, 2);
    services::sanctions::appeal(&s.world.as_person(&bakery).await, "Not so.".into()).await.expect("appealed");
    let steward = s.world.steward();
    let history = services::sanctions::history(&steward, bakery.organisation()).await.expect("read");
    let newest = history.first().expect("one");
    let read =
        services::sanctions::Read { organisation: bakery.organisation(), id: newest.id, version: newest.version };
    let answer = (domain::sanction::AppealAnswer::Overturned, "You were right.".to_owned());
    services::sanctions::answer(&steward, read, answer).await.expect("answered");
    assert_eq!(s.weight().await, 3);
}

#[tokio::test]
async fn a_vouch_that_is_taken_back_between_suspension_and_debarment_still_counts() {
    for world in [World::sqlite().await, World::postgres().await] {
        let s = Scene::on(world).await;
        let bakery = s.world.member(OrganisationKind::Business, "Bakery").await;
        s.vouch(&bakery).await;
        s.world.pass(TimeDelta::minutes(1));
        s.world.suspend(bakery.organisation()).await;
        s.world.pass(TimeDelta::minutes(1));
        let scope = s.world.as_person(&s.association).await;
        let own = services::vouches::own(&scope).await.expect("read").0;
        services::vouches::take_back(&scope, own.first().expect("one").vouch.id).await.expect("taken back");
        s.world.pass(TimeDelta::minutes(1));
        assert_eq!(s.weight().await, 3, "a precaution blames nobody");
        debar(&s.world, bakery.organisation(), SanctionReason::Harm).await;
        assert_eq!(s.weight().await, 1);
    }
}

#[tokio::test]
async fn however_often_another_takes_its_vouch_back_stewards_see_the_one_that_holds() {
    let s = Scene::on(World::sqlite().await).await;
    let bakery = s.world.member(OrganisationKind::Business, "Bakery").await;
    s.vouch(&bakery).await;
    let other = s.world.member(OrganisationKind::Association, "Chamber").await;
    let scope = s.world.as_person(&other).await;
    let new = services::vouches::NewVouch {
        country: "DE".parse().expect("a country"),
        register_number: number(&s.world, &bakery).await,
        statement: "Good.".into(),
    };
    for _ in 0..101 {
        services::vouches::give(&scope, new.clone()).await.expect("given");
        let newest = services::vouches::own(&scope).await.expect("read").0;
        services::vouches::take_back(&scope, newest.first().expect("one").vouch.id).await.expect("taken back");
    }
    assert!(s.seen(&bakery).await.contains("Guild Example"));
    let mails = || s.world.mail.sent().iter().filter(|mail| mail.to.as_str() == s.association.email).count();
    s.world.work().await;
    let before = mails();
    s.world.suspend_for(bakery.organisation(), SanctionReason::Fees).await;
    s.world.work().await;
    assert_eq!(mails(), before + 1, "and it hears of it");
}
