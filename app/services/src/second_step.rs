//! The second step of signing in: the code that a phone shows (RFC 6238), a passkey, or a recovery code from paper. Those
//! with a role on the platform need one, and members of whom their organisation asks it; everybody may have one.

use domain::account::{Email, Proof};
use domain::event::Event;
use domain::id::AccountId;
use domain::policy::ResetSecondStep;
use domain::{Error, Problem, Result};
use store::accounts::{self, Account};
use store::{Tx, recovery_codes, totp_secrets};
use totp_rs::{Builder, Secret, Totp};

use crate::accounts::Entered;
use crate::scope::Scope;
use crate::sessions::{self, Asks, SessionToken, Visit};
use crate::throttle::{self, Counted, Reserved};
use crate::{devices, passkeys};

mod phone;

pub use phone::{Told, begin_phone, confirm_phone, phone, remove_phone};

/// Bytes of a secret that phone and server share: as many as HMAC-SHA-1 gives (RFC 4226 recommends it).
const SECRET: usize = 20;
/// How many recovery codes there are.
const CODES: usize = 10;
/// Signs of a recovery code: 60 bits.
const CODE: usize = 12;
/// Digits and letters that nobody takes for each other on paper.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What somebody who signs in can take the second step with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// A code that their phone shows.
    pub phone: Way,
    /// A passkey.
    pub passkey: Way,
}

/// Whether a way is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It is.
    There,
    /// It is not.
    None,
}

impl Way {
    pub(crate) const fn of(there: bool) -> Self {
        if there { Self::There } else { Self::None }
    }
}

fn failed(cause: impl std::fmt::Display) -> Error {
    store::Error::Random(cause.to_string()).into()
}

/// Seconds for which a phone shows a code.
const STEP: i64 = 30;

/// One code every thirty seconds, six digits, the one before and the one after counting too: what every phone can do.
fn totp(secret: &[u8], account: &Email) -> Result<Totp> {
    let builder = Builder::new().with_secret(Secret::from(secret.to_vec())).with_skew(1).with_issuer(Some("Ponte"));
    // A colon would end the name in the address that a phone reads.
    builder.with_account_name(account.as_str().replace(':', "-")).build().map_err(failed)
}

/// The step of time whose code this is, if it is one.
fn step_of(secret: &[u8], account: &Email, code: &str, scope: &Scope) -> Result<Option<i64>> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(scope.now().timestamp()).unwrap_or_default();
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let step = if plain { totp(secret, account)?.check(&digits, now) } else { None };
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The last step of time whose code can be given now.
fn latest_step(scope: &Scope) -> i64 {
    scope.now().timestamp() / STEP + 1
}

/// What a recovery code is compared by, as people type it.
fn recovery(code: &str) -> String {
    let typed = code.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| match c.to_ascii_lowercase() {
        'o' => '0',
        'i' | 'l' => '1',
        other => other,
    });
    typed.take(2 * CODE).collect()
}

/// New recovery codes in the place of those there were: as they are shown, once.
pub(crate) async fn new_codes(scope: &Scope, tx: &Tx, account: AccountId) -> Result<Vec<String>> {
    let mut random = [0_u8; CODES * CODE];
    getrandom::fill(&mut random).map_err(failed)?;
    let sign = |byte: &u8| SIGNS.get(usize::from(byte & 31)).copied().map_or('0', char::from);
    let codes: Vec<String> = random.chunks(CODE).map(|bytes| bytes.iter().map(sign).collect()).collect();
    recovery_codes::put(tx, &scope.services().keyring, account, &codes, scope.now()).await?;
    let grouped = |code: &String| {
        let signs: Vec<char> = code.chars().collect();
        signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    };
    Ok(codes.iter().map(grouped).collect())
}

/// Whoever has given the password with this token and not yet the second step, with the ways they have to take it.
///
/// # Errors
/// [`Error::SignInNeeded`] where nobody has, or took too long.
pub async fn waiting(scope: &Scope, token: &str) -> Result<Ways> {
    let account = half(scope, token).await?;
    ways(scope, &account).await
}

