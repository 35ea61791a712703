//! Pay floors: what stewards set by country and day, which of them a placement is held against, and what follows for
//! placements that are live.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use domain::Result;
use domain::codes::Country;
use domain::event::Event;
use domain::placement::{Pay, Terms};
use domain::policy::{Permit, SetWageFloor};
use domain::standards::{self, Cause, Rule, Severity};
pub use store::wage_floors::WageFloor;

use crate::Scope;

/// All pay floors, for whoever is signed in.
///
/// # Errors
/// [`domain::Error::SignInNeeded`] for a visitor.
pub async fn all(scope: &Scope) -> Result<Vec<WageFloor>> {
    scope.actor().account()?;
    Ok(store::wage_floors::all(scope.db()).await?)
}

/// The floor that what `terms` pay is held against, of floors that come newest first: the one in force on the first day of
/// work, or today where that is not given or has passed. Where none is in force yet, stewards look at the pay until one
/// begins, and one to come counts only for what would pay less.
pub(crate) fn measure<'a>(floors: &'a [WageFloor], terms: &Terms, today: NaiveDate) -> Option<&'a WageFloor> {
    let country = &terms.place.as_ref()?.country;
    let on = |day: NaiveDate| floors.iter().find(|floor| floor.country == *country && floor.since <= day);
    let first_day = terms.start.map_or(today, |start| start.max(today));
    let floor = on(first_day)?;
    let pays_less = || keeps(terms, Some(&floor.pay), |cause| cause == Cause::Broken);
    (on(today).is_some() || pays_less()).then_some(floor)
}

/// Sets the pay floor of a country from a day on. Live placements that pay less than the floor of their first day, or than
/// the one in force once that has passed, are paused in the same transaction, and their businesses hear of it.
///
/// # Errors
/// [`domain::Error::NotFound`] for everybody but stewards.
pub async fn set(scope: &Scope, floor: &WageFloor) -> Result<()> {
    let permit = scope.permit(SetWageFloor)?;
    let tx = scope.begin().await?;
    store::wage_floors::set(&tx, &permit, floor, scope.now()).await?;
    let subject =
        format!("country {} {} {} a {}", floor.country, floor.pay.minor, floor.pay.currency, floor.pay.period);
    scope.log(&tx, "set pay floor", &subject).await?;
    recheck(scope, &tx, &permit, &floor.country).await?;
    Ok(tx.commit().await?)
}

/// The most live placements of a country that are held against a new floor at once.
const MOST: u64 = 20_000;

/// Whether the pay itself keeps a placement from going live: other rules may be younger than the placement.
fn is_under(terms: &Terms, floor: Option<&Pay>) -> bool {
    keeps(terms, floor, |_| true)
}

/// The same, for one of these causes.
fn keeps(terms: &Terms, floor: Option<&Pay>, of: impl Fn(Cause) -> bool) -> bool {
    let found = standards::check(terms, floor);
    let mut blocking = found.iter().filter(|finding| finding.severity == Severity::Blocks);
    blocking.any(|finding| finding.rule == Rule::PayFloor && of(finding.cause))
}

/// Pauses the live placements of a country that pay under the floor they are held against.
async fn recheck(scope: &Scope, tx: &store::Tx, permit: &Permit<SetWageFloor>, country: &Country) -> Result<()> {
    let (floors, today) = (store::wage_floors::of(tx, country).await?, scope.now().date_naive());
    let pays_less = |terms: &Terms| is_under(terms, measure(&floors, terms, today).map(|floor| &floor.pay));
    let live = store::placements::live_in(tx, country, MOST).await?;
    let under: Vec<_> = live.iter().filter(|placement| pays_less(&placement.terms)).collect();
    let ids: Vec<_> = under.iter().map(|placement| placement.id).collect();
    store::placements::pause(tx, permit, &ids, scope.now()).await?;
    for placement in &under {
        scope.push(tx, Event::Waiting { organisation: placement.organisation }).await?;
    }
    let subjects: Vec<String> = under.iter().map(|placement| format!("placement {}", placement.id)).collect();
    scope.log_each(tx, "pause placement", &subjects).await
}

/// How long a floor that has begun is looked for, in days: a server may have stood still over the day itself.
const LOOK_BACK: i64 = 400;

/// Holds live placements against the floors that have begun lately or are to come: the worker does so every hour.
///
/// # Errors
/// When the database cannot be used; [`domain::Error::NotFound`] for anybody but stewards and the system.
pub async fn begin_new(scope: &Scope) -> Result<()> {
    let permit = scope.permit(SetWageFloor)?;
    let from = scope.now().date_naive() - TimeDelta::days(LOOK_BACK);
    let new = store::wage_floors::since(scope.db(), from).await?;
    for country in new.into_iter().map(|floor| floor.country).collect::<BTreeSet<_>>() {
        let tx = scope.db().begin().await?;
        recheck(scope, &tx, &permit, &country).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The floors that the product carries: country, amount in minor units, currency, period, since, source, note.
const FLOORS: &str = include_str!("../data/wage_floors.tsv");

/// Puts the carried floors in that are not there yet, those to come as well. What a steward has set for the same country
/// and day stays.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but stewards and the system.
pub async fn load(scope: &Scope) -> Result<usize> {
    let permit = scope.permit(SetWageFloor)?;
    let known = store::wage_floors::all(scope.db()).await?;
    let is_new = |floor: &WageFloor| known.iter().all(|k| (&k.country, k.since) != (&floor.country, floor.since));
    let new: Vec<WageFloor> = FLOORS.lines().filter_map(carried).filter(is_new).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let tx = scope.begin().await?;
    for floor in &new {
        store::wage_floors::set(&tx, &permit, floor, scope.now()).await?;
    }
    scope.commit(tx, "load pay floors", "countries").await?;
    Ok(new.len())
}

/// One line of the table; the heading and remarks give none.
fn carried(line: &str) -> Option<WageFloor> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().map(str::trim);
    let (country, minor, currency, period) = (next()?, next()?, next()?, next()?);
    let (since, source) = (next()?, next()?);
    let pay = Pay { minor: minor.parse().ok()?, currency: currency.parse().ok()?, period: period.parse().ok()? };
    Some(WageFloor { country: country.parse().ok()?, pay, source: source.to_owned(), since: since.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{FLOORS, carried};

    #[test]
    fn every_carried_floor_reads() {
        let lines = FLOORS.lines().filter(|line| !line.starts_with('#') && !line.starts_with("country")).count();
        assert_eq!(FLOORS.lines().filter_map(carried).count(), lines);
        assert!(lines >= 15, "{lines}");
    }
}
