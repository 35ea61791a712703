//! Searches of the library that people keep: their list, what is new in them, and the weekly mail.

mod asked;
mod eased;
mod weekly;

use chrono::{DateTime, Utc};
use domain::id::SavedSearchId;
use domain::policy::KeepSearch;
use domain::{Error, Problem, Result, parse};
pub use search::Unread;
use search::{LARGEST_PAGE, Page, Sort};
use store::saved_searches;
pub use store::saved_searches::{SavedSearch, Weekly};

pub use asked::Asked;
pub use eased::{Ease, Eased, eased};
pub(crate) use weekly::{stop_link, tell};

use crate::{Scope, library};

/// The most searches that an account keeps.
pub const MOST: usize = 50;
/// The most characters of a name.
pub const LONGEST_NAME: usize = 100;

/// A kept search with what is new in it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The search.
    pub search: SavedSearch,
    /// Records published since its keeper saw it last; [`LARGEST_PAGE`] stands for as many or more.
    pub new: usize,
}

/// The actor's own searches with what is new in each, oldest first.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor; when index or database cannot be read.
pub async fn own(scope: &Scope) -> Result<Vec<Kept>> {
    let permit = scope.permit(KeepSearch)?;
    let searches = saved_searches::all(scope.db(), &permit).await?;
    let asked: Vec<Asked> = searches.iter().map(|search| Asked::read(&search.search)).collect();
    let pages = newest(scope, &asked, LARGEST_PAGE, None).await?;
    let published = published(scope, &pages).await?;
    let kept = searches.into_iter().zip(pages).map(|(search, page)| {
        let hits = page.hits.iter().filter_map(|hit| published.get(&hit.id));
        let new = hits.filter(|stored| stored.published > search.seen).count();
        Kept { search, new }
    });
    Ok(kept.collect())
}

/// What searches find, newest first, all in one go; only what was published until a time, if one is given.
async fn newest(scope: &Scope, asked: &[Asked], size: usize, until: Option<DateTime<Utc>>) -> Result<Vec<Page>> {
    let query = |asked: &Asked| search::Query { sort: Sort::Newest, size, until, ..asked.query() };
    let queries = asked.iter().map(query).collect();
    library::search_each(scope, queries).await
}

/// The records of several pages, by key: one query for all of them.
async fn published(
    scope: &Scope,
    pages: &[Page],
) -> Result<std::collections::BTreeMap<domain::id::PracticeId, library::Dated>> {
    let ids: std::collections::BTreeSet<_> = pages.iter().flat_map(|page| page.hits.iter().map(|hit| hit.id)).collect();
    library::dated(scope, &ids.into_iter().collect::<Vec<_>>()).await
}

/// What became of a search that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept from now on.
    New,
    /// It was kept already, as this one.
    Already(SavedSearchId),
    /// It was kept already, as this one, and is called as was asked from now on.
    Renamed(SavedSearchId),
}

/// Whether a search is short enough to be kept.
///
/// # Errors
/// A problem beside `q`.
pub fn check(asked: &Asked) -> Result<()> {
    if asked.is_too_long() { Err(Error::at("q", Problem::TooLong { max: Asked::LONGEST })) } else { Ok(()) }
}

/// Keeps a search. One that is kept already is called by the new name, if one is given; else it stays as it is, and comes
/// by mail as it did. Without a name a new one is called as what it looks for.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor; a problem beside `name` or, with [`MOST`] of them, beside `q`.
pub async fn keep(scope: &Scope, name: &str, asked: &Asked, weekly: Weekly) -> Result<Keeping> {
    let permit = scope.permit(KeepSearch)?;
    let typed = if name.trim().is_empty() { None } else { Some(named(name)?) };
    check(asked)?;
    let tx = scope.begin().await?;
    // Of two posts at once the second waits here, and finds what the first kept.
    if let Some(account) = permit.account() {
        store::accounts::hold(&tx, account).await?;
    }
    let kept = saved_searches::all(&tx, &permit).await?;
    if let Some(same) = kept.iter().find(|search| Asked::read(&search.search) == *asked) {
        let Some(name) = typed.filter(|name| *name != same.name) else { return Ok(Keeping::Already(same.id)) };
        saved_searches::change(&tx, &permit, same.id, saved_searches::Change::Name(name)).await?;
        tx.commit().await?;
        return Ok(Keeping::Renamed(same.id));
    }
    if kept.len() >= MOST {
        return Err(Error::at("q", Problem::Other("problem-too-many-searches")));
    }
    let name = typed.unwrap_or_else(|| asked.name(LONGEST_NAME));
    saved_searches::insert(&tx, &permit, (name, asked.to_string()), weekly, scope.now()).await?;
    tx.commit().await?;
    Ok(Keeping::New)
}

fn named(name: &str) -> Result<String> {
    parse::line(name, LONGEST_NAME).map_err(|problem| Error::at("name", problem))
}

/// Notes that the actor looks at what one of their searches finds; answers its address.
///
/// # Errors
/// [`Error::NotFound`] for any that is not the actor's own.
pub async fn open(scope: &Scope, id: SavedSearchId) -> Result<String> {
    let search = find(scope, id).await?;
    write(scope, id, vec![saved_searches::Change::Seen(scope.now())]).await?;
    Ok(Asked::read(&search.search).path("/library"))
}

/// One of the actor's own searches.
///
/// # Errors
/// [`Error::NotFound`] for any that is not the actor's own.
pub async fn find(scope: &Scope, id: SavedSearchId) -> Result<SavedSearch> {
    let permit = scope.permit(KeepSearch)?;
    saved_searches::find(scope.db(), &permit, id).await?.ok_or(Error::NotFound)
}

/// Calls one of the actor's searches something else, and has what is new in it come by mail, or no longer.
///
/// # Errors
/// [`Error::NotFound`] for any that is not the actor's own; a problem beside `name`.
pub async fn change(scope: &Scope, id: SavedSearchId, name: &str, weekly: Weekly) -> Result<()> {
    let search = find(scope, id).await?;
    let mut changes = vec![saved_searches::Change::Name(named(name)?)];
    if search.weekly != weekly {
        changes.push(saved_searches::Change::Weekly(weekly, scope.now()));
    }
    write(scope, id, changes).await
}

async fn write(scope: &Scope, id: SavedSearchId, changes: Vec<saved_searches::Change>) -> Result<()> {
    let permit = scope.permit(KeepSearch)?;
    let tx = scope.begin().await?;
    for change in changes {
        if !saved_searches::change(&tx, &permit, id, change).await? {
            return Err(Error::NotFound);
        }
    }
    Ok(tx.commit().await?)
}

/// Gives one of the actor's searches up.
///
/// # Errors
/// [`Error::NotFound`] for any that is not the actor's own.
pub async fn forget(scope: &Scope, id: SavedSearchId) -> Result<()> {
    let permit = scope.permit(KeepSearch)?;
    let tx = scope.begin().await?;
    if !saved_searches::delete(&tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Whether the secret of a mail's link still stops anything.
///
/// # Errors
/// [`Error::NotFound`] when it does not.
pub async fn stops(scope: &Scope, token: &str) -> Result<()> {
    let account = saved_searches::stopped_by(scope.db(), token, scope.now()).await?;
    account.map(|_| ()).ok_or(Error::NotFound)
}

/// Stops the weekly mail of the account whose mail has this secret: who holds it need not sign in.
///
/// # Errors
/// [`Error::NotFound`] for a secret that is none.
pub async fn stop(scope: &Scope, token: &str) -> Result<()> {
    let tx = scope.begin().await?;
    if !saved_searches::stop(&tx, token, scope.now()).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}
