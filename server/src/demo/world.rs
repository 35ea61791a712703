//! The demo world: plainly fictional organisations, the made-up market's placements and referrals, and introductions
//! at every stage, all made through the same services as real use.

use std::collections::HashMap;

use chrono::TimeDelta;
use domain::account::{MemberRole, PlatformRole};
use domain::codes::Language;
use domain::consent::{ConsentField, Explained, NewGrant, Purpose};
use domain::id::{AccountId, OrganisationId};
use domain::introduction::{Side, Stage};
use domain::organisation::{Description, OrganisationKind, Standing};
use domain::referral::{Exclusion, Referral, Secrets};
use domain::{Actor, Error, Membership, Problem, Result};
use services::accounts::{Join, NewPerson};
use services::organisations::Decision;
use services::{Scope, introductions, matches, organisations, placements, referrals};

use super::market::{self, Malformed};

/// The password of every demo account.
const PASSWORD: &str = "bridge-over-water";
/// How many of the market's referrals the first NGO has; the second has the rest.
const FIRST_NGO: usize = 1200;

impl From<Malformed> for Error {
    fn from(cause: Malformed) -> Self {
        tracing::error!(line = cause.line, "a demo table is damaged");
        Self::Incident("demo".into())
    }
}

/// Who acts while the world is made.
struct Cast {
    steward: Scope,
    administrator: AccountId,
    businesses: HashMap<u16, OrganisationId>,
    ngos: [OrganisationId; 2],
}

impl Cast {
    /// The scope of a member of an organisation.
    fn member(&self, of: OrganisationId, kind: OrganisationKind) -> Scope {
        let mut actor = Actor::anonymous();
        actor.account = Some(self.administrator);
        actor.membership =
            Some(Membership { organisation: of, kind, role: MemberRole::Manager, standing: Standing::Verified });
        self.steward.for_actor(actor)
    }
}

/// Builds the world, if its accounts are not there yet; answers what was made.
///
/// # Errors
/// When the database cannot be used.
pub async fn build(scope: &Scope) -> Result<String> {
    let Some(cast) = cast(scope).await? else { return Ok("demo world: there already".into()) };
    let offered = offer(&cast).await?;
    let referred = refer(&cast).await?;
    let introduced = introduce(&cast).await?;
    Ok(format!("demo world: {offered} placements, {referred} referrals, {introduced} introductions"))
}

fn person(name: &str, address: &str) -> Result<NewPerson> {
    Ok(NewPerson {
        name: name.into(),
        email: format!("{address}@ponte.example").parse().map_err(|problem| Error::at("email", problem))?,
        password: PASSWORD.parse().map_err(|problem| Error::at("password", problem))?,
        language: Language::english(),
    })
}

fn description(name: &str, summary: &str, group: Option<&str>) -> Result<Description> {
    Ok(Description {
        name: name.into(),
        summary: summary.into(),
        country: "DE".parse().map_err(|problem| Error::at("country", problem))?,
        town: "Berlin".into(),
        register_number: "Demo 0".into(),
        website: String::new(),
        group: group.unwrap_or_default().into(),
    })
}

async fn cast(scope: &Scope) -> Result<Option<Cast>> {
    let made = services::accounts::create_platform(scope, person("Ada", "admin")?, PlatformRole::Administrator).await;
    let administrator = match made {
        Err(Error::Invalid(problems)) if problems.at("email").any(|p| *p == Problem::Taken) => return Ok(None),
        made => made?,
    };
    let steward =
        services::accounts::create_platform(scope, person("Stella", "steward")?, PlatformRole::Steward).await?;
    let mut actor = Actor::anonymous();
    (actor.account, actor.platform) = (Some(steward), Some(PlatformRole::Steward));
    let steward = scope.for_actor(actor);
    let ngo = join(scope, &steward, OrganisationKind::Ngo, ("Nora", "ngo"), ("Harbour Example", NGO)).await?;
    let other = join(scope, &steward, OrganisationKind::Ngo, ("Omar", "other-ngo"), ("Lantern Example", NGO)).await?;
    let organiser = ("Round Table Example", "Runs conferences and workshops in the demo world.");
    join(scope, &steward, OrganisationKind::Organiser, ("Olga", "organiser"), organiser).await?;
    let mut cast = Cast { steward, administrator, businesses: HashMap::new(), ngos: [ngo, other] };
    businesses(scope, &mut cast).await?;
    Ok(Some(cast))
}

const NGO: &str = "Supports people on their way back into work. Invented for the demo world.";
const BUSINESS: &str = "An invented business of the demo world.";

async fn join(
    scope: &Scope,
    steward: &Scope,
    kind: OrganisationKind,
    (name, address): (&str, &str),
    (organisation, summary): (&str, &str),
) -> Result<OrganisationId> {
    let join = Join { kind, description: description(organisation, summary, None)?, person: person(name, address)? };
    let (_, id) = services::accounts::create_manager(scope, join).await?;
    verify(steward, id).await?;
    Ok(id)
}

async fn verify(steward: &Scope, id: OrganisationId) -> Result<()> {
    let until = steward.now().date_naive() + TimeDelta::days(365);
    organisations::decide(steward, id, Decision::Verify(until)).await
}

