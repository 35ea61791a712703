//! Other libraries: asking one for its records or some of them, going on after a part of its list, and asking again for
//! what is newer than what was taken.

use chrono::NaiveDate;
use domain::id::{ImportId, SourceId};
use domain::import::{Import, ImportFormat, ImportState, Source};
use domain::policy::{Permit, PublishPractice};
use domain::{Error, Problem, Problems, Result};
use store::Tx;
use store::imports::{Beginning, Step};
use store::sources::Harvested;
use uuid::Uuid;

use super::kept::{find, keep};
use super::settings::{Harvest, Settings};
use super::web;
use crate::Scope;

/// What is asked of another library, as it was typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Its address.
    pub address: &'a str,
    /// A set of it; nothing for all of it.
    pub set: &'a str,
    /// The first day whose records are asked for; nothing for all older ones too.
    pub from: &'a str,
    /// The last day; nothing for all newer ones too.
    pub until: &'a str,
}

/// Begins an import from another library, which the worker asks.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; what is wrong with the address, the set and the dates, beside each.
pub async fn begin_from(scope: &Scope, asked: Asked<'_>) -> Result<ImportId> {
    scope.permit(PublishPractice)?;
    let today = scope.now().date_naive();
    let own = scope.services().origin.serialised();
    let mut problems = Problems::new();
    let address = problems.take("address", web::address(asked.address, scope.services().reach, &own));
    let set = problems.take("set", domain::parse::optional_line(asked.set, 200));
    let from = problems.take("from", day(asked.from, None, today));
    let until = problems.take("until", day(asked.until, from.flatten(), today));
    let typed = address.zip(set).zip(from.zip(until));
    let ((address, set), (from, until)) = problems.finish(typed)?;
    let harvest = Harvest { from, until, begun: Some(today), ..Harvest::default() };
    begin(scope, address.as_str(), Settings { set, harvest, ..Settings::default() }).await
}

/// A day that may be left out: none before the first of two, and none that is still to come.
fn day(typed: &str, first: Option<NaiveDate>, today: NaiveDate) -> std::result::Result<Option<NaiveDate>, Problem> {
    match domain::parse::optional(typed, domain::parse::date)? {
        Some(day) if day > today => Err(Problem::Other("problem-in-the-future")),
        Some(day) if first.is_some_and(|first| day < first) => Err(Problem::Other("problem-import-until")),
        day => Ok(day),
    }
}

async fn begin(scope: &Scope, address: &str, settings: Settings) -> Result<ImportId> {
    keep(scope, (address.to_owned(), ImportFormat::Oai, ImportState::Fetching, &settings), &[]).await
}

/// Goes on with the list of another library after a part of it that is taken; a next part that did not work is begun anew.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] where nothing follows, or what follows is under way.
pub async fn go_on(scope: &Scope, id: ImportId) -> Result<ImportId> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let mut settings = Settings::of(&held);
    let part = std::mem::take(&mut settings.harvest);
    if held.state != ImportState::Done || !part.more {
        return Err(Error::Conflict);
    }
    if let Some(next) = part.next {
        let next = store::imports::hold(&tx, scope.actor(), next).await?;
        if next.is_some_and(|next| !failed(&next)) {
            return Err(Error::Conflict);
        }
    }
    let next = ImportId(Uuid::now_v7());
    let harvest = Harvest { before: part.before.saturating_add(1), more: false, next: None, ..part.clone() };
    let (set, records, complete) = (settings.set.clone(), settings.records, settings.complete);
    let follows = Settings { set, records, complete, harvest, ..Settings::default() }.written();
    let (name, format, state) = (held.name, ImportFormat::Oai, ImportState::Fetching);
    let begin = Beginning { id: next, name, format, state, settings: follows };
    store::imports::insert(&tx, &permit, begin, scope.now()).await?;
    settings.harvest = Harvest { next: Some(next), ..part };
    let step = Step { settings: Some(settings.written()), ..Step::default() };
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, "begin import", &format!("import {next}")).await?;
    Ok(next)
}

fn failed(import: &Import) -> bool {
    matches!(import.state, ImportState::Stopped | ImportState::Cancelled)
}

/// The import that goes on after a part, if one does.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn next(scope: &Scope, import: &Import) -> Result<Option<Import>> {
    let Some(next) = Settings::of(import).harvest.next else { return Ok(None) };
    match find(scope, next).await {
        Ok(next) => Ok(Some(next).filter(|next| !failed(next))),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Other libraries whose records were all taken, as far as a day.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn sources(scope: &Scope) -> Result<Vec<Source>> {
    scope.permit(PublishPractice)?;
    Ok(store::sources::list(scope.db(), scope.actor()).await?)
}

/// Asks one of them for what is newer. The day itself is asked for again, since what came later on it was not there.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators, and without such a library.
pub async fn renew(scope: &Scope, id: SourceId) -> Result<ImportId> {
    scope.permit(PublishPractice)?;
    let Source { address, set, harvested, .. } =
        store::sources::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let harvest = Harvest { from: Some(harvested), begun: Some(scope.now().date_naive()), ..Harvest::default() };
    begin(scope, &address, Settings { set, harvest, ..Settings::default() }).await
}

/// Forgets one of them: it is offered no more. What was taken from it stays, and taken whole again it is remembered again.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators, and without such a library.
pub async fn forget(scope: &Scope, id: SourceId) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    if !store::sources::remove(&tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "forget library", &format!("source {id}")).await
}

/// Notes the day of an import that has come to its end, if it was the last part of what another library was asked for.
pub(super) async fn note(
    tx: &Tx,
    permit: &Permit<PublishPractice>,
    import: &Import,
    settings: &Settings,
) -> Result<()> {
    let harvest = &settings.harvest;
    let Some(begun) = harvest.begun.filter(|_| import.format == ImportFormat::Oai && !harvest.more) else {
        return Ok(());
    };
    let until = harvest.until.map_or(begun, |until| until.min(begun));
    let harvested = Harvested { address: &import.name, set: &settings.set, from: harvest.from, until };
    Ok(store::sources::note(tx, permit, harvested).await?)
}
