//! The permit under which one side of an introduction acts.

use super::{AnswerIntroduction, Permit, PutForward, Revoking, Withdraw};
use crate::id::{AccountId, OrganisationId};
use crate::introduction::Side;

/// The permit under which one side of an introduction acts.
#[derive(Debug)]
pub enum Acting {
    /// The employer answers.
    Employer(Permit<AnswerIntroduction>),
    /// The NGO mediates.
    Ngo(Permit<PutForward>),
    /// The NGO ends it for its person.
    Protecting(Permit<Withdraw>),
    /// A consent that it rests on is taken back.
    Revoking(Revoking),
}

impl Acting {
    /// The side that acts.
    #[must_use]
    pub const fn side(&self) -> Side {
        match self {
            Self::Employer(_) => Side::Employer,
            Self::Ngo(_) | Self::Protecting(_) | Self::Revoking(_) => Side::Ngo,
        }
    }

    /// The organisation that acts.
    #[must_use]
    pub const fn organisation(&self) -> OrganisationId {
        match self {
            Self::Employer(permit) => permit.action().organisation,
            Self::Ngo(permit) => permit.action().organisation,
            Self::Protecting(permit) => permit.action().organisation,
            Self::Revoking(revoking) => revoking.organisation(),
        }
    }

    /// Who acts; nobody when the system does.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Employer(permit) => permit.account(),
            Self::Ngo(permit) => permit.account(),
            Self::Protecting(permit) => permit.account(),
            Self::Revoking(revoking) => revoking.account(),
        }
    }
}
