//! Associations that vouch for businesses, and the rule by which a vouch weighs less when it was wrong.
//!
//! The rule: every association begins with the full weight of 3. A business that it vouched for and that was suspended
//! for cause takes 1 away, one that was debarred for cause takes 2, to nothing at least. What was overturned does not
//! count, nor what came after the vouch was taken back or had run out, nor what came into force more than three years ago.
//! A debarment begins with the suspension that gave way to it: who takes a vouch back in between takes it back too late.

use chrono::{DateTime, Months, NaiveDate, Utc};

use crate::id::{OrganisationId, VouchId};
use crate::sanction::{SanctionKind, SanctionReason, SanctionState};

/// The weight of a vouch whose association was never wrong.
pub const FULL: u8 = 3;
/// For how many months a vouch holds after it was given or looked over.
pub const HOLDS_MONTHS: u32 = 12;
/// For how many months a wrong vouch counts.
pub const COUNTS_MONTHS: u32 = 36;
/// The longest statement, in characters.
pub const LONGEST: usize = 2000;

/// A vouch as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Vouch {
    /// Key.
    pub id: VouchId,
    /// Who vouches.
    pub association: OrganisationId,
    /// For whom.
    pub business: OrganisationId,
    /// On what it rests, in the association's words.
    pub statement: String,
    /// When it was given.
    pub created: DateTime<Utc>,
    /// When it was given, or looked over last.
    pub reviewed: DateTime<Utc>,
    /// When it was taken back.
    pub withdrawn: Option<DateTime<Utc>>,
}

crate::opaque!(Vouch);

impl Vouch {
    /// The last day on which it holds unless it is looked over before.
    #[must_use]
    pub fn until(&self) -> NaiveDate {
        let reviewed = self.reviewed.date_naive();
        reviewed.checked_add_months(Months::new(HOLDS_MONTHS)).unwrap_or(reviewed)
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.withdrawn.is_none() && self.until() >= today
    }

    /// Whether it held at any time between these two, as far as is known now.
    #[must_use]
    pub fn held_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        self.created <= to && self.withdrawn.is_none_or(|gone| gone > from) && self.until() >= from.date_naive()
    }
}

/// What happened to a business that was vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// Suspension or debarment.
    pub kind: SanctionKind,
    /// Why.
    pub reason: SanctionReason,
    /// Where it stands now.
    pub state: SanctionState,
    /// When it began: of a debarment, when a suspension began that gave way to it.
    pub began: DateTime<Utc>,
    /// Since when it is in force.
    pub since: DateTime<Utc>,
}

/// How much one incident takes from the weight of an association that vouched.
#[must_use]
pub fn taken_by(incident: &Incident, vouch: &Vouch, today: NaiveDate) -> u8 {
    let stands = matches!(incident.state, SanctionState::InForce | SanctionState::Lifted);
    let since = incident.since.date_naive();
    let counts_to = since.checked_add_months(Months::new(COUNTS_MONTHS)).unwrap_or(since);
    let held = vouch.held_between(incident.began, incident.since);
    if !stands || !incident.reason.is_for_cause() || counts_to < today || !held {
        return 0;
    }
    match incident.kind {
        SanctionKind::Suspension => 1,
        SanctionKind::Debarment => 2,
    }
}

