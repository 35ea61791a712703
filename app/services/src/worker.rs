//! The worker: claims events of the outbox, handles each, marks it. Mail and the index are worked off side by side, so
//! that neither waits for the other. A failure is tried again after 10 seconds, doubling to an hour at most; after 80
//! attempts (about three days) the event is given up and shown to administrators.

use std::time::Duration;

use chrono::TimeDelta;
use domain::event::{Event, Feed};
use domain::id::PracticeId;
use domain::{Error, Result};
use store::outbox::{self, Claimed};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{Scope, erasures, import, keys, library};

mod handle;

use handle::handle;

/// Attempts before an event is given up.
const MOST_ATTEMPTS: i32 = 80;
/// Records that are put into the index at once.
const RECORDS: u64 = 64;
/// Mails that leave side by side. A claim holds no more, so that all are settled well before another worker may take
/// them: a mail server has 20 seconds for each.
const MAILS: u64 = 8;
/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_millis(250);
/// How long mails under way may take once the worker is asked to stop.
const GRACE: Duration = Duration::from_secs(1);
/// How often it is looked whether other processes have published.
const FOLLOWING: Duration = Duration::from_millis(500);
/// How often what is no longer needed is removed.
const SWEEP: Duration = Duration::from_secs(3600);

/// Why an event was not handled.
enum Failure {
    /// Trying again can help.
    Later(String),
    /// It cannot.
    Never(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Later(error.to_string())
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Later(error.to_string())
    }
}

/// Works until `stop` is done. Mails that have not left soon after are given back. Without an index, what is for the
/// index is left to the process that has it.
pub async fn run(scope: &Scope, stop: impl Future<Output = ()>) {
    let (told, stopping) = watch::channel(());
    let stop = async move {
        stop.await;
        drop(told);
    };
    tokio::join!(
        stop,
        keep_on(scope, Feed::Index, stopping.clone()),
        keep_on(scope, Feed::Mail, stopping.clone()),
        keep_importing(scope, stopping.clone()),
        keep_following(scope, stopping.clone()),
        keep_learning(scope, stopping.clone()),
        keys::keep(scope, stopping.clone()),
        erasures::keep(scope, stopping.clone()),
        keep_clean(scope, stopping),
    );
}

async fn keep_on(scope: &Scope, feed: Feed, mut stopping: watch::Receiver<()>) {
    loop {
        let told = stopping.clone();
        let worked = once(scope, feed, stopped(told)).await.unwrap_or_else(|error| {
            tracing::error!(%error, %feed, "outbox cannot be read");
            0
        });
        let rest = if worked == 0 { REST } else { Duration::ZERO };
        if !rests(&mut stopping, rest).await {
            return;
        }
    }
}

/// Works on imports, which ask the index what is here already.
async fn keep_importing(scope: &Scope, mut stopping: watch::Receiver<()>) {
    if scope.services().index.is_none() {
        return;
    }
    loop {
        let worked = tokio::select! {
            worked = import::work::once(scope) => worked,
            _ = stopping.changed() => return,
        };
        let worked = worked.unwrap_or_else(|error| {
            tracing::error!(%error, "imports cannot be worked on");
            false
        });
        let rest = if worked { Duration::ZERO } else { REST };
        if !rests(&mut stopping, rest).await {
            return;
        }
    }
}

/// Keeps the index of this process as the store is, whichever process published: an event is handled by one alone.
async fn keep_following(scope: &Scope, mut stopping: watch::Receiver<()>) {
    if scope.services().index.is_none() {
        return;
    }
    let mut seen = library::Followed::None;
    loop {
        let followed = library::follow_from(scope, &mut seen).await;
        if let Err(error) = followed {
            tracing::error!(%error, "the index does not follow");
        }
        if !rests(&mut stopping, FOLLOWING).await {
            return;
        }
    }
}

