//! Consent: who may read which fields of a referral, for what, until when.

use chrono::{DateTime, NaiveDate, Utc};

use crate::codes::Language;
use crate::id::{GrantId, OrganisationId, ReferralId};
use crate::words::words;

words! {
    /// A field, or group of fields, that can be shared.
    ConsentField {
        /// That a person exists who meets must-haves, and which ones.
        Fit = "fit",
        /// Languages with levels.
        Languages = "languages",
        /// Skills and occupations with experience.
        Skills = "skills",
        /// Hours a week.
        Hours = "hours",
        /// Supports needed.
        Supports = "supports",
        /// The name the person chose to be called.
        Called = "called",
    }
}

words! {
    /// What the recipient may use it for.
    Purpose {
        /// To be put forward for a placement.
        Introduction = "introduction",
    }
}

words! {
    /// How the grant was explained to the person.
    Explained {
        /// In conversation, in the person's language.
        Conversation = "conversation",
        /// With an interpreter.
        Interpreter = "interpreter",
        /// Read aloud from the sheet.
        ReadAloud = "read_aloud",
        /// The person read the sheet.
        ReadAlone = "read_alone",
    }
}

/// The most days a grant can last.
pub const MOST_DAYS: i64 = 90;

/// A grant as the NGO records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The one organisation that may read.
    pub recipient: OrganisationId,
    /// What it may read.
    pub fields: Vec<ConsentField>,
    /// For what.
    pub purpose: Purpose,
    /// Last day.
    pub ends: NaiveDate,
    /// Language it was explained in.
    pub language: Language,
    /// How it was explained.
    pub explained: Explained,
}

/// A grant as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Key.
    pub id: GrantId,
    /// Whose data.
    pub referral: ReferralId,
    /// What was granted.
    pub terms: NewGrant,
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
    /// When it was revoked.
    pub revoked: Option<DateTime<Utc>>,
}

impl Grant {
    /// Whether it allows reading on a day.
    #[must_use]
    pub fn is_live(&self, today: NaiveDate) -> bool {
        self.revoked.is_none() && self.terms.ends >= today
    }
}
