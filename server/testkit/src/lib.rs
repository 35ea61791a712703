//! Worlds for tests: a database of their own, a clock that the test sets, mail kept in memory, an index in memory,
//! and builders for the organisations and people that a test needs.

mod archive;
mod client;
mod following;
pub mod log;
mod offers;
mod people;
pub mod ranks;
mod watch;
mod writing;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Actor;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use services::{Clock, Scope, Services};
use store::keys::Keyring;
use store::{Db, Read};
use tempfile::TempDir;
use uuid::Uuid;

pub use archive::{everything, opened};
pub use client::{Answer, BOUNDARY, Client, ORIGIN, file_head};
pub use offers::{COOK, berlin, terms};
pub use people::{PASSWORD, Person, described};
pub use writing::manuscript;

/// The address of the PostgreSQL server of the tests.
///
/// # Panics
/// Without `PONTE_TEST_POSTGRES`: run tests through `make test` or `.ci/with-postgres cargo nextest run`.
#[must_use]
pub fn server() -> String {
    std::env::var("PONTE_TEST_POSTGRES")
        .expect("PONTE_TEST_POSTGRES is not set: run `make test` or `.ci/with-postgres cargo nextest run`")
}

/// The certificate of the authority that signed that server's, which is for 127.0.0.1 alone. Beside it, as `another.pem`,
/// lies that of an authority that did not.
///
/// # Panics
/// Without `PONTE_TEST_POSTGRES_CA`: run tests through `make test` or `.ci/with-postgres cargo nextest run`.
#[must_use]
pub fn authority() -> PathBuf {
    std::env::var_os("PONTE_TEST_POSTGRES_CA")
        .expect("PONTE_TEST_POSTGRES_CA is not set: run `make test` or `.ci/with-postgres cargo nextest run`")
        .into()
}

/// The address of a database on a PostgreSQL server.
fn address(server: &str, database: &str) -> String {
    format!("{}/{database}", server.rsplit_once('/').expect("an address with a database").0)
}

/// The address of a new database on the PostgreSQL server of the tests, without any tables.
///
/// # Panics
/// Without `PONTE_TEST_POSTGRES`: run tests through `make test` or `.ci/with-postgres cargo nextest run`.
pub async fn empty_postgres() -> String {
    let server = server();
    let name = format!("test_{}", Uuid::new_v4().simple());
    let admin = Db::open(&server).await.expect("the test cluster answers");
    migrations::create_database(admin.connection(), &name).await.expect("a database of its own");
    admin.close().await.expect("closed");
    address(&server, &name)
}

/// A database with all tables and nothing in them, of which copies are made: a copy takes a tenth of what the tables take.
/// The first who comes makes it, and whoever comes meanwhile waits.
async fn template(admin: &Db, server: &str) -> String {
    let last = migrations::Migrator::migrations().last().expect("tables").name().to_owned();
    let template = format!("template_{last}");
    let turn = admin.begin().await.expect("begun");
    let row = |sql: String| Statement::from_string(DbBackend::Postgres, sql);
    turn.on().query_one_raw(row("SELECT pg_advisory_xact_lock(1)".into())).await.expect("its turn");
    let there = row(format!("SELECT 1 FROM pg_database WHERE datname = '{template}'"));
    if turn.on().query_one_raw(there).await.expect("read").is_none() {
        let draft = format!("draft_{}", Uuid::new_v4().simple());
        migrations::create_database(admin.connection(), &draft).await.expect("a database");
        let db = Db::open(&address(server, &draft)).await.expect("the database opens");
        migrations::Migrator::up(db.connection(), None).await.expect("the tables are made");
        db.close().await.expect("closed");
        let rename = format!("ALTER DATABASE {draft} RENAME TO {template}");
        migrations::execute(admin.connection(), &rename).await.expect("renamed");
    }
    turn.commit().await.expect("its turn is over");
    template
}

/// A world: everything a service or a request can use, and what the test can look at.
pub struct World {
    /// What services work with.
    pub services: Arc<Services>,
    /// Mails that were sent.
    pub mail: mail::Stub,
    /// The database file of SQLite and the key; gone with the world.
    pub folder: TempDir,
    now: Arc<Mutex<DateTime<Utc>>>,
    step: Arc<Mutex<TimeDelta>>,
    watch: watch::Watch,
    url: String,
}

