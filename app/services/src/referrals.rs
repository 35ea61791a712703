//! Referrals: writing one step by step, opening, closing, opening again. Every read of one is in the audit log.

use std::collections::HashMap;

use domain::consent::Purpose;
use domain::id::{OrganisationId, ReferralId};
use domain::organisation::OrganisationKind;
use domain::policy::{OpenReferral, RevokeConsent, Revoking, RunInstallation, WriteReferral};
use domain::referral::{Area, CloseReason, Code, Profile, Referral, ReferralStatus, ReopenReason, Secrets};
use domain::{Error, Problem, Problems, Result};
pub use store::referrals::Step;
use uuid::Uuid;

use crate::{Scope, consents};

/// What the audit log calls it when a referral is opened.
pub(crate) const READ: &str = "read referral";
/// What it calls it when one stands in a list.
pub(crate) const LISTED: &str = "list referral";

/// The actor's NGO.
pub(crate) fn ngo(scope: &Scope) -> Result<OrganisationId> {
    Ok(scope.actor().member_of(OrganisationKind::Ngo)?.organisation)
}

/// The actor's NGO, if it is verified.
pub(crate) fn verified_ngo(scope: &Scope) -> Result<OrganisationId> {
    let membership = scope.actor().member_of(OrganisationKind::Ngo)?;
    membership.standing.check_verified()?;
    Ok(membership.organisation)
}

/// Referrals of the actor's NGO with a status, newest first, from after a key.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn list(
    scope: &Scope,
    status: ReferralStatus,
    after: Option<ReferralId>,
    size: u64,
) -> Result<Vec<Referral>> {
    ngo(scope)?;
    let rows = store::referrals::list(scope.db(), scope.actor(), status, after, size).await?;
    read_listed(scope, rows.iter().map(|row| row.id)).await?;
    Ok(rows)
}

/// Where the people of these referrals of the actor's NGO live, whose reads are logged; of those that do not open nothing
/// is said.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn areas(scope: &Scope, referrals: &[Referral]) -> Result<HashMap<ReferralId, Area>> {
    ngo(scope)?;
    let ids: Vec<ReferralId> = referrals.iter().map(|referral| referral.id).collect();
    Ok(store::referrals::areas(scope.db(), scope.actor(), &scope.services().keyring, &ids).await?)
}

/// Several referrals of the actor's NGO, the newest first; each read is logged.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn find_all(scope: &Scope, ids: &[ReferralId]) -> Result<Vec<Referral>> {
    ngo(scope)?;
    let mut rows = store::referrals::find_all(scope.db(), scope.actor(), ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    read_listed(scope, rows.iter().map(|row| row.id)).await?;
    Ok(rows)
}

/// How many referrals of the actor's NGO have a status.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count(scope: &Scope, status: ReferralStatus) -> Result<u64> {
    ngo(scope)?;
    Ok(store::referrals::count(scope.db(), scope.actor(), status).await?)
}

/// A referral of the actor's NGO by its code; the read is logged.
///
/// # Errors
/// [`Error::NotFound`] for any other.
pub async fn find(scope: &Scope, code: &Code) -> Result<Referral> {
    ngo(scope)?;
    let found = store::referrals::by_code(scope.db(), scope.actor(), code).await?.ok_or(Error::NotFound)?;
    read(scope, READ, &format!("referral {}", found.id)).await?;
    Ok(found)
}

/// A referral with its sealed part; the read is logged.
///
/// # Errors
/// [`Error::NotFound`] for any but the actor's own NGO's.
pub async fn find_whole(scope: &Scope, code: &Code) -> Result<(Referral, Secrets)> {
    let found = find(scope, code).await?;
    let keyring = &scope.services().keyring;
    let secrets = store::referrals::secrets(scope.db(), scope.actor(), keyring, found.id).await?;
    Ok((found, secrets.ok_or(Error::NotFound)?))
}

