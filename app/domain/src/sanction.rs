//! Suspension and debarment: what they are for, how long until they are looked at again, and the appeal.

use chrono::{DateTime, NaiveDate, Utc};

use crate::error::Error;
use crate::id::{AccountId, OrganisationId, SanctionId};
use crate::organisation::{OrganisationKind, OrganisationStatus};
use crate::problem::Problem;
use crate::words::words;

words! {
    /// How an organisation is kept out.
    SanctionKind {
        /// For now, by one steward: something has to be put right or found out.
        Suspension = "suspension",
        /// For long, by two stewards.
        Debarment = "debarment",
    }
}

words! {
    /// Why, as the organisation and verified partners are told. None of these tells who spoke.
    SanctionReason {
        /// A question is open; nothing is found yet.
        Precaution = "precaution",
        /// It does not answer.
        Silence = "silence",
        /// It asked for a rest itself.
        OwnWish = "own_wish",
        /// People paid to get or keep work.
        Fees = "fees",
        /// Papers were kept.
        Papers = "papers",
        /// Work was not paid as it should be.
        Pay = "pay",
        /// Hours, work or housing were not as promised.
        Conditions = "conditions",
        /// People were not free to leave.
        Freedom = "freedom",
        /// Somebody was harmed or threatened.
        Harm = "harm",
        /// What it told the stewards was untrue.
        Untruth = "untruth",
        /// A court or an authority decided against it.
        Judgment = "judgment",
    }
}

impl SanctionReason {
    /// Whether it blames the organisation; what is only a precaution does not.
    #[must_use]
    pub const fn is_for_cause(self) -> bool {
        !matches!(self, Self::Precaution | Self::Silence | Self::OwnWish)
    }
}

words! {
    /// Where a suspension or a debarment stands.
    SanctionState {
        /// One steward proposes it, and another has to confirm.
        Proposed = "proposed",
        /// It is in force.
        InForce = "in_force",
        /// Ended: the reason is put right.
        Lifted = "lifted",
        /// Ended: it should not have been.
        Overturned = "overturned",
        /// Never came into force, or another took its place.
        Dropped = "dropped",
    }
}

words! {
    /// What is answered to an appeal.
    AppealAnswer {
        /// It stays.
        Upheld = "upheld",
        /// It ends, as one that should not have been.
        Overturned = "overturned",
    }
}

impl SanctionKind {
    /// The most days until it has to be looked at again.
    #[must_use]
    pub const fn most_days(self) -> i64 {
        match self {
            Self::Suspension => 90,
            Self::Debarment => 1096,
        }
    }

    /// The status that it gives.
    #[must_use]
    pub const fn status(self) -> OrganisationStatus {
        match self {
            Self::Suspension => OrganisationStatus::Suspended,
            Self::Debarment => OrganisationStatus::Debarred,
        }
    }

    /// Whether it can be looked at again on a day.
    ///
    /// # Errors
    /// A day that has passed, or one too far ahead.
    pub fn check_review(self, review: NaiveDate, today: NaiveDate) -> Result<NaiveDate, Problem> {
        match (review - today).num_days() {
            days if days < 0 => Err(Problem::InThePast),
            days if days > self.most_days() => Err(Problem::TooFarAhead { days: self.most_days() }),
            _ => Ok(review),
        }
    }
}

/// For how many days an organisation reads, at home and first on its own page, that what kept it out ended with its appeal.
pub const APPEAL_TOLD_DAYS: i64 = 30;

/// An appeal against a suspension or a debarment: one for each.
#[derive(Clone, PartialEq, Eq)]
pub struct Appeal {
    /// What the organisation says.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was answered, in words, and when.
    pub answer: Option<(AppealAnswer, String, DateTime<Utc>)>,
}

/// A suspension or a debarment as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Sanction {
    /// Key.
    pub id: SanctionId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// Which of the two.
    pub kind: SanctionKind,
    /// Why.
    pub reason: SanctionReason,
    /// What only stewards read.
    pub note: String,
    /// The day by which it is looked at again.
    pub review: NaiveDate,
    /// Where it stands.
    pub state: SanctionState,
    /// Who proposed it, or decided alone.
    pub by: AccountId,
    /// Who confirmed it: of a suspension, who decided on another ground that it stays.
    pub confirmed_by: Option<AccountId>,
    /// Who looked at it again last and let it stay.
    pub kept_by: Option<AccountId>,
    /// When it was proposed, or decided.
    pub created: DateTime<Utc>,
    /// Since when it is in force.
    pub since: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// Who ended it.
    pub ended_by: Option<AccountId>,
    /// Who answered the appeal.
    pub answered_by: Option<AccountId>,
    /// Where the organisation stood before, and the last day of its verification then.
    pub before: (OrganisationStatus, Option<NaiveDate>),
    /// The appeal.
    pub appeal: Option<Appeal>,
    /// Counts changes, so that nobody decides on what they have not seen.
    pub version: i32,
}

