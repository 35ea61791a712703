//! Hard limits: what keeps a placement out whatever its score. Nothing that was not said keeps anything out.

use domain::codes::Sector;
use domain::placement::{Housing, PlacementKind, Shift, Support, Terms};
use domain::referral::{Area, Exclusion, Profile, RightToWork};

use crate::offer::Offer;
use crate::person::{Known, Limits, Person, fold};
use crate::score::whole_km;
use crate::sector::covers;

/// What keeps a placement out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barrier {
    /// Secret: it lies within the radius of a place to avoid.
    Place {
        /// The radius in kilometres.
        km: u16,
    },
    /// Secret: the organisation is one to avoid.
    Organisation,
    /// Secret: the organisation belongs to the group of one to avoid.
    Group,
    /// Secret: the sector is one to avoid.
    Sector {
        /// The sector that was excluded: a division, or the section that holds it.
        sector: Sector,
    },
    /// Secret: it has times of work to avoid.
    Shift {
        /// The time.
        shift: Shift,
    },
    /// Secret: one would live in the place of work.
    LiveIn,
    /// This kind needs a right to work that the person does not have yet.
    RightToWork {
        /// What the law lets the person do.
        has: RightToWork,
        /// The kind of placement.
        kind: PlacementKind,
    },
    /// It is further than the person can go.
    Distance {
        /// Kilometres between the two towns.
        km: u16,
        /// How far the person can go, in kilometres.
        reach_km: u16,
    },
    /// It has more hours than the person can work.
    Hours {
        /// Hours a week.
        hours: u8,
        /// The most the person can work.
        most: u8,
    },
    /// A support without which the person cannot be safe there, or get in, is not offered.
    Support {
        /// The support.
        support: Support,
    },
}

impl Barrier {
    /// The key of the message, in the catalogue `matches.ftl`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Place { .. } => "barrier-place",
            Self::Organisation => "barrier-organisation",
            Self::Group => "barrier-group",
            Self::Sector { .. } => "barrier-sector",
            Self::Shift { .. } => "barrier-shift",
            Self::LiveIn => "barrier-live-in",
            Self::RightToWork { .. } => "barrier-right-to-work",
            Self::Distance { .. } => "barrier-distance",
            Self::Hours { .. } => "barrier-hours",
            Self::Support { .. } => "barrier-support",
        }
    }

    /// Whether it comes from a secret exclusion and may be shown to nobody but the person's NGO.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        match self {
            Self::Place { .. }
            | Self::Organisation
            | Self::Group
            | Self::Sector { .. }
            | Self::Shift { .. }
            | Self::LiveIn => true,
            Self::RightToWork { .. } | Self::Distance { .. } | Self::Hours { .. } | Self::Support { .. } => false,
        }
    }
}

/// What the law must let a person do for a placement of this kind: only these two can be begun without the right
/// to work. An apprenticeship is work under contract.
pub(crate) const fn needs_right_to_work(kind: PlacementKind) -> bool {
    match kind {
        PlacementKind::Job | PlacementKind::PaidTrial | PlacementKind::Apprenticeship => true,
        PlacementKind::Training | PlacementKind::Mentoring => false,
    }
}

/// Supports that are a condition, not a wish: safety, and getting through the door.
pub(crate) const fn is_condition(support: Support) -> bool {
    matches!(support, Support::WomenOnlyTeam | Support::StepFree)
}

/// The first thing that keeps the offer out, exclusions before all else, since a matter of safety is what the NGO
/// must hear.
pub(crate) fn barrier(person: &Person<'_>, offer: &Offer<'_>) -> Option<Barrier> {
    excluded(&person.limits, offer).or_else(|| impossible(&person.known, offer.terms))
}

fn excluded(limits: &Limits<'_>, offer: &Offer<'_>) -> Option<Barrier> {
    let terms = offer.terms;
    for exclusion in limits.exclusions {
        let found = match exclusion {
            Exclusion::Place { place, km } => terms
                .place
                .as_ref()
                .filter(|at| at.id == place.id || at.point.km_to(place.point) <= f64::from(*km))
                .map(|_| Barrier::Place { km: *km }),
            Exclusion::Organisation { organisation } => {
                (*organisation == offer.organisation).then_some(Barrier::Organisation)
            }
            // An offer that names only a whole section may be in any division of it.
            Exclusion::Sector { sector } => terms
                .sector
                .as_ref()
                .filter(|has| covers(sector, has) || covers(has, sector))
                .map(|_| Barrier::Sector { sector: sector.clone() }),
            Exclusion::Shift { shift } => terms.shifts.contains(shift).then_some(Barrier::Shift { shift: *shift }),
            Exclusion::LiveIn => (terms.conditions.housing == Some(Housing::LiveIn)).then_some(Barrier::LiveIn),
        };
        if found.is_some() {
            return found;
        }
    }
    let kept = |group: &&str| limits.groups.contains(&fold(group));
    (!limits.groups.is_empty() && offer.groups.iter().any(kept)).then_some(Barrier::Group)
}

fn impossible(known: &Known<'_>, terms: &Terms) -> Option<Barrier> {
    let profile = known.profile;
    right_to_work(profile, terms)
        .or_else(|| too_far(known.area, terms))
        .or_else(|| too_many_hours(profile, terms))
        .or_else(|| condition_missing(profile, terms))
}

fn right_to_work(profile: &Profile, terms: &Terms) -> Option<Barrier> {
    let kind = terms.kind.filter(|kind| needs_right_to_work(*kind))?;
    let has = profile.right_to_work.filter(|has| *has != RightToWork::Yes)?;
    Some(Barrier::RightToWork { has, kind })
}

fn too_far(area: &Area, terms: &Terms) -> Option<Barrier> {
    let (home, at, reach) = (area.home.as_ref()?, terms.place.as_ref()?, area.reach?);
    let km = home.point.km_to(at.point);
    (km > reach.km()).then(|| Barrier::Distance { km: whole_km(km.ceil()), reach_km: whole_km(reach.km().floor()) })
}

fn too_many_hours(profile: &Profile, terms: &Terms) -> Option<Barrier> {
    let (hours, most) = (terms.hours?, profile.hours_max?);
    (hours > most).then_some(Barrier::Hours { hours, most })
}

fn condition_missing(profile: &Profile, terms: &Terms) -> Option<Barrier> {
    let needed = profile.supports.iter().copied().filter(|support| is_condition(*support));
    needed.into_iter().find(|support| !terms.supports.contains(support)).map(|support| Barrier::Support { support })
}
