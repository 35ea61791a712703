//! Placements that are live with words that tell: they went live before anybody looked for such words, or before a word
//! was in the list. They rest until they say it otherwise.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::event::Event;
use domain::id::OrganisationId;
use domain::placement::{PauseReason, Placement};
use domain::policy::{HaltOrganisation, RunInstallation};
use domain::{Actor, Result};

use crate::Scope;

/// When the words of live placements were looked at last.
const MARK: &str = "words of placements";
/// How long after one look the next may follow: a little less than a day, so that its hour does not wander.
const DAY: TimeDelta = TimeDelta::hours(23);
/// Placements that are looked at together.
const PAGE: u64 = 100;

/// Looks once a day at what live placements say, and pauses those that tell; their business hears that something waits.
/// The worker calls it every hour.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn look(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let tx = scope.begin().await?;
    let due = store::marks::again(&tx, MARK, scope.now() - DAY, scope.now()).await?;
    tx.commit().await?;
    if !due {
        return Ok(());
    }
    let mut after = None;
    loop {
        let page = store::placements::live_after(scope.db(), &permit, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let mut telling: BTreeMap<OrganisationId, Vec<&Placement>> = BTreeMap::new();
        for placement in page.iter().filter(|placement| !placement.terms.telling().is_empty()) {
            telling.entry(placement.organisation).or_default().push(placement);
        }
        for (organisation, placements) in telling {
            pause(scope, organisation, &placements).await?;
        }
    }
}

/// Pauses placements of one business that nobody has changed meanwhile.
async fn pause(scope: &Scope, organisation: OrganisationId, placements: &[&Placement]) -> Result<()> {
    let permit = Actor::system().permit(HaltOrganisation { organisation })?;
    let tx = scope.begin().await?;
    let paused = store::placements::pause_these(&tx, &permit, placements, PauseReason::Words, scope.now()).await?;
    if !paused.is_empty() {
        scope.push(&tx, Event::Waiting { organisation }).await?;
    }
    super::log_paused(scope, &tx, &paused).await?;
    Ok(tx.commit().await?)
}