/// Lets the index of this process learn, beside its following: that takes seconds, and nobody waits for it.
async fn keep_learning(scope: &Scope, mut stopping: watch::Receiver<()>) {
    if scope.services().index.is_none() {
        return;
    }
    loop {
        if let Err(error) = library::learn(scope).await {
            tracing::error!(%error, "the index does not learn");
        }
        if !rests(&mut stopping, FOLLOWING).await {
            return;
        }
    }
}

async fn keep_clean(scope: &Scope, mut stopping: watch::Receiver<()>) {
    loop {
        if let Err(error) = sweep(scope).await {
            tracing::error!(%error, "sweeping failed");
        }
        if !rests(&mut stopping, SWEEP).await {
            return;
        }
    }
}

/// Rests; false when the worker is asked to stop meanwhile.
pub(crate) async fn rests(stopping: &mut watch::Receiver<()>, rest: Duration) -> bool {
    tokio::select! {
        _ = stopping.changed() => false,
        () = tokio::time::sleep(rest) => true,
    }
}

async fn stopped(mut stopping: watch::Receiver<()>) {
    let _ = stopping.changed().await;
}

/// Handles what is due now in a feed, one batch; answers how many events it took.
async fn once(scope: &Scope, feed: Feed, stop: impl Future<Output = ()>) -> Result<usize> {
    if feed == Feed::Index && scope.services().index.is_none() {
        return Ok(0);
    }
    // Reading first keeps an idle worker from taking the write lock four times a second.
    if !outbox::any_due(scope.db(), feed, scope.now()).await? {
        return Ok(0);
    }
    let most = match feed {
        Feed::Mail => MAILS,
        Feed::Index => RECORDS,
    };
    let tx = scope.db().begin().await?;
    let claimed = outbox::claim(&tx, feed, most, scope.now()).await?;
    tx.commit().await?;
    let count = claimed.len();
    match feed {
        Feed::Mail => deliver(scope, claimed, stop).await?,
        Feed::Index => index(scope, &claimed).await?,
    }
    Ok(count)
}

/// Handles events side by side; those that are not through soon after `stop` are given back.
async fn deliver(scope: &Scope, claimed: Vec<Claimed>, stop: impl Future<Output = ()>) -> Result<()> {
    let mut waiting = claimed.clone();
    let mut running = JoinSet::new();
    for each in claimed {
        let scope = scope.clone();
        running.spawn(async move { (handle(&scope, &each).await, each) });
    }
    let mut stop = std::pin::pin!(async {
        stop.await;
        tokio::time::sleep(GRACE).await;
    });
    loop {
        tokio::select! {
            finished = running.join_next() => match finished {
                Some(Ok((outcome, each))) => {
                    settle(scope, &each, outcome).await?;
                    waiting.retain(|other| other.id != each.id);
                }
                Some(Err(error)) => tracing::error!(%error, "a handler ended"),
                None => break,
            },
            () = &mut stop => {
                drop(running);
                let tx = scope.db().begin().await?;
                outbox::give_back(&tx, waiting.iter().map(|each| each.id), scope.now()).await?;
                return Ok(tx.commit().await?);
            }
        }
    }
    for each in waiting {
        settle(scope, &each, Err(Failure::Later("the handler panicked".into()))).await?;
    }
    Ok(())
}

/// Puts all published practices of a batch into the index at once: a commit of the index costs more than a record.
async fn index(scope: &Scope, claimed: &[Claimed]) -> Result<()> {
    let practice = |each: &Claimed| match each.event {
        Some(Event::PracticePublished { practice }) => Some(practice),
        _ => None,
    };
    let ids: Vec<PracticeId> = claimed.iter().filter_map(practice).collect();
    let outcome = if ids.is_empty() { Ok(()) } else { library::index(scope, ids).await };
    for each in claimed {
        let outcome = match practice(each) {
            Some(_) => outcome.clone().map_err(Failure::from),
            None => Err(unreadable()),
        };
        settle(scope, each, outcome).await?;
    }
    Ok(())
}