/// Writes the reads of several referrals that stand in a list into the audit log, a row each, before the list is handed
/// out.
pub(crate) async fn read_listed(scope: &Scope, ids: impl Iterator<Item = ReferralId>) -> Result<()> {
    let subjects: Vec<String> = ids.map(|id| format!("referral {id}")).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    let tx = scope.db().begin().await?;
    store::audit::append_each(&tx, scope.actor(), LISTED, &subjects, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// Writes a read into the audit log, before what was read is handed out.
pub(crate) async fn read(scope: &Scope, action: &'static str, subject: &str) -> Result<()> {
    let tx = scope.db().begin().await?;
    scope.log(&tx, action, subject).await?;
    Ok(tx.commit().await?)
}

/// Begins a referral: an empty draft under a new random code.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn begin(scope: &Scope) -> Result<Code> {
    let organisation = ngo(scope)?;
    let permit = scope.permit(WriteReferral { organisation })?;
    // Thirty to the fifth is 24 million codes; a few draws always find a free one.
    for _ in 0..8 {
        let mut random = [0_u8; 5];
        getrandom::fill(&mut random).map_err(|cause| Error::from(store::Error::Random(cause.to_string())))?;
        let (id, code) = (ReferralId(Uuid::now_v7()), Code::from_random(random));
        let tx = scope.begin().await?;
        match store::referrals::insert(&tx, &permit, &scope.services().keyring, (id, &code), scope.now()).await {
            Err(error) if error.is_duplicate() => continue,
            inserted => inserted?,
        }
        scope.commit(tx, "begin referral", &format!("referral {id}")).await?;
        return Ok(code);
    }
    Err(Error::Conflict)
}

/// Saves a step: the caller has changed the parts of the profile and the secrets that the step is about. Consent for
/// whomever a limit now keeps the person away from is taken back, and introductions there follow as they do whenever
/// consent is: an employer cannot tell a limit from that.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, [`Error::Conflict`] when somebody changed it in between; while it is open, the
/// problems of what matching cannot do without.
pub async fn write(scope: &Scope, referral: &Referral, secrets: &Secrets) -> Result<()> {
    let permit = scope.permit(WriteReferral { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    let now = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    if now.status == ReferralStatus::Open {
        missing(&referral.profile).finish(Some(()))?;
    }
    let keyring = &scope.services().keyring;
    if !store::referrals::update(&tx, &permit, keyring, referral, secrets, scope.now()).await? {
        return Err(Error::Conflict);
    }
    let kept_away = kept_away(scope, &tx, referral, secrets).await?;
    let taken_back = take_back(scope, &tx, referral, |recipient| kept_away.contains(&recipient)).await?;
    taken_back.follow(scope, &tx, "revoke consent").await?;
    scope.commit(tx, "write referral", &format!("referral {}", referral.id)).await
}

/// Who may know of the person today though a limit now keeps the person away from them.
async fn kept_away(
    scope: &Scope,
    tx: &store::Tx,
    referral: &Referral,
    secrets: &Secrets,
) -> Result<Vec<OrganisationId>> {
    let today = scope.now().date_naive();
    let known = store::consents::recipients(tx, referral.id, Purpose::Introduction, today).await?;
    let mut kept_away = Vec::new();
    for recipient in store::organisations::find_all(tx, &known).await? {
        if crate::matches::kept_away(tx, secrets, &recipient).await? {
            kept_away.push(recipient.id);
        }
    }
    Ok(kept_away)
}

/// Takes consent back for the person of a referral of the actor's NGO, which the caller holds.
async fn take_back(
    scope: &Scope,
    tx: &store::Tx,
    referral: &Referral,
    is_gone: impl Fn(OrganisationId) -> bool,
) -> Result<consents::TakenBack> {
    let permit = scope.permit(RevokeConsent { organisation: referral.organisation })?;
    consents::take_back(scope, tx, (Revoking::Ngo(permit), referral.id), is_gone).await
}

/// What must be said before a referral can be matched: each gap beside its step.
#[must_use]
pub fn missing(profile: &Profile) -> Problems {
    let mut problems = Problems::new();
    let mut need = |field: &'static str, there: bool| {
        if !there {
            problems.add(field, Problem::Missing);
        }
    };
    need("languages", !profile.languages.is_empty());
    need("wanted", !profile.wanted.is_empty());
    need("right_to_work", profile.right_to_work.is_some());
    problems
}

/// Opens a draft, or a closed referral with a reason, so that it is matched.
///
/// # Errors
/// [`Error::Refused`] for an NGO that is not verified; [`Error::Conflict`] for one that is open; the problems of what is
/// missing, among them the reason for opening a closed one again.
pub async fn open(scope: &Scope, referral: &Referral, reason: Option<ReopenReason>) -> Result<()> {
    scope.permit(OpenReferral { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    let now = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    missing(&now.profile).finish(Some(()))?;
    let reason = match now.status {
        ReferralStatus::Open => return Err(Error::Conflict),
        ReferralStatus::Draft => None,
        ReferralStatus::Closed => Some(reason.ok_or_else(|| Error::at("reason", Problem::Missing))?.to_string()),
    };
    set_status(scope, tx, &now, ReferralStatus::Open, reason).await
}

/// Closes a referral with a reason. Unless its person was placed, consent is taken back with it, and introductions that
/// have not started follow as they do whenever it is. The page of the person's own stays as long as there may be something
/// to take back on it.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, [`Error::Conflict`] for one that is closed.
pub async fn close(scope: &Scope, referral: &Referral, reason: CloseReason) -> Result<()> {
    let tx = scope.begin().await?;
    let now = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    if now.status == ReferralStatus::Closed {
        return Err(Error::Conflict);
    }
    set_status(scope, tx, &now, ReferralStatus::Closed, Some(reason.to_string())).await
}

async fn set_status(
    scope: &Scope,
    tx: store::Tx,
    referral: &Referral,
    status: ReferralStatus,
    reason: Option<String>,
) -> Result<()> {
    let permit = scope.permit(WriteReferral { organisation: referral.organisation })?;
    let action = if status == ReferralStatus::Open { "open referral" } else { "close referral" };
    let ends = status == ReferralStatus::Closed && reason.as_deref() != Some(CloseReason::Placed.word());
    let step = Step { status, reason, at: scope.now() };
    store::referrals::set_status(&tx, &permit, referral.id, &step).await?;
    let taken_back = take_back(scope, &tx, referral, |_| ends).await?;
    // Of one that is opened again, a page that had come to its end stays ended.
    let was_or_is = [referral.status, status].contains(&ReferralStatus::Closed);
    if was_or_is && !store::own_pages::is_needed(&tx, referral.id, scope.now().date_naive()).await? {
        store::own_pages::end(&tx, referral.id).await?;
    }
    taken_back.follow(scope, &tx, "revoke consent").await?;
    scope.commit(tx, action, &format!("referral {}", referral.id)).await
}

/// When a referral of the actor's NGO was opened and closed, and why, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn steps(scope: &Scope, referral: &Referral) -> Result<Vec<Step>> {
    ngo(scope)?;
    Ok(store::referrals::steps(scope.db(), scope.actor(), referral.id).await?)
}

/// Referrals whose area is sealed in one transaction.
const BATCH: u64 = 200;

/// Seals where people live, as far as an earlier version left it in clear, and removes what nothing can seal any more. A
/// program calls it at its start.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn seal_areas(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let (mut after, mut shut, mut keyless) = (None, 0, 0);
    loop {
        let tx = scope.begin().await?;
        let batch = store::plain_areas::seal(&tx, &permit, &scope.services().keyring, (after, BATCH)).await?;
        if batch.last.is_none() {
            break;
        }
        (after, shut, keyless) = (batch.last, shut + batch.shut, keyless + batch.keyless);
        if batch.sealed + batch.keyless == 0 {
            continue;
        }
        store::compact::ask(&tx, scope.now()).await?;
        for (action, count) in [("seal areas", batch.sealed), ("remove areas", batch.keyless)] {
            if count > 0 {
                scope.log(&tx, action, &format!("{count} referrals")).await?;
            }
        }
        tx.commit().await?;
    }
    if keyless > 0 {
        tracing::warn!(keyless, "where people live stood in clear and was removed, since their referrals have no key");
    }
    if shut > 0 {
        tracing::warn!(shut, "where people live stands in clear, since their referrals do not open");
    }
    Ok(())
}
