//! Signals about employers and the stewards' cases. What NGOs write down becomes signals without a name; when these come
//! together, a case opens by itself and the employer is paused everywhere until stewards have looked.

use domain::case::{Case, CaseDecision, CaseState, CaseStep, mailed_at, shown_from};
use domain::event::Event;
use domain::id::{CaseId, OrganisationId, ReferralId};
use domain::introduction::{Introduction, Side, Stage};
use domain::policy::{HandleCase, KeepWatch, Permit};
use domain::signal::{Signal, Verdict, judge, week};
use domain::{Actor, Error, Problem, Result};
use store::Tx;
use store::case_steps::New;
pub use store::case_steps::{Question, Step};
pub use store::cases::{After, Which};
use uuid::Uuid;

use crate::{Scope, standing};

mod read;
pub(crate) mod watch;

pub use read::{
    Listed, Review, Shown, count_waiting, find, is_paused, list, may_read_rule, one, open_about, questions, review,
};

/// The longest text of a case, in characters.
pub const LONGEST: usize = 4000;

/// Holds an employer until the transaction ends, before anything is written that names it and that [`raise`] follows: such
/// a row takes a share of the employer's own, and of two who had both written one, each would wait for the other.
pub(crate) async fn hold_employer(tx: &Tx, employer: OrganisationId) -> Result<()> {
    store::organisations::hold(tx, employer).await?.map(|_| ()).ok_or(Error::NotFound)
}

/// Counts signals that one person gives about an employer, and opens or widens its case as the rule says. Done by the
/// system, whoever's request it follows from: neither case nor log tells who that was, and the log holds nothing of it until
/// the watch of each day writes what happened in the whole week. A row beside that of the request would tell whose it was.
pub(crate) async fn raise(
    scope: &Scope,
    tx: &Tx,
    (referral, employer): (ReferralId, OrganisationId),
    signals: &[Signal],
) -> Result<()> {
    if signals.is_empty() {
        return Ok(());
    }
    let system = scope.for_actor(Actor::system());
    let permit = system.permit(KeepWatch)?;
    // Held, so that two signals at the same moment open one case.
    hold_employer(tx, employer).await?;
    let voice = store::signals::voice(tx, &scope.services().keyring, (referral, employer), scope.now()).await?;
    let signals: Vec<Signal> = signals.iter().map(|signal| Signal { voice, ..*signal }).collect();
    store::signals::insert(tx, &permit, employer, &signals).await?;
    let today = scope.now().date_naive();
    let case = store::cases::open_of(tx, &permit, employer).await?;
    let all = store::signals::open(tx, &permit, employer, case.as_ref().map(|case| case.id)).await?;
    match (case, judge(&all, today)) {
        (Some(case), verdict) => widen(&system, tx, &permit, case, verdict).await,
        (None, Verdict::Nothing) => Ok(()),
        (None, verdict) => open(&system, tx, &permit, (employer, verdict)).await,
    }
}

async fn open(
    system: &Scope,
    tx: &Tx,
    permit: &Permit<KeepWatch>,
    (employer, verdict): (OrganisationId, Verdict),
) -> Result<()> {
    let today = system.now().date_naive();
    let case = Case {
        id: CaseId(Uuid::new_v4()),
        employer,
        week: week(today),
        verdict,
        state: CaseState::Open,
        shown: shown_from(today),
        proposed: None,
        conditions: String::new(),
        version: 1,
    };
    store::cases::insert(tx, permit, &system.services().keyring, &case).await?;
    store::signals::attach(tx, permit, employer, case.id).await?;
    grown(system, tx, permit, (case.id, CaseStep::Opened)).await?;
    mail_later(system, tx, Event::WaitingForStewards {}).await?;
    if verdict.pauses() {
        tell_ngos(system, tx, permit, employer).await?;
    }
    Ok(())
}

/// Adds signals to an open case. One that a steward would have lifted waits for a steward again: the signals are new.
async fn widen(system: &Scope, tx: &Tx, permit: &Permit<KeepWatch>, mut case: Case, verdict: Verdict) -> Result<()> {
    let today = system.now().date_naive();
    let pauses_now = verdict.pauses() && !case.verdict.pauses();
    if pauses_now {
        case.shown = shown_from(today);
    }
    let graver = verdict > case.verdict || case.state == CaseState::Proposed;
    case.verdict = case.verdict.max(verdict);
    (case.state, case.proposed) = (CaseState::Open, None);
    store::cases::grow(tx, permit, &case).await?;
    store::signals::attach(tx, permit, case.employer, case.id).await?;
    grown(system, tx, permit, (case.id, CaseStep::Grown)).await?;
    if graver {
        mail_later(system, tx, Event::WaitingForStewards {}).await?;
    }
    if pauses_now {
        tell_ngos(system, tx, permit, case.employer).await?;
    }
    Ok(())
}