/// Handles everything that is due now: for tests.
///
/// # Errors
/// When the outbox cannot be read.
pub async fn drain(scope: &Scope) -> Result<()> {
    drain_index(scope).await?;
    while once(scope, Feed::Mail, std::future::pending()).await? > 0 {}
    Ok(())
}

/// Works on every import that is to be worked on: for tests.
///
/// # Errors
/// When the database cannot be used.
pub async fn drain_imports(scope: &Scope) -> Result<()> {
    while import::work::once(scope).await? {}
    Ok(())
}

/// Brings the index up to date, if this process has it: for the command line.
///
/// # Errors
/// When the outbox cannot be read.
pub async fn drain_index(scope: &Scope) -> Result<()> {
    while once(scope, Feed::Index, std::future::pending()).await? > 0 {}
    Ok(())
}

/// Does what is done every hour: for tests.
///
/// # Errors
/// When the database cannot be used.
pub async fn tidy(scope: &Scope) -> Result<()> {
    sweep(scope).await
}

async fn settle(scope: &Scope, event: &Claimed, outcome: std::result::Result<(), Failure>) -> Result<()> {
    let now = scope.now();
    let tx = scope.db().begin().await?;
    match outcome {
        Ok(()) => outbox::done(&tx, event.id, now).await?,
        Err(Failure::Later(failure)) if event.attempts < MOST_ATTEMPTS => {
            tracing::warn!(event = %event.id, attempts = event.attempts, "event put off");
            outbox::retry(&tx, event.id, failure, now + back_off(event.attempts)).await?;
        }
        Err(Failure::Later(failure) | Failure::Never(failure)) => {
            tracing::error!(event = %event.id, "event given up");
            outbox::bury(&tx, event.id, failure, now).await?;
        }
    }
    Ok(tx.commit().await?)
}

fn back_off(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    TimeDelta::seconds((10_i64 << doublings).min(3600))
}

fn unreadable() -> Failure {
    Failure::Never("event does not read".into())
}

/// Removes what is no longer needed: ended sessions, spent links, old counts, tokens and handled events; ends verifications
/// whose day has passed; tells NGOs of consent that ends soon and of wishes whose day has passed; watches over check-ins and
/// cases, publishes statistics, holds live placements against pay floors that have begun and their words against those that
/// tell, and tells administrators what needs a hand.
async fn sweep(scope: &Scope) -> Result<()> {
    let now = scope.now();
    let tx = scope.db().begin().await?;
    store::sessions::sweep(&tx, now).await?;
    store::links::sweep(&tx, now).await?;
    store::ceremonies::sweep(&tx, now).await?;
    store::attempts::sweep(&tx, now - TimeDelta::hours(2)).await?;
    store::saved_searches::sweep(&tx, now).await?;
    store::submissions::sweep(&tx, now - TimeDelta::days(7)).await?;
    outbox::sweep(&tx, now - TimeDelta::days(7), now - TimeDelta::days(30)).await?;
    store::imports::sweep(&tx, now - TimeDelta::days(365)).await?;
    store::files::sweep(&tx, now - TimeDelta::days(1)).await?;
    keys::sweep(&tx, now).await?;
    tx.commit().await?;
    // What one of these cannot do keeps none of the others from being done.
    let each = [
        crate::audit::daily(scope).await,
        crate::retention::look(scope).await,
        crate::consents::tell_ending(scope).await,
        crate::own_pages::remind(scope).await,
        crate::searches::tell(scope).await,
        crate::proposals::daily::tell(scope).await,
        crate::standing::sweep(scope).await,
        crate::cases::watch::watch(scope).await,
        crate::statistics::publish(scope).await,
        crate::wage_floors::begin_new(scope).await,
        crate::placements::words::look(scope).await,
        // Last: what was found amiss just now is told at once.
        crate::operations::tell(scope).await,
    ];
    each.into_iter().collect()
}
