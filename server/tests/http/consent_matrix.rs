//! No permission, role or command goes past consent: every role at every address in every state of a grant, every actor
//! at every function of the store that reads a referral, and the store's own source held against the short list of
//! functions that may name a column of a person.

mod actors;
mod sources;

use std::collections::BTreeSet;

use axum::http::Method;
use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::check_in::Reply;
use domain::consent::ConsentField;
use domain::introduction::Stage;
use domain::organisation::OrganisationKind;
use domain::placement::Support;
use domain::referral::{Code, Exclusion, SafeContact, Secrets};
use domain::sanction::SanctionReason;
use domain::standards::Indicator;
use testkit::{Client, Person, World, berlin};

use crate::router;

/// What nobody but this person can do.
const SKILL: &str = "tend honey extraction machine";

/// What is only this person's, and what consent opens it: nothing opens the last four to anybody but the NGO.
const MARKS: &[(&str, Option<ConsentField>)] = &[
    ("Robinsonmark", Some(ConsentField::Called)),
    ("Maltese B1", Some(ConsentField::Languages)),
    (SKILL, Some(ConsentField::Skills)),
    ("17 to 33", Some(ConsentField::Hours)),
    // The two in one line: each alone stands in the form of every placement.
    ("Childcare, A mentor", Some(ConsentField::Supports)),
    ("Notesmark", None),
    ("Contactmark", None),
    ("Placemark", None),
    ("CODE", None),
];

/// What has become of the grant when everybody looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All fields, and live.
    Live,
    /// The same, and the person has started.
    Started,
    /// Nothing but that there is somebody.
    FitOnly,
    /// Its last day is over.
    Ended,
    /// The NGO has taken it back.
    TakenBack,
    /// The person has, on the page of their own.
    TakenBackByPerson,
    /// The recipient's verification is suspended.
    Suspended,
    /// The recipient's verification has run out.
    Unverified,
    /// The recipient is debarred.
    Debarred,
    /// A strong signal pauses the recipient, which was interested before: what it reads stays, or the day would show.
    Paused,
    /// A strong signal paused the recipient before it was interested.
    PausedBefore,
}

const STATES: &[State] = &[
    State::Live,
    State::Started,
    State::FitOnly,
    State::Ended,
    State::TakenBack,
    State::TakenBackByPerson,
    State::Suspended,
    State::Unverified,
    State::Debarred,
    State::Paused,
    State::PausedBefore,
];

struct Scene {
    world: World,
    employer: Person,
    ngo: Person,
    code: Code,
    keys: Vec<(&'static str, String)>,
}

impl Scene {
    /// Somebody put forward and on the way to a meeting, with a grant of this state.
    async fn on(world: World, state: State) -> Self {
        let employer = world.member(OrganisationKind::Business, "Bakery").await;
        let ngo = world.member(OrganisationKind::Ngo, "Harbour").await;
        let placement = world.live(&employer).await;
        let place = domain::placement::Place { name: "Placemark".into(), ..berlin() };
        let secrets = Secrets {
            // Far from the placement, so that it keeps nothing out.
            exclusions: vec![Exclusion::Place {
                place: domain::placement::Place {
                    id: domain::codes::PlaceId(728_193),
                    point: domain::geo::Point { latitude: -40.0, longitude: 170.0 },
                    country: "NZ".parse().expect("a country"),
                    ..place
                },
                km: 5,
            }],
            notes: "Notesmark".into(),
            called: "Robinsonmark".into(),
            contact: SafeContact {
                channel: "Contactmark".into(),
                hours: "Contactmark".into(),
                never: "Contactmark".into(),
            },
            ..Secrets::default()
        };
        let code = world.referral(&ngo, secrets).await;
        let scope = world.as_person(&ngo).await;
        let (mut referral, secrets) = services::referrals::find_whole(&scope, &code).await.expect("found");
        let profile = &mut referral.profile;
        let mut maltese = profile.languages.first().cloned().expect("a language");
        maltese.language = "mt".parse().expect("a language");
        profile.languages.push(maltese);
        (profile.hours_min, profile.hours_max) = (Some(17), Some(33));
        profile.skills.push(taxonomy::skills::by_label(SKILL).expect("a skill").clone());
        profile.supports = vec![Support::Childcare, Support::Mentor];
        services::referrals::write(&scope, &referral, &secrets).await.expect("written");
        let mut grant = world.grant(employer.organisation());
        if state == State::FitOnly {
            grant.fields = vec![ConsentField::Fit];
        }
        let put = services::introductions::put_forward(&scope, &referral, &placement, Some(&grant)).await;
        let id = put.expect("put forward");
        if state == State::PausedBefore {
            signal(&world, &employer).await;
        }
        let business = world.as_person(&employer).await;
        services::introductions::advance(&business, id, Stage::Interested, None, 1).await.expect("moved");
        // Nobody is sent to a meeting with an employer that is paused.
        if state != State::PausedBefore {
            services::introductions::advance(&scope, id, Stage::Meeting, None, 2).await.expect("moved");
        }
        let keys = vec![
            ("{placement}", placement.id.to_string()),
            ("{introduction}", id.to_string()),
            ("{organisation}", employer.organisation().to_string()),
            ("{code}", code.to_string()),
        ];
        let scene = Self { world, employer, ngo, code, keys };
        scene.bring_about(state, referral.id).await;
        scene
    }

