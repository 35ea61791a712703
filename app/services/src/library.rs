//! The library: searching, reading, publishing, importing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::codes::Language;
use domain::event::Event;
use domain::id::PracticeId;
use domain::policy::PublishPractice;
use domain::practice::{Practice, PracticeVersion, StoredPractice, Withdrawn};
use domain::{Error, Permit, Problem, Problems, Result};
pub use search::{Correction, Count, Cursor, Facet, Hit, Page, Piece, Query, Selected, Sort};
use serde::Serialize;
use store::practices::Published;

use crate::Scope;

mod following;
mod names;
mod synonyms;

pub(crate) use following::{Followed, follow_from, index, learn};
pub use following::{ask_reindex, follow, needs_filling, reindex};
pub use names::names;
pub use synonyms::synonyms;

/// How many records are read at once by those who read them all.
const BATCH: u64 = 500;
/// The most characters of the reason why a record was taken back.
pub const LONGEST_REASON: usize = 2_000;

/// Searches the library; anybody may.
///
/// # Errors
/// When the index cannot be read.
pub async fn search(scope: &Scope, query: Query) -> Result<Page> {
    let index = index_of(scope)?;
    blocking(move || index.search(&query)).await
}

/// A title as words to look for. Its signs would be read as what a query means by them: a quoted word is required, and
/// one behind a dash is left out.
pub(crate) fn words_of(title: &str) -> String {
    title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect()
}

/// The records of a page of results, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn found(scope: &Scope, page: &Page) -> Result<Vec<StoredPractice>> {
    let ids: Vec<PracticeId> = page.hits.iter().map(|hit| hit.id).collect();
    Ok(store::practices::find_all(scope.db(), &ids).await?)
}

/// Answers several queries one after the other, in one go beside the runtime.
///
/// # Errors
/// When the index cannot be read.
pub(crate) async fn search_each(scope: &Scope, queries: Vec<Query>) -> Result<Vec<Page>> {
    let index = index_of(scope)?;
    blocking(move || queries.iter().map(|query| index.search(query)).collect()).await
}

/// What lists of many records show.
pub(crate) use store::practices::Dated;

/// Title, address and time of several records, by key.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn dated(scope: &Scope, ids: &[PracticeId]) -> Result<BTreeMap<PracticeId, Dated>> {
    Ok(store::practices::dated(scope.db(), ids).await?)
}

/// Published records in the order of their keys, from after one: for those who take the whole library.
///
/// # Errors
/// When the database cannot be read.
pub async fn batch(scope: &Scope, after: Option<PracticeId>) -> Result<Vec<StoredPractice>> {
    Ok(store::practices::batch(scope.db(), after, BATCH).await?)
}

/// A record as it is written for others: what it says, and by what it is known again.
#[derive(Serialize)]
struct Line<'a> {
    identifier: String,
    version: i32,
    url: String,
    #[serde(flatten)]
    practice: &'a Practice,
}

/// A record as one line of a file that the import takes, its end included.
#[must_use]
pub fn line(scope: &Scope, stored: &StoredPractice) -> String {
    let StoredPractice { practice, version, .. } = stored;
    let url = scope.link(&format!("/library/{}", practice.slug));
    // What was read from JSON can be written as JSON.
    let written = serde_json::to_string(&Line { identifier: stored.identifier(), version: *version, url, practice });
    let mut line = written.unwrap_or_default();
    line.push('\n');
    line
}

/// The published records most like a record, best first.
///
/// # Errors
/// When index or database cannot be read.
pub async fn related(scope: &Scope, record: StoredPractice, limit: usize) -> Result<Vec<StoredPractice>> {
    let index = index_of(scope)?;
    let related = blocking(move || index.related(&record, limit)).await?;
    let ids: Vec<PracticeId> = related.iter().map(|each| each.id).collect();
    let mut found = store::practices::find_all(scope.db(), &ids).await?;
    found.sort_by_key(|stored| ids.iter().position(|id| *id == stored.id));
    Ok(found)
}

fn index_of(scope: &Scope) -> Result<Arc<search::Index>> {
    let index = scope.services().index.clone();
    index.ok_or_else(|| store::Error::Random("this process has no index".into()).into())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> search::Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?.map_err(failed)
}

