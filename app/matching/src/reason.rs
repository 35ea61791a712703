//! Why a placement fits and what is missing, as data. No sentences: each has the key of its message.

use domain::codes::{Cefr, Language, Skill};
use domain::placement::{PlacementKind, Support};

/// How close two occupations of different name are, by their ISCO-08 groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// The same sub-major group (two digits).
    SubMajor,
    /// The same minor group (three digits).
    Minor,
    /// The same unit group (four digits).
    Unit,
}

/// One thing that speaks for a placement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is the occupation the person asked for.
    OccupationWanted {
        /// Which wish it is, counted from one.
        rank: u16,
    },
    /// It is close to an occupation the person asked for.
    SameGroup {
        /// How close.
        closeness: Closeness,
    },
    /// The person has skills that the occupation asks for.
    Skills {
        /// How many of the essential skills.
        shared: u16,
        /// How many essential skills the occupation has.
        asked: u16,
        /// Up to five of the shared skills, essential ones first.
        named: Vec<Skill>,
    },
    /// The person has the language at the level that is needed.
    Language {
        /// The language.
        language: Language,
        /// The person's level.
        has: Cefr,
        /// The level needed.
        wants: Cefr,
    },
    /// It is near home.
    Near {
        /// Kilometres between the two towns.
        km: u16,
        /// How far the person can go, in kilometres.
        reach_km: Option<u16>,
    },
    /// The hours are within what the person can work.
    Hours {
        /// Hours a week.
        hours: u8,
    },
    /// It offers a support the person needs.
    Support {
        /// The support.
        support: Support,
    },
    /// The person has done such work.
    Experience {
        /// Years of it.
        years: u8,
    },
}

impl Reason {
    /// The key of the message, in the catalogue `matches.ftl`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::OccupationWanted { .. } => "reason-occupation-wanted",
            Self::SameGroup { .. } => "reason-same-group",
            Self::Skills { .. } => "reason-skills",
            Self::Language { .. } => "reason-language",
            Self::Near { .. } => "reason-near",
            Self::Hours { .. } => "reason-hours",
            Self::Support { .. } => "reason-support",
            Self::Experience { .. } => "reason-experience",
        }
    }
}

/// One thing that is missing; the NGO, the person and the business can often mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// It is far from what the person asked for.
    Occupation,
    /// The person has none of the occupation's skills.
    Skills {
        /// How many essential skills the occupation has.
        asked: u16,
    },
    /// A language is below the level that is needed.
    Language {
        /// The language.
        language: Language,
        /// The level needed.
        wants: Cefr,
        /// The person's level; `None` when the person does not have the language.
        has: Option<Cefr>,
    },
    /// The contract is in none of the person's languages.
    ContractLanguage {
        /// The languages that it can be read in.
        languages: Vec<Language>,
    },
    /// It is more than fifty kilometres away, and the person has not said how far is too far.
    Far {
        /// Kilometres between the two towns.
        km: u16,
    },
    /// Where it is is not said, so neither the way nor a place to avoid can be checked.
    PlaceNotSaid,
    /// Fewer hours than the person wants.
    Hours {
        /// Hours a week.
        hours: u8,
        /// The fewest the person wants.
        least: u8,
    },
    /// A support the person needs is not offered.
    Support {
        /// The support.
        support: Support,
    },
    /// It needs the right to work, and the referral does not say whether the person has it.
    RightToWorkNotSaid {
        /// The kind of placement.
        kind: PlacementKind,
    },
}

impl Gap {
    /// The key of the message, in the catalogue `matches.ftl`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Occupation => "gap-occupation",
            Self::Skills { .. } => "gap-skills",
            Self::Language { .. } => "gap-language",
            Self::ContractLanguage { .. } => "gap-contract-language",
            Self::Far { .. } => "gap-far",
            Self::PlaceNotSaid => "gap-place-not-said",
            Self::Hours { .. } => "gap-hours",
            Self::Support { .. } => "gap-support",
            Self::RightToWorkNotSaid { .. } => "gap-right-to-work-not-said",
        }
    }
}
