//! Accounts: joining, confirming an address, signing in, a new password.

use std::str::FromStr;

use chrono::TimeDelta;
use domain::account::{Email, MemberRole, NewPassword, PlatformRole, Proof};
use domain::codes::Language;
use domain::event::Event;
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Description, OrganisationKind};
use domain::policy::RunInstallation;
use domain::{Error, Problem, Problems, Result};
pub use store::accounts::Daily;
use store::accounts::{self, Account};
use store::links::{self, Link, LinkPurpose};
use uuid::Uuid;

use crate::devices::{self, DeviceToken};
use crate::scope::{Scope, secret};
use crate::sessions::{self, SessionToken, Visit};
use crate::throttle::{self, Counted, Reserved};
use crate::{organisations, passwords};

/// How long the link that confirms an address works.
const CONFIRM_FOR: TimeDelta = TimeDelta::days(3);
/// How long the link for a new password works.
const RESET_FOR: TimeDelta = TimeDelta::hours(24);

/// A person who joins with a new organisation.
#[derive(Debug, Clone)]
pub struct Join {
    /// What the organisation is.
    pub kind: OrganisationKind,
    /// What it says of itself.
    pub description: Description,
    /// The person.
    pub person: NewPerson,
}

/// A person who gets an account.
#[derive(Clone)]
pub struct NewPerson {
    /// What colleagues call the person.
    pub name: String,
    /// Address.
    pub email: Email,
    /// Password.
    pub password: NewPassword,
    /// Language of pages and mails.
    pub language: Language,
}

domain::opaque!(NewPerson);

impl NewPerson {
    /// The account of this person, not confirmed yet.
    pub(crate) async fn account(self) -> Result<Account> {
        passwords::refuse_guessable(&self.password, &[&self.name, self.email.as_str()]).await?;
        Ok(Account {
            id: AccountId(Uuid::now_v7()),
            email: self.email,
            name: self.name,
            password: passwords::hash(self.password.as_str()).await?,
            language: self.language,
            platform: None,
            confirmed: None,
            daily: Daily::On,
            second_step: None,
        })
    }
}

/// Joins as an organisation; a link to confirm the address follows by mail. Answers alike whether the address is new
/// or has an account, whose owner is told by mail.
///
/// # Errors
/// [`Problem::TryLater`] beside `email` after many attempts.
pub async fn join(scope: &Scope, join: Join, source: &str) -> Result<()> {
    let counted = [Counted::Join(join.person.email.as_str(), source), Counted::JoinFrom(source)];
    throttle::reserve(scope, "email", &counted).await?;
    let known = accounts::by_email(scope.db(), &join.person.email).await?;
    let account = join.person.account().await?;
    let tx = scope.begin().await?;
    if let Some(known) = known {
        scope.push(&tx, Event::AddressInUse { account: known.id }).await?;
        return scope.commit(tx, "join again", &format!("account {}", known.id)).await;
    }
    let organisation = OrganisationId(Uuid::now_v7());
    let now = scope.now();
    store::organisations::insert(&tx, organisation, join.kind, &join.description, now).await?;
    accounts::insert(&tx, &account, now).await?;
    accounts::join(&tx, account.id, organisation, MemberRole::Manager, now).await?;
    store::vetting_notes::insert(&tx, organisation, Some(account.id), "applied", join.description.summary, now).await?;
    scope.push(&tx, Event::AccountMade { account: account.id }).await?;
    scope.commit(tx, "join", &format!("organisation {organisation}")).await
}

