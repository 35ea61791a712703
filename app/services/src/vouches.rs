//! Associations vouch for businesses: on what it rests, looked over once a year, taken back at any time, and how much it
//! weighs. The rule of the weight is in `domain::vouch`.

use std::collections::BTreeMap;

use domain::codes::Country;
use domain::id::{OrganisationId, VouchId};
use domain::organisation::{Organisation, OrganisationKind, Standing};
use domain::policy::{TakeBackVouch, VetOrganisation, Vouch as GiveVouch};
use domain::sanction::Sanction;
use domain::vouch::{self, Incident, Vouch};
use domain::{Error, Problem, Result};
use store::Tx;
use uuid::Uuid;

use crate::Scope;

/// A vouch with what its reader sees beside it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The vouch.
    pub vouch: Vouch,
    /// The organisation on the other side of it.
    pub other: Organisation,
    /// How much this business takes from the weight of the association.
    pub taken: u8,
}

fn association(scope: &Scope) -> Result<OrganisationId> {
    Ok(scope.actor().member_of(OrganisationKind::Association)?.organisation)
}

/// The vouches of the actor's own association, newest first, and the weight that it has.
///
/// # Errors
/// [`Error::NotFound`] for everybody but members of associations.
pub async fn own(scope: &Scope) -> Result<(Vec<Seen>, u8)> {
    let own = association(scope)?;
    let vouches = store::vouches::of_associations(scope.db(), &[own]).await?;
    let taken = taken(scope, &vouches).await?;
    let businesses: Vec<_> = vouches.iter().map(|vouch| vouch.business).collect();
    let businesses = store::organisations::find_all(scope.db(), &businesses).await?;
    let weight = weight_of(own, &vouches, &taken);
    let seen = vouches.into_iter().zip(taken).filter_map(|(vouch, taken)| {
        let other = businesses.iter().find(|business| business.id == vouch.business)?.clone();
        Some(Seen { vouch, other, taken })
    });
    Ok((seen.collect(), weight))
}

/// How much each of these vouches takes from the weight of its association: the worst that happened to its business.
async fn taken(scope: &Scope, vouches: &[Vouch]) -> Result<Vec<u8>> {
    let businesses: Vec<_> = vouches.iter().map(|vouch| vouch.business).collect();
    let about = store::sanctions::about(scope.db(), &businesses).await?;
    let today = scope.now().date_naive();
    let worst = |vouch: &Vouch| {
        let own = about.iter().filter(|sanction| sanction.organisation == vouch.business);
        own.filter_map(|sanction| incident(sanction, &about))
            .map(|incident| vouch::taken_by(&incident, vouch, today))
            .max()
            .unwrap_or(0)
    };
    Ok(vouches.iter().map(worst).collect())
}

fn incident(sanction: &Sanction, about: &[Sanction]) -> Option<Incident> {
    let (kind, reason, state, since) = (sanction.kind, sanction.reason, sanction.state, sanction.since?);
    let before = about.iter().find(|before| before.gave_way_to(sanction)).and_then(|before| before.since);
    Some(Incident { kind, reason, state, began: before.unwrap_or(since), since })
}

fn weight_of(association: OrganisationId, vouches: &[Vouch], taken: &[u8]) -> u8 {
    let own = vouches.iter().zip(taken).filter(|(vouch, _)| vouch.association == association);
    vouch::weight(own.map(|(vouch, taken)| (vouch.business, *taken)))
}

/// Who vouches for a business now, for stewards, each with the weight of its association. Whoever is not verified has no
/// word to give.
///
/// # Errors
/// [`Error::NotFound`] for everybody but stewards.
pub async fn of(scope: &Scope, business: OrganisationId) -> Result<Vec<(Seen, u8)>> {
    scope.permit(VetOrganisation)?;
    let today = scope.now().date_naive();
    let mut holding = store::vouches::for_business(scope.db(), business).await?;
    holding.retain(|vouch| vouch.holds(today));
    let ids: Vec<_> = holding.iter().map(|vouch| vouch.association).collect();
    let all = store::vouches::of_associations(scope.db(), &ids).await?;
    let all_taken = taken(scope, &all).await?;
    let associations = store::organisations::find_all(scope.db(), &ids).await?;
    let taken: BTreeMap<VouchId, u8> = all.iter().map(|vouch| vouch.id).zip(all_taken.iter().copied()).collect();
    let seen = holding.into_iter().filter_map(|vouch| {
        let other = associations.iter().find(|found| found.id == vouch.association)?;
        let other = Some(other.clone()).filter(|other| other.standing(today) == Standing::Verified)?;
        let weight = weight_of(vouch.association, &all, &all_taken);
        let taken = taken.get(&vouch.id).copied().unwrap_or(0);
        Some((Seen { vouch, other, taken }, weight))
    });
    Ok(seen.collect())
}

