//! Consent grants: recording and revoking, and what was read under them. Revoking works at the next request, because
//! every read asks for a live grant; introductions that rested on it are withdrawn with it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use domain::consent::{ConsentField, Grant, NewGrant, Purpose, Reading};
use domain::id::{AccountId, GrantId, OrganisationId, ReferralId};
use domain::introduction::{Side, Stage};
use domain::organisation::{Organisation, OrganisationKind, Standing};
use domain::policy::{Acting, RecordConsent, RevokeConsent, Revoking, RunInstallation};
use domain::referral::{Code, Referral};
use domain::{Error, Problem, Problems, Result};
use store::consents::Asked;
use store::introductions::{Step, ending};

use crate::Scope;

/// The grants of a referral of the actor's NGO, newest first.
///
/// # Errors
/// When the database cannot be used; another NGO's referral has none.
pub async fn of_referral(scope: &Scope, referral: &Referral) -> Result<Vec<Grant>> {
    Ok(store::consents::of_referral(scope.db(), scope.actor(), referral.id).await?)
}

/// The grants of a referral with all that its NGO keeps of them.
#[derive(Clone, Default)]
pub struct Ledger {
    /// The grants, newest first.
    pub grants: Vec<Grant>,
    /// What was read under them, newest day first.
    pub readings: Vec<Reading>,
    /// What the recipients are called.
    pub recipients: Vec<(OrganisationId, String)>,
    /// What those who recorded and revoked are called.
    pub members: Vec<(AccountId, String)>,
}

domain::opaque!(Ledger);

/// The ledger of a referral of the actor's NGO; what its person took back counts as looked at from now on.
///
/// # Errors
/// When the database cannot be used; another NGO's referral has none.
pub async fn ledger(scope: &Scope, referral: &Referral) -> Result<Ledger> {
    let tx = scope.db().begin().await?;
    store::own_pages::notice(&tx, scope.actor(), referral.id, scope.now()).await?;
    tx.commit().await?;
    let (db, actor) = (scope.db(), scope.actor());
    let grants = store::consents::of_referral(db, actor, referral.id).await?;
    let readings = store::consent_reads::of_referral(db, actor, referral.id).await?;
    let recipients: Vec<_> = grants.iter().map(|grant| grant.terms.recipient).collect();
    let recipients = crate::organisations::names(scope, &recipients).await?;
    let who = grants.iter().flat_map(|grant| [grant.account, grant.revoked.and_then(|revoked| revoked.account)]);
    let members = store::accounts::names(db, &who.flatten().collect::<Vec<_>>()).await?;
    Ok(Ledger { grants, readings, recipients, members })
}

/// The codes of referrals whose person took a consent back that nobody of the actor's NGO has looked at since; each read is
/// logged.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn taken_back(scope: &Scope) -> Result<Vec<Code>> {
    crate::referrals::ngo(scope)?;
    let found = store::own_pages::taken_back(scope.db(), scope.actor()).await?;
    crate::referrals::read_listed(scope, found.iter().map(|(id, _)| *id)).await?;
    Ok(found.into_iter().map(|(_, code)| code).collect())
}

/// Consent that ends soon under an introduction that is not over.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Whose.
    pub referral: Referral,
    /// What its recipient is called.
    pub recipient: String,
    /// Its last day.
    pub ends: NaiveDate,
}

/// Grants that an NGO sees at once.
const SEEN_AT_ONCE: u64 = 100;

/// Of how many people of the actor's NGO consent ends soon, a hundred at most.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count_ending(scope: &Scope) -> Result<usize> {
    let ending = ending_soon(scope).await?;
    Ok(ending.iter().map(|each| each.referral).collect::<BTreeSet<_>>().len())
}

async fn ending_soon(scope: &Scope) -> Result<Vec<ending::Ending>> {
    crate::referrals::ngo(scope)?;
    Ok(ending::list(scope.db(), scope.actor(), scope.now().date_naive(), SEEN_AT_ONCE).await?)
}

/// The consent of people of the actor's NGO that ends soon, what ends first at the front; a hundred at most. Each read of
/// a referral is logged.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn ending(scope: &Scope) -> Result<Vec<Ending>> {
    let rows = ending_soon(scope).await?;
    let people: BTreeSet<_> = rows.iter().map(|row| row.referral).collect();
    let found = crate::referrals::find_all(scope, &people.into_iter().collect::<Vec<_>>()).await?;
    let recipients: BTreeSet<_> = rows.iter().map(|row| row.recipient).collect();
    let names = crate::organisations::names(scope, &recipients.into_iter().collect::<Vec<_>>()).await?;
    let ending = |row: ending::Ending| {
        let referral = found.iter().find(|referral| referral.id == row.referral)?.clone();
        let (_, recipient) = names.iter().find(|(id, _)| *id == row.recipient)?.clone();
        Some(Ending { referral, recipient, ends: row.ends })
    };
    Ok(rows.into_iter().filter_map(ending).collect())
}

