//! What is counted of a year, and of whom: read from check-ins when it is published, and kept nowhere before, so that
//! whoever is erased leaves no outcome behind. That somebody more has started stays, as a number for the whole year;
//! nothing is known of them.

use std::collections::{BTreeMap, BTreeSet};

use super::Numbers;
use crate::check_in::{CheckInKind, OUTCOME_DAYS, Outcome};
use crate::id::OrganisationId;

/// A check-in, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Why it was there.
    pub kind: CheckInKind,
    /// The day after the start that it stood for.
    pub after: Option<i64>,
    /// How many days after the start it was planned; for one that asks why somebody left, the day on which they did.
    pub planned: i64,
    /// How things stood, if that was answered.
    pub outcome: Option<Outcome>,
}

/// How things stood after each of [`OUTCOME_DAYS`] with somebody who was asked all this. Why somebody left stands for every
/// day that had not come by then; what was answered for a day itself goes before it.
#[must_use]
pub fn outcomes(asked: &[Asked]) -> BTreeMap<i64, Outcome> {
    let after = |day: i64| {
        let own = asked.iter().filter(|each| each.kind != CheckInKind::Leaving && each.after == Some(day));
        let left = asked.iter().filter(|each| each.kind == CheckInKind::Leaving && each.planned <= day);
        own.chain(left).find_map(|each| each.outcome)
    };
    OUTCOME_DAYS.iter().filter_map(|day| Some((*day, after(*day)?))).collect()
}

/// Somebody who started, as they are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The organisations that know of them: the NGO, and the employer.
    pub known_to: BTreeSet<OrganisationId>,
    /// How things stood, as far as that is known.
    pub outcomes: BTreeMap<i64, Outcome>,
}

/// The numbers of a year in which so many started, and how much of them each organisation gave, and each group of
/// companies. Of whoever started and is not among these people any more nobody knows whose they were: they could all be any
/// organisation's, so that each stands there once more with all of them, and once they stand alone.
#[must_use]
pub fn counted(started: u32, people: &[Starter], groups: &[BTreeSet<OrganisationId>]) -> (Numbers, Vec<Numbers>) {
    let mut all = Numbers::default();
    let mut own: BTreeMap<BTreeSet<OrganisationId>, Numbers> = BTreeMap::new();
    for person in people {
        all.add(&person.outcomes);
        let alone = person.known_to.iter().map(|organisation| BTreeSet::from([*organisation]));
        let together = groups.iter().filter(|group| !group.is_disjoint(&person.known_to)).cloned();
        // A group of one is that one, and who knows of somebody twice knows of one.
        for knowing in alone.chain(together).collect::<BTreeSet<_>>() {
            own.entry(knowing).or_default().add(&person.outcomes);
        }
    }
    let gone = started.saturating_sub(all.started);
    let mut own: Vec<Numbers> = own.into_values().collect();
    if gone > 0 {
        let with = |own: &Numbers| Numbers { started: own.started.saturating_add(gone), ..own.clone() };
        let worst: Vec<Numbers> = own.iter().map(with).collect();
        own.extend(worst);
        own.push(with(&Numbers::default()));
    }
    (Numbers { started: all.started.saturating_add(gone), ..all }, own)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::{Asked, Starter, counted, outcomes};
    use crate::check_in::{CheckInKind, Outcome};
    use crate::id::OrganisationId;
    use crate::statistics::{Numbers, publish};

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(number))
    }

    /// So many people of an NGO with an employer, who had this outcome after ninety days.
    fn people(many: usize, (ngo, employer): (u128, u128), outcome: Outcome) -> Vec<Starter> {
        let known_to = BTreeSet::from([organisation(ngo), organisation(employer)]);
        vec![Starter { known_to, outcomes: [(90, outcome)].into() }; many]
    }

    /// How many are shown after ninety days.
    fn shown(all: &Numbers, own: &[Numbers]) -> Option<u32> {
        publish(all, own).iter().find(|line| line.day == 90).and_then(|line| line.total)
    }

    #[test]
    fn what_was_answered_for_a_day_goes_before_why_somebody_left() {
        let asked = |kind, after, planned, outcome| Asked { kind, after, planned, outcome };
        let ninety = |outcome| asked(CheckInKind::Planned, Some(90), 0, outcome);
        let left = |planned| asked(CheckInKind::Leaving, None, planned, Some(Outcome::BetterJob));
        let again = asked(CheckInKind::Again, Some(90), 90, Some(Outcome::DidNotSuit));
        let thirty = asked(CheckInKind::Planned, Some(30), 0, None);
        let later = (180, Outcome::BetterJob);
        let both = vec![(90, Outcome::BetterJob), later];
        for (asked, expect) in [
            (vec![], vec![]),
            (vec![thirty, ninety(None)], vec![]),
            (vec![left(20), ninety(None)], both.clone()),
            (vec![left(90)], both),
            (vec![left(91)], vec![later]),
            (vec![left(181)], vec![]),
            (vec![left(20), ninety(Some(Outcome::StillThere))], vec![(90, Outcome::StillThere), later]),
            (vec![ninety(None), again], vec![(90, Outcome::DidNotSuit)]),
        ] {
            assert_eq!(outcomes(&asked), expect.iter().copied().collect(), "{asked:?}");
        }
    }

    #[test]
    fn companies_of_one_group_look_together() {
        let people =
            [(1, 11, 45), (2, 12, 45), (3, 13, 10)].map(|(ngo, at, many)| people(many, (ngo, at), Outcome::StillThere));
        let total = |groups: &[BTreeSet<OrganisationId>]| {
            let (all, own) = counted(100, &people.concat(), groups);
            assert_eq!(all.started, 100);
            shown(&all, &own)
        };
        let group = |of: &[u128]| -> BTreeSet<OrganisationId> { of.iter().map(|of| organisation(*of)).collect() };
        assert_eq!(total(&[]), Some(100));
        assert_eq!(total(&[group(&[11, 14]), group(&[12])]), Some(100), "alone in its group");
        assert_eq!(total(&[group(&[11, 12])]), None, "together they have ninety of a hundred");
    }

    #[test]
    fn who_knows_of_somebody_twice_knows_of_one() {
        let people = people(3, (1, 11), Outcome::Completed);
        let (all, own) = counted(3, &people, &[BTreeSet::from([organisation(1), organisation(11)])]);
        assert_eq!(own, vec![all; 3], "the NGO, the employer, and both");
    }

    #[test]
    fn whoever_is_gone_could_be_any_organisations() {
        let here = |of_one: usize| {
            [people(of_one, (1, 11), Outcome::StillThere), people(24 - of_one, (2, 12), Outcome::StillThere)].concat()
        };
        let total = |started: u32, people: &[Starter]| {
            let (all, own) = counted(started, people, &[]);
            assert_eq!(all.started, started.max(24));
            shown(&all, &own)
        };
        assert_eq!(total(24, &here(12)), Some(24));
        assert_eq!(total(29, &here(12)), Some(29));
        assert_eq!(total(29, &here(14)), Some(29), "ten are left for one that has all five who are gone");
        assert_eq!(total(29, &here(15)), None, "nine");
        assert_eq!(total(1, &here(12)), Some(24), "fewer than there are cannot have started");
        let (_, own) = counted(29, &here(12), &[]);
        assert!(own.contains(&Numbers { started: 5, lines: Vec::new() }), "an organisation may have nobody else");
    }
}
