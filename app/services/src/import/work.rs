//! What the worker does for imports: asking other libraries, and taking rows once somebody has said so. An import has a
//! lease, so that one worker at a time has it. A worker that is killed leaves an import that is taken over: rows are gone
//! on with where they are, since each is noted in the transaction that takes it; what was being asked of another library
//! was held in memory, so nothing of it is left and the import says so. One whose library is busy is put back with what it
//! has been told, and nobody waits for it: others come first until it may be asked again.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use domain::import::{Import, ImportFormat, ImportGoal, ImportState, RowState};
use domain::policy::PublishPractice;
use domain::practice::Practice;
use domain::{Error, Result};
use i18n::Text;
use store::import_rows::Kept;
use store::imports::{Found, Step};

use super::fetch::{self, Fetching, PutBy};
use super::harvested::{self, Judged};
use super::kept::{WAITING, after_judging};
use super::settings::Settings;
use super::take::{Became, EVERYWHERE, settle};
use super::why::Why;
use super::{held, sources, web, words};
use crate::Scope;

/// How long nobody else looks at an import; longer than any one answer or row takes.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// Rows that are read at once.
const ROWS: u64 = 50;

/// Works on the oldest import that is to be worked on, until it is over. Answers whether there was one. Whoever stops
/// waiting for it leaves it to be taken over.
///
/// # Errors
/// When the database cannot be used.
pub(crate) async fn once(scope: &Scope) -> Result<bool> {
    if !store::imports::any_due(scope.db(), scope.now()).await? {
        return Ok(false);
    }
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.db().begin().await?;
    let claimed = store::imports::claim(&tx, &permit, scope.now() + LEASE, scope.now()).await?;
    tx.commit().await?;
    let Some((import, found)) = claimed else { return Ok(false) };
    let actor = store::accounts::actor(scope.db(), import.account, scope.now().date_naive()).await?;
    let Some(scope) = actor.map(|actor| scope.for_actor(actor)).filter(|scope| scope.permit(PublishPractice).is_ok())
    else {
        end(scope, &import, &Why::NoCurator).await?;
        return Ok(true);
    };
    let worked = match import.state {
        ImportState::Fetching if found == Found::Left => end(&scope, &import, &Why::Left).await,
        ImportState::Fetching => ask(&scope, &import).await,
        _ => take_rows(&scope, &import).await,
    };
    if let Err(error) = worked {
        tracing::error!(%error, import = %import.id, "import stopped");
        end(&scope, &import, &Why::Here).await?;
    }
    Ok(true)
}

/// Ends an import that did not work, with the reason; rows that were read and not taken are left as they are, and of
/// another library that was still being asked nothing is.
async fn end(scope: &Scope, import: &Import, why: &Why) -> Result<()> {
    let step = Step { state: Some(ImportState::Stopped), why: Some(why.written()), ..Step::default() };
    go_on(scope, import, step, &[]).await.map(drop)
}

/// Moves an import if it is still where it was, with rows that are kept besides: somebody may have stopped it. Answers
/// whether it was.
async fn go_on(scope: &Scope, import: &Import, step: Step, rows: &[Kept]) -> Result<bool> {
    let system = scope.for_actor(domain::Actor::system());
    let permit = system.permit(PublishPractice)?;
    let tx = scope.db().begin().await?;
    let found = store::imports::hold(&tx, system.actor(), import.id).await?;
    if found.is_none_or(|found| found.state != import.state) {
        return Ok(false);
    }
    if import.state == ImportState::Fetching && step.state.is_some() {
        store::import_rows::remove(&tx, import.id).await?;
    }
    store::import_rows::insert(&tx, &permit, import.id, rows).await?;
    store::imports::go(&tx, &permit, import.id, step, scope.now()).await?;
    tx.commit().await?;
    Ok(true)
}

/// Puts an import back whose library is busy, with what it has been told, until it may be asked again.
async fn put_back(scope: &Scope, import: &Import, fetching: Fetching, wait: Duration) -> Result<()> {
    let PutBy { settings, records, held } = fetching.put_by();
    let not_before = Some(scope.now() + TimeDelta::from_std(wait).unwrap_or(LEASE));
    let step = Step { settings: Some(settings.written()), not_before, ..Step::default() };
    go_on(scope, import, step, &held::rows(&records, held)).await.map(drop)
}

async fn ask(scope: &Scope, import: &Import) -> Result<()> {
    let services = scope.services();
    let own = services.origin.serialised();
    let address = match web::address(&import.name, services.reach, &own) {
        Ok(address) => address,
        Err(_) => return end(scope, import, &Why::Address).await,
    };
    let begins = (Settings::of(import), held::records(scope, import.id).await?);
    let mut fetching = Fetching::new(address, begins, (services.reach, &own), scope.now().date_naive());
    let records = loop {
        // A question blocks; the conversation goes along and comes back.
        let asked = tokio::task::spawn_blocking(move || {
            let step = fetching.step();
            (fetching, step)
        });
        let (back, step) = asked.await.map_err(|cause| store::Error::Random(cause.to_string()))?;
        fetching = back;
        match step {
            Err(why) => return end(scope, import, &why).await,
            Ok(fetch::Step::Enough(records)) => break records,
            Ok(fetch::Step::Later(wait)) => return put_back(scope, import, fetching, wait).await,
            Ok(fetch::Step::More) => {
                let settings = Some(fetching.progress.written());
                let step = Step { settings, lease: Some(scope.now() + LEASE), ..Step::default() };
                if !go_on(scope, import, step, &[]).await? {
                    return Ok(());
                }
            }
        }
    };
    let judged = harvested::judged(scope, &import.name, records).await?;
    keep(scope, import, &judged, &fetching.progress).await
}