/// Lets each NGO know, once for each grant, that something waits: consent ends soon. The worker does so every hour.
pub(crate) async fn tell_ending(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let tx = scope.begin().await?;
    for ngo in ending::tell(&tx, &permit, scope.now().date_naive(), scope.now()).await? {
        crate::introductions::tell(scope, &tx, ngo).await?;
    }
    Ok(tx.commit().await?)
}

/// Records a grant.
///
/// # Errors
/// [`Error::Refused`] for an NGO that is not verified; problems beside `recipient`, `fields` and `ends`, one of them that
/// a limit of the person keeps them away from the recipient.
pub async fn record(scope: &Scope, referral: &Referral, grant: &NewGrant) -> Result<GrantId> {
    check(scope, grant).await?;
    let tx = scope.begin().await?;
    // Held, so that nobody reads under the new grant what they did not hold when they began.
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    not_kept_away(scope, &tx, referral, grant.recipient).await?;
    let id = insert(scope, &tx, referral, grant).await?;
    log(scope, &tx, referral, id).await?;
    tx.commit().await.map_err(domain::Error::from)?;
    Ok(id)
}

/// Nothing is shared with an organisation that a limit of the person keeps them away from, nor with one of its group.
async fn not_kept_away(scope: &Scope, tx: &store::Tx, referral: &Referral, recipient: OrganisationId) -> Result<()> {
    let keyring = &scope.services().keyring;
    let secrets = store::referrals::secrets(tx, scope.actor(), keyring, referral.id).await?.ok_or(Error::NotFound)?;
    let recipient = store::organisations::find(tx, recipient).await?.ok_or(Error::NotFound)?;
    if crate::matches::kept_away(tx, &secrets, &recipient).await? {
        return Err(Error::at("recipient", Problem::Other("problem-kept-away")));
    }
    Ok(())
}

/// Records a checked grant inside a transaction; [`log`] follows once all else is written.
pub(crate) async fn insert(scope: &Scope, tx: &store::Tx, referral: &Referral, grant: &NewGrant) -> Result<GrantId> {
    let permit = scope.permit(RecordConsent { organisation: referral.organisation })?;
    Ok(store::consents::insert(tx, &permit, referral.id, grant, scope.now()).await?)
}

/// Writes a recorded grant into the audit log.
pub(crate) async fn log(scope: &Scope, tx: &store::Tx, referral: &Referral, grant: GrantId) -> Result<()> {
    scope.log(tx, "record consent", &format!("referral {} grant {grant}", referral.id)).await
}

/// The most days that a grant lasts here.
#[must_use]
pub fn most_days(scope: &Scope) -> i64 {
    scope.services().retention.consent.into()
}

/// The latest day that a grant recorded now can end on.
#[must_use]
pub fn latest_end(scope: &Scope) -> NaiveDate {
    scope.now().date_naive() + TimeDelta::days(most_days(scope))
}

/// A day, if a grant recorded now can end on it.
///
/// # Errors
/// The problem of a day that has passed or is too far ahead.
pub fn check_end(scope: &Scope, day: NaiveDate) -> std::result::Result<NaiveDate, Problem> {
    if day < scope.now().date_naive() {
        return Err(Problem::InThePast);
    }
    if day > latest_end(scope) {
        return Err(Problem::TooFarAhead { days: most_days(scope) });
    }
    Ok(day)
}

/// Whether the actor's NGO has recorded a grant to a recipient that ends on a day, whatever has become of it.
///
/// # Errors
/// When the database cannot be used.
pub async fn is_recorded(scope: &Scope, recipient: OrganisationId, ends: NaiveDate) -> Result<bool> {
    Ok(store::consents::is_recorded(scope.db(), scope.actor(), recipient, ends).await?)
}

/// Whether a grant can be recorded as it is typed.
pub(crate) async fn check(scope: &Scope, grant: &NewGrant) -> Result<()> {
    let mut problems = Problems::new();
    let today = scope.now().date_naive();
    if let Err(problem) = check_end(scope, grant.ends) {
        problems.add("ends", problem);
    }
    if !grant.fields.contains(&ConsentField::Fit) {
        problems.add("fields", Problem::Missing);
    }
    let recipient = store::organisations::find(scope.db(), grant.recipient).await?;
    let business = |o: &Organisation| {
        o.kind == OrganisationKind::Business && o.status.standing(o.verified_until, today) == Standing::Verified
    };
    if !recipient.as_ref().is_some_and(business) {
        problems.add("recipient", Problem::NotInList);
    }
    problems.finish(Some(()))
}

