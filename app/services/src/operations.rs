//! What administrators see: events that wait, those that were given up, and how what is kept is kept; and the mail that
//! calls them there.

use chrono::{DateTime, TimeDelta, Utc};
use domain::account::PlatformRole;
use domain::event::{Event, Feed};
use domain::policy::{RetryDelivery, RunInstallation};
use domain::retention::Next;
use domain::{Error, Result};
use store::keys::masters;
use store::outbox::Dead;
use uuid::Uuid;

use crate::Scope;
use crate::backup::Backups;
use crate::keys::Left;

/// From when on a master key is old.
const OLD_KEY: TimeDelta = TimeDelta::days(365);
/// From when on a backup is old.
const OLD_BACKUP: TimeDelta = TimeDelta::days(7);
/// From when on a signature of the audit log is old.
const OLD_SIGNATURE: TimeDelta = TimeDelta::days(2);
/// When administrators were last told that something needs a hand.
const TOLD: &str = "administrators told";
/// Marks that the master key lies on the disk of the database.
const BESIDE: &str = "master key beside the database";
/// How long after one mail the next may follow: a little less than a day, so that the hour of the mail does not wander.
const DAY: TimeDelta = TimeDelta::hours(23);

/// How many mails wait, and the newest hundred events that were given up.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn outbox(scope: &Scope) -> Result<(u64, Vec<Dead>)> {
    let permit = scope.permit(RetryDelivery)?;
    let waiting = store::outbox::count_waiting_of(scope.db(), Feed::Mail).await?;
    Ok((waiting, store::outbox::dead(scope.db(), &permit).await?))
}

/// How many records of the library wait to be found by its search.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn count_unindexed(scope: &Scope) -> Result<u64> {
    scope.permit(RetryDelivery)?;
    Ok(store::outbox::count_waiting_of(scope.db(), Feed::Index).await?)
}

/// How what is kept is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safekeeping {
    /// When the master key in force was made.
    pub key: Option<DateTime<Utc>>,
    /// Whether it lies on the same disk as the database; nobody is called for it, since that is how every installation begins.
    pub key_beside: bool,
    /// Whether mail is written into a folder and never leaves, as when trying out.
    pub mail_stays: bool,
    /// Whether records are moving to another.
    pub rotating: bool,
    /// What the last rotation has left, since it does not open.
    pub left: Option<Left>,
    /// Of how many referrals the area stands in clear, since they do not open.
    pub in_clear: u64,
    /// The installation's first day: what was never done counts from it.
    pub begun: Option<DateTime<Utc>>,
    /// Where backups are made.
    pub backups: Backups,
    /// When the last backup was made here.
    pub backup: Option<DateTime<Utc>>,
    /// What is known of the audit log.
    pub audit: crate::audit::State,
    /// Referrals that are archived if nobody answers for them.
    pub to_archive: u64,
    /// Referrals that are erased if nobody answers for them.
    pub to_erase: u64,
}

/// What about it needs a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alarm {
    /// The clock is behind what the audit log has seen.
    ClockBehind,
    /// The last rotation has left records that do not open.
    KeyLeft,
    /// Records are moving to another master key.
    KeyMoves,
    /// The master key is old.
    KeyOld,
    /// Home towns stand in clear that could not be sealed.
    InClear,
    /// The last backup is old, or none was made since the first day, which is long ago.
    BackupOld,
    /// The audit log was changed from outside.
    AuditBroken,
    /// The last signature of the audit log is old, or there is none since the first day, which is long ago.
    AuditOld,
}

impl Safekeeping {
    /// What the clock needs.
    #[must_use]
    pub fn clock(&self) -> Option<Alarm> {
        self.audit.behind.map(|_| Alarm::ClockBehind)
    }

    /// What the master key needs.
    #[must_use]
    pub fn master_key(&self, now: DateTime<Utc>) -> Option<Alarm> {
        if self.left.is_some() {
            Some(Alarm::KeyLeft)
        } else if self.rotating {
            Some(Alarm::KeyMoves)
        } else {
            is_old(self.key, OLD_KEY, now).then_some(Alarm::KeyOld)
        }
    }