pub(crate) async fn half(scope: &Scope, token: &str) -> Result<Account> {
    match sessions::signed(scope.services(), token).await? {
        sessions::Signed::Half(id) => accounts::find(scope.db(), id).await?.ok_or(Error::SignInNeeded),
        _ => Err(Error::SignInNeeded),
    }
}

/// The same for a form that is carried out: one that was carried out before is told from one that came too late.
pub(crate) async fn half_once(scope: &Scope, token: &str) -> Result<Account> {
    let found = half(scope, token).await;
    if matches!(found, Err(Error::SignInNeeded)) {
        scope.refuse_repeated().await?;
    }
    found
}

async fn ways(scope: &Scope, account: &Account) -> Result<Ways> {
    let secret = totp_secrets::find(scope.db(), &scope.services().keyring, account.id).await?;
    let phone = Way::of(secret.is_some_and(|secret| secret.confirmed.is_some()));
    let passkey = Way::of(!store::passkeys::of_account(scope.db(), account.id).await?.is_empty());
    Ok(Ways { phone, passkey })
}

/// Takes the second step with a code, from the phone or from paper, and begins the session.
///
/// # Errors
/// [`Problem::Other`] beside `code` for a wrong one, or one that was used; [`Problem::TryLater`] after many attempts;
/// [`Error::SignInNeeded`] for whoever took too long; [`Error::Repeated`] where the step was taken a moment ago.
pub async fn take(scope: &Scope, token: &str, code: &str, visit: &Visit) -> Result<Entered> {
    let account = half_once(scope, token).await?;
    if code.trim().is_empty() {
        return Err(Error::at("code", Problem::Missing));
    }
    let id = account.id.to_string();
    // Whoever has the password alone does not hold up the owner, whose browser is known.
    let counted = match devices::known(scope, Some(&account), Proof::Both, visit.device.as_deref()) {
        Some(device) => Counted::SignInKnown(device),
        None => Counted::SecondStep(&id),
    };
    let reserved = throttle::reserve(scope, "code", &[counted]).await?;
    let (tx, reserved) = begin_once(scope, reserved).await?;
    let Some(action) = spend(scope, &tx, &account, code).await? else {
        drop(tx);
        // Another window took this step meanwhile. The attempt still counts: whoever guesses could end what is half
        // themselves, to guess without end.
        return match half(scope, token).await {
            Err(Error::SignInNeeded) => Err(Error::Repeated),
            _ => Err(wrong()),
        };
    };
    throttle::succeeded(scope, &tx, reserved).await?;
    let entered = finish(scope, &tx, &account, visit).await?;
    scope.commit(tx, action, &format!("account {id}")).await?;
    Ok(entered)
}

/// Begins what an attempt was counted for; of a form that was carried out before, the attempt is given back.
async fn begin_once(scope: &Scope, reserved: Reserved) -> Result<(Tx, Reserved)> {
    match scope.begin().await {
        Ok(tx) => Ok((tx, reserved)),
        Err(Error::Repeated) => Err(repeated(scope, reserved).await),
        Err(error) => Err(error),
    }
}

/// Gives an attempt back that was none: the same was done a moment ago.
async fn repeated(scope: &Scope, reserved: Reserved) -> Error {
    give_back(scope, reserved).await.err().unwrap_or(Error::Repeated)
}

async fn give_back(scope: &Scope, reserved: Reserved) -> Result<()> {
    let tx = scope.db().begin().await?;
    throttle::succeeded(scope, &tx, reserved).await?;
    Ok(tx.commit().await?)
}

fn wrong() -> Error {
    tracing::info!("a wrong second step");
    Error::at("code", Problem::Other("problem-wrong-code"))
}

