//! An NGO's pseudonymous record of one person: what may be known for a match, and nothing else.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::codes::{LanguageLevel, Occupation, Sector, Skill};
use crate::erasure::WishWait;
use crate::id::{OrganisationId, ReferralId};
use crate::placement::{Place, Shift, Support};
use crate::problem::Problem;
use crate::words::words;

words! {
    /// Where a referral stands.
    ReferralStatus {
        /// Being written.
        Draft = "draft",
        /// Looking for a placement.
        Open = "open",
        /// Ended, with a reason; can be opened again.
        Closed = "closed",
    }
}

words! {
    /// What the law lets the person do now.
    RightToWork {
        /// May work.
        Yes = "yes",
        /// A decision is awaited.
        Pending = "pending",
        /// May train, not work.
        OnlyTraining = "only_training",
    }
}

words! {
    /// Why a referral was closed. Leaving is not failing.
    CloseReason {
        /// Works or trains through a placement here.
        Placed = "placed",
        /// Found something better.
        BetterJob = "better_job",
        /// Left by choice.
        LeftByChoice = "left_by_choice",
        /// It was not safe to go on.
        Unsafe = "unsafe",
        /// Moved away.
        Moved = "moved",
        /// Not now.
        Paused = "not_now",
        /// Nothing has happened for long.
        Archived = "archived",
        /// The NGO lost touch.
        LostTouch = "lost_touch",
    }
}

words! {
    /// Why a closed referral was opened again.
    ReopenReason {
        /// The placement has ended.
        PlacementEnded = "placement_ended",
        /// The person is ready again.
        ReadyAgain = "ready_again",
        /// The NGO is in touch again.
        BackInTouch = "back_in_touch",
        /// It was closed by mistake.
        Mistake = "mistake",
    }
}

words! {
    /// In which unit a reach is given.
    ReachUnit {
        /// Kilometres as the crow flies.
        Km = "km",
        /// Minutes of travel.
        Minutes = "minutes",
    }
}

/// How far from home the person can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// How many of the unit.
    pub amount: u16,
    /// The unit.
    pub unit: ReachUnit,
}

impl Reach {
    /// The reach in kilometres. Minutes count as half a kilometre each: 30 km/h door to door, a cautious figure for
    /// public transport between towns.
    #[must_use]
    pub fn km(self) -> f64 {
        match self.unit {
            ReachUnit::Km => f64::from(self.amount),
            ReachUnit::Minutes => f64::from(self.amount) / 2.0,
        }
    }
}

/// A secret hard limit. It is applied before ranking and named to the NGO only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Exclusion {
    /// Not within so many kilometres of a place.
    Place {
        /// The place.
        place: Place,
        /// The radius in kilometres.
        km: u16,
    },
    /// Not with this organisation nor with any of its group.
    Organisation {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// Not in this sector (ISIC section or division).
    Sector {
        /// The sector.
        sector: Sector,
    },
    /// Not at these times.
    Shift {
        /// The time of work.
        shift: Shift,
    },
    /// Not living in the place of work.
    LiveIn,
}

/// An occupation the person wants, with experience in whole years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// ESCO occupation.
    pub occupation: Occupation,
    /// Years of experience, paid or not.
    pub years: u8,
}

/// What a referral says that is not sealed. Empty and `None` mean: not said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Languages, with levels.
    pub languages: Vec<LanguageLevel>,
    /// Occupations wanted, first wish first.
    pub wanted: Vec<Wanted>,
    /// ESCO skills.
    pub skills: Vec<Skill>,
    /// Fewest hours a week.
    pub hours_min: Option<u8>,
    /// Most hours a week.
    pub hours_max: Option<u8>,
    /// What the law lets the person do.
    pub right_to_work: Option<RightToWork>,
    /// Supports the person needs.
    pub supports: Vec<Support>,
}

/// Where the person lives, and how far they can go. Empty means: not said.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Area {
    /// Home area, a town at the finest.
    pub home: Option<Place>,
    /// How far from home.
    pub reach: Option<Reach>,
}

