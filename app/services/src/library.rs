//! The library: searching, reading, publishing, importing.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use domain::codes::Language;
use domain::event::Event;
use domain::id::PracticeId;
use domain::policy::PublishPractice;
use domain::practice::{Practice, PracticeVersion, StoredPractice, Withdrawn};
use domain::{Error, Problem, Problems, Result};
pub use search::{Cursor, Facet, Hit, Page, Query, Selected, Sort};
use store::practices::Published;

use crate::Scope;

/// How many records are read at once when the index is filled.
const BATCH: u64 = 500;
/// The most characters of the reason why a record was taken back.
const LONGEST_REASON: usize = 2_000;

/// Searches the library; anybody may.
///
/// # Errors
/// When the index cannot be read.
pub async fn search(scope: &Scope, query: Query) -> Result<Page> {
    let index = index_of(scope)?;
    blocking(move || index.search(&query)).await
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

/// A record as one line of a file that the import takes, its end included.
#[must_use]
pub fn line(stored: &StoredPractice) -> String {
    // What was read from JSON can be written as JSON.
    let mut line = serde_json::to_string(&stored.practice).unwrap_or_default();
    line.push('\n');
    line
}

/// Titles and addresses that begin with what was typed.
///
/// # Errors
/// When the index cannot be read.
pub async fn suggest(scope: &Scope, prefix: String, limit: usize) -> Result<Vec<(String, String)>> {
    let index = index_of(scope)?;
    blocking(move || index.suggest(&prefix, limit)).await
}

fn index_of(scope: &Scope) -> Result<Arc<search::Index>> {
    let index = scope.services().index.clone();
    index.ok_or_else(|| store::Error::Random("this process has no index".into()).into())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> search::Result<T> + Send + 'static) -> Result<T> {
    let failed = |cause: String| Error::from(store::Error::Random(cause));
    tokio::task::spawn_blocking(work).await.map_err(|e| failed(e.to_string()))?.map_err(|e| failed(e.to_string()))
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
    check(practice, scope.now().date_naive()).finish(Some(()))?;
    let tx = scope.begin().await?;
    let published = store::practices::publish(&tx, &permit, practice, scope.now()).await?;
    if let Published::New(practice) | Published::Changed(practice) = published {
        scope.push(&tx, Event::PracticePublished { practice }).await?;
        scope.commit(tx, "publish practice", &format!("practice {practice}")).await?;
    }
    Ok(published)
}

/// Puts records into the index as the store has them now, in one commit; what the outbox calls.
pub(crate) async fn index(scope: &Scope, ids: Vec<PracticeId>) -> Result<()> {
    let found = store::practices::find_all(scope.db(), &ids).await?;
    let gone: Vec<PracticeId> = ids.into_iter().filter(|id| found.iter().all(|practice| practice.id != *id)).collect();
    let found = with_files(scope, found).await?;
    let index = index_of(scope)?;
    blocking(move || {
        if !gone.is_empty() {
            index.remove(&gone)?;
        }
        index.put(&found)
    })
    .await
}

/// The records with the text of their files behind their own: for the index, which is all that reads it there.
async fn with_files(scope: &Scope, mut records: Vec<StoredPractice>) -> Result<Vec<StoredPractice>> {
    for record in records.iter_mut().filter(|record| !record.practice.files.is_empty()) {
        let text = crate::files::text_of(scope.db(), &record.practice).await?;
        record.practice.body.push_str("\n\n");
        record.practice.body.push_str(&text);
    }
    Ok(records)
}

/// Fills the index from the store, a batch at a time; answers how many records went in.
///
/// # Errors
/// When store or index cannot be used.
pub async fn reindex(scope: &Scope) -> Result<usize> {
    let index = index_of(scope)?;
    blocking(move || index.clear()).await?;
    let (mut after, mut count) = (None, 0_usize);
    loop {
        let records = store::practices::batch(scope.db(), after, BATCH).await?;
        let Some(last) = records.last() else { return Ok(count) };
        after = Some(last.id);
        count += records.len();
        let records = with_files(scope, records).await?;
        let index = index_of(scope)?;
        blocking(move || index.put(&records)).await?;
    }
}

/// Asks the process that has the index to put every record into it; answers how many there are.
///
/// # Errors
/// When the database cannot be used.
pub async fn ask_reindex(scope: &Scope) -> Result<usize> {
    let (mut after, mut count) = (None, 0_usize);
    loop {
        let records = store::practices::batch(scope.db(), after, BATCH).await?;
        let Some(last) = records.last() else { return Ok(count) };
        after = Some(last.id);
        count += records.len();
        let tx = scope.begin().await?;
        for record in &records {
            scope.push(&tx, Event::PracticePublished { practice: record.id }).await?;
        }
        tx.commit().await?;
    }
}

/// Whether the index has to be filled: it was made new, or lacks records that the store has.
///
/// # Errors
/// When the database cannot be used.
pub async fn needs_filling(scope: &Scope) -> Result<bool> {
    let index = index_of(scope)?;
    let stored = store::practices::count(scope.db()).await?;
    Ok(index.is_new() || u64::try_from(index.count()).unwrap_or(u64::MAX) != stored)
}
