//! One referral as matching sees it. What the person can and wants, and where they live, is kept apart from the secret
//! limits, so that a function that scores cannot read an exclusion.

use std::collections::HashSet;

use domain::codes::Occupation;
use domain::referral::{Area, Exclusion, Profile};

/// A referral to be matched, prepared once and compared with many offers.
#[derive(Debug, Clone)]
pub struct Person<'a> {
    pub(crate) known: Known<'a>,
    pub(crate) limits: Limits<'a>,
}

/// What the person can, wants and needs, and where they live; nothing in it is secret to matching.
#[derive(Debug, Clone)]
pub(crate) struct Known<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) area: &'a Area,
    /// ISCO-08 group of each wanted occupation, in the order of the wishes.
    pub(crate) groups: Vec<Option<&'a str>>,
    pub(crate) skills: HashSet<&'a str>,
}

/// The person's secret hard limits.
#[derive(Debug, Clone)]
pub(crate) struct Limits<'a> {
    pub(crate) exclusions: &'a [Exclusion],
    /// Groups of the excluded organisations, folded, none of them empty.
    pub(crate) groups: Vec<String>,
}

impl<'a> Person<'a> {
    /// Prepares a referral. `excluded_groups` are the group names of the organisations that `exclusions` name: an
    /// exclusion covers the whole group. `isco_of` gives the ISCO-08 group of a wanted occupation.
    pub fn new<'g>(
        (profile, area): (&'a Profile, &'a Area),
        exclusions: &'a [Exclusion],
        excluded_groups: impl IntoIterator<Item = &'g str>,
        isco_of: impl Fn(&Occupation) -> Option<&'a str>,
    ) -> Self {
        Self {
            known: Known {
                profile,
                area,
                groups: profile.wanted.iter().map(|wanted| isco_of(&wanted.occupation)).collect(),
                skills: profile.skills.iter().map(domain::codes::Skill::as_str).collect(),
            },
            limits: Limits {
                exclusions,
                groups: excluded_groups.into_iter().map(fold).filter(|group| !group.is_empty()).collect(),
            },
        }
    }
}

/// The form in which two names of a group are compared: lower case, single spaces.
pub(crate) fn fold(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
