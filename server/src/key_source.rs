//! Where the master key comes from: a file, the environment, or a command that prints it, for a secret manager. Exactly
//! one of them, so that nobody believes in a key that is not the one in use.

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use store::keys::{Keyring, MasterKey, Ring};
use zeroize::Zeroizing;

/// How long a command may take that prints the key.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);
/// The most bytes that are read of what is printed: two keys and the space around them.
const MOST: u64 = 1000;

/// Where the master key comes from.
#[derive(Clone)]
pub enum KeySource {
    /// A file, which holds the previous key too while records move from it to the next.
    File(PathBuf),
    /// `PONTE_KEY`, and `PONTE_KEY_PREVIOUS` while records move.
    Environment(Ring),
    /// What a command prints, and `PONTE_KEY_PREVIOUS` while records move.
    Command {
        /// The command, for a shell.
        line: String,
        /// The previous key.
        previous: Option<MasterKey>,
    },
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl KeySource {
    /// Reads the settings, and looks at what can be looked at without running anything.
    ///
    /// # Errors
    /// Every setting that is wrong, one line each.
    pub fn read(get: impl Fn(&str) -> Option<String>, data: &Path) -> Result<Self, Vec<String>> {
        let (file, key, line) = (get("PONTE_KEY_FILE"), get("PONTE_KEY"), get("PONTE_KEY_COMMAND"));
        let given = [("PONTE_KEY_FILE", file.is_some()), ("PONTE_KEY", key.is_some()), (COMMAND, line.is_some())];
        let given: Vec<&str> = given.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect();
        if given.len() > 1 {
            return Err(vec![format!("{}: only one of these says where the master key is", given.join(", "))]);
        }
        let mut wrong = Vec::new();
        let previous = get(PREVIOUS).map(Zeroizing::new).and_then(|text| {
            let read = text.trim().parse::<MasterKey>();
            read.map_err(|cause| wrong.push(format!("{PREVIOUS}: {cause}"))).ok()
        });
        let source = match (key.map(Zeroizing::new), line) {
            (Some(key), _) => {
                let ring = Ring::read(&key).and_then(|ring| with(ring, previous));
                ring.map_err(|cause| wrong.push(format!("PONTE_KEY: {cause}"))).ok().map(Self::Environment)
            }
            (None, Some(line)) => Some(Self::Command { line, previous }),
            (None, None) => {
                if previous.is_some() {
                    wrong.push(format!("{PREVIOUS}: a key file holds the previous key itself, on its second line"));
                }
                let path = file.map_or_else(|| data.join("key"), PathBuf::from);
                let read = if path.exists() { Ring::from_file(&path).map(|_| ()) } else { Ok(()) };
                let name = Self::File(path.clone()).name();
                read.map_err(|cause| wrong.push(format!("{name}: {cause}"))).ok().map(|()| Self::File(path))
            }
        };
        source.filter(|_| wrong.is_empty()).ok_or(wrong)
    }

    /// What it is called in a message, up to the colon.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => format!("PONTE_KEY_FILE: {}", path.display()),
            Self::Environment(_) => "PONTE_KEY".into(),
            Self::Command { .. } => COMMAND.into(),
        }
    }

    /// Whether there is nothing there yet, so that a key could be made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::File(path) if !path.exists())
    }

    /// Whether it is a file that everybody on this machine can read. Secrets are mounted so into containers, where nobody
    /// else is; anywhere else it is a mistake.
    #[must_use]
    pub fn is_open_to_all(&self) -> bool {
        let Self::File(path) = self else { return false };
        std::fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o004 != 0)
    }

    /// Reads the keys, and can do so again.
    ///
    /// # Errors
    /// One line that names the source and what is wrong with it.
    pub fn keyring(&self) -> Result<Keyring, String> {
        if self.is_open_to_all() {
            tracing::warn!("{}: everybody on this machine can read it; chmod 600 leaves it to its owner", self.name());
        }
        let source = self.clone();
        let named = move || source.ring().map_err(|cause| store::Error::Key(format!("{}: {cause}", source.name())));
        Keyring::of(named).map_err(|cause| cause.to_string())
    }

    fn ring(&self) -> store::Result<Ring> {
        match self {
            Self::File(path) => Ring::from_file(path),
            Self::Environment(ring) => Ok(ring.clone()),
            Self::Command { line, previous } => {
                let printed = printed(line, PATIENCE).map_err(store::Error::Key)?;
                Ring::read(&printed).and_then(|ring| with(ring, previous.clone()))
            }
        }
    }
}

const COMMAND: &str = "PONTE_KEY_COMMAND";
const PREVIOUS: &str = "PONTE_KEY_PREVIOUS";

fn with(ring: Ring, previous: Option<MasterKey>) -> store::Result<Ring> {
    match (&ring.previous, previous) {
        (_, None) => Ok(ring),
        (Some(first), Some(second)) if first.name() == second.name() => Ok(ring),
        (Some(_), Some(_)) => Err(store::Error::Key("holds another previous key than PONTE_KEY_PREVIOUS".into())),
        (None, previous) => Ring::of(ring.current, previous),
    }
}

