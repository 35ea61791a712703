//! What every use case works with: an actor, and through it the services. There is no other way to the database.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::event::Event;
use domain::retention::Periods;
use domain::{Action, Actor, Error, Permit, Result};
use store::keys::Keyring;
use store::{Db, Tx};
use uuid::Uuid;

/// Where the time comes from: the system, or a test.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock of the test's own.
    #[must_use]
    pub fn of(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Everything a request can use; made once at start.
pub struct Services {
    /// The database.
    pub db: Db,
    /// The master key.
    pub keyring: Keyring,
    /// Where the time comes from.
    pub clock: Clock,
    /// How mail leaves.
    pub mail: mail::Transport,
    /// From whom mail comes.
    pub sender: mail::Sender,
    /// Whom harvesters of the library write to.
    pub admin_email: String,
    /// The index of the library; nothing in a process that leaves it to the one that serves.
    pub index: Option<Arc<search::Index>>,
    /// The address that people reach this installation by.
    pub origin: mail::Origin,
    /// How files of strangers are read.
    pub reader: crate::Reader,
    /// How long a referral is kept that nobody touches.
    pub retention: Periods,
    /// Which other libraries can be asked.
    pub reach: crate::Reach,
    /// Whether those with a role on the platform need a second step.
    pub second_step: crate::SecondStep,
    /// Where backups are made.
    pub backups: crate::Backups,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Services")
    }
}

/// An actor with the services: what the session layer gives a page, and the worker itself.
#[derive(Debug, Clone)]
pub struct Scope {
    actor: Actor,
    services: Arc<Services>,
    once: Option<Uuid>,
}

impl Scope {
    /// A scope of an actor. Only the session layer, the worker and the command line call this.
    #[must_use]
    pub const fn new(services: Arc<Services>, actor: Actor) -> Self {
        Self { actor, services, once: None }
    }

    /// A scope of another actor with the same services: for the command line, which acts for many, and for the person
    /// whom the secret of a page of their own makes known.
    #[must_use]
    pub fn for_actor(&self, actor: Actor) -> Self {
        Self { actor, services: self.services.clone(), once: self.once }
    }

    /// The same scope for one posted form: its first write notes the token, and a second post is
    /// [`Error::Repeated`].
    #[must_use]
    pub fn with_once(mut self, once: Option<Uuid>) -> Self {
        self.once = once;
        self
    }

    /// Who asks.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.services.clock.now()
    }

    /// Asks for a permit for the actor.
    ///
    /// # Errors
    /// As [`Actor::permit`].
    pub fn permit<A: Action>(&self, action: A) -> Result<Permit<A>> {
        self.actor.permit(action)
    }

    /// The address of one of our pages by its path.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        self.services.origin.link(path)
    }

    /// What the actor works with.
    pub(crate) const fn services(&self) -> &Arc<Services> {
        &self.services
    }

    /// The database, for reading.
    pub(crate) fn db(&self) -> &Db {
        &self.services.db
    }

    /// Begins a write: nothing of it remains unless [`Scope::commit`] is reached.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        let tx = self.services.db.begin().await?;
        if let Some(once) = self.once {
            match store::submissions::insert(&tx, once, self.now()).await {
                Err(error) if error.is_duplicate() => return Err(Error::Repeated),
                noted => noted?,
            }
        }
        Ok(tx)
    }

    /// Writes what the actor did or read into the audit log.
    pub(crate) async fn log(&self, tx: &Tx, action: &'static str, subject: &str) -> Result<()> {
        Ok(store::audit::append(tx, &self.actor, action, subject, self.now()).await?)
    }

    /// Tells a form that was carried out before from one that cannot be: what it needed is gone in either case.
    ///
    /// # Errors
    /// [`Error::Repeated`] for the former.
    pub async fn refuse_repeated(&self) -> Result<()> {
        drop(self.begin().await?);
        Ok(())
    }

    /// Writes what the actor did into the audit log, a row for each subject.
    pub(crate) async fn log_each(&self, tx: &Tx, action: &'static str, subjects: &[String]) -> Result<()> {
        Ok(store::audit::append_each(tx, &self.actor, action, subjects, self.now()).await?)
    }

    /// Writes what the actor did into the audit log and makes everything permanent.
    pub(crate) async fn commit(&self, tx: Tx, action: &'static str, subject: &str) -> Result<()> {
        self.log(&tx, action, subject).await?;
        Ok(tx.commit().await?)
    }

    /// Writes an event beside what caused it.
    pub(crate) async fn push(&self, tx: &Tx, event: Event) -> Result<()> {
        Ok(store::outbox::push(tx, &event, self.now()).await?)
    }
}

/// A secret for a cookie or a link: 32 random bytes in URL-safe base64.
pub(crate) fn secret() -> Result<String> {
    use base64::Engine as _;
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|cause| Error::from(store::Error::Random(cause.to_string())))?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}
