//! The worker: claims events of the outbox, handles each, marks it. A failure is tried again after 10 seconds,
//! doubling to an hour at most; after 24 attempts (about 14 hours) the event is given up and shown to administrators.

use std::time::Duration;

use chrono::TimeDelta;
use domain::account::Email;
use domain::codes::Language;
use domain::event::Event;
use domain::id::{AccountId, OrganisationId, PracticeId};
use domain::{Error, Result};
use mail::{Kind, Message};
use store::outbox::{self, Claimed};
use uuid::Uuid;

use crate::{Scope, accounts, library};

/// Attempts before an event is given up.
const MOST_ATTEMPTS: i32 = 24;
/// Events claimed at once.
const BATCH: u64 = 64;
/// How long the worker rests when nothing is due.
const REST: Duration = Duration::from_millis(250);

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

/// Works until `stop` is done; what was claimed is finished first.
pub async fn run(scope: &Scope, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut next_sweep = scope.now();
    loop {
        let worked = once(scope).await.unwrap_or_else(|error| {
            tracing::error!(%error, "outbox cannot be read");
            0
        });
        if scope.now() >= next_sweep {
            next_sweep = scope.now() + TimeDelta::hours(1);
            if let Err(error) = sweep(scope).await {
                tracing::error!(%error, "sweeping failed");
            }
        }
        let rest = if worked == 0 { REST } else { Duration::ZERO };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Handles what is due now, one batch; answers how many events it took.
///
/// # Errors
/// When the outbox cannot be read.
pub async fn once(scope: &Scope) -> Result<usize> {
    // Reading first keeps an idle worker from taking the write lock four times a second.
    if !outbox::any_due(scope.db(), scope.now()).await? {
        return Ok(0);
    }
    let tx = scope.db().begin().await?;
    let claimed = outbox::claim(&tx, BATCH, scope.now()).await?;
    tx.commit().await?;
    let count = claimed.len();
    let (practices, others): (Vec<Claimed>, Vec<Claimed>) =
        claimed.into_iter().partition(|each| matches!(each.event, Event::PracticePublished { .. }));
    for each in others {
        let outcome = handle(scope, &each).await;
        settle(scope, &each, outcome).await?;
    }
    index(scope, &practices).await?;
    Ok(count)
}

/// Puts all published practices of a batch into the index at once: a commit of the index costs more than a record.
async fn index(scope: &Scope, events: &[Claimed]) -> Result<()> {
    let ids: Vec<PracticeId> = events
        .iter()
        .filter_map(|each| match each.event {
            Event::PracticePublished { practice } => Some(practice),
            _ => None,
        })
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let outcome = library::index(scope, ids).await;
    for each in events {
        settle(scope, each, outcome.clone().map_err(Failure::from)).await?;
    }
    Ok(())
}

/// Handles everything that is due now: for the command line and for tests.
///
/// # Errors
/// When the outbox cannot be read.
pub async fn drain(scope: &Scope) -> Result<()> {
    while once(scope).await? > 0 {}
    Ok(())
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

async fn handle(scope: &Scope, claimed: &Claimed) -> std::result::Result<(), Failure> {
    match &claimed.event {
        Event::AccountMade { account, token } => {
            let path = format!("/join/confirm/{token}");
            to_account(scope, claimed.id, *account, Kind::ConfirmAddress { path }).await
        }
        Event::AddressInUse { account } => {
            to_account(scope, claimed.id, *account, Kind::AddressInUse { path: "/sign-in".into() }).await
        }
        Event::ResetAsked { email } => {
            let Some((account, token)) = accounts::reset_link(scope, email).await? else { return Ok(()) };
            let path = format!("/sign-in/reset/{token}");
            to_account(scope, claimed.id, account, Kind::ResetPassword { path }).await
        }
        Event::Invited { email, organisation, token, language } => {
            invite(scope, claimed.id, (email, language), *organisation, token).await
        }
        Event::Waiting { organisation, path } => {
            let path = path.clone();
            to_members(scope, claimed.id, *organisation, move |account| Event::WaitingFor {
                account,
                path: path.clone(),
            })
            .await
        }
        Event::WaitingFor { account, path } => {
            to_account(scope, claimed.id, *account, Kind::Waiting { path: path.clone() }).await
        }
        Event::ApplicationMoved { organisation } => {
            to_members(scope, claimed.id, *organisation, |account| Event::NewsFor { account }).await
        }
        Event::NewsFor { account } => {
            to_account(scope, claimed.id, *account, Kind::ApplicationNews { path: "/account".into() }).await
        }
        Event::PracticePublished { practice } => Ok(library::index(scope, vec![*practice]).await?),
    }
}

/// Turns one event for an organisation into one for each member. The new keys follow from the event's and the
/// member's, so a second try writes the same rows.
async fn to_members(
    scope: &Scope,
    event: Uuid,
    organisation: OrganisationId,
    each: impl Fn(AccountId) -> Event,
) -> std::result::Result<(), Failure> {
    let members = store::accounts::members(scope.db(), organisation).await?;
    let tx = scope.db().begin().await?;
    for member in members {
        let id = Uuid::from_u128(event.as_u128() ^ member.account.0.as_u128().rotate_left(64));
        outbox::push_as(&tx, id, &each(member.account), scope.now()).await?;
    }
    Ok(tx.commit().await?)
}

async fn to_account(scope: &Scope, id: Uuid, account: AccountId, kind: Kind) -> std::result::Result<(), Failure> {
    let Some(account) = store::accounts::find(scope.db(), account).await? else { return Ok(()) };
    send(scope, Message { id, to: account.email, language: account.language, kind }).await
}

async fn invite(
    scope: &Scope,
    id: Uuid,
    (email, language): (&str, &str),
    organisation: OrganisationId,
    token: &str,
) -> std::result::Result<(), Failure> {
    let unreadable = |_| Failure::Never("event does not read".into());
    let to: Email = email.parse().map_err(unreadable)?;
    let language: Language = language.parse().map_err(unreadable)?;
    let Some(organisation) = store::organisations::find(scope.db(), organisation).await? else { return Ok(()) };
    let kind = Kind::Invitation { organisation: organisation.description.name, path: format!("/join/invited/{token}") };
    send(scope, Message { id, to, language, kind }).await
}

async fn send(scope: &Scope, message: Message) -> std::result::Result<(), Failure> {
    let services = scope.services();
    let rendered = mail::render(&message, &services.origin);
    services.mail.send(&rendered, &services.sender).await.map_err(|error| match error {
        mail::Error::Temporary(cause) => Failure::Later(cause),
        mail::Error::Permanent(cause) => Failure::Never(cause),
    })
}

/// Removes what is no longer needed: ended sessions, spent links, old counts, tokens and handled events; and holds live
/// placements against pay floors that have begun.
async fn sweep(scope: &Scope) -> Result<()> {
    let now = scope.now();
    let tx = scope.db().begin().await?;
    store::sessions::sweep(&tx, now).await?;
    store::links::sweep(&tx, now).await?;
    store::attempts::sweep(&tx, now - TimeDelta::hours(2)).await?;
    store::submissions::sweep(&tx, now - TimeDelta::days(7)).await?;
    outbox::sweep(&tx, now - TimeDelta::days(7)).await?;
    tx.commit().await?;
    crate::wage_floors::begin_new(scope).await
}
