//! What a business offers: its words, its terms and the life of a placement.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::{Country, Currency, Language, LanguageLevel, Occupation, PlaceId, Sector};
use crate::error::Error;
use crate::geo::Point;
use crate::id::{OrganisationId, PlacementId};
use crate::marker;
use crate::problem::{Problem, Problems};
use crate::words::words;

words! {
    /// What kind of placement it is.
    PlacementKind {
        /// Ordinary paid work.
        Job = "job",
        /// Paid work for some weeks, and the job that follows if it works.
        PaidTrial = "paid_trial",
        /// Work and school together.
        Apprenticeship = "apprenticeship",
        /// A course; lawful before the right to work in most countries.
        Training = "training",
        /// Somebody's time and advice.
        Mentoring = "mentoring",
    }
}

impl PlacementKind {
    /// Whether it is work that must be paid.
    #[must_use]
    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Job | Self::PaidTrial | Self::Apprenticeship)
    }
}

words! {
    /// Where a placement stands in its life.
    PlacementStatus {
        /// Being written; only its own organisation sees it.
        Draft = "draft",
        /// Open: organisations that support people see it.
        Live = "live",
        /// Hidden for now; introductions go on.
        Paused = "paused",
        /// All seats taken.
        Filled = "filled",
        /// Ended for good.
        Closed = "closed",
    }
}

impl PlacementStatus {
    /// The statuses its organisation can give it next.
    #[must_use]
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Live, Self::Closed],
            Self::Live => &[Self::Paused, Self::Filled, Self::Closed],
            Self::Paused | Self::Filled => &[Self::Live, Self::Closed],
            Self::Closed => &[],
        }
    }
}

words! {
    /// Why a placement rests that its own organisation did not pause.
    PauseReason {
        /// The verification of its organisation has ended.
        VerificationEnded = "verification_ended",
        /// Its organisation is suspended.
        Suspended = "suspended",
        /// Its organisation is debarred.
        Debarred = "debarred",
        /// A steward has to look first. Says no more, so that nobody learns who spoke.
        Look = "look",
        /// It pays under the floor that it is held against.
        PayFloor = "pay_floor",
        /// A steward has paused it for its pay, where no floor is known.
        Pay = "pay",
        /// It rested for its pay, and has been changed so that it could be opened.
        PayChanged = "pay_changed",
        /// A steward had paused it for its pay, and has ended that.
        PayEnded = "pay_ended",
        /// It holds a word that tells what brings somebody to it.
        Words = "words",
    }
}

words! {
    /// A time of work.
    Shift {
        /// Between about 6:00 and 18:00.
        Day = "day",
        /// Up to about 23:00.
        Evening = "evening",
        /// Any hour between 23:00 and 6:00.
        Night = "night",
        /// Saturdays or Sundays.
        Weekend = "weekend",
        /// Times that change from week to week.
        Rotating = "rotating",
    }
}

words! {
    /// What a placement offers, or a person needs, besides the work itself.
    Support {
        /// Care for children during work.
        Childcare = "childcare",
        /// A way to get there: transport, or public transport near by.
        Transport = "transport",
        /// A place to live, not tied to the job.
        Accommodation = "accommodation",
        /// Hours that can be moved.
        FlexibleHours = "flexible_hours",
        /// A named person to turn to.
        Mentor = "mentor",
        /// Psychological support.
        PsychologicalSupport = "psychological_support",
        /// A team of women only.
        WomenOnlyTeam = "women_only_team",
        /// Step-free access.
        StepFree = "step_free",
    }
}

words! {
    /// What one payment covers.
    PayPeriod {
        /// One hour of work.
        Hour = "hour",
        /// One day of work.
        Day = "day",
        /// One week.
        Week = "week",
        /// One calendar month.
        Month = "month",
        /// One year.
        Year = "year",
    }
}

words! {
    /// How housing goes with the placement.
    Housing {
        /// No housing is offered.
        None = "none",
        /// Housing is offered; leaving the job does not end it.
        Separate = "separate",
        /// Housing ends with the job: never lawful here.
        Tied = "tied",
        /// The person lives in the place of work (live-in).
        LiveIn = "live_in",
    }
}

