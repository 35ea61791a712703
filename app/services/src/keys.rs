//! Master keys: replacing the one in force while servers serve, and whether every record opens. Where keys are kept is
//! the installation's own affair.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Result;
use domain::policy::RunInstallation;
use store::keys::masters::{self, Holder, Master};
use store::keys::{self, MasterKey, Tried, Wrapped};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::Scope;
use crate::worker::rests;

/// How long after it was last heard of a program counts as running.
const ALIVE: TimeDelta = TimeDelta::seconds(60);
/// How often a running program looks whether there is a new key.
const FOLLOWING: Duration = Duration::from_secs(1);
/// How often a program says that it is running.
const BEAT: Duration = Duration::from_secs(20);
/// How often a source is asked again for a key that it did not have.
const AGAIN: Duration = Duration::from_secs(10);
/// How often it is looked whether running programs hold a new key.
const LOOK: Duration = Duration::from_millis(100);
/// Records that are wrapped anew in one transaction.
const BATCH: u64 = 200;
/// Records that are opened at once when all are tried.
const PAGE: u64 = 50;
/// The mark of a rotation that has left records which do not open.
const LEFT: &str = "keys left";

/// A master key, and what it wraps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The key.
    pub master: Master,
    /// How many records it wraps.
    pub records: i64,
    /// Whether this program holds it.
    pub held: bool,
}

/// What trying every record came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Every master key there has been, the oldest first.
    pub keys: Vec<Known>,
    /// How many records there are.
    pub records: u64,
    /// Records whose key does not open.
    pub shut: Vec<Uuid>,
    /// How many sealed cells there are of the others, and of records whose key is gone.
    pub cells: u64,
    /// How many of these do not open, the latter included.
    pub cells_shut: u64,
    /// Of how many referrals the area stands in clear, as an earlier version kept it, since they do not open.
    pub in_clear: u64,
}

impl Report {
    /// Whether everything opens, and nothing stands in clear.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.shut.is_empty() && self.cells_shut == 0 && self.in_clear == 0
    }
}

/// Makes the key that this program holds known to a database that knows of none yet, and gives the installation its own.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system; a failure when the database was sealed with another key.
pub async fn begin(scope: &Scope) -> Result<()> {
    scope.permit(RunInstallation)?;
    let keyring = &scope.services().keyring;
    if keys::has_installation(scope.db()).await? {
        return Ok(());
    }
    let tx = scope.begin().await?;
    keys::of_installation(&tx, keyring, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// Every master key with what it wraps.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn known(scope: &Scope) -> Result<Vec<Known>> {
    scope.permit(RunInstallation)?;
    let (masters, counts) = (masters::all(scope.db()).await?, keys::counts(scope.db()).await?);
    let held = scope.services().keyring.names();
    let known = masters.into_iter().map(|master| Known {
        records: counts.iter().find(|(name, _)| *name == master.name).map_or(0, |(_, records)| *records),
        held: held.contains(&master.name),
        master,
    });
    Ok(known.collect())
}

/// Opens the key of every record, and every sealed cell with it, and counts what could not be sealed.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn check(scope: &Scope) -> Result<Report> {
    let keyless = keys::cells::keyless(scope.db()).await?;
    let in_clear = store::plain_areas::count(scope.db()).await?;
    let keys = known(scope).await?;
    let mut report = Report { keys, cells: keyless, cells_shut: keyless, in_clear, ..Report::default() };
    let mut after = None;
    while let Some(tried) = try_next(scope, &mut after, None).await? {
        let (cells, shut) = keys::cells::attempt(scope.db(), &tried.open).await?;
        report.records += u64::try_from(tried.open.len() + tried.shut.len()).unwrap_or(u64::MAX);
        report.cells += cells;
        report.cells_shut += shut;
        report.shut.extend(tried.shut);
    }
    Ok(report)
}

/// Tries the keys of the page of records after one, which moves to the last of them; nothing when there are no more. Those
/// only that another master key wraps, where one is named.
async fn try_next(scope: &Scope, after: &mut Option<Uuid>, not_by: Option<&str>) -> Result<Option<Tried>> {
    let tried = keys::attempt(scope.db(), &scope.services().keyring, (*after, PAGE), not_by).await?;
    *after = tried.last;
    Ok(tried.last.is_some().then_some(tried))
}

