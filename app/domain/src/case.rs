//! Cases: what stewards do when signals about an employer come together. A case shows employer, classes of signals and
//! weeks, and nothing of who gave them.
//!
//! A case that pauses does so at once wherever NGOs look for placements. The employer's own pages say so later, from a
//! day that is the same for every signal of a month, and in the words that a lapsed check has too, so that neither words
//! nor time lead to one conversation.

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::id::{AccountId, CaseId, OrganisationId};
use crate::signal::Verdict;
use crate::words::words;

/// The fewest days between a pause and the day from which the employer sees it.
pub const HIDDEN_DAYS: i64 = 7;
/// How long after the beginning of a day, in UTC, mails about cases leave.
const MAIL_HOUR: TimeDelta = TimeDelta::hours(6);

/// When a mail about a case leaves: at one hour of the day, so that it does not tell when somebody spoke.
#[must_use]
pub fn mailed_at(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.date_naive().and_time(NaiveTime::MIN).and_utc() + MAIL_HOUR;
    if today > now { today } else { today + TimeDelta::days(1) }
}

words! {
    /// Where a case stands.
    CaseState {
        /// Waits for a steward.
        Open = "open",
        /// A steward would lift it; another one is to look.
        Proposed = "proposed",
        /// Closed: the employer goes on.
        Resumed = "resumed",
        /// Closed: the employer goes on under conditions.
        Conditions = "conditions",
        /// Closed: the employer is suspended.
        Suspended = "suspended",
    }
}

impl CaseState {
    /// Whether something is still to be decided.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Proposed)
    }
}

words! {
    /// What happened in a case.
    CaseStep {
        /// Signals came together.
        Opened = "opened",
        /// More signals came.
        Grown = "grown",
        /// A steward asked the organisations that know people there; they read it, and nobody is named.
        AskedNgos = "asked_ngos",
        /// One of them answered; it does not say which.
        NgoAnswered = "ngo_answered",
        /// A steward spoke with the employer.
        SpokeEmployer = "spoke_employer",
        /// A steward visited.
        Visited = "visited",
        /// The labour inspectorate was told.
        InspectorateTold = "inspectorate_told",
        /// A note between stewards.
        Noted = "noted",
        /// A steward would let the employer go on.
        ProposedResume = "proposed_resume",
        /// A steward would let the employer go on under conditions.
        ProposedConditions = "proposed_conditions",
        /// Another steward disagreed.
        SentBack = "sent_back",
        /// The employer goes on.
        Resumed = "resumed",
        /// The employer goes on under conditions.
        Conditions = "conditions",
        /// The employer is suspended.
        Suspended = "suspended",
    }
}

impl CaseStep {
    /// The steps that a steward notes by hand.
    pub const NOTED: &'static [Self] =
        &[Self::AskedNgos, Self::SpokeEmployer, Self::Visited, Self::InspectorateTold, Self::Noted];
}

words! {
    /// How a case can end.
    CaseDecision {
        /// The employer goes on.
        Resume = "resume",
        /// The employer goes on under conditions, which it reads.
        Conditions = "conditions",
        /// The employer is suspended.
        Suspend = "suspend",
    }
}

impl CaseDecision {
    /// The state that it leads to.
    #[must_use]
    pub const fn state(self) -> CaseState {
        match self {
            Self::Resume => CaseState::Resumed,
            Self::Conditions => CaseState::Conditions,
            Self::Suspend => CaseState::Suspended,
        }
    }

    /// The step that says so.
    #[must_use]
    pub const fn step(self) -> CaseStep {
        match self {
            Self::Resume => CaseStep::Resumed,
            Self::Conditions => CaseStep::Conditions,
            Self::Suspend => CaseStep::Suspended,
        }
    }

    /// The step by which one steward says it and waits for another; a suspension protects and waits for nobody.
    #[must_use]
    pub const fn proposed(self) -> Option<CaseStep> {
        match self {
            Self::Resume => Some(CaseStep::ProposedResume),
            Self::Conditions => Some(CaseStep::ProposedConditions),
            Self::Suspend => None,
        }
    }
}

