//! The demo world: plainly fictional organisations, the made-up market's placements and referrals, and introductions
//! at every stage, all made through the same services as real use. Each step first looks whether it has been done, so
//! that a world whose making was interrupted is gone on with.

use std::collections::HashMap;

use domain::account::{MemberRole, PlatformRole};
use domain::id::{AccountId, IntroductionId, OrganisationId};
use domain::introduction::{Side, Stage};
use domain::organisation::{OrganisationKind, Standing};
use domain::placement::{Placement, PlacementStatus, Terms};
use domain::referral::{Code, Exclusion, Referral, ReferralStatus};
use domain::{Actor, Error, Membership, Result};
use services::{Scope, installation, introductions, matches, placements, referrals};

use super::founder::{BUSINESS, Founder, NGO, SOON, YEAR, description, known, person, platform, steward_of};
use super::market::{self, Malformed, MarketReferral};

/// How much of the market the world is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The most businesses, those with most placements first.
    pub businesses: usize,
    /// The most placements of these.
    pub placements: usize,
    /// The most referrals; the first NGO has three fifths of them, the second the rest.
    pub referrals: usize,
}

impl Size {
    /// All of it.
    pub const WHOLE: Self = Self { businesses: usize::MAX, placements: usize::MAX, referrals: 2000 };
}

impl From<Malformed> for Error {
    fn from(cause: Malformed) -> Self {
        tracing::error!(line = cause.line, "a demo table is damaged");
        Self::Incident("demo".into())
    }
}

/// Who acts while the world is made.
pub(super) struct Cast {
    pub(super) steward: Scope,
    /// The managers of the NGOs, who alone read of their people.
    managers: HashMap<OrganisationId, AccountId>,
    administrator: AccountId,
    pub(super) businesses: HashMap<u16, OrganisationId>,
    pub(super) ngos: [OrganisationId; 2],
    organiser: OrganisationId,
    pub(super) association: OrganisationId,
}

impl Cast {
    /// The scope of a member of an organisation: of an NGO its manager, who is then the only one that has read of its
    /// people; of any other the administrator.
    pub(super) fn member(&self, of: OrganisationId, kind: OrganisationKind) -> Scope {
        let mut actor = Actor::anonymous();
        actor.account = Some(self.managers.get(&of).copied().unwrap_or(self.administrator));
        actor.membership =
            Some(Membership { organisation: of, kind, role: MemberRole::Manager, standing: Standing::Verified });
        self.steward.for_actor(actor)
    }
}

