//! What a running installation is made of: opened from its settings, in order, with one clear line for what fails.

use std::path::Path;
use std::sync::Arc;

use app::Site;
use app::at::Demo;
use domain::Actor;
use sea_orm_migration::MigratorTrait;
use services::{Clock, Reader, Scope, SecondStep, Services};
use store::Db;
use store::keys::masters::{self, Fit};
use store::keys::{self, Keyring};

use crate::config::Config;
use crate::key_source::KeySource;
use crate::network::Network;

/// A running installation.
#[derive(Clone)]
pub struct Installation {
    /// Everything a request can use.
    pub services: Arc<Services>,
    /// Where the site's files are.
    pub site: Site,
    /// The origin that forms must come from.
    pub origin: Arc<str>,
    /// The proxies that say where a request came from.
    pub proxies: Arc<[Network]>,
    /// Where files lie that came with a form, while it is carried out.
    pub uploads: Arc<Path>,
}

/// What a process does with the index, which one process at a time can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexUse {
    /// It needs it.
    Needed,
    /// It takes it, unless another process has it and will bring it up to date.
    IfFree,
    /// It leaves it alone.
    None,
}

impl Installation {
    /// Opens everything: database with its migrations, key, mail, and the index as far as it is used.
    ///
    /// # Errors
    /// One line that names what failed.
    pub async fn open(config: &Config, index: IndexUse) -> Result<Self, String> {
        let wrong = |what: &str, cause: &dyn std::fmt::Display| format!("{what}: {cause}");
        let db = migrated(config).await?;
        let keyring = keyring(config, &db).await?;
        let sender = mail::Sender::of(&config.origin).map_err(|cause| wrong("PONTE_ORIGIN", &cause))?;
        let mail = match &config.smtp {
            Some(url) => mail::Transport::from_url(url).map_err(|cause| wrong("SMTP_URL", &cause))?,
            None => mail::Transport::folder(config.data.join("mail")),
        };
        let index = open_index(config, index)?.map(Arc::new);
        let origin = config.origin.clone();
        let admin_email = config.admin_email.clone().unwrap_or_else(|| whole(sender.address()));
        let clock = Clock::system();
        let program = std::env::current_exe().map_err(|cause| wrong("this program", &cause))?;
        let (reader, reach, retention) = (Reader::Child(program), config.reach, config.retention);
        let second_step = match config.demo {
            Demo::On => SecondStep::Optional,
            Demo::Off => SecondStep::Required,
        };
        let services = Services {
            db,
            keyring,
            clock,
            mail,
            sender,
            admin_email,
            index,
            origin,
            reader,
            retention,
            reach,
            second_step,
            backups: config.backups,
        };
        let site = Site { stylesheet: crate::site::stylesheet(), islands: crate::site::islands(), demo: config.demo };
        let (origin, proxies) = (config.origin.serialised().into(), config.proxies.clone().into());
        let uploads = config.data.join("uploads").into();
        let opened = Self { services: Arc::new(services), site, origin, proxies, uploads };
        services::keys::begin(&opened.system()).await.map_err(|cause| wrong("master key", &cause))?;
        services::referrals::seal_areas(&opened.system()).await.map_err(|cause| wrong("sealing", &cause))?;
        Ok(opened)
    }

    /// The scope of the system itself: for the worker and the command line.
    #[must_use]
    pub fn system(&self) -> Scope {
        Scope::new(self.services.clone(), Actor::system())
    }
}

/// An address as harvesters want it, whose host has a dot; that of an installation for trying out has none.
fn whole(address: String) -> String {
    let dotted = address.rsplit('@').next().is_some_and(|host| host.contains('.'));
    if dotted { address } else { format!("{address}.localdomain") }
}

/// Opens the database and brings it to the newest tables.
///
/// # Errors
/// One line that names what failed.
pub async fn migrated(config: &Config) -> Result<Db, String> {
    let db = Db::open(&config.database).await.map_err(|cause| format!("DATABASE_URL: {cause}"))?;
    migrations::Migrator::up(db.connection(), None).await.map_err(|cause| format!("migrate: {cause}"))?;
    Ok(db)
}

fn open_index(config: &Config, index: IndexUse) -> Result<Option<search::Index>, String> {
    if index == IndexUse::None {
        return Ok(None);
    }
    match search::Index::open(&config.data.join("index")) {
        Err(search::Error::Busy(_)) if index == IndexUse::IfFree => Ok(None),
        Err(cause @ search::Error::Busy(_)) => Err(format!("PONTE_DATA: {cause}; a server is running on it already")),
        opened => opened.map(Some).map_err(|cause| format!("index: {cause}")),
    }
}

/// The master key: read, or made where the database holds nothing yet that another key could belong to. With
/// PostgreSQL it is made by command alone, since every server must have the same.
async fn keyring(config: &Config, db: &Db) -> Result<Keyring, String> {
    let (source, name) = (&config.key, config.key.name());
    let unread = |cause: store::Error| format!("DATABASE_URL: {cause}");
    if !source.is_empty() {
        let keyring = source.keyring()?;
        return match masters::fit(db, &keyring).await.map_err(unread)? {
            Fit::Yes => Ok(keyring),
            Fit::No => Err(format!("{name} is not the key that this database was sealed with")),
            Fit::Followed { on } => {
                let day = on.date_naive();
                Err(format!("{name} is the key from before {day}, when another followed: give the one that did"))
            }
        };
    }
    if keys::any(db).await.map_err(unread)? {
        return Err(format!("{name} is missing, and what this database holds was sealed with it: put it back"));
    }
    match source {
        KeySource::File(path) if config.database.starts_with("sqlite:") => {
            Keyring::create(path).map_err(|cause| format!("{name}: {cause}"))
        }
        _ => Err(format!("{name} is missing (`server create-key` makes a new one, once for all servers)")),
    }
}
