//! The weekly mail: one for each account that wants any, when its searches find something that was published since the
//! last one. Nothing new, no mail; and the mail says no more than that there is something.
//!
//! What an account is told, and up to when, is written in one transaction beside the event that the mail follows
//! from; a worker that is killed before has told nothing, and after it the outbox brings the mail.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Result;
use domain::event::Event;
use domain::id::AccountId;
use store::saved_searches;

use super::{Asked, newest, published};
use crate::Scope;
use crate::scope::secret;

/// How long after one mail the next may follow.
const WEEK: TimeDelta = TimeDelta::days(7);
/// Records are told once they are this old: by then they are in the index.
const SETTLED: TimeDelta = TimeDelta::hours(1);
/// The newest records of a search that are looked at: enough to know that there is something.
const NEWEST: usize = 20;
/// Accounts that are looked at together.
const ACCOUNTS: u64 = 20;
/// How long the link that stops the mails works.
const STOP_FOR: TimeDelta = TimeDelta::days(400);

/// Tells every account that has waited a week what is new. Without an index it is left to the process that has it.
///
/// # Errors
/// When index or database cannot be used.
pub(crate) async fn tell(scope: &Scope) -> Result<()> {
    if scope.services().index.is_none() {
        return Ok(());
    }
    let until = scope.now() - SETTLED;
    let told_by = until - WEEK;
    loop {
        let due = saved_searches::due(scope.db(), told_by, ACCOUNTS).await?;
        if due.is_empty() {
            return Ok(());
        }
        let asked: Vec<Asked> = due.iter().map(|search| Asked::read(&search.search)).collect();
        let pages = newest(scope, &asked, NEWEST, Some(until)).await?;
        let dated = published(scope, &pages).await?;
        // How much each account's searches find.
        let mut news: BTreeMap<AccountId, usize> = BTreeMap::new();
        for (search, page) in due.iter().zip(&pages) {
            let found = page.hits.iter().filter_map(|hit| dated.get(&hit.id));
            *news.entry(search.account).or_default() += found.filter(|each| each.published > search.told).count();
        }
        for (account, found) in news {
            tell_account(scope, (account, found), (told_by, until)).await?;
        }
    }
}

async fn tell_account(
    scope: &Scope,
    (account, found): (AccountId, usize),
    (told_by, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let tx = scope.begin().await?;
    // Somebody else, or a change of the keeper's, was faster: nothing is left to tell.
    if saved_searches::told(&tx, account, told_by, until).await? && found > 0 {
        scope.push(&tx, Event::NewInSearches { account }).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes the link that stops these mails when one is about to leave, so that its secret stands nowhere else; those of
/// mails before go on working. Nothing where the account is gone.
pub(crate) async fn stop_link(scope: &Scope, account: AccountId) -> Result<Option<String>> {
    if store::accounts::find(scope.db(), account).await?.is_none() {
        return Ok(None);
    }
    let token = secret()?;
    let tx = scope.db().begin().await?;
    saved_searches::insert_stop(&tx, &token, account, scope.now() + STOP_FOR).await?;
    tx.commit().await?;
    Ok(Some(token))
}
