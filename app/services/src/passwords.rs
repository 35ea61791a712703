//! Hashing of passwords: Argon2id (RFC 9106) with 19 MiB, two passes, one lane (the OWASP minimum), away from the
//! threads that serve pages.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::{Error, Result};

fn failed(cause: impl std::fmt::Display) -> Error {
    store::Error::Random(cause.to_string()).into()
}

/// The hash of a password, in PHC form.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(failed)?;
    let hashed = tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&salt)?;
        Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hashed.await.map_err(failed)?.map_err(failed)
}

/// Whether a password has this hash. Without a hash (no such account) the same work is done for nothing, so that the
/// time says nothing.
pub(crate) async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let password: String = password.chars().take(1024).collect();
    let Some(known) = hash.map(str::to_owned) else {
        self::hash(&password).await?;
        return Ok(false);
    };
    let verified = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&known)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.map_err(failed)
}
