//! What an organisation may do at a moment, and what its own members read where that is not enough.

use chrono::NaiveDate;

use super::OrganisationStatus;
use crate::error::Error;
use crate::words::words;

words! {
    /// What an organisation may do at this moment.
    Standing {
        /// Prepares drafts and nothing else.
        Unverified = "unverified",
        /// Does all that its kind does.
        Verified = "verified",
        /// Does nothing until its suspension ends.
        Suspended = "suspended",
        /// Does nothing, and is verified anew once its debarment has ended.
        Debarred = "debarred",
    }
}

impl Standing {
    /// Whether it does nothing at all: it is suspended or debarred.
    #[must_use]
    pub const fn is_kept_out(self) -> bool {
        matches!(self, Self::Suspended | Self::Debarred)
    }

    /// Why it does nothing that others see, by the key of the words for its own members; nothing while it is verified.
    #[must_use]
    pub const fn why_not(self) -> Option<&'static str> {
        match self {
            Self::Verified => None,
            Self::Unverified => Some("refused-unverified"),
            Self::Suspended => Some("refused-suspended"),
            Self::Debarred => Some("refused-debarred"),
        }
    }

    /// Whether it does all that its kind does.
    ///
    /// # Errors
    /// [`Error::Refused`] as it stands, in words for its own members.
    pub fn check_verified(self) -> crate::Result<()> {
        self.why_not().map_or(Ok(()), |why| Err(Error::Refused(why)))
    }

    /// Whether it may prepare drafts at least.
    ///
    /// # Errors
    /// [`Error::Refused`] while it is suspended or debarred, in words for its own members.
    pub fn check_not_kept_out(self) -> crate::Result<()> {
        if self.is_kept_out() { self.check_verified() } else { Ok(()) }
    }
}

impl OrganisationStatus {
    /// The standing that this status gives on a day.
    #[must_use]
    pub fn standing(self, until: Option<NaiveDate>, today: NaiveDate) -> Standing {
        match self {
            Self::Verified if until.is_some_and(|day| day >= today) => Standing::Verified,
            Self::Suspended => Standing::Suspended,
            Self::Debarred => Standing::Debarred,
            _ => Standing::Unverified,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use crate::error::Error;

    #[test]
    fn who_is_refused_reads_how_it_stands_itself() {
        for (standing, verified, not_kept_out) in [
            (Standing::Verified, None, None),
            (Standing::Unverified, Some("refused-unverified"), None),
            (Standing::Suspended, Some("refused-suspended"), Some("refused-suspended")),
            (Standing::Debarred, Some("refused-debarred"), Some("refused-debarred")),
        ] {
            assert_eq!(standing.check_verified().err(), verified.map(Error::Refused), "{standing}");
            assert_eq!(standing.check_not_kept_out().err(), not_kept_out.map(Error::Refused), "{standing}");
        }
    }
}
