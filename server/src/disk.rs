//! Where the master key lies, and what becomes of mail: what an installation for trying out may do, and a real one should not.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use app::at::Demo;
use services::{Scope, operations};

use crate::config::Config;
use crate::key_source::KeySource;

/// Notes for administrators whether the key lies beside the database, and warns of it and of mail that does not leave; in
/// a demo world there is nothing to lose.
///
/// # Errors
/// One line, when the database cannot be used.
pub(crate) async fn at_start(scope: &Scope, config: &Config) -> Result<(), String> {
    let beside = key_is_beside(config);
    operations::note_key(scope, beside).await.map_err(|error| error.to_string())?;
    if config.demo == Demo::On {
        return Ok(());
    }
    if beside {
        tracing::warn!(
            "{}: the master key lies on the same disk as the database, so that whoever takes the disk has both: keep it \
             on another, or have PONTE_KEY_COMMAND fetch it",
            config.key.name()
        );
    }
    if config.smtp.is_none() {
        tracing::warn!(
            "SMTP_URL: no mail leaves, and each lies in PONTE_DATA with its links: this is for trying out only"
        );
    }
    Ok(())
}

/// Whether the key's file and the database's lie on one file system.
fn key_is_beside(config: &Config) -> bool {
    let KeySource::File(key) = &config.key else { return false };
    let Some(database) = database_file(&config.database) else { return false };
    device(key).is_some_and(|one| device(&database) == Some(one))
}

/// The file of a SQLite database.
fn database_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    rest.split('?').next().map(PathBuf::from)
}

fn device(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().map(|found| found.dev())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::key_is_beside;
    use crate::config::Config;
    use crate::key_source::KeySource;

    #[test]
    fn a_key_on_the_disk_of_its_database_is_known_from_one_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().display().to_string();
        let mut config = Config::read(|name| (name == "PONTE_DATA").then(|| data.clone())).unwrap();
        assert!(!key_is_beside(&config), "neither is there yet");
        std::fs::write(folder.path().join("key"), "").unwrap();
        std::fs::write(folder.path().join("ponte.db"), "").unwrap();
        assert!(key_is_beside(&config));
        config.database = format!("sqlite:{data}/ponte.db?mode=rwc");
        assert!(key_is_beside(&config));
        config.database = "postgres://elsewhere/ponte".into();
        assert!(!key_is_beside(&config));
        config.database = format!("sqlite://{data}/ponte.db");
        // Any file of another file system.
        config.key = KeySource::File("/proc/version".into());
        assert!(!key_is_beside(&config));
        config.key = KeySource::Command { line: "true".into(), previous: None };
        assert!(!key_is_beside(&config));
    }
}
