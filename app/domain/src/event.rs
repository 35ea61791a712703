//! What happened, as the outbox keeps it: mail, index and notices follow from these. Every handler is idempotent.

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, OrganisationId, PracticeId, ProposalId};
use crate::words::words;

words! {
    /// Where an event leads: each feed is worked off for itself, so that one that is stuck holds up no other.
    Feed {
        /// To people, by mail.
        Mail = "mail",
        /// Into the index of the library.
        Index = "index",
    }
}

/// Something that happened and has a consequence outside the transaction. None holds the secret of a link: that is drawn
/// when its mail leaves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A person joined; the address is to be confirmed.
    AccountMade {
        /// The account.
        account: AccountId,
    },
    /// Somebody tried to join with the address of an existing account.
    AddressInUse {
        /// That account.
        account: AccountId,
    },
    /// Somebody asked for a new password. Whether the address has an account is looked up when the event is handled, so
    /// that asking takes the same time in either case.
    ResetAsked {
        /// The address, as typed.
        email: String,
    },
    /// How an account signs in was changed: its owner is told, whoever did it.
    SignInChanged {
        /// The account.
        account: AccountId,
    },
    /// Somebody closed their account: the address that it had is told, and stands nowhere else by then.
    AccountClosed {
        /// That address.
        email: String,
        /// The language that its owner read.
        language: String,
    },
    /// A person was invited into an organisation.
    Invited {
        /// The address, as typed by the manager.
        email: String,
        /// The organisation.
        organisation: OrganisationId,
        /// The language of the mail: the inviter's.
        language: String,
    },
    /// A person was invited to keep the library, and chooses a password.
    CuratorInvited {
        /// The account that was made for them, or that they have.
        account: AccountId,
    },
    /// Something waits for an organisation: each of its members gets a mail that says no more than that.
    Waiting {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// One mail of those above.
    WaitingFor {
        /// The member.
        account: AccountId,
    },
    /// There is news about an organisation's application.
    ApplicationMoved {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// One mail of those.
    NewsFor {
        /// The member.
        account: AccountId,
    },
    /// An organisation's verification ends before long.
    RenewalDue {
        /// The organisation.
        organisation: OrganisationId,
    },
    /// One mail of those.
    RenewalFor {
        /// The member.
        account: AccountId,
    },
    /// There is news about a proposal for the library.
    ProposalMoved {
        /// The proposal.
        proposal: ProposalId,
        /// Who began it.
        author: AccountId,
    },
    /// Searches that somebody keeps find something new.
    NewInSearches {
        /// Whose they are.
        account: AccountId,
    },
    /// Proposals wait for a curator.
    ProposalsWait {
        /// The curator.
        account: AccountId,
        /// How many.
        count: u64,
    },
    /// Something waits for the stewards: each of them gets a mail that says no more than that.
    WaitingForStewards {},
    /// What runs the installation needs a hand.
    AttentionNeeded {
        /// The administrator who is told.
        account: AccountId,
    },
    /// A practice was published, changed or taken back; the index follows.
    PracticePublished {
        /// The practice.
        practice: PracticeId,
    },
}

crate::opaque!(Event);

impl Event {
    /// Whether its mail brings a link that lets somebody in.
    #[must_use]
    pub const fn brings_link(&self) -> bool {
        matches!(
            self,
            Self::AccountMade { .. } | Self::ResetAsked { .. } | Self::Invited { .. } | Self::CuratorInvited { .. }
        )
    }

    /// Where it leads.
    #[must_use]
    pub const fn feed(&self) -> Feed {
        match self {
            Self::PracticePublished { .. } => Feed::Index,
            Self::AccountMade { .. }
            | Self::AddressInUse { .. }
            | Self::ResetAsked { .. }
            | Self::SignInChanged { .. }
            | Self::AccountClosed { .. }
            | Self::Invited { .. }
            | Self::CuratorInvited { .. }
            | Self::Waiting { .. }
            | Self::WaitingFor { .. }
            | Self::ApplicationMoved { .. }
            | Self::NewsFor { .. }
            | Self::RenewalDue { .. }
            | Self::RenewalFor { .. }
            | Self::ProposalMoved { .. }
            | Self::NewInSearches { .. }
            | Self::WaitingForStewards {}
            | Self::AttentionNeeded { .. }
            | Self::ProposalsWait { .. } => Feed::Mail,
        }
    }
}
