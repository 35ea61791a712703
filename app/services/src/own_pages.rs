//! The page of a person's own: what is shared of them, with whom, until when, who looked; taking it back, and asking to
//! be erased. Its address is a secret that the NGO gives; whoever has it is the person, and may do nothing else here.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::codes::Language;
use domain::consent::{Grant, Reading};
use domain::erasure::WishWait;
use domain::event::Event;
use domain::id::{GrantId, OrganisationId, ReferralId};
use domain::own_page::PageSecret;
use domain::policy::{AskErasure, GiveOwnPage, Revoking, RunInstallation, TakeBackConsent, WishErasure};
use domain::referral::{Referral, ReferralStatus};
use domain::{Actor, Error, Result};

use crate::erasures::{self, UnderWay};
use crate::{Scope, consents, introductions, referrals};

/// How long after it was reminded an NGO is reminded again of a wish whose day has passed.
const AGAIN: TimeDelta = TimeDelta::days(7);

/// The page as its NGO knows it.
#[derive(Clone)]
pub struct Given {
    /// When the address was made.
    pub created: DateTime<Utc>,
    /// What the member is called who made it.
    pub by: Option<String>,
}

domain::opaque!(Given);

/// The page of a referral of the actor's NGO, if its person has one.
///
/// # Errors
/// When the database cannot be used.
pub async fn of_referral(scope: &Scope, referral: &Referral) -> Result<Option<Given>> {
    let found = store::own_pages::of_referral(scope.db(), scope.actor(), referral.id).await?;
    let Some(page) = found else { return Ok(None) };
    let named = store::accounts::names(scope.db(), page.account.as_slice()).await?;
    Ok(Some(Given { created: page.created, by: named.into_iter().next().map(|(_, name)| name) }))
}

/// Makes the page; the address of one that was there before ends. The secret is known here once, and nowhere kept.
///
/// # Errors
/// [`Error::Refused`] for a referral that is closed, [`Error::NotFound`] for another NGO's.
pub async fn give(scope: &Scope, referral: &Referral) -> Result<PageSecret> {
    let permit = scope.permit(GiveOwnPage { organisation: referral.organisation })?;
    let mut random = [0_u8; PageSecret::BYTES];
    getrandom::fill(&mut random).map_err(|cause| Error::from(store::Error::Random(cause.to_string())))?;
    let secret = PageSecret::from_random(random);
    let tx = scope.begin().await?;
    let now = store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    let today = scope.now().date_naive();
    if now.status == ReferralStatus::Closed && !store::own_pages::is_needed(&tx, referral.id, today).await? {
        return Err(Error::Refused("refused-own-page-closed"));
    }
    store::own_pages::put(&tx, &permit, referral.id, &secret, scope.now()).await?;
    scope.commit(tx, "give own page", &format!("referral {}", referral.id)).await?;
    Ok(secret)
}

/// Whether the person of a referral can have a page: one that is closed, only as long as there is something to take back.
///
/// # Errors
/// When the database cannot be used.
pub async fn may_have(scope: &Scope, referral: &Referral) -> Result<bool> {
    let today = scope.now().date_naive();
    Ok(referral.status != ReferralStatus::Closed || store::own_pages::is_needed(scope.db(), referral.id, today).await?)
}

/// Ends the page. Once more is as good as the first time.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's.
pub async fn end(scope: &Scope, referral: &Referral) -> Result<()> {
    scope.permit(GiveOwnPage { organisation: referral.organisation })?;
    let tx = scope.begin().await?;
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    store::own_pages::end(&tx, referral.id).await?;
    scope.commit(tx, "end own page", &format!("referral {}", referral.id)).await
}

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The grants, newest first.
    pub grants: Vec<Grant>,
    /// What was read under them, newest day first.
    pub readings: Vec<Reading>,
    /// What the recipients are called.
    pub names: Vec<(OrganisationId, String)>,
    /// When the person asked to be erased.
    pub wish: Option<DateTime<Utc>>,
    /// Why that waits, and until when.
    pub wait: Option<WishWait>,
    /// When they took that back, if they have not asked anew.
    pub back: Option<DateTime<Utc>>,
    /// What the NGO has asked for, for those who wish it or have taken that back.
    pub erasure: Option<UnderWay>,
    /// The day.
    pub today: NaiveDate,
}

impl Opened {
    /// The language that the person was spoken to last.
    #[must_use]
    pub fn language(&self) -> Language {
        self.grants.first().map_or_else(Language::english, |grant| grant.terms.language.clone())
    }
}