/// The associations that vouch for a business now.
pub(crate) async fn holding(scope: &Scope, tx: &Tx, business: OrganisationId) -> Result<Vec<OrganisationId>> {
    let today = scope.now().date_naive();
    let all = store::vouches::for_business(tx, business).await?;
    Ok(all.into_iter().filter(|vouch| vouch.holds(today)).map(|vouch| vouch.association).collect())
}

/// Which verified associations vouch for the actor's own business: names alone.
///
/// # Errors
/// [`Error::NotFound`] for somebody without an organisation.
pub async fn for_own(scope: &Scope) -> Result<Vec<String>> {
    let own = scope.actor().membership.as_ref().ok_or(Error::NotFound)?.organisation;
    let today = scope.now().date_naive();
    let all = store::vouches::for_business(scope.db(), own).await?;
    let ids: Vec<_> = all.iter().filter(|vouch| vouch.holds(today)).map(|vouch| vouch.association).collect();
    let found = store::organisations::find_all(scope.db(), &ids).await?;
    let found = found.into_iter().filter(|association| association.standing(today) == Standing::Verified);
    Ok(found.map(|association| association.description.name).collect())
}

/// What an association says of a business that it knows by its number in the register.
#[derive(Clone, PartialEq, Eq)]
pub struct NewVouch {
    /// Country of the register.
    pub country: Country,
    /// The number there.
    pub register_number: String,
    /// On what the vouch rests.
    pub statement: String,
}

domain::opaque!(NewVouch);

/// Vouches for a business, which may have applied or be verified.
///
/// # Errors
/// [`Error::Refused`] for an association that is not verified; problems beside `register_number` for a business that is
/// not here, or of which the association vouches already.
pub async fn give(scope: &Scope, new: NewVouch) -> Result<()> {
    let permit = scope.permit(GiveVouch { organisation: association(scope)? })?;
    let today = scope.now().date_naive();
    let tx = scope.begin().await?;
    // Held, so that two tabs do not vouch twice.
    let own = store::organisations::hold(&tx, permit.action().organisation).await?.ok_or(Error::NotFound)?;
    let found = store::organisations::registered(&tx, &permit, &new.country, &new.register_number).await?;
    let [business] = found.as_slice() else {
        return Err(Error::at("register_number", Problem::Other("problem-unknown-business")));
    };
    let before = store::vouches::of_associations(&tx, &[own.id]).await?;
    if before.iter().any(|vouch| vouch.business == business.id && vouch.holds(today)) {
        return Err(Error::at("register_number", Problem::Taken));
    }
    if u64::try_from(before.len()).is_ok_and(|count| count >= store::vouches::MOST) {
        return Err(Error::Refused("refused-too-many-vouches"));
    }
    let now = scope.now();
    let vouch = Vouch {
        id: VouchId(Uuid::now_v7()),
        association: own.id,
        business: business.id,
        statement: new.statement,
        created: now,
        reviewed: now,
        withdrawn: None,
    };
    store::vouches::insert(&tx, &permit, &vouch).await?;
    scope.commit(tx, "vouch", &format!("organisation {}", business.id)).await
}

/// Looks a vouch over and says anew on what it rests: it holds for another year.
///
/// # Errors
/// [`Error::NotFound`] for another's, and for one that holds no more.
pub async fn look_over(scope: &Scope, id: VouchId, statement: String) -> Result<()> {
    let permit = scope.permit(GiveVouch { organisation: association(scope)? })?;
    let today = scope.now().date_naive();
    let tx = scope.begin().await?;
    let own = store::vouches::of_associations(&tx, &[permit.action().organisation]).await?;
    let holds = own.iter().any(|vouch| vouch.id == id && vouch.holds(today));
    if !holds || !store::vouches::review(&tx, &permit, id, statement, scope.now()).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "look over vouch", &format!("vouch {id}")).await
}

/// Takes a vouch back, at any time.
///
/// # Errors
/// [`Error::NotFound`] for another's, and for one that was taken back before.
pub async fn take_back(scope: &Scope, id: VouchId) -> Result<()> {
    let permit = scope.permit(TakeBackVouch { organisation: association(scope)? })?;
    let tx = scope.begin().await?;
    if !store::vouches::withdraw(&tx, &permit, id, scope.now()).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "take back vouch", &format!("vouch {id}")).await
}