crate::opaque!(Appeal, Sanction);

impl Sanction {
    /// Who decided, or let it stay: none of them answers an appeal.
    pub fn deciders(&self) -> impl Iterator<Item = AccountId> {
        [Some(self.by), self.confirmed_by, self.kept_by].into_iter().flatten()
    }

    /// Who cannot lift it: whoever suspended a business, or decided that its suspension stays. People are sent to work
    /// there, so no steward lets it go on alone. Whoever only let it stay when it was looked at again may lift it later:
    /// else two stewards could soon lift nothing any more. After a debarment two look at it like at a newcomer, and who
    /// lifts that does not matter.
    #[must_use]
    pub fn not_lifted_by(&self, of: OrganisationKind) -> Vec<AccountId> {
        match self.kind {
            SanctionKind::Suspension if of.needs_two_stewards() => {
                [Some(self.by), self.confirmed_by].into_iter().flatten().collect()
            }
            SanctionKind::Suspension | SanctionKind::Debarment => Vec::new(),
        }
    }

    /// Whether it can be let stay until another day, once somebody has looked at it again.
    ///
    /// # Errors
    /// [`Error::Conflict`] for one that is not in force; [`Error::Refused`] while an appeal waits, which is answered first;
    /// problems beside `review`: today, a day that has passed, or one too far ahead.
    pub fn check_keep(&self, review: NaiveDate, today: NaiveDate) -> crate::Result<NaiveDate> {
        if self.state != SanctionState::InForce {
            return Err(Error::Conflict);
        }
        if self.awaits_answer() {
            return Err(Error::Refused("refused-appeal-first"));
        }
        let later = if review > today { self.kind.check_review(review, today) } else { Err(Problem::InThePast) };
        later.map_err(|problem| Error::at("review", problem))
    }

    /// Whether it is a suspension that gave way to this debarment when that came into force.
    #[must_use]
    pub fn gave_way_to(&self, debarment: &Self) -> bool {
        let kinds = (self.kind, debarment.kind) == (SanctionKind::Suspension, SanctionKind::Debarment);
        let gave_way = self.state == SanctionState::Dropped && self.since.is_some();
        let then = |ended: DateTime<Utc>| {
            ended >= debarment.created && debarment.since.is_some_and(|confirmed| ended <= confirmed)
        };
        kinds && gave_way && self.organisation == debarment.organisation && self.ended.is_some_and(then)
    }

    /// Whether the organisation can appeal now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not in force; [`Error::Refused`] for a second appeal.
    pub fn check_appeal(&self) -> crate::Result<()> {
        match (self.state, &self.appeal) {
            (SanctionState::InForce, None) => Ok(()),
            (SanctionState::InForce, Some(_)) => Err(Error::Refused("refused-one-appeal")),
            _ => Err(Error::NotFound),
        }
    }

    /// Whether an appeal waits for its answer.
    #[must_use]
    pub fn awaits_answer(&self) -> bool {
        self.state == SanctionState::InForce && self.appeal.as_ref().is_some_and(|appeal| appeal.answer.is_none())
    }

    /// Whether an appeal was settled by the end: nobody had answered it yet.
    #[must_use]
    pub fn settled_appeal(&self) -> bool {
        self.state == SanctionState::Lifted && self.appeal.as_ref().is_some_and(|appeal| appeal.answer.is_none())
    }

