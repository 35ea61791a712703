//! Settings, all by environment. Everything that is wrong is said at once, one line each.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use app::at::Demo;
use domain::retention::{BOUNDS, Periods};
use services::{Backups, Reach};

use crate::key_source::KeySource;
use crate::network::Network;

/// The settings of an installation.
#[derive(Debug, Clone)]
pub struct Config {
    /// `PONTE_LISTEN`: address and port to listen on; `127.0.0.1:3000` by default.
    pub listen: SocketAddr,
    /// `PONTE_ORIGIN`: the address that people reach the installation by, `https://…` or, for trying out on one
    /// machine, `http://127.0.0.1:…` or `http://localhost:…`; by default `http://` and `PONTE_LISTEN`.
    pub origin: mail::Origin,
    /// `PONTE_PROXIES`: addresses and networks, between commas, of the proxies that set `X-Forwarded-For`, such as
    /// `10.0.0.0/8, fd00::/8`; by default those of this machine itself. Attempts to sign in are counted by the address
    /// that such a proxy noted last.
    pub proxies: Vec<Network>,
    /// `PONTE_DATA`: folder for the SQLite file, the index, the key and outgoing mail; `data` by default. Made if
    /// missing, for its owner alone.
    pub data: PathBuf,
    /// The master key, from one of three: `PONTE_KEY_FILE`, a file with it, by default `key` in `PONTE_DATA`, which the
    /// first start makes; `PONTE_KEY`, the key itself; `PONTE_KEY_COMMAND`, a command that prints it. With the latter
    /// two, `PONTE_KEY_PREVIOUS` is the key before while `server keys rotate` moves records from it.
    pub key: KeySource,
    /// `DATABASE_URL`: `postgres://…` or `sqlite://…`; by default a SQLite file in `PONTE_DATA`. PostgreSQL on another
    /// machine has to prove who it is: its address has `sslmode=verify-full`.
    pub database: String,
    /// `SMTP_URL`: `smtps://user:password@host`, `smtp+starttls://…` or `smtp://…`; without it, mail is written into
    /// the folder `mail` in `PONTE_DATA`.
    pub smtp: Option<String>,
    /// `PONTE_ADMIN_EMAIL`: the address that harvesters of the library are told to write to; by default the one that
    /// mail comes from, whose answers nobody reads.
    pub admin_email: Option<String>,
    /// `PONTE_DEMO`: `1` fills the database with the demo world and lists its accounts on the sign-in page.
    pub demo: Demo,
    /// How long a referral is kept that nobody touches, in days. `PONTE_ASK_AFTER_DAYS`, 90 by default: until its NGO is
    /// asked about one that is open or unfinished. `PONTE_ANSWER_WITHIN_DAYS`, 30: until one is archived, or erased, that
    /// nobody answers for; together at least as many as consent can last. `PONTE_ERASE_AFTER_DAYS`, 365: until a closed
    /// one is erased; its NGO is asked before. `PONTE_CONSENT_DAYS`, 90: the most that a grant of consent lasts.
    pub retention: Periods,
    /// `PONTE_BACKUPS`: `elsewhere` where backups are made by something else, as by `pg_dump` or snapshots of a disk, so that
    /// nobody is told that `server backup` has made none; `here` by default.
    pub backups: Backups,
    /// `PONTE_LOCAL_SOURCES`: `1` lets imports ask libraries on this machine over http, for trying out.
    pub reach: Reach,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every setting that is wrong, one line each.
    pub fn from_env() -> Result<Self, Vec<String>> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads settings from a lookup, makes the folder and looks whether folder and key can be used.
    ///
    /// # Errors
    /// Every setting that is wrong, one line each.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let listen = get("PONTE_LISTEN").unwrap_or_else(|| "127.0.0.1:3000".into());
        let listen = listen.parse::<SocketAddr>().unwrap_or_else(|_| {
            wrong.push(format!("PONTE_LISTEN: {listen:?} is no address with a port, such as 127.0.0.1:3000"));
            SocketAddr::from(([127, 0, 0, 1], 3000))
        });
        let asked = get("PONTE_ORIGIN").unwrap_or_else(|| format!("http://{listen}"));
        let origin = origin(&asked);
        if origin.is_none() {
            wrong.push(format!(
                "PONTE_ORIGIN: {asked:?} must be https://name without a path (http:// only for 127.0.0.1 or localhost)"
            ));
        }
        let proxies = proxies(get("PONTE_PROXIES"), &mut wrong);
        let data = PathBuf::from(get("PONTE_DATA").unwrap_or_else(|| "data".into()));
        if let Err(cause) = make_folder(&data) {
            wrong.push(format!("PONTE_DATA: {} cannot be written: {cause}", data.display()));
        }
        let database = get("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}", data.join("ponte.db").display()));
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| database.starts_with(scheme)) {
            wrong.push("DATABASE_URL: must begin with postgres:// or sqlite://".into());
        } else if let Err(unfit) = store::address::check(&database) {
            wrong.push(format!("DATABASE_URL: {unfit}"));
        }
        let smtp = get("SMTP_URL");
        if let Some(cause) = smtp.as_deref().and_then(|url| mail::Transport::from_url(url).err()) {
            wrong.push(format!("SMTP_URL: {cause}"));
        }
        let admin_email = get("PONTE_ADMIN_EMAIL");
        if let Some(typed) = admin_email.as_deref().filter(|typed| typed.parse::<domain::account::Email>().is_err()) {
            wrong.push(format!("PONTE_ADMIN_EMAIL: {typed:?} is no e-mail address"));
        }
        let demo = match get("PONTE_DEMO").as_deref() {
            None | Some("0") => Demo::Off,
            Some("1") => Demo::On,
            Some(other) => {
                wrong.push(format!("PONTE_DEMO: {other:?} must be 0 or 1"));
                Demo::Off
            }
        };
        let reach = match get("PONTE_LOCAL_SOURCES").as_deref() {
            None | Some("0") => Reach::Web,
            Some("1") => Reach::Local,
            Some(other) => {
                wrong.push(format!("PONTE_LOCAL_SOURCES: {other:?} must be 0 or 1"));
                Reach::Web
            }
        };
        let backups = match get("PONTE_BACKUPS").as_deref() {
            None | Some("here") => Backups::Here,
            Some("elsewhere") => Backups::Elsewhere,
            Some(other) => {
                wrong.push(format!("PONTE_BACKUPS: {other:?} must be here or elsewhere"));
                Backups::Here
            }
        };
        let retention = periods(&get, &mut wrong);
        let key = KeySource::read(&get, &data).map_err(|lines| wrong.extend(lines)).ok();
        match (origin, key) {
            (Some(origin), Some(key)) if wrong.is_empty() => Ok(Self {
                listen,
                origin,
                proxies,
                data,
                key,
                database,
                smtp,
                admin_email,
                demo,
                retention,
                backups,
                reach,
            }),
            _ => Err(wrong),
        }
    }
}

