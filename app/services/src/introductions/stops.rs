//! What stops a side of an introduction: asked in the transaction of each step, and by the page that offers it. What a list
//! says of it, and whether one leads on, stand beside.

use domain::id::OrganisationId;
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::Standing;
use domain::placement::Placement;
use domain::{Error, Result};

use super::{acting, asked};
use crate::{Scope, cases, placements};

/// What an employer reads that closed its placement while that was paused for its pay.
const OWN_CLOSED: &str = "refused-own-closed-pay";

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
    pays(&placements::find_in(scope, db, introduction.placement).await?, (side, stage))
}

/// Whether what a placement pays, or paid when it was closed, lets a side take a step: nobody accepts what rests for its
/// pay, and where that can change no more, nobody goes on towards an offer.
pub(super) fn pays(placement: &Placement, (side, stage): (Side, Stage)) -> Result<()> {
    match (side, stage) {
        (Side::Ngo, Stage::Accepted) => placement.check_acceptable(),
        (Side::Ngo, Stage::Meeting) if placement.is_closed_for_pay() => {
            Err(Error::Refused("refused-meeting-closed-pay"))
        }
        (Side::Employer, Stage::Interested | Stage::Offered) if placement.is_closed_for_pay() => {
            Err(Error::Refused(OWN_CLOSED))
        }
        _ => Ok(()),
    }
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
    /// Why nothing leads to an offer any more, whoever could go on: only for the employer, of its own placement.
    pub over: Option<&'static str>,
}

impl Stopped {
    /// Whether a reason is how the employer stands, which the page of an NGO says of the whole introduction.
    #[must_use]
    pub fn is_how_it_stands(why: &str) -> bool {
        matches!(
            why,
            "refused-employer-lapsed"
                | "refused-employer-suspended"
                | "refused-employer-debarred"
                | "refused-employer-unverified"
        )
    }
}

/// What stops one side now. An employer reads nothing of it but how it stands itself, and what it has closed itself.
pub(super) async fn stopped(
    scope: &Scope,
    introduction: &Introduction,
    placement: &Placement,
    side: Side,
) -> Result<Stopped> {
    let mut stopped = Stopped::default();
    if introduction.stage.is_end() {
        return Ok(stopped);
    }
    if side == Side::Employer {
        return own(scope, introduction, placement);
    }
    for stage in introduction.stage.next(side) {
        if let Some(why) = refusal(may_step(scope, introduction, (side, *stage)).await)? {
            stopped.steps.push((*stage, why));
        }
    }
    stopped.messages = refusal(may_write(scope, introduction, side).await)?;
    Ok(stopped)
}

/// What stops an employer: its own standing, which stops every step of its, and that it has closed its own placement while
/// that was paused for its pay. Neither consent nor a case nor a look is asked: what an employer reads of a pause, it reads
/// from its day on, in words that are there for all. That its messages are hidden is said where they would be.
fn own(scope: &Scope, introduction: &Introduction, placement: &Placement) -> Result<Stopped> {
    let side = Side::Employer;
    let why = refusal(acting(scope, side, introduction, introduction.stage).map(|_| ()))?;
    let mut steps = Vec::new();
    for stage in introduction.stage.next(side) {
        let why = why.map_or_else(|| refusal(pays(placement, (side, *stage))), |why| Ok(Some(why)))?;
        steps.extend(why.map(|why| (*stage, why)));
    }
    let before = matches!(introduction.stage, Stage::PutForward | Stage::Interested | Stage::Meeting | Stage::Offered);
    let over = (why.is_none() && before && placement.is_closed_for_pay()).then_some(OWN_CLOSED);
    Ok(Stopped { steps, messages: None, over })
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
