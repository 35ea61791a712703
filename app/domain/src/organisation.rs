//! Organisations: their kinds and the life of their verification.

use chrono::{DateTime, NaiveDate, Utc};

use crate::codes::Country;
use crate::id::OrganisationId;
use crate::words::words;

words! {
    /// What an organisation is.
    OrganisationKind {
        /// Offers jobs and training.
        Business = "business",
        /// Supports people.
        Ngo = "ngo",
        /// Speaks for businesses.
        Association = "association",
        /// Runs conferences and workshops, fills the library.
        Organiser = "organiser",
        /// A public authority.
        Authority = "authority",
        /// Press and broadcasting.
        Media = "media",
    }
}

words! {
    /// Where an organisation's application stands.
    OrganisationStatus {
        /// Waits for a steward.
        Applied = "applied",
        /// A steward asked something back.
        Asked = "asked",
        /// Verified until a date.
        Verified = "verified",
        /// Declined, with a reason.
        Declined = "declined",
        /// Suspended, with a reason.
        Suspended = "suspended",
    }
}

words! {
    /// What an organisation may do at this moment.
    Standing {
        /// Prepares drafts and nothing else.
        Unverified = "unverified",
        /// Does all that its kind does.
        Verified = "verified",
        /// Does nothing.
        Suspended = "suspended",
    }
}

impl OrganisationStatus {
    /// The standing that this status gives on a day.
    #[must_use]
    pub fn standing(self, until: Option<NaiveDate>, today: NaiveDate) -> Standing {
        match self {
            Self::Verified if until.is_some_and(|day| day >= today) => Standing::Verified,
            Self::Suspended => Standing::Suspended,
            _ => Standing::Unverified,
        }
    }
}

/// What an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// What it does.
    pub summary: String,
    /// Where it is registered.
    pub country: Country,
    /// Town.
    pub town: String,
    /// Number in the register of its country.
    pub register_number: String,
    /// Web address, or empty.
    pub website: String,
    /// Name of the group of companies it belongs to, or empty.
    pub group: String,
}

/// An organisation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Key.
    pub id: OrganisationId,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it says of itself.
    pub description: Description,
    /// Where its application stands.
    pub status: OrganisationStatus,
    /// Last day of the verification.
    pub verified_until: Option<NaiveDate>,
    /// When it joined.
    pub created: DateTime<Utc>,
}
