//! Taking consent back: by the NGO for its person, or by the person, who can wish to be erased too.

use crate::actor::{Actor, Oneself};
use crate::error::{Error, Result};
use crate::id::{AccountId, OrganisationId};

use super::{Action, Permit, RevokeConsent};

/// Takes back what oneself has agreed to: the person whom the referral is about, and nobody else.
#[derive(Debug, Clone, Copy)]
pub struct TakeBackConsent(pub Oneself);

impl Action for TakeBackConsent {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.as_oneself() == Some(self.0) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// Notes that oneself wishes to be erased, or takes that back: the person whom the referral is about, and nobody else. What erases is
/// [`super::EraseReferral`], which the NGO does.
#[derive(Debug, Clone, Copy)]
pub struct WishErasure(pub Oneself);

impl Action for WishErasure {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.as_oneself() == Some(self.0) { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// The permit under which a grant is revoked.
#[derive(Debug)]
pub enum Revoking {
    /// The NGO does it for its person.
    Ngo(Permit<RevokeConsent>),
    /// The person does.
    Person(Permit<TakeBackConsent>),
}

impl Revoking {
    /// The person's NGO.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        match self {
            Self::Ngo(permit) => permit.action().organisation,
            Self::Person(permit) => permit.action().0.ngo,
        }
    }

    /// The member who does it; nobody when the person does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Ngo(permit) => permit.account(),
            Self::Person(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::account::{MemberRole, PlatformRole};
    use crate::actor::Membership;
    use crate::id::ReferralId;
    use crate::organisation::{OrganisationKind, Standing};
    use crate::policy::*;

    const NGO: OrganisationId = OrganisationId(Uuid::from_u128(1));

    fn others() -> Vec<Actor> {
        let account = Some(AccountId(Uuid::from_u128(3)));
        let mut manager = Actor::anonymous();
        let (kind, standing, role) = (OrganisationKind::Ngo, Standing::Verified, MemberRole::Manager);
        manager.account = account;
        manager.membership = Some(Membership { organisation: NGO, kind, standing, role });
        let platform = PlatformRole::ALL.iter().map(|role| {
            let mut actor = Actor::anonymous();
            (actor.account, actor.platform) = (account, Some(*role));
            actor
        });
        platform.chain([manager, Actor::anonymous(), Actor::system()]).collect()
    }

    #[test]
    fn a_person_may_take_back_their_own_consent_and_do_nothing_else() {
        let me = Oneself { referral: ReferralId(Uuid::from_u128(4)), ngo: NGO };
        let person = Actor::oneself(me);
        assert!(person.permit(TakeBackConsent(me)).is_ok() && person.permit(WishErasure(me)).is_ok());
        let other = Oneself { referral: ReferralId(Uuid::from_u128(5)), ngo: NGO };
        assert!(person.permit(TakeBackConsent(other)).is_err() && person.permit(WishErasure(other)).is_err());
        for other in others() {
            assert!(other.permit(TakeBackConsent(me)).is_err(), "{other:?} takes it back in their name");
            assert!(other.permit(WishErasure(me)).is_err(), "{other:?} wishes in their name");
        }
        macro_rules! none {
            ($($action:ident)+) => {$(
                assert!(person.permit($action { organisation: NGO }).is_err(), stringify!($action));
            )+};
        }
        none! { WritePlacement PublishPlacement AnswerIntroduction WriteReferral OpenReferral RecordConsent RevokeConsent
        GiveOwnPage PutForward Withdraw ManageOrganisation }
        assert!(person.permit(VetOrganisation).is_err() && person.permit(RunInstallation).is_err());
        assert!(person.permit(KeepSearch).is_err() && person.permit(WriteProposal { organisation: None }).is_err());
    }
}
