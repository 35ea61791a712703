//! Accounts: addresses, passwords and roles.

use crate::problem::Problem;
use crate::words::words;

words! {
    /// What a member may do in an organisation.
    MemberRole {
        /// Also invites and removes members and describes the organisation.
        Manager = "manager",
        /// Does the organisation's work.
        Member = "member",
    }
}

words! {
    /// A role on the platform, besides any organisation.
    PlatformRole {
        /// Vets organisations and watches safeguards.
        Steward = "steward",
        /// Keeps the library.
        Curator = "curator",
        /// Runs the installation.
        Administrator = "administrator",
    }
}

words! {
    /// What a session was begun with.
    Proof {
        /// The password alone.
        Password = "password",
        /// The password and a second step.
        Both = "both",
    }
}

/// An e-mail address, in the form it is compared by: trimmed, lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Box<str>);

crate::opaque!(Email);

impl Email {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Email {
    type Err = Problem;

    /// Reads an address: one `@` with something before it and a dotted name behind it, at most 254 characters
    /// (RFC 5321), no spaces or control characters. Whether it exists, only mail can tell.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        if text.chars().count() > 254 {
            return Err(Problem::TooLong { max: 254 });
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')');
        let (local, domain) = text.rsplit_once('@').ok_or(Problem::NotAnAddress)?;
        let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
        let fits = !local.is_empty() && local.len() <= 64 && !local.contains('@') && dotted && !text.contains(odd);
        fits.then(|| Self(text.to_lowercase().into())).ok_or(Problem::NotAnAddress)
    }
}

/// A new password, long enough: 12 to 256 characters, nothing else is asked (NIST SP 800-63B: length over rules).
#[derive(Clone)]
pub struct NewPassword(Box<str>);

impl NewPassword {
    /// The password as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl std::str::FromStr for NewPassword {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text.chars().count() {
            0 => Err(Problem::Missing),
            n if n < 12 => Err(Problem::TooShort { min: 12 }),
            n if n > 256 => Err(Problem::TooLong { max: 256 }),
            _ => Ok(Self(text.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::Email;

    #[test]
    fn addresses() {
        assert_eq!(" Ana@Example.ORG ".parse::<Email>().unwrap().as_str(), "ana@example.org");
        for wrong in
            ["", "ana", "ana@", "@example.org", "a b@example.org", "ana@example", "a@b@c.org", "a@b..org", "a\n@b.org"]
        {
            assert!(wrong.parse::<Email>().is_err(), "{wrong:?}");
        }
    }
}
