//! The newest signature of the audit log in a file beside the data: whoever cuts the log's end off, or writes all of it
//! anew, in the database alone, is found by it.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use services::Scope;
use services::audit::{self, Noted};
use tokio::sync::watch;

use crate::config::Config;

/// How often it is looked.
const LOOK: Duration = Duration::from_secs(60);

/// Where the file is.
#[must_use]
pub fn file(config: &Config) -> PathBuf {
    config.data.join("audit-signature")
}

/// What a file says; nothing where there is none.
fn read(file: &Path) -> Result<Option<Noted>, String> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(format!("{}: {cause}", file.display())),
    };
    let noted = text
        .trim()
        .split_once(' ')
        .and_then(|(number, signature)| Some(Noted { number: number.parse().ok()?, signature: signature.to_owned() }));
    noted.map(Some).ok_or_else(|| format!("{}: is no signature", file.display()))
}

/// Holds the log to the signature that was noted last, and notes the newest.
///
/// # Errors
/// One line: that the log lacks what was noted, or that one of the two cannot be read or written.
pub async fn keep(scope: &Scope, file: &Path) -> Result<(), String> {
    let before = read(file)?;
    let said = |error: domain::Error| error.to_string();
    if let Some(noted) = &before
        && !audit::holds(scope, noted).await.map_err(said)?
    {
        return Err(format!(
            "the audit log lacks signature {}, which {} holds: its end was cut off, or it was written anew",
            noted.number,
            file.display()
        ));
    }
    match audit::noted(scope).await.map_err(said)? {
        Some(newest) if before.as_ref() != Some(&newest) => {
            write(file, &newest).map_err(|cause| format!("{}: {cause}", file.display()))
        }
        _ => Ok(()),
    }
}

/// Writes the file whole or not at all.
fn write(file: &Path, noted: &Noted) -> std::io::Result<()> {
    let beside = file.with_file_name(format!(".audit-signature.{}", uuid::Uuid::new_v4().simple()));
    let mut options = std::fs::OpenOptions::new();
    let mut new = options.write(true).create_new(true).mode(0o600).open(&beside)?;
    let line = format!("{} {}\n", noted.number, noted.signature);
    let written = new.write_all(line.as_bytes()).and_then(|()| new.sync_all());
    written.and_then(|()| std::fs::rename(&beside, file)).inspect_err(|_| {
        let _ = std::fs::remove_file(&beside);
    })
}

/// Sets aside what was noted of a log that a backup has taken the place of.
///
/// # Errors
/// One line, when the file cannot be moved.
pub fn set_aside(file: &Path, day: chrono::NaiveDate) -> Result<(), String> {
    let aside = file.with_file_name(format!("audit-signature.until-{day}"));
    match std::fs::rename(file, &aside) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {cause}", file.display())),
        _ => Ok(()),
    }
}

/// Does so for as long as the program runs.
pub(crate) async fn follow(scope: &Scope, file: &Path, mut stopping: watch::Receiver<()>) {
    loop {
        if let Err(line) = keep(scope, file).await {
            tracing::error!(%line, "the audit log cannot be held to what was noted of it");
        }
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
