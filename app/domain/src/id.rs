//! Keys of records: UUIDv7 made in Rust, one type per table, so that one cannot stand for another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::Error;

            /// Reads a key from an address; whatever is no key names nothing.
            fn from_str(text: &str) -> crate::Result<Self> {
                Uuid::try_parse(text).map(Self).map_err(|_| crate::Error::NotFound)
            }
        }
    )+};
}

ids! {
    /// Key of an account (a person who signs in).
    AccountId,
    /// Key of an organisation.
    OrganisationId,
    /// Key of a placement.
    PlacementId,
    /// Key of a referral; addresses show its code instead.
    ReferralId,
    /// Key of a consent grant.
    GrantId,
    /// Key of an introduction.
    IntroductionId,
    /// Key of a message.
    MessageId,
    /// Key of a vouch.
    VouchId,
    /// Key of a suspension or a debarment.
    SanctionId,
    /// Key of a practice in the library.
    PracticeId,
    /// Key of a proposal: a record, or a change of one, before it is published.
    ProposalId,
    /// Key of a comment beside a field of a proposal.
    CommentId,
    /// Key of a file that belongs to a record.
    FileId,
    /// Key of a search of the library that somebody keeps.
    SavedSearchId,
    /// Key of an import.
    ImportId,
    /// Key of another library that can be asked again.
    SourceId,
    /// Key of a passkey.
    PasskeyId,
    /// Key of a check-in.
    CheckInId,
    /// Key of a case of the stewards; random, so that it tells no time.
    CaseId,
}
