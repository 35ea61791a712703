//! `server keys`: replacing the master key while servers serve, and looking whether everything opens.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use services::keys::{Known, Report, Rotated};
use store::keys::{MasterKey, Ring};

use super::say;
use crate::config::Config;
use crate::key_source::KeySource;
use crate::{IndexUse, Installation};

/// What is done with master keys.
#[derive(Subcommand)]
pub(super) enum Keys {
    /// Makes a new master key and moves every record to it, while servers serve.
    #[command(after_help = ROTATE)]
    Rotate {
        /// How many seconds to wait for running servers to read the new key.
        #[arg(long, default_value_t = 60)]
        wait: u64,
        /// Gives up so many records whose own keys are spoilt, as the call before has told of.
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
        give_up: Option<u64>,
    },
    /// Says which master key wraps how many records and how old it is, and opens every record; fails if one does not
    /// open.
    Check,
}

const ROTATE: &str = "\
Each record has a key of its own; the master key only wraps these, so moving to a new one is quick and changes no text.
The new key is used once every running server holds it, and the old one is needed until the last record is moved: until
then both are kept. A call that was interrupted, or that ends because a server lacks the new key, is gone on with by
calling again; nothing is lost meanwhile.

With PONTE_KEY_FILE: one call does it all. The file holds the new key on its first line and the old one on its second
  until all is moved, and the new one alone afterwards; the old one is kept beside, in a file that ends in its name, since
  backups made until then open by it. Running servers read the file again by themselves. Where servers have copies of
  the file, give them the new one when the call names them, and call again.
With PONTE_KEY_COMMAND: the first call prints a new key. Store it so that the command prints it, and call again with
  PONTE_KEY_PREVIOUS set to the old key. Running servers run the command again by themselves and keep the old key in
  memory; one that is started before all is moved needs PONTE_KEY_PREVIOUS too.
With PONTE_KEY: the first call prints a new key. Store it as PONTE_KEY and the old one as PONTE_KEY_PREVIOUS, start the
  servers anew one after the other, since no running program sees its environment change, and call again with both.

Records that do not open by any key keep the old one in use, and `/operations` says so. The call ends by telling how many
there are, and how many sealed cells of each table they have; `server keys check` names each. A backup from before they
were spoilt has them whole. Where there is none, call again with --give-up and their number: their own keys are removed,
what was sealed under them stays lost, what an earlier version kept of them in clear is removed, the audit log names
each, and the old key retires. The key of the installation itself is never given up, and --give-up begins no rotation.

When it is done, keep the old key only as long as you keep backups that were made with it. Counts of attempts to
sign in are forgotten by a new key.";

pub(super) async fn run(config: &Config, command: Keys) -> Result<(), String> {
    let installation = Installation::open(config, IndexUse::None).await?;
    match command {
        Keys::Rotate { wait, give_up } => rotate(config, &installation, (Duration::from_secs(wait), give_up)).await,
        Keys::Check => check(&installation).await,
    }
}

/// Keeps a second call of the same command out until the first ends: each makes a key of its own.
fn alone(path: &Path) -> Result<File, String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = File::open(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err("the key is being replaced by another call: nothing was done".into()),
        Err(TryLockError::Error(cause)) => Err(format!("{}: {cause}", folder.display())),
    }
}

