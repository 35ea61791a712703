//! The closed list of what Ponte writes to people. The sentences are in `mail.ftl`.

use domain::account::Email;
use domain::codes::Language;
use uuid::Uuid;

/// One mail to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Names the mail, and follows from the key of its event in the outbox. A second try has the same one, so that inboxes, and the
    /// folder of outgoing mail, keep a single copy; but for an invitation, of which the last try alone brings a link that
    /// works.
    pub id: Uuid,
    /// Who gets it.
    pub to: Email,
    /// The language they read.
    pub language: Language,
    /// What it is about.
    pub kind: Kind,
}

/// What a mail is about, and the path of the page it leads to, from the slash on, where that is not always the same.
/// Nothing that people typed is in it, since a name of an organisation can tell as much as a sentence; only what the
/// library shows to everybody, and what the reader called it.
#[derive(Clone, PartialEq, Eq)]
pub enum Kind {
    /// Asks to confirm that the address belongs to whoever joined with it.
    ConfirmAddress {
        /// The page that confirms.
        path: String,
    },
    /// Leads to the page where a new password is chosen.
    ResetPassword {
        /// That page.
        path: String,
    },
    /// Invites into an organisation, which only the page behind the link names.
    Invitation {
        /// The page that accepts.
        path: String,
    },
    /// Invites to keep the library, and leads to the page where a password is chosen.
    CuratorInvitation {
        /// That page.
        path: String,
    },
    /// Says that something waits, never what, and leads to the start, which shows it.
    Waiting,
    /// Says that there is news about an application: verified, asked back, declined and suspended read the same.
    ApplicationNews,
    /// Says that a verification ends before long, and leads to where it is renewed.
    RenewalDue,
    /// Says that there is news about a proposal for the library, and leads to it.
    ProposalNews {
        /// The proposal's page.
        path: String,
    },
    /// Says how many proposals wait for a curator, and nothing of them.
    ProposalsWait {
        /// How many.
        count: i64,
    },
    /// Says to an administrator that something needs a hand, never what.
    AttentionNeeded,
    /// Says that the searches that somebody keeps find something new, never what: titles and words tell what for.
    NewInSearches {
        /// The page that stops these mails.
        stop: String,
    },
    /// Tells the owner of an account that how it signs in was changed.
    SignInChanged,
    /// Tells the address of an account that was closed, once.
    AccountClosed,
    /// Tells the owner of an account that somebody tried to join with its address.
    AddressInUse,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kind")
    }
}

/// The message keys of one kind of mail.
pub(crate) struct Keys {
    pub subject: &'static str,
    pub text: &'static str,
    pub action: &'static str,
}

impl Kind {
    /// The path of the page it leads to.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::ConfirmAddress { path }
            | Self::ResetPassword { path }
            | Self::Invitation { path }
            | Self::CuratorInvitation { path }
            | Self::ProposalNews { path } => path,
            Self::Waiting | Self::AccountClosed => "/",
            Self::ApplicationNews => "/account",
            Self::RenewalDue => "/account/organisation",
            Self::ProposalsWait { .. } => "/curation",
            Self::AttentionNeeded => "/operations",
            Self::NewInSearches { .. } => "/library/saved",
            Self::SignInChanged => "/account/security",
            Self::AddressInUse => "/sign-in",
        }
    }

    pub(crate) const fn keys(&self) -> Keys {
        match self {
            Self::ConfirmAddress { .. } => Keys {
                subject: "mail-confirm-address-subject",
                text: "mail-confirm-address-text",
                action: "mail-confirm-address-action",
            },
            Self::ResetPassword { .. } => Keys {
                subject: "mail-reset-password-subject",
                text: "mail-reset-password-text",
                action: "mail-reset-password-action",
            },
            Self::Invitation { .. } => Keys {
                subject: "mail-invitation-subject",
                text: "mail-invitation-text",
                action: "mail-invitation-action",
            },
            Self::CuratorInvitation { .. } => Keys {
                subject: "mail-curator-invitation-subject",
                text: "mail-curator-invitation-text",
                action: "mail-curator-invitation-action",
            },
            Self::Waiting => {
                Keys { subject: "mail-waiting-subject", text: "mail-waiting-text", action: "mail-waiting-action" }
            }
            Self::ApplicationNews => Keys {
                subject: "mail-application-news-subject",
                text: "mail-application-news-text",
                action: "mail-application-news-action",
            },
            Self::RenewalDue => Keys {
                subject: "mail-renewal-due-subject",
                text: "mail-renewal-due-text",
                action: "mail-renewal-due-action",
            },
            Self::ProposalNews { .. } => Keys {
                subject: "mail-proposal-news-subject",
                text: "mail-proposal-news-text",
                action: "mail-proposal-news-action",
            },
            Self::ProposalsWait { .. } => Keys {
                subject: "mail-proposals-wait-subject",
                text: "mail-proposals-wait-text",
                action: "mail-proposals-wait-action",
            },
            Self::AttentionNeeded => Keys {
                subject: "mail-attention-needed-subject",
                text: "mail-attention-needed-text",
                action: "mail-attention-needed-action",
            },
            Self::NewInSearches { .. } => Keys {
                subject: "mail-new-in-searches-subject",
                text: "mail-new-in-searches-text",
                action: "mail-new-in-searches-action",
            },
            Self::SignInChanged => Keys {
                subject: "mail-sign-in-changed-subject",
                text: "mail-sign-in-changed-text",
                action: "mail-sign-in-changed-action",
            },
            Self::AccountClosed => Keys {
                subject: "mail-account-closed-subject",
                text: "mail-account-closed-text",
                action: "mail-account-closed-action",
            },
            Self::AddressInUse => Keys {
                subject: "mail-address-in-use-subject",
                text: "mail-address-in-use-text",
                action: "mail-address-in-use-action",
            },
        }
    }
}
