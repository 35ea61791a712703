//! What everybody may know of how placements went: published once for each year, by the rule of `domain::statistics`.

use domain::Result;
use domain::policy::KeepWatch;
use domain::retention::{SETTLED, is_steady};
use domain::statistics::{self, Published};

use crate::Scope;

/// When it was last looked whether a year is complete; followed by a year, since when that one has been.
const MARK: &str = "statistics";

/// What is published, the newest year first; years that say nothing are left out.
///
/// # Errors
/// When the database cannot be used.
pub async fn published(scope: &Scope) -> Result<Vec<(i32, Published)>> {
    let lines = store::statistics::all_published(scope.db()).await?;
    Ok(lines.into_iter().filter(|(_, line)| !line.says_nothing()).collect())
}

/// Publishes every year that is complete and was not published: the worker looks every hour. What is published cannot be
/// taken back, so a year must have been found complete for a day, by a clock that did not jump meanwhile.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn publish(scope: &Scope) -> Result<()> {
    let permit = scope.permit(KeepWatch)?;
    let now = scope.now();
    let steady = is_steady(store::marks::at(scope.db(), MARK).await?, now);
    let tx = scope.begin().await?;
    store::marks::renew(&tx, MARK, now).await?;
    tx.commit().await?;
    let until = statistics::last_complete(now.date_naive());
    for year in store::statistics::unpublished(scope.db(), &permit, until).await? {
        let mark = format!("{MARK} {year}");
        let since = store::marks::at(scope.db(), &mark).await?.filter(|since| steady && *since <= now);
        let tx = scope.begin().await?;
        let Some(since) = since else {
            store::marks::renew(&tx, &mark, now).await?;
            tx.commit().await?;
            continue;
        };
        if now - since < SETTLED {
            continue;
        }
        let (all, own) = store::statistics::counted(&tx, &permit, year).await?;
        store::statistics::publish(&tx, &permit, year, &statistics::publish(&all, &own)).await?;
        scope.commit(tx, "publish statistics", &format!("year {year}")).await?;
    }
    Ok(())
}