/// Notes that signals came, by their week.
async fn grown(system: &Scope, tx: &Tx, permit: &Permit<KeepWatch>, (case, step): (CaseId, CaseStep)) -> Result<()> {
    let new = New { case, step, text: String::new(), day: week(system.now().date_naive()) };
    Ok(store::case_steps::insert(tx, permit, &system.services().keyring, new).await?)
}

/// Notes what a steward did today.
async fn step(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<HandleCase>,
    (case, step): (CaseId, CaseStep),
    text: String,
) -> Result<()> {
    let new = New { case, step, text, day: scope.now().date_naive() };
    Ok(store::case_steps::insert_by(tx, permit, &scope.services().keyring, new).await?)
}

/// Writes an event that leads to mails about a case. They leave at one hour of the day, and neither the event's time nor
/// its key tells another.
async fn mail_later(scope: &Scope, tx: &Tx, event: Event) -> Result<()> {
    Ok(store::outbox::push_as(tx, Uuid::new_v4(), &event, mailed_at(scope.now())).await?)
}

/// Lets every NGO that knows somebody there know, by mail, that something waits.
async fn tell_ngos(system: &Scope, tx: &Tx, permit: &Permit<KeepWatch>, employer: OrganisationId) -> Result<()> {
    for organisation in store::check_ins::ngos_at(tx, permit, (employer, system.now().date_naive())).await? {
        mail_later(system, tx, Event::Waiting { organisation }).await?;
    }
    Ok(())
}

/// Whether an introduction may go on while its employer is paused. What has happened can always be written down, and an end
/// is always open. The employer's own steps are stopped only once it sees the pause: a refusal before would tell it the day.
/// What its interest would open is held back meanwhile.
///
/// # Errors
/// [`Error::Refused`], in words that say nothing of why.
pub(crate) async fn may_advance(
    scope: &Scope,
    db: &impl store::Read,
    introduction: &Introduction,
    (side, stage): (Side, Stage),
) -> Result<()> {
    let today = scope.now().date_naive();
    match (side, stage) {
        (Side::Ngo, Stage::Meeting | Stage::Accepted) if store::cases::is_paused(db, introduction.employer).await? => {
            Err(Error::Refused("refused-employer-paused"))
        }
        (Side::Employer, Stage::Interested | Stage::Offered)
            if store::cases::is_seen_paused(db, introduction.employer, today).await? =>
        {
            Err(Error::Refused("refused-paused-review"))
        }
        _ => Ok(()),
    }
}

/// An open case, held until the transaction ends; its employer first, as [`raise`] does, so that neither waits for the
/// other for ever.
async fn hold(scope: &Scope, tx: &Tx, id: CaseId) -> Result<(Case, Permit<HandleCase>)> {
    let permit = scope.permit(HandleCase)?;
    let employer = store::cases::find(tx, &permit, id).await?.ok_or(Error::NotFound)?.employer;
    hold_employer(tx, employer).await?;
    let case = store::cases::hold(tx, &permit, id).await?.ok_or(Error::NotFound)?;
    if case.state.is_open() { Ok((case, permit)) } else { Err(Error::Conflict) }
}

/// Notes what a steward did. A question to the organisations that know people there reaches each of them, and the steward
/// learns neither which they are nor which one answers.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] for a case that is closed; problems beside `step`.
pub async fn note(scope: &Scope, id: CaseId, what: CaseStep, text: String) -> Result<()> {
    let tx = scope.begin().await?;
    let (case, permit) = hold(scope, &tx, id).await?;
    if !CaseStep::NOTED.contains(&what) {
        return Err(Error::at("step", Problem::NotInList));
    }
    step(scope, &tx, &permit, (id, what), text).await?;
    if what == CaseStep::AskedNgos {
        let system = scope.for_actor(Actor::system());
        tell_ngos(&system, &tx, &system.permit(KeepWatch)?, case.employer).await?;
    }
    scope.commit(tx, "note in case", &format!("case {id}")).await
}

/// What a steward decides, with the reason for other stewards and the words that the employer reads.
#[derive(Clone)]
pub struct Decided {
    /// How the case ends.
    pub decision: CaseDecision,
    /// Why; stewards read it.
    pub reason: String,
    /// The conditions, or why it is suspended; the employer reads it.
    pub told: String,
}

domain::opaque!(Decided);