/// Whether an account of the world is there that has a role on the platform.
///
/// # Errors
/// When the database cannot be used.
pub async fn is_begun(scope: &Scope) -> Result<bool> {
    for address in ["admin", "steward", "other-steward", "curator", "other-curator"] {
        if installation::account(scope, &person(address, address)?.email).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Builds the world, or what of it is not there yet; answers what it holds.
///
/// # Errors
/// When the database cannot be used.
pub async fn build(scope: &Scope, size: Size) -> Result<String> {
    let cast = cast(scope, size).await?;
    let offered = offer(&cast, size).await?;
    let referred = refer(&cast, size).await?;
    let introduced = introduce(&cast).await?;
    let ngo = cast.member(cast.ngos[0], OrganisationKind::Ngo);
    super::wish::ask(&ngo).await?;
    super::consent::write(&ngo).await?;
    let asked = super::follow_up::follow(&cast).await?;
    let proposed = super::proposals::write(&cast.member(cast.organiser, OrganisationKind::Organiser)).await?;
    super::standing::set(&cast, size).await?;
    Ok(format!(
        "demo world: {offered} placements, {referred} referrals, {introduced} introductions, {asked} check-ins, {proposed} proposals"
    ))
}

async fn cast(scope: &Scope, size: Size) -> Result<Cast> {
    let administrator = platform(scope, person("Ada", "admin")?, PlatformRole::Administrator).await?;
    let steward = steward_of(scope, "Stella", "steward").await?;
    let second = steward_of(scope, "Stefan", "other-steward").await?;
    let founder = Founder { system: scope, steward: &steward, second: &second, known: known(scope).await? };
    let (nora, omar) = (("Nora", "ngo"), ("Omar", "other-ngo"));
    let ngo = founder.found(OrganisationKind::Ngo, ("Harbour Example", NGO), nora).await?;
    let other = founder.found(OrganisationKind::Ngo, ("Lantern Example", NGO), omar).await?;
    let mut managers = HashMap::new();
    for (ngo, (name, address)) in [(ngo, nora), (other, omar)] {
        let account = installation::account(scope, &person(name, address)?.email).await?;
        managers.extend(account.map(|account| (ngo, account)));
    }
    let organiser = ("Round Table Example", "Runs conferences and workshops in the demo world.");
    let organiser = founder.found(OrganisationKind::Organiser, organiser, ("Olga", "organiser")).await?;
    let association = ("Guild Example", "Speaks for invented businesses of the demo world.");
    let association = founder.found(OrganisationKind::Association, association, ("Aldo", "association")).await?;
    platform(scope, person("Kurt", "curator")?, PlatformRole::Curator).await?;
    platform(scope, person("Carla", "other-curator")?, PlatformRole::Curator).await?;
    let businesses = businesses(&founder, size).await?;
    let (steward, ngos) = (steward.clone(), [ngo, other]);
    Ok(Cast { steward, managers, administrator, businesses, ngos, organiser, association })
}

/// The market's businesses; the first two that come have the accounts `employer` and `other-employer`, and the
/// verification of the second ends before long. The last has the account `suspended-employer`.
async fn businesses(founder: &Founder<'_>, size: Size) -> Result<HashMap<u16, OrganisationId>> {
    let mut made = HashMap::new();
    let chosen: Vec<_> = by_placements(founder.system)?.into_iter().take(size.businesses).collect();
    let last = chosen.len().saturating_sub(1);
    for (index, employer) in chosen.into_iter().enumerate() {
        let (manager, days) = match index {
            0 => (Some(person("Emil", "employer")?), YEAR),
            1 => (Some(person("Edda", "other-employer")?), SOON),
            index if index == last => (Some(person("Enzo", "suspended-employer")?), YEAR),
            _ => (None, YEAR),
        };
        let said = description(OrganisationKind::Business, (&employer.name, BUSINESS), employer.group.as_deref())?;
        made.insert(employer.number, founder.verified(OrganisationKind::Business, said, manager, days).await?);
    }
    Ok(made)
}

/// Businesses with most placements first, so that the demo accounts have something to show.
pub(super) fn by_placements(scope: &Scope) -> Result<Vec<market::Employer>> {
    let mut counts: HashMap<u16, usize> = HashMap::new();
    for placement in market::placements(scope.now().date_naive())? {
        *counts.entry(placement.employer).or_default() += 1;
    }
    let mut employers = market::employers()?;
    employers.sort_by_key(|e| (std::cmp::Reverse(counts.get(&e.number).copied().unwrap_or(0)), e.number));
    Ok(employers)
}

async fn offer(cast: &Cast, size: Size) -> Result<usize> {
    let mut there: HashMap<OrganisationId, Vec<Placement>> = HashMap::new();
    let mut count = 0;
    for placement in market::placements(cast.steward.now().date_naive())? {
        let Some(organisation) = cast.businesses.get(&placement.employer).filter(|_| count < size.placements) else {
            continue;
        };
        let scope = cast.member(*organisation, OrganisationKind::Business);
        if !there.contains_key(organisation) {
            there.insert(*organisation, placements::own(&scope, None, 1000).await?);
        }
        let own = there.entry(*organisation).or_default();
        match own.iter().position(|found| same(&found.terms, &placement.terms)).map(|at| own.swap_remove(at)) {
            Some(found) if found.status == PlacementStatus::Draft => placements::publish(&scope, found.id).await?,
            Some(_) => {}
            None => {
                let id = placements::draft(&scope, &placement.terms).await?;
                placements::publish(&scope, id).await?;
            }
        }
        count += 1;
    }
    Ok(count)
}

/// Whether two placements of a business are one, made on whatever day.
fn same(one: &Terms, other: &Terms) -> bool {
    let timeless = |terms: &Terms| Terms { start: None, place: None, ..terms.clone() };
    let town = |terms: &Terms| terms.place.as_ref().map(|place| place.id);
    timeless(one) == timeless(other) && town(one) == town(other)
}

async fn refer(cast: &Cast, size: Size) -> Result<usize> {
    let mut all = market::referrals()?;
    all.truncate(size.referrals);
    let count = all.len();
    let seconds = all.split_off(count * 3 / 5);
    for (ngo, share) in cast.ngos.into_iter().zip([all, seconds]) {
        let scope = cast.member(ngo, OrganisationKind::Ngo);
        let (done, mut half) = progress(&scope).await?;
        for market in share.into_iter().skip(done) {
            let code = match half.take() {
                Some(code) => code,
                None => referrals::begin(&scope).await?,
            };
            write(cast, &scope, &code, market).await?;
        }
    }
    Ok(count)
}

/// How many referrals of an NGO are written, and the code of one that was begun last and may be half written. They
/// come in the order of the market.
async fn progress(scope: &Scope) -> Result<(usize, Option<Code>)> {
    let (mut count, mut newest) = (0, None::<Referral>);
    for status in ReferralStatus::ALL {
        count += referrals::count(scope, *status).await?;
        let first = referrals::list(scope, *status, None, 1).await?.pop();
        newest = [newest, first].into_iter().flatten().max_by_key(|referral| referral.id.0);
    }
    let half = newest.filter(|newest| newest.status == ReferralStatus::Draft);
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    Ok((if half.is_some() { count.saturating_sub(1) } else { count }, half.map(|half| half.code)))
}

async fn write(cast: &Cast, scope: &Scope, code: &Code, market: MarketReferral) -> Result<()> {
    let (mut referral, mut secrets) = referrals::find_whole(scope, code).await?;
    referral.profile = market.profile;
    secrets.area = market.area;
    secrets.exclusions = market.exclusions;
    let avoided = market.excluded_employers.iter().filter_map(|number| cast.businesses.get(number));
    secrets.exclusions.extend(avoided.map(|id| Exclusion::Organisation { organisation: *id }));
    referrals::write(scope, &referral, &secrets).await?;
    // Some say too little to be matched and stay drafts, as in life.
    if referrals::missing(&referral.profile).is_empty() {
        referrals::open(scope, &referral, None).await?;
    }
    Ok(())
}

/// The ways introductions have gone: which side moved them where, and why.
const WAYS: &[&[(Side, Stage, Option<&str>)]] = &[
    &[],
    &[(Side::Employer, Stage::Interested, None)],
    &[(Side::Employer, Stage::Declined, Some("seat_taken"))],
    &[(Side::Employer, Stage::Interested, None), (Side::Ngo, Stage::Meeting, None)],
    &[(Side::Employer, Stage::Interested, None), (Side::Ngo, Stage::Meeting, None), OFFER],
    &[(Side::Employer, Stage::Interested, None), (Side::Ngo, Stage::Meeting, None), OFFER, ACCEPT],
    &[
        (Side::Employer, Stage::Interested, None),
        (Side::Ngo, Stage::Meeting, None),
        OFFER,
        (Side::Ngo, Stage::Refused, None),
    ],
    &[(Side::Employer, Stage::Interested, None), (Side::Ngo, Stage::Meeting, None), OFFER, ACCEPT, START],
    &[
        (Side::Employer, Stage::Interested, None),
        (Side::Ngo, Stage::Meeting, None),
        OFFER,
        ACCEPT,
        START,
        (Side::Ngo, Stage::Completed, None),
    ],
    &[
        (Side::Employer, Stage::Interested, None),
        (Side::Ngo, Stage::Meeting, None),
        OFFER,
        ACCEPT,
        START,
        (Side::Ngo, Stage::Ended, Some("better_job")),
    ],
    &[(Side::Employer, Stage::Interested, None), (Side::Ngo, Stage::Withdrawn, None)],
];
const OFFER: (Side, Stage, Option<&str>) = (Side::Employer, Stage::Offered, None);
const ACCEPT: (Side, Stage, Option<&str>) = (Side::Ngo, Stage::Accepted, None);
const START: (Side, Stage, Option<&str>) = (Side::Employer, Stage::Started, None);

async fn introduce(cast: &Cast) -> Result<usize> {
    let mut count = 0;
    for (ngo, rounds) in cast.ngos.into_iter().zip([2_usize, 1]) {
        let scope = cast.member(ngo, OrganisationKind::Ngo);
        let open = referrals::list(&scope, ReferralStatus::Open, None, 60).await?;
        let ways = WAYS.iter().cycle().take(WAYS.len() * rounds);
        for (referral, way) in open.iter().zip(ways) {
            count += usize::from(one(cast, &scope, referral, way).await?);
        }
    }
    Ok(count)
}

/// Introduces a referral, if it is not yet, and goes the rest of the way.
async fn one(cast: &Cast, scope: &Scope, referral: &Referral, way: &[(Side, Stage, Option<&str>)]) -> Result<bool> {
    let there = introductions::of_referral(scope, referral).await?.pop().map(|listed| listed.introduction);
    let (id, employer, version) = match there {
        Some(there) => (there.id, there.employer, there.version),
        None => match put_forward(cast, scope, referral).await? {
            Some((id, employer)) => (id, employer, 1),
            None => return Ok(false),
        },
    };
    let employer = cast.member(employer, OrganisationKind::Business);
    for (at, (side, stage, reason)) in (1..).zip(way).filter(|(at, _)| *at >= version) {
        let who = if *side == Side::Employer { &employer } else { scope };
        if *side == Side::Employer {
            // Whoever answers has opened it, and the person reads on their own page that somebody has looked.
            introductions::find(&employer, id).await?;
        }
        match introductions::advance(who, id, *stage, reason.map(str::to_owned), at).await {
            // Somebody has tried this one out; it goes on as they left it.
            Err(Error::Conflict | Error::Refused(_)) => return Ok(false),
            moved => moved?,
        }
        if *stage == Stage::Interested {
            introductions::find(&employer, id).await?;
            introductions::write(&employer, id, "Thank you. Which days would suit for a first visit?").await?;
            introductions::write(scope, id, "Tuesday or Thursday morning would be good. We will come along.").await?;
        }
    }
    Ok(true)
}

/// The businesses of the demo accounts.
pub(super) fn shown(cast: &Cast, scope: &Scope) -> Result<Vec<OrganisationId>> {
    let first = by_placements(scope)?.into_iter().take(2);
    Ok(first.filter_map(|e| cast.businesses.get(&e.number).copied()).collect())
}

type Put = (IntroductionId, OrganisationId);

/// Puts a referral forward for its best fit among the demo accounts' placements, or its best of all.
async fn put_forward(cast: &Cast, scope: &Scope, referral: &Referral) -> Result<Option<Put>> {
    let (_, mut secrets) = referrals::find_whole(scope, &referral.code).await?;
    let found = matches::of(scope, referral, &secrets).await?;
    let shown = shown(cast, scope)?;
    let offer_of = |id| found.offers.iter().find(|offer| offer.placement.id == id);
    let fits = found.ranked.fits.iter().filter_map(|fit| offer_of(fit.placement));
    let best = fits.clone().find(|offer| shown.contains(&offer.placement.organisation)).or_else(|| fits.clone().next());
    let Some(offer) = best else { return Ok(None) };
    secrets.called = "Robin".into();
    referrals::write(scope, referral, &secrets).await?;
    let referral = referrals::find(scope, &referral.code).await?;
    let grant = super::follow_up::grant(scope, offer.placement.organisation);
    let id = introductions::put_forward(scope, &referral, &offer.placement, Some(&grant)).await?;
    Ok(Some((id, offer.placement.organisation)))
}
