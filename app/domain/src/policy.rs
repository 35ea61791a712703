//! Who may do what. A write needs a [`Permit`], and only [`Actor::permit`] makes one.
//!
//! An action carries what its answer depends on: the organisation it is done for, read from the row it changes and
//! in the same transaction, never from a form.

use crate::account::{MemberRole, PlatformRole};
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::id::{AccountId, OrganisationId};
use crate::organisation::{OrganisationKind, Standing};

mod acting;
mod revoking;

pub use crate::erasure::EraseReferral;
pub use acting::Acting;
pub use revoking::{Revoking, TakeBackConsent, WishErasure};

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
        if !self.is_system() && self.as_oneself().is_none() {
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

fn not_kept_out(standing: Standing) -> Result<()> {
    standing.check_not_kept_out()
}

fn verified(standing: Standing) -> Result<()> {
    standing.check_verified()
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

mod vetting;

pub use vetting::{AnswerAppeal, ConfirmProposed, HaltOrganisation, LiftSanction, TakeBackVouch, Vouch};

for_organisation! {
    /// Writes a draft of a placement, changes a placement, pauses or closes it.
    WritePlacement, Business, not_kept_out;
    /// Makes a placement live.
    PublishPlacement, Business, verified;
    /// Answers an introduction for the employer, and writes messages there.
    AnswerIntroduction, Business, verified;
    /// Writes a draft of a referral, changes and closes it.
    WriteReferral, Ngo, not_kept_out;
    /// Opens a referral, so that it is matched.
    OpenReferral, Ngo, verified;
    /// Records a consent grant.
    RecordConsent, Ngo, verified;
    /// Revokes a consent grant: the person's right, so neither a lapsed verification nor a suspension stands in
    /// its way.
    RevokeConsent, Ngo, whatever;
    /// Gives the person the address of the page of their own, another one instead, or ends it: the person's right too.
    GiveOwnPage, Ngo, whatever;
    /// Puts a person forward and mediates.
    PutForward, Ngo, verified;
    /// Asks that a person's referral be erased, takes that back, and answers to the person's own wish: their right.
    AskErasure, Ngo, whatever;
    /// Says that a referral is still needed, which a suspension does not make less true.
    KeepReferral, Ngo, whatever;
    /// Ends an introduction for the person, at any time: what protects a person waits for no steward.
    Withdraw, Ngo, whatever;
    /// Plans, moves, drops and answers check-ins: a lapsed verification does not stand in the way of asking somebody how
    /// it goes.
    FollowUp, Ngo, not_kept_out;
    /// Keeps a calendar of appointments for oneself.
    KeepCalendar, Ngo, not_kept_out;
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
    /// Sees cases, notes what was done and decides on them.
    HandleCase, Steward;
    /// Sees and retries what could not be delivered.
    RetryDelivery, Administrator;
    /// Takes the second step away from somebody who has lost it, so that they set up another.
    ResetSecondStep, Administrator;
    /// Signs somebody out everywhere.
    EndSessions, Administrator;
    /// Sees who keeps the library, invites people to it, and takes the role back.
    AppointCurator, Administrator;
}

/// Counts signals about employers, opens cases and publishes statistics: the system alone, by rules that it shows.
#[derive(Debug, Clone, Copy)]
pub struct KeepWatch;

impl Action for KeepWatch {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// Puts records into the library: curators, and the command line's import.
#[derive(Debug, Clone, Copy)]
pub struct PublishPractice;

impl Action for PublishPractice {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { platform(actor, PlatformRole::Curator) }
    }
}

/// Writes a proposal for the library: members of the organisation it comes from, once that is verified. One that comes
/// from no organisation is the curators' own, or was taken from a file by the command line.
#[derive(Debug, Clone, Copy)]
pub struct WriteProposal {
    /// The organisation it comes from.
    pub organisation: Option<OrganisationId>,
}

impl Action for WriteProposal {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        match (self.organisation, &actor.membership) {
            (Some(from), Some(own)) if own.organisation == from => verified(own.standing),
            (None, _) => PublishPractice.allowed(actor),
            _ => Err(Error::NotFound),
        }
    }
}

/// Looks at proposals: comments, asks for changes, approves, declines, and mends what is in review.
#[derive(Debug, Clone, Copy)]
pub struct ReviewProposal;

impl Action for ReviewProposal {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        platform(actor, PlatformRole::Curator)
    }
}

/// Keeps searches of the library for oneself: everybody who has an account.
#[derive(Debug, Clone, Copy)]
pub struct KeepSearch;

impl Action for KeepSearch {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.account.is_some() { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// Sets the pay floor of a country, and looks at pay where none is known: stewards, and a new installation its first
/// floors.
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

#[cfg(test)]
mod tests {
    //! The matrix of roles and actions: who may (`+`), who may know and not act (`-`), and for whom there is nothing
    //! (a dot). Every action has its line here or in the matrix of its own file: `tidy.rs` reads the sources for that.
    #![expect(clippy::panic, reason = "a test that cannot go on says why")]
    use super::*;
    use crate::actor::{Membership, Oneself};
    use crate::erasure::Alone;
    use crate::id::{AccountId, OrganisationId, ReferralId};
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    const OWN: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));
    const PERSON: Oneself = Oneself { referral: ReferralId(Uuid::from_u128(4)), ngo: OWN };

    fn member(kind: OrganisationKind, standing: Standing, role: MemberRole) -> Actor {
        let membership = Membership { organisation: OWN, kind, standing, role };
        somebody(|actor| actor.membership = Some(membership))
    }

    fn platform(role: PlatformRole) -> Actor {
        somebody(|actor| actor.platform = Some(role))
    }

