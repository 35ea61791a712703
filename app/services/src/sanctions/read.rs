//! Who reads what of suspensions and debarments: stewards all of it, the organisation what it is told, verified partners
//! that it is kept out.

use chrono::{NaiveDate, TimeDelta};
use domain::account::PlatformRole;
use domain::id::{AccountId, OrganisationId, SanctionId};
use domain::organisation::{Organisation, OrganisationKind};
use domain::policy::{AnswerAppeal, LiftSanction, VetOrganisation};
use domain::sanction::{APPEAL_TOLD_DAYS, Sanction, SanctionKind, SanctionReason, SanctionState};
use domain::{Error, Result};
use uuid::Uuid;

use crate::Scope;

/// What keeps the actor's own organisation out now, as it may read it: without the stewards' note and without who
/// decided.
///
/// # Errors
/// [`Error::NotFound`] for somebody without an organisation.
pub async fn own(scope: &Scope) -> Result<Option<Sanction>> {
    let organisation = scope.actor().membership.as_ref().ok_or(Error::NotFound)?.organisation;
    let open = store::sanctions::open(scope.db(), organisation).await?;
    Ok(open.into_iter().find(|sanction| sanction.state == SanctionState::InForce).map(as_told))
}

/// What last kept the actor's own organisation out and ended with its appeal, for [`APPEAL_TOLD_DAYS`] since: it should not
/// have been, or its end settled the appeal before anybody answered. As the organisation may read it.
///
/// # Errors
/// [`Error::NotFound`] for somebody without an organisation.
pub async fn ended_on_appeal(scope: &Scope) -> Result<Option<Sanction>> {
    let organisation = scope.actor().membership.as_ref().ok_or(Error::NotFound)?.organisation;
    let since = scope.now() - TimeDelta::days(APPEAL_TOLD_DAYS);
    Ok(store::sanctions::ended_on_appeal(scope.db(), organisation, since).await?.map(as_told))
}

/// One as its organisation may read it.
fn as_told(sanction: Sanction) -> Sanction {
    let by = AccountId(Uuid::nil());
    let (confirmed_by, kept_by, ended_by, answered_by) = (None, None, None, None);
    Sanction { by, confirmed_by, kept_by, ended_by, answered_by, note: String::new(), ..sanction }
}

/// Why nothing else is decided of an organisation of this kind while this keeps it out, by the key of words that tell the
/// actor whether it is theirs to end.
#[must_use]
pub fn ends_first(scope: &Scope, sanction: &Sanction, kind: OrganisationKind) -> &'static str {
    let lifts = scope.permit(LiftSanction { not_by: sanction.not_lifted_by(kind) }).is_ok();
    let deciders = sanction.deciders().collect();
    let settles = !sanction.awaits_answer() || scope.permit(AnswerAppeal { deciders }).is_ok();
    if lifts && settles { "refused-under-sanction" } else { "refused-under-sanction-of-own" }
}

/// Everything that was ever decided or proposed of this kind about an organisation, newest first, for stewards.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn history(scope: &Scope, organisation: OrganisationId) -> Result<Vec<Sanction>> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::sanctions::history(scope.db(), &permit, organisation).await?)
}

/// What waits for stewards: proposals to confirm, appeals to answer, and what is to be looked at again by now; each with
/// its organisation.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn waiting(scope: &Scope) -> Result<Vec<(Sanction, Organisation)>> {
    let permit = scope.permit(VetOrganisation)?;
    let all = store::sanctions::waiting(scope.db(), &permit, scope.now().date_naive()).await?;
    with_organisations(scope, all).await
}

/// How many of these wait for the actor: neither what they propose themselves nor an appeal against what they had part in.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn count_waiting(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(VetOrganisation)?;
    Ok(store::sanctions::count_waiting(scope.db(), &permit, scope.now().date_naive()).await?)
}

async fn with_organisations(scope: &Scope, all: Vec<Sanction>) -> Result<Vec<(Sanction, Organisation)>> {
    let ids: Vec<_> = all.iter().map(|sanction| sanction.organisation).collect();
    let found = store::organisations::find_all(scope.db(), &ids).await?;
    let each = all.into_iter().filter_map(|sanction| {
        let of = found.iter().find(|organisation| organisation.id == sanction.organisation)?.clone();
        Some((sanction, of))
    });
    Ok(each.collect())
}

/// An organisation that is kept out, as verified partners see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Key of the suspension or debarment.
    pub id: SanctionId,
    /// The organisation's name.
    pub name: String,
    /// Its kind.
    pub organisation_kind: OrganisationKind,
    /// Its town.
    pub town: String,
    /// Which of the two.
    pub kind: SanctionKind,
    /// The class of reason.
    pub reason: SanctionReason,
    /// Since which day.
    pub since: NaiveDate,
    /// The day by which it is looked at again.
    pub review: NaiveDate,
}

/// Whether the actor may see which organisations are kept out: stewards, and members of verified NGOs, associations,
/// organisers and authorities, whose own are the licences that may follow. Businesses do not read of each other, and media
/// would publish what may be lifted tomorrow.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::Refused`] while its organisation is not verified, [`Error::NotFound`]
/// for everybody else.
pub fn may_see(scope: &Scope) -> Result<()> {
    let actor = scope.actor();
    actor.account()?;
    let membership = match &actor.membership {
        _ if actor.is(PlatformRole::Steward) => return Ok(()),
        Some(membership) => membership,
        None => return Err(Error::NotFound),
    };
    match (membership.kind, membership.standing) {
        (OrganisationKind::Business | OrganisationKind::Media, _) => Err(Error::NotFound),
        (_, standing) => standing.check_verified(),
    }
}

/// Which organisations are kept out now, oldest first, from after a key.
///
/// # Errors
/// As [`may_see`].
pub async fn kept_out(scope: &Scope, after: Option<SanctionId>, size: u64) -> Result<Vec<KeptOut>> {
    may_see(scope)?;
    let all = store::sanctions::in_force(scope.db(), after, size).await?;
    let seen = with_organisations(scope, all).await?.into_iter().map(|(sanction, of)| KeptOut {
        id: sanction.id,
        name: of.description.name,
        organisation_kind: of.kind,
        town: of.description.town,
        kind: sanction.kind,
        reason: sanction.reason,
        since: sanction.since.unwrap_or(sanction.created).date_naive(),
        review: sanction.review,
    });
    Ok(seen.collect())
}