/// Makes the link that confirms an address when its mail is about to leave, so that its secret stands nowhere else, and
/// works for its whole time however long mail was down: nothing where the address is confirmed by now.
pub(crate) async fn confirmation_link(scope: &Scope, id: AccountId) -> Result<Option<String>> {
    let account = accounts::find(scope.db(), id).await?.filter(|account| account.confirmed.is_none());
    let Some(account) = account else { return Ok(None) };
    let token = secret()?;
    let link = Link { email: account.email, account: Some(id), invitation: None, expires: scope.now() + CONFIRM_FOR };
    let tx = scope.db().begin().await?;
    links::insert(&tx, &token, LinkPurpose::Confirm, &link).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Confirms an address by the link of the mail, once.
///
/// # Errors
/// [`Problem::LinkSpent`] when the link was used, is too old or never was.
pub async fn confirm(scope: &Scope, token: &str) -> Result<()> {
    let tx = scope.begin().await?;
    let link = links::spend(&tx, token, LinkPurpose::Confirm, scope.now()).await?;
    let account = link.and_then(|link| link.account).ok_or_else(|| Error::at("", Problem::LinkSpent))?;
    accounts::confirm(&tx, account, scope.now()).await?;
    scope.commit(tx, "confirm address", &format!("account {account}")).await
}

/// What was typed to sign in.
#[derive(Clone, Default)]
pub struct SignIn {
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn")
    }
}

/// How far somebody has come who signs in.
#[derive(Debug, Clone)]
pub enum Entered {
    /// In.
    In {
        /// The session's secret.
        token: SessionToken,
        /// The secret by which the browser is known from now on.
        device: DeviceToken,
    },
    /// The second step is next.
    Half {
        /// The secret of what is not a session yet.
        token: SessionToken,
    },
}

/// Signs in. One answer for "no such account" and "wrong password", in the same time. An address not confirmed yet
/// gets a new link by mail and the problem `problem-not-confirmed`, only after the right password.
///
/// # Errors
/// Problems beside `email` and `password`; [`Problem::TryLater`] while attempts have to wait.
pub async fn sign_in(scope: &Scope, typed: &SignIn, visit: &Visit) -> Result<Entered> {
    let mut problems = Problems::new();
    let email = problems.take("email", Email::from_str(&typed.email));
    if typed.password.is_empty() {
        problems.add("password", Problem::Missing);
    }
    let email = problems.finish(email)?;
    let account = accounts::by_email(scope.db(), &email).await?;
    let reserved = reserve_attempt(scope, (&email, account.as_ref()), visit).await?;
    let known = account.as_ref().map(|account| account.password.as_str());
    let right = passwords::verify(&typed.password, known).await?;
    if !right {
        // How often, and never whose: the log holds nobody's address.
        tracing::info!("a wrong password");
    }
    let account = account.filter(|_| right).ok_or_else(|| Error::at("password", Problem::WrongCredentials))?;
    let tx = scope.db().begin().await?;
    if account.confirmed.is_none() {
        // The attempt stays counted: each of these sends a mail.
        scope.push(&tx, Event::AccountMade { account: account.id }).await?;
        tx.commit().await?;
        return Err(Error::at("email", Problem::Other("problem-not-confirmed")));
    }
    throttle::succeeded(scope, &tx, reserved).await?;
    let entered = enter(scope, &tx, &account, visit).await?;
    let action = if account.second_step.is_some() { "give password" } else { "sign in" };
    scope.commit(tx, action, &format!("account {}", account.id)).await?;
    Ok(entered)
}

/// Counts a password that is about to be tried: for a browser that the owner has signed in with before by itself, and
/// for any other with all strangers.
pub(crate) async fn reserve_attempt(
    scope: &Scope,
    (email, account): (&Email, Option<&Account>),
    visit: &Visit,
) -> Result<Reserved> {
    match devices::known(scope, account, Proof::Password, visit.device.as_deref()) {
        Some(device) => throttle::reserve(scope, "password", &[Counted::SignInKnown(device)]).await,
        None => {
            let counted = [Counted::SignIn(email.as_str()), Counted::SignInFrom(&visit.source)];
            throttle::reserve(scope, "password", &counted).await
        }
    }
}