/// What a call of [`rotate`] came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotated {
    /// The key wraps every record, and no other is needed any more.
    Whole {
        /// How many records this call moved.
        moved: u64,
    },
    /// Some running programs do not hold the new key yet, by their names; nothing is wrapped by it before they do.
    Waits {
        /// Those.
        lacking: Vec<String>,
    },
    /// A key of this name is in use or on its way, which this program does not hold: nothing was done.
    Other {
        /// Its name.
        name: String,
    },
    /// All is moved but some records that no key opens; the one before stays, since it may be theirs.
    Left(Left),
}

/// Records that another master key wraps than the one in force, once a rotation has gone over all: they do not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// How many.
    pub records: u64,
    /// How many sealed cells they have, by table.
    pub cells: Vec<(&'static str, u64)>,
}

impl Left {
    /// Their cells in words: each table with its number.
    #[must_use]
    pub fn by_table(&self) -> String {
        let each: Vec<String> = self.cells.iter().map(|(table, cells)| format!("{table} {cells}")).collect();
        if each.is_empty() { "none".to_owned() } else { each.join(", ") }
    }
}

/// Moves every record to a master key that this program holds, and retires the others: makes the key known,
/// waits until every running program holds it, puts it in force and wraps what is there. Interrupted anywhere, it is
/// gone on with by the next call.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn rotate(scope: &Scope, to: &MasterKey, patience: Duration) -> Result<Rotated> {
    let permit = scope.permit(RunInstallation)?;
    let to = to.name();
    let tx = scope.begin().await?;
    // An installation that has sealed nothing yet learns of the key that it had until now first.
    masters::in_force(&tx, &scope.services().keyring, scope.now()).await?;
    if let Some(name) = masters::announce(&tx, &permit, (&to, &scope.services().keyring.names()), scope.now()).await? {
        return Ok(Rotated::Other { name });
    }
    tx.commit().await?;
    let begun = Instant::now();
    loop {
        let lacking = masters::running(scope.db(), Some(&to), scope.now() - ALIVE).await?;
        if lacking.is_empty() {
            break;
        }
        if begun.elapsed() >= patience {
            return Ok(Rotated::Waits { lacking });
        }
        tokio::time::sleep(LOOK).await;
    }
    let tx = scope.begin().await?;
    masters::put_in_force(&tx, &permit, &to, scope.now()).await?;
    tx.commit().await?;
    let mut moved = 0;
    loop {
        let pass = pass(scope, &to).await?;
        moved += pass.moved;
        if pass.shut > 0 {
            let tx = scope.begin().await?;
            store::marks::set(&tx, LEFT, scope.now()).await?;
            tx.commit().await?;
            return Ok(Rotated::Left(left(scope, &to).await?));
        }
        let tx = scope.begin().await?;
        // Somebody may have wrapped a record by the old key since this pass went by.
        if masters::retire_others(&tx, &permit, &to, scope.now()).await? {
            store::marks::remove(&tx, &[LEFT.to_owned()]).await?;
            scope.commit(tx, "rotate master key", &format!("key {to}")).await?;
            return Ok(Rotated::Whole { moved });
        }
    }
}

async fn left(scope: &Scope, to: &str) -> Result<Left> {
    let counts = keys::counts(scope.db()).await?;
    let records: i64 = counts.iter().filter(|(name, _)| name != to).map(|(_, records)| *records).sum();
    let cells = keys::cells::under_others(scope.db(), to).await?;
    Ok(Left { records: u64::try_from(records).unwrap_or_default(), cells })
}

/// What the last rotation has left that is still there, by the name of the key in force.
pub(crate) async fn still_left(scope: &Scope, in_force: &str) -> Result<Option<Left>> {
    if !store::marks::is_set(scope.db(), LEFT).await? {
        return Ok(None);
    }
    Ok(Some(left(scope, in_force).await?).filter(|left| left.records > 0))
}