    /// Where the organisation stands once it has ended so: back where it was; but after a debarment that was right,
    /// it has to be looked at like a newcomer.
    #[must_use]
    pub const fn after(&self, ended: SanctionState) -> (OrganisationStatus, Option<NaiveDate>) {
        match (self.kind, ended) {
            (SanctionKind::Debarment, SanctionState::Lifted) => (OrganisationStatus::Applied, None),
            _ => self.before,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{Appeal, Sanction, SanctionKind, SanctionReason, SanctionState};
    use crate::error::Error;
    use crate::id::{AccountId, OrganisationId, SanctionId};
    use crate::organisation::{OrganisationKind, OrganisationStatus};
    use crate::problem::Problem;
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use uuid::Uuid;

    fn sanction(kind: SanctionKind) -> Sanction {
        Sanction {
            id: SanctionId(Uuid::nil()),
            organisation: OrganisationId(Uuid::nil()),
            kind,
            reason: SanctionReason::Fees,
            note: String::new(),
            review: NaiveDate::from_ymd_opt(2026, 12, 24).unwrap(),
            state: SanctionState::InForce,
            by: AccountId(Uuid::from_u128(1)),
            confirmed_by: Some(AccountId(Uuid::from_u128(2))),
            kept_by: Some(AccountId(Uuid::from_u128(3))),
            created: DateTime::<Utc>::UNIX_EPOCH,
            since: None,
            ended: None,
            ended_by: None,
            answered_by: None,
            before: (OrganisationStatus::Verified, NaiveDate::from_ymd_opt(2027, 1, 1)),
            appeal: None,
            version: 1,
        }
    }

    #[test]
    fn each_is_looked_at_again_in_time() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for (kind, most) in [(SanctionKind::Suspension, 90), (SanctionKind::Debarment, 1096)] {
            let check = |days| kind.check_review(today + TimeDelta::days(days), today).err();
            assert_eq!((check(0), check(most)), (None, None), "{kind}");
            assert_eq!(check(-1), Some(Problem::InThePast), "{kind}");
            assert_eq!(check(most + 1), Some(Problem::TooFarAhead { days: most }), "{kind}");
        }
    }

    #[test]
    fn one_stays_until_a_later_day_and_no_longer_than_it_may() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        let mut one = sanction(SanctionKind::Suspension);
        let keep = |one: &Sanction, days| one.check_keep(today + TimeDelta::days(days), today);
        assert!(keep(&one, 1).is_ok() && keep(&one, 90).is_ok());
        assert_eq!(keep(&one, 0), Err(Error::at("review", Problem::InThePast)));
        assert_eq!(keep(&one, 91), Err(Error::at("review", Problem::TooFarAhead { days: 90 })));
        one.appeal = Some(Appeal { text: "Not so.".into(), at: DateTime::<Utc>::UNIX_EPOCH, answer: None });
        assert_eq!(keep(&one, 1), Err(Error::Refused("refused-appeal-first")));
        one.state = SanctionState::Lifted;
        assert_eq!(keep(&one, 1), Err(Error::Conflict));
    }

    #[test]
    fn whoever_let_it_stay_may_lift_it_but_answers_no_appeal() {
        let one = sanction(SanctionKind::Suspension);
        let keeper = AccountId(Uuid::from_u128(3));
        assert!(one.deciders().any(|decider| decider == keeper));
        let not = one.not_lifted_by(OrganisationKind::Business);
        assert_eq!(not, [1, 2].map(|account| AccountId(Uuid::from_u128(account))));
        assert!(one.not_lifted_by(OrganisationKind::Ngo).is_empty());
    }

    #[test]
    fn after_an_end_it_stands_where_it_stood_or_begins_anew() {
        for (kind, ended, expect) in [
            (SanctionKind::Suspension, SanctionState::Lifted, OrganisationStatus::Verified),
            (SanctionKind::Suspension, SanctionState::Overturned, OrganisationStatus::Verified),
            (SanctionKind::Debarment, SanctionState::Overturned, OrganisationStatus::Verified),
            (SanctionKind::Debarment, SanctionState::Lifted, OrganisationStatus::Applied),
        ] {
            assert_eq!(sanction(kind).after(ended).0, expect, "{kind} {ended}");
        }
    }

    #[test]
    fn one_appeal_for_each_decision_that_is_in_force() {
        let mut one = sanction(SanctionKind::Suspension);
        assert_eq!(one.check_appeal(), Ok(()));
        one.appeal = Some(Appeal { text: "Not so.".into(), at: DateTime::<Utc>::UNIX_EPOCH, answer: None });
        assert_eq!(one.check_appeal(), Err(Error::Refused("refused-one-appeal")));
        assert!(one.awaits_answer() && !one.settled_appeal());
        one.state = SanctionState::Lifted;
        assert!(one.settled_appeal());
        assert_eq!(one.check_appeal(), Err(Error::NotFound));
        assert!(!one.awaits_answer());
    }

    #[test]
    fn a_precaution_blames_nobody() {
        let blameless: Vec<_> = SanctionReason::ALL.iter().filter(|reason| !reason.is_for_cause()).collect();
        assert_eq!(blameless, [&SanctionReason::Precaution, &SanctionReason::Silence, &SanctionReason::OwnWish]);
    }
}
