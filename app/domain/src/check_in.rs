//! Check-ins: when somebody who has started is asked how it goes, what is asked, and what may be answered. The questions
//! are mapped to the eleven indicators of forced labour (ILO, "ILO indicators of forced labour", 2012), in our own words;
//! what an answer weighs is in [`crate::signal`].

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{CheckInId, IntroductionId, OrganisationId, ReferralId};
use crate::introduction::EndReason;
use crate::standards::Indicator;
use crate::words::words;

mod schedule;

pub use schedule::Schedule;

/// After how many days from the start a check-in is planned, where the NGO has said nothing else.
pub const DAYS: &[i64] = &[7, 30, 60, 90, 180];

/// The most check-ins that are planned with a start.
pub const MOST_PLANNED: usize = 12;

/// The days at which it is asked how things stand.
pub const OUTCOME_DAYS: &[i64] = &[90, 180];

/// After how many days from the end somebody who left is asked why, once.
pub const LEAVING_AFTER: i64 = 7;

/// After how many days somebody who could not be reached is asked again.
pub const AGAIN_AFTER: i64 = 7;

/// The furthest ahead that a check-in can be planned, in days.
pub const MOST_AHEAD: i64 = 400;

/// The most check-ins of one introduction, those that are over included.
pub const MOST: usize = 60;

words! {
    /// Why a check-in is there.
    CheckInKind {
        /// Planned with the start.
        Planned = "planned",
        /// Added by the NGO.
        Added = "added",
        /// Planned because the person could not be reached.
        Again = "again",
        /// Planned with the end: asks why.
        Leaving = "leaving",
    }
}

words! {
    /// Where a check-in stands.
    CheckInState {
        /// To be done.
        Open = "open",
        /// The person answered.
        Answered = "answered",
        /// The person could not be reached.
        Unreached = "unreached",
        /// It is not done, with a reason.
        Dropped = "dropped",
    }
}

words! {
    /// Why a check-in was moved, added or dropped.
    ChangeReason {
        /// The person asked for it.
        PersonAsked = "person_asked",
        /// The time would not be safe.
        NotSafeThen = "not_safe_then",
        /// The two have spoken at another time.
        Spoken = "spoken",
        /// Something worries the NGO.
        Worried = "worried",
        /// Nobody of the NGO can then.
        NobodyThen = "nobody_then",
        /// The placement has ended: said by the system alone.
        PlacementEnded = "placement_ended",
        /// Nobody said for long how it goes: said by the system alone.
        Unheard = "unheard",
        /// Something that was said is asked again.
        AskAgain = "ask_again",
        /// An answer was missing.
        AnswerMissing = "answer_missing",
        /// None of these.
        Other = "other",
    }
}

impl ChangeReason {
    /// Those that people choose from who move one or leave it out.
    pub const CHOSEN: &'static [Self] =
        &[Self::PersonAsked, Self::NotSafeThen, Self::Spoken, Self::Worried, Self::NobodyThen];

    /// Those that people choose from who add one. What was added before this list was there keeps what it says.
    pub const ADDING: &'static [Self] =
        &[Self::PersonAsked, Self::AskAgain, Self::AnswerMissing, Self::Worried, Self::Other];
}

words! {
    /// How a check-in went.
    Contact {
        /// The two spoke.
        Spoke = "spoke",
        /// The person could not be reached.
        Unreached = "unreached",
    }
}

words! {
    /// An answer to a question. Every question is put so that *yes* is what worries.
    Reply {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// The person does not know, or does not want to say.
        Unsure = "unsure",
        /// It was not asked.
        NotAsked = "not_asked",
    }
}

words! {
    /// How things stand after a while, or why somebody left. Leaving is not failing.
    Outcome {
        /// Still there.
        StillThere = "still_there",
        /// The placement ran to its end.
        Completed = "completed",
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
        /// Nobody knows.
        Unknown = "unknown",
    }
}

impl From<EndReason> for Outcome {
    fn from(reason: EndReason) -> Self {
        match reason {
            EndReason::LeftByChoice => Self::LeftByChoice,
            EndReason::BetterJob => Self::BetterJob,
            EndReason::Unsafe => Self::Unsafe,
            EndReason::HealthOrFamily => Self::HealthOrFamily,
            EndReason::DidNotSuit => Self::DidNotSuit,
            EndReason::EmployerEnded => Self::EmployerEnded,
            EndReason::Unknown => Self::Unknown,
        }
    }
}

words! {
    /// How soon a check-in is to be done.
    Due {
        /// Its day has passed.
        Overdue = "overdue",
        /// Today.
        Today = "today",
        /// Within a week.
        Soon = "soon",
        /// Later.
        Later = "later",
    }
}

/// How soon something of this day is to be done.
#[must_use]
pub fn due(day: NaiveDate, today: NaiveDate) -> Due {
    match (day - today).num_days() {
        ..=-1 => Due::Overdue,
        0 => Due::Today,
        1..=7 => Due::Soon,
        _ => Due::Later,
    }
}

/// A check-in as its NGO sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// Key.
    pub id: CheckInId,
    /// Of which introduction.
    pub introduction: IntroductionId,
    /// Of which referral.
    pub referral: ReferralId,
    /// Whose it is.
    pub ngo: OrganisationId,
    /// Where the person started.
    pub employer: OrganisationId,
    /// Why it is there.
    pub kind: CheckInKind,
    /// The day of [`DAYS`] that it stands for.
    pub after: Option<i64>,
    /// When the person started.
    pub started: NaiveDate,
    /// The day on which it is to be done.
    pub due: NaiveDate,
    /// Where it stands.
    pub state: CheckInState,
    /// Why it was last moved, added or dropped.
    pub reason: Option<ChangeReason>,
    /// How things stood, where that was asked.
    pub outcome: Option<Outcome>,
    /// Counts changes.
    pub version: i32,
    /// Last change.
    pub updated: DateTime<Utc>,
}

