//! Lists of organisations: the stewards' queues, and what others choose from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};
use domain::alike::register_key;
use domain::codes::Country;
use domain::id::OrganisationId;
use domain::organisation::{Organisation, OrganisationKind, OrganisationStatus, RENEWAL_DAYS, VettingQueue};
use domain::policy::{KeepWatch, Permit, RunInstallation, VetOrganisation, Vouch};
use domain::vetting::{Part, needed};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::{both, group_keys, read, row};
use crate::accounts::{membership, row as account};
use crate::column::holds;
use crate::db::Read;
use crate::error::Result;
use crate::vetting_notes;

/// Organisations with somebody whose address is confirmed.
fn confirmed() -> SelectStatement {
    Query::select()
        .column(membership::Column::Organisation)
        .from(membership::Entity)
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals((membership::Entity, membership::Column::Account)),
        )
        .and_where(account::Column::Confirmed.is_not_null())
        .to_owned()
}

/// Organisations with a note of the talk for which a condition holds.
fn noted(which: Condition) -> SelectStatement {
    Query::select()
        .column(vetting_notes::row::Column::Organisation)
        .from(vetting_notes::row::Entity)
        .cond_where(which)
        .to_owned()
}

/// Of one kind those that have told all that stewards look at.
fn told(kind: OrganisationKind) -> Condition {
    let of = Condition::all().add(row::Column::Kind.eq(kind.word()));
    needed(kind).fold(of, |all, part| match part {
        Part::RegisterNumber => all.add(row::Column::RegisterNumber.ne("")),
        // Quotation marks of what is said are escaped there, so that these are the key alone.
        Part::Evidence(item) => all.add(holds(row::Column::Evidence, &format!("\"{item}\":\""))),
        Part::Name | Part::Country | Part::Town | Part::Website | Part::Group => all,
    })
}

/// Those of the first queue that wait for a decision: all that their kind has to tell is told, or they wrote to the
/// stewards, who read that in any case. What is proposed waits for another steward, and is counted there.
fn decidable() -> Condition {
    let told = OrganisationKind::ALL.iter().fold(Condition::any(), |any, kind| any.add(told(*kind)));
    let wrote = Condition::all().add(vetting_notes::row::Column::Step.is_in(["answered", "renewal"]));
    Condition::all().add(row::Column::ProposedBy.is_null()).add(told.add(row::Column::Id.in_subquery(noted(wrote))))
}

fn queued(queue: VettingQueue, today: NaiveDate) -> Condition {
    let of = |status: OrganisationStatus| Condition::all().add(row::Column::Status.eq(status.word()));
    match queue {
        VettingQueue::Applied => {
            let applied = of(OrganisationStatus::Applied).add(row::Column::Id.in_subquery(confirmed()));
            let renewal =
                of(OrganisationStatus::Verified).add(row::Column::Id.in_subquery(noted(vetting_notes::wished())));
            Condition::any().add(applied).add(renewal)
        }
        VettingQueue::Asked => of(OrganisationStatus::Asked),
        VettingQueue::Verified => of(OrganisationStatus::Verified).add(row::Column::VerifiedUntil.gte(today)),
        VettingQueue::Lapsing => {
            of(OrganisationStatus::Verified).add(row::Column::VerifiedUntil.lte(today + TimeDelta::days(RENEWAL_DAYS)))
        }
        VettingQueue::Proposed => Condition::all().add(row::Column::ProposedBy.is_not_null()),
        VettingQueue::Group => Condition::all().add(row::Column::GroupLook.is_not_null()),
        VettingQueue::Debarred => of(OrganisationStatus::Debarred),
        VettingQueue::Changed => of(OrganisationStatus::Verified).add(row::Column::Changed.is_not_null()),
        VettingQueue::Declined => of(OrganisationStatus::Declined),
        VettingQueue::Suspended => of(OrganisationStatus::Suspended),
    }
}

/// Organisations of one queue on a day, in the order they joined, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn queue(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    (queue, today): (VettingQueue, NaiveDate),
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let mut query = row::Entity::find().filter(queued(queue, today));
    if let Some(after) = after {
        query = query.filter(row::Column::Id.gt(after.0));
    }
    query.order_by_asc(row::Column::Id).limit(size).all(db.on()).await?.into_iter().map(read).collect()
}

/// All organisations, in the order they were made, from after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    after: Option<OrganisationId>,
    size: u64,
) -> Result<Vec<Organisation>> {
    let after = after.map(|after| row::Column::Id.gt(after.0));
    let rows = row::Entity::find().filter(Condition::all().add_option(after)).order_by_asc(row::Column::Id).limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// How many organisations of a queue wait for the permit's steward on a day. Each is counted once: what is proposed among
/// proposals, and for others than who proposes it; what has changed and asks for renewal, among applications; but the look
/// at a group is a task of its own. Applications that tell too little for a decision wait for their own members.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(
    db: &impl Read,
    permit: &Permit<VetOrganisation>,
    queue: VettingQueue,
    today: NaiveDate,
) -> Result<u64> {
    use sea_orm::PaginatorTrait as _;
    let waits = match queue {
        VettingQueue::Applied => decidable(),
        VettingQueue::Proposed => {
            Condition::all().add_option(permit.account().map(|own| row::Column::ProposedBy.ne(own.0)))
        }
        VettingQueue::Group => Condition::all(),
        VettingQueue::Changed => Condition::all()
            .add(row::Column::ProposedBy.is_null())
            .add(row::Column::Id.not_in_subquery(noted(vetting_notes::wished()))),
        _ => Condition::all().add(row::Column::ProposedBy.is_null()),
    };
    let rows = row::Entity::find().filter(queued(queue, today)).filter(waits);
    Ok(rows.count(db.on()).await?)
}

