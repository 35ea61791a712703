//! Reading cases: for stewards whole, for NGOs what they are asked, for an employer what it may see from when on.

use chrono::NaiveDate;
use domain::account::PlatformRole;
use domain::case::Case;
use domain::id::{CaseId, OrganisationId};
use domain::organisation::{Organisation, OrganisationKind, OrganisationStatus, Standing};
use domain::policy::HandleCase;
use domain::signal::SignalClass;
use domain::{Error, Result};
use store::case_steps::{Question, Step};
use store::cases::{After, Which};

use crate::{Scope, referrals};

/// A case with what its list shows.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The case.
    pub case: Case,
    /// Name of the employer.
    pub employer: String,
}

/// Cases by week, the newest first, from after one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn list(scope: &Scope, which: Which, after: Option<After>, size: u64) -> Result<Vec<Listed>> {
    let permit = scope.permit(HandleCase)?;
    let rows = store::cases::list(scope.db(), &permit, which, after, size).await?;
    let names = names(scope, rows.iter().map(|case| case.employer)).await?;
    let listed = rows.into_iter().map(|case| Listed { employer: name_of(&names, case.employer), case });
    Ok(listed.collect())
}

async fn names(scope: &Scope, ids: impl Iterator<Item = OrganisationId>) -> Result<Vec<Organisation>> {
    Ok(store::organisations::find_all(scope.db(), &ids.collect::<Vec<_>>()).await?)
}

fn name_of(names: &[Organisation], id: OrganisationId) -> String {
    let found = names.iter().find(|organisation| organisation.id == id);
    found.map(|organisation| organisation.description.name.clone()).unwrap_or_default()
}

/// How many cases wait for the actor: what they would decide themselves waits for another steward.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count_waiting(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(HandleCase)?;
    Ok(store::cases::count_waiting(scope.db(), &permit).await?)
}

/// A case as stewards see it: neither referral nor NGO is in it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The case.
    pub case: Case,
    /// Name of the employer.
    pub employer: String,
    /// What its signals are about, and in which weeks.
    pub signals: Vec<(NaiveDate, SignalClass)>,
    /// What happened: a page of it, oldest first.
    pub steps: Vec<Step>,
    /// Before which step the page before this one ends, if there is one.
    pub earlier: Option<i32>,
}

/// How many steps of a case are on a page: however often an organisation answers, it hides nothing that others said.
const STEPS: u64 = 100;

/// One case with its last steps before a number, or the very last; the read is logged.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn find(scope: &Scope, id: CaseId, before: Option<i32>) -> Result<Shown> {
    let permit = scope.permit(HandleCase)?;
    let case = store::cases::find(scope.db(), &permit, id).await?.ok_or(Error::NotFound)?;
    referrals::read(scope, "read case", &format!("case {id}")).await?;
    let employer = store::organisations::find(scope.db(), case.employer).await?.ok_or(Error::NotFound)?;
    let signals = store::signals::of_case(scope.db(), &permit, id).await?;
    let keyring = &scope.services().keyring;
    let steps = store::case_steps::of_case(scope.db(), &permit, keyring, (id, before), STEPS).await?;
    let earlier = steps.first().map(|step| step.number).filter(|number| *number > 1);
    Ok(Shown { case, employer: employer.description.name, signals, steps, earlier })
}

/// What a case says itself, without what belongs to it.
///
/// # Errors
/// [`Error::NotFound`] where there is none, and for everybody but stewards.
pub async fn one(scope: &Scope, id: CaseId) -> Result<Case> {
    let permit = scope.permit(HandleCase)?;
    store::cases::find(scope.db(), &permit, id).await?.ok_or(Error::NotFound)
}

/// The open case of an employer, for the page of the organisation: that there is one, and no more than its list says.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn open_about(scope: &Scope, employer: OrganisationId) -> Result<Option<Case>> {
    let permit = scope.permit(HandleCase)?;
    Ok(store::cases::open_about(scope.db(), &permit, employer).await?)
}

/// What stewards ask the actor's NGO, each with the name of the employer.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn questions(scope: &Scope) -> Result<Vec<(Question, String)>> {
    referrals::ngo(scope)?;
    let asked = {
        let (keyring, today) = (&scope.services().keyring, scope.now().date_naive());
        store::case_steps::questions(scope.db(), scope.actor(), keyring, today).await?
    };
    let names = names(scope, asked.iter().map(|question| question.employer)).await?;
    Ok(asked.into_iter().map(|question| (question.clone(), name_of(&names, question.employer))).collect())
}

/// Whether an employer is paused: for NGOs that have introduced somebody there.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn is_paused(scope: &Scope, employer: OrganisationId) -> Result<bool> {
    referrals::ngo(scope)?;
    Ok(store::cases::is_paused(scope.db(), employer).await?)
}

/// Whether the rule of signals is for the actor to read: members of NGOs and stewards.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for everybody else.
pub fn may_read_rule(scope: &Scope) -> Result<()> {
    scope.actor().account()?;
    let ngo = scope.actor().membership.as_ref().is_some_and(|m| m.kind == OrganisationKind::Ngo);
    if ngo || scope.actor().is(PlatformRole::Steward) { Ok(()) } else { Err(Error::NotFound) }
}

/// What a business sees of how it is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// Whether its placements are paused until a steward has looked: for a lapsed check and for a case alike.
    pub paused: bool,
    /// Conditions under which it goes on.
    pub conditions: Option<String>,
}

/// What the actor's own business sees of how it is looked at; nothing for everybody else. It asks the same of the database
/// whether there is a case or not.
///
/// # Errors
/// When the database cannot be used.
pub async fn review(scope: &Scope) -> Result<Review> {
    let Some(own) = scope.actor().membership.as_ref().filter(|m| m.kind == OrganisationKind::Business) else {
        return Ok(Review::default());
    };
    let (id, today) = (own.organisation, scope.now().date_naive());
    let organisation = store::organisations::find(scope.db(), id).await?.ok_or(Error::NotFound)?;
    let lapsed =
        organisation.status == OrganisationStatus::Verified && organisation.standing(today) != Standing::Verified;
    let paused = store::cases::is_seen_paused(scope.db(), id, today).await?;
    let conditions = store::cases::conditions(scope.db(), id, today).await?;
    Ok(Review { paused: lapsed || paused, conditions })
}