/// Gross pay: so many minor units (cents) of a currency per period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// Amount in minor units (cents).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
    /// What one payment covers.
    pub period: PayPeriod,
}

/// A town-level place with its coordinates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// GeoNames id.
    pub id: PlaceId,
    /// Name as GeoNames gives it.
    pub name: String,
    /// Country.
    pub country: Country,
    /// Coordinates of the town.
    pub point: Point,
}

/// What an employer has answered to the standards' questions. `None` means not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conditions {
    /// Whether the worker pays any fee or cost of recruitment.
    pub worker_pays: Option<bool>,
    /// Whether somebody keeps the worker's papers.
    pub keeps_papers: Option<bool>,
    /// Whether the worker must leave a deposit.
    pub deposit: Option<bool>,
    /// Whether the worker is free to leave with ordinary notice and without a penalty.
    pub free_to_leave: Option<bool>,
    /// Whether there is a written contract.
    pub written_contract: Option<bool>,
    /// Languages in which the contract can be read.
    pub contract_languages: Vec<Language>,
    /// How housing goes with it.
    pub housing: Option<Housing>,
    /// Full days of rest in a week.
    pub rest_days: Option<u8>,
    /// Name or function of the contact at the workplace.
    pub contact: String,
    /// Whether that contact is trained for this.
    pub contact_trained: Option<bool>,
}

/// Everything a placement says. What is not answered yet is empty or `None`: a draft may stop anywhere.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// What kind it is.
    pub kind: Option<PlacementKind>,
    /// A short ordinary job title.
    pub title: String,
    /// What the work or the course is.
    pub description: String,
    /// How many people can start.
    pub seats: u16,
    /// ISIC division.
    pub sector: Option<Sector>,
    /// ESCO occupation.
    pub occupation: Option<Occupation>,
    /// Where.
    pub place: Option<Place>,
    /// Hours a week.
    pub hours: Option<u8>,
    /// Times of work.
    pub shifts: Vec<Shift>,
    /// Gross pay.
    pub pay: Option<Pay>,
    /// Languages that are needed.
    pub languages: Vec<LanguageLevel>,
    /// What it offers besides.
    pub supports: Vec<Support>,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Weeks of a paid trial, or of training.
    pub trial_weeks: Option<u8>,
    /// What it leads to: the job after the trial, the certificate after the training.
    pub leads_to: String,
    /// Answers to the standards' questions.
    pub conditions: Conditions,
}

impl Terms {
    /// What must be said before it can go live, beside the standards: each gap beside its form field.
    #[must_use]
    pub fn missing(&self) -> Problems {
        let mut problems = Problems::new();
        let mut need = |field: &'static str, there: bool| {
            if !there {
                problems.add(field, Problem::Missing);
            }
        };
        need("kind", self.kind.is_some());
        need("title", !self.title.is_empty());
        need("description", !self.description.is_empty());
        need("seats", self.seats > 0);
        // A section is too wide for a person's limits to be checked against.
        need("sector", self.sector.as_ref().is_some_and(Sector::is_division));
        need("occupation", self.occupation.is_some());
        need("place", self.place.is_some());
        need("hours", self.hours.is_some());
        need("shifts", !self.shifts.is_empty());
        need("start", self.start.is_some());
        need("trial_weeks", self.kind != Some(PlacementKind::PaidTrial) || self.trial_weeks.is_some());
        let leads = matches!(self.kind, Some(PlacementKind::PaidTrial | PlacementKind::Training));
        need("leads_to", !leads || !self.leads_to.is_empty());
        problems
    }

    /// Whether both pay the same for the same: what a steward has looked at where no floor is known.
    #[must_use]
    pub fn pays_like(&self, other: &Self) -> bool {
        fn country(terms: &Terms) -> Option<&Country> {
            terms.place.as_ref().map(|place| &place.country)
        }
        self.kind == other.kind
            && self.pay == other.pay
            && self.hours == other.hours
            && self.conditions.rest_days == other.conditions.rest_days
            && country(self) == country(other)
    }

    /// Which of its own words tell what brings somebody to it, each beside its form field: whoever starts there is known
    /// to every colleague by what was read before.
    #[must_use]
    pub fn telling(&self) -> Problems {
        let mut problems = Problems::new();
        for (field, text) in [
            ("title", &self.title),
            ("description", &self.description),
            ("leads_to", &self.leads_to),
            ("contact", &self.conditions.contact),
        ] {
            if let Err(problem) = marker::check_own(text) {
                problems.add(field, problem);
            }
        }
        problems
    }
}

