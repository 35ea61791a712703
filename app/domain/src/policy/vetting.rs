//! What stewards may do to an organisation's standing, what follows from it, and who may vouch.

use super::{Action, member, platform, verified, whatever};
use crate::account::PlatformRole;
use crate::actor::Actor;
use crate::error::{Error, Result};
use crate::id::{AccountId, OrganisationId};
use crate::organisation::OrganisationKind;

for_organisation! {
    /// Vouches for a business, and looks over what was said.
    Vouch, Association, verified;
    /// Takes a vouch back: the truth waits for no steward.
    TakeBackVouch, Association, whatever;
}

/// Lets all that an organisation offers rest and tells those who rely on it: stewards by decision, and the system where
/// it follows from another's act or from the calendar.
#[derive(Debug, Clone, Copy)]
pub struct HaltOrganisation {
    /// Whose offers rest.
    pub organisation: OrganisationId,
}

impl Action for HaltOrganisation {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        if actor.is_system() { Ok(()) } else { platform(actor, PlatformRole::Steward) }
    }
}

/// Confirms what another steward proposed: that a business is verified, or that somebody is debarred.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmProposed {
    /// Who proposed it.
    pub by: AccountId,
}

impl Action for ConfirmProposed {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        platform(actor, PlatformRole::Steward)?;
        if actor.account == Some(self.by) { Err(Error::Refused("refused-second-steward")) } else { Ok(()) }
    }
}

/// Answers an appeal: a steward who had no part in the decision.
#[derive(Debug, Clone)]
pub struct AnswerAppeal {
    /// Who decided.
    pub deciders: Vec<AccountId>,
}

impl Action for AnswerAppeal {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        platform(actor, PlatformRole::Steward)?;
        let own = actor.account.is_some_and(|account| self.deciders.contains(&account));
        if own { Err(Error::Refused("refused-own-decision")) } else { Ok(()) }
    }
}

/// Lifts what keeps an organisation out: a steward who may.
#[derive(Debug, Clone)]
pub struct LiftSanction {
    /// Who may not, as [`Sanction::not_lifted_by`](crate::sanction::Sanction::not_lifted_by) tells.
    pub not_by: Vec<AccountId>,
}

impl Action for LiftSanction {
    fn allowed(&self, actor: &Actor) -> Result<()> {
        platform(actor, PlatformRole::Steward)?;
        let own = actor.account.is_some_and(|account| self.not_by.contains(&account));
        if own { Err(Error::Refused("refused-own-suspension")) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    //! The part of the matrix of roles and actions that is about standing; signs as there.
    #![expect(clippy::panic, reason = "a test that cannot go on says why")]
    use super::{AnswerAppeal, ConfirmProposed, HaltOrganisation, LiftSanction, TakeBackVouch, Vouch};
    use crate::account::{MemberRole, PlatformRole};
    use crate::actor::{Actor, Membership};
    use crate::error::Error;
    use crate::id::{AccountId, OrganisationId};
    use crate::organisation::{OrganisationKind, Standing};
    use crate::policy::Action;
    use uuid::Uuid;

    const OWN: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));
    const FIRST: AccountId = AccountId(Uuid::from_u128(3));
    const SECOND: AccountId = AccountId(Uuid::from_u128(4));
    const THIRD: AccountId = AccountId(Uuid::from_u128(5));

    fn somebody(account: AccountId, be: impl FnOnce(&mut Actor)) -> Actor {
        let mut actor = Actor::anonymous();
        actor.account = Some(account);
        be(&mut actor);
        actor
    }

    /// Visitor; association verified, not yet, suspended; business; NGO; three stewards; curator; administrator; system.
    fn actors() -> Vec<Actor> {
        use OrganisationKind::{Association, Business, Ngo};
        let member = |kind, standing| {
            let membership = Membership { organisation: OWN, kind, standing, role: MemberRole::Manager };
            somebody(FIRST, |actor| actor.membership = Some(membership))
        };
        let platform = |account, role| somebody(account, |actor| actor.platform = Some(role));
        vec![
            Actor::anonymous(),
            member(Association, Standing::Verified),
            member(Association, Standing::Unverified),
            member(Association, Standing::Suspended),
            member(Business, Standing::Verified),
            member(Ngo, Standing::Verified),
            platform(FIRST, PlatformRole::Steward),
            platform(SECOND, PlatformRole::Steward),
            platform(THIRD, PlatformRole::Steward),
            platform(FIRST, PlatformRole::Curator),
            platform(FIRST, PlatformRole::Administrator),
            Actor::system(),
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
    fn the_matrix_of_roles_and_actions_about_standing() {
        for (action, signs, expect) in [
            ("Vouch", line(|| Vouch { organisation: OWN }), ".+--........"),
            ("TakeBackVouch", line(|| TakeBackVouch { organisation: OWN }), ".+++........"),
            ("Vouch", line(|| Vouch { organisation: OTHER }), "............"),
            ("TakeBackVouch", line(|| TakeBackVouch { organisation: OTHER }), "............"),
            ("HaltOrganisation", line(|| HaltOrganisation { organisation: OWN }), "......+++..+"),
            ("ConfirmProposed", line(|| ConfirmProposed { by: FIRST }), "......-++..."),
            ("AnswerAppeal", line(|| AnswerAppeal { deciders: vec![FIRST, SECOND] }), "......--+..."),
            ("LiftSanction", line(|| LiftSanction { not_by: vec![FIRST] }), "......-++..."),
            ("LiftSanction", line(|| LiftSanction { not_by: Vec::new() }), "......+++..."),
        ] {
            assert_eq!(signs, expect, "{action}");
        }
    }
}