impl CheckIn {
    /// The outcomes that can be answered: none where it is not asked.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Outcome> {
        let left = Outcome::ALL.iter().copied().filter(|o| !matches!(o, Outcome::StillThere | Outcome::Completed));
        match (self.kind, self.after) {
            (CheckInKind::Leaving, _) => {
                left.chain([Outcome::Completed]).filter(|outcome| *outcome != Outcome::Unknown).collect()
            }
            (_, Some(day)) if OUTCOME_DAYS.contains(&day) => Outcome::ALL.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// What was answered: kept under the seal of the referral.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// What was asked and answered; what was not asked is left out.
    pub replies: BTreeMap<Indicator, Reply>,
    /// The person's own words.
    pub words: String,
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{ChangeReason, CheckIn, CheckInKind, CheckInState, Due, Outcome, Schedule, due};
    use crate::id::{CheckInId, IntroductionId, OrganisationId, ReferralId};
    use crate::introduction::EndReason;
    use crate::problem::Problem;
    use chrono::{NaiveDate, TimeDelta};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    #[test]
    fn five_are_planned_with_the_start() {
        let usual = Schedule::default();
        let days: Vec<String> = usual.plan(day("2026-11-24")).into_iter().map(|(_, date)| date.to_string()).collect();
        assert_eq!(days, ["2026-12-01", "2026-12-24", "2027-01-23", "2027-02-22", "2027-05-23"]);
        assert!(usual.plan(NaiveDate::MAX).is_empty(), "a clock that has gone mad plans nothing");
        assert!(usual.left_out().is_empty());
    }

    #[test]
    fn an_ngo_writes_its_days_in_any_order() {
        let wrong = |said: &str| Err(Problem::NotNumbers { min: 1, max: 400, said: said.into() });
        for (text, expect) in [
            ("7, 30, 60, 90, 180", Ok("7, 30, 60, 90, 180")),
            ("90 7;  30\n7", Ok("7, 30, 90")),
            ("1,400", Ok("1, 400")),
            ("", Err(Problem::Missing)),
            (" , ", Err(Problem::Missing)),
            ("0", wrong("0")),
            ("7, 401", wrong("401")),
            ("7, soon", wrong("soon")),
            ("7, 500, x", wrong("500, x")),
            ("1 2 3 4 5 6 7 8 9 10 11 12 13", Err(Problem::TooMany { max: 12 })),
        ] {
            let read = text.parse::<Schedule>().map(|days| days.to_string());
            assert_eq!(read, expect.map(str::to_owned), "{text}");
        }
        let left_out = |text: &str| text.parse::<Schedule>().unwrap().left_out();
        assert_eq!((left_out("7, 30"), left_out("90")), (vec![90, 180], vec![180]));
    }

    #[test]
    fn how_soon_it_is_to_be_done() {
        let today = day("2026-11-24");
        for (days, expect) in
            [(-300, Due::Overdue), (-1, Due::Overdue), (0, Due::Today), (1, Due::Soon), (7, Due::Soon), (8, Due::Later)]
        {
            assert_eq!(due(today + TimeDelta::days(days), today), expect, "{days}");
        }
    }

    #[test]
    fn it_is_asked_how_things_stand_after_90_and_180_days_and_of_who_left_why() {
        let asked = |kind, after| {
            let start = day("2026-11-24");
            let none = Uuid::nil();
            let check_in = CheckIn {
                id: CheckInId(none),
                introduction: IntroductionId(none),
                referral: ReferralId(none),
                ngo: OrganisationId(none),
                employer: OrganisationId(none),
                kind,
                after,
                started: start,
                due: start,
                state: CheckInState::Open,
                reason: None,
                outcome: None,
                version: 1,
                updated: start.and_hms_opt(9, 0, 0).unwrap().and_utc(),
            };
            check_in.outcomes()
        };
        assert!(asked(CheckInKind::Planned, Some(30)).is_empty() && asked(CheckInKind::Added, None).is_empty());
        assert_eq!(asked(CheckInKind::Planned, Some(90)), Outcome::ALL);
        let left = asked(CheckInKind::Leaving, None);
        assert!(!left.contains(&Outcome::StillThere) && left.contains(&Outcome::Completed));
        for word in ["left_by_choice", "better_job", "unsafe"] {
            assert!(left.contains(&word.parse().unwrap()), "{word}: leaving is not failing");
        }
    }

    #[test]
    fn every_reason_of_an_end_is_an_outcome_and_people_never_choose_what_the_system_says() {
        for reason in EndReason::ALL {
            assert_eq!(Outcome::from(*reason).word(), reason.word());
        }
        for reason in ChangeReason::ALL {
            let by_people = ChangeReason::CHOSEN.contains(reason) || ChangeReason::ADDING.contains(reason);
            let by_the_system = matches!(reason, ChangeReason::PlacementEnded | ChangeReason::Unheard);
            assert_eq!(by_people, !by_the_system, "{reason}");
        }
        for reason in [ChangeReason::NotSafeThen, ChangeReason::Spoken, ChangeReason::NobodyThen] {
            assert!(!ChangeReason::ADDING.contains(&reason), "{reason}: of one that is there already");
        }
        assert!(!EndReason::CHOSEN.contains(&EndReason::Unknown));
        assert_eq!(EndReason::CHOSEN.len() + 1, EndReason::ALL.len());
    }
}