/// Lets in who gave the right password, as far as that leads. What strangers tried stays counted where the browser is a
/// known one: else they could go on each time that the owner comes.
pub(crate) async fn enter(scope: &Scope, tx: &store::Tx, account: &Account, visit: &Visit) -> Result<Entered> {
    let token = sessions::begin(scope, tx, (account.id, Proof::Password), visit.replaced.as_deref()).await?;
    if account.second_step.is_some() {
        return Ok(Entered::Half { token });
    }
    if devices::known(scope, Some(account), Proof::Password, visit.device.as_deref()).is_none() {
        throttle::forget(scope, tx, Counted::SignIn(account.email.as_str())).await?;
    }
    Ok(Entered::In { token, device: devices::known_from_now(scope, account, Proof::Both)? })
}

/// Asks for a link for a new password. Writes the same in the same time whether the address has an account or not; the
/// worker looks it up. Whoever asks too often waits; when many ask for one address, it gets no more mails for a while,
/// and the links that it has got go on working.
///
/// # Errors
/// [`Problem::TryLater`] beside `email` after many attempts.
pub async fn ask_reset(scope: &Scope, email: &Email, source: &str) -> Result<()> {
    throttle::reserve(scope, "email", &[Counted::Reset(email.as_str(), source), Counted::ResetFrom(source)]).await?;
    if !throttle::may(scope, Counted::ResetMails(email.as_str())).await? {
        return Ok(());
    }
    let tx = scope.begin().await?;
    scope.push(&tx, Event::ResetAsked { email: email.to_string() }).await?;
    Ok(tx.commit().await?)
}

/// Makes the link for a new password when its mail is about to leave, so that it is fresh however long mail was down:
/// the account and the secret, or nothing where the address has no account.
pub(crate) async fn reset_link(scope: &Scope, email: &str) -> Result<Option<(AccountId, String)>> {
    let Ok(email) = email.parse() else { return Ok(None) };
    let Some(account) = accounts::by_email(scope.db(), &email).await? else { return Ok(None) };
    let token = secret()?;
    let link = Link { email, account: Some(account.id), invitation: None, expires: scope.now() + RESET_FOR };
    let tx = scope.begin().await?;
    links::insert(&tx, &token, LinkPurpose::Reset, &link).await?;
    scope.commit(tx, "ask for a new password", &format!("account {}", account.id)).await?;
    Ok(Some((account.id, token)))
}

/// Sets a new password by the link of the mail, once; ends every session and every other link of the account. Who can
/// read the mail has the address, so it counts as confirmed, and the browser is known: whatever strangers try, its owner
/// signs in with it. A second step stays as it is.
///
/// # Errors
/// [`Problem::LinkSpent`] when the link was used, is too old or never was.
pub async fn reset(scope: &Scope, token: &str, password: &NewPassword) -> Result<DeviceToken> {
    let spent = || Error::at("", Problem::LinkSpent);
    let Some(link) = links::peek(scope.db(), token, LinkPurpose::Reset, scope.now()).await? else {
        scope.refuse_repeated().await?;
        return Err(spent());
    };
    passwords::refuse_guessable(password, &[link.email.as_str()]).await?;
    let hash = passwords::hash(password.as_str()).await?;
    let tx = scope.begin().await?;
    let link = links::spend(&tx, token, LinkPurpose::Reset, scope.now()).await?;
    let account = link.and_then(|link| link.account).ok_or_else(spent)?;
    accounts::set_password(&tx, account, hash).await?;
    accounts::confirm(&tx, account, scope.now()).await?;
    links::forget(&tx, account).await?;
    store::sessions::end_all(&tx, account).await?;
    scope.push(&tx, Event::SignInChanged { account }).await?;
    let changed = accounts::find(&tx, account).await?.ok_or(Error::NotFound)?;
    scope.commit(tx, "set a new password", &format!("account {account}")).await?;
    let proof = if changed.second_step.is_some() { Proof::Password } else { Proof::Both };
    devices::known_from_now(scope, &changed, proof)
}

