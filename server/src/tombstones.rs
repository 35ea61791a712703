//! The tombstones in a file beside the data: they outlive the database, so that a backup that is put back after the
//! database was lost brings back neither whom it had erased nor what had been taken back. A line for each: digest, what
//! it stands for, and day.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use services::Scope;
use services::erasures::{self, Tombstone};
use tokio::sync::watch;

use crate::config::Config;

/// How often it is looked whether somebody has been erased.
const LOOK: Duration = Duration::from_secs(5);
/// How many are read from the database at once.
const PAGE: u64 = 1000;

/// Where the file is.
#[must_use]
pub fn file(config: &Config) -> PathBuf {
    config.data.join("tombstones")
}

/// What a file says; nothing where there is none.
///
/// # Errors
/// One line, when it cannot be read or a line is something else.
pub fn read(file: &Path) -> Result<BTreeSet<Tombstone>, String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(cause) => return Err(format!("{}: {cause}", file.display())),
    };
    let parse = |line: &str| {
        let (digest, (gone, day)) = line
            .split_once(' ')
            .map(|(first, rest)| (first, rest.split_once(' ')))
            .and_then(|(first, rest)| Some((first, rest?)))?;
        let digits = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (gone, day) = (gone.parse().ok()?, day.parse().ok().filter(|_| digits)?);
        Some(Tombstone { digest: digest.to_owned(), gone, day })
    };
    let wrong = |number: usize| format!("{}, line {}: is no tombstone", file.display(), number + 1);
    text.lines().enumerate().map(|(number, line)| parse(line).ok_or_else(|| wrong(number))).collect()
}

/// Adds what the database has and the file has not; what only the file has stays.
///
/// # Errors
/// One line, when one of the two cannot be read, or the file not written.
pub async fn keep(scope: &Scope, file: &Path) -> Result<(), String> {
    erasures::note_revoked(scope).await.map_err(|error| error.to_string())?;
    let mut all = read(file)?;
    let before = all.len();
    let mut last = String::new();
    loop {
        let page = erasures::tombstones(scope, &last, PAGE).await.map_err(|error| error.to_string())?;
        let Some(end) = page.last() else { break };
        last.clone_from(&end.digest);
        all.extend(page);
    }
    if all.len() == before {
        return Ok(());
    }
    write(file, &all).map_err(|cause| format!("{}: {cause}", file.display()))
}

/// Writes the file whole or not at all.
fn write(file: &Path, all: &BTreeSet<Tombstone>) -> std::io::Result<()> {
    // A name of its own, since several programs may write at once.
    let beside = file.with_file_name(format!(".tombstones.{}", uuid::Uuid::new_v4().simple()));
    let mut options = std::fs::OpenOptions::new();
    let mut new = options.write(true).create_new(true).mode(0o600).open(&beside)?;
    let lines: String = all.iter().map(|stone| format!("{} {} {}\n", stone.digest, stone.gone, stone.day)).collect();
    let written = new.write_all(lines.as_bytes()).and_then(|()| new.sync_all());
    let put = written.and_then(|()| std::fs::rename(&beside, file));
    if put.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    put?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

/// Keeps the file as the database is for as long as the program runs.
pub(crate) async fn follow(scope: &Scope, file: &Path, mut stopping: watch::Receiver<()>) {
    let mut seen = None;
    loop {
        match gone(scope).await {
            Ok(now) if seen == Some(now) => {}
            Ok(now) => match keep(scope, file).await {
                Ok(()) => seen = Some(now),
                Err(line) => tracing::error!(%line, "tombstones cannot be kept"),
            },
            Err(error) => tracing::error!(%error, "what is gone cannot be counted"),
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// How many people have been erased, and how many consents taken back.
async fn gone(scope: &Scope) -> domain::Result<(u64, u64)> {
    Ok((erasures::count(scope).await?, erasures::count_revoked(scope).await?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{read, write};
    use domain::erasure::Gone;
    use services::erasures::Tombstone;

    #[test]
    fn the_file_reads_back_and_a_damaged_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tombstones");
        assert!(read(&file).unwrap().is_empty());
        let stone =
            |digit: &str, gone| Tombstone { digest: digit.repeat(64), gone, day: "2026-11-29".parse().unwrap() };
        let all = [stone("a", Gone::Person), stone("0", Gone::Consent)].into();
        write(&file, &all).unwrap();
        assert_eq!(read(&file).unwrap(), all);
        std::fs::write(&file, format!("{} person 2026-11-29\nnobody\n", "a".repeat(64))).unwrap();
        assert!(read(&file).unwrap_err().ends_with("line 2: is no tombstone"));
    }
}
