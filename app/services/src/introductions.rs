//! Introductions: putting forward, moving from stage to stage, and the messages between the two sides. The NGO stands
//! in the middle of every message.

use domain::consent::NewGrant;
use domain::event::Event;
use domain::id::{IntroductionId, OrganisationId, PlacementId};
use domain::introduction::{Introduction, Side, Stage};
use domain::organisation::OrganisationKind;
use domain::placement::Placement;
use domain::policy::{Acting, AnswerIntroduction, PutForward, Withdraw};
use domain::referral::{Referral, ReferralStatus};
use domain::{Error, Problem, Result, marker, reach};
use store::Tx;
use store::consents::Asked;
pub use store::introductions::{Step, Which};
pub use store::messages::Message;
pub use store::referrals::Skills;
use uuid::Uuid;

use crate::{Scope, check_ins, consents, matches, placements};

mod disclosed;
mod onward;
mod read;
mod rests;
mod stops;

pub use disclosed::{Disclosed, opened_at};
pub use read::{Kept, Listed, Look, Shown, count, count_halted, count_unread, find, list, of_referral};
pub use stops::Stopped;

/// The longest message, in characters.
pub const LONGEST_MESSAGE: usize = 4000;

/// The side of the actor.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for members of other kinds of organisation.
pub fn side(scope: &Scope) -> Result<Side> {
    scope.actor().account()?;
    match scope.actor().membership.as_ref().map(|m| m.kind) {
        Some(OrganisationKind::Business) => Ok(Side::Employer),
        Some(OrganisationKind::Ngo) => Ok(Side::Ngo),
        _ => Err(Error::NotFound),
    }
}

/// Puts a referral forward for a live placement. The person's grant for this employer must be live, or is recorded
/// here in the same transaction. Everything is read again inside it: what a page showed may have changed.
///
/// # Errors
/// [`Error::Refused`] without a live grant, for a referral that is not open, for a placement that is not live or has no
/// seat left, at an employer that stewards have to look at, when a limit of the person keeps it out, or when an
/// introduction of the two is under way.
pub async fn put_forward(
    scope: &Scope,
    referral: &Referral,
    placement: &Placement,
    grant: Option<&NewGrant>,
) -> Result<IntroductionId> {
    let permit = scope.permit(PutForward { organisation: referral.organisation })?;
    if let Some(grant) = grant {
        consents::check(scope, grant).await?;
    }
    let tx = scope.begin().await?;
    let referral = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let placement = placements::hold(scope, &tx, placement.id).await?;
    may_be_put_forward(scope, &tx, &referral, &placement).await?;
    let recorded = match grant {
        Some(grant) => Some(consents::insert(scope, &tx, &referral, grant).await?),
        None => None,
    };
    let asked = consents::asked(scope, &referral, placement.organisation);
    if !store::consents::may_know(&tx, asked).await? {
        return Err(Error::Refused("refused-no-consent"));
    }
    let introduction = Introduction {
        id: IntroductionId(Uuid::now_v7()),
        referral: referral.id,
        placement: placement.id,
        ngo: referral.organisation,
        employer: placement.organisation,
        stage: Stage::PutForward,
        version: 1,
        created: scope.now(),
        updated: scope.now(),
    };
    store::introductions::insert(&tx, &permit, &introduction, &placement.terms).await?;
    tell(scope, &tx, placement.organisation).await?;
    if let Some(grant) = recorded {
        consents::log(scope, &tx, &referral, grant).await?;
    }
    scope.commit(tx, "put forward", &format!("introduction {}", introduction.id)).await?;
    Ok(introduction.id)
}

async fn may_be_put_forward(scope: &Scope, tx: &Tx, referral: &Referral, placement: &Placement) -> Result<()> {
    if referral.status != ReferralStatus::Open {
        return Err(Error::Refused("refused-referral-not-open"));
    }
    let employer = store::organisations::find(tx, placement.organisation).await?.ok_or(Error::NotFound)?;
    if employer.check_looked_at().is_err() {
        return Err(Error::Refused("refused-employer-look"));
    }
    if !store::placements::is_live(tx, placement.id, scope.now().date_naive()).await? {
        return Err(Error::Refused("refused-placement-not-live"));
    }
    placements::seats_left(tx, placement).await?;
    let keyring = &scope.services().keyring;
    let secrets = store::referrals::secrets(tx, scope.actor(), keyring, referral.id).await?.ok_or(Error::NotFound)?;
    if !matches::kept_out(tx, referral, &secrets, std::slice::from_ref(placement)).await?.is_empty() {
        return Err(Error::Refused("refused-kept-out"));
    }
    let before = store::introductions::of_referral(tx, scope.actor(), referral.id).await?;
    if before.iter().any(|i| i.placement == placement.id && !i.stage.is_end()) {
        return Err(Error::Refused("refused-already-put-forward"));
    }
    Ok(())
}

/// Lets an organisation's members know, by mail, that something waits.
pub(crate) async fn tell(scope: &Scope, tx: &Tx, organisation: OrganisationId) -> Result<()> {
    scope.push(tx, Event::Waiting { organisation }).await
}

/// What the employer of an introduction asks for when it reads.
fn asked(scope: &Scope, introduction: &Introduction) -> Asked {
    Asked {
        referral: introduction.referral,
        recipient: introduction.employer,
        purpose: domain::consent::Purpose::Introduction,
        today: scope.now().date_naive(),
    }
}