/// The market's businesses; the first two that come have the accounts `employer` and `other-employer`.
async fn businesses(scope: &Scope, cast: &mut Cast) -> Result<()> {
    let mut accounts = [("Emil", "employer"), ("Edda", "other-employer")].into_iter();
    for employer in by_placements(scope)? {
        let description = description(&employer.name, BUSINESS, employer.group.as_deref())?;
        let id = match accounts.next() {
            Some((name, address)) => {
                let join = Join { kind: OrganisationKind::Business, description, person: person(name, address)? };
                services::accounts::create_manager(scope, join).await?.1
            }
            None => organisations::create(scope, OrganisationKind::Business, &description).await?,
        };
        verify(&cast.steward, id).await?;
        cast.businesses.insert(employer.number, id);
    }
    Ok(())
}

/// Businesses with most placements first, so that the demo accounts have something to show.
fn by_placements(scope: &Scope) -> Result<Vec<market::Employer>> {
    let mut counts: HashMap<u16, usize> = HashMap::new();
    for placement in market::placements(scope.now().date_naive())? {
        *counts.entry(placement.employer).or_default() += 1;
    }
    let mut employers = market::employers()?;
    employers.sort_by_key(|e| (std::cmp::Reverse(counts.get(&e.number).copied().unwrap_or(0)), e.number));
    Ok(employers)
}

async fn offer(cast: &Cast) -> Result<usize> {
    let mut count = 0;
    for placement in market::placements(cast.steward.now().date_naive())? {
        let Some(id) = cast.businesses.get(&placement.employer) else { continue };
        let scope = cast.member(*id, OrganisationKind::Business);
        let id = placements::draft(&scope, &placement.terms).await?;
        placements::publish(&scope, id).await?;
        count += 1;
    }
    Ok(count)
}

async fn refer(cast: &Cast) -> Result<usize> {
    let mut count = 0;
    for market in market::referrals()? {
        let [first, second] = cast.ngos;
        let scope = cast.member(if count < FIRST_NGO { first } else { second }, OrganisationKind::Ngo);
        let code = referrals::begin(&scope).await?;
        let (mut referral, mut secrets) = referrals::find_whole(&scope, &code).await?;
        referral.profile = market.profile;
        secrets.exclusions = market.exclusions;
        let avoided = market.excluded_employers.iter().filter_map(|number| cast.businesses.get(number));
        secrets.exclusions.extend(avoided.map(|id| Exclusion::Organisation { organisation: *id }));
        referrals::write(&scope, &referral, &secrets).await?;
        // Some say too little to be matched and stay drafts, as in life.
        if referrals::missing(&referral.profile).is_empty() {
            referrals::open(&scope, &referral, None).await?;
        }
        count += 1;
    }
    Ok(count)
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
        let open = referrals::list(&scope, domain::referral::ReferralStatus::Open, None, 60).await?;
        let ways = WAYS.iter().cycle().take(WAYS.len() * rounds);
        for (referral, way) in open.iter().zip(ways) {
            count += usize::from(one(cast, &scope, referral, way).await?);
        }
    }
    Ok(count)
}

/// Introduces a referral to its best fit among the demo accounts' placements, or its best of all, and goes the way.
async fn one(cast: &Cast, scope: &Scope, referral: &Referral, way: &[(Side, Stage, Option<&str>)]) -> Result<bool> {
    let (_, mut secrets) = referrals::find_whole(scope, &referral.code).await?;
    let found = matches::of(scope, referral, &secrets).await?;
    let shown = by_placements(scope)?.into_iter().take(2).filter_map(|e| cast.businesses.get(&e.number).copied());
    let shown: Vec<OrganisationId> = shown.collect();
    let offer_of = |id| found.offers.iter().find(|offer| offer.placement.id == id);
    let fits = found.ranked.fits.iter().filter_map(|fit| offer_of(fit.placement));
    let best = fits.clone().find(|offer| shown.contains(&offer.placement.organisation)).or_else(|| fits.clone().next());
    let Some(offer) = best else { return Ok(false) };
    secrets.called = "Robin".into();
    referrals::write(scope, referral, &Secrets { ..secrets }).await?;
    let referral = referrals::find(scope, &referral.code).await?;
    let grant = NewGrant {
        recipient: offer.placement.organisation,
        fields: ConsentField::ALL.to_vec(),
        purpose: Purpose::Introduction,
        ends: scope.now().date_naive() + TimeDelta::days(60),
        language: Language::english(),
        explained: Explained::Conversation,
    };
    let id = introductions::put_forward(scope, &referral, &offer.placement, Some(&grant)).await?;
    let employer = cast.member(offer.placement.organisation, OrganisationKind::Business);
    for (version, (side, stage, reason)) in (1..).zip(way) {
        let who = if *side == Side::Employer { &employer } else { scope };
        introductions::advance(who, id, *stage, reason.map(str::to_owned), version).await?;
        if *stage == Stage::Interested {
            introductions::write(&employer, id, "Thank you. Which days would suit for a first visit?").await?;
            introductions::write(scope, id, "Tuesday or Thursday morning would be good. We will come along.").await?;
        }
    }
    Ok(true)
}
