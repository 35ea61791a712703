//! The audit log: signing and walking it once a day, and who has read a referral.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::MemberRole;
use domain::id::{AccountId, OrganisationId};
use domain::policy::{RetryDelivery, RunInstallation};
use domain::referral::Referral;
use domain::{Error, Result, readers};
use store::audit::Verdict;
pub use store::signatures::Noted;

use crate::{Scope, referrals};

/// When the log was last walked.
const CHECKED: &str = "audit checked";
/// When it was first found not to be whole.
const BROKEN: &str = "audit broken";
/// From when on a clock is behind. Servers that share a database may differ by less.
const BEHIND: TimeDelta = TimeDelta::hours(1);

/// Walks the whole log and its signatures, and notes what it found.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system; a failure when the database cannot be used.
pub async fn verify(scope: &Scope) -> Result<Verdict> {
    scope.permit(RunInstallation)?;
    // One moment of it: what is appended meanwhile is no break.
    let moment = scope.db().snapshot().await?;
    let verdict = store::signatures::verify(&moment, &scope.services().keyring).await?;
    drop(moment);
    let tx = scope.begin().await?;
    store::marks::renew(&tx, CHECKED, scope.now()).await?;
    if matches!(verdict, Verdict::Whole { .. }) {
        store::marks::remove(&tx, &[BROKEN.to_owned()]).await?;
    } else {
        store::marks::set(&tx, BROKEN, scope.now()).await?;
    }
    tx.commit().await?;
    Ok(verdict)
}

/// Walks the log once a day, and signs it then, unless it was changed from outside: nothing is signed that is not ours.
pub(crate) async fn daily(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let now = scope.now();
    let checked = store::marks::at(scope.db(), CHECKED).await?;
    if checked.is_none_or(|at| now - at >= TimeDelta::days(1) || at > now) {
        let verdict = verify(scope).await?;
        if !matches!(verdict, Verdict::Whole { .. }) {
            tracing::error!(?verdict, "the audit log is not whole");
        }
        if matches!(verdict, Verdict::Broken { .. } | Verdict::Forged { .. }) {
            return Ok(());
        }
    }
    let tx = scope.begin().await?;
    match store::signatures::sign(&tx, &permit, &scope.services().keyring, now).await {
        // Another worker has just done it.
        Err(error) if error.is_duplicate() => return Ok(()),
        signed => signed?,
    };
    Ok(tx.commit().await?)
}

/// The newest signature of the log, to be noted outside the database.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn noted(scope: &Scope) -> Result<Option<Noted>> {
    scope.permit(RunInstallation)?;
    Ok(store::signatures::noted(scope.db()).await?)
}

/// Whether the log still holds a signature that was noted; where it does not, it was cut or written anew, and
/// administrators see it.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn holds(scope: &Scope, noted: &Noted) -> Result<bool> {
    scope.permit(RunInstallation)?;
    if store::signatures::holds(scope.db(), noted).await? {
        return Ok(true);
    }
    let tx = scope.begin().await?;
    store::marks::set(&tx, BROKEN, scope.now()).await?;
    tx.commit().await?;
    Ok(false)
}

/// The latest time that the log has seen, where the clock is behind it. Consent ends by the day of the clock, so what ended
/// a moment before may be read again; what the worker has seen to have ended stays so ([`domain::retention::ended_before`]).
/// Nothing is refused for it: the clock may have been ahead then, and be right now.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn clock_behind(scope: &Scope) -> Result<Option<DateTime<Utc>>> {
    scope.permit(RunInstallation)?;
    behind(scope).await
}

async fn behind(scope: &Scope) -> Result<Option<DateTime<Utc>>> {
    let latest = store::audit::latest(scope.db()).await?;
    Ok(latest.filter(|at| *at - scope.now() > BEHIND))
}

/// What is known of the log without walking its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// When it was last signed.
    pub signed: Option<DateTime<Utc>>,
    /// When it was last walked.
    pub checked: Option<DateTime<Utc>>,
    /// Since when it is known not to be whole.
    pub broken: Option<DateTime<Utc>>,
    /// The latest time that it has seen, where the clock is behind it.
    pub behind: Option<DateTime<Utc>>,
}

/// What is known of the log.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn state(scope: &Scope) -> Result<State> {
    scope.permit(RetryDelivery)?;
    known(scope).await
}

/// The same, for whoever has shown that they may.
pub(crate) async fn known(scope: &Scope) -> Result<State> {
    Ok(State {
        signed: store::signatures::last(scope.db()).await?,
        checked: store::marks::at(scope.db(), CHECKED).await?,
        broken: store::marks::at(scope.db(), BROKEN).await?,
        behind: behind(scope).await?,
    })
}

/// Who has read a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// A member of the actor's NGO, by name.
    Member(String),
    /// Somebody who was a member.
    Former,
    /// A member of an employer, under a live grant: the employer's name, and not whose account it was.
    Employer(String),
}

/// How often somebody has read a referral without anybody else in between, on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// Who.
    pub reader: Reader,
    /// The last time.
    pub at: DateTime<Utc>,
    /// How often.
    pub times: i64,
}

