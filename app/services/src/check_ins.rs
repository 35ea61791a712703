//! Check-ins: planned with the start of a placement, moved, added, dropped and answered by the NGO alone. Answers that worry
//! become signals about the employer in the same transaction, without saying whose they are.

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use domain::check_in::{
    AGAIN_AFTER, Answers, ChangeReason, CheckIn, CheckInKind, CheckInState, Contact, LEAVING_AFTER, MOST, MOST_AHEAD,
    Outcome,
};
use domain::id::{CheckInId, IntroductionId};
use domain::introduction::{EndReason, Introduction, Side, Stage};
use domain::policy::{Acting, FollowUp, Permit};
use domain::signal::{self, Signal, SignalClass};
use domain::{Error, Problem, Result};
use store::Tx;
pub use store::check_ins::{After, Which};
use store::check_ins::{Change, New, Planning};
use store::introductions::Step;

use crate::{Scope, cases};

mod read;
mod schedule;

pub use read::{Listed, Shown, count_due, find, list, of_introduction};
pub use schedule::{schedule, set_schedule};

/// For so many days after an end an NGO may plan to ask again.
const ASKED_AFTER: i64 = 180;
/// The longest that the person's own words are kept, in characters.
pub const LONGEST_WORDS: usize = 8000;

/// What follows from a step of an introduction: check-ins with its start; with an end after that, none but one more, about
/// why. An end that the NGO hears of late is an end like any other.
pub(crate) async fn follow(
    scope: &Scope,
    tx: &Tx,
    acting: &Acting,
    (before, step): (&Introduction, &Step),
) -> Result<()> {
    let has_started = matches!(before.stage, Stage::Started | Stage::Unheard);
    match step.stage {
        Stage::Started => begin(scope, tx, acting, before).await,
        stage if has_started && stage.is_end() => end(scope, tx, acting, (before, step)).await,
        _ => Ok(()),
    }
}

async fn begin(scope: &Scope, tx: &Tx, acting: &Acting, introduction: &Introduction) -> Result<()> {
    let started = scope.now().date_naive();
    let schedule = store::check_in_schedules::of(tx, introduction.ngo).await?;
    let planned = schedule.plan(started).into_iter().map(|(days, due)| New {
        kind: CheckInKind::Planned,
        after: Some(days),
        started,
        due,
        reason: None,
    });
    let planned: Vec<New> = planned.collect();
    store::check_ins::insert(tx, Planning::Moving(acting), introduction, &planned, scope.now()).await?;
    Ok(store::statistics::count_start(tx, acting, started.year()).await?)
}

/// With the NGO's word that it is over, nothing more is planned but one question about why. What an employer says ends no
/// check-in: whoever holds somebody could end every question by one press.
async fn end(scope: &Scope, tx: &Tx, acting: &Acting, (before, step): (&Introduction, &Step)) -> Result<()> {
    let harmed = was_unsafe(step.side, step.reason.as_deref());
    if harmed {
        cases::hold_employer(tx, before.employer).await?;
    }
    if step.side == Side::Ngo {
        store::check_ins::end(tx, acting, before.id, scope.now()).await?;
    }
    let today = scope.now().date_naive();
    let steps = store::introductions::steps(tx, scope.actor(), before.id).await?;
    let started = steps.iter().rev().find(|step| step.stage == Stage::Started);
    let started = started.map_or(today, |step| step.at.date_naive());
    let leaving = today.checked_add_signed(TimeDelta::days(LEAVING_AFTER)).map(|due| New {
        kind: CheckInKind::Leaving,
        after: None,
        started,
        due,
        reason: None,
    });
    let leaving: Vec<New> = leaving.into_iter().collect();
    store::check_ins::insert(tx, Planning::Moving(acting), before, &leaving, scope.now()).await?;
    if harmed {
        let (class, points, week) = (SignalClass::Unsafe, signal::PAUSE, signal::week(today));
        let signal = Signal { class, points, week, voice: None };
        cases::raise(scope, tx, (before.referral, before.employer), &[signal]).await?;
    }
    Ok(())
}

/// Whether an NGO ended it because it was not safe there: a signal at once.
fn was_unsafe(side: Side, reason: Option<&str>) -> bool {
    side == Side::Ngo && reason == Some(EndReason::Unsafe.word())
}

