//! Hashing of passwords: Argon2id (RFC 9106) with 19 MiB, two passes, one lane (the OWASP minimum), away from the
//! threads that serve pages, and only so many at once: the others wait for their turn, so that memory has a bound.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::account::NewPassword;
use domain::{Error, Problem, Result};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

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

/// Words that passwords here are guessed by first.
const OWN: &[&str] = &["ponte", "bridge to work"];

/// Refuses a new password that would be guessed among the first million: one of those that people choose most, what lies
/// side by side on a keyboard, or what is known of its owner.
pub(crate) async fn refuse_guessable(password: &NewPassword, known: &[&str]) -> Result<()> {
    let password = password.as_str().to_owned();
    let known: Vec<String> = known.iter().chain(OWN).map(|word| (*word).to_owned()).collect();
    let score = in_turn(move || {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        zxcvbn(&password, &known).score()
    });
    if score.await? < Score::Two { Err(Error::at("password", Problem::Other("problem-guessable"))) } else { Ok(()) }
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
    use super::{TURNS, in_turn, refuse_guessable};

    #[tokio::test]
    async fn what_is_guessed_first_is_refused_and_words_in_a_row_are_not() {
        for (password, known, fine) in [
            ("123456789012", &[][..], false),
            ("passwordpassword", &[], false),
            ("qwertyuiop12", &[], false),
            ("aaaaaaaaaaaaaaaa", &[], false),
            ("ponteponteponte", &[], false),
            ("kim@example.org", &["kim@example.org"], false),
            ("tea in the garden", &[], true),
            ("bridge-over-water", &[], true),
            ("a password for tests", &[], true),
            ("bread and salt and water", &[], true),
            ("žluťoučký kůň úpěl", &[], true),
        ] {
            let new = password.parse().unwrap();
            assert_eq!(refuse_guessable(&new, known).await.is_ok(), fine, "{password}");
        }
    }

    #[tokio::test]
    async fn work_takes_a_turn_and_gives_it_back() {
        let all = TURNS.available_permits();
        assert_eq!(in_turn(|| TURNS.available_permits()).await.unwrap(), all - 1);
        assert_eq!(TURNS.available_permits(), all);
    }
}