/// A page of them, the newest first, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingsPage {
    /// The readings.
    pub readings: Vec<Readings>,
    /// The row of the log that the next page is before.
    pub next: Option<i64>,
}

/// Who has read a referral of the actor's NGO, from before a row of the log.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of its NGO.
pub async fn readings(scope: &Scope, referral: &Referral, before: Option<i64>, size: u64) -> Result<ReadingsPage> {
    let own = referrals::ngo(scope)?;
    if own != referral.organisation {
        return Err(Error::NotFound);
    }
    let subject = format!("referral {}", referral.id);
    // Whoever has read it was its NGO, or somebody whom consent once named.
    let grants = store::consents::of_referral(scope.db(), scope.actor(), referral.id).await?;
    let mut readers: BTreeSet<OrganisationId> = grants.iter().map(|grant| grant.terms.recipient).collect();
    readers.insert(own);
    let readers: Vec<_> = readers.into_iter().collect();
    let actions = [referrals::READ, referrals::LISTED];
    let what = (actions.as_slice(), subject.as_str(), readers.as_slice());
    let rows = store::audit::readings(scope.db(), what, before, size).await?;
    let next = rows.last().map(|row| row.id).filter(|_| u64::try_from(rows.len()) == Ok(size));
    let members = store::accounts::members(scope.db(), own).await?;
    let others: BTreeSet<_> = rows.iter().filter_map(|row| row.organisation).filter(|id| *id != own).collect();
    let employers: Vec<_> = others.into_iter().collect();
    let employers = store::organisations::find_all(scope.db(), &employers).await?;
    let mut readings: Vec<Readings> = Vec::new();
    let mut last = None;
    for row in rows {
        let whose = (row.account, row.organisation, row.at.date_naive());
        match readings.last_mut().filter(|_| last == Some(whose)) {
            Some(same) => same.times += 1,
            None => {
                let named = members.iter().find(|member| Some(member.account) == row.account);
                let reader = match (row.organisation == Some(own), named) {
                    (true, Some(member)) => Reader::Member(member.name.clone()),
                    (true, None) => Reader::Former,
                    (false, _) => {
                        let employer = employers.iter().find(|employer| Some(employer.id) == row.organisation);
                        Reader::Employer(employer.map(|e| e.description.name.clone()).unwrap_or_default())
                    }
                };
                readings.push(Readings { reader, at: row.at, times: 1 });
            }
        }
        last = Some(whose);
    }
    Ok(ReadingsPage { readings, next })
}

/// How many referrals somebody has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Who.
    pub reader: Reader,
    /// Those that were opened.
    pub opened: Count,
    /// Those that stood in a list: whoever pages on has more of them than the others, who see its beginning.
    pub listed: Count,
}

/// How many referrals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How many.
    pub referrals: u64,
    /// Whether that is far above what the others have.
    pub stands_out: bool,
}

/// How many referrals each member of the actor's NGO, and whoever was one, has opened and met in lists in the last
/// [`readers::DAYS`] days, who opened most first. Compared is only with who has been a member all that time.
///
/// # Errors
/// [`Error::NotFound`] for everybody but managers of NGOs.
pub async fn by_member(scope: &Scope) -> Result<Vec<Reads>> {
    let own = referrals::ngo(scope)?;
    if scope.actor().membership.as_ref().is_none_or(|membership| membership.role != MemberRole::Manager) {
        return Err(Error::NotFound);
    }
    let since = scope.now() - TimeDelta::days(readers::DAYS);
    let opened = store::audit::subjects_by_account(scope.db(), (referrals::READ, own), since).await?;
    let listed = store::audit::subjects_by_account(scope.db(), (referrals::LISTED, own), since).await?;
    let members = store::accounts::members(scope.db(), own).await?;
    let comparable: Vec<AccountId> = members
        .iter()
        .filter(|member| readers::is_comparable(member.since, scope.now()))
        .map(|member| member.account)
        .collect();
    let mut all: Vec<(AccountId, Reader)> = Vec::with_capacity(members.len());
    all.extend(members.into_iter().map(|member| (member.account, Reader::Member(member.name))));
    for (account, _) in opened.iter().chain(&listed) {
        if all.iter().all(|(known, _)| known != account) {
            all.push((*account, Reader::Former));
        }
    }
    let count = |of: &[(AccountId, u64)], account: AccountId| {
        let own = of.iter().find(|(reader, _)| *reader == account).map(|(_, read)| *read).unwrap_or_default();
        let others = of.iter().filter(|(reader, _)| *reader != account && comparable.contains(reader));
        let others: Vec<u64> = others.map(|(_, read)| *read).collect();
        Count { referrals: own, stands_out: readers::stands_out(own, &others) }
    };
    let read = |(account, reader)| Reads { reader, opened: count(&opened, account), listed: count(&listed, account) };
    let mut reads: Vec<Reads> = all.into_iter().map(read).collect();
    reads.sort_by_key(|reads| std::cmp::Reverse((reads.opened.referrals, reads.listed.referrals)));
    Ok(reads)
}