/// Decides on a case that the steward has read in this version. Lifting one that a strong signal opened needs two: the
/// first steward's decision waits for another one's, and other conditions are another decision. What the employer is told
/// says nothing of what brought anybody there.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards; [`Error::Conflict`] when it was changed since; [`Error::Refused`] for the
/// one who decided first; problems beside `told`.
pub async fn decide(scope: &Scope, id: CaseId, version: i32, decided: Decided) -> Result<()> {
    let account = scope.actor().account()?;
    let tx = scope.begin().await?;
    let (case, permit) = hold(scope, &tx, id).await?;
    if case.version != version {
        return Err(Error::Conflict);
    }
    let decision = decided.decision;
    if decision != CaseDecision::Resume && decided.told.is_empty() {
        return Err(Error::at("told", Problem::Missing));
    }
    domain::marker::check_untold(&decided.told).map_err(|problem| Error::at("told", problem))?;
    let waits = decision.proposed().filter(|_| case.needs_another(decision));
    // Of conditions both have read the same ones.
    let same = decision != CaseDecision::Conditions || decided.told == case.conditions;
    let seconded = same && case.proposed.is_some_and(|(proposed, by)| proposed == decision && by != account);
    if let Some(proposes) = waits.filter(|_| !seconded) {
        if case.proposed.is_some_and(|(_, by)| by == account) {
            return Err(Error::Refused("refused-second-steward"));
        }
        let mut case = Case { state: CaseState::Proposed, proposed: Some((decision, account)), ..case };
        case.conditions = if decision == CaseDecision::Conditions { decided.told } else { String::new() };
        store::cases::decide(&tx, &permit, &case).await?;
        step(scope, &tx, &permit, (id, proposes), decided.reason).await?;
        mail_later(scope, &tx, Event::WaitingForStewards {}).await?;
        return scope.commit(tx, "propose in case", &format!("case {id}")).await;
    }
    close(scope, tx, &permit, case, decided).await
}

/// Ends a case.
async fn close(scope: &Scope, tx: Tx, permit: &Permit<HandleCase>, mut case: Case, decided: Decided) -> Result<()> {
    let today = scope.now().date_naive();
    let seen = case.pauses() && case.shown <= today;
    if !case.verdict.pauses() {
        case.shown = shown_from(today);
    }
    (case.state, case.proposed) = (decided.decision.state(), None);
    case.conditions = match decided.decision {
        CaseDecision::Conditions => decided.told.clone(),
        CaseDecision::Resume | CaseDecision::Suspend => String::new(),
    };
    store::cases::decide(&tx, permit, &case).await?;
    step(scope, &tx, permit, (case.id, decided.decision.step()), decided.reason).await?;
    // Whoever is suspended reads nothing anyway; the others of its group are paused no longer.
    standing::open_held_back(&tx, case.employer).await?;
    if decided.decision == CaseDecision::Suspend {
        crate::sanctions::suspend_within(scope, &tx, case.employer, decided.told).await?;
    } else if seen {
        crate::introductions::tell(scope, &tx, case.employer).await?;
    }
    scope.commit(tx, "decide case", &format!("case {}", case.id)).await
}

/// Sends another steward's decision back, with why.
///
/// # Errors
/// As [`decide`]; [`Error::Conflict`] where nobody has decided.
pub async fn send_back(scope: &Scope, id: CaseId, version: i32, why: String) -> Result<()> {
    let tx = scope.begin().await?;
    let (case, permit) = hold(scope, &tx, id).await?;
    if case.version != version || case.proposed.is_none() {
        return Err(Error::Conflict);
    }
    let case = Case { state: CaseState::Open, proposed: None, conditions: String::new(), ..case };
    store::cases::decide(&tx, &permit, &case).await?;
    step(scope, &tx, &permit, (id, CaseStep::SentBack), why).await?;
    mail_later(scope, &tx, Event::WaitingForStewards {}).await?;
    scope.commit(tx, "send case back", &format!("case {id}")).await
}

/// Answers what stewards ask, for an NGO that knows somebody there. The case says that an organisation answered, in which
/// week, and not which.
///
/// # Errors
/// [`Error::NotFound`] for everybody else, and for a case that is closed.
pub async fn answer(scope: &Scope, id: CaseId, text: String) -> Result<()> {
    let organisation = crate::referrals::ngo(scope)?;
    let permit = scope.permit(domain::policy::FollowUp { organisation })?;
    let tx = scope.begin().await?;
    let today = scope.now().date_naive();
    let id = store::cases::hold_known(&tx, scope.actor(), id, today).await?.ok_or(Error::NotFound)?;
    let new = New { case: id, step: CaseStep::NgoAnswered, text, day: week(today) };
    store::case_steps::insert_answer(&tx, &permit, &scope.services().keyring, new).await?;
    // The log is the system's, and a later one: an entry now, or with the account, would say which organisation it was.
    let system = scope.for_actor(Actor::system());
    store::cases::reopen(&tx, &system.permit(KeepWatch)?, id).await?;
    mail_later(&system, &tx, Event::WaitingForStewards {}).await?;
    Ok(tx.commit().await?)
}
