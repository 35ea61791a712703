//! The groups of choices by which the library narrows, and what a reader has chosen in them.

use std::collections::BTreeMap;

use domain::practice::Practice;

/// A group of choices. Several choices of one group widen, several groups narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Countries, by code.
    Country,
    /// Regions.
    Region,
    /// Sectors as the library sorts them.
    Sector,
    /// Approaches.
    Approach,
    /// Parts that countries play.
    Role,
    /// How strong the evidence is.
    Evidence,
    /// Language of the record, by code.
    Language,
    /// Year it began or was published.
    Year,
}

impl Facet {
    /// Every facet, in the order in which pages show them.
    pub const ALL: &'static [Self] = &[
        Self::Country,
        Self::Region,
        Self::Sector,
        Self::Approach,
        Self::Role,
        Self::Evidence,
        Self::Language,
        Self::Year,
    ];

    /// The word that addresses and message keys use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Region => "region",
            Self::Sector => "sector",
            Self::Approach => "approach",
            Self::Role => "role",
            Self::Evidence => "evidence",
            Self::Language => "language",
            Self::Year => "year",
        }
    }

    /// The facet of this word, if there is one.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|facet| facet.word() == word)
    }

    /// What a record says in this group.
    #[must_use]
    pub fn values(self, practice: &Practice) -> Vec<String> {
        match self {
            Self::Country => practice.countries.iter().map(ToString::to_string).collect(),
            Self::Region => practice.regions.iter().map(ToString::to_string).collect(),
            Self::Sector => practice.sectors.iter().map(ToString::to_string).collect(),
            Self::Approach => practice.approach.iter().map(ToString::to_string).collect(),
            Self::Role => practice.role.iter().map(ToString::to_string).collect(),
            Self::Evidence => vec![practice.evidence.to_string()],
            Self::Language => vec![practice.language.to_string()],
            Self::Year => vec![practice.year.to_string()],
        }
    }
}

/// What is chosen, by group. A value that no record has is kept and finds nothing.
pub type Selected = BTreeMap<Facet, Vec<String>>;

/// One choice of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The value, as in the record.
    pub value: String,
    /// How many records choosing it (beside the group's other choices) would show or add.
    pub count: usize,
    /// Says whether it is chosen now.
    pub chosen: bool,
}
