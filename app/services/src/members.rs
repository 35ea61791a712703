//! Members of an organisation: inviting, accepting, removing.

use chrono::TimeDelta;
use domain::account::{Email, MemberRole};
use domain::event::Event;
use domain::id::AccountId;
use domain::policy::ManageOrganisation;
use domain::{Error, Problem, Result};
use store::accounts::{self, Account, Member};
use store::links::{self, Link, LinkPurpose};

use crate::accounts::NewPerson;
use crate::organisations;
use crate::scope::{Scope, secret};
use crate::sessions::{self, SessionToken};

/// How long an invitation stands.
const INVITED_FOR: TimeDelta = TimeDelta::days(7);

/// Members of the actor's organisation, and invitations that nobody has accepted yet.
///
/// # Errors
/// [`Error::SignInNeeded`] or [`Error::NotFound`] for those without an organisation.
pub async fn own(scope: &Scope) -> Result<(Vec<Member>, Vec<Link>)> {
    let organisation = organisations::own(scope).await?.id;
    let members = accounts::members(scope.db(), organisation).await?;
    let invited = links::invitations(scope.db(), organisation, scope.now()).await?;
    Ok((members, invited))
}

/// Invites somebody by mail.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers.
pub async fn invite(scope: &Scope, email: Email, role: MemberRole) -> Result<()> {
    let organisation = organisations::own(scope).await?.id;
    scope.permit(ManageOrganisation { organisation })?;
    let language = crate::accounts::own(scope).await?.language.to_string();
    let token = secret()?;
    let expires = scope.now() + INVITED_FOR;
    let link = Link { email: email.clone(), account: None, invitation: Some((organisation, role)), expires };
    let tx = scope.begin().await?;
    links::insert(&tx, &token, LinkPurpose::Invite, &link).await?;
    scope.push(&tx, Event::Invited { email: email.to_string(), organisation, token, language }).await?;
    scope.commit(tx, "invite member", &format!("organisation {organisation}")).await
}

/// What an invitation's link shows: the address and the organisation's name.
///
/// # Errors
/// [`Error::NotFound`] when the link no longer works.
pub async fn invitation(scope: &Scope, token: &str) -> Result<(Email, String)> {
    let link = links::peek(scope.db(), token, LinkPurpose::Invite, scope.now()).await?.ok_or(Error::NotFound)?;
    let (organisation, _) = link.invitation.ok_or(Error::NotFound)?;
    let organisation = store::organisations::find(scope.db(), organisation).await?.ok_or(Error::NotFound)?;
    Ok((link.email, organisation.description.name))
}

/// Accepts an invitation with a new account and signs in. The address is the invitation's, so it counts as confirmed.
///
/// # Errors
/// [`Problem::LinkSpent`] beside `token`; [`Problem::Taken`] when the address has an account already.
pub async fn accept(scope: &Scope, token: &str, person: NewPerson) -> Result<SessionToken> {
    let made = person.account().await?;
    let spent = || Error::at("", Problem::LinkSpent);
    let tx = scope.begin().await?;
    let link = links::spend(&tx, token, LinkPurpose::Invite, scope.now()).await?.ok_or_else(spent)?;
    let (organisation, role) = link.invitation.ok_or_else(spent)?;
    let account = Account { email: link.email, confirmed: Some(scope.now()), ..made };
    match accounts::insert(&tx, &account, scope.now()).await {
        Err(error) if error.is_duplicate() => return Err(Error::at("email", Problem::Taken)),
        inserted => inserted?,
    }
    accounts::join(&tx, account.id, organisation, role, scope.now()).await?;
    let token = sessions::begin(scope, &tx, account.id).await?;
    scope.commit(tx, "accept invitation", &format!("organisation {organisation}")).await?;
    Ok(token)
}

/// Removes a member and ends their sessions. A manager cannot remove themselves, so one always remains.
///
/// # Errors
/// [`Error::Refused`] for oneself and for members who are not managers; [`Error::NotFound`] for people of others.
pub async fn remove(scope: &Scope, account: AccountId) -> Result<()> {
    let organisation = organisations::own(scope).await?.id;
    let permit = scope.permit(ManageOrganisation { organisation })?;
    if scope.actor().account == Some(account) {
        return Err(Error::Refused("refused-removing-oneself"));
    }
    let tx = scope.begin().await?;
    if !accounts::leave(&tx, &permit, account).await? {
        return Err(Error::NotFound);
    }
    store::sessions::end_all(&tx, account).await?;
    scope.commit(tx, "remove member", &format!("account {account}")).await
}
