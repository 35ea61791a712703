//! Hashing of passwords: Argon2id (RFC 9106) with 19 MiB, two passes, one lane (the OWASP minimum), away from the
//! threads that serve pages, and only so many at once: the others wait for their turn, so that memory has a bound.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::{Error, Result};
use tokio::sync::Semaphore;

/// As many turns as there are cores; more would only cost memory.
static TURNS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, NonZeroUsize::get)));

fn failed(cause: impl std::fmt::Display) -> Error {
    store::Error::Random(cause.to_string()).into()
}

/// Does costly work when its turn has come. The turn goes with the work, which nobody can stop once it has begun.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = TURNS.acquire().await.map_err(failed)?;
    let worked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    worked.await.map_err(failed)
}

/// The hash of a password, in PHC form.
pub(crate) async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(failed)?;
    let hashed = in_turn(move || {
        let salt = SaltString::encode_b64(&salt)?;
        Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hashed.await?.map_err(failed)
}

/// Whether a password has this hash. Without a hash (no such account) the same work is done for nothing, so that the
/// time says nothing.
pub(crate) async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let password: String = password.chars().take(1024).collect();
    let Some(known) = hash.map(str::to_owned) else {
        self::hash(&password).await?;
        return Ok(false);
    };
    in_turn(move || {
        PasswordHash::new(&known)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::{TURNS, in_turn};

    #[tokio::test]
    async fn work_takes_a_turn_and_gives_it_back() {
        let all = TURNS.available_permits();
        assert_eq!(in_turn(|| TURNS.available_permits()).await.unwrap(), all - 1);
        assert_eq!(TURNS.available_permits(), all);
    }
}
