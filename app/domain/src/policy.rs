//! Who may do what. A write needs a [`Permit`], and only [`Actor::permit`] makes one.
//!
//! An action carries what its answer depends on: the organisation it is done for, read from the row it changes and
//! in the same transaction, never from a form.

use crate::account::{MemberRole, PlatformRole};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::id::{AccountId, OrganisationId};
use crate::organisation::{OrganisationKind, Standing};

/// Something that needs a permit.
pub trait Action {
    /// Whether the actor may do it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the actor may not even know of it, [`Error::Refused`] where it may know and not act.
    fn allowed(&self, actor: &Actor) -> Result<()>;
}

/// Proof that an actor may do an action. Its fields are private, so it cannot be made elsewhere.
#[derive(Debug)]
pub struct Permit<A> {
    action: A,
    account: Option<AccountId>,
}

impl<A> Permit<A> {
    /// What is permitted.
    pub const fn action(&self) -> &A {
        &self.action
    }

    /// Who does it; nobody when the system does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        self.account
    }
}

impl Actor {
    /// Asks for a permit.
    ///
    /// # Errors
    /// As [`Action::allowed`]; [`Error::SignInNeeded`] for a visitor.
    pub fn permit<A: Action>(&self, action: A) -> Result<Permit<A>> {
        if !self.is_system() {
            self.account()?;
        }
        action.allowed(self)?;
        Ok(Permit { action, account: self.account })
    }
}

/// A member of this organisation, and it is of this kind; else the thing does not exist for the actor.
fn member(actor: &Actor, organisation: OrganisationId, kind: OrganisationKind) -> Result<Standing> {
    let membership = actor.member_of(kind)?;
    if membership.organisation == organisation { Ok(membership.standing) } else { Err(Error::NotFound) }
}

fn not_suspended(standing: Standing) -> Result<()> {
    if standing == Standing::Suspended { Err(Error::Refused("refused-suspended")) } else { Ok(()) }
}

fn verified(standing: Standing) -> Result<()> {
    not_suspended(standing)?;
    if standing == Standing::Verified { Ok(()) } else { Err(Error::Refused("refused-unverified")) }
}

fn whatever(_: Standing) -> Result<()> {
    Ok(())
}

fn platform(actor: &Actor, role: PlatformRole) -> Result<()> {
    if actor.is(role) { Ok(()) } else { Err(Error::NotFound) }
}

macro_rules! for_organisation {
    ($($(#[$doc:meta])* $name:ident, $kind:ident, $rule:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name {
            /// The organisation it is done for.
            pub organisation: OrganisationId,
        }

        impl Action for $name {
            fn allowed(&self, actor: &Actor) -> Result<()> {
                $rule(member(actor, self.organisation, OrganisationKind::$kind)?)
            }
        }
    )+};
}

for_organisation! {
    /// Writes a draft of a placement, changes a placement, pauses or closes it.
    WritePlacement, Business, not_suspended;
    /// Makes a placement live.
    PublishPlacement, Business, verified;
    /// Answers an introduction for the employer, and writes messages there.
    AnswerIntroduction, Business, not_suspended;
    /// Writes a draft of a referral, changes and closes it.
    WriteReferral, Ngo, not_suspended;
    /// Opens a referral, so that it is matched.
    OpenReferral, Ngo, verified;
    /// Records a consent grant.
    RecordConsent, Ngo, verified;
    /// Revokes a consent grant: the person's right, so neither a lapsed verification nor a suspension stands in
    /// its way.
    RevokeConsent, Ngo, whatever;
    /// Puts a person forward, mediates, withdraws.
    PutForward, Ngo, verified;
}

/// Describes the organisation, invites members, changes what they may do and removes them.
#[derive(Debug, Clone, Copy)]
pub struct ManageOrganisation {
    /// The organisation it is done for.
    pub organisation: OrganisationId,
}

impl Action for ManageOrganisation {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        let membership = actor.membership.as_ref().filter(|m| m.organisation == self.organisation);
        match membership.ok_or(Error::NotFound)?.role {
            MemberRole::Manager => Ok(()),
            MemberRole::Member => Err(Error::Refused("refused-managers-only")),
        }
    }
}

macro_rules! for_platform {
    ($($(#[$doc:meta])* $name:ident, $role:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl Action for $name {
            fn allowed(&self, actor: &Actor) -> Result<()> {
                platform(actor, PlatformRole::$role)
            }
        }
    )+};
}

for_platform! {
    /// Verifies, asks back, declines, suspends organisations.
    VetOrganisation, Steward;
    /// Sees and retries what could not be delivered.
    RetryDelivery, Administrator;
}

/// Puts records into the library: curators, and the command line's import.
#[derive(Debug, Clone, Copy)]
pub struct PublishPractice;

impl Action for PublishPractice {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { platform(actor, PlatformRole::Curator) }
    }
}

/// Sets the pay floor of a country: stewards, and a new installation its first ones.
#[derive(Debug, Clone, Copy)]
pub struct SetWageFloor;

impl Action for SetWageFloor {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { platform(actor, PlatformRole::Steward) }
    }
}

/// Makes the installation's own accounts: only the command line does.
#[derive(Debug, Clone, Copy)]
pub struct RunInstallation;

impl Action for RunInstallation {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { Err(Error::NotFound) }
    }
}