/// Uses a code up; answers what the log calls it. A code from paper tells its owner that it was used.
async fn spend(scope: &Scope, tx: &Tx, account: &Account, code: &str) -> Result<Option<&'static str>> {
    let keyring = &scope.services().keyring;
    let secret = totp_secrets::find(tx, keyring, account.id).await?.filter(|secret| secret.confirmed.is_some());
    if let Some(secret) = secret
        && let Some(step) = step_of(&secret.secret, &account.email, code, scope)?
    {
        return Ok(totp_secrets::spend(tx, account.id, step, latest_step(scope)).await?.then_some("sign in"));
    }
    if recovery_codes::spend(tx, keyring, account.id, &recovery(code)).await? {
        scope.push(tx, Event::SignInChanged { account: account.id }).await?;
        return Ok(Some("sign in with recovery code"));
    }
    Ok(None)
}

/// Begins the session of somebody who has taken both steps.
pub(crate) async fn finish(scope: &Scope, tx: &Tx, account: &Account, visit: &Visit) -> Result<Entered> {
    let token = sessions::begin(scope, tx, (account.id, Proof::Both), visit.replaced.as_deref()).await?;
    if devices::known(scope, Some(account), Proof::Both, visit.device.as_deref()).is_none() {
        throttle::forget(scope, tx, Counted::SignIn(account.email.as_str())).await?;
    }
    Ok(Entered::In { token, device: devices::known_from_now(scope, account, Proof::Both)? })
}

/// What somebody sees of how they sign in.
#[derive(Debug, Clone)]
pub struct Status {
    /// Who asks a second step of them.
    pub asks: Asks,
    /// A code from the phone.
    pub phone: Way,
    /// Passkeys.
    pub passkeys: Vec<passkeys::Passkey>,
    /// How many recovery codes are left.
    pub codes: u64,
    /// Whether they have shown not long ago that they are the owner of the account, and so can change any of it.
    pub fresh: Way,
}

/// How the actor signs in.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn status(scope: &Scope, token: &str) -> Result<Status> {
    let account = crate::accounts::own(scope).await?;
    Ok(Status {
        asks: sessions::asks_second_step(scope.services(), scope.db(), &account).await?,
        phone: ways(scope, &account).await?.phone,
        passkeys: passkeys::own(scope).await?,
        codes: recovery_codes::count(scope.db(), account.id).await?,
        fresh: Way::of(sessions::is_fresh(scope, token).await?),
    })
}

/// Shows with password, and code where there is one, that the actor is the owner of the account; another session goes on.
///
/// # Errors
/// Problems beside `own_password` and `code`; [`Problem::TryLater`] after many attempts.
pub async fn prove(scope: &Scope, token: &str, (password, code): (&str, &str)) -> Result<SessionToken> {
    let (account, tx) = proved(scope, (password, code)).await?;
    let token = sessions::begin(scope, &tx, (account.id, sessions::proof_of(&account)), Some(token)).await?;
    scope.commit(tx, "prove ownership", &format!("account {}", account.id)).await?;
    Ok(token)
}

/// The same for what is done at once: the account, and the transaction that goes on.
pub(crate) async fn proved(scope: &Scope, (password, code): (&str, &str)) -> Result<(Account, Tx)> {
    let account = crate::accounts::prove(scope, "own_password", password).await?;
    let id = account.id.to_string();
    let reserved = throttle::reserve(scope, "code", &[Counted::Proof(&id)]).await?;
    let tx = scope.begin().await?;
    if account.second_step.is_some() && spend(scope, &tx, &account, code).await?.is_none() {
        return Err(wrong());
    }
    throttle::succeeded(scope, &tx, reserved).await?;
    Ok((account, tx))
}

/// What follows when a way is added: the account has a second step, its other sessions end, its owner is told.
pub(crate) async fn added(
    scope: &Scope,
    tx: Tx,
    account: &Account,
    action: &'static str,
) -> Result<(SessionToken, Vec<String>)> {
    // Of two ways that are added at once one is first, and the recovery codes that come with it are those that count.
    let held = accounts::hold(&tx, account.id).await?.ok_or(Error::SignInNeeded)?;
    let codes = match held.second_step {
        Some(_) => Vec::new(),
        None => {
            accounts::set_second_step(&tx, account.id, Some(scope.now())).await?;
            new_codes(scope, &tx, account.id).await?
        }
    };
    let token = changed(scope, tx, (account.id, Proof::Both), action).await?;
    Ok((token, codes))
}