    async fn bring_about(&self, state: State, id: domain::id::ReferralId) {
        let scope = self.world.as_person(&self.ngo).await;
        let referral = services::referrals::find(&scope, &self.code).await.expect("found");
        let grants = services::consents::of_referral(&scope, &referral).await.expect("grants");
        let grant = grants.first().expect("a grant").id;
        match state {
            State::Live | State::FitOnly | State::PausedBefore => {}
            State::Started => self.start(&scope, id).await,
            State::Ended => self.world.pass(TimeDelta::days(31)),
            State::TakenBack => services::consents::revoke(&scope, &referral, grant).await.expect("revoked"),
            State::TakenBackByPerson => {
                let secret = services::own_pages::give(&scope, &referral).await.expect("given");
                let visitor = self.world.visitor();
                services::own_pages::take_back(&visitor, secret.as_str(), None).await.expect("taken back");
            }
            State::Suspended => self.world.suspend(self.employer.organisation()).await,
            State::Unverified => {
                self.world.verify_for(self.employer.organisation(), 1).await;
                self.world.pass(TimeDelta::days(2));
            }
            State::Debarred => {
                crate::sanctions::debar(&self.world, self.employer.organisation(), SanctionReason::Harm).await;
            }
            State::Paused => signal(&self.world, &self.employer).await,
        }
        assert_eq!(referral.id, id);
    }

    /// Goes from the meeting to the start.
    async fn start(&self, ngo: &services::Scope, referral: domain::id::ReferralId) {
        let whole = services::referrals::find(ngo, &self.code).await.expect("found");
        assert_eq!(whole.id, referral);
        let listed = services::introductions::of_referral(ngo, &whole).await.expect("listed");
        let id = listed.first().expect("an introduction").introduction.id;
        let employer = self.world.as_person(&self.employer).await;
        for (version, (who, stage)) in
            (3..).zip([(&employer, Stage::Offered), (ngo, Stage::Accepted), (&employer, Stage::Started)])
        {
            services::introductions::advance(who, id, stage, None, version).await.expect("moved");
        }
    }

