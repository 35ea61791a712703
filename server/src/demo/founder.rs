//! How people and organisations of the demo world are made: through the same services as real ones, ticked, proposed and
//! confirmed by two stewards.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::account::PlatformRole;
use domain::codes::Language;
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Description, Organisation, OrganisationKind, OrganisationStatus};
use domain::vetting::{Check, EvidenceItem};
use domain::{Actor, Error, Result};
use services::accounts::{Join, NewPerson};
use services::vetting::Decision;
use services::{Scope, installation, organisations, vetting};

/// The password of every demo account.
const PASSWORD: &str = "bridge-over-water";
/// What an NGO of the world says of itself.
pub(super) const NGO: &str = "Supports people on their way back into work. Invented for the demo world.";
/// What a business of the world says of itself.
pub(super) const BUSINESS: &str = "An invented business of the demo world.";
/// For how many days most are verified.
pub(super) const YEAR: i64 = 365;
/// For how many days one is verified that is to be renewed before long.
pub(super) const SOON: i64 = 20;

/// A person of the world.
pub(super) fn person(name: &str, address: &str) -> Result<NewPerson> {
    Ok(NewPerson {
        name: name.into(),
        email: format!("{address}@ponte.example").parse().map_err(|problem| Error::at("email", problem))?,
        password: PASSWORD.parse().map_err(|problem| Error::at("password", problem))?,
        language: Language::english(),
    })
}

/// What an organisation of the world says of itself, evidence and all.
pub(super) fn description(
    kind: OrganisationKind,
    (name, summary): (&str, &str),
    group: Option<&str>,
) -> Result<Description> {
    let evidence = EvidenceItem::asked_of(kind).iter().map(|item| (*item, "Invented for the demo world.".to_owned()));
    Ok(Description {
        name: name.into(),
        read_name: None,
        summary: summary.into(),
        country: "DE".parse().map_err(|problem| Error::at("country", problem))?,
        town: "Berlin".into(),
        register_number: register_number(name),
        website: String::new(),
        group: group.unwrap_or_default().into(),
        evidence: evidence.collect(),
    })
}

/// The number in an invented register.
pub(super) fn register_number(name: &str) -> String {
    format!("Demo {name}")
}

/// An account with a role on the platform.
pub(super) async fn platform(scope: &Scope, person: NewPerson, role: PlatformRole) -> Result<AccountId> {
    match installation::account(scope, &person.email).await? {
        Some(there) => Ok(there),
        None => services::accounts::create_platform(scope, person, role).await,
    }
}

/// A steward, acting.
pub(super) async fn steward_of(scope: &Scope, name: &str, address: &str) -> Result<Scope> {
    let account = platform(scope, person(name, address)?, PlatformRole::Steward).await?;
    let mut actor = Actor::anonymous();
    (actor.account, actor.platform) = (Some(account), Some(PlatformRole::Steward));
    Ok(scope.for_actor(actor))
}

/// The organisations that are there, by name.
pub(super) async fn known(system: &Scope) -> Result<HashMap<String, Organisation>> {
    let mut known = HashMap::new();
    let mut after = None;
    loop {
        let page = installation::organisations(system, after, 500).await?;
        let Some(last) = page.last() else { return Ok(known) };
        after = Some(last.id);
        known.extend(page.into_iter().map(|found| (found.description.name.clone(), found)));
    }
}

/// Makes organisations, as far as they are not there yet.
pub(super) struct Founder<'a> {
    pub(super) system: &'a Scope,
    pub(super) steward: &'a Scope,
    pub(super) second: &'a Scope,
    pub(super) known: HashMap<String, Organisation>,
}

impl Founder<'_> {
    /// An organisation with a manager.
    pub(super) async fn found(
        &self,
        kind: OrganisationKind,
        said: (&str, &str),
        (name, address): (&str, &str),
    ) -> Result<OrganisationId> {
        self.verified(kind, description(kind, said, None)?, Some(person(name, address)?), YEAR).await
    }

    /// An organisation that is verified for so many days.
    pub(super) async fn verified(
        &self,
        kind: OrganisationKind,
        description: Description,
        manager: Option<NewPerson>,
        days: i64,
    ) -> Result<OrganisationId> {
        let there = self.known.get(&description.name);
        let id = match (there, manager) {
            (Some(there), _) => there.id,
            (None, Some(person)) => {
                services::accounts::create_manager(self.system, Join { kind, description, person }).await?.1
            }
            (None, None) => organisations::create(self.system, kind, &description).await?,
        };
        let waits = |there: &Organisation| there.status == OrganisationStatus::Applied;
        if there.is_none_or(waits) {
            self.verify(id, kind, days).await?;
        }
        Ok(id)
    }

    async fn verify(&self, id: OrganisationId, kind: OrganisationKind, days: i64) -> Result<()> {
        let version = vetting::application(self.steward, id).await?.version;
        vetting::tick(self.steward, id, version, (Check::of(kind), &[])).await?;
        let until = self.steward.now().date_naive() + TimeDelta::days(days);
        vetting::decide(self.steward, id, Decision::Verify(until)).await?;
        if kind.needs_two_stewards() {
            vetting::decide(self.second, id, Decision::Confirm).await?;
        }
        Ok(())
    }
}
