//! Calendars of an NGO's staff: a secret address that a calendar program reads. It shows days and a neutral title, since
//! a calendar lies open on many screens and with many companies.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::id::{AccountId, CheckInId};
use domain::organisation::OrganisationKind;
use domain::policy::KeepCalendar;
use domain::{Actor, Error, Result};
use sha2::{Digest as _, Sha256};
use store::check_ins::Which;

use crate::Scope;
use crate::scope::secret;
use crate::sessions::{self, Asks};

mod ics;

use ics::Appointment;

/// The address of a calendar, up to its secret.
pub const PATH: &str = "/calendar/";
/// The end of the address.
pub const ENDING: &str = ".ics";
/// The most appointments.
const MOST: u64 = 1000;
/// For how many days what was not done stays in the calendar.
const LATE: i64 = 31;
/// The title of every appointment, in the language of every page.
pub const TITLE: &str = "calendar-appointment";

/// A secret for a new address, to be shown before it is used: afterwards nobody can look it up.
///
/// # Errors
/// Without random bytes.
pub fn draw() -> Result<String> {
    secret()
}

/// The address of a secret.
#[must_use]
pub fn address(scope: &Scope, token: &str) -> String {
    scope.link(&format!("{PATH}{token}{ENDING}"))
}

/// Since when the actor's calendar has an address.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn since(scope: &Scope) -> Result<Option<DateTime<Utc>>> {
    crate::referrals::ngo(scope)?;
    Ok(store::calendars::since(scope.db(), scope.actor().account()?).await?)
}

/// Gives the actor's calendar this address, in place of the one it had.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs; [`Error::Conflict`] for a secret that was not drawn here.
pub async fn set(scope: &Scope, token: &str) -> Result<()> {
    let permit = scope.permit(KeepCalendar { organisation: crate::referrals::ngo(scope)? })?;
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| Error::Conflict)?;
    if bytes.len() != 32 {
        return Err(Error::Conflict);
    }
    let tx = scope.begin().await?;
    store::marks::remove(&tx, &[mark(scope.actor().account()?)]).await?;
    store::calendars::set(&tx, &permit, token, scope.now()).await?;
    scope.commit(tx, "set calendar", "calendar").await
}

/// Takes the address of the actor's calendar away. Whoever has left the NGO can do it too.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] where there is none.
pub async fn remove(scope: &Scope) -> Result<()> {
    let account = scope.actor().account()?;
    let tx = scope.begin().await?;
    if !store::calendars::remove(&tx, account).await? {
        return Err(Error::NotFound);
    }
    store::marks::remove(&tx, &[mark(account)]).await?;
    scope.commit(tx, "remove calendar", "calendar").await
}

/// The calendar of an address: appointments of the NGO whose member has it now. The read is logged as theirs, one line a day
/// for all of it: it tells days and nobody's code, and a program asks every few minutes.
///
/// # Errors
/// [`Error::NotFound`] for an address that is none, or whose owner is no member of an NGO any more, or lacks a second
/// step that is asked of them: it tells nothing that the pages would not.
pub async fn of(scope: &Scope, token: &str) -> Result<String> {
    let account = store::calendars::of(scope.db(), token).await?.ok_or(Error::NotFound)?;
    let today = scope.now().date_naive();
    let owner = store::accounts::find(scope.db(), account).await?.ok_or(Error::NotFound)?;
    if sessions::lacking(scope.services(), scope.db(), &owner).await? != Asks::Nobody {
        return Err(Error::NotFound);
    }
    let actor = store::accounts::behind(scope.db(), owner, today).await?;
    if !may_see(&actor) {
        return Err(Error::NotFound);
    }
    let own = scope.for_actor(actor);
    let oldest = today.checked_sub_signed(TimeDelta::days(LATE)).unwrap_or(today);
    let open = store::check_ins::list(own.db(), own.actor(), Which::Open, None, MOST).await?;
    note_read(&own, account).await?;
    let appointments = open.into_iter().filter(|check_in| check_in.due >= oldest).map(|check_in| Appointment {
        uid: name(check_in.id),
        day: check_in.due,
        changed: check_in.updated.date_naive(),
        sequence: check_in.version - 1,
    });
    let language = own.actor().language.clone().unwrap_or_else(domain::codes::Language::english);
    let title = i18n::Text::of_page(&language).get(TITLE);
    Ok(ics::write(&title, &appointments.collect::<Vec<_>>()))
}

/// When an account's calendar was last read as the log has it.
fn mark(account: AccountId) -> String {
    format!("calendar {account}")
}

/// Writes the read of an account's calendar into the audit log, before it is handed out, unless it was read today already.
async fn note_read(scope: &Scope, account: AccountId) -> Result<()> {
    let (now, name) = (scope.now(), mark(account));
    let today = now.date_naive().and_time(NaiveTime::MIN).and_utc();
    // Reading first keeps a program that asks every few minutes from taking the write lock each time.
    if store::marks::at(scope.db(), &name).await?.is_some_and(|at| today < at && at <= now) {
        return Ok(());
    }
    let tx = scope.db().begin().await?;
    if store::marks::again(&tx, &name, today, now).await? {
        scope.log(&tx, "read calendar", "calendar").await?;
    }
    Ok(tx.commit().await?)
}

/// A name that leads nowhere, since a calendar program passes it on; the same whichever master key is in force. Keys hold
/// 74 random bits, so that nothing is guessed back.
fn name(id: CheckInId) -> String {
    let digest = Sha256::new().chain_update("ponte calendar\0").chain_update(id.to_string()).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn may_see(actor: &Actor) -> bool {
    let own = actor.membership.as_ref().filter(|m| m.kind == OrganisationKind::Ngo);
    own.is_some_and(|m| !m.standing.is_kept_out())
}