    fn somebody(be: impl FnOnce(&mut Actor)) -> Actor {
        let mut actor = Actor::anonymous();
        actor.account = Some(AccountId(Uuid::from_u128(3)));
        be(&mut actor);
        actor
    }

    fn actors() -> Vec<Actor> {
        use OrganisationKind::{Association, Authority, Business, Media, Ngo, Organiser};
        use Standing::{Suspended, Unverified, Verified};
        let manager = MemberRole::Manager;
        vec![
            Actor::anonymous(),
            member(Business, Verified, MemberRole::Member),
            member(Business, Verified, manager),
            member(Business, Unverified, manager),
            member(Business, Suspended, manager),
            member(Ngo, Verified, MemberRole::Member),
            member(Ngo, Verified, manager),
            member(Ngo, Unverified, manager),
            member(Ngo, Suspended, manager),
            member(Organiser, Verified, manager),
            member(Association, Verified, manager),
            member(Authority, Verified, manager),
            member(Media, Verified, manager),
            platform(PlatformRole::Steward),
            platform(PlatformRole::Curator),
            platform(PlatformRole::Administrator),
            Actor::system(),
            Actor::oneself(PERSON),
        ]
    }

    fn line<A: Action>(make: impl Fn() -> A) -> String {
        let sign = |actor: &Actor| match actor.permit(make()) {
            Ok(_) => '+',
            Err(Error::Refused(_)) => '-',
            Err(Error::NotFound | Error::SignInNeeded) => '.',
            Err(other) => panic!("{other}"),
        };
        actors().iter().map(sign).collect()
    }

    #[test]
    fn the_matrix_of_roles_and_actions() {
        macro_rules! lines {
            ($($action:ident)+) => { [$((stringify!($action), line(|| $action { organisation: OWN }))),+] };
        }
        let own = lines! { WritePlacement PublishPlacement AnswerIntroduction WriteReferral OpenReferral RecordConsent
        RevokeConsent AskErasure KeepReferral GiveOwnPage PutForward Withdraw FollowUp KeepCalendar ManageOrganisation };
        // In order: visitor; business verified (member, manager), not yet, suspended; NGO the same; organiser, association,
        // authority, media; steward, curator, administrator; system; the person whom a referral is about.
        let expected = [
            ("WritePlacement", ".+++-............."),
            ("PublishPlacement", ".++--............."),
            ("AnswerIntroduction", ".++--............."),
            ("WriteReferral", ".....+++-........."),
            ("OpenReferral", ".....++--........."),
            ("RecordConsent", ".....++--........."),
            ("RevokeConsent", ".....++++........."),
            ("AskErasure", ".....++++........."),
            ("KeepReferral", ".....++++........."),
            ("GiveOwnPage", ".....++++........."),
            ("PutForward", ".....++--........."),
            ("Withdraw", ".....++++........."),
            ("FollowUp", ".....+++-........."),
            ("KeepCalendar", ".....+++-........."),
            ("ManageOrganisation", ".-+++-+++++++....."),
        ];
        assert_eq!(own.map(|(action, signs)| format!("{action} {signs}")), expected.map(|(a, s)| format!("{a} {s}")));
        let now = DateTime::UNIX_EPOCH;
        let (by, member_since) = (Some(AccountId(Uuid::from_u128(5))), now - TimeDelta::days(7));
        let erase = EraseReferral { organisation: OWN, by, alone: Alone::Never, member_since, now };
        let others = [
            ("VetOrganisation", line(|| VetOrganisation), ".............+...."),
            ("HandleCase", line(|| HandleCase), ".............+...."),
            ("KeepWatch", line(|| KeepWatch), "................+."),
            ("SetWageFloor", line(|| SetWageFloor), ".............+..+."),
            ("PublishPractice", line(|| PublishPractice), "..............+.+."),
            ("WriteProposal", line(|| WriteProposal { organisation: Some(OWN) }), ".++--++--++++....."),
            ("WriteProposal", line(|| WriteProposal { organisation: None }), "..............+.+."),
            ("ReviewProposal", line(|| ReviewProposal), "..............+..."),
            ("KeepSearch", line(|| KeepSearch), ".+++++++++++++++.."),
            ("HaltOrganisation", line(|| HaltOrganisation { organisation: OWN }), ".............+..+."),
            ("RetryDelivery", line(|| RetryDelivery), "...............+.."),
            ("ResetSecondStep", line(|| ResetSecondStep), "...............+.."),
            ("EndSessions", line(|| EndSessions), "...............+.."),
            ("AppointCurator", line(|| AppointCurator), "...............+.."),
            ("RunInstallation", line(|| RunInstallation), "................+."),
            ("EraseReferral", line(|| erase), ".....-+++.......+."),
            ("TakeBackConsent", line(|| TakeBackConsent(PERSON)), ".................+"),
            ("WishErasure", line(|| WishErasure(PERSON)), ".................+"),
        ];
        for (action, signs, expect) in others {
            assert_eq!(signs, expect, "{action}");
        }
    }

    #[test]
    fn nobody_acts_for_another_organisation() {
        macro_rules! none {
            ($($action:ident)+) => {$(
                assert_eq!(line(|| $action { organisation: OTHER }), "..................", stringify!($action));
            )+};
        }
        none! { WritePlacement PublishPlacement AnswerIntroduction WriteReferral OpenReferral RecordConsent RevokeConsent
        AskErasure KeepReferral GiveOwnPage PutForward Withdraw FollowUp KeepCalendar ManageOrganisation }
        assert_eq!(line(|| WriteProposal { organisation: Some(OTHER) }), "..................");
    }
}
