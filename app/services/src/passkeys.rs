//! Passkeys (WebAuthn): adding one, signing in with it as the second step, removing it. The device keeps the private key
//! and asks for a finger, a face or a number before it answers; what is stored here opens nothing.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AccountId, PasskeyId};
use domain::{Error, Problem, Result, parse};
use store::ceremonies::{self, Purpose};
use store::passkeys::{self, MOST, Stored};
use uuid::Uuid;
use webauthn_rs::prelude::{
    CredentialID, Passkey as Public, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Url, Webauthn, WebauthnBuilder,
};

use crate::accounts::Entered;
use crate::scope::Scope;
use crate::second_step::{self, Way};
use crate::sessions::{self, SessionToken, Visit};

/// How long a device may take to answer.
const ANSWERED: TimeDelta = TimeDelta::minutes(5);

/// A passkey as its owner sees it.
#[derive(Clone)]
pub struct Passkey {
    /// Key.
    pub id: PasskeyId,
    /// What its owner calls the device.
    pub name: String,
    /// When it was added.
    pub created: DateTime<Utc>,
    /// When it was last used.
    pub used: Option<DateTime<Utc>>,
}

domain::opaque!(Passkey);

/// What a ceremony asks a browser, as JSON.
#[derive(Debug, Clone)]
pub struct Question(pub String);

fn failed(cause: impl std::fmt::Display) -> Error {
    store::Error::Random(cause.to_string()).into()
}

/// The party that passkeys are made for: the name of this installation's host. A bare address has none, and so no
/// passkeys.
fn party(scope: &Scope) -> Option<Webauthn> {
    let origin = &scope.services().origin;
    let url = Url::parse(&origin.serialised()).ok()?;
    let name = url.domain()?.to_owned();
    WebauthnBuilder::new(&name, &url).ok()?.rp_name("Ponte").build().ok()
}

/// Whether this installation has an address that passkeys can be made for.
#[must_use]
pub fn possible(scope: &Scope) -> Way {
    Way::of(party(scope).is_some())
}

/// The actor's passkeys, oldest first.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn own(scope: &Scope) -> Result<Vec<Passkey>> {
    let all = passkeys::of_account(scope.db(), scope.actor().account()?).await?;
    let shown =
        |stored: Stored| Passkey { id: stored.id, name: stored.name, created: stored.created, used: stored.used };
    Ok(all.into_iter().map(shown).collect())
}

/// Asks the actor's device for a new key.
///
/// # Errors
/// [`Error::Refused`] to whoever has not shown not long ago that they are the owner, and with very many passkeys;
/// [`Error::NotFound`] where the installation has no address for passkeys.
pub async fn ask_to_add(scope: &Scope, token: &str) -> Result<Question> {
    let account = sessions::fresh(scope, token).await?;
    let party = party(scope).ok_or(Error::NotFound)?;
    let known = passkeys::of_account(scope.db(), account.id).await?;
    if u64::try_from(known.len()).unwrap_or(u64::MAX) >= MOST {
        return Err(Error::Refused("refused-many-passkeys"));
    }
    let known = publics(&known)?.iter().map(|public| public.cred_id().clone()).collect::<Vec<CredentialID>>();
    let asked = party.start_passkey_registration(account.id.0, account.email.as_str(), &account.name, Some(known));
    let (question, state) = asked.map_err(failed)?;
    begin(scope, (account.id, token), Purpose::Add, (&question, &state)).await
}

/// Asks the device of somebody who has given the password for its answer.
///
/// # Errors
/// [`Error::SignInNeeded`] for whoever has not, or took too long; [`Error::NotFound`] without a passkey.
pub async fn ask_to_use(scope: &Scope, token: &str) -> Result<Question> {
    let account = second_step::half(scope, token).await?;
    let party = party(scope).ok_or(Error::NotFound)?;
    let known = publics(&passkeys::of_account(scope.db(), account.id).await?)?;
    if known.is_empty() {
        return Err(Error::NotFound);
    }
    let (question, state) = party.start_passkey_authentication(&known).map_err(failed)?;
    begin(scope, (account.id, token), Purpose::Use, (&question, &state)).await
}

fn publics(stored: &[Stored]) -> Result<Vec<Public>> {
    stored.iter().map(|stored| serde_json::from_str(&stored.data).map_err(failed)).collect()
}

async fn begin(
    scope: &Scope,
    asked: (AccountId, &str),
    purpose: Purpose,
    (question, state): (&impl serde::Serialize, &impl serde::Serialize),
) -> Result<Question> {
    let question = serde_json::to_string(question).map_err(failed)?;
    let state = serde_json::to_string(state).map_err(failed)?;
    let tx = scope.db().begin().await?;
    ceremonies::begin(&tx, asked, purpose, state, scope.now() + ANSWERED).await?;
    tx.commit().await?;
    Ok(Question(question))
}