/// A check-in of the actor's NGO that is open and was not changed since the page was read, held until the transaction ends.
async fn hold(scope: &Scope, tx: &Tx, id: CheckInId, version: i32) -> Result<(CheckIn, Permit<FollowUp>)> {
    let found = store::check_ins::hold(tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let permit = scope.permit(FollowUp { organisation: found.ngo })?;
    if found.state != CheckInState::Open || found.version != version {
        return Err(Error::Conflict);
    }
    Ok((found, permit))
}

/// Whether the actor may follow up at all: a stranger learns nothing from a problem beside a field.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs, [`Error::Refused`] while suspended.
pub fn may(scope: &Scope) -> Result<()> {
    scope.permit(FollowUp { organisation: crate::referrals::ngo(scope)? }).map(|_| ())
}

/// Whether there is such a check-in of the actor's NGO.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn exists(scope: &Scope, id: CheckInId) -> Result<()> {
    store::check_ins::find(scope.db(), scope.actor(), id).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Whether a check-in can be added to an introduction of the actor's NGO.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Refused`] for one that has not started or is over.
pub async fn may_add(scope: &Scope, id: IntroductionId) -> Result<()> {
    let introduction = store::introductions::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let there = store::check_ins::of_introduction(scope.db(), scope.actor(), id).await?;
    started(scope, &introduction, &there)
}

/// Somebody who has started is asked while they are there, and for a while after, whoever said that it is over.
fn started(scope: &Scope, introduction: &Introduction, there: &[CheckIn]) -> Result<()> {
    let lately = scope.now() - introduction.updated < TimeDelta::days(ASKED_AFTER);
    let left = introduction.stage.is_end() && !there.is_empty() && lately;
    let may = introduction.stage == Stage::Started || left;
    if may { Ok(()) } else { Err(Error::Refused("refused-check-in-not-started")) }
}

/// Whether something can be planned for a day.
fn plannable(scope: &Scope, day: NaiveDate) -> Result<()> {
    match (day - scope.now().date_naive()).num_days() {
        ..=-1 => Err(Error::at("day", Problem::InThePast)),
        0..=MOST_AHEAD => Ok(()),
        _ => Err(Error::at("day", Problem::TooFarAhead { days: MOST_AHEAD })),
    }
}

fn chosen(reason: ChangeReason, among: &[ChangeReason]) -> Result<ChangeReason> {
    if among.contains(&reason) { Ok(reason) } else { Err(Error::at("reason", Problem::NotInList)) }
}

/// Moves an open check-in to another day.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, [`Error::Conflict`] when it was changed or done in between; problems beside `day`.
pub async fn shift(scope: &Scope, id: CheckInId, version: i32, day: NaiveDate, reason: ChangeReason) -> Result<()> {
    let tx = scope.begin().await?;
    let (found, permit) = hold(scope, &tx, id, version).await?;
    plannable(scope, day)?;
    let reason = chosen(reason, ChangeReason::CHOSEN)?;
    changed(scope, tx, &permit, &found, Change::Move(day, reason), "move check-in").await
}

/// Leaves an open check-in out.
///
/// # Errors
/// As [`shift`].
pub async fn leave_out(scope: &Scope, id: CheckInId, version: i32, reason: ChangeReason) -> Result<()> {
    let tx = scope.begin().await?;
    let (found, permit) = hold(scope, &tx, id, version).await?;
    let reason = chosen(reason, ChangeReason::CHOSEN)?;
    changed(scope, tx, &permit, &found, Change::Drop(reason), "drop check-in").await
}

async fn changed(
    scope: &Scope,
    tx: Tx,
    permit: &Permit<FollowUp>,
    found: &CheckIn,
    change: Change<'_>,
    action: &'static str,
) -> Result<()> {
    let keyring = &scope.services().keyring;
    if !store::check_ins::change(&tx, permit, keyring, found, change, scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.commit(tx, action, &format!("check-in {}", found.id)).await
}

/// Adds a check-in for somebody who has started.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's introduction; [`Error::Refused`] for one that has not started or is over, or has
/// very many; problems beside `day` and `reason`.
pub async fn add(scope: &Scope, id: IntroductionId, day: NaiveDate, reason: ChangeReason) -> Result<()> {
    let tx = scope.begin().await?;
    let introduction = store::introductions::find(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let permit = scope.permit(FollowUp { organisation: introduction.ngo })?;
    let there = store::check_ins::of_introduction(&tx, scope.actor(), id).await?;
    started(scope, &introduction, &there)?;
    plannable(scope, day)?;
    if there.len() >= MOST {
        return Err(Error::Refused("refused-too-many-check-ins"));
    }
    let started = there.first().map_or_else(|| scope.now().date_naive(), |first| first.started);
    let reason = Some(chosen(reason, ChangeReason::ADDING)?);
    let new = New { kind: CheckInKind::Added, after: None, started, due: day, reason };
    store::check_ins::insert(&tx, Planning::Ngo(&permit), &introduction, &[new], scope.now()).await?;
    scope.commit(tx, "add check-in", &format!("introduction {id}")).await
}

/// What an NGO writes down of a check-in.
#[derive(Debug, Clone, Default)]
pub struct Answered {
    /// What the person answered.
    pub answers: Answers,
    /// How things stand, or why they left, where that is asked.
    pub outcome: Option<Outcome>,
}

/// Writes down how a check-in went. Answers that worry are counted about the employer, and may pause it, at once.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, [`Error::Conflict`] when it was changed or done in between; problems beside
/// `outcome`.
pub async fn answer(scope: &Scope, id: CheckInId, version: i32, contact: Contact, answered: &Answered) -> Result<()> {
    let tx = scope.begin().await?;
    let (found, permit) = hold(scope, &tx, id, version).await?;
    let change = match contact {
        Contact::Unreached => Change::Unreached,
        Contact::Spoke => {
            check_outcome(&found, answered.outcome)?;
            Change::Answer(&answered.answers, answered.outcome)
        }
    };
    let there = store::check_ins::of_introduction(&tx, scope.actor(), found.introduction).await?;
    let keyring = &scope.services().keyring;
    if !store::check_ins::change(&tx, &permit, keyring, &found, change, scope.now()).await? {
        return Err(Error::Conflict);
    }
    match contact {
        Contact::Unreached => unreached(scope, &tx, &permit, (&found, there.len())).await?,
        Contact::Spoke => {
            let today = scope.now().date_naive();
            let mut signals = signal::of_answers(&answered.answers, answered.outcome, today);
            if found.kind == CheckInKind::Leaving {
                let steps = store::introductions::steps(&tx, scope.actor(), found.introduction).await?;
                let end = steps.iter().rev().find(|step| step.stage.is_end());
                // It was a signal when the NGO ended it.
                if end.is_some_and(|step| was_unsafe(step.side, step.reason.as_deref())) {
                    signals.retain(|signal| signal.class != SignalClass::Unsafe);
                }
            }
            cases::raise(scope, &tx, (found.referral, found.employer), &signals).await?;
        }
    }
    scope.commit(tx, "answer check-in", &format!("check-in {id}")).await
}

fn check_outcome(check_in: &CheckIn, outcome: Option<Outcome>) -> Result<()> {
    let choices = check_in.outcomes();
    match outcome {
        None if choices.is_empty() => Ok(()),
        None => Err(Error::at("outcome", Problem::Missing)),
        Some(outcome) if choices.contains(&outcome) => Ok(()),
        Some(_) => Err(Error::at("outcome", Problem::NotInList)),
    }
}

/// Plans another check-in for somebody who could not be reached, and counts the silence. Whoever has left is asked once.
async fn unreached(scope: &Scope, tx: &Tx, permit: &Permit<FollowUp>, (found, there): (&CheckIn, usize)) -> Result<()> {
    cases::hold_employer(tx, found.employer).await?;
    let today = scope.now().date_naive();
    let again = today.checked_add_signed(TimeDelta::days(AGAIN_AFTER));
    if let Some(due) = again.filter(|_| found.kind != CheckInKind::Leaving && there < MOST) {
        let introduction = store::introductions::find(tx, scope.actor(), found.introduction).await?;
        let introduction = introduction.ok_or(Error::NotFound)?;
        let new = New { kind: CheckInKind::Again, after: found.after, started: found.started, due, reason: None };
        store::check_ins::insert(tx, Planning::Ngo(permit), &introduction, &[new], scope.now()).await?;
    }
    cases::watch::silence(scope, tx, (found.id, found.introduction), (found.referral, found.employer)).await
}