/// Revokes a grant. Where it was the last that let its recipient know of the person, introductions there that have
/// not started are withdrawn in the same transaction.
///
/// # Errors
/// [`Error::NotFound`] for a grant of another referral, or one revoked before.
pub async fn revoke(scope: &Scope, referral: &Referral, grant: GrantId) -> Result<()> {
    let permit = scope.permit(RevokeConsent { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    // Held, so that nobody is put forward on the consent that ends here.
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let revoking = Revoking::Ngo(permit);
    let recipient = store::consents::revoke(&tx, &revoking, referral.id, grant, scope.now()).await?;
    let recipient = recipient.ok_or(Error::NotFound)?;
    follow(scope, &tx, revoking, (referral.id, vec![recipient])).await?;
    scope.commit(tx, "revoke consent", &format!("referral {} grant {grant}", referral.id)).await
}

/// Grants that were just revoked, and what follows from that.
pub(crate) struct TakenBack {
    revoking: Revoking,
    referral: ReferralId,
    recipients: Vec<OrganisationId>,
    subjects: Vec<String>,
}

/// Revokes the live grants of a referral to the recipients that `is_gone` names. The caller holds the referral; once all
/// else is written, [`TakenBack::follow`] follows.
pub(crate) async fn take_back(
    scope: &Scope,
    tx: &store::Tx,
    (revoking, referral): (Revoking, ReferralId),
    is_gone: impl Fn(OrganisationId) -> bool,
) -> Result<TakenBack> {
    let (mut recipients, mut subjects) = (Vec::new(), Vec::new());
    for (grant, recipient) in store::consents::live(tx, &revoking, referral, scope.now().date_naive()).await? {
        if is_gone(recipient) {
            recipients.extend(store::consents::revoke(tx, &revoking, referral, grant, scope.now()).await?);
            subjects.push(format!("referral {referral} grant {grant}"));
        }
    }
    Ok(TakenBack { revoking, referral, recipients, subjects })
}

impl TakenBack {
    /// Whether there was nothing to revoke.
    pub(crate) const fn is_empty(&self) -> bool {
        self.recipients.is_empty()
    }

    /// Withdraws what rested on them, and writes it into the audit log.
    pub(crate) async fn follow(self, scope: &Scope, tx: &store::Tx, act: &'static str) -> Result<()> {
        follow(scope, tx, self.revoking, (self.referral, self.recipients)).await?;
        scope.log_each(tx, act, &self.subjects).await
    }
}

/// Withdraws what rested on grants to these recipients that were just revoked, where no other grant carries it on.
async fn follow(
    scope: &Scope,
    tx: &store::Tx,
    revoking: Revoking,
    (referral, recipients): (ReferralId, Vec<OrganisationId>),
) -> Result<()> {
    let today = scope.now().date_naive();
    let still = store::consents::recipients(tx, referral, Purpose::Introduction, today).await?;
    let gone: Vec<_> = recipients.into_iter().filter(|recipient| !still.contains(recipient)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    withdraw_all(scope, tx, &Acting::Revoking(revoking), (referral, &gone)).await
}

/// How often introductions are read again when somebody moves one at the same moment.
const TRIES: usize = 5;

async fn withdraw_all(
    scope: &Scope,
    tx: &store::Tx,
    acting: &Acting,
    (referral, recipients): (ReferralId, &[OrganisationId]),
) -> Result<()> {
    let step = Step { stage: Stage::Withdrawn, side: Side::Ngo, reason: None, at: scope.now() };
    let mut moved = Vec::new();
    for _ in 0..TRIES {
        let all = store::introductions::of_referral(tx, scope.actor(), referral).await?;
        let mut missed = false;
        for introduction in all.iter().filter(|i| recipients.contains(&i.employer) && i.stage.rests_on_consent()) {
            if store::introductions::advance(tx, acting, introduction, &step).await? {
                crate::introductions::tell(scope, tx, introduction.employer).await?;
                moved.push(format!("introduction {}", introduction.id));
            } else {
                missed = true;
            }
        }
        if !missed {
            // The log comes last: whoever waits for its head may hold a row that is wanted above.
            return scope.log_each(tx, "move introduction", &moved).await;
        }
    }
    Err(Error::Conflict)
}

/// Who would read this referral for an introduction today.
pub(crate) fn asked(scope: &Scope, referral: &Referral, recipient: OrganisationId) -> Asked {
    let today = scope.now().date_naive();
    Asked { referral: referral.id, recipient, purpose: Purpose::Introduction, today }
}

/// Whether the person has agreed that an organisation may know of them today.
///
/// # Errors
/// When the database cannot be used.
pub async fn is_live(scope: &Scope, referral: &Referral, recipient: OrganisationId) -> Result<bool> {
    Ok(store::consents::is_granted(scope.db(), asked(scope, referral, recipient)).await?)
}