fn periods(get: impl Fn(&str) -> Option<String>, wrong: &mut Vec<String>) -> Periods {
    let default = Periods::default();
    let names = ["PONTE_ASK_AFTER_DAYS", "PONTE_ANSWER_WITHIN_DAYS", "PONTE_ERASE_AFTER_DAYS", "PONTE_CONSENT_DAYS"];
    let mut days = [default.ask, default.answer, default.erase, default.consent];
    for ((name, (least, most)), days) in names.into_iter().zip(BOUNDS).zip(&mut days) {
        let Some(typed) = get(name) else { continue };
        match typed.parse().ok().filter(|typed| (least..=most).contains(typed)) {
            Some(typed) => *days = typed,
            None => wrong.push(format!("{name}: {typed:?} must be a number of days from {least} to {most}")),
        }
    }
    let [ask, answer, erase, consent] = days;
    if erase < answer {
        wrong.push(format!(
            "PONTE_ERASE_AFTER_DAYS: {erase} days are over before the {answer} in which an NGO may answer"
        ));
    }
    if ask.saturating_add(answer) < consent {
        wrong.push(format!(
            "PONTE_ASK_AFTER_DAYS: {ask} days and the {answer} in which an NGO may answer are over before {consent}: a \
             referral would be archived while its person's consent still stands"
        ));
    }
    Periods { ask, answer, erase, consent }
}

