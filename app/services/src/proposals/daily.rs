//! The daily mail: one for each curator who wants it, while proposals wait for them. It says how many, and nothing of them.
//!
//! That a curator was told is written in one transaction beside the event that the mail follows from; a worker that is
//! killed before has told nothing, and after it the outbox brings the mail.

use chrono::TimeDelta;
use domain::Result;
use domain::event::Event;

use crate::Scope;

/// How long after one mail the next may follow: a little less than a day, so that the hour of the mail does not wander.
const DAY: TimeDelta = TimeDelta::hours(23);

/// Tells every curator who has waited a day how many proposals wait for them; nothing waits, no mail.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn tell(scope: &Scope) -> Result<()> {
    let told_by = scope.now() - DAY;
    for account in store::accounts::daily_due(scope.db(), told_by).await? {
        let count = store::reviews::count_waiting(scope.db(), account).await?;
        if count == 0 {
            continue;
        }
        let tx = scope.begin().await?;
        if store::accounts::daily_told(&tx, account, told_by, scope.now()).await? {
            scope.push(&tx, Event::ProposalsWait { account, count }).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
