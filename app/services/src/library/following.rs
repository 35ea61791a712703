//! Keeping the index of this process as the store is: what the outbox says at once, and what other processes have
//! published, by looking at the store's own times of change. They become visible in their order (`practice_clock`), so
//! the time of the last one seen is all that has to be remembered.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Result;
use domain::event::Event;
use domain::id::PracticeId;
use domain::practice::StoredPractice;
use store::practices::{Changed, Since};

use super::{BATCH, blocking, index_of};
use crate::Scope;

/// How far the index may have fallen behind before it notes where it is although nothing has to be put in.
const FAR: TimeDelta = TimeDelta::seconds(60);

/// So many bytes of text are held at once, and put in with a commit of their own: files make records long.
const AT_ONCE: usize = 32_000_000;

/// Puts records into the index as the store has them now; what the outbox calls.
pub(crate) async fn index(scope: &Scope, ids: Vec<PracticeId>) -> Result<()> {
    let found = store::practices::find_all(scope.db(), &ids).await?;
    let gone: Vec<PracticeId> = ids.into_iter().filter(|id| found.iter().all(|practice| practice.id != *id)).collect();
    change(scope, found, gone, None).await
}

/// Fills the index from the store, a batch at a time; answers how many records went in. Until all are in, queries are
/// answered from what was in it before.
///
/// # Errors
/// When store or index cannot be used.
pub async fn reindex(scope: &Scope) -> Result<usize> {
    let index = index_of(scope)?;
    blocking(move || index.begin_filling()).await?;
    let (_, newest) = store::practices::changed_since(scope.db(), None).await?;
    let (mut after, mut count) = (None, 0_usize);
    loop {
        let records = store::practices::batch(scope.db(), after, BATCH).await?;
        let last = records.last().map(|last| last.id);
        count += records.len();
        // Not before the end: a process that ends in between begins again.
        let position = newest.filter(|_| last.is_none());
        change(scope, records, Vec::new(), position).await?;
        let Some(last) = last else { break };
        after = Some(last);
    }
    let index = index_of(scope)?;
    blocking(move || index.end_filling()).await?;
    Ok(count)
}

/// What was last seen of the changes, so that nothing is read when there are none.
pub(crate) type Followed = Option<(u64, Option<DateTime<Utc>>)>;

/// Puts into the index what has changed in the store, whoever changed it, since the index last followed; answers how
/// many records it put in or took out.
///
/// # Errors
/// When store or index cannot be used.
pub async fn follow(scope: &Scope) -> Result<usize> {
    follow_from(scope, &mut None).await
}

/// The same, of a process that does so all the time.
pub(crate) async fn follow_from(scope: &Scope, seen: &mut Followed) -> Result<usize> {
    let index = index_of(scope)?;
    let looked = index.clone();
    if blocking(move || Ok(looked.is_damaged() || looked.is_filling())).await? {
        tracing::warn!("files of the index are gone, or it was left half filled: it is filled anew");
        *seen = None;
        return reindex(scope).await;
    }
    // The last change itself is met again: records from before times were taken in order may share one.
    let from = index.position().and_then(|text| text.parse().ok()).and_then(DateTime::from_timestamp_micros);
    let now = store::practices::changed_since(scope.db(), from).await?;
    if seen.as_ref() == Some(&now) {
        return Ok(0);
    }
    let (mut after, mut count) = (None, 0);
    loop {
        let changes =
            store::practices::changes(scope.db(), None, Since { from, after, ..Since::default() }, BATCH).await?;
        let Some(last) = changes.last() else { break };
        after = Some((last.changed, last.id));
        let (mut put, mut gone) = (Vec::new(), Vec::new());
        for each in changes {
            let known = index.version(each.id).map_err(super::failed)?;
            match each.now {
                Changed::Published(stored) if known != Some(stored.version) => put.push(*stored),
                Changed::Withdrawn(_) if known.is_some() => gone.push(each.id),
                Changed::Published(_) | Changed::Withdrawn(_) => {}
            }
        }
        count += put.len() + gone.len();
        // What was found to be in already needs no commit, unless there is so much of it that looking again costs more.
        let far = after.map(|(time, _)| time).filter(|time| from.is_none_or(|position| *time > position + FAR));
        if far.is_some() || !put.is_empty() || !gone.is_empty() {
            change(scope, put, gone, after.map(|(time, _)| time)).await?;
        }
    }
    *seen = Some(now);
    Ok(count)
}

async fn change(
    scope: &Scope,
    put: Vec<StoredPractice>,
    remove: Vec<PracticeId>,
    position: Option<DateTime<Utc>>,
) -> Result<()> {
    let index = index_of(scope)?;
    let position = position.map(|time| time.timestamp_micros().to_string());
    let (mut some, mut texts, mut bytes) = (Vec::new(), search::Texts::new(), 0);
    for record in put {
        // What files say is for the index, which is all that reads it there.
        for (file, text) in crate::files::texts_of(scope.db(), &record.practice).await? {
            bytes += text.len();
            texts.insert(file, text);
        }
        bytes += record.practice.body.len();
        some.push(record);
        if bytes > AT_ONCE {
            let (index, put, texts) = (index.clone(), std::mem::take(&mut some), std::mem::take(&mut texts));
            blocking(move || {
                index.change(search::Change { put: &put, texts: Some(&texts), ..search::Change::default() })
            })
            .await?;
            bytes = 0;
        }
    }
    blocking(move || {
        let (texts, position) = (Some(&texts), position.as_deref());
        index.change(search::Change { put: &some, remove: &remove, texts, position })
    })
    .await
}

/// Lets the index learn what records are about, if it is time to.
pub(crate) async fn learn(scope: &Scope) -> Result<()> {
    let index = index_of(scope)?;
    blocking(move || index.learn()).await
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

/// Whether the index has to be filled: it was made new or left half filled, or lacks records that the store has.
///
/// # Errors
/// When the database cannot be used.
pub async fn needs_filling(scope: &Scope) -> Result<bool> {
    let index = index_of(scope)?;
    let stored = store::practices::count(scope.db()).await?;
    Ok(index.is_new() || index.position().is_none() || u64::try_from(index.count()).unwrap_or(u64::MAX) != stored)
}
