//! The rule by which answers of check-ins become signals about an employer, and signals add up. It scores and explains;
//! it says of nobody what they are. The same numbers are shown in words at `/check-ins/rule`.
//!
//! A signal carries the employer's class of worry, a weight and a week, and a sign by which those of one person are known
//! to be one person's: neither the person nor the NGO. So signals of several people of one employer add up without
//! anybody's referrals being put side by side.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::check_in::{Answers, Outcome, Reply};
use crate::standards::Indicator;
use crate::words::words;

/// From how many points an employer is paused.
pub const PAUSE: u32 = 6;

/// From how many people at least signals must come that pause by adding up: what one person says, or one NGO writes down
/// of one person, however often, brings stewards to look. Whoever is silent has said nothing, and is none of them.
pub const PEOPLE: usize = 2;

/// From how many points stewards look, with nothing paused yet.
pub const LOOK: u32 = 4;

/// What *yes* to one of the gravest questions weighs: it pauses by itself.
pub const GRAVE_YES: u32 = PAUSE;
/// What *not sure* to one of the gravest questions weighs.
pub const GRAVE_UNSURE: u32 = 2;
/// What *yes* to any other question weighs.
pub const OTHER_YES: u32 = 2;
/// What *not sure* to any other question weighs.
pub const OTHER_UNSURE: u32 = 1;
/// What a silence weighs.
pub const SILENCE: u32 = 1;

/// The most that silences weigh together. They bring stewards to look and never pause by themselves: an NGO that is
/// behind, or a clock that was set wrong, stops no honest employer.
pub const MOST_SILENCE: u32 = LOOK;

/// For how many weeks a signal counts.
pub const WEEKS: i64 = 26;

/// After how many days past its day a check-in that nobody did is a silence.
pub const SILENT_AFTER: i64 = 14;

/// At least how many days lie between two silences of one person.
pub const SILENCE_EVERY: i64 = 28;

words! {
    /// What a signal is about.
    SignalClass {
        /// Abuse of vulnerability.
        AbuseOfVulnerability = "abuse_of_vulnerability",
        /// Deception.
        Deception = "deception",
        /// Restriction of movement.
        RestrictionOfMovement = "restriction_of_movement",
        /// Isolation.
        Isolation = "isolation",
        /// Physical and sexual violence.
        Violence = "violence",
        /// Intimidation and threats.
        Intimidation = "intimidation",
        /// Retention of identity documents.
        RetentionOfDocuments = "retention_of_documents",
        /// Withholding of wages.
        WithholdingOfWages = "withholding_of_wages",
        /// Debt bondage.
        DebtBondage = "debt_bondage",
        /// Abusive working and living conditions.
        AbusiveConditions = "abusive_conditions",
        /// Excessive overtime.
        ExcessiveOvertime = "excessive_overtime",
        /// Somebody left because it was not safe.
        Unsafe = "unsafe",
        /// Somebody could not be reached, or nobody asked them.
        Silence = "silence",
    }
}

impl From<Indicator> for SignalClass {
    fn from(indicator: Indicator) -> Self {
        match indicator {
            Indicator::AbuseOfVulnerability => Self::AbuseOfVulnerability,
            Indicator::Deception => Self::Deception,
            Indicator::RestrictionOfMovement => Self::RestrictionOfMovement,
            Indicator::Isolation => Self::Isolation,
            Indicator::Violence => Self::Violence,
            Indicator::Intimidation => Self::Intimidation,
            Indicator::RetentionOfDocuments => Self::RetentionOfDocuments,
            Indicator::WithholdingOfWages => Self::WithholdingOfWages,
            Indicator::DebtBondage => Self::DebtBondage,
            Indicator::AbusiveConditions => Self::AbusiveConditions,
            Indicator::ExcessiveOvertime => Self::ExcessiveOvertime,
        }
    }
}

/// Whether a *yes* to this indicator's question pauses an employer by itself.
#[must_use]
pub const fn is_grave(indicator: Indicator) -> bool {
    match indicator {
        Indicator::RestrictionOfMovement
        | Indicator::Violence
        | Indicator::Intimidation
        | Indicator::RetentionOfDocuments
        | Indicator::DebtBondage => true,
        Indicator::AbuseOfVulnerability
        | Indicator::Deception
        | Indicator::Isolation
        | Indicator::WithholdingOfWages
        | Indicator::AbusiveConditions
        | Indicator::ExcessiveOvertime => false,
    }
}

