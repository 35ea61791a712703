//! Builders: organisations of each kind with a person who can sign in, and platform roles.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use domain::Actor;
use domain::account::{MemberRole, PlatformRole};
use domain::codes::Language;
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Description, OrganisationKind};
use domain::sanction::SanctionReason;
use domain::vetting::{Check, EvidenceItem};
use services::accounts::{Join, NewPerson, create_manager, create_platform};
use services::members::Acceptance;
use services::sanctions::NewSanction;
use services::sessions::Visit;
use services::vetting::Decision;
use services::{Scope, Services};
use totp_rs::{Builder, Secret};
use uuid::Uuid;

use crate::World;

/// The password of everybody in a test.
pub const PASSWORD: &str = "a password for tests";

/// The worlds of those who need a second step, by address: how a client that knows no more than the person finds out what
/// their phone shows.
static PHONES: Mutex<Option<HashMap<String, Phone>>> = Mutex::new(None);

/// Whose it is, and in which world.
type Phone = (AccountId, Arc<Services>);

/// What the phone of somebody with a role on the platform shows now. It is a new one each time: the clock of a test
/// stands still, and a code works once.
///
/// # Panics
/// For somebody who has none.
pub(crate) async fn code(email: &str) -> String {
    let found = PHONES.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().get(email).cloned();
    let (account, services) = found.expect("a phone");
    set_up(&services, account).await;
    let totp = Builder::new().with_secret(Secret::from(SECRET.to_vec())).build().expect("codes");
    totp.generate(u64::try_from(services.clock.now().timestamp()).expect("a time")).to_string()
}

/// What every phone of a test shares with its server.
const SECRET: &[u8; 20] = b"a secret for testing";

async fn set_up(services: &Arc<Services>, account: AccountId) {
    let now = services.clock.now();
    let tx = services.db.begin().await.expect("begun");
    store::totp_secrets::put(&tx, &services.keyring, account, SECRET, now).await.expect("put");
    store::totp_secrets::confirm(&tx, account, now).await.expect("confirmed");
    store::accounts::set_second_step(&tx, account, Some(now)).await.expect("set");
    tx.commit().await.expect("committed");
}

/// Somebody who can sign in, and act.
pub struct Person {
    /// Address.
    pub email: String,
    /// Key of the account.
    pub account: AccountId,
    /// The organisation, for members.
    pub organisation: Option<OrganisationId>,
}

impl Person {
    /// The organisation.
    ///
    /// # Panics
    /// For somebody without one.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        self.organisation.expect("a member")
    }
}

fn new_person(email: &str) -> NewPerson {
    NewPerson {
        name: "Kim".into(),
        email: email.parse().expect("an address"),
        password: PASSWORD.parse().expect("a password"),
        language: Language::english(),
    }
}

/// What an organisation of a test says of itself, all that its kind is asked for; its number follows from its name.
#[must_use]
pub fn described(kind: OrganisationKind, name: &str) -> Description {
    let evidence = EvidenceItem::asked_of(kind).iter().map(|item| (*item, format!("Told of {item}.")));
    Description {
        name: name.into(),
        read_name: None,
        summary: "An organisation of a test.".into(),
        country: "DE".parse().expect("a country"),
        town: "Berlin".into(),
        register_number: format!("HRB {name}"),
        website: String::new(),
        group: String::new(),
        evidence: evidence.collect(),
    }
}

impl World {
    /// A verified organisation with a manager; its name contains `name`.
    pub async fn member(&self, kind: OrganisationKind, name: &str) -> Person {
        let person = self.applicant(kind, name).await;
        self.verify(person.organisation()).await;
        person
    }

    /// The same, not verified yet.
    pub async fn applicant(&self, kind: OrganisationKind, name: &str) -> Person {
        self.applicant_as(kind, described(kind, name)).await
    }

    /// A verified business of a group of companies.
    pub async fn member_of_group(&self, name: &str, group: &str) -> Person {
        let person = self.applicant_of_group(name, group).await;
        self.verify(person.organisation()).await;
        person
    }

    /// The same, not verified yet.
    pub async fn applicant_of_group(&self, name: &str, group: &str) -> Person {
        let kind = OrganisationKind::Business;
        self.applicant_as(kind, Description { group: group.into(), ..described(kind, name) }).await
    }

    async fn applicant_as(&self, kind: OrganisationKind, description: Description) -> Person {
        let email = format!("{}@example.org", Uuid::new_v4().simple());
        let join = Join { kind, description, person: new_person(&email) };
        let (account, organisation) = create_manager(&self.system(), join).await.expect("an organisation");
        Person { email, account, organisation: Some(organisation) }
    }

