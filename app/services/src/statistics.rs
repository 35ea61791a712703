//! What everybody may know of how placements went: published once for each year, by the rule of `domain::statistics`.

use domain::Result;
use domain::policy::KeepWatch;
use domain::statistics::{self, Published};

use crate::Scope;

/// What is published, the newest year first; years that say nothing are left out.
///
/// # Errors
/// When the database cannot be used.
pub async fn published(scope: &Scope) -> Result<Vec<(i32, Published)>> {
    let lines = store::statistics::all_published(scope.db()).await?;
    Ok(lines.into_iter().filter(|(_, line)| !line.says_nothing()).collect())
}

/// Publishes every year that is complete and was not published: the worker does so every hour.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn publish(scope: &Scope) -> Result<()> {
    let permit = scope.permit(KeepWatch)?;
    let until = statistics::last_complete(scope.now().date_naive());
    for year in store::statistics::unpublished(scope.db(), &permit, until).await? {
        let tx = scope.begin().await?;
        let (started, lines) = store::statistics::counted(&tx, &permit, year).await?;
        store::statistics::publish(&tx, &permit, year, &statistics::publish(started, &lines)).await?;
        scope.commit(tx, "publish statistics", &format!("year {year}")).await?;
    }
    Ok(())
}