/// What a referral says that only its NGO may ever read, sealed in the database.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Secrets {
    /// Where the person lives.
    pub area: Area,
    /// Hard limits.
    pub exclusions: Vec<Exclusion>,
    /// The NGO's notes.
    pub notes: String,
    /// The name the person chose to be called; shown to an employer only from *meeting*, with a grant.
    pub called: String,
    /// How the person may be asked how it goes.
    pub contact: SafeContact,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// How and when a person may be contacted; nobody but their NGO reads it.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SafeContact {
    /// By which way: who calls, through whom, as what one presents oneself.
    pub channel: String,
    /// At which days and hours.
    pub hours: String,
    /// What is never done: no text messages, no voice mail, not this number.
    pub never: String,
}

/// A referral as its NGO sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Referral {
    /// Key.
    pub id: ReferralId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The pseudonym.
    pub code: Code,
    /// Where it stands.
    pub status: ReferralStatus,
    /// Why it was closed.
    pub closed: Option<CloseReason>,
    /// What may be matched on.
    pub profile: Profile,
    /// Counts changes.
    pub version: i32,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// Last change.
    pub updated: DateTime<Utc>,
    /// When its person asked, on the page of their own, to be erased.
    pub own_wish: Option<DateTime<Utc>>,
    /// Why that waits, and until when.
    pub own_wait: Option<WishWait>,
    /// When they last took that back there; nothing once they have asked anew.
    pub own_wish_back: Option<DateTime<Utc>>,
    /// When somebody of its NGO first saw that.
    pub own_wish_back_seen: Option<DateTime<Utc>>,
}

/// A pseudonym such as `K7-Q2M`: random, without letters and digits that look alike (no I, L, O, U, 0, 1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(Box<str>);

crate::opaque!(Code, SafeContact);

/// The thirty letters and digits of a code.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Code {
    /// Makes a code from five random bytes.
    #[must_use]
    pub fn from_random(random: [u8; 5]) -> Self {
        let mut text = String::with_capacity(6);
        for (at, byte) in random.into_iter().enumerate() {
            if at == 2 {
                text.push('-');
            }
            let index = usize::from(byte) % ALPHABET.len();
            text.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
        }
        Self(text.into())
    }

    /// Reads a code as hands type it: as an address has it, and with a space, another dash or nothing between its parts.
    ///
    /// # Errors
    /// [`Problem::NotInList`] for what is no code.
    pub fn typed(text: &str) -> Result<Self, Problem> {
        let letters = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
        let letters: Vec<char> = letters.take(6).collect();
        let [first, second, rest @ ..] = letters.as_slice() else { return Err(Problem::NotInList) };
        let rest: String = rest.iter().collect();
        format!("{first}{second}-{rest}").parse()
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Code {
    type Err = Problem;

    /// Reads a code as people write it: any case, spaces around it.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let upper = text.trim().to_ascii_uppercase();
        let letters: Vec<u8> = upper.bytes().collect();
        let fits = letters.len() == 6
            && letters.iter().enumerate().all(|(at, b)| if at == 2 { *b == b'-' } else { ALPHABET.contains(b) });
        fits.then(|| Self(upper.into())).ok_or(Problem::NotInList)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Code;

    #[test]
    fn a_code_reads_back() {
        let code = Code::from_random([0, 31, 77, 200, 255]);
        assert_eq!(code.as_str().parse::<Code>().unwrap(), code);
        assert_eq!(" k7-q2m ".parse::<Code>().unwrap().as_str(), "K7-Q2M");
        for wrong in ["", "K7Q2M", "K7-Q2MM", "K7-Q20", "K7-Q2é", "0".repeat(10_000).as_str()] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong:.10}");
        }
    }

    #[test]
    fn a_code_is_read_as_hands_type_it() {
        for typed in ["K7-Q2M", "k7 q2m", " K7Q2M ", "k7 - q2m", "K7\u{2011}Q2M", "K7–Q2M"] {
            assert_eq!(Code::typed(typed).unwrap().as_str(), "K7-Q2M", "{typed}");
        }
        for wrong in ["", "K", "K7", "K7-Q2MM", "K7-Q20", "éé-Q2M", "K7_Q2M", "0".repeat(10_000).as_str()] {
            assert!(Code::typed(wrong).is_err(), "{wrong:.10}");
        }
    }
}
