//! `server backup` and `server restore`.

use std::path::{Path, PathBuf};

use services::backup::{Lock, SHORTEST};
use store::keys::{Keyring, MasterKey, Ring};

use super::say;
use crate::config::Config;
use crate::restore::{Before, Restore};
use crate::{IndexUse, Installation, tombstones, witness};

/// What is said of making one.
pub(super) const BACKUP: &str = "\
Writes every table, as it is at one moment, into one file, while servers serve. The file is sealed piece by piece, and
appears under its name only when it is whole. It can be put back into SQLite and into PostgreSQL, whichever it came from.

It opens by the master key; keep that key elsewhere. With PONTE_BACKUP_PASSPHRASE set (16 characters or more) it opens by
the passphrase instead, for a place that the master key must not reach; what is sealed inside still needs the master
key. Who is signed in, links that were sent, and counts of attempts are not in it; nor are the index, which is filled
anew, and mail that has left.

After `server keys rotate`, an older backup opens by the key of its time: keep that key as long as such backups. A
backup holds whoever had not been erased when it was made: keep none longer than you must.";

/// What is said of putting one back.
pub(super) const RESTORE: &str = "\
Stop the servers first. The file is read to its end before anything is written, and then put back all or nothing. A
database that holds something is left alone unless --replace is given.

Whoever has been erased since the backup was made is erased again: their tombstones are read from the database that is
there, if there is one, and from the file `tombstones` in PONTE_DATA; put that file back first, with the key. So is
consent that was taken back since. Whatever else changed after the day of the backup, which is said at the end, is lost:
tell the organisations. Everybody signs in anew, with the password and the second step of that day; members and roles are
those of that day too: take away again what was taken away since. Links that were mailed lead nowhere any more.";

pub(super) async fn make(config: &Config, file: &Path) -> Result<(), String> {
    let lock = match passphrase()? {
        Some(words) => Lock::Passphrase(words),
        None => Lock::Master,
    };
    let installation = Installation::open(config, IndexUse::None).await?;
    let made = services::backup::write(&installation.system(), file, &lock).await;
    let counts = made.map_err(|failure| format!("{}: {failure}", file.display()))?;
    tombstones::keep(&installation.system(), &tombstones::file(config)).await?;
    say(&format!("wrote {} rows of {} tables to {}", counts.rows, counts.tables, file.display()));
    Ok(())
}

fn passphrase() -> Result<Option<String>, String> {
    let words = std::env::var("PONTE_BACKUP_PASSPHRASE").ok().filter(|words| !words.is_empty());
    match words {
        Some(words) if words.chars().count() < SHORTEST => {
            Err(format!("PONTE_BACKUP_PASSPHRASE: needs at least {SHORTEST} characters"))
        }
        words => Ok(words),
    }
}

pub(super) async fn restore(config: &Config, (file, keys): (&Path, &[PathBuf]), before: Before) -> Result<(), String> {
    if config.key.is_empty() {
        return Err(format!("{} is missing: put the key back first, without it nothing opens", config.key.name()));
    }
    let stones_file = tombstones::file(config);
    let told = stones_file.exists();
    let restore = Restore {
        file,
        own: config.key.keyring()?.ring(),
        earlier: earlier(keys)?,
        passphrase: passphrase()?,
        stones: tombstones::read(&stones_file)?,
        now: chrono::Utc::now(),
    };
    let db = store::Db::open(&config.database).await.map_err(|cause| format!("DATABASE_URL: {cause}"))?;
    let restored = restore.run(&db, before).await?;
    db.close().await.map_err(|cause| format!("DATABASE_URL: {cause}"))?;
    // It is filled anew from what is there now.
    let index = config.data.join("index");
    match std::fs::remove_dir_all(&index) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            return Err(format!("{}: {cause}", index.display()));
        }
        _ => {}
    }
    let installation = Installation::open(config, IndexUse::None).await?;
    let scope = installation.system();
    let noted = witness::file(config);
    witness::set_aside(&noted, scope.now().date_naive())?;
    witness::keep(&scope, &noted).await?;
    tombstones::keep(&scope, &stones_file).await?;
    // All is put back by now, and what was asked for here waits until it is done.
    let cleaned = services::erasures::compact(&scope).await;
    let day = restored.made.date_naive();
    say(&format!("restored {} rows of {} tables, as of {day}", restored.counts.rows, restored.counts.tables));
    say(&format!("erased again: {} people; taken back again: {} consents", restored.erased, restored.revoked));
    say("ended: the addresses of calendars and of persons' own pages, which members and NGOs give anew");
    if restored.in_clear > 0 {
        let count = restored.in_clear;
        say(&format!(
            "where people live stands in clear in {count} referrals, since they do not open: `server keys check`"
        ));
    }
    if restored.unsent > 0 {
        say(&format!("not sent: {} mails that waited then, with links that lead nowhere any more", restored.unsent));
    }
    if !told {
        say(
            "there was no file tombstones: whoever was erased since that day is back; put the file in place and start the \
             server, and they are erased again",
        );
    }
    if let Err(cause) = cleaned {
        say(&format!(
            "the files of the database may still hold what was there before; the server cleans them once it runs: {cause}"
        ));
    }
    Ok(())
}

fn earlier(files: &[PathBuf]) -> Result<Vec<MasterKey>, String> {
    let mut keys = Vec::new();
    for file in files {
        let ring = Keyring::from_file(file).map_err(|cause| format!("--key {}: {cause}", file.display()))?.ring();
        let Ring { current, previous } = ring;
        keys.extend([Some(current), previous].into_iter().flatten());
    }
    Ok(keys)
}