/// Uses a question up, whatever came of it. The form's token is not spent with it: what is wrong is shown, however often
/// the same is posted.
async fn use_up(scope: &Scope, token: &str, purpose: Purpose) -> Result<()> {
    let tx = scope.db().begin().await?;
    ceremonies::take(&tx, token, purpose, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// An answer that fits no question: it came too late, a second time, or from another site.
fn unanswered() -> Error {
    tracing::info!("a wrong answer of a passkey");
    Error::at("", Problem::Other("problem-passkey-failed"))
}

/// Adds the key that the device made. Where it is the first second step, recovery codes come with it.
///
/// # Errors
/// Problems beside `name` and of the answer; [`Error::Refused`] to whoever has not shown not long ago that they are the
/// owner.
pub async fn add(scope: &Scope, token: &str, (name, answer): (&str, &str)) -> Result<(SessionToken, Vec<String>)> {
    let account = sessions::fresh(scope, token).await?;
    let name = parse::line(name, 60).map_err(|problem| Error::at("name", problem))?;
    let party = party(scope).ok_or(Error::NotFound)?;
    let tx = scope.begin().await?;
    let state = ceremonies::take(&tx, token, Purpose::Add, scope.now()).await?;
    let Some(public) = state.and_then(|state| registered(&party, answer, &state)) else {
        drop(tx);
        use_up(scope, token, Purpose::Add).await?;
        return Err(unanswered());
    };
    let stored = Stored {
        id: PasskeyId(Uuid::now_v7()),
        name,
        credential: public.cred_id().iter().map(|byte| format!("{byte:02x}")).collect(),
        data: serde_json::to_string(&public).map_err(failed)?,
        created: scope.now(),
        used: None,
    };
    match passkeys::insert(&tx, account.id, &stored).await {
        Err(error) if error.is_duplicate() => return Err(unanswered()),
        inserted => inserted?,
    }
    second_step::added(scope, tx, &account, "add passkey").await
}

fn registered(party: &Webauthn, answer: &str, state: &str) -> Option<Public> {
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).ok()?;
    let state: PasskeyRegistration = serde_json::from_str(state).ok()?;
    party.finish_passkey_registration(&answer, &state).ok()
}

/// Takes the second step with a passkey, and begins the session.
///
/// # Errors
/// [`Problem::Other`] when the answer does not fit; [`Error::SignInNeeded`] for whoever took too long.
pub async fn take(scope: &Scope, token: &str, answer: &str, visit: &Visit) -> Result<Entered> {
    let account = second_step::half_once(scope, token).await?;
    let party = party(scope).ok_or(Error::NotFound)?;
    let tx = scope.begin().await?;
    let state = ceremonies::take(&tx, token, Purpose::Use, scope.now()).await?;
    let known = passkeys::of_account(&tx, account.id).await?;
    let used = state.and_then(|state| used(&party, answer, &state, &known));
    let Some((id, data)) = used else {
        drop(tx);
        use_up(scope, token, Purpose::Use).await?;
        return Err(unanswered());
    };
    passkeys::used(&tx, id, data, scope.now()).await?;
    let entered = second_step::finish(scope, &tx, &account, visit).await?;
    scope.commit(tx, "sign in with passkey", &format!("account {}", account.id)).await?;
    Ok(entered)
}

/// The passkey that answered, with what its device now says of it. A counter that went back is refused by the crate: the
/// key has been copied.
fn used(party: &Webauthn, answer: &str, state: &str, known: &[Stored]) -> Option<(PasskeyId, String)> {
    let answer: PublicKeyCredential = serde_json::from_str(answer).ok()?;
    let state: PasskeyAuthentication = serde_json::from_str(state).ok()?;
    let result = party.finish_passkey_authentication(&answer, &state).ok()?;
    known.iter().find_map(|stored| {
        let mut public: Public = serde_json::from_str(&stored.data).ok()?;
        public.update_credential(&result)?;
        Some((stored.id, serde_json::to_string(&public).ok()?))
    })
}

/// Removes one of the actor's passkeys.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Refused`] as for the phone.
pub async fn remove(scope: &Scope, token: &str, id: PasskeyId) -> Result<SessionToken> {
    let account = sessions::fresh(scope, token).await?;
    let tx = scope.begin().await?;
    if !passkeys::remove(&tx, account.id, id).await? {
        return Err(Error::NotFound);
    }
    second_step::removed(scope, tx, &account, "remove passkey").await
}
