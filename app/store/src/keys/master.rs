//! Master keys: how one is written, what it is called, and which of them a program holds.

use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _, fchown};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::cipher::{self, KEY, Key, hex};
use crate::error::{Error, Result};

/// A master key: 32 random bytes, written as 64 hexadecimal digits.
#[derive(Clone)]
pub struct MasterKey(Arc<Key>);

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", self.name())
    }
}

impl MasterKey {
    /// A new one.
    ///
    /// # Errors
    /// [`Error::Random`] without random bytes.
    pub fn random() -> Result<Self> {
        Ok(Self(Arc::new(cipher::random()?)))
    }

    /// What it is called where it may be seen: 16 hexadecimal digits that follow from it, and from which nothing of it
    /// follows.
    #[must_use]
    pub fn name(&self) -> String {
        hex(self.derive("name", b"").as_slice()).chars().take(16).collect()
    }

    /// It as it is written.
    #[must_use]
    pub fn digits(&self) -> Zeroizing<String> {
        Zeroizing::new(hex(self.0.as_slice()))
    }

    pub(super) fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// A key for another purpose, which does not tell this one.
    pub(super) fn derive(&self, purpose: &str, salt: &[u8]) -> Key {
        cipher::digest(&self.0, purpose, salt)
    }
}

impl std::str::FromStr for MasterKey {
    type Err = Error;

    /// Reads 64 hexadecimal digits; what is wrong is said so that it can be put right.
    fn from_str(digits: &str) -> Result<Self> {
        let said = |why: String| Error::Key(why);
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(said("is no key: a key is 64 hexadecimal digits".into()));
        }
        if digits.len() != 2 * KEY {
            return Err(said(format!("has {} of the 64 hexadecimal digits of a key", digits.len())));
        }
        let mut key = Zeroizing::new([0_u8; KEY]);
        for (at, byte) in key.iter_mut().enumerate() {
            let pair = digits.get(2 * at..2 * at + 2).unwrap_or("");
            *byte = u8::from_str_radix(pair, 16).map_err(|_| said("is no key".into()))?;
        }
        Ok(Self(Arc::new(key)))
    }
}

/// The master keys that are in use: one or, while records move from one to the next, two.
#[derive(Debug, Clone)]
pub struct Ring {
    /// The newest.
    pub current: MasterKey,
    /// The one before, until every record is wrapped by the newest.
    pub previous: Option<MasterKey>,
}

impl Ring {
    /// Reads one or two keys, the newest first, between white space.
    ///
    /// # Errors
    /// [`Error::Key`] that says what is wrong, in words that follow the name of where it was read.
    pub fn read(text: &str) -> Result<Self> {
        let mut keys = text.split_whitespace().map(str::parse::<MasterKey>);
        let current = keys.next().ok_or_else(|| Error::Key("is empty".into()))??;
        let previous = keys.next().transpose()?;
        if keys.next().is_some() {
            return Err(Error::Key("holds more than two keys".into()));
        }
        Self::of(current, previous)
    }

    /// A ring of keys that were read apart.
    ///
    /// # Errors
    /// [`Error::Key`] when the two are the same.
    pub fn of(current: MasterKey, previous: Option<MasterKey>) -> Result<Self> {
        if previous.as_ref().is_some_and(|previous| previous.name() == current.name()) {
            return Err(Error::Key("names the same key as the present and the previous one".into()));
        }
        Ok(Self { current, previous })
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`Error::Key`] when it cannot be read or does not hold keys.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map(Zeroizing::new);
        Self::read(&text.map_err(|cause| Error::Key(format!("cannot be read: {cause}")))?)
    }

    /// Puts these keys into a key file in the place of others, whole or not at all: whoever reads it meanwhile, or after
    /// a power cut, finds the old ones or the new ones. The file stays its owner's.
    ///
    /// # Errors
    /// [`Error::Key`] when it cannot be written; then the file is as it was.
    pub fn replace(&self, path: &Path) -> Result<()> {
        let failed = |cause: std::io::Error| Error::Key(format!("cannot be written: {cause}"));
        // A link, as secrets are often mounted by, stays one.
        let path = std::fs::canonicalize(path).map_err(failed)?;
        let before = std::fs::metadata(&path).map_err(failed)?;
        // A name that nobody else has chosen: what lies there may be somebody's only copy of a key.
        let random = hex(cipher::random::<8>()?.as_slice());
        let beside = path.with_file_name(format!(".{}.{random}", path.file_name().unwrap_or_default().display()));
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&beside).map_err(failed)?;
        let written = fchown(&file, Some(before.uid()), Some(before.gid()))
            .and_then(|()| file.set_permissions(std::fs::Permissions::from_mode(before.mode() & 0o777)))
            .and_then(|()| self.lines().iter().try_for_each(|line| file.write_all(line.as_bytes())))
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::rename(&beside, &path))
            .and_then(|()| sync_folder(&path));
        written.map_err(|cause| {
            let _ = std::fs::remove_file(&beside);
            failed(cause)
        })
    }

    /// Writes these keys into a new file that only its owner can read.
    ///
    /// # Errors
    /// [`Error::Key`] when the file exists or cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<()> {
        let failed = |cause: std::io::Error| Error::Key(format!("cannot be made: {cause}"));
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
        let written = self.lines().iter().try_for_each(|line| file.write_all(line.as_bytes()));
        written.and_then(|()| file.sync_all()).and_then(|()| sync_folder(path)).map_err(failed)
    }

    fn lines(&self) -> Vec<Zeroizing<String>> {
        let keys = [Some(&self.current), self.previous.as_ref()];
        keys.into_iter().flatten().map(|key| Zeroizing::new(format!("{}\n", key.digits().as_str()))).collect()
    }

    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        [Some(&self.current), self.previous.as_ref()].into_iter().flatten()
    }
}

