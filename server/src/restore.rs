//! Putting a backup back: read to its end first, then in one transaction, with everybody erased again who has been since
//! the backup was made.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Actor;
use domain::policy::{Permit, RunInstallation};
use sea_orm_migration::MigratorTrait;
use store::backup::archive::{Counts, First, Head, Item, Opens, Reader};
use store::backup::{self, Table};
use store::keys::stream::FileKey;
use store::keys::{self, Keyring, MasterKey, Ring, masters};
use store::tombstones::{self, Tombstone};
use store::{Db, Tx, plain_areas};

use crate::replay;

/// How long after it was last heard of a program counts as running.
const ALIVE: TimeDelta = TimeDelta::seconds(60);
/// Records and referrals that are looked at together.
const BATCH: u64 = 200;

/// What becomes of a database that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It is left alone, and nothing is restored.
    Kept,
    /// It gives way to the backup.
    Replaced,
}

/// What is restored from, and by which keys.
pub struct Restore<'a> {
    /// The file.
    pub file: &'a Path,
    /// The installation's own keys.
    pub own: Ring,
    /// Earlier master keys.
    pub earlier: Vec<MasterKey>,
    /// The passphrase, where one is given.
    pub passphrase: Option<String>,
    /// Tombstones that are kept beside the data.
    pub stones: BTreeSet<Tombstone>,
    /// The time.
    pub now: DateTime<Utc>,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// How much.
    pub counts: Counts,
    /// When the backup was made.
    pub made: DateTime<Utc>,
    /// How many people were erased again.
    pub erased: usize,
    /// How many consents were taken back again.
    pub revoked: u64,
    /// Of how many referrals the area stands in clear, since they do not open.
    pub in_clear: u64,
    /// How many mails that waited then are not sent: the links in them lead nowhere any more.
    pub unsent: u64,
}

