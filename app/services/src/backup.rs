//! Backups: everything that the database holds in one sealed file, as it was at one moment, while servers serve.

use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use domain::policy::RunInstallation;
use store::backup::archive::{Counts, First, Head, Opens, Writer};
use store::backup::{OF_THE_MOMENT, Pages, migrations, tables};
use store::keys::Ring;
use store::keys::stream::{FileKey, salt};

use crate::Scope;

/// The name under which the database notes when the last backup was made.
pub const MARK: &str = "backup";
/// The fewest characters of a passphrase.
pub const SHORTEST: usize = 16;

/// Where backups are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backups {
    /// Here, by this program, so that an old one is noticed.
    Here,
    /// Elsewhere, as by `pg_dump` or snapshots of a disk: this program knows nothing of them.
    Elsewhere,
}

/// Why there is no backup.
#[derive(Debug)]
pub enum Failure {
    /// The file could not be written.
    File(std::io::Error),
    /// The database could not be read.
    Database(String),
    /// The file is there and whole, and the database could not note that.
    Noted(String),
}

impl Failure {
    /// Whether there was no room on the disk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        matches!(self, Self::File(cause) if matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(_) if self.is_full() => f.write_str("there is no room on the disk: no backup was made"),
            Self::File(cause) => write!(f, "{cause}: no backup was made"),
            Self::Database(cause) => write!(f, "the database cannot be read ({cause}): no backup was made"),
            Self::Noted(cause) => write!(f, "the backup was made, and the database could not note it: {cause}"),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        Self::File(cause)
    }
}

impl From<store::Error> for Failure {
    fn from(cause: store::Error) -> Self {
        Self::Database(cause.to_string())
    }
}

impl From<domain::Error> for Failure {
    fn from(cause: domain::Error) -> Self {
        Self::Database(cause.to_string())
    }
}

/// By what a backup is sealed.
#[derive(Clone)]
pub enum Lock {
    /// The newest master key that this program holds.
    Master,
    /// A passphrase.
    Passphrase(String),
}

/// The key of a file that a passphrase opens: Argon2id (RFC 9106), 64 MiB, three passes, four lanes.
///
/// # Errors
/// When there is no memory for it.
pub fn passphrase_key(passphrase: &str, salt: &[u8]) -> Result<FileKey, String> {
    let mut key = [0; 32];
    let params = Params::new(64 * 1024, 3, 4, Some(key.len())).map_err(|cause| cause.to_string())?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(passphrase.as_bytes(), salt, &mut key).map_err(|cause| cause.to_string())?;
    Ok(FileKey::of(key.into()))
}

/// Makes a backup. It appears under its name whole or not at all.
///
/// # Errors
/// When the file is there already or cannot be written, or the database cannot be read; then nothing is left of it.
pub async fn write(scope: &Scope, file: &Path, lock: &Lock) -> Result<Counts, Failure> {
    scope.permit(RunInstallation)?;
    if file.exists() {
        return Err(Failure::File(std::io::Error::from(std::io::ErrorKind::AlreadyExists)));
    }
    let unfinished = Unfinished(beside(file));
    let counts = fill(scope, &unfinished.0, lock).await?;
    // Never over another that has come meanwhile.
    match std::fs::hard_link(&unfinished.0, file) {
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => return Err(cause.into()),
        // Some disks know no second name of a file.
        Err(_) => std::fs::rename(&unfinished.0, file)?,
        Ok(()) => {}
    }
    drop(unfinished);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| Failure::Noted(cause.to_string()))?;
    note(scope, &counts).await.map_err(|cause| Failure::Noted(cause.to_string()))?;
    Ok(counts)
}

async fn note(scope: &Scope, counts: &Counts) -> domain::Result<()> {
    let tx = scope.begin().await?;
    store::marks::renew(&tx, MARK, scope.now()).await?;
    scope.commit(tx, "make backup", &format!("{} rows", counts.rows)).await
}

