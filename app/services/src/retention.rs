//! Retention by the calendar: an NGO is asked about referrals that nobody touches; unanswered, they are archived, and
//! closed ones erased. What is done cannot be undone, so nothing follows from one look at a clock: something must have
//! been due in many looks, a day and more.

use chrono::{DateTime, TimeDelta, Utc};
use domain::policy::{KeepReferral, Permit, RunInstallation};
use domain::referral::{CloseReason, Referral, ReferralStatus};
use domain::retention::{Next, ended_before, is_settled, is_steady};
use domain::{Error, Result};
use store::introductions::lapsed;
use store::retentions::{self, Asked};

use crate::{Scope, erasures, introductions, referrals};

/// When the calendar was last looked at.
const MARK: &str = "retention";
/// Since when such looks have followed each other as they should.
const STEADY: &str = "retention steady";
/// Referrals that are asked about in one look.
const ASKED_AT_ONCE: u64 = 200;
/// Referrals that are found due, and archived, in one look.
const DUE_AT_ONCE: u64 = 200;
/// People who are erased in one look: a few, so that somebody sees it who did not mean it.
const ERASED_AT_ONCE: usize = 2;
/// How long employers read that an introduction has come to an end of which nothing else is kept.
const ENDED_FOR: TimeDelta = TimeDelta::days(365);
/// Questions that an NGO sees at once.
const SEEN_AT_ONCE: u64 = 100;

/// A referral with what its NGO is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The referral.
    pub referral: Referral,
    /// What follows if nobody answers.
    pub next: Next,
    /// The day from which it does.
    pub from: DateTime<Utc>,
}

/// How many questions wait for the actor's NGO, a hundred at most.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count(scope: &Scope) -> Result<usize> {
    referrals::ngo(scope)?;
    Ok(retentions::asked_of(scope.db(), scope.actor(), SEEN_AT_ONCE).await?.len())
}

/// What the actor's NGO is asked, the oldest question first; a hundred at most. Each read of a referral is logged.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn questions(scope: &Scope) -> Result<Vec<Question>> {
    referrals::ngo(scope)?;
    let asked = retentions::asked_of(scope.db(), scope.actor(), SEEN_AT_ONCE).await?;
    let ids: Vec<_> = asked.iter().map(|each| each.referral).collect();
    let found = referrals::find_all(scope, &ids).await?;
    let answer = TimeDelta::days(scope.services().retention.answer.into());
    let question = |each: Asked| {
        let referral = found.iter().find(|referral| referral.id == each.referral)?.clone();
        Some(Question { referral, next: each.next, from: each.asked + answer })
    };
    Ok(asked.into_iter().filter_map(question).collect())
}