/// What a command prints, if it has done so after a time. What it complains of goes to the terminal.
fn printed(line: &str, patience: Duration) -> Result<Zeroizing<String>, String> {
    let started = Command::new("/bin/sh").args(["-c", line]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = started.map_err(|cause| format!("cannot be run: {cause}"))?;
    let output = child.stdout.take();
    // Apart, so that a command which neither prints nor ends is given up all the same.
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(String::new());
        let read = output.map(|output| output.take(MOST).read_to_string(&mut text));
        let _ = tell.send(read.and_then(Result::ok).map(|_| text));
    });
    let begun = Instant::now();
    let late = || format!("did not end within {} seconds", patience.as_secs());
    let ended = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if begun.elapsed() < patience => std::thread::sleep(LOOK),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(late());
            }
        }
    };
    if !ended.success() {
        return Err(format!("failed: {ended}"));
    }
    // What it has started may go on and keep its output open.
    let text = told.recv_timeout(patience.saturating_sub(begun.elapsed())).map_err(|_| late())?;
    text.ok_or_else(|| "printed no text".into())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::os::unix::fs::PermissionsExt;

    use super::{KeySource, printed};
    use store::keys::MasterKey;

    fn read(folder: &std::path::Path, settings: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let get = |name: &str| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let source = KeySource::read(get, folder).map_err(|wrong| wrong.join("\n"))?;
        source.keyring().map(|keyring| keyring.names())
    }

    #[test]
    fn the_key_comes_from_exactly_one_place_and_what_is_wrong_is_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let (here, file) = (folder.path(), folder.path().join("elsewhere").display().to_string());
        let key = MasterKey::random().unwrap();
        let other = MasterKey::random().unwrap();
        let (digits, before) = (key.digits().to_string(), other.digits().to_string());
        let printing = format!("echo {digits}");
        let names = vec![key.name()];
        assert_eq!(read(here, &[("PONTE_KEY", &digits)]), Ok(names.clone()));
        assert_eq!(read(here, &[("PONTE_KEY_COMMAND", &printing)]), Ok(names.clone()));
        std::fs::write(&file, &digits).unwrap();
        assert_eq!(read(here, &[("PONTE_KEY_FILE", &file)]), Ok(names.clone()));
        std::fs::write(here.join("key"), &digits).unwrap();
        assert_eq!(read(here, &[]), Ok(names), "a file of that name in the folder, where nothing is said");
        let both = vec![key.name(), other.name()];
        for settings in [
            &[("PONTE_KEY", digits.as_str()), ("PONTE_KEY_PREVIOUS", &before)],
            &[("PONTE_KEY_COMMAND", &printing), ("PONTE_KEY_PREVIOUS", &before)],
        ] {
            assert_eq!(read(here, settings), Ok(both.clone()));
        }
        let two = format!("printf '{digits}\\n{before}\\n'");
        assert_eq!(read(here, &[("PONTE_KEY_COMMAND", &two)]), Ok(both));
        let cut = digits.get(..40).unwrap();
        std::fs::write(&file, cut).unwrap();
        let cases: &[(&[(&str, &str)], &str)] = &[
            (
                &[("PONTE_KEY", &digits), ("PONTE_KEY_FILE", &file)],
                "PONTE_KEY_FILE, PONTE_KEY: only one of these says where the master key is",
            ),
            (
                &[("PONTE_KEY", &digits), ("PONTE_KEY_COMMAND", &printing)],
                "PONTE_KEY, PONTE_KEY_COMMAND: only one of these says where the master key is",
            ),
            (&[("PONTE_KEY", cut)], "PONTE_KEY: has 40 of the 64 hexadecimal digits of a key"),
            (&[("PONTE_KEY", "secret")], "PONTE_KEY: is no key: a key is 64 hexadecimal digits"),
            (
                &[("PONTE_KEY", &digits), ("PONTE_KEY_PREVIOUS", cut)],
                "PONTE_KEY_PREVIOUS: has 40 of the 64 hexadecimal digits of a key",
            ),
            (
                &[("PONTE_KEY_PREVIOUS", &before)],
                "PONTE_KEY_PREVIOUS: a key file holds the previous key itself, on its second line",
            ),
            (&[("PONTE_KEY_COMMAND", "exit 3")], "PONTE_KEY_COMMAND: failed: exit status: 3"),
            (&[("PONTE_KEY_COMMAND", "true")], "PONTE_KEY_COMMAND: is empty"),
            (&[("PONTE_KEY_COMMAND", "echo no key")], "PONTE_KEY_COMMAND: is no key: a key is 64 hexadecimal digits"),
        ];
        for (settings, expect) in cases {
            assert_eq!(read(here, settings).unwrap_err(), *expect);
        }
        let said = read(here, &[("PONTE_KEY_FILE", &file)]).unwrap_err();
        assert_eq!(said, format!("PONTE_KEY_FILE: {file}: has 40 of the 64 hexadecimal digits of a key"));
        let get = |name: &str| (name == "PONTE_KEY").then(|| digits.clone());
        assert!(!format!("{:?}", KeySource::read(get, here)).contains(&digits), "no log can hold it");
    }

    #[test]
    fn a_command_that_does_not_end_is_given_up_and_so_is_one_that_leaves_something_running() {
        for line in ["sleep 4", "sleep 4 & echo key", "exec 1>&-; sleep 4"] {
            let begun = std::time::Instant::now();
            let said = printed(line, std::time::Duration::from_secs(1)).unwrap_err();
            assert_eq!(said, "did not end within 1 seconds", "{line}");
            assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{line}");
        }
    }

    #[test]
    fn a_key_file_that_everybody_can_read_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, MasterKey::random().unwrap().digits().as_bytes()).unwrap();
        let source = KeySource::File(path.clone());
        for (mode, open) in [(0o600, false), (0o640, false), (0o644, true), (0o444, true)] {
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            assert_eq!(source.is_open_to_all(), open, "{mode:o}");
        }
        assert!(!KeySource::File(folder.path().join("none")).is_open_to_all());
    }
}