fn failed(cause: impl std::fmt::Display) -> Error {
    store::Error::Random(cause.to_string()).into()
}

/// One record by its address; anybody may.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(scope: &Scope, slug: &str) -> Result<StoredPractice> {
    store::practices::by_slug(scope.db(), slug).await?.ok_or(Error::NotFound)
}

/// The published versions of the record at an address, newest first; anybody may know them.
///
/// # Errors
/// [`Error::NotFound`] when there never was one.
pub async fn versions(scope: &Scope, slug: &str) -> Result<Vec<PracticeVersion>> {
    let versions = store::practice_versions::of(scope.db(), slug).await?;
    if versions.is_empty() { Err(Error::NotFound) } else { Ok(versions) }
}

/// One published version of a record; anybody may read it.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or the record was taken back.
pub async fn version(scope: &Scope, slug: &str, number: i32) -> Result<StoredPractice> {
    store::practice_versions::find(scope.db(), slug, number).await?.ok_or(Error::NotFound)
}

/// What is left of a record that was taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn withdrawn(scope: &Scope, slug: &str) -> Result<Option<Withdrawn>> {
    Ok(store::practices::withdrawn(scope.db(), slug).await?)
}

/// Takes a record back: its address says so and why, and the index follows.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators and the command line, and without such a record; a reason is needed.
pub async fn withdraw(scope: &Scope, slug: &str, reason: &str) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let reason = domain::parse::text(reason, LONGEST_REASON).map_err(|problem| Error::at("reason", problem))?;
    let tx = scope.begin().await?;
    let practice = store::practices::by_slug(&tx, slug).await?.ok_or(Error::NotFound)?.id;
    if !store::practices::withdraw(&tx, &permit, practice, reason, scope.now()).await? {
        return Err(Error::Conflict);
    }
    scope.push(&tx, Event::PracticePublished { practice }).await?;
    scope.commit(tx, "withdraw practice", &format!("practice {practice}")).await
}

/// Everything that is wrong with a record: what [`Practice::check`] finds, and codes that do not exist.
#[must_use]
pub fn check(practice: &Practice, today: NaiveDate) -> Problems {
    let english = Language::english();
    let mut found = practice.check(today);
    if taxonomy::languages::name(&practice.language, &english).is_none() {
        found.add("language", Problem::Other("problem-unknown-language"));
    }
    for (at, country) in practice.countries.iter().enumerate() {
        if taxonomy::countries::name(country, &english).is_none() {
            found.add(format!("countries[{at}]"), Problem::Other("problem-unknown-country"));
        }
    }
    found
}

/// Publishes a record: a new one, or the next version of the one at its address; the index follows.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators and the command line; [`Error::Refused`] where a second curator has to
/// look, which only a proposal has; what [`check`] finds.
pub async fn publish(scope: &Scope, practice: &Practice) -> Result<Published> {
    let permit = scope.permit(PublishPractice)?;
    if practice.evidence.curators() > 1 && !scope.actor().is_system() {
        return Err(Error::Refused("refused-two-curators"));
    }
    put(scope, &permit, practice, "publish practice").await
}

/// Publishes a record that two curators have looked at elsewhere, as whoever runs the command says; so the audit log says.
///
/// # Errors
/// As [`publish`].
pub(crate) async fn publish_looked_at(scope: &Scope, practice: &Practice) -> Result<Published> {
    let permit = scope.permit(PublishPractice)?;
    if !scope.actor().is_system() {
        return Err(Error::Refused("refused-two-curators"));
    }
    put(scope, &permit, practice, "publish practice that was looked at elsewhere").await
}

async fn put(
    scope: &Scope,
    permit: &Permit<PublishPractice>,
    practice: &Practice,
    action: &'static str,
) -> Result<Published> {
    check(practice, scope.now().date_naive()).finish(Some(()))?;
    let tx = scope.begin().await?;
    let published = store::practices::publish(&tx, permit, practice, scope.now()).await?;
    if let Published::New(practice) | Published::Changed(practice) = published {
        scope.push(&tx, Event::PracticePublished { practice }).await?;
        scope.commit(tx, action, &format!("practice {practice}")).await?;
    }
    Ok(published)
}