/// Makes sure that a file's name outlives a power cut.
fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

type Source = Box<dyn Fn() -> Result<Ring> + Send + Sync>;

/// How long somebody who needs a key that is not held waits for it to be read again. A reading that takes longer goes on
/// for whoever comes later.
const WAIT: Duration = Duration::from_secs(3);
/// How long the keys are not read again for anybody after that brought nothing.
const AGAIN: Duration = Duration::from_secs(30);

/// The keys that were read last, and those read before that nobody has said are no longer needed.
struct Held {
    ring: Ring,
    before: Vec<MasterKey>,
}

impl Held {
    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        self.ring.keys().chain(&self.before)
    }

    /// Takes keys that were read again. None that is held is let go: a record may be wrapped by it.
    fn take(&mut self, ring: Ring) {
        let is_read = |key: &&MasterKey| ring.keys().all(|read| read.name() != key.name());
        self.before = self.keys().filter(is_read).cloned().collect();
        self.ring = ring;
    }
}

/// The master keys that this program holds, and where they came from: they are read there again when the database
/// tells of one that is not among them.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    held: RwLock<Held>,
    source: Source,
    /// When the keys were last read again in vain; held by whoever reads them now.
    vain: Mutex<Option<Instant>>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keyring")
    }
}

impl Keyring {
    /// Reads the keys from a source that can be read again.
    ///
    /// # Errors
    /// As the source.
    pub fn of(source: impl Fn() -> Result<Ring> + Send + Sync + 'static) -> Result<Self> {
        let held = Held { ring: source()?, before: Vec::new() };
        Ok(Self(Arc::new(Inner { held: RwLock::new(held), source: Box::new(source), vain: Mutex::new(None) })))
    }

    /// Reads the keys from a file.
    ///
    /// # Errors
    /// As [`Ring::from_file`].
    pub fn from_file(path: &Path) -> Result<Self> {
        let path = path.to_owned();
        Self::of(move || Ring::from_file(&path))
    }

    /// Makes a new master key and writes it to a file that only its owner can read.
    ///
    /// # Errors
    /// [`Error::Key`] when the file exists or cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let ring = Ring { current: MasterKey::random()?, previous: None };
        ring.write_new(path)?;
        Self::from_file(path)
    }

    /// Reads the keys again where they came from; where that fails, those that are held stay. Those that are no longer
    /// there stay beside until they are forgotten: records may still need them.
    ///
    /// # Errors
    /// As the source.
    pub fn reload(&self) -> Result<()> {
        let ring = (self.0.source)()?;
        self.0.held.write().unwrap_or_else(PoisonError::into_inner).take(ring);
        Ok(())
    }

    /// Forgets a key that is called so, unless it is the newest.
    pub fn forget(&self, name: &str) {
        let mut held = self.0.held.write().unwrap_or_else(PoisonError::into_inner);
        held.ring.previous = held.ring.previous.take().filter(|previous| previous.name() != name);
        held.before.retain(|key| key.name() != name);
    }

    /// The keys that were read last.
    #[must_use]
    pub fn ring(&self) -> Ring {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner).ring.clone()
    }

    /// The names of the keys that are held, the newest first.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner).keys().map(MasterKey::name).collect()
    }

    fn held(&self, name: &str) -> Option<MasterKey> {
        let held = self.0.held.read().unwrap_or_else(PoisonError::into_inner);
        held.keys().find(|key| key.name() == name).cloned()
    }

    /// The key of a name, read again where it is not held: somebody may have put it there since. Where it comes from may
    /// take its time to answer: it is asked apart from the threads that serve, once for all who wait.
    pub(super) async fn named(&self, name: &str) -> Result<MasterKey> {
        if let Some(key) = self.held(name) {
            return Ok(key);
        }
        let mut vain = self.0.vain.lock().await;
        if let Some(key) = self.held(name) {
            return Ok(key);
        }
        let absent = || Error::KeyAbsent(name.to_owned());
        if vain.is_some_and(|at| at.elapsed() < AGAIN) {
            return Err(absent());
        }
        // Noted before, so that it counts even if nobody waits for its end.
        *vain = Some(Instant::now());
        self.read_again().await?;
        let found = self.held(name).ok_or_else(absent)?;
        *vain = None;
        Ok(found)
    }

    async fn read_again(&self) -> Result<()> {
        let keyring = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let read = keyring.reload();
            // Said here, since nobody may wait for it any more.
            if let Err(cause) = &read {
                tracing::error!(%cause, "the master key cannot be read again where it came from");
            }
            read
        });
        match tokio::time::timeout(WAIT, reading).await {
            Ok(read) => read.map_err(|cause| Error::Key(format!("cannot be read: {cause}")))?,
            Err(_) => Err(Error::Key(format!("there was no answer within {} seconds", WAIT.as_secs()))),
        }
    }

    /// A keyed digest of a text, in hexadecimal: equal texts compare, and nothing can be read back or guessed
    /// without the master key. Another master key gives other digests: only what may be forgotten then is kept so.
    #[must_use]
    pub fn digest(&self, purpose: &str, text: &str) -> String {
        hex(self.ring().current.derive(purpose, text.as_bytes()).as_slice())
    }
}

#[cfg(test)]
mod tests;