    /// Everybody there is, and what they are called.
    async fn everybody(&self) -> Vec<(&'static str, Client)> {
        let world = &self.world;
        let router = router(world);
        let mut all = vec![("a visitor", Client::new(router.clone()))];
        all.push(("the employer", Client::signed_in(router.clone(), &self.employer).await));
        all.push(("the NGO", Client::signed_in(router.clone(), &self.ngo).await));
        for (name, kind) in [
            ("another NGO", OrganisationKind::Ngo),
            ("another employer", OrganisationKind::Business),
            ("an organiser", OrganisationKind::Organiser),
            ("an association", OrganisationKind::Association),
            ("an authority", OrganisationKind::Authority),
            ("a media organisation", OrganisationKind::Media),
        ] {
            let person = world.member(kind, name).await;
            all.push((name, Client::signed_in(router.clone(), &person).await));
        }
        for (name, role) in [
            ("a steward", PlatformRole::Steward),
            ("a curator", PlatformRole::Curator),
            ("an administrator", PlatformRole::Administrator),
        ] {
            let person = world.platform(role).await;
            all.push((name, Client::signed_in(router.clone(), &person).await));
        }
        all
    }

    /// Every address, with the keys of this person's things in it.
    fn addresses(&self) -> Vec<String> {
        let pages = server::router::addresses().into_iter().filter(|(method, _)| *method == Method::GET);
        let fill = |pattern: String| {
            let id = match pattern.split('/').nth(1) {
                Some("placements") => "{placement}",
                Some("introductions") => "{introduction}",
                _ => "{organisation}",
            };
            let named = pattern.replace("{id}", id).replace("{step}", "name");
            self.keys.iter().fold(named, |path, (name, key)| path.replace(name, key))
        };
        pages.map(|(_, path)| fill(path)).collect()
    }

    /// The marks that somebody finds anywhere.
    async fn found(&self, client: &Client) -> BTreeSet<&'static str> {
        let mut found = BTreeSet::new();
        for address in self.addresses() {
            // What somebody asks for is no news to them.
            let own = address.contains(self.code.as_str());
            let answer = client.get(&address).await;
            if own && answer.status.as_u16() != 200 {
                continue;
            }
            for (mark, _) in MARKS {
                let text = if *mark == "CODE" { self.code.as_str() } else { mark };
                if answer.words().contains(text) {
                    found.insert(*mark);
                }
            }
        }
        found
    }
}

/// Pauses an employer: somebody whom another NGO has placed there tells of harm.
async fn signal(world: &World, employer: &Person) {
    let ngo = world.member(OrganisationKind::Ngo, "Lantern").await;
    let placement = world.live(employer).await;
    let (_, id) = world.started(&ngo, &placement).await;
    world.answer_first(&ngo, id, &[(Indicator::Violence, Reply::Yes)]).await;
    let paused = store::cases::is_paused(&world.services.db, employer.organisation()).await.expect("read");
    assert!(paused, "it is a strong signal");
}

/// What the employer may find in a state.
fn granted(state: State) -> BTreeSet<&'static str> {
    let opens = |field: &ConsentField| match state {
        State::Live | State::Paused => true,
        State::Started => matches!(field, ConsentField::Called | ConsentField::Supports),
        _ => false,
    };
    let open = MARKS.iter().filter(|(_, field)| field.as_ref().is_some_and(opens));
    open.map(|(mark, _)| *mark).collect()
}

async fn check(world: impl AsyncFn() -> World) {
    let all: BTreeSet<&str> = MARKS.iter().map(|(mark, _)| *mark).collect();
    let marked = |field: &ConsentField| MARKS.iter().any(|(_, opened_by)| *opened_by == Some(*field));
    let unmarked: Vec<ConsentField> = ConsentField::ALL.iter().copied().filter(|field| !marked(field)).collect();
    assert_eq!(unmarked, [ConsentField::Fit], "that there is somebody has no words of its own");
    for state in STATES {
        let scene = Scene::on(world().await, *state).await;
        for (name, client) in scene.everybody().await {
            let expect = match name {
                "the NGO" => all.clone(),
                "the employer" => granted(*state),
                _ => BTreeSet::new(),
            };
            assert_eq!(scene.found(&client).await, expect, "{name}, {state:?}");
        }
    }
}

#[tokio::test]
async fn every_role_at_every_address_finds_what_the_grant_says_and_nothing_else() {
    check(World::sqlite).await;
}

#[tokio::test]
async fn nor_does_any_role_find_more_on_postgres() {
    check(World::postgres).await;
}
