//! Consent: who may read which fields of a referral, for what, until when.

use chrono::{DateTime, NaiveDate, Utc};

use crate::codes::Language;
use crate::id::{AccountId, GrantId, OrganisationId, ReferralId};
use crate::words::words;

/// How many days before its end an NGO is told that consent ends, where an introduction stands on it.
pub const WARNED: i64 = 14;

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

words! {
    /// Who took a grant back.
    RevokedBy {
        /// A member of the person's NGO.
        Ngo = "ngo",
        /// The person, on the page of their own.
        Person = "person",
    }
}

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
    /// Who recorded it.
    pub account: Option<AccountId>,
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
    /// How it was revoked.
    pub revoked: Option<Revocation>,
}

/// How a grant was revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revocation {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom; nobody where that is not known any more: the database came back from before.
    pub by: Option<RevokedBy>,
    /// The member who did; nobody when the person did.
    pub account: Option<AccountId>,
}

/// What the recipient of a grant read under it on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The grant.
    pub grant: GrantId,
    /// The day.
    pub day: NaiveDate,
    /// The fields that were read.
    pub fields: Vec<ConsentField>,
    /// How often: that of the field that was read most often.
    pub times: i32,
    /// When last.
    pub last: DateTime<Utc>,
}

impl Grant {
    /// Whether it allows reading on a day.
    #[must_use]
    pub fn is_live(&self, today: NaiveDate) -> bool {
        self.revoked.is_none() && self.terms.ends >= today
    }
}