impl World {
    /// A world on SQLite.
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("ponte.db").display());
        Self::on(&url, folder).await
    }

    /// A world on PostgreSQL, in a database of its own beside those of other tests.
    ///
    /// # Panics
    /// Without `PONTE_TEST_POSTGRES`: run tests through `make test` or `.ci/with-postgres cargo nextest run`.
    pub async fn postgres() -> Self {
        let server = server();
        let name = format!("test_{}", Uuid::new_v4().simple());
        let admin = Db::open(&server).await.expect("the test cluster answers");
        let template = template(&admin, &server).await;
        let copy = format!("{name} TEMPLATE {template}");
        migrations::create_database(admin.connection(), &copy).await.expect("a database of its own");
        admin.close().await.expect("closed");
        Self::on(&address(&server, &name), TempDir::new().expect("a temporary folder")).await
    }

    /// Another world that holds what this one does, down to every key and every session: what is done in one is not done
    /// in the other.
    pub async fn twin(&self) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = if self.url.starts_with("sqlite:") {
            let file = folder.path().join("ponte.db").display().to_string();
            let copy = format!("VACUUM INTO '{file}'");
            migrations::execute(self.services.db.connection(), &copy).await.expect("the database is copied");
            format!("sqlite://{file}")
        } else {
            self.copied().await
        };
        std::fs::copy(self.folder.path().join("key"), folder.path().join("key")).expect("the key is copied");
        let db = Db::open(&url).await.expect("the database opens");
        let (db, watch) = self.watch.twin(db);
        let twin = Self::with((db, url), watch, folder);
        *twin.now.lock().expect("the clock") = self.system().now();
        services::library::reindex(&twin.system()).await.expect("the index is filled");
        twin
    }

    /// A copy of this world's database on PostgreSQL, which copies one that nobody is connected to: the connections are
    /// ended, and open again when they are used.
    async fn copied(&self) -> String {
        let own = self.url.rsplit_once('/').expect("an address with a database").1;
        let name = format!("test_{}", Uuid::new_v4().simple());
        let admin = Db::open(&server()).await.expect("the test cluster answers");
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{own}'");
        migrations::execute(admin.connection(), &end).await.expect("nobody is connected");
        let copy = format!("{name} TEMPLATE {own}");
        migrations::create_database(admin.connection(), &copy).await.expect("the database is copied");
        admin.close().await.expect("closed");
        address(&self.url, &name)
    }

    async fn on(url: &str, folder: TempDir) -> Self {
        let db = Db::open(url).await.expect("the database opens");
        migrations::Migrator::up(db.connection(), None).await.expect("the tables are made");
        let (db, watch) = watch::Watch::over(db);
        Keyring::create(&folder.path().join("key")).expect("a key");
        let world = Self::with((db, url.to_owned()), watch, folder);
        services::keys::begin(&world.system()).await.expect("the installation has its key");
        world
    }

    fn with((db, url): (Db, String), watch: watch::Watch, folder: TempDir) -> Self {
        let now = Arc::new(Mutex::new("2026-11-24T09:30:00Z".parse::<DateTime<Utc>>().expect("a time")));
        let step = Arc::new(Mutex::new(TimeDelta::zero()));
        let clock = {
            let (now, step) = (now.clone(), step.clone());
            Clock::of(move || {
                let mut now = now.lock().expect("the clock");
                *now += *step.lock().expect("the clock");
                *now
            })
        };
        let (transport, mail) = mail::Transport::stub();
        let origin: mail::Origin = ORIGIN.parse().expect("an origin");
        let services = Services {
            db,
            keyring: Keyring::from_file(&folder.path().join("key")).expect("a key"),
            clock,
            mail: transport,
            sender: mail::Sender::of(&origin).expect("a sender"),
            admin_email: "library@ponte.example".into(),
            index: Some(Arc::new(search::Index::in_memory().expect("an index"))),
            origin,
            reader: services::Reader::Here,
            retention: domain::retention::Periods::default(),
            reach: services::Reach::Local,
            second_step: services::SecondStep::Required,
            backups: services::Backups::Here,
        };
        Self { services: Arc::new(services), mail, folder, now, step, watch, url }
    }

    /// The address of its database, for a command beside it.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.url
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        *self.now.lock().expect("the clock") += time;
    }

    /// Lets the clock go on by a millisecond at each reading, as a real one does: what is read twice is two times.
    pub fn tick(&self) {
        *self.step.lock().expect("the clock") = TimeDelta::milliseconds(1);
    }

    /// A scope of any actor.
    #[must_use]
    pub fn scope(&self, actor: Actor) -> Scope {
        Scope::new(self.services.clone(), actor)
    }

    /// The system's own scope.
    #[must_use]
    pub fn system(&self) -> Scope {
        self.scope(Actor::system())
    }

    /// A visitor's scope.
    #[must_use]
    pub fn visitor(&self) -> Scope {
        self.scope(Actor::anonymous())
    }

    /// How many mails of a subject somebody has got.
    #[must_use]
    pub fn mails_to(&self, person: &Person, subject: &str) -> usize {
        self.mail.sent().iter().filter(|mail| mail.to.as_str() == person.email && mail.subject == subject).count()
    }

    /// Leaves nothing of what was removed in the database's files, as soon as nobody looks at what was there: PostgreSQL may
    /// tend its tables of its own accord just then. Answers whether anything was removed.
    ///
    /// # Panics
    /// When somebody looks for longer than a minute.
    pub async fn compacted(&self) -> bool {
        let tried = async {
            loop {
                if let Ok(done) = services::erasures::compact(&self.system()).await {
                    return done;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), tried).await.expect("nobody looks any more")
    }

    /// Works the outbox off: mail, index.
    pub async fn work(&self) {
        services::worker::drain(&self.system()).await.expect("the outbox is worked off");
    }
}
