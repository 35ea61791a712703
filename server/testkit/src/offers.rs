//! Builders: placements that meet every standard, referrals that fit them, and introductions of the two.

use chrono::TimeDelta;
use domain::codes::{LanguageLevel, PlaceId};
use domain::consent::{ConsentField, Explained, NewGrant, Purpose};
use domain::geo::Point;
use domain::id::{IntroductionId, OrganisationId, PlacementId};
use domain::placement::{Conditions, Housing, Pay, PayPeriod, Place, Placement, PlacementKind, Shift, Terms};
use domain::referral::{Area, Code, Profile, Reach, ReachUnit, RightToWork, SafeContact, Secrets, Wanted};
use services::Scope;

use crate::{Person, World, log};

/// ESCO's cook.
pub const COOK: &str = "90f75f67-495d-49fa-ab57-2f320e251d7e";

/// Berlin, by its GeoNames id.
#[must_use]
pub fn berlin() -> Place {
    let point = Point { latitude: 52.524_37, longitude: 13.410_53 };
    Place { id: PlaceId(2_950_159), name: "Berlin".into(), country: "DE".parse().expect("a country"), point }
}

/// What is sealed of a person stands in no line of the log.
fn keep_out(secrets: &Secrets) {
    let SafeContact { channel, hours, never } = &secrets.contact;
    log::keep_out("what somebody is called", &secrets.called);
    log::keep_out("notes", &secrets.notes);
    [channel, hours, never].iter().for_each(|text| log::keep_out("how somebody is reached", text));
    secrets.area.home.iter().for_each(|home| log::keep_out("where somebody lives", &home.name));
}

fn german(level: &str) -> LanguageLevel {
    LanguageLevel { language: "de".parse().expect("a language"), level: level.parse().expect("a level") }
}

/// Terms that are complete and meet every standard.
#[must_use]
pub fn terms(world: &World) -> Terms {
    Terms {
        kind: Some(PlacementKind::Job),
        title: "Cook".into(),
        description: "Cooks for forty guests.".into(),
        seats: 1,
        sector: Some("56".parse().expect("a sector")),
        occupation: Some(COOK.parse().expect("an occupation")),
        place: Some(berlin()),
        hours: Some(30),
        shifts: vec![Shift::Day],
        pay: Some(Pay { minor: 1600, currency: "EUR".parse().expect("a currency"), period: PayPeriod::Hour }),
        languages: vec![german("A2")],
        supports: Vec::new(),
        start: Some(world.system().now().date_naive() + TimeDelta::days(30)),
        trial_weeks: None,
        leads_to: String::new(),
        conditions: Conditions {
            worker_pays: Some(false),
            keeps_papers: Some(false),
            deposit: Some(false),
            free_to_leave: Some(true),
            written_contract: Some(true),
            contract_languages: vec!["de".parse().expect("a language")],
            housing: Some(Housing::None),
            rest_days: Some(2),
            contact: "Head of the kitchen".into(),
            contact_trained: Some(true),
        },
    }
}

impl World {
    /// A live placement of a business.
    pub async fn live(&self, employer: &Person) -> Placement {
        self.live_with(employer, terms(self)).await
    }

    /// A live placement of these terms.
    pub async fn live_with(&self, employer: &Person, terms: Terms) -> Placement {
        let scope = self.as_person(employer).await;
        let id: PlacementId = services::placements::draft(&scope, &terms).await.expect("a draft");
        services::placements::publish(&scope, id).await.expect("live");
        services::placements::find(&scope, id).await.expect("found")
    }

    /// An open referral that fits [`terms`], with these secrets; the person lives in Berlin unless they say where.
    pub async fn referral(&self, ngo: &Person, secrets: Secrets) -> Code {
        keep_out(&secrets);
        let scope = self.as_person(ngo).await;
        let code = services::referrals::begin(&scope).await.expect("begun");
        let (mut referral, _) = services::referrals::find_whole(&scope, &code).await.expect("found");
        referral.profile = Profile {
            languages: vec![german("B1")],
            wanted: vec![Wanted { occupation: COOK.parse().expect("an occupation"), years: 2 }],
            right_to_work: Some(RightToWork::Yes),
            hours_max: Some(40),
            ..Profile::default()
        };
        let Area { home, reach } = secrets.area;
        let reach = reach.or(Some(Reach { amount: 20, unit: ReachUnit::Km }));
        let secrets = Secrets { area: Area { home: home.or_else(|| Some(berlin())), reach }, ..secrets };
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        let referral = services::referrals::find(&scope, &code).await.expect("found");
        services::referrals::open(&scope, &referral, None).await.expect("open");
        code
    }

    /// Writes a message of an introduction, which no line of the log may hold.
    ///
    /// # Errors
    /// As [`services::introductions::write`].
    pub async fn message(&self, writer: &Person, id: IntroductionId, body: &str) -> domain::Result<()> {
        log::keep_out("a message", body);
        services::introductions::write(&self.as_person(writer).await, id, body).await
    }

    /// A grant of every field to a business.
    #[must_use]
    pub fn grant(&self, recipient: OrganisationId) -> NewGrant {
        NewGrant {
            recipient,
            fields: ConsentField::ALL.to_vec(),
            purpose: Purpose::Introduction,
            ends: self.system().now().date_naive() + TimeDelta::days(30),
            language: "en".parse().expect("a language"),
            explained: Explained::Conversation,
        }
    }

    /// Puts somebody new forward for a new placement of an employer.
    pub async fn introduced(&self, ngo: &Person, employer: &Person) -> (Code, IntroductionId) {
        let placement = self.live(employer).await;
        let code = self.referral(ngo, Secrets::default()).await;
        let id = self.put_forward(ngo, &code, &placement).await;
        (code, id)
    }

    /// Puts a referral forward with a grant of every field.
    pub async fn put_forward(&self, ngo: &Person, code: &Code, placement: &Placement) -> IntroductionId {
        let scope: Scope = self.as_person(ngo).await;
        let referral = services::referrals::find(&scope, code).await.expect("found");
        let grant = self.grant(placement.organisation);
        services::introductions::put_forward(&scope, &referral, placement, Some(&grant)).await.expect("put forward")
    }
}
