//! What an employer may learn when somebody is put forward: which of the placement's own must-haves are met.
//!
//! Nothing else of the person is in the answer: no level above the one asked, no reach, no wish. Exclusions are no
//! argument here, so the answer cannot depend on them.

use chrono::NaiveDate;
use domain::codes::LanguageLevel;
use domain::placement::{PlacementKind, Terms};
use domain::referral::{Profile, RightToWork};

use crate::barrier::needs_right_to_work;

/// Something the placement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// A language at a level.
    Language(LanguageLevel),
    /// So many hours a week.
    Hours(u8),
    /// The right to begin a placement of this kind.
    RightToWork(PlacementKind),
    /// To start on this day.
    Start(NaiveDate),
}

impl Need {
    /// The key of the message, in the catalogue `matches.ftl`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Language(_) => "need-language",
            Self::Hours(_) => "need-hours",
            Self::RightToWork(_) => "need-right-to-work",
            Self::Start(_) => "need-start",
        }
    }
}

/// Whether a need is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// It is.
    Yes,
    /// It is not, or not yet.
    No,
    /// It was not said; the two sides settle it when they talk.
    NotSaid,
}

impl Met {
    /// The key of the message, in the catalogue `matches.ftl`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Yes => "met-yes",
            Self::No => "met-no",
            Self::NotSaid => "met-not-said",
        }
    }

    const fn when(met: Option<bool>) -> Self {
        match met {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::NotSaid,
        }
    }
}

/// One need with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustHave {
    /// What is asked for.
    pub need: Need,
    /// Whether it is met.
    pub met: Met,
}

/// The placement's must-haves, each met or not: languages in the placement's order, hours, right to work, start.
///
/// The right to work is listed only for kinds that need it. A start is always left to talk about, because a referral
/// has no date.
#[must_use]
pub fn must_haves(terms: &Terms, profile: &Profile) -> Vec<MustHave> {
    let mut all: Vec<MustHave> = terms.languages.iter().map(|wants| language(wants, profile)).collect();
    all.extend(terms.hours.map(|asked| MustHave { need: Need::Hours(asked), met: hours(asked, profile) }));
    all.extend(terms.kind.filter(|kind| needs_right_to_work(*kind)).map(|kind| MustHave {
        need: Need::RightToWork(kind),
        met: Met::when(profile.right_to_work.map(|has| has == RightToWork::Yes)),
    }));
    all.extend(terms.start.map(|day| MustHave { need: Need::Start(day), met: Met::NotSaid }));
    all
}

fn language(wants: &LanguageLevel, profile: &Profile) -> MustHave {
    let has = profile.languages.iter().any(|has| has.language == wants.language && has.level >= wants.level);
    MustHave { need: Need::Language(wants.clone()), met: Met::when((!profile.languages.is_empty()).then_some(has)) }
}

fn hours(asked: u8, profile: &Profile) -> Met {
    if profile.hours_min.is_none() && profile.hours_max.is_none() {
        return Met::NotSaid;
    }
    let enough = profile.hours_min.is_none_or(|least| least <= asked);
    let bearable = profile.hours_max.is_none_or(|most| asked <= most);
    Met::when(Some(enough && bearable))
}