/// A name that nobody takes for a backup.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".unfinished-{}", std::process::id()));
    file.with_file_name(name)
}

/// A file that is removed unless it has been given its name.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn fill(scope: &Scope, path: &Path, lock: &Lock) -> Result<Counts, Failure> {
    let out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let salt = salt()?;
    let (key, opens) = match lock {
        Lock::Master => {
            let Ring { current, .. } = scope.services().keyring.ring();
            (current.file_key(&salt), Opens::Master(current.name()))
        }
        Lock::Passphrase(words) => (passphrase_key(words, &salt).map_err(Failure::Database)?, Opens::Passphrase),
    };
    let snapshot = scope.db().snapshot().await?;
    let first = First {
        version: env!("CARGO_PKG_VERSION").into(),
        made: scope.now(),
        migrations: migrations(&snapshot).await?,
    };
    let head = Head { opens, salt: salt.iter().map(|byte| format!("{byte:02x}")).collect() };
    let mut writer = Writer::begin(BufWriter::new(out), &key, &head, first)?;
    for table in tables(&snapshot).await?.iter().filter(|table| !OF_THE_MOMENT.contains(&table.name.as_str())) {
        writer.table(table)?;
        let mut pages = Pages::of(table);
        loop {
            let rows = pages.next(&snapshot).await?;
            if rows.is_empty() {
                break;
            }
            writer.rows(&rows)?;
        }
    }
    end(writer)
}

/// Ends a file that is on the disk then, all of it: until it is, there may turn out to be no room.
fn end(writer: Writer<BufWriter<std::fs::File>>) -> Result<Counts, Failure> {
    let (mut out, counts) = writer.finish()?;
    out.flush()?;
    out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(counts)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::fs::File;
    use std::io::{BufWriter, Error, ErrorKind};

    use chrono::{DateTime, Utc};
    use store::backup::archive::{First, Head, Opens, Writer};
    use store::keys::stream::FileKey;

    use super::{Failure, end};

    const NO_ROOM: &str = "there is no room on the disk: no backup was made";

    #[test]
    fn whatever_says_that_there_is_no_room_is_told_as_that() {
        use ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, StorageFull};
        // By the numbers of Linux: no space left on the device, a quota used up, the limit of the size of a file.
        for (number, kind) in [(28, StorageFull), (122, QuotaExceeded), (27, FileTooLarge)] {
            for cause in [Error::from_raw_os_error(number), Error::from(kind)] {
                assert_eq!(cause.kind(), kind);
                let failure = Failure::from(cause);
                assert!(failure.is_full(), "{kind}");
                assert_eq!(failure.to_string(), NO_ROOM, "{kind}");
            }
        }
        let other = Failure::from(Error::from(PermissionDenied));
        assert!(!other.is_full(), "{other}");
        assert!(!other.to_string().contains("room") && other.to_string().ends_with(": no backup was made"), "{other}");
    }

    /// The beginning of a backup on a device that has room for nothing.
    fn begun() -> Writer<BufWriter<File>> {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let head = Head { opens: Opens::Passphrase, salt: "00".into() };
        let first = First { version: "1".into(), made: DateTime::<Utc>::UNIX_EPOCH, migrations: Vec::new() };
        Writer::begin(BufWriter::new(full), &FileKey::of([7_u8; 32].into()), &head, first).unwrap()
    }

    #[test]
    fn a_full_disk_is_told_whether_it_is_met_on_the_way_or_at_the_end() {
        let last = end(begun()).unwrap_err();
        assert_eq!(last.to_string(), NO_ROOM, "all of it was in memory until the end");
        // Digits that are not packed into less than a piece.
        let row = |number: u32| format!("[\"{:08x}\"]", number.wrapping_mul(2_654_435_761).rotate_left(number % 32));
        let rows: Vec<String> = (0..200_000).map(row).collect();
        let on_the_way = Failure::from(begun().rows(&rows).unwrap_err());
        assert_eq!(on_the_way.to_string(), NO_ROOM, "a piece was written");
    }
}