/// Rotates the session, tells the owner and makes everything permanent.
async fn changed(
    scope: &Scope,
    tx: Tx,
    (account, proof): (AccountId, Proof),
    action: &'static str,
) -> Result<SessionToken> {
    let token = sessions::rotate(scope, &tx, account, proof).await?;
    scope.push(&tx, Event::SignInChanged { account }).await?;
    scope.commit(tx, action, &format!("account {account}")).await?;
    Ok(token)
}

/// Gives the actor new recovery codes in the place of those there were, to be shown once.
///
/// # Errors
/// [`Error::Refused`] to whoever has not shown not long ago that they are the owner; [`Error::NotFound`] without a second
/// step.
pub async fn renew_codes(scope: &Scope, token: &str) -> Result<(SessionToken, Vec<String>)> {
    let account = sessions::fresh(scope, token).await?;
    if account.second_step.is_none() {
        return Err(Error::NotFound);
    }
    let tx = scope.begin().await?;
    let codes = new_codes(scope, &tx, account.id).await?;
    Ok((changed(scope, tx, (account.id, Proof::Both), "renew recovery codes").await?, codes))
}

/// What follows when a way is removed: without any, the account has no second step and no recovery codes.
///
/// # Errors
/// [`Error::Refused`] where it is the last of somebody of whom one is asked.
pub(crate) async fn removed(scope: &Scope, tx: Tx, account: &Account, action: &'static str) -> Result<SessionToken> {
    // Of two ways that are removed at once, one is the last.
    accounts::hold(&tx, account.id).await?;
    let phone = totp_secrets::find(&tx, &scope.services().keyring, account.id).await?;
    let phone = phone.is_some_and(|secret| secret.confirmed.is_some());
    let left = phone || !store::passkeys::of_account(&tx, account.id).await?.is_empty();
    if left {
        return changed(scope, tx, (account.id, Proof::Both), action).await;
    }
    if sessions::asks_second_step(scope.services(), &tx, account).await? != Asks::Nobody {
        return Err(Error::Refused("refused-last-second-step"));
    }
    forget(&tx, account.id).await?;
    changed(scope, tx, (account.id, Proof::Password), action).await
}

/// Removes every way of an account.
pub(crate) async fn forget(tx: &Tx, account: AccountId) -> Result<()> {
    totp_secrets::remove(tx, account).await?;
    store::passkeys::remove_all(tx, account).await?;
    recovery_codes::remove(tx, account).await?;
    Ok(accounts::set_second_step(tx, account, None).await?)
}

/// Takes the second step away from somebody who has lost it: they sign in with their password and, where their role needs
/// it, set up another before anything else. They are told by mail, and their sessions end.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators; a problem beside `email` for an address that has no account with
/// a second step, and for one's own.
pub async fn reset(scope: &Scope, email: &str) -> Result<()> {
    scope.permit(ResetSecondStep)?;
    let email: Email = email.parse().map_err(|problem| Error::at("email", problem))?;
    let tx = scope.begin().await?;
    let account = accounts::by_email(&tx, &email).await?.filter(|account| account.second_step.is_some());
    let account = account.ok_or_else(|| Error::at("email", Problem::Other("problem-no-second-step")))?;
    if scope.actor().account == Some(account.id) {
        return Err(Error::at("email", Problem::Other("problem-own-second-step")));
    }
    forget(&tx, account.id).await?;
    store::sessions::end_all(&tx, account.id).await?;
    scope.push(&tx, Event::SignInChanged { account: account.id }).await?;
    scope.commit(tx, "reset second step", &format!("account {}", account.id)).await
}
