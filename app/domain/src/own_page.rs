//! The page of a person's own, which a secret address opens: what the secret looks like. It may be written down by
//! hand and typed on any phone, so it is made of digits and small letters that nobody takes for each other.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// Digits and letters without `i`, `l`, `o` and `u`, as Douglas Crockford chose them for his base 32.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many signs a secret has: 140 bits, more than anybody guesses.
const LENGTH: usize = 28;
/// Signs that are written together.
const GROUP: usize = 4;

/// The secret of such a page.
#[derive(Clone, PartialEq, Eq)]
pub struct PageSecret(Box<str>);

impl PageSecret {
    /// How many random bytes make one.
    pub const BYTES: usize = LENGTH;

    /// A secret from random bytes, of which five bits each are used.
    #[must_use]
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let sign = |byte: u8| SIGNS.get(usize::from(byte & 31)).copied().map_or('0', char::from);
        Self(bytes.into_iter().map(sign).collect::<String>().into())
    }

    /// The signs without anything between them: what is hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PageSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageSecret")
    }
}

impl fmt::Display for PageSecret {
    /// In groups, as it is written down and stands in the address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, sign) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{sign}")?;
        }
        Ok(())
    }
}

impl FromStr for PageSecret {
    type Err = Error;

    /// Reads one as people type it: in whatever case, with or without dashes between, `o` for `0`, `i` and `l` for `1`.
    fn from_str(text: &str) -> Result<Self, Error> {
        // Nobody types as much by mistake, and what is longer is not worth looking at.
        if text.len() > 4 * LENGTH {
            return Err(Error::NotFound);
        }
        let typed = text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        });
        let signs: String = typed.collect();
        let known = signs.bytes().all(|byte| SIGNS.contains(&byte));
        if known && signs.len() == LENGTH { Ok(Self(signs.into())) } else { Err(Error::NotFound) }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::PageSecret;

    #[test]
    fn a_secret_is_read_as_it_is_written_down() {
        let secret = PageSecret::from_random(std::array::from_fn(|at| u8::try_from(at * 9).unwrap()));
        let written = secret.to_string();
        assert_eq!(written.len(), 34, "{written}");
        assert_eq!(written.parse::<PageSecret>().unwrap(), secret);
        assert_eq!(written.to_uppercase().replace('-', " ").parse::<PageSecret>().unwrap(), secret);
        assert_eq!(written.replace('0', "O").replace('1', "l").parse::<PageSecret>().unwrap(), secret);
        assert_eq!(format!("{secret:?}"), "PageSecret", "it is in no log");
    }

    #[test]
    fn whatever_else_is_typed_is_none() {
        for wrong in
            ["", "sheet", "0123", "u123-4567-89ab-cdef-ghjk-mnpq-rstv", "٣", &"0".repeat(29), &"-".repeat(1000)]
        {
            assert!(wrong.parse::<PageSecret>().is_err(), "{wrong}");
        }
    }
}