    /// What was left in clear needs.
    #[must_use]
    pub fn left_in_clear(&self) -> Option<Alarm> {
        (self.in_clear > 0).then_some(Alarm::InClear)
    }

    /// What the last backup needs; nothing where they are made elsewhere.
    #[must_use]
    pub fn last_backup(&self, now: DateTime<Utc>) -> Option<Alarm> {
        let old = self.backups == Backups::Here && is_old(self.backup.or(self.begun), OLD_BACKUP, now);
        old.then_some(Alarm::BackupOld)
    }

    /// What the audit log needs.
    #[must_use]
    pub fn audit_log(&self, now: DateTime<Utc>) -> Option<Alarm> {
        match self.audit.broken {
            Some(_) => Some(Alarm::AuditBroken),
            None => is_old(self.audit.signed.or(self.begun), OLD_SIGNATURE, now).then_some(Alarm::AuditOld),
        }
    }

    /// Everything that needs a hand.
    pub fn alarms(&self, now: DateTime<Utc>) -> impl Iterator<Item = Alarm> {
        let all =
            [self.clock(), self.master_key(now), self.left_in_clear(), self.last_backup(now), self.audit_log(now)];
        all.into_iter().flatten()
    }

    /// How many warnings administrators read of it.
    #[must_use]
    pub fn warnings(&self, now: DateTime<Utc>) -> usize {
        let for_trying = [self.key_beside, self.mail_stays].into_iter().filter(|so| *so);
        self.alarms(now).count() + for_trying.count()
    }

    /// Whether administrators are called for any of it. Records that are moving to another master key are at work, and the
    /// page says what to do if nobody is at it.
    #[must_use]
    pub fn calls(&self, now: DateTime<Utc>) -> bool {
        self.alarms(now).any(|alarm| alarm != Alarm::KeyMoves)
    }
}

fn is_old(time: Option<DateTime<Utc>>, old: TimeDelta, now: DateTime<Utc>) -> bool {
    time.is_none_or(|time| now - time > old)
}

/// How what is kept is kept.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn safekeeping(scope: &Scope) -> Result<Safekeeping> {
    scope.permit(RetryDelivery)?;
    kept(scope).await
}

/// The same, for whoever has shown that they may.
async fn kept(scope: &Scope) -> Result<Safekeeping> {
    let db = scope.db();
    let all = masters::all(db).await?;
    let begun = all.first().map(|key| key.created);
    let used: Vec<_> = all.into_iter().filter(|key| key.retired.is_none()).collect();
    let in_force = used.iter().rfind(|key| key.since.is_some());
    let left = match in_force {
        Some(key) => crate::keys::still_left(scope, &key.name).await?,
        None => None,
    };
    Ok(Safekeeping {
        key: in_force.map(|key| key.created),
        key_beside: store::marks::is_set(db, BESIDE).await?,
        mail_stays: matches!(scope.services().mail, mail::Transport::Folder(_)),
        rotating: used.len() > 1,
        left,
        in_clear: store::plain_areas::count(db).await?,
        begun,
        backups: scope.services().backups,
        backup: store::marks::at(db, crate::backup::MARK).await?,
        audit: crate::audit::known(scope).await?,
        to_archive: store::retentions::count(db, Next::Archive).await?,
        to_erase: store::retentions::count(db, Next::Erase).await?,
    })
}

/// Notes whether the master key lies on the disk of the database, as the server that starts has found.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system.
pub async fn note_key(scope: &Scope, beside: bool) -> Result<()> {
    scope.permit(RunInstallation)?;
    let tx = scope.begin().await?;
    if beside {
        store::marks::set(&tx, BESIDE, scope.now()).await?;
    } else {
        store::marks::remove(&tx, &[BESIDE.to_owned()]).await?;
    }
    Ok(tx.commit().await?)
}

/// How many events were given up.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn count_dead(scope: &Scope) -> Result<u64> {
    let permit = scope.permit(RetryDelivery)?;
    Ok(store::outbox::count_dead(scope.db(), &permit).await?)
}

/// Gives an event that was given up new life; a mail that calls administrators here is dropped instead, since one is here.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators, and when no such event was given up.
pub async fn retry(scope: &Scope, event: &str) -> Result<()> {
    let permit = scope.permit(RetryDelivery)?;
    let id = Uuid::try_parse(event).map_err(|_| Error::NotFound)?;
    let tx = scope.begin().await?;
    if !store::outbox::revive(&tx, &permit, id, scope.now()).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "retry delivery", &format!("event {id}")).await
}

