//! What the tests of referrals, consent and matches begin with: an NGO, a business with a live placement, a referral
//! written through its forms.

use domain::id::PlacementId;
use domain::organisation::OrganisationKind;
use domain::placement::Terms;
use testkit::{Answer, Client, Person, World};

use crate::router;

/// An NGO signed in, a business, and a live placement of it: a cook's job in Berlin.
pub(crate) struct Market {
    pub(crate) world: World,
    pub(crate) ngo: Person,
    pub(crate) client: Client,
    pub(crate) business: Person,
    pub(crate) placement: PlacementId,
}

impl Market {
    pub(crate) async fn new() -> Self {
        Self::on(World::sqlite().await).await
    }

    pub(crate) async fn on(world: World) -> Self {
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let business = world.member(OrganisationKind::Business, "Bakery Example").await;
        let placement = world.live(&business).await.id;
        let client = Client::signed_in(router(&world), &ngo).await;
        Self { world, ngo, client, business, placement }
    }

    /// Begins a referral and answers its path.
    pub(crate) async fn begin(&self) -> String {
        let answer = self.client.post("/referrals/new", &[("form", "referral-begin")]).await;
        let path = answer.location().strip_suffix("/step/languages").expect("the first step");
        path.to_owned()
    }

    /// Posts a step with the version that its page carries.
    pub(crate) async fn step(&self, path: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
        let address = format!("{path}/step/{step}");
        let version = self.client.get(&address).await.input("version").expect("a version");
        let mut all = vec![("form", "referral"), ("version", version.as_str())];
        all.extend_from_slice(fields);
        self.client.post(&address, &all).await
    }

    /// Writes what is needed, and opens it: a person who wants to cook near Berlin, speaks German and may work.
    pub(crate) async fn open(&self) -> String {
        let path = self.begin().await;
        for (step, fields) in [
            ("languages", &[("language", "de"), ("level", "B1")][..]),
            ("work", &[("occupation", "cook"), ("years", "2")]),
            ("right", &[("right_to_work", "yes")]),
            ("area", &[("place", "Berlin, DE"), ("reach", "30"), ("unit", "km")]),
        ] {
            let answer = self.step(&path, step, fields).await;
            assert_eq!(answer.status, 303, "{step}: {}", answer.words());
        }
        let answer = self.client.post(&path, &[("form", "referral-open")]).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        path
    }

    /// Makes another placement of the business live: the first one, changed.
    pub(crate) async fn live(&self, change: impl FnOnce(&mut Terms)) {
        let mut terms = testkit::terms(&self.world);
        change(&mut terms);
        self.world.live_with(&self.business, terms).await;
    }

    /// The fields of a grant for the business.
    pub(crate) fn grant<'a>(&'a self, id: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("form", "consent"),
            ("recipient", "Bakery Example"),
            ("recipient_id", id),
            ("recipient_asked", "Bakery Example"),
            ("fields", "fit"),
            ("fields", "languages"),
            ("ends", "2026-12-24"),
            ("language", "it"),
            ("explained", "conversation"),
        ]
    }

    /// The key of the business.
    pub(crate) fn recipient(&self) -> String {
        self.business.organisation().to_string()
    }
}

/// With one field changed.
pub(crate) fn with<'a>(fields: &[(&'a str, &'a str)], name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(key, old)| (*key, if *key == name { value } else { *old })).collect()
}

/// Everybody who must not know that a referral exists: signed in, and what they are called in a message.
pub(crate) async fn others(world: &World) -> Vec<(&'static str, Client)> {
    let mut all = Vec::new();
    for (name, kind) in [
        ("another NGO", OrganisationKind::Ngo),
        ("an employer", OrganisationKind::Business),
        ("an organiser", OrganisationKind::Organiser),
        ("an association", OrganisationKind::Association),
    ] {
        let person = world.member(kind, name).await;
        all.push((name, Client::signed_in(router(world), &person).await));
    }
    let steward = world.platform(domain::account::PlatformRole::Steward).await;
    all.push(("a steward", Client::signed_in(router(world), &steward).await));
    all
}