async fn rotate(
    config: &Config,
    installation: &Installation,
    (wait, give_up): (Duration, Option<u64>),
) -> Result<(), String> {
    let wrong = |cause: store::Error| format!("{}: {cause}", config.key.name());
    let keyring = &installation.services.keyring;
    let _alone = match &config.key {
        KeySource::File(path) => Some(alone(path)?),
        _ => None,
    };
    keyring.reload().map_err(|cause| cause.to_string())?;
    let begun = keyring.ring().previous.is_some();
    if give_up.is_some() && !begun {
        return Err("no rotation waits to be gone on with, so nothing is to be given up: nothing was done; \
                    call without --give-up to begin one"
            .into());
    }
    match &config.key {
        KeySource::File(path) if !begun => {
            let next = Ring { current: MasterKey::random().map_err(wrong)?, previous: Some(keyring.ring().current) };
            next.replace(path).map_err(wrong)?;
            keyring.reload().map_err(|cause| cause.to_string())?;
        }
        _ if !begun => return first_call(config),
        _ => {}
    }
    let ring = keyring.ring();
    let name = ring.current.name();
    if let Some(told) = give_up {
        let found = services::keys::give_up(&installation.system(), &ring.current, told).await;
        let found = found.map_err(|error| error.to_string())?;
        if found != told {
            return Err(format!("{found} records can be given up, and not {told}: nothing was done"));
        }
        say(&format!("gave up {found} records"));
    }
    let rotated = services::keys::rotate(&installation.system(), &ring.current, wait).await;
    match rotated.map_err(|error| error.to_string())? {
        Rotated::Whole { moved } => {
            if let KeySource::File(path) = &config.key {
                let kept = set_aside(path, &ring)?;
                Ring { current: ring.current, previous: None }.replace(path).map_err(wrong)?;
                say("where other servers have copies of the key file, give them the new one before they start again");
                say(&format!(
                    "the key before is in {kept}: backups made until now need it; remove it with the last of them"
                ));
            } else {
                say("PONTE_KEY_PREVIOUS is no longer needed; backups made until now need that key");
            }
            if begun {
                say("this went on with a key that had been made before; call again for another new one");
            }
            say(&format!("moved {moved} records; key {name} wraps them all"));
            Ok(())
        }
        Rotated::Waits { lacking } => Err(format!(
            "these do not hold the new key {name} yet: {}; give it to them and call again (nothing is lost)",
            lacking.join(", ")
        )),
        Rotated::Other { name } => Err(format!(
            "key {name} is in use, or was made known within the last day, and is not held here: give it to this program"
        )),
        Rotated::Left(left) => Err(format!(
            "{} records do not open (sealed cells by table: {}), so the old key stays; all others are moved; \
             `server keys check` names them, and --help says how to go on",
            left.records,
            left.by_table()
        )),
    }
}

/// Keeps the key before in a file of its own beside the key file, under its name: older backups open by it.
fn set_aside(path: &Path, ring: &Ring) -> Result<String, String> {
    let Some(previous) = &ring.previous else { return Ok(String::new()) };
    let kept = path.with_file_name(format!("{}.{}", path.file_name().unwrap_or_default().display(), previous.name()));
    if !kept.exists() {
        let alone = Ring { current: previous.clone(), previous: None };
        alone.write_new(&kept).map_err(|cause| format!("{}: {cause}", kept.display()))?;
    }
    Ok(kept.display().to_string())
}

/// Where the operator keeps the key, nothing is moved before it is stored there.
fn first_call(config: &Config) -> Result<(), String> {
    let next = MasterKey::random().map_err(|cause| cause.to_string())?;
    say(&next.digits());
    let then = match &config.key {
        KeySource::Command { .. } => "let PONTE_KEY_COMMAND print it",
        _ => "store it as PONTE_KEY, start every server anew with it and with PONTE_KEY_PREVIOUS",
    };
    super::complain(&format!(
        "this is a new key, which nothing uses yet: {then}, and call again with PONTE_KEY_PREVIOUS set to the old one"
    ));
    Ok(())
}

async fn check(installation: &Installation) -> Result<(), String> {
    let scope = installation.system();
    let report = services::keys::check(&scope).await.map_err(|error| error.to_string())?;
    for known in &report.keys {
        say(&line(known, scope.now()));
    }
    say(&format!("{} records with {} sealed cells", report.records, report.cells));
    for record in report.shut.iter().take(20) {
        say(&format!("record {record} does not open"));
    }
    if report.in_clear > 0 {
        let count = report.in_clear;
        say(&format!("where people live stands in clear in {count} referrals, since they do not open"));
    }
    verdict(&report)
}

fn line(known: &Known, now: DateTime<Utc>) -> String {
    let (master, records) = (&known.master, known.records);
    let stands = match (master.retired, master.since) {
        (Some(on), _) => format!("retired on {}", on.date_naive()),
        (None, Some(on)) => format!("in force since {}", on.date_naive()),
        (None, None) => "not in force yet".into(),
    };
    let days = (now - master.created).num_days();
    let held = if known.held { "" } else { ", not held here" };
    format!("key {}: {stands}, {days} days old, wraps {records} records{held}", master.name)
}

fn verdict(report: &Report) -> Result<(), String> {
    if report.is_whole() {
        say("everything opens");
        return Ok(());
    }
    Err(format!(
        "{} records and {} other sealed cells do not open; {} referrals have something in clear",
        report.shut.len(),
        report.cells_shut,
        report.in_clear
    ))
}