/// Opens the page; the log says that the person did, and nothing of who that is.
///
/// # Errors
/// [`Error::NotFound`] for every secret that opens none, however it came to that.
pub async fn open(scope: &Scope, secret: &str) -> Result<Opened> {
    let store::own_pages::Known { oneself, wish, wait, back } = known(scope, secret).await?;
    let own = scope.for_actor(Actor::oneself(oneself));
    let tx = own.db().begin().await?;
    let grants = store::consents::of_referral(&tx, own.actor(), oneself.referral).await?;
    let readings = store::consent_reads::of_referral(&tx, own.actor(), oneself.referral).await?;
    let concerns = wish.is_some() || back.is_some();
    let erasure = if concerns { erasures::under_way(&tx, own.actor(), oneself).await? } else { None };
    own.log(&tx, "person reads own page", &format!("referral {}", oneself.referral)).await?;
    tx.commit().await?;
    let recipients: Vec<_> = grants.iter().map(|grant| grant.terms.recipient).collect();
    let found = store::organisations::find_all(own.db(), &recipients).await?;
    let names = found.into_iter().map(|o| (o.id, o.description.name)).collect();
    Ok(Opened { grants, readings, names, wish, wait, back, erasure, today: scope.now().date_naive() })
}

/// Takes back all that the recipient of one grant may know, by this grant and every other, or all there is. What is taken
/// back already stays so, however often it is asked.
///
/// # Errors
/// [`Error::NotFound`] for a secret that opens no page, and for somebody else's grant.
pub async fn take_back(scope: &Scope, secret: &str, one: Option<GrantId>) -> Result<()> {
    let oneself = known(scope, secret).await?.oneself;
    let own = scope.for_actor(Actor::oneself(oneself));
    let permit = own.permit(TakeBackConsent(oneself))?;
    let tx = own.begin().await?;
    store::referrals::hold_own(&tx, &permit).await?;
    let mut chosen = None;
    if let Some(one) = one {
        let all = store::consents::of_referral(&tx, own.actor(), oneself.referral).await?;
        chosen = Some(all.iter().find(|grant| grant.id == one).ok_or(Error::NotFound)?.terms.recipient);
    }
    let is_gone = |recipient| chosen.is_none_or(|chosen| chosen == recipient);
    let revoking = (Revoking::Person(permit), oneself.referral);
    let taken_back = consents::take_back(&own, &tx, revoking, is_gone).await?;
    if !taken_back.is_empty() {
        own.push(&tx, Event::Waiting { organisation: oneself.ngo }).await?;
    }
    taken_back.follow(&own, &tx, "person revokes consent").await?;
    Ok(tx.commit().await?)
}