fn origin(text: &str) -> Option<mail::Origin> {
    let origin: mail::Origin = text.parse().ok()?;
    (origin.is_encrypted() || origin.is_local()).then_some(origin)
}

fn proxies(typed: Option<String>, wrong: &mut Vec<String>) -> Vec<Network> {
    let Some(typed) = typed else { return Network::loopback().to_vec() };
    let each = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read = each.filter_map(|part| match part.parse() {
        Ok(network) => Some(network),
        Err(()) => {
            wrong.push(format!("PONTE_PROXIES: {part:?} is no address and no network such as 10.0.0.0/8"));
            None
        }
    });
    read.collect()
}

/// Makes the folder, which holds what is nobody else's, and looks whether files can be made in it.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let probe = folder.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, "")?;
    std::fs::remove_file(probe)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    use services::Backups;

    use super::Config;

    fn read(settings: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        Config::read(|name| settings.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    fn folder() -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").display().to_string();
        (folder, data)
    }

    #[test]
    fn nothing_set_is_a_local_installation_whose_folder_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;
        let (_folder, data) = folder();
        let config = read(&[("PONTE_DATA", &data)]).unwrap();
        assert_eq!(config.origin.serialised(), "http://127.0.0.1:3000");
        assert!(config.database.starts_with("sqlite://"));
        assert_eq!(std::fs::metadata(&config.data).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(std::fs::read_dir(&config.data).unwrap().count(), 0, "nothing is left of looking");
    }

    #[test]
    fn an_origin_is_kept_as_browsers_send_it() {
        let (_folder, data) = folder();
        for (typed, expect) in
            [("https://Ponte.example:443", "https://ponte.example"), ("http://localhost:3000", "http://localhost:3000")]
        {
            let config = read(&[("PONTE_DATA", &data), ("PONTE_ORIGIN", typed)]).unwrap();
            assert_eq!(config.origin.serialised(), expect);
        }
        for wrong in ["http://ponte.example", "https://ponte.example/path", "https://ponte.example:99999", "ponte"] {
            assert!(read(&[("PONTE_DATA", &data), ("PONTE_ORIGIN", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nobody_is_erased_before_their_ngo_may_have_answered() {
        let (_folder, data) = folder();
        let with = |answer, erase| {
            let days = [("PONTE_ANSWER_WITHIN_DAYS", answer), ("PONTE_ERASE_AFTER_DAYS", erase)];
            read(&[&[("PONTE_DATA", data.as_str())], &days[..]].concat())
        };
        assert!(with("60", "60").is_ok());
        let wrong = with("60", "59").unwrap_err();
        assert_eq!(wrong, ["PONTE_ERASE_AFTER_DAYS: 59 days are over before the 60 in which an NGO may answer"]);
    }

    #[test]
    fn nothing_is_archived_while_consent_can_still_stand() {
        let (_folder, data) = folder();
        let with = |ask, answer| {
            let days = [("PONTE_ASK_AFTER_DAYS", ask), ("PONTE_ANSWER_WITHIN_DAYS", answer)];
            read(&[&[("PONTE_DATA", data.as_str())], &days[..]].concat())
        };
        assert!(with("60", "30").is_ok() && with("83", "7").is_ok());
        for (ask, answer) in [("30", "7"), ("59", "30")] {
            let wrong = with(ask, answer).unwrap_err();
            assert_eq!(
                wrong,
                [format!(
                    "PONTE_ASK_AFTER_DAYS: {ask} days and the {answer} in which an NGO may answer are over before 90: a \
                     referral would be archived while its person's consent still stands"
                )]
            );
        }
    }

    #[test]
    fn consent_stands_for_as_long_as_is_set() {
        let (_folder, data) = folder();
        assert_eq!(read(&[("PONTE_DATA", &data)]).unwrap().retention.consent, 90);
        let with = |days: &str| read(&[("PONTE_DATA", data.as_str()), ("PONTE_CONSENT_DAYS", days)]);
        for (set, days) in [("1", 1), ("30", 30), ("120", 120)] {
            assert_eq!(with(set).unwrap().retention.consent, days);
        }
        for wrong in ["0", "366", "-1", "soon"] {
            assert!(with(wrong).unwrap_err().iter().all(|line| line.starts_with("PONTE_CONSENT_DAYS:")), "{wrong}");
        }
        let longer = with("121").unwrap_err();
        assert!(longer.iter().any(|line| line.contains("are over before 121")), "{longer:?}");
    }

    #[test]
    fn the_manual_names_every_setting_and_no_other() {
        let is_setting = |word: &&str| {
            let name = word.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'_');
            name && (word.ends_with("_URL") || word.strip_prefix("PONTE_").is_some_and(|rest| !rest.is_empty()))
        };
        let sources = [include_str!("config.rs"), include_str!("key_source.rs"), include_str!("command/backup.rs")];
        let read = sources.into_iter().flat_map(|text| text.split('"')).filter(is_setting);
        let rows = include_str!("../../README.md").lines().filter_map(|line| line.strip_prefix("| `"));
        let named = rows.filter_map(|row| row.split('`').next()).filter(is_setting);
        let (read, named): (BTreeSet<&str>, BTreeSet<&str>) =
            (read.filter(|word| *word != "_URL").collect(), named.collect());
        assert_eq!(named, read);
    }

    #[test]
    fn backups_are_made_here_unless_it_is_said() {
        let (_folder, data) = folder();
        assert_eq!(read(&[("PONTE_DATA", &data)]).unwrap().backups, Backups::Here);
        for (set, backups) in [("here", Backups::Here), ("elsewhere", Backups::Elsewhere)] {
            assert_eq!(read(&[("PONTE_DATA", &data), ("PONTE_BACKUPS", set)]).unwrap().backups, backups);
        }
    }

    #[test]
    fn a_database_on_another_machine_is_refused_unless_it_proves_who_it_is() {
        let (_folder, data) = folder();
        let with = |address: &str| read(&[("PONTE_DATA", data.as_str()), ("DATABASE_URL", address)]);
        for (address, expect) in [
            ("postgres://ponte:hush@db.example/ponte", "is of another machine"),
            ("postgres://ponte:hush@db.example/ponte?sslmode=require", "is of another machine"),
            ("postgres://ponte:hush@db.example/ponte?sslmode=hush", "cannot be read"),
            ("POSTGRES://ponte:hush@db.example/ponte", "must begin with"),
        ] {
            let wrong = with(address).unwrap_err();
            assert!(matches!(&wrong[..], [line] if line.starts_with(&format!("DATABASE_URL: {expect}"))), "{wrong:?}");
            assert!(wrong.iter().all(|line| !line.contains("hush") && !line.contains("example")), "{wrong:?}");
            assert!(wrong.iter().all(|line| !line.contains('\n')), "one line each: {wrong:?}");
        }
        for address in [
            "postgres://ponte:hush@db.example/ponte?sslmode=verify-full",
            "postgres://ponte:hush@127.0.0.1/ponte",
            "postgres://ponte@%2Frun%2Fpostgresql/ponte",
        ] {
            assert_eq!(with(address).unwrap().database, address);
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let (folder, _) = folder();
        let file = folder.path().join("key");
        std::fs::write(&file, "no key").unwrap();
        let (file, below) = (file.display().to_string(), file.join("data").display().to_string());
        let settings = [
            ("PONTE_LISTEN", "here"),
            ("PONTE_ORIGIN", "http://ponte.example"),
            ("PONTE_PROXIES", "10.0.0.0/8, proxy"),
            ("PONTE_DATA", &below),
            ("PONTE_KEY_FILE", &file),
            ("DATABASE_URL", "mysql://x"),
            ("SMTP_URL", "nonsense"),
            ("PONTE_ADMIN_EMAIL", "nobody"),
            ("PONTE_DEMO", "yes"),
            ("PONTE_ASK_AFTER_DAYS", "soon"),
            ("PONTE_ANSWER_WITHIN_DAYS", "1"),
            ("PONTE_ERASE_AFTER_DAYS", "0"),
            ("PONTE_CONSENT_DAYS", "366"),
            ("PONTE_BACKUPS", "nowhere"),
            ("PONTE_LOCAL_SOURCES", "yes"),
        ];
        let wrong = read(&settings).unwrap_err();
        for (name, _) in settings {
            assert_eq!(wrong.iter().filter(|line| line.starts_with(name)).count(), 1, "{name} in {wrong:?}");
        }
    }
}