/// Says that a referral is still needed.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's.
pub async fn keep(scope: &Scope, referral: &Referral) -> Result<()> {
    let permit = scope.permit(KeepReferral { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    retentions::keep(&tx, &permit, referral.id, scope.now()).await?;
    scope.commit(tx, "keep referral", &format!("referral {}", referral.id)).await
}

/// Archives a referral at its NGO's wish; one that is closed stays so.
///
/// # Errors
/// As [`referrals::close`].
pub async fn archive(scope: &Scope, referral: &Referral) -> Result<()> {
    if referral.status == ReferralStatus::Closed {
        return Ok(());
    }
    referrals::close(scope, referral, CloseReason::Archived).await?;
    let tx = scope.db().begin().await?;
    retentions::withdraw(&tx, &[referral.id]).await?;
    Ok(tx.commit().await?)
}

/// Looks at the calendar: what the worker does every hour.
pub(crate) async fn look(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let now = scope.now();
    let steady = is_steady(store::marks::at(scope.db(), MARK).await?, now);
    let since = store::marks::at(scope.db(), STEADY).await?.filter(|since| steady && *since <= now);
    let tx = scope.begin().await?;
    store::marks::renew(&tx, MARK, now).await?;
    if since.is_none() {
        store::marks::renew(&tx, STEADY, now).await?;
    }
    if let Some(before) = since.and_then(|since| ended_before(since, now)) {
        store::revocations::stay_ended(&tx, &permit, before, now).await?;
    }
    if !steady {
        retentions::forget_noted(&tx, &permit, now).await?;
    }
    retentions::withdraw_answered(&tx, &permit).await?;
    store::person::forget_ended(&tx, (now - ENDED_FOR).date_naive()).await?;
    tx.commit().await?;
    if !steady {
        return Ok(());
    }
    for next in Next::ALL {
        ask(scope, &permit, *next).await?;
    }
    for next in Next::ALL {
        act(scope, &permit, *next).await?;
    }
    Ok(())
}

/// Asks about what nobody has touched; each NGO hears once that something waits.
async fn ask(scope: &Scope, permit: &Permit<RunInstallation>, next: Next) -> Result<()> {
    let now = scope.now();
    let periods = scope.services().retention;
    let found = retentions::untouched(scope.db(), permit, next, (periods, now), ASKED_AT_ONCE).await?;
    if found.is_empty() {
        return Ok(());
    }
    let tx = scope.begin().await?;
    retentions::ask(&tx, permit, next, &found, now).await?;
    let mut ngos: Vec<_> = found.iter().map(|(_, organisation)| *organisation).collect();
    ngos.sort_unstable();
    ngos.dedup();
    for ngo in ngos {
        introductions::tell(scope, &tx, ngo).await?;
    }
    let subjects: Vec<String> = found.iter().map(|(referral, _)| format!("referral {referral}")).collect();
    scope.log_each(&tx, "ask about referral", &subjects).await?;
    Ok(tx.commit().await?)
}

/// Archives or erases what has been due for long enough.
async fn act(scope: &Scope, permit: &Permit<RunInstallation>, next: Next) -> Result<()> {
    let now = scope.now();
    let before = scope.services().retention.due_before(now);
    let due = retentions::due(scope.db(), permit, next, before, DUE_AT_ONCE).await?;
    let mut settled: Vec<Asked> = due.clone();
    settled.retain(|each| each.noted.is_some_and(|noted| is_settled(noted, each.looks + 1, now)));
    if next == Next::Erase {
        settled.truncate(ERASED_AT_ONCE);
    }
    for asked in &settled {
        one(scope, permit, asked).await?;
    }
    let waiting: Vec<_> = due.iter().filter(|each| !settled.contains(each)).map(|each| each.referral).collect();
    let tx = scope.begin().await?;
    retentions::note(&tx, permit, &waiting, now).await?;
    Ok(tx.commit().await?)
}

async fn one(scope: &Scope, permit: &Permit<RunInstallation>, asked: &Asked) -> Result<()> {
    let (tx, now) = (scope.begin().await?, scope.now());
    let person = retentions::hold(&tx, permit, asked).await?;
    let open = lapsed::open(&tx, permit, asked.referral, now.date_naive()).await?;
    let checked = scope.services().retention.checked_since(now);
    let open = lapsed::with_unheard(&tx, permit, asked.referral, (open, checked)).await?;
    let Some(person) = person.filter(|_| open.standing.is_empty()) else {
        // Touched since, opened or closed, so that there is nothing to answer any more; or somebody is in work or may soon
        // be, and it is asked about anew.
        retentions::withdraw(&tx, &[asked.referral]).await?;
        return Ok(tx.commit().await?);
    };
    match asked.next {
        Next::Archive => {
            // One that nobody has answered, on a consent that is over, would keep the referral for ever; so would one that
            // somebody has started and nobody has closed.
            let mut moved = Vec::new();
            for introduction in &open.lapsed {
                lapsed::end(&tx, permit, introduction, now).await?;
                introductions::tell(scope, &tx, introduction.employer).await?;
                moved.push(format!("introduction {}", introduction.id));
            }
            retentions::archive(&tx, permit, asked.referral, now).await?;
            store::own_pages::end(&tx, asked.referral).await?;
            scope.log_each(&tx, "move introduction", &moved).await?;
            scope.commit(tx, "archive referral", &format!("referral {}", asked.referral)).await
        }
        // What is under way is erased with the person, and its employers are told that it has come to an end.
        Next::Erase => erasures::by_system(scope, tx, &person).await.map(|_| ()),
    }
}