/// Which businesses an NGO chooses from.
#[derive(Debug, Clone, Copy)]
pub enum Among {
    /// Those verified on a day: who may be told of a person.
    Verified(NaiveDate),
    /// Those that were verified at any time, lapsed and suspended ones too: whom a person can be kept away from.
    OnceVerified,
}

fn among(among: Among) -> Condition {
    let businesses = Condition::all().add(row::Column::Kind.eq(OrganisationKind::Business.word()));
    match among {
        Among::Verified(today) => businesses
            .add(row::Column::Status.eq(OrganisationStatus::Verified.word()))
            .add(row::Column::VerifiedUntil.gte(today)),
        Among::OnceVerified => {
            let verified = Condition::all().add(vetting_notes::row::Column::Step.eq("verified"));
            businesses.add(row::Column::Id.in_subquery(noted(verified)))
        }
    }
}

/// Businesses whose name contains the words, by name; what an NGO chooses from.
///
/// # Errors
/// When the database cannot be read.
pub async fn businesses(db: &impl Read, which: Among, words: &str, size: u64) -> Result<Vec<Organisation>> {
    let rows = row::Entity::find()
        .filter(among(which))
        .filter(holds(row::Column::Name, words))
        .order_by_asc(row::Column::Name)
        .order_by_asc(row::Column::Id)
        .limit(size)
        .all(db.on())
        .await?;
    rows.into_iter().map(read).collect()
}

/// One of these businesses.
///
/// # Errors
/// When the database cannot be read.
pub async fn business(db: &impl Read, which: Among, id: OrganisationId) -> Result<Option<Organisation>> {
    row::Entity::find_by_id(id.0).filter(among(which)).one(db.on()).await?.map(read).transpose()
}

/// The organisations of a number in the register of a country, however it is written; none where none is given.
fn numbered(country: &Country, number: &str) -> Condition {
    Condition::all()
        .add(row::Column::Country.eq(country.as_str()))
        .add(row::Column::RegisterKey.eq(register_key(country, number)))
        .add(row::Column::RegisterKey.ne(""))
}

/// Other organisations of the same number in the register of the same country, in the order they joined.
///
/// # Errors
/// When the database cannot be read.
pub async fn same_number(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    of: &Organisation,
    size: u64,
) -> Result<Vec<Organisation>> {
    let rows = row::Entity::find()
        .filter(numbered(&of.description.country, &of.description.register_number))
        .filter(row::Column::Id.ne(of.id.0))
        .order_by_asc(row::Column::Id)
        .limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// The businesses of this number in the register of a country: an association that vouches knows it. Two at most, since
/// two are as unclear as many.
///
/// # Errors
/// When the database cannot be read.
pub async fn registered(
    db: &impl Read,
    _permit: &Permit<Vouch>,
    country: &Country,
    number: &str,
) -> Result<Vec<Organisation>> {
    let rows = row::Entity::find()
        .filter(row::Column::Kind.eq(OrganisationKind::Business.word()))
        .filter(numbered(country, number))
        .order_by_asc(row::Column::Id)
        .limit(2);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// The companies of these groups, those that say they have left as well until a steward has looked.
pub(super) fn in_groups(keys: &[String]) -> Condition {
    Condition::any().add(row::Column::GroupKey.is_in(keys)).add(row::Column::LeftGroupKey.is_in(keys))
}

/// The other companies of an organisation's group, in the order they joined.
///
/// # Errors
/// When the database cannot be read.
pub async fn group(
    db: &impl Read,
    _permit: &Permit<VetOrganisation>,
    of: &Organisation,
    size: u64,
) -> Result<Vec<Organisation>> {
    let keys = group_keys(of);
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(in_groups(&keys))
        .filter(row::Column::Id.ne(of.id.0))
        .order_by_asc(row::Column::Id)
        .limit(size);
    rows.all(db.on()).await?.into_iter().map(read).collect()
}

/// The companies of each group, those that say they have left as well until a steward has looked.
///
/// # Errors
/// When the database cannot be read.
pub async fn groups(db: &impl Read, _permit: &Permit<KeepWatch>) -> Result<Vec<BTreeSet<OrganisationId>>> {
    let rows = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::GroupKey, row::Column::LeftGroupKey])
        .filter(Condition::any().add(row::Column::GroupKey.ne("")).add(row::Column::LeftGroupKey.ne("")))
        .into_tuple::<(Uuid, String, String)>();
    let mut groups: BTreeMap<String, BTreeSet<OrganisationId>> = BTreeMap::new();
    for (id, named, left) in rows.all(db.on()).await? {
        for key in both(named, left) {
            groups.entry(key).or_default().insert(OrganisationId(id));
        }
    }
    Ok(groups.into_values().collect())
}