/// Gives every event that was given up new life, as when a mail server has been away for days; mails that call
/// administrators here are dropped instead.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn retry_all(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RetryDelivery)?;
    let tx = scope.begin().await?;
    let count = store::outbox::revive_all(&tx, &permit, scope.now()).await?;
    scope.commit(tx, "retry delivery", &format!("all {count} events")).await
}

/// Tells every administrator, once a day at most, that something needs a hand: the mail says no more than that. Nothing
/// does, no mail; that such a mail itself was given up is nothing.
///
/// # Errors
/// [`Error::NotFound`] for anybody but the system; a failure when the database cannot be used.
pub(crate) async fn tell(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let now = scope.now();
    let dead = store::outbox::any_dead(scope.db(), &permit).await?;
    if !dead && !kept(scope).await?.calls(now) {
        return Ok(());
    }
    let administrators = store::accounts::with_role(scope.db(), PlatformRole::Administrator).await?;
    let tx = scope.begin().await?;
    if store::marks::again(&tx, TOLD, now - DAY, now).await? {
        for account in administrators {
            scope.push(&tx, Event::AttentionNeeded { account }).await?;
        }
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Alarm, Safekeeping};
    use crate::audit::State;
    use crate::backup::Backups;
    use crate::keys::Left;

    #[test]
    fn whatever_the_page_warns_of_needs_a_hand_and_nothing_else_does() {
        let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000);
        let ago = |days: i64| Some(now - TimeDelta::days(days));
        let audit = State { signed: ago(2), checked: ago(2), broken: None, behind: None };
        let well = Safekeeping {
            key: ago(365),
            key_beside: true,
            mail_stays: true,
            rotating: false,
            left: None,
            in_clear: 0,
            begun: ago(1000),
            backups: Backups::Here,
            backup: ago(7),
            audit,
            to_archive: 3,
            to_erase: 3,
        };
        let left = Some(Left { records: 1, cells: Vec::new() });
        let nothing: &[Alarm] = &[];
        for (kept, expect) in [
            (well.clone(), nothing),
            (Safekeeping { audit: State { behind: ago(-1), ..audit }, ..well.clone() }, &[Alarm::ClockBehind]),
            (Safekeeping { key: ago(366), ..well.clone() }, &[Alarm::KeyOld]),
            (Safekeeping { rotating: true, ..well.clone() }, &[Alarm::KeyMoves]),
            (Safekeeping { rotating: true, left, ..well.clone() }, &[Alarm::KeyLeft]),
            (Safekeeping { in_clear: 1, ..well.clone() }, &[Alarm::InClear]),
            (Safekeeping { backup: ago(8), ..well.clone() }, &[Alarm::BackupOld]),
            (Safekeeping { backup: None, ..well.clone() }, &[Alarm::BackupOld]),
            (Safekeeping { backup: None, begun: ago(8), ..well.clone() }, &[Alarm::BackupOld]),
            (Safekeeping { backup: None, begun: ago(7), ..well.clone() }, nothing),
            (Safekeeping { backup: None, backups: Backups::Elsewhere, ..well.clone() }, nothing),
            (Safekeeping { backup: ago(8), backups: Backups::Elsewhere, ..well.clone() }, nothing),
            (Safekeeping { audit: State { signed: None, ..audit }, ..well.clone() }, &[Alarm::AuditOld]),
            (Safekeeping { audit: State { signed: None, ..audit }, begun: ago(2), ..well.clone() }, nothing),
            (Safekeeping { audit: State { signed: ago(3), ..audit }, ..well.clone() }, &[Alarm::AuditOld]),
            (Safekeeping { audit: State { broken: ago(1), ..audit }, ..well.clone() }, &[Alarm::AuditBroken]),
        ] {
            assert_eq!(kept.alarms(now).collect::<Vec<_>>(), expect, "{kept:?}");
            assert_eq!(kept.calls(now), !expect.is_empty() && expect != [Alarm::KeyMoves], "{kept:?}");
        }
    }
}