/// Moves an introduction to a stage that its present one leads to, for the actor's side.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it moved in between, or the stage leads not there;
/// [`Error::Refused`] for an employer whom no live grant lets know, that is not verified, or that stewards have to look at,
/// for an offer of a placement that rests for its pay, and for what leads to one that was closed so; problems beside
/// `reason`.
pub async fn advance(
    scope: &Scope,
    id: IntroductionId,
    stage: Stage,
    reason: Option<String>,
    version: i32,
) -> Result<()> {
    let side = side(scope)?;
    let tx = scope.begin().await?;
    let introduction = store::introductions::find(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let acting = acting(scope, side, &introduction, stage)?;
    if introduction.version != version || !introduction.stage.next(side).contains(&stage) {
        return Err(Error::Conflict);
    }
    check_reason(stage, reason.as_deref())?;
    stops::check(scope, &tx, &introduction, (side, stage)).await?;
    let filled = match stage {
        Stage::Accepted => take_seat(scope, &tx, &acting, &introduction).await?,
        _ => None,
    };
    let step = Step { stage, side, reason, at: scope.now() };
    if !store::introductions::advance(&tx, &acting, &introduction, &step).await? {
        return Err(Error::Conflict);
    }
    if (side, stage) == (Side::Employer, Stage::Interested) {
        store::introductions::hold_back(&tx, &acting, &introduction).await?;
    }
    tell(scope, &tx, other(&introduction, side)).await?;
    check_ins::follow(scope, &tx, &acting, (&introduction, &step)).await?;
    if let Some(placement) = filled {
        scope.log(&tx, "fill placement", &format!("placement {placement}")).await?;
    }
    scope.commit(tx, "move introduction", &format!("introduction {id}")).await
}

fn acting(scope: &Scope, side: Side, introduction: &Introduction, stage: Stage) -> Result<Acting> {
    let organisation = introduction.ngo;
    Ok(match side {
        Side::Employer => Acting::Employer(scope.permit(AnswerIntroduction { organisation: introduction.employer })?),
        Side::Ngo if stage.is_end() => Acting::Protecting(scope.permit(Withdraw { organisation })?),
        Side::Ngo => Acting::Ngo(scope.permit(PutForward { organisation })?),
    })
}

const fn other(introduction: &Introduction, side: Side) -> OrganisationId {
    match side {
        Side::Employer => introduction.ngo,
        Side::Ngo => introduction.employer,
    }
}

fn check_reason(stage: Stage, reason: Option<&str>) -> Result<()> {
    use domain::introduction::{DeclineReason, EndReason};
    let chosen = |reason: &str| reason.parse::<EndReason>().is_ok_and(|reason| EndReason::CHOSEN.contains(&reason));
    let fits = match (stage, reason) {
        (Stage::Declined, Some(reason)) => reason.parse::<DeclineReason>().is_ok(),
        (Stage::Ended | Stage::Withdrawn | Stage::Refused, Some(reason)) => chosen(reason),
        (Stage::Declined | Stage::Ended, None) => return Err(Error::at("reason", Problem::Missing)),
        (_, None) => true,
        (_, Some(_)) => false,
    };
    if fits { Ok(()) } else { Err(Error::at("reason", Problem::NotInList)) }
}

/// Takes one of the placement's seats; the last one fills it, so that nobody else is put forward in vain. Answers the
/// placement that it filled.
async fn take_seat(
    scope: &Scope,
    tx: &Tx,
    acting: &Acting,
    introduction: &Introduction,
) -> Result<Option<PlacementId>> {
    let placement = placements::hold(scope, tx, introduction.placement).await?;
    // Held now: a steward may have paused it a moment ago.
    placement.check_acceptable()?;
    if placements::seats_left(tx, &placement).await? > 1 {
        return Ok(None);
    }
    store::placements::fill(tx, acting, introduction, scope.now()).await?;
    Ok(Some(placement.id))
}

/// Writes a message to the other side, whose members get a mail that says only that something waits.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Refused`] when no live grant carries it on, or the employer is not verified;
/// problems beside `body`, among them that the introduction has come to an end, and that what either side writes would
/// tell an employer's staff what it is about, how to reach somebody past the NGO, or the NGO's own name.
pub async fn write(scope: &Scope, id: IntroductionId, body: &str) -> Result<()> {
    let side = side(scope)?;
    let body = domain::parse::text(body, LONGEST_MESSAGE).map_err(|problem| Error::at("body", problem))?;
    let told = match side {
        Side::Ngo => marker::check_untold(&body),
        Side::Employer => marker::check_own(&body),
    };
    told.and_then(|()| reach::check_message(&body)).map_err(|problem| Error::at("body", problem))?;
    let tx = scope.begin().await?;
    let introduction = store::introductions::find(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let acting = acting(scope, side, &introduction, introduction.stage)?;
    if introduction.stage.is_end() {
        return Err(Error::at("body", Problem::Other("refused-introduction-over")));
    }
    if side == Side::Ngo {
        check_unnamed(&tx, &introduction, &body).await?;
    }
    stops::may_go_on(scope, &tx, &introduction, side).await?;
    let keyring = &scope.services().keyring;
    store::messages::insert(&tx, keyring, &acting, &introduction, &body, scope.now()).await?;
    tell(scope, &tx, other(&introduction, side)).await?;
    scope.commit(tx, "write message", &format!("introduction {id}")).await
}

/// Looks for the NGO's own name in what it writes, unless that is the name, or part of the name, that employers read.
async fn check_unnamed(tx: &Tx, introduction: &Introduction, body: &str) -> Result<()> {
    let own = store::organisations::find(tx, introduction.ngo).await?.ok_or(Error::NotFound)?.description;
    let read = own.name_for_employers().is_some_and(|read| marker::holds_name(read, &own.name));
    if !read && marker::holds_name(body, &own.name) {
        return Err(Error::at("body", Problem::Other("problem-own-name")));
    }
    Ok(())
}
