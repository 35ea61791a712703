//! Who asks: nobody, a member of an organisation, somebody with a platform role, or the system itself.

use crate::account::{MemberRole, PlatformRole};
use crate::codes::Language;
use crate::id::{AccountId, OrganisationId, ReferralId};
use crate::organisation::{OrganisationKind, Standing};

/// A person's place in one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its kind.
    pub kind: OrganisationKind,
    /// What the person may do in it.
    pub role: MemberRole,
    /// Whether it is verified at the time of asking.
    pub standing: Standing,
}

/// The person whom a referral is about, known by the secret of the page of their own alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oneself {
    /// The referral.
    pub referral: ReferralId,
    /// Its NGO.
    pub ngo: OrganisationId,
}

/// Who asks. Only the session layer, the worker and the command line make one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// The account, if somebody is signed in.
    pub account: Option<AccountId>,
    /// The organisation the account belongs to.
    pub membership: Option<Membership>,
    /// The account's role on the platform.
    pub platform: Option<PlatformRole>,
    /// The language the account chose; a visitor's comes with the request.
    pub language: Option<Language>,
    oneself: Option<Oneself>,
    system: bool,
}

impl Actor {
    /// A visitor who has not signed in.
    #[must_use]
    pub fn anonymous() -> Self {
        Self::default()
    }

    /// The worker and the command line.
    #[must_use]
    pub fn system() -> Self {
        Self { system: true, ..Self::default() }
    }

    /// The person whom a referral is about: only the page of their own makes one, from its secret.
    #[must_use]
    pub fn oneself(oneself: Oneself) -> Self {
        Self { oneself: Some(oneself), ..Self::default() }
    }

    /// Whom a referral is about, if it is that person who asks.
    #[must_use]
    pub const fn as_oneself(&self) -> Option<Oneself> {
        self.oneself
    }

    /// Whether it is the system itself.
    #[must_use]
    pub const fn is_system(&self) -> bool {
        self.system
    }

    /// The signed-in account.
    ///
    /// # Errors
    /// [`crate::Error::SignInNeeded`] for a visitor.
    pub fn account(&self) -> crate::Result<AccountId> {
        self.account.ok_or(crate::Error::SignInNeeded)
    }

    /// The membership in an organisation of this kind; for everybody else such pages do not exist.
    ///
    /// # Errors
    /// [`crate::Error::SignInNeeded`] for a visitor, [`crate::Error::NotFound`] for members of other kinds.
    pub fn member_of(&self, kind: OrganisationKind) -> crate::Result<&Membership> {
        self.account()?;
        self.membership.as_ref().filter(|m| m.kind == kind).ok_or(crate::Error::NotFound)
    }

    /// Whether the actor is a member of this organisation.
    #[must_use]
    pub fn belongs_to(&self, organisation: OrganisationId) -> bool {
        self.membership.as_ref().is_some_and(|m| m.organisation == organisation)
    }

    /// Whether the actor holds this platform role; administrators hold none but their own.
    #[must_use]
    pub fn is(&self, role: PlatformRole) -> bool {
        self.platform == Some(role)
    }
}