/// A case as stewards see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Key.
    pub id: CaseId,
    /// The employer.
    pub employer: OrganisationId,
    /// The Monday of the week in which it was opened.
    pub week: NaiveDate,
    /// The gravest that its signals came to.
    pub verdict: Verdict,
    /// Where it stands.
    pub state: CaseState,
    /// From which day the employer sees what follows from it.
    pub shown: NaiveDate,
    /// What a steward would decide, and who.
    pub proposed: Option<(CaseDecision, AccountId)>,
    /// The conditions, as the employer reads them once they hold.
    pub conditions: String,
    /// Counts changes.
    pub version: i32,
}

impl Case {
    /// Whether its employer is paused by it.
    #[must_use]
    pub const fn pauses(&self) -> bool {
        self.state.is_open() && self.verdict.pauses()
    }

    /// Whether a decision needs a second steward.
    #[must_use]
    pub fn needs_another(&self, decision: CaseDecision) -> bool {
        matches!(self.verdict, Verdict::Strong) && decision.proposed().is_some()
    }
}

/// From which day an employer sees a pause that began on a day: the first of a month, at least [`HIDDEN_DAYS`] later. All
/// pauses of about a month are seen on the same day, when every check may be looked at.
#[must_use]
pub fn shown_from(paused: NaiveDate) -> NaiveDate {
    let earliest = paused.checked_add_signed(TimeDelta::days(HIDDEN_DAYS)).unwrap_or(paused);
    if earliest.day() == 1 {
        return earliest;
    }
    let first = earliest.with_day(1).unwrap_or(earliest);
    first.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{CaseDecision, CaseState, CaseStep, HIDDEN_DAYS, mailed_at, shown_from};
    use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    #[test]
    fn a_pause_is_seen_from_the_first_of_a_month() {
        for (paused, shown) in [
            ("2026-11-24", "2026-12-01"),
            ("2026-11-25", "2027-01-01"),
            ("2026-12-01", "2027-01-01"),
            ("2026-12-25", "2027-01-01"),
            ("2026-12-26", "2027-02-01"),
        ] {
            assert_eq!(shown_from(day(paused)), day(shown), "{paused}");
        }
        assert_eq!(shown_from(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn a_mail_leaves_at_the_next_six_in_the_morning() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        for (spoke, leaves) in [
            ("2026-11-24T00:00:00Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T06:00:00Z", "2026-11-25T06:00:00Z"),
            ("2026-12-31T23:59:59Z", "2027-01-01T06:00:00Z"),
        ] {
            assert_eq!(mailed_at(at(spoke)), at(leaves), "{spoke}");
        }
    }

    proptest! {
        #[test]
        fn it_is_never_seen_within_a_week_nor_later_than_six(days in 0_i64..20_000) {
            let paused = day("2020-01-01") + TimeDelta::days(days);
            let shown = shown_from(paused);
            prop_assert_eq!(shown.day(), 1);
            let hidden = (shown - paused).num_days();
            prop_assert!((HIDDEN_DAYS..=HIDDEN_DAYS + 31).contains(&hidden), "{}", hidden);
            prop_assert!(shown_from(paused + TimeDelta::days(1)) >= shown);
        }
    }

    #[test]
    fn what_is_decided_closes_and_only_lifting_can_wait_for_another() {
        for decision in CaseDecision::ALL {
            assert!(!decision.state().is_open());
            assert_eq!(decision.state().word(), decision.step().word());
            assert_eq!(decision.proposed().is_none(), *decision == CaseDecision::Suspend);
        }
        assert!(CaseState::Open.is_open() && CaseState::Proposed.is_open());
        assert!(!CaseStep::NOTED.contains(&CaseStep::NgoAnswered), "an organisation answers for itself");
    }
}