/// The weight that is left. A suspension that became a debarment of the same business counts once, as the heavier.
#[must_use]
pub fn weight(taken: impl IntoIterator<Item = (OrganisationId, u8)>) -> u8 {
    let mut worst = std::collections::BTreeMap::new();
    for (business, taken) in taken {
        let most = worst.entry(business).or_insert(0_u8);
        *most = taken.max(*most);
    }
    FULL.saturating_sub(worst.into_values().fold(0, u8::saturating_add))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{FULL, Incident, Vouch, taken_by, weight};
    use crate::id::{OrganisationId, VouchId};
    use crate::sanction::{SanctionKind, SanctionReason, SanctionState};
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    fn at(day: &str) -> DateTime<Utc> {
        format!("{day}T09:00:00Z").parse().unwrap()
    }

    fn vouch(given: &str, withdrawn: Option<&str>) -> Vouch {
        Vouch {
            id: VouchId(Uuid::nil()),
            association: OrganisationId(Uuid::nil()),
            business: OrganisationId(Uuid::nil()),
            statement: "We know them.".into(),
            created: at(given),
            reviewed: at(given),
            withdrawn: withdrawn.map(at),
        }
    }

    #[test]
    fn a_vouch_holds_for_a_year_unless_it_is_looked_over_or_taken_back() {
        let day = |day: &str| at(day).date_naive();
        let given = vouch("2026-01-10", None);
        assert!(given.holds(day("2027-01-10")) && !given.holds(day("2027-01-11")));
        let looked_over = Vouch { reviewed: at("2026-12-01"), ..given };
        assert!(looked_over.holds(day("2027-12-01")) && !looked_over.holds(day("2027-12-02")));
        assert!(!vouch("2026-01-10", Some("2026-02-01")).holds(day("2026-02-01")));
    }

    #[test]
    fn what_an_incident_takes() {
        use SanctionKind::{Debarment, Suspension};
        use SanctionReason::{Fees, Precaution};
        use SanctionState::{Dropped, InForce, Lifted, Overturned, Proposed};
        let today = at("2026-11-24").date_naive();
        let given = vouch("2026-01-10", None);
        let check = |kind, reason, state, since: &str, vouch: &Vouch, expect: u8| {
            let incident = Incident { kind, reason, state, began: at(since), since: at(since) };
            assert_eq!(taken_by(&incident, vouch, today), expect, "{incident:?} {vouch:?}");
        };
        check(Suspension, Fees, InForce, "2026-06-01", &given, 1);
        check(Debarment, Fees, InForce, "2026-06-01", &given, 2);
        check(Debarment, Fees, Lifted, "2026-06-01", &given, 2);
        for state in [Proposed, Dropped, Overturned] {
            check(Debarment, Fees, state, "2026-06-01", &given, 0);
        }
        check(Suspension, Precaution, InForce, "2026-06-01", &given, 0);
        // Before it was given, after it was taken back, after it had run out.
        check(Debarment, Fees, InForce, "2026-01-09", &given, 0);
        check(Debarment, Fees, InForce, "2026-06-01", &vouch("2026-01-10", Some("2026-05-31")), 0);
        check(Debarment, Fees, InForce, "2026-06-01", &vouch("2026-01-10", Some("2026-06-02")), 2);
        check(Debarment, Fees, InForce, "2026-06-01", &vouch("2025-01-10", None), 0);
        // Taken back, or given, between the suspension and the debarment that it became.
        for (vouch, expect) in [
            (vouch("2026-01-10", Some("2026-05-15")), 2),
            (vouch("2026-05-15", None), 2),
            (vouch("2026-01-10", Some("2026-04-30")), 0),
            (vouch("2026-06-02", None), 0),
        ] {
            let (began, since) = (at("2026-05-01"), at("2026-06-01"));
            let incident = Incident { kind: Debarment, reason: Fees, state: InForce, began, since };
            assert_eq!(taken_by(&incident, &vouch, today), expect, "{vouch:?}");
        }
        // Three years later it is forgotten.
        check(Debarment, Fees, Lifted, "2023-11-24", &vouch("2023-01-10", None), 2);
        check(Debarment, Fees, Lifted, "2023-11-23", &vouch("2023-01-10", None), 0);
    }

    #[test]
    fn the_weight_falls_to_nothing_and_not_below() {
        let business = |number| OrganisationId(Uuid::from_u128(number));
        assert_eq!(weight([]), FULL);
        assert_eq!(weight([(business(1), 1)]), 2);
        assert_eq!(weight([(business(1), 1), (business(1), 2)]), 1, "one business counts once");
        assert_eq!(weight([(business(1), 2), (business(2), 1)]), 0);
        assert_eq!(weight([(business(1), 2), (business(2), 2), (business(3), 2)]), 0);
    }
}