/// Changes the actor's password; every session ends, and another one begins in this browser.
///
/// # Errors
/// [`Problem::WrongCredentials`] beside `current_password`, [`Problem::TryLater`] while attempts have to wait.
pub async fn change_password(
    scope: &Scope,
    current: &str,
    password: &NewPassword,
) -> Result<(SessionToken, DeviceToken)> {
    let account = prove(scope, "current_password", current).await?;
    passwords::refuse_guessable(password, &[&account.name, account.email.as_str()]).await?;
    let hash = passwords::hash(password.as_str()).await?;
    let tx = scope.begin().await?;
    accounts::set_password(&tx, account.id, hash).await?;
    links::forget(&tx, account.id).await?;
    let token = sessions::rotate(scope, &tx, account.id, sessions::proof_of(&account)).await?;
    scope.push(&tx, Event::SignInChanged { account: account.id }).await?;
    let changed = accounts::find(&tx, account.id).await?.ok_or(Error::NotFound)?;
    scope.commit(tx, "change password", &format!("account {}", account.id)).await?;
    Ok((token, devices::known_from_now(scope, &changed, Proof::Both)?))
}

/// Whether the actor knows the password of their account. They are signed in, so it is counted apart from strangers.
pub(crate) async fn prove(scope: &Scope, field: &'static str, password: &str) -> Result<Account> {
    let account = own(scope).await?;
    let id = account.id.to_string();
    let reserved = throttle::reserve(scope, field, &[Counted::Proof(&id)]).await?;
    if !passwords::verify(password, Some(&account.password)).await? {
        return Err(Error::at(field, Problem::Other("problem-wrong-password")));
    }
    let tx = scope.db().begin().await?;
    throttle::succeeded(scope, &tx, reserved).await?;
    tx.commit().await?;
    Ok(account)
}

/// What a person sees of their own account.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn own(scope: &Scope) -> Result<Account> {
    accounts::find(scope.db(), scope.actor().account()?).await?.ok_or(Error::NotFound)
}

/// Changes what a person is called, the language of pages and mails, and for a curator whether the daily mail comes.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn describe_own(scope: &Scope, name: String, language: &Language, daily: Daily) -> Result<()> {
    let account = scope.actor().account()?;
    let tx = scope.begin().await?;
    accounts::describe(&tx, account, name, language).await?;
    if scope.actor().is(PlatformRole::Curator) {
        accounts::set_daily(&tx, account, daily, scope.now()).await?;
    }
    scope.commit(tx, "change own account", &format!("account {account}")).await
}

/// Makes a confirmed account with a platform role: for the command line and the demo world.
///
/// # Errors
/// [`Problem::Taken`] when the address has an account; [`Error::NotFound`] for anybody but the system.
pub async fn create_platform(scope: &Scope, person: NewPerson, role: PlatformRole) -> Result<AccountId> {
    scope.permit(RunInstallation)?;
    let account = Account { platform: Some(role), confirmed: Some(scope.now()), ..person.account().await? };
    let tx = scope.begin().await?;
    match accounts::insert(&tx, &account, scope.now()).await {
        Err(error) if error.is_duplicate() => return Err(Error::at("email", Problem::Taken)),
        inserted => inserted?,
    }
    scope.commit(tx, "create platform account", &format!("account {}", account.id)).await?;
    Ok(account.id)
}

/// Makes a confirmed account that manages a new organisation: for the demo world.
///
/// # Errors
/// As [`create_platform`].
pub async fn create_manager(scope: &Scope, join: Join) -> Result<(AccountId, OrganisationId)> {
    scope.permit(RunInstallation)?;
    let now = scope.now();
    let account = Account { confirmed: Some(now), ..join.person.account().await? };
    let tx = scope.begin().await?;
    let organisation = organisations::insert_new(scope, &tx, join.kind, &join.description).await?;
    match accounts::insert(&tx, &account, now).await {
        Err(error) if error.is_duplicate() => return Err(Error::at("email", Problem::Taken)),
        inserted => inserted?,
    }
    accounts::join(&tx, account.id, organisation, MemberRole::Manager, now).await?;
    scope.commit(tx, "create manager", &format!("account {}", account.id)).await?;
    Ok((account.id, organisation))
}