    /// Somebody else of the same organisation, who was invited and has accepted.
    pub async fn colleague(&self, manager: &Person, role: MemberRole) -> Person {
        let email = format!("{}@example.org", Uuid::new_v4().simple());
        let scope = self.as_person(manager).await;
        services::members::invite(&scope, email.parse().expect("an address"), role).await.expect("invited");
        self.work().await;
        let mails = self.mail.sent();
        let mail = mails.iter().rev().find(|mail| mail.to.as_str() == email).expect("an invitation");
        let token = mail.text.split_whitespace().find_map(|word| word.split_once("/join/invited/")).expect("a link").1;
        let NewPerson { password, language, .. } = new_person(&email);
        let accepted = Acceptance { name: "Noor".into(), password, language };
        services::members::accept(&self.visitor(), token, accepted, &Visit::default()).await.expect("accepted");
        let account = store::accounts::by_email(&self.services.db, &email.parse().expect("an address")).await;
        let account = account.expect("the database answers").expect("an account").id;
        Person { email, account, organisation: manager.organisation }
    }

    /// Somebody with a platform role, and a phone for the second step.
    pub async fn platform(&self, role: PlatformRole) -> Person {
        let person = self.newcomer(role).await;
        set_up(&self.services, person.account).await;
        let mut all = PHONES.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_or_insert_default().insert(person.email.clone(), (person.account, self.services.clone()));
        person
    }

    /// The same who has not set up a second step yet.
    pub async fn newcomer(&self, role: PlatformRole) -> Person {
        let email = format!("{}@example.org", Uuid::new_v4().simple());
        let account = create_platform(&self.system(), new_person(&email), role).await.expect("an account");
        Person { email, account, organisation: None }
    }

    /// Chooses the name that employers read of an NGO.
    pub async fn read_as(&self, ngo: &Person, name: &str) {
        let scope = self.as_person(ngo).await;
        let own = services::organisations::own(&scope).await.expect("an organisation");
        let description = Description { read_name: Some(name.into()), ..own.description };
        services::organisations::describe(&scope, &description, None).await.expect("described");
    }

    /// Verifies an organisation for a year, as stewards do.
    pub async fn verify(&self, organisation: OrganisationId) {
        self.verify_for(organisation, 365).await;
    }

    /// Verifies an organisation for so many days: one steward ticks everything and verifies; a business another one
    /// confirms.
    pub async fn verify_for(&self, organisation: OrganisationId, days: i64) {
        self.tick_all(organisation).await;
        let until = self.system().now().date_naive() + TimeDelta::days(days);
        self.decide(organisation, Decision::Verify(until)).await;
        let found = services::vetting::application(&self.steward(), organisation).await.expect("found");
        if found.kind.needs_two_stewards() {
            self.decide(organisation, Decision::Confirm).await;
        }
    }

    /// Ticks everything that is asked of an organisation.
    pub async fn tick_all(&self, organisation: OrganisationId) {
        let steward = self.steward();
        let found = services::vetting::application(&steward, organisation).await.expect("found");
        let all = (Check::of(found.kind), &[][..]);
        services::vetting::tick(&steward, organisation, found.version, all).await.expect("ticked");
    }

    /// Suspends an organisation as a precaution.
    pub async fn suspend(&self, organisation: OrganisationId) {
        self.suspend_for(organisation, SanctionReason::Precaution).await;
    }

    /// Suspends an organisation for a month.
    pub async fn suspend_for(&self, organisation: OrganisationId, reason: SanctionReason) {
        let steward = self.steward();
        let version = services::vetting::application(&steward, organisation).await.expect("found").version;
        let new = self.sanction(reason);
        services::sanctions::suspend(&steward, organisation, version, ((&[], &[]), new)).await.expect("suspended");
    }

    /// What a steward decides for a month.
    #[must_use]
    pub fn sanction(&self, reason: SanctionReason) -> NewSanction {
        let review = self.system().now().date_naive() + TimeDelta::days(30);
        NewSanction { reason, review, note: "Something came to light.".into() }
    }

    async fn decide(&self, organisation: OrganisationId, decision: Decision) {
        services::vetting::decide(&self.steward(), organisation, decision).await.expect("decided");
    }

    /// A steward who has no account to sign in with; each time another one.
    #[must_use]
    pub fn steward(&self) -> Scope {
        let mut actor = Actor::anonymous();
        (actor.account, actor.platform) = (Some(AccountId(Uuid::now_v7())), Some(PlatformRole::Steward));
        self.scope(actor)
    }

    /// The scope of a person as the session layer would make it now.
    pub async fn as_person(&self, person: &Person) -> Scope {
        let today = self.system().now().date_naive();
        let actor = store::accounts::actor(&self.services.db, person.account, today).await;
        self.scope(actor.expect("the database answers").expect("an account"))
    }
}