async fn keep(scope: &Scope, import: &Import, judged: &Judged, settings: &Settings) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.db().begin().await?;
    let found = store::imports::hold(&tx, scope.actor(), import.id).await?;
    if found.is_none_or(|found| found.state != ImportState::Fetching) {
        return Ok(());
    }
    store::import_rows::remove(&tx, import.id).await?;
    store::import_rows::insert(&tx, &permit, import.id, &judged.rows).await?;
    store::origins::note(&tx, &permit, &import.name, &judged.slugs).await?;
    let state = after_judging(&judged.rows);
    if state == ImportState::Done {
        sources::note(&tx, &permit, import, settings).await?;
    }
    let step = Step { state: Some(state), settings: Some(settings.written()), ..Step::default() };
    store::imports::go(&tx, &permit, import.id, step, scope.now()).await?;
    Ok(tx.commit().await?)
}

async fn take_rows(scope: &Scope, import: &Import) -> Result<()> {
    let mut after = 0;
    loop {
        let waiting = WAITING;
        let rows = store::import_rows::batch(scope.db(), import.id, &waiting, after, ROWS).await?;
        let Some(last) = rows.last() else { return finish(scope, import).await };
        after = last.row.number;
        for row in rows {
            if !take_row(scope, import, row).await? {
                return Ok(());
            }
        }
    }
}

/// Ends an import whose rows are taken.
async fn finish(scope: &Scope, import: &Import) -> Result<()> {
    let system = scope.for_actor(domain::Actor::system());
    let permit = system.permit(PublishPractice)?;
    let tx = scope.db().begin().await?;
    let held = store::imports::hold(&tx, system.actor(), import.id).await?;
    if held.is_none_or(|held| held.state != import.state) {
        return Ok(());
    }
    sources::note(&tx, &permit, import, &Settings::of(import)).await?;
    let step = Step { state: Some(ImportState::Done), ..Step::default() };
    store::imports::go(&tx, &permit, import.id, step, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// Takes a row, and notes in the same transaction what it became. Answers whether the import goes on.
async fn take_row(scope: &Scope, import: &Import, mut kept: Kept) -> Result<bool> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), import.id).await?;
    if held.is_none_or(|held| held.state != ImportState::Taking) {
        return Ok(false);
    }
    // One that was stopped and gone on with at once may be at work twice: nothing is taken twice.
    let now = store::import_rows::find(&tx, import, kept.row.number).await?;
    if now.is_none_or(|now| !WAITING.contains(&now.row.state)) {
        return Ok(true);
    }
    let goal = match kept.row.state {
        // One that is like another is published only when somebody has said so.
        RowState::Alike if !Settings::of(import).alike_too => ImportGoal::Review,
        _ => import.goal.unwrap_or(ImportGoal::Review),
    };
    let practice = serde_json::from_str::<Practice>(&kept.record);
    let became = match &practice {
        Ok(practice) => settle(scope, &tx, (practice, &import.name), goal).await,
        Err(_) => Err(Error::Refused("error-invalid")),
    };
    match became {
        Ok(Became { state, proposal, version }) => {
            kept.row.state = state;
            kept.row.proposal = proposal;
            kept.row.version = version;
            if !kept.row.name.is_empty() {
                let slugs = BTreeMap::from([(kept.row.name.clone(), kept.row.slug.clone())]);
                let library = if import.format == ImportFormat::Oai { import.name.as_str() } else { EVERYWHERE };
                store::origins::note(&tx, &permit, library, &slugs).await?;
            }
        }
        Err(Error::Invalid(problems)) => refuse(&mut kept, words::lines(&problems)),
        Err(Error::Refused(key)) => refuse(&mut kept, Text::of(&domain::codes::Language::english()).get(key)),
        Err(other) => return Err(other),
    }
    // What was taken is in the library now; the report needs no second copy.
    kept.record.clear();
    store::import_rows::update(&tx, &permit, import.id, &kept).await?;
    let step = Step { lease: Some(scope.now() + LEASE), ..Step::default() };
    store::imports::go(&tx, &permit, import.id, step, scope.now()).await?;
    scope.commit(tx, "import practice", &format!("import {} row {}", import.id, kept.row.number)).await?;
    Ok(true)
}

fn refuse(kept: &mut Kept, why: String) {
    kept.row.state = RowState::Refused;
    kept.row.why = why;
}
