//! What the worker watches over: check-ins that nobody did, the day from which an employer sees a pause, signals that are
//! too old to count, and what the audit log is to hold of cases.

use chrono::{NaiveDate, TimeDelta};
use domain::case::CaseStep;
use domain::event::Event;
use domain::id::{CheckInId, IntroductionId, OrganisationId, ReferralId};
use domain::placement::PauseReason;
use domain::policy::KeepWatch;
use domain::retention::is_steady;
use domain::signal::{SILENCE_EVERY, SILENT_AFTER, Signal, WEEKS, week};
use domain::{Actor, Result};
use store::Tx;

use super::raise;
use crate::{Scope, placements};

/// When it was last looked.
const MARK: &str = "watch";
/// Check-ins that are looked at together.
const BATCH: u64 = 100;
/// Steps of cases that are written into the audit log at once; what is left waits for the next hour.
const MOST_STEPS: u64 = 1000;
/// What the audit log calls the steps of a case that the system notes.
const LOGGED: [(CaseStep, &str); 3] =
    [(CaseStep::Opened, "open case"), (CaseStep::Grown, "widen case"), (CaseStep::NgoAnswered, "answer in case")];
/// The most batches of one hour; what is left waits for the next.
const MOST_BATCHES: usize = 50;

fn before(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_sub_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// Counts silences, tells employers what they see from today, writes the steps of cases into the log, removes signals that
/// count no more; none of it after one look at a clock that may have jumped.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn watch(scope: &Scope) -> Result<()> {
    let now = scope.now();
    let steady = is_steady(store::marks::at(scope.db(), MARK).await?, now);
    let tx = scope.begin().await?;
    store::marks::renew(&tx, MARK, now).await?;
    tx.commit().await?;
    if !steady {
        return Ok(());
    }
    silences(scope).await?;
    tell_employers(scope).await?;
    log_steps(scope).await?;
    let permit = scope.permit(KeepWatch)?;
    let tx = scope.begin().await?;
    let oldest = before(week(scope.now().date_naive()), 7 * 2 * WEEKS);
    store::signals::sweep(&tx, &permit, oldest).await?;
    Ok(tx.commit().await?)
}

async fn silences(scope: &Scope) -> Result<()> {
    let permit = scope.permit(KeepWatch)?;
    for _ in 0..MOST_BATCHES {
        let due_by = before(scope.now().date_naive(), SILENT_AFTER + 1);
        let found = store::check_ins::silent(scope.db(), &permit, due_by, BATCH).await?;
        if found.is_empty() {
            break;
        }
        for each in found {
            let tx = scope.begin().await?;
            silence(scope, &tx, (each.id, each.introduction), (each.referral, each.employer)).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Counts a check-in as a silence about the employer, once; several of one person within four weeks are one.
pub(crate) async fn silence(
    scope: &Scope,
    tx: &Tx,
    (id, introduction): (CheckInId, IntroductionId),
    (referral, employer): (ReferralId, OrganisationId),
) -> Result<()> {
    let permit = scope.for_actor(Actor::system()).permit(KeepWatch)?;
    let today = scope.now().date_naive();
    let last = store::check_ins::last_silence(tx, introduction, today).await?;
    let lately = last.filter(|last| *last > before(today, SILENCE_EVERY));
    if store::check_ins::note_silence(tx, &permit, id, lately.unwrap_or(today)).await? && lately.is_none() {
        raise(scope, tx, (referral, employer), &[Signal::silence(today)]).await?;
    }
    Ok(())
}

/// Shows employers what they see from today: what they offer rests on their own pages too, and a mail says only that
/// something waits. Nobody else was shown it since the day of the signal.
async fn tell_employers(scope: &Scope) -> Result<()> {
    let permit = scope.permit(KeepWatch)?;
    let tx = scope.begin().await?;
    let untold = store::cases::untold(&tx, &permit, scope.now().date_naive()).await?;
    let mut paused = Vec::new();
    for case in &untold {
        if case.pauses() {
            paused.extend(placements::pause_all(scope, &tx, case.employer, PauseReason::Look).await?);
        }
        scope.push(&tx, Event::Waiting { organisation: case.employer }).await?;
    }
    let cases: Vec<_> = untold.iter().map(|case| case.id).collect();
    store::cases::tell(&tx, &permit, &cases).await?;
    placements::log_paused(scope, &tx, &paused).await?;
    Ok(tx.commit().await?)
}

/// Writes into the audit log what happened in cases in weeks that are over, all at one time: a row for each step, far from
/// the request that it followed from, and from its hour.
async fn log_steps(scope: &Scope) -> Result<()> {
    let permit = scope.permit(KeepWatch)?;
    let tx = scope.begin().await?;
    let this_week = week(scope.now().date_naive());
    let steps = store::case_steps::unlogged(&tx, &permit, this_week, MOST_STEPS).await?;
    store::case_steps::note_logged(&tx, &permit, &steps).await?;
    for (step, action) in LOGGED {
        let those = steps.iter().filter(|each| each.step == step);
        let subjects: Vec<String> = those.map(|each| format!("case {}", each.case)).collect();
        scope.log_each(&tx, action, &subjects).await?;
    }
    Ok(tx.commit().await?)
}
