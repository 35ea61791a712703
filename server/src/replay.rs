//! Doing again what a backup from before undoes: whoever has a tombstone is erased, and consent that has one is taken
//! back. So it is when a backup is restored, and at each start, whichever way the database came back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::Actor;
use domain::consent::Revocation;
use domain::erasure::{Alone, Gone};
use domain::event::Event;
use domain::id::{GrantId, OrganisationId, ReferralId};
use domain::policy::{EraseReferral, Permit, RunInstallation};
use services::Services;
use store::introductions::lapsed;
use store::keys::{self, Keyring};
use store::revocations::{self, Which};
use store::tombstones::{self, Tombstone};
use store::{Tx, outbox, person};

/// Referrals that are looked at together.
const BATCH: u64 = 200;

fn permit() -> store::Result<Permit<RunInstallation>> {
    Actor::system().permit(RunInstallation).map_err(|_| store::Error::Column("a permit"))
}

/// Puts tombstones up, and erases everybody who has one; answers how many there were.
pub(crate) async fn people(
    tx: &Tx,
    keyring: &Keyring,
    stones: BTreeSet<Tombstone>,
    now: DateTime<Utc>,
) -> store::Result<usize> {
    let installation = keys::of_installation(tx, keyring, now).await?;
    let all: Vec<Tombstone> = stones.into_iter().collect();
    for some in all.chunks(1000) {
        tombstones::insert(tx, some.to_vec()).await?;
    }
    let (mut erased, mut after) = (0, None);
    loop {
        let people = person::after(tx, after, BATCH).await?;
        let Some(last) = people.last() else { return Ok(erased) };
        after = Some(last.id);
        let digests: Vec<String> =
            people.iter().map(|each| tombstones::digest(&installation, Gone::Person, each.id.0)).collect();
        let gone = tombstones::among(tx, &digests).await?;
        for (each, _) in people.iter().zip(&digests).filter(|(_, digest)| gone.contains(digest)) {
            let organisation = each.organisation;
            let action = EraseReferral { organisation, by: None, alone: Alone::Never, member_since: now, now };
            let permit = Actor::system().permit(action).map_err(|_| store::Error::Column("a permit"))?;
            person::erase(tx, &permit, keyring, each, now).await?;
            erased += 1;
        }
    }
}

/// How consents were taken back, as far as a database knows.
pub(crate) type Known = BTreeMap<GrantId, Revocation>;

/// Takes back these consents as they were, and those that have a tombstone, of which nothing else is known; withdraws the
/// introductions that rested on them. Answers how many were live.
pub(crate) async fn consents(tx: &Tx, keyring: &Keyring, known: &Known, now: DateTime<Utc>) -> store::Result<u64> {
    let (permit, installation) = (permit()?, keys::of_installation(tx, keyring, now).await?);
    let unknown = Revocation { at: now, by: None, account: None };
    let mut revoked = 0;
    let mut lost: BTreeMap<ReferralId, BTreeSet<OrganisationId>> = BTreeMap::new();
    for some in standing(tx, &permit).await?.chunks(1000) {
        let digest = |grant: &GrantId| tombstones::digest(&installation, Gone::Consent, grant.0);
        let digests: Vec<String> = some.iter().map(digest).collect();
        let gone = tombstones::among(tx, &digests).await?;
        for (grant, digest) in some.iter().zip(&digests) {
            let Some(how) = known.get(grant).or_else(|| gone.contains(digest).then_some(&unknown)) else { continue };
            if let Some((referral, recipient)) = revocations::repeat(tx, &permit, *grant, how).await? {
                lost.entry(referral).or_default().insert(recipient);
                revoked += 1;
            }
        }
    }
    let mut moved = Vec::new();
    for (referral, recipients) in &lost {
        let open = lapsed::open(tx, &permit, *referral, now.date_naive()).await?;
        for introduction in open.lapsed.iter().filter(|each| recipients.contains(&each.employer)) {
            lapsed::end(tx, &permit, introduction, now).await?;
            outbox::push(tx, &Event::Waiting { organisation: introduction.employer }, now).await?;
            moved.push(format!("introduction {}", introduction.id));
        }
    }
    store::audit::append_each(tx, &Actor::system(), "move introduction", &moved, now).await?;
    Ok(revoked)
}

/// All grants that stand.
async fn standing(tx: &Tx, permit: &Permit<RunInstallation>) -> store::Result<Vec<GrantId>> {
    let mut all: Vec<GrantId> = Vec::new();
    loop {
        let page = revocations::grants(tx, permit, Which::Standing, all.last().copied(), 1000).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// How the consents of a database were taken back.
pub(crate) async fn known(db: &impl store::Read, permit: &Permit<RunInstallation>) -> store::Result<Known> {
    let mut all = Known::new();
    loop {
        let after = all.last_key_value().map(|(grant, _)| *grant);
        let page = revocations::known(db, permit, after, 1000).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Does again what the file of tombstones knows of and the database does not: it has come back from before, by whatever
/// way.
///
/// # Errors
/// One line: then nothing may be served.
pub async fn at_start(services: &Services, file: &Path) -> Result<(), String> {
    let mut stones = crate::tombstones::read(file)?;
    let failed = |cause: store::Error| format!("DATABASE_URL: {cause}");
    let all: Vec<String> = stones.iter().map(|stone| stone.digest.clone()).collect();
    let mut known = BTreeSet::new();
    for some in all.chunks(1000) {
        known.extend(tombstones::among(&services.db, some).await.map_err(failed)?);
    }
    stones.retain(|stone| !known.contains(&stone.digest));
    if stones.is_empty() {
        return Ok(());
    }
    let (keyring, now) = (&services.keyring, services.clock.now());
    let tx = services.db.begin().await.map_err(failed)?;
    let erased = people(&tx, keyring, stones, now).await.map_err(failed)?;
    let revoked = consents(&tx, keyring, &Known::new(), now).await.map_err(failed)?;
    store::compact::ask(&tx, now).await.map_err(failed)?;
    let subject = format!("{erased} people {revoked} consents");
    store::audit::append(&tx, &Actor::system(), "repeat erasures", &subject, now).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    tracing::warn!(erased, revoked, "the database had come back from before what is gone: it is gone again");
    Ok(())
}
