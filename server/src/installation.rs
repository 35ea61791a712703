//! What a running installation is made of: opened from its settings, in order, with one clear line for what fails.

use std::sync::Arc;

use app::Site;
use domain::Actor;
use sea_orm_migration::MigratorTrait;
use services::{Clock, Scope, Services};
use store::Db;
use store::keys::Keyring;

use crate::config::Config;

/// A running installation.
#[derive(Clone)]
pub struct Installation {
    /// Everything a request can use.
    pub services: Arc<Services>,
    /// Where the site's files are.
    pub site: Site,
    /// The origin that forms must come from.
    pub origin: Arc<str>,
}

impl Installation {
    /// Opens everything: folder, key, database with its migrations, index, mail.
    ///
    /// # Errors
    /// One line that names what failed.
    pub async fn open(config: &Config) -> Result<Self, String> {
        let wrong = |what: &str, cause: &dyn std::fmt::Display| format!("{what}: {cause}");
        std::fs::create_dir_all(&config.data).map_err(|cause| wrong("PONTE_DATA", &cause))?;
        let fresh = !config.data.join("ponte.db").exists();
        let keyring = keyring(config, fresh)?;
        let db = Db::open(&config.database).await.map_err(|cause| wrong("DATABASE_URL", &cause))?;
        migrations::Migrator::up(db.connection(), None).await.map_err(|cause| wrong("migrate", &cause))?;
        let origin: mail::Origin = config.origin.parse().map_err(|cause| wrong("PONTE_ORIGIN", &cause))?;
        let sender = mail::Sender::of(&origin).map_err(|cause| wrong("PONTE_ORIGIN", &cause))?;
        let mail = match &config.smtp {
            Some(url) => mail::Transport::from_url(url).map_err(|cause| wrong("SMTP_URL", &cause))?,
            None => mail::Transport::folder(config.data.join("mail")),
        };
        let index = search::Index::open(&config.data.join("index")).map_err(|cause| wrong("index", &cause))?;
        let services = Services { db, keyring, clock: Clock::system(), mail, sender, index: Arc::new(index), origin };
        let site = Site { stylesheet: crate::site::stylesheet(), islands: crate::site::islands(), demo: config.demo };
        Ok(Self { services: Arc::new(services), site, origin: config.origin.as_str().into() })
    }

    /// The scope of the system itself: for the worker and the command line.
    #[must_use]
    pub fn system(&self) -> Scope {
        Scope::new(self.services.clone(), Actor::system())
    }
}

/// The master key: read, or made where there is no database yet that another key could belong to.
fn keyring(config: &Config, fresh: bool) -> Result<Keyring, String> {
    let path = &config.key_file;
    let opened = if path.exists() || !(fresh && config.database.starts_with("sqlite:")) {
        Keyring::from_file(path)
    } else {
        Keyring::create(path)
    };
    opened.map_err(|cause| {
        format!("PONTE_KEY_FILE: {}: {cause} (`server create-key` makes a new one, once)", path.display())
    })
}