/// Notes that the person asks to be erased, and takes back all they had agreed to. The NGO hears that something waits;
/// what erases is its own act. Whoever asks again hears the same, and the first time stands.
///
/// # Errors
/// [`Error::NotFound`] for a secret that opens no page.
pub async fn ask_erasure(scope: &Scope, secret: &str) -> Result<()> {
    let oneself = known(scope, secret).await?.oneself;
    let own = scope.for_actor(Actor::oneself(oneself));
    let (permit, wishing) = (own.permit(TakeBackConsent(oneself))?, own.permit(WishErasure(oneself))?);
    let tx = own.begin().await?;
    store::referrals::hold_own(&tx, &permit).await?;
    let is_new = store::own_pages::note_wish(&tx, &wishing, scope.now()).await?;
    let revoking = (Revoking::Person(permit), oneself.referral);
    let taken_back = consents::take_back(&own, &tx, revoking, |_| true).await?;
    if is_new || !taken_back.is_empty() {
        own.push(&tx, Event::Waiting { organisation: oneself.ngo }).await?;
    }
    taken_back.follow(&own, &tx, "person revokes consent").await?;
    if is_new {
        own.log(&tx, "person asks for erasure", &format!("referral {}", oneself.referral)).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes back that the person asked to be erased, as long as they are not. What they had agreed to stays taken back, and
/// what their NGO has asked for itself stays asked: its members hear that something waits, and decide. Once more is as good
/// as the first time.
///
/// # Errors
/// [`Error::NotFound`] for a secret that opens no page.
pub async fn take_wish_back(scope: &Scope, secret: &str) -> Result<()> {
    let oneself = known(scope, secret).await?.oneself;
    let own = scope.for_actor(Actor::oneself(oneself));
    let (permit, wishing) = (own.permit(TakeBackConsent(oneself))?, own.permit(WishErasure(oneself))?);
    let tx = own.begin().await?;
    store::referrals::hold_own(&tx, &permit).await?;
    if store::own_pages::take_wish_back(&tx, &wishing, scope.now()).await? {
        own.push(&tx, Event::Waiting { organisation: oneself.ngo }).await?;
        own.log(&tx, "person takes wish back", &format!("referral {}", oneself.referral)).await?;
    }
    Ok(tx.commit().await?)
}

/// Referrals of the actor's NGO whose person took back that they asked to be erased, which nobody there has seen yet; at
/// most a hundred.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn wishes_taken_back(scope: &Scope) -> Result<Vec<ReferralId>> {
    referrals::ngo(scope)?;
    Ok(store::own_pages::wishes_taken_back(scope.db(), scope.actor()).await?)
}

/// Notes that somebody of the actor's NGO sees that the person of a referral took back that they asked to be erased.
/// Nothing is written once somebody has.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's.
pub async fn see_wish_back(scope: &Scope, referral: &Referral) -> Result<()> {
    if referral.own_wish_back.is_none() || referral.own_wish_back_seen.is_some() {
        return Ok(());
    }
    let permit = scope.permit(AskErasure { organisation: referral.organisation })?;
    let tx = scope.db().begin().await?;
    store::own_pages::see_wish_back(&tx, &permit, referral.id, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// Referrals of the actor's NGO whose person asked to be erased, as long as the NGO has not asked for that itself: from then
/// on it waits to be confirmed. The oldest wish first, at most a hundred.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn wishing(scope: &Scope) -> Result<Vec<ReferralId>> {
    referrals::ngo(scope)?;
    Ok(store::own_pages::wishing(scope.db(), scope.actor()).await?)
}

/// Says why what the person of a referral asked for waits, and by when it is decided: they read it on the page of their
/// own. What is said anew stands in place of what was said before. Once the NGO has asked for the erasure, it waits for
/// nothing else.
///
/// # Errors
/// [`Error::NotFound`] for another NGO's, and for somebody who did not ask; [`Error::Conflict`] where the erasure is asked
/// for; a problem beside `until`.
pub async fn let_wait(scope: &Scope, referral: &Referral, wait: WishWait) -> Result<()> {
    let permit = scope.permit(AskErasure { organisation: referral.organisation })?;
    wait.check(scope.now().date_naive()).map_err(|problem| Error::at("until", problem))?;
    let tx = scope.begin().await?;
    store::referrals::hold(&tx, scope.actor(), referral.id).await?.ok_or(Error::NotFound)?;
    if store::wishes::of(&tx, scope.actor(), referral.id).await?.is_some() {
        return Err(Error::Conflict);
    }
    if !store::own_pages::let_wait(&tx, &permit, referral.id, wait).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "let wish wait", &format!("referral {}", referral.id)).await
}

/// Of how many wishes of the actor's NGO the day has passed by which they were to be decided; a hundred at most.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of NGOs.
pub async fn count_overdue(scope: &Scope) -> Result<usize> {
    referrals::ngo(scope)?;
    Ok(store::own_pages::count_overdue(scope.db(), scope.actor(), scope.now().date_naive()).await?)
}

/// Reminds each NGO of wishes whose day has passed, when that has just happened and once a week from then on. The worker
/// does so every hour.
pub(crate) async fn remind(scope: &Scope) -> Result<()> {
    let permit = scope.permit(RunInstallation)?;
    let now = scope.now();
    let mut newest = BTreeMap::new();
    for (ngo, until) in store::own_pages::overdue(scope.db(), &permit, now.date_naive()).await? {
        newest.entry(ngo).or_insert(until);
    }
    if newest.is_empty() {
        return Ok(());
    }
    let tx = scope.begin().await?;
    for (ngo, until) in newest {
        // A mail from before that day was of another wish.
        let over = (until + TimeDelta::days(1)).and_time(NaiveTime::MIN).and_utc();
        if store::marks::again(&tx, &format!("overdue wishes {ngo}"), over.max(now - AGAIN), now).await? {
            introductions::tell(scope, &tx, ngo).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Whom a secret's page is for, and whether they asked to be erased. Wrong ones are not counted: nobody guesses 140 bits,
/// and a count would keep those away who share a network with whoever tries.
async fn known(scope: &Scope, secret: &str) -> Result<store::own_pages::Known> {
    let secret = secret.parse::<PageSecret>().map_err(|_| Error::NotFound)?;
    store::own_pages::find(scope.db(), &secret, scope.now().date_naive()).await?.ok_or(Error::NotFound)
}
