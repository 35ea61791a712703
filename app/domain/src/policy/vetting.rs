//! What stewards may do to an organisation's standing, and what follows from it.

use super::{Action, platform};
use crate::account::PlatformRole;
use crate::actor::Actor;
use crate::error::Result;
use crate::id::OrganisationId;

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