/// What an answer weighs: nothing for *no* and for what was not asked.
#[must_use]
pub const fn points(indicator: Indicator, reply: Reply) -> u32 {
    match (is_grave(indicator), reply) {
        (true, Reply::Yes) => GRAVE_YES,
        (true, Reply::Unsure) => GRAVE_UNSURE,
        (false, Reply::Yes) => OTHER_YES,
        (false, Reply::Unsure) => OTHER_UNSURE,
        (_, Reply::No | Reply::NotAsked) => 0,
    }
}

/// A signal about an employer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal {
    /// What it is about.
    pub class: SignalClass,
    /// What it weighs.
    pub points: u32,
    /// The Monday of the week in which it came.
    pub week: NaiveDate,
    /// The same for all signals that one person gives about one employer, and for nobody else's; those from before this
    /// was kept have none, and are taken for one person's together.
    pub voice: Option<Uuid>,
}

impl Signal {
    /// Somebody could not be reached, or nobody asked them.
    #[must_use]
    pub fn silence(today: NaiveDate) -> Self {
        Self { class: SignalClass::Silence, points: SILENCE, week: week(today), voice: None }
    }

    /// Whether it pauses by itself.
    #[must_use]
    pub const fn is_strong(&self) -> bool {
        self.points >= PAUSE
    }
}

/// The signals of what one person answered.
#[must_use]
pub fn of_answers(answers: &Answers, outcome: Option<Outcome>, today: NaiveDate) -> Vec<Signal> {
    let week = week(today);
    let replies =
        answers.replies.iter().map(|(indicator, reply)| (SignalClass::from(*indicator), points(*indicator, *reply)));
    let left = (outcome == Some(Outcome::Unsafe)).then_some((SignalClass::Unsafe, PAUSE));
    let all = replies.chain(left).filter(|(_, points)| *points > 0);
    all.map(|(class, points)| Signal { class, points, week, voice: None }).collect()
}

/// The Monday of a day's week.
#[must_use]
pub fn week(day: NaiveDate) -> NaiveDate {
    let back = i64::from(day.weekday().num_days_from_monday());
    day.checked_sub_signed(TimeDelta::days(back)).unwrap_or(day)
}

words! {
    /// What follows from the signals about an employer.
    Verdict {
        /// Nothing.
        Nothing = "nothing",
        /// Stewards look; nothing is paused.
        Look = "look",
        /// Weak signals add up: paused until a steward has looked.
        Weak = "weak",
        /// One of them is enough: paused until two stewards have looked.
        Strong = "strong",
    }
}

impl Verdict {
    /// Whether the employer is paused.
    #[must_use]
    pub const fn pauses(self) -> bool {
        matches!(self, Self::Weak | Self::Strong)
    }
}

/// What the signals about one employer come to in the week of a day. Those that are too old count for nothing; those of
/// a week that has not come yet count, as a clock may have been wrong.
#[must_use]
pub fn judge(signals: &[Signal], today: NaiveDate) -> Verdict {
    let oldest = week(today).checked_sub_signed(TimeDelta::weeks(WEEKS)).unwrap_or(NaiveDate::MIN);
    let counted: Vec<&Signal> = signals.iter().filter(|signal| signal.week > oldest).collect();
    let (mut said, mut silent) = (0_u32, 0_u32);
    for signal in &counted {
        match signal.class {
            _ if signal.is_strong() => return Verdict::Strong,
            SignalClass::Silence => silent = silent.saturating_add(signal.points),
            _ => said = said.saturating_add(signal.points),
        }
    }
    match said.saturating_add(silent.min(MOST_SILENCE)) {
        PAUSE.. if people(&counted) >= PEOPLE => Verdict::Weak,
        LOOK.. => Verdict::Look,
        _ => Verdict::Nothing,
    }
}

/// How many people have said something. A silence adds points and nobody; all that tells of nobody is one person's, as it
/// may be.
fn people(signals: &[&Signal]) -> usize {
    let said = signals.iter().filter(|signal| signal.class != SignalClass::Silence);
    let voices: BTreeSet<Option<Uuid>> = said.map(|signal| signal.voice).collect();
    voices.len()
}

#[cfg(test)]
mod tests;
