//! Who keeps the library: administrators invite curators, and take the role back.

use chrono::TimeDelta;
use domain::account::{Email, PlatformRole};
use domain::event::Event;
use domain::id::AccountId;
use domain::policy::AppointCurator;
use domain::{Error, Problem, Result};
pub use store::accounts::Curator;
use store::accounts::{self, Account, Daily};
use store::links::{self, Link, LinkPurpose};
use uuid::Uuid;

use crate::passwords;
use crate::scope::{Scope, secret};

/// How long the link of an invitation works.
const INVITED_FOR: TimeDelta = TimeDelta::days(7);

/// Curators by the key of their account, from after one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators.
pub async fn list(scope: &Scope, after: Option<AccountId>, size: u64) -> Result<Vec<Curator>> {
    let permit = scope.permit(AppointCurator)?;
    Ok(accounts::curators(scope.db(), &permit, after, size).await?)
}

/// Invites somebody to keep the library: makes an account that nobody has the password of, and a mail with a link follows
/// by which its owner chooses one. An account that has no place gets the role as it is, such as that of somebody who kept
/// the library before.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators; [`Problem::Taken`] beside `email` for the address of an account
/// that has a role or an organisation.
pub async fn invite(scope: &Scope, name: String, email: Email) -> Result<()> {
    let permit = scope.permit(AppointCurator)?;
    let language = crate::accounts::own(scope).await?.language;
    // A hash like any other: how long a wrong password takes does not tell that this account has none.
    let password = passwords::hash(&secret()?).await?;
    let taken = || Error::at("email", Problem::Taken);
    let tx = scope.begin().await?;
    let known = accounts::by_email(&tx, &email).await?;
    let account = match known {
        Some(known) => {
            if !accounts::appoint(&tx, &permit, known.id).await? {
                return Err(taken());
            }
            // What was begun without the role is not gone on with as a curator.
            store::sessions::end_all(&tx, known.id).await?;
            known.id
        }
        None => {
            let account = Account {
                id: AccountId(Uuid::now_v7()),
                email,
                name,
                password,
                language,
                platform: Some(PlatformRole::Curator),
                confirmed: None,
                daily: Daily::On,
                second_step: None,
            };
            match accounts::insert(&tx, &account, scope.now()).await {
                Err(error) if error.is_duplicate() => return Err(taken()),
                inserted => inserted?,
            }
            account.id
        }
    };
    scope.push(&tx, Event::CuratorInvited { account }).await?;
    scope.commit(tx, "invite curator", &format!("account {account}")).await
}

/// Makes the link by which an invited curator chooses a password when its mail is about to leave, so that its secret stands
/// nowhere else, and works for its whole time however long mail was down: nothing where the role was taken back meanwhile.
pub(crate) async fn link(scope: &Scope, id: AccountId) -> Result<Option<String>> {
    let account = accounts::find(scope.db(), id).await?;
    let account = account.filter(|account| account.platform == Some(PlatformRole::Curator));
    let Some(account) = account else { return Ok(None) };
    let token = secret()?;
    let link = Link { email: account.email, account: Some(id), invitation: None, expires: scope.now() + INVITED_FOR };
    let tx = scope.db().begin().await?;
    links::insert(&tx, &token, LinkPurpose::Reset, &link).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// Takes the role from a curator: the account stays without one, its sessions end and links that were mailed no longer
/// work. What they wrote stays theirs.
///
/// # Errors
/// [`Error::NotFound`] for everybody but administrators, and where there is no such curator.
pub async fn end(scope: &Scope, account: AccountId) -> Result<()> {
    let permit = scope.permit(AppointCurator)?;
    let tx = scope.begin().await?;
    if !accounts::dismiss(&tx, &permit, account).await? {
        return Err(Error::NotFound);
    }
    links::forget(&tx, account).await?;
    store::sessions::end_all(&tx, account).await?;
    scope.commit(tx, "end curator", &format!("account {account}")).await
}
