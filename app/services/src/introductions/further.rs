//! What keeps an introduction from going further: asked in the transaction of each step, and by the pages that offer it.

use domain::id::OrganisationId;
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::{Organisation, Standing};
use domain::placement::{Placement, PlacementStatus};
use domain::{Error, Result};

use super::{acting, asked};
use crate::{Scope, cases, placements};

/// Whether a side can move an introduction to a stage that its present one leads to. An end is always open.
///
/// # Errors
/// [`Error::Refused`] with the reason, in words for that side.
pub(super) async fn check(
    scope: &Scope,
    db: &impl store::Read,
    introduction: &Introduction,
    (side, stage): (Side, Stage),
) -> Result<()> {
    if stage.is_end() {
        return Ok(());
    }
    // That somebody has begun is a fact, whatever has become of the employer's verification since.
    if (side, stage) == (Side::Ngo, Stage::Started) {
        return still_granted(scope, db, introduction).await;
    }
    may_go_on(scope, db, introduction, side).await?;
    cases::may_advance(scope, db, introduction, (side, stage)).await?;
    looked_at(db, introduction, (side, stage)).await?;
    if (side, stage) == (Side::Ngo, Stage::Accepted) {
        placements::find_in(scope, db, introduction.placement).await?.check_acceptable()?;
    }
    Ok(())
}

/// Whether a live grant of an employer that is verified still carries an introduction on; an end needs none.
pub(super) async fn may_go_on(
    scope: &Scope,
    db: &impl store::Read,
    introduction: &Introduction,
    side: Side,
) -> Result<()> {
    if store::consents::may_know(db, asked(scope, introduction)).await? {
        return Ok(());
    }
    if side == Side::Ngo {
        stands(scope, db, introduction.employer).await?;
    }
    Err(Error::Refused("refused-consent-ended"))
}

/// Whether an employer is verified; if not, how it stands, in words for verified NGOs.
async fn stands(scope: &Scope, db: &impl store::Read, employer: OrganisationId) -> Result<()> {
    let today = scope.now().date_naive();
    let employer = store::organisations::find(db, employer).await?.ok_or(Error::NotFound)?;
    if employer.standing(today) == Standing::Verified {
        return Ok(());
    }
    Err(Error::Refused(match employer.stands(today) {
        "lapsed" => "refused-employer-lapsed",
        "suspended" => "refused-employer-suspended",
        "debarred" => "refused-employer-debarred",
        _ => "refused-employer-unverified",
    }))
}

/// Nobody goes further to an employer that stewards have to look at. That somebody has begun can always be written down.
async fn looked_at(db: &impl store::Read, introduction: &Introduction, (side, stage): (Side, Stage)) -> Result<()> {
    match (side, stage) {
        (Side::Ngo, Stage::Meeting | Stage::Accepted) | (Side::Employer, Stage::Interested | Stage::Offered) => {}
        _ => return Ok(()),
    }
    let employer = store::organisations::find(db, introduction.employer).await?.ok_or(Error::NotFound)?;
    match side {
        Side::Employer => employer.check_looked_at(),
        // Why stewards look is the employer's own.
        Side::Ngo => employer.check_looked_at().map_err(|_| Error::Refused("refused-employer-look")),
    }
}

async fn still_granted(scope: &Scope, db: &impl store::Read, introduction: &Introduction) -> Result<()> {
    if store::consents::is_granted(db, asked(scope, introduction)).await? {
        return Ok(());
    }
    Err(Error::Refused("refused-consent-ended"))
}

/// What keeps a side from going further, each by the key of its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stopped {
    /// Steps that would be refused now.
    pub steps: Vec<(Stage, &'static str)>,
    /// Why no message can be written now.
    pub messages: Option<&'static str>,
}

/// What stops one side now. An employer reads nothing of it but how it stands itself.
pub(super) async fn stopped(scope: &Scope, introduction: &Introduction, side: Side) -> Result<Stopped> {
    let mut stopped = Stopped::default();
    if introduction.stage.is_end() {
        return Ok(stopped);
    }
    if side == Side::Employer {
        return own_standing(scope, introduction);
    }
    for stage in introduction.stage.next(side) {
        if let Some(why) = refusal(may_step(scope, introduction, (side, *stage)).await)? {
            stopped.steps.push((*stage, why));
        }
    }
    stopped.messages = refusal(may_write(scope, introduction, side).await)?;
    Ok(stopped)
}

/// What stops an employer that is not verified: its own standing alone, which stops every step of its. Neither consent nor a
/// case nor a look is asked: what an employer reads of a pause, it reads from its day on, in words that are there for all.
/// That its messages are hidden is said where they would be.
fn own_standing(scope: &Scope, introduction: &Introduction) -> Result<Stopped> {
    let side = Side::Employer;
    let why = refusal(acting(scope, side, introduction, introduction.stage).map(|_| ()))?;
    let steps = introduction.stage.next(side).iter().filter_map(|stage| why.map(|why| (*stage, why)));
    Ok(Stopped { steps: steps.collect(), messages: None })
}

async fn may_step(scope: &Scope, introduction: &Introduction, (side, stage): (Side, Stage)) -> Result<()> {
    acting(scope, side, introduction, stage)?;
    check(scope, scope.db(), introduction, (side, stage)).await
}

async fn may_write(scope: &Scope, introduction: &Introduction, side: Side) -> Result<()> {
    acting(scope, side, introduction, introduction.stage)?;
    may_go_on(scope, scope.db(), introduction, side).await
}

fn refusal(asked: Result<()>) -> Result<Option<&'static str>> {
    match asked {
        Ok(()) => Ok(None),
        Err(Error::Refused(why)) => Ok(Some(why)),
        Err(other) => Err(other),
    }
}

/// What an NGO's list says of an introduction under way whose placement rests, or whose employer is looked at; `paused` are
/// the employers that are paused by a case.
pub(super) fn rests(
    introduction: &Introduction,
    placement: &Placement,
    (employer, paused): (&Organisation, &[OrganisationId]),
) -> Option<&'static str> {
    if introduction.stage.is_end() {
        return None;
    }
    if placement.check_acceptable().is_err() {
        let closed = placement.status == PlacementStatus::Closed;
        return Some(if closed { "introductions-closed-pay" } else { "introductions-paused-pay" });
    }
    if paused.contains(&employer.id) || employer.check_looked_at().is_err() {
        return Some("introductions-paused-look");
    }
    (placement.status == PlacementStatus::Paused).then_some("introductions-paused")
}