impl Restore<'_> {
    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        [Some(&self.own.current), self.own.previous.as_ref()].into_iter().flatten().chain(&self.earlier)
    }

    fn wrong(&self, cause: impl std::fmt::Display) -> String {
        format!("{}: {cause}", self.file.display())
    }

    fn file_key(&self, head: &Head) -> Result<FileKey, String> {
        let digits = head.salt.as_bytes().chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let salt: Option<Vec<u8>> = digits.collect();
        let salt = salt.ok_or_else(|| self.wrong("it is damaged"))?;
        match &head.opens {
            Opens::Master(name) => {
                let found = self.keys().find(|key| key.name() == *name).map(|key| key.file_key(&salt));
                found.ok_or_else(|| {
                    self.wrong(format!("it was sealed with master key {name}: give the file that holds it with --key"))
                })
            }
            Opens::Passphrase => {
                let words = self.passphrase.as_ref();
                let words = words.ok_or_else(|| self.wrong("it opens by a passphrase: set PONTE_BACKUP_PASSPHRASE"))?;
                services::backup::passphrase_key(words, &salt)
            }
        }
    }

    fn open(&self) -> Result<Reader<BufReader<File>>, String> {
        let mut from = BufReader::new(File::open(self.file).map_err(|cause| self.wrong(cause))?);
        let head = Head::read(&mut from).map_err(|cause| self.wrong(cause))?;
        let key = self.file_key(&head)?;
        Reader::begin(from, &key, &head).map_err(|cause| self.wrong(cause))
    }

    /// Reads the whole file without writing anything.
    ///
    /// # Errors
    /// One line: that it is damaged, cut off, sealed with another key, or of a newer version.
    pub fn check(&self) -> Result<(First, Counts), String> {
        let mut reader = self.open()?;
        while reader.item().map_err(|cause| self.wrong(cause))?.is_some() {}
        let known: Vec<String> = migrations::Migrator::migrations().iter().map(|each| each.name().to_owned()).collect();
        let mut sorted: Vec<&String> = known.iter().take(reader.first.migrations.len()).collect();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(&reader.first.migrations) {
            let version = &reader.first.version;
            return Err(self.wrong(format!("version {version} made it, which has other tables than this program")));
        }
        Ok((reader.first.clone(), reader.counts()))
    }

    /// Puts the backup into the database, all of it or nothing.
    ///
    /// # Errors
    /// One line that says what stands in the way.
    pub async fn run(&self, db: &Db, before: Before) -> Result<Restored, String> {
        let (first, counts) = self.check()?;
        let failed = |cause: store::Error| format!("DATABASE_URL: {cause}");
        let permit = Actor::system().permit(RunInstallation).map_err(|error| error.to_string())?;
        let has = backup::migrations(db).await.map_err(failed)?;
        if before == Before::Kept && backup::is_in_use(db).await.map_err(failed)? {
            return Err(
                "the database is not empty; --replace puts the backup in its place, and loses what it holds".into()
            );
        }
        if has.iter().any(|name| name.ends_with("_keys")) {
            let running = masters::running(db, None, self.now - ALIVE).await.map_err(failed)?;
            if !running.is_empty() {
                return Err(format!("stop what is running on this database first: {}", running.join(", ")));
            }
        }
        let (mut stones, mut revoked) = (self.stones.clone(), replay::Known::new());
        if has.iter().any(|name| name.ends_with("_erasure")) {
            stones.extend(all_stones(db).await.map_err(failed)?);
        }
        if has.iter().any(|name| name.ends_with("_consent")) {
            revoked = replay::known(db, &permit).await.map_err(failed)?;
        }
        let tx = db.begin().await.map_err(failed)?;
        backup::drop_all(&tx, &permit).await.map_err(failed)?;
        let steps = u32::try_from(first.migrations.len()).map_err(|cause| cause.to_string())?;
        migrate(&tx, Some(steps)).await?;
        backup::empty_all(&tx, &permit).await.map_err(failed)?;
        self.fill(&tx, &permit).await?;
        migrate(&tx, None).await?;
        let unsent = store::outbox::drop_links(&tx, &permit).await.map_err(failed)?;
        self.wrap(&tx, &permit).await.map_err(failed)?;
        let keyring = self.keyring().map_err(failed)?;
        seal_areas(&tx, &permit, &keyring).await.map_err(failed)?;
        let erased = replay::people(&tx, &keyring, stones, self.now).await.map_err(failed)?;
        let revoked = replay::consents(&tx, &keyring, &revoked, self.now).await.map_err(failed)?;
        let in_clear = plain_areas::count(&tx).await.map_err(failed)?;
        store::compact::ask(&tx, self.now).await.map_err(failed)?;
        let subject = format!("{} rows", counts.rows);
        store::audit::append(&tx, &Actor::system(), "restore backup", &subject, self.now).await.map_err(failed)?;
        // The log goes on from here: between its last day and today nobody has taken a signature away.
        store::signatures::sign(&tx, &permit, &keyring, self.now).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(Restored { counts, made: first.made, erased, revoked, in_clear, unsent })
    }

    /// Reads the file a second time, into the tables.
    async fn fill(&self, tx: &Tx, permit: &Permit<RunInstallation>) -> Result<(), String> {
        let failed = |cause: store::Error| format!("DATABASE_URL: {cause}");
        let tables = backup::tables(tx).await.map_err(failed)?;
        let mut reader = self.open()?;
        let mut into: Option<(&Table, Vec<String>)> = None;
        let (mut rows, mut bytes) = (Vec::new(), 0);
        loop {
            let item = reader.item().map_err(|cause| self.wrong(cause))?;
            let full = bytes > backup::page() || !matches!(item, Some(Item::Row(_)));
            if let Some((table, columns)) = into.as_ref().filter(|_| full && !rows.is_empty()) {
                backup::insert(tx, permit, (*table, columns), &rows).await.map_err(failed)?;
                rows.clear();
                bytes = 0;
            }
            match item {
                // An earlier version has put more into backups.
                Some(Item::Row(_)) if into.is_none() => {}
                Some(Item::Row(row)) => {
                    bytes += row.iter().map(|cell| cell.as_str().map_or(8, str::len)).sum::<usize>();
                    rows.push(row);
                }
                Some(Item::Table { name, .. }) if backup::OF_THE_MOMENT.contains(&name.as_str()) => into = None,
                Some(Item::Table { name, columns }) => {
                    let table = tables.iter().find(|table| table.name == name);
                    into = Some((table.ok_or_else(|| self.wrong(format!("{name} is no table")))?, columns));
                }
                None => return Ok(()),
            }
        }
    }

    /// Wraps every record by the installation's own newest key, whichever wrapped it when the backup was made.
    async fn wrap(&self, tx: &Tx, permit: &Permit<RunInstallation>) -> store::Result<()> {
        let to = &self.own.current;
        let known: Vec<String> = masters::all(tx).await?.into_iter().map(|master| master.name).collect();
        masters::announce(tx, permit, (&to.name(), &known), self.now).await?;
        masters::put_in_force(tx, permit, &to.name(), self.now).await?;
        for old in self.keys().filter(|key| key.name() != to.name()) {
            let ring = Ring::of(to.clone(), Some(old.clone()))?;
            let keyring = Keyring::of(move || Ok(ring.clone()))?;
            let mut after = None;
            loop {
                let done = keys::rewrap(tx, permit, &keyring, &to.name(), (after, BATCH)).await?;
                after = done.last;
                if after.is_none() {
                    break;
                }
            }
        }
        // What no key opens, as before the backup, keeps its own in use.
        if keys::counts(tx).await?.iter().all(|(name, _)| *name == to.name()) {
            masters::retire_others(tx, permit, &to.name(), self.now).await?;
        }
        Ok(())
    }

    fn keyring(&self) -> store::Result<Keyring> {
        let ring = self.own.clone();
        Keyring::of(move || Ok(ring.clone()))
    }
}

/// Seals what a backup of an earlier version holds in clear, before anybody can read it.
async fn seal_areas(tx: &Tx, permit: &Permit<RunInstallation>, keyring: &Keyring) -> store::Result<()> {
    let (mut after, mut keyless) = (None, 0);
    loop {
        let batch = plain_areas::seal(tx, permit, keyring, (after, BATCH)).await?;
        (after, keyless) = (batch.last, keyless + batch.keyless);
        if after.is_none() {
            break;
        }
    }
    if keyless > 0 {
        tracing::warn!(keyless, "where people live stood in clear and was removed, since their referrals have no key");
    }
    Ok(())
}

async fn migrate(tx: &Tx, steps: Option<u32>) -> Result<(), String> {
    use store::Read as _;
    migrations::Migrator::up(tx.on(), steps).await.map_err(|cause| format!("migrate: {cause}"))
}

async fn all_stones(db: &Db) -> store::Result<Vec<Tombstone>> {
    let mut all: Vec<Tombstone> = Vec::new();
    loop {
        let last = all.last().map(|stone| stone.digest.clone()).unwrap_or_default();
        let page = tombstones::after(db, &last, 1000).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