/// A placement as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Key.
    pub id: PlacementId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Where it stands.
    pub status: PlacementStatus,
    /// Why it rests, or rested when it was closed, unless its own organisation paused it.
    pub paused: Option<PauseReason>,
    /// What it says.
    pub terms: Terms,
    /// Counts changes; a form that was made from an older one is told so.
    pub version: i32,
    /// Last change.
    pub updated: DateTime<Utc>,
}

impl Placement {
    /// Whether somebody can accept an offer of it. What it pays is what would be accepted: while it rests for that, nobody
    /// does. Whatever else it rests for, what is under way goes on, and so it does once it pays something else.
    ///
    /// # Errors
    /// [`Error::Refused`], in words for the NGO.
    pub const fn check_acceptable(&self) -> Result<(), Error> {
        match self.paused {
            Some(_) if self.is_closed_for_pay() => Err(Error::Refused("refused-accept-closed-pay")),
            Some(PauseReason::Pay) => Err(Error::Refused("refused-accept-pay")),
            Some(PauseReason::PayFloor) => Err(Error::Refused("refused-accept-pay-floor")),
            _ => Ok(()),
        }
    }

    /// Whether it was closed while it rested for its pay: no offer of it can ever be accepted, so nothing leads to one.
    #[must_use]
    pub const fn is_closed_for_pay(&self) -> bool {
        matches!(self.status, PlacementStatus::Closed)
            && matches!(self.paused, Some(PauseReason::Pay | PauseReason::PayFloor))
    }

    /// Why it rests now, unless its own organisation paused it: what is closed rests no more.
    #[must_use]
    pub fn resting(&self) -> Option<PauseReason> {
        self.paused.filter(|_| self.status == PlacementStatus::Paused)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::{PauseReason, Placement, PlacementStatus, Terms};
    use crate::error::Error;
    use crate::id::{OrganisationId, PlacementId};

    #[test]
    fn nobody_accepts_what_rests_for_its_pay_and_whatever_else_rests_goes_on() {
        let with = |status, paused| Placement {
            id: PlacementId(Uuid::nil()),
            organisation: OrganisationId(Uuid::nil()),
            status,
            paused,
            terms: Terms::default(),
            version: 1,
            updated: DateTime::<Utc>::UNIX_EPOCH,
        };
        let resting = |paused| with(PlacementStatus::Paused, paused);
        assert_eq!(resting(None).check_acceptable(), Ok(()), "its own organisation paused it");
        for why in PauseReason::ALL {
            let expect = match why {
                PauseReason::Pay => Err(Error::Refused("refused-accept-pay")),
                PauseReason::PayFloor => Err(Error::Refused("refused-accept-pay-floor")),
                _ => Ok(()),
            };
            assert_eq!(resting(Some(*why)).check_acceptable(), expect, "{why}");
            let closed = with(PlacementStatus::Closed, Some(*why));
            let closed_expect = expect.map_err(|_| Error::Refused("refused-accept-closed-pay"));
            assert_eq!(closed.is_closed_for_pay(), closed_expect.is_err(), "closed from {why}");
            assert!(!resting(Some(*why)).is_closed_for_pay(), "{why}: it may pay something else");
            assert_eq!((closed.check_acceptable(), closed.resting()), (closed_expect, None), "closed from {why}");
        }
    }
}