/// Gives up the records that a rotation to a key has left because their own keys are spoilt, so that the key before can
/// retire: what was sealed under them stays lost, and what still stands in clear of them is removed. The audit log names
/// each. Answers how many such there are; nothing is done unless these are as many as the caller has been told of.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn give_up(scope: &Scope, to: &MasterKey, told: u64) -> Result<u64> {
    let permit = scope.permit(RunInstallation)?;
    let to = to.name();
    let (mut after, mut spoilt) = (None, Vec::new());
    while let Some(tried) = try_next(scope, &mut after, Some(&to)).await? {
        spoilt.extend(tried.spoilt);
    }
    let found = u64::try_from(spoilt.len()).unwrap_or(u64::MAX);
    if found == told && found > 0 {
        let tx = scope.begin().await?;
        keys::give_up(&tx, &permit, &spoilt).await?;
        store::compact::ask(&tx, scope.now()).await?;
        let subjects: Vec<String> = spoilt.iter().map(|record| format!("record {record}")).collect();
        for some in subjects.chunks(200) {
            scope.log_each(&tx, "give up record", some).await?;
        }
        tx.commit().await?;
    }
    Ok(found)
}

/// Goes once over all records.
async fn pass(scope: &Scope, to: &str) -> Result<Wrapped> {
    let permit = scope.permit(RunInstallation)?;
    let mut pass = Wrapped::default();
    loop {
        let tx = scope.begin().await?;
        let batch = keys::rewrap(&tx, &permit, &scope.services().keyring, to, (pass.last, BATCH)).await?;
        tx.commit().await?;
        if batch.last.is_none() {
            return Ok(pass);
        }
        pass = Wrapped { last: batch.last, moved: pass.moved + batch.moved, shut: pass.shut + batch.shut };
    }
}

/// The names of programs that are running on this database.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn running(scope: &Scope) -> Result<Vec<String>> {
    scope.permit(RunInstallation)?;
    Ok(masters::running(scope.db(), None, scope.now() - ALIVE).await?)
}

/// What a running program remembers between two looks at the keys.
struct Following {
    holder: Holder,
    told: Option<(Vec<String>, Instant)>,
    asked: Option<Instant>,
}

/// Holds the master keys that the database knows of until the program stops, so that one can be replaced while it runs.
pub(crate) async fn keep(scope: &Scope, mut stopping: watch::Receiver<()>) {
    let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = format!("{} process {}", machine.trim(), std::process::id()).trim().to_owned();
    let mut following = Following { holder: Holder { id: Uuid::new_v4(), name }, told: None, asked: None };
    loop {
        if let Err(error) = follow(scope, &mut following).await {
            tracing::error!(%error, "master keys cannot be followed");
        }
        if !rests(&mut stopping, FOLLOWING).await {
            break;
        }
    }
    if let Err(error) = leave(scope, following.holder.id).await {
        tracing::warn!(%error, "the end of this program cannot be noted");
    }
}

/// Reads the keys again when the database knows of one that this program does not hold, and tells the database which it
/// holds.
async fn follow(scope: &Scope, following: &mut Following) -> Result<()> {
    let keyring = &scope.services().keyring;
    let held = keyring.names();
    let known = masters::all(scope.db()).await?;
    for retired in known.iter().filter(|key| key.retired.is_some() && held.contains(&key.name)) {
        keyring.forget(&retired.name);
    }
    let lacks = known.iter().any(|key| key.retired.is_none() && !held.contains(&key.name));
    if lacks && following.asked.is_none_or(|asked| asked.elapsed() >= AGAIN) {
        following.asked = Some(Instant::now());
        let source = keyring.clone();
        let read = tokio::task::spawn_blocking(move || source.reload()).await;
        if let Ok(Err(cause)) = read {
            tracing::error!(%cause, "the master key cannot be read again where it came from");
        }
    }
    let held = keyring.names();
    let told = following.told.as_ref();
    if told.is_some_and(|(names, at)| *names == held && at.elapsed() < BEAT) {
        return Ok(());
    }
    let tx = scope.db().begin().await?;
    masters::beat(&tx, &following.holder, &held, scope.now()).await?;
    tx.commit().await?;
    following.told = Some((held, Instant::now()));
    Ok(())
}

async fn leave(scope: &Scope, holder: Uuid) -> Result<()> {
    let tx = scope.db().begin().await?;
    masters::leave(&tx, holder).await?;
    Ok(tx.commit().await?)
}

/// Forgets programs that ended without saying so.
pub(crate) async fn sweep(tx: &store::Tx, now: DateTime<Utc>) -> Result<()> {
    Ok(masters::sweep(tx, now - TimeDelta::days(1)).await?)
}
