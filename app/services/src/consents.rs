//! Consent grants: recording and revoking. Revoking works at the next request, because every read asks for a live
//! grant; introductions that rested on it are withdrawn with it.

use chrono::TimeDelta;
use domain::consent::{ConsentField, Grant, MOST_DAYS, NewGrant, Purpose};
use domain::id::{GrantId, OrganisationId};
use domain::introduction::{Side, Stage};
use domain::policy::{RecordConsent, RevokeConsent};
use domain::referral::Referral;
use domain::{Error, Problem, Problems, Result};
use store::consents::Asked;
use store::introductions::Step;

use crate::Scope;

/// The grants of a referral of the actor's NGO, newest first.
///
/// # Errors
/// When the database cannot be used; another NGO's referral has none.
pub async fn of_referral(scope: &Scope, referral: &Referral) -> Result<Vec<Grant>> {
    Ok(store::consents::of_referral(scope.db(), scope.actor(), referral.id).await?)
}

/// Records a grant.
///
/// # Errors
/// [`Error::Refused`] for an NGO that is not verified; problems beside `recipient`, `fields` and `ends`.
pub async fn record(scope: &Scope, referral: &Referral, grant: &NewGrant) -> Result<GrantId> {
    check(scope, grant).await?;
    let tx = scope.begin().await?;
    store::referrals::find(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let id = insert(scope, &tx, referral, grant).await?;
    scope.commit(tx, "record consent", &format!("referral {}", referral.id)).await?;
    Ok(id)
}

/// Records a checked grant inside a transaction.
pub(crate) async fn insert(scope: &Scope, tx: &store::Tx, referral: &Referral, grant: &NewGrant) -> Result<GrantId> {
    let permit = scope.permit(RecordConsent { organisation: referral.organisation })?;
    Ok(store::consents::insert(tx, &permit, referral.id, grant, scope.now()).await?)
}

/// Whether a grant can be recorded as it is typed.
pub(crate) async fn check(scope: &Scope, grant: &NewGrant) -> Result<()> {
    let mut problems = Problems::new();
    let today = scope.now().date_naive();
    if grant.ends < today {
        problems.add("ends", Problem::InThePast);
    } else if grant.ends > today + TimeDelta::days(MOST_DAYS) {
        problems.add("ends", Problem::TooFarAhead { days: MOST_DAYS });
    }
    if !grant.fields.contains(&ConsentField::Fit) {
        problems.add("fields", Problem::Missing);
    }
    let recipient = store::organisations::find(scope.db(), grant.recipient).await?;
    let business = |o: &domain::organisation::Organisation| o.kind == domain::organisation::OrganisationKind::Business;
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
    store::referrals::find(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let revoked = store::consents::revoke(&tx, &permit, referral.id, grant, scope.now()).await?;
    let recipient = revoked.ok_or(Error::NotFound)?;
    let asked = asked(scope, referral, recipient);
    if !store::consents::may_know(&tx, asked).await? {
        withdraw_all(scope, &tx, referral, recipient).await?;
    }
    scope.commit(tx, "revoke consent", &format!("referral {}", referral.id)).await
}

async fn withdraw_all(scope: &Scope, tx: &store::Tx, referral: &Referral, recipient: OrganisationId) -> Result<()> {
    let step = Step { stage: Stage::Withdrawn, side: Side::Ngo, reason: None, at: scope.now() };
    let introductions = store::introductions::of_referral(tx, scope.actor(), referral.id).await?;
    let open = introductions.iter().filter(|i| {
        i.employer == recipient && i.stage != Stage::Started && i.stage.next(Side::Ngo).contains(&Stage::Withdrawn)
    });
    for introduction in open {
        store::introductions::advance(tx, introduction, &step, scope.actor().account).await?;
        crate::introductions::tell(scope, tx, recipient).await?;
    }
    Ok(())
}

/// Who would read this referral for an introduction today.
pub(crate) fn asked(scope: &Scope, referral: &Referral, recipient: OrganisationId) -> Asked {
    let today = scope.now().date_naive();
    Asked { referral: referral.id, recipient, purpose: Purpose::Introduction, today }
}

/// Whether a live grant lets an organisation know of the person today.
///
/// # Errors
/// When the database cannot be used.
pub async fn is_live(scope: &Scope, referral: &Referral, recipient: OrganisationId) -> Result<bool> {
    Ok(store::consents::may_know(scope.db(), asked(scope, referral, recipient)).await?)
}
