//! An introduction and its stages: a state machine that says who may move it where.

use chrono::{DateTime, Utc};

use crate::id::{IntroductionId, OrganisationId, PlacementId, ReferralId};
use crate::words::words;

words! {
    /// Where an introduction stands.
    Stage {
        /// The NGO has put a person forward.
        PutForward = "put_forward",
        /// The employer wants to know more.
        Interested = "interested",
        /// The employer does not, with a reason.
        Declined = "declined",
        /// A meeting is being arranged through the NGO.
        Meeting = "meeting",
        /// The employer has made an offer.
        Offered = "offered",
        /// The person accepts.
        Accepted = "accepted",
        /// The person does not.
        Refused = "refused",
        /// The placement has started.
        Started = "started",
        /// It ran to its end.
        Completed = "completed",
        /// It ended before, with a reason.
        Ended = "ended",
        /// Somebody started, and nobody ever said how it went, nor whether they are still there: said by the system alone.
        Unheard = "unheard",
        /// The NGO took it back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Which side acts.
    Side {
        /// The employer.
        Employer = "employer",
        /// The NGO, for its person.
        Ngo = "ngo",
    }
}

words! {
    /// Why an employer declines. Nothing here is about who the person is.
    DeclineReason {
        /// The seat is taken.
        SeatTaken = "seat_taken",
        /// The placement changed.
        PlacementChanged = "placement_changed",
        /// A must-have is not met after all.
        MustHave = "must_have",
        /// The start does not fit.
        Start = "start",
        /// The needed support cannot be given.
        Support = "support",
        /// Not able to take anybody on now.
        NotNow = "not_now",
    }
}

words! {
    /// Why a placement ended early, or a person was withdrawn. Leaving is not failing.
    EndReason {
        /// Left by choice.
        LeftByChoice = "left_by_choice",
        /// Found a better job.
        BetterJob = "better_job",
        /// It was not safe.
        Unsafe = "unsafe",
        /// Health or family.
        HealthOrFamily = "health_or_family",
        /// The work or the hours did not suit.
        DidNotSuit = "did_not_suit",
        /// The employer ended it.
        EmployerEnded = "employer_ended",
        /// Nobody said how it went: said by the system alone.
        Unknown = "unknown",
    }
}

impl EndReason {
    /// Those that people choose from.
    pub const CHOSEN: &'static [Self] = &[
        Self::LeftByChoice,
        Self::BetterJob,
        Self::Unsafe,
        Self::HealthOrFamily,
        Self::DidNotSuit,
        Self::EmployerEnded,
    ];
}

impl Stage {
    /// The stages a side can move it to. Ends have none; the NGO can withdraw before any end, and a meeting is the
    /// NGO's to arrange. Where nobody said how it went, the NGO can say so once it hears.
    #[must_use]
    pub const fn next(self, side: Side) -> &'static [Self] {
        match (self, side) {
            (Self::PutForward, Side::Employer) => &[Self::Interested, Self::Declined],
            (Self::Interested, Side::Employer) => &[Self::Declined],
            (Self::Meeting, Side::Employer) => &[Self::Offered, Self::Declined],
            (Self::Interested, Side::Ngo) => &[Self::Meeting, Self::Withdrawn],
            (Self::PutForward | Self::Meeting, Side::Ngo) => &[Self::Withdrawn],
            (Self::Offered, Side::Ngo) => &[Self::Accepted, Self::Refused, Self::Withdrawn],
            (Self::Accepted, Side::Employer) => &[Self::Started],
            (Self::Accepted, Side::Ngo) => &[Self::Started, Self::Withdrawn],
            (Self::Started, Side::Employer) => &[Self::Completed, Self::Ended],
            (Self::Started, Side::Ngo) => &[Self::Completed, Self::Ended, Self::Withdrawn],
            (Self::Unheard, Side::Ngo) => &[Self::Completed, Self::Ended],
            _ => &[],
        }
    }

    /// Whether it rests on the person's consent. Somebody who has started works there already; what is shared stops all
    /// the same.
    #[must_use]
    pub const fn rests_on_consent(self) -> bool {
        !self.is_end() && !matches!(self, Self::Started)
    }

    /// Whether it is over: nothing can follow but the end that it had, where that was not known.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Declined | Self::Refused | Self::Completed | Self::Ended | Self::Unheard | Self::Withdrawn)
    }

    /// Whether a seat of the placement is the person's: whoever was not heard of may still work there.
    #[must_use]
    pub const fn takes_seat(self) -> bool {
        matches!(self, Self::Accepted | Self::Started | Self::Completed | Self::Unheard)
    }
}

/// An introduction as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// Key.
    pub id: IntroductionId,
    /// The referral put forward.
    pub referral: ReferralId,
    /// The placement.
    pub placement: PlacementId,
    /// The NGO.
    pub ngo: OrganisationId,
    /// The employer.
    pub employer: OrganisationId,
    /// Where it stands.
    pub stage: Stage,
    /// Counts changes.
    pub version: i32,
    /// When it was put forward.
    pub created: DateTime<Utc>,
    /// Last change.
    pub updated: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::{Side, Stage};

    #[test]
    fn ends_are_ends_and_the_ngo_can_withdraw_before_any() {
        for stage in Stage::ALL {
            let moves = [stage.next(Side::Employer), stage.next(Side::Ngo)].concat();
            match stage {
                Stage::Unheard => assert_eq!(moves, [Stage::Completed, Stage::Ended], "how it went, once it is heard"),
                _ => assert_eq!(stage.is_end(), moves.is_empty(), "{stage}"),
            }
            assert!(!stage.is_end() || stage.next(Side::Employer).is_empty(), "{stage}: an employer changes no end");
            assert_eq!(!stage.is_end(), stage.next(Side::Ngo).contains(&Stage::Withdrawn), "{stage}");
            assert!(!stage.next(Side::Employer).contains(&Stage::Withdrawn), "{stage}");
            assert!(!stage.next(Side::Employer).contains(&Stage::Meeting), "{stage}: the NGO arranges meetings");
            assert!(!moves.contains(&Stage::Unheard), "{stage}: only the system says that it knows nothing");
        }
    }
}
