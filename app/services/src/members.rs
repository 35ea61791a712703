//! Members of an organisation: inviting, accepting, roles, removing.

use chrono::TimeDelta;
use domain::account::{Email, MemberRole, NewPassword};
use domain::codes::Language;
use domain::event::Event;
use domain::id::{AccountId, OrganisationId};
use domain::{Error, Problem, Result};
use store::Tx;
pub use store::accounts::Member;
use store::accounts::{self, Account};
pub use store::links::Link;
use store::links::{self, LinkPurpose};

use crate::accounts::{Entered, NewPerson};
use crate::scope::{Scope, secret};
use crate::sessions::Visit;
use crate::throttle::{self, Reserved};
use crate::{organisations, passwords};

mod second_step;

pub use second_step::{SecondStepOfAll, release_second_step, require_second_step, second_step_of_all};

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

/// Invites somebody by mail; an earlier invitation of the same address ends with it.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers, and for an organisation that is suspended or declined; a problem
/// beside `email` while too many invitations are open.
pub async fn invite(scope: &Scope, email: Email, role: MemberRole) -> Result<()> {
    let language = crate::accounts::own(scope).await?.language.to_string();
    let tx = scope.begin().await?;
    let (organisation, _) = organisations::hold_own(scope, &tx).await?;
    links::uninvite(&tx, &email, organisation.id).await?;
    let most = organisation.most_invitations(scope.now().date_naive())?;
    if links::invitations(&tx, organisation.id, scope.now()).await?.len() >= most {
        return Err(Error::at("email", Problem::Other("problem-too-many-invitations")));
    }
    let organisation = organisation.id;
    let expires = scope.now() + INVITED_FOR;
    let link = Link { email: email.clone(), account: None, invitation: Some((organisation, role)), expires };
    // Nobody gets to know this secret: the mail brings another one.
    links::insert(&tx, &secret()?, LinkPurpose::Invite, &link).await?;
    scope.push(&tx, Event::Invited { email: email.to_string(), organisation, language }).await?;
    scope.commit(tx, "invite member", &format!("organisation {organisation}")).await
}

/// Withdraws what invites an address: its link leads nowhere from then on. Answers whether anything did: meanwhile it may
/// have been accepted, or another manager was quicker.
///
/// # Errors
/// [`Error::Refused`] for members who are not managers.
pub async fn uninvite(scope: &Scope, email: &Email) -> Result<bool> {
    let tx = scope.begin().await?;
    let (organisation, _) = organisations::hold_own(scope, &tx).await?;
    if !links::uninvite(&tx, email, organisation.id).await? {
        return Ok(false);
    }
    scope.commit(tx, "withdraw invitation", &format!("organisation {}", organisation.id)).await?;
    Ok(true)
}

/// Draws the secret of an invitation's link when its mail is about to leave, so that it stands nowhere else, and works
/// for its whole time however long mail was down. What an earlier try has mailed ends with it. Nothing where the
/// invitation was accepted meanwhile or has ended.
pub(crate) async fn invitation_link(
    scope: &Scope,
    email: &Email,
    organisation: OrganisationId,
) -> Result<Option<String>> {
    let (token, now) = (secret()?, scope.now());
    let tx = scope.db().begin().await?;
    let drawn = links::redraw(&tx, (email, organisation), &token, (now, now + INVITED_FOR)).await?;
    tx.commit().await?;
    Ok(drawn.then_some(token))
}

/// What an invitation's link shows.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The address it was sent to.
    pub email: Email,
    /// The name of the organisation that invites.
    pub organisation: String,
    /// Whether the actor is signed in with that address.
    pub oneself: bool,
}

/// What an invitation's link shows.
///
/// # Errors
/// [`Error::NotFound`] when the link no longer works.
pub async fn invitation(scope: &Scope, token: &str) -> Result<Invitation> {
    let link = links::peek(scope.db(), token, LinkPurpose::Invite, scope.now()).await?.ok_or(Error::NotFound)?;
    let (organisation, _) = link.invitation.ok_or(Error::NotFound)?;
    let organisation = store::organisations::find(scope.db(), organisation).await?.ok_or(Error::NotFound)?;
    let oneself = match scope.actor().account {
        Some(account) => accounts::find(scope.db(), account).await?.is_some_and(|a| a.email == link.email),
        None => false,
    };
    Ok(Invitation { email: link.email, organisation: organisation.description.name, oneself })
}

/// What somebody types to accept an invitation; the address is the invitation's.
#[derive(Clone)]
pub struct Acceptance {
    /// What colleagues call the person.
    pub name: String,
    /// A new password, or the one of the account that the address has.
    pub password: NewPassword,
    /// Language of pages and mails.
    pub language: Language,
}

domain::opaque!(Acceptance);

/// Who accepts.
enum Invitee {
    /// Somebody whose address has no account.
    New(Account),
    /// Somebody whose address has an account that was never confirmed: whoever began it did not show that it is theirs.
    Unconfirmed(Account),
    /// Somebody who gave the password of their account.
    Known(Account, Reserved),
}

/// Accepts an invitation and signs in: with a new account, or with the password of the one that the address has. The
/// mail reached the address, so it counts as confirmed.
///
/// # Errors
/// [`Problem::LinkSpent`] when the link no longer works; problems beside `password`; [`Error::Conflict`] when the
/// address got an account in the meantime.
pub async fn accept(scope: &Scope, token: &str, accepted: Acceptance, visit: &Visit) -> Result<Entered> {
    let Some(link) = links::peek(scope.db(), token, LinkPurpose::Invite, scope.now()).await? else {
        scope.refuse_repeated().await?;
        return Err(Error::at("", Problem::LinkSpent));
    };
    let invitee = invitee(scope, link.email, accepted, visit).await?;
    let tx = scope.begin().await?;
    let account = match invitee {
        Invitee::New(account) => {
            match accounts::insert(&tx, &account, scope.now()).await {
                Err(error) if error.is_duplicate() => return Err(Error::Conflict),
                inserted => inserted?,
            }
            account
        }
        Invitee::Unconfirmed(account) => {
            if !accounts::take_over(&tx, &account, scope.now()).await? {
                return Err(Error::Conflict);
            }
            links::forget(&tx, account.id).await?;
            account
        }
        Invitee::Known(account, reserved) => {
            throttle::succeeded(scope, &tx, reserved).await?;
            account
        }
    };
    let organisation = enter(scope, &tx, token, &account).await?;
    let entered = crate::accounts::enter(scope, &tx, &account, visit).await?;
    scope.commit(tx, "accept invitation", &organisation).await?;
    Ok(entered)
}

async fn invitee(scope: &Scope, email: Email, accepted: Acceptance, visit: &Visit) -> Result<Invitee> {
    let Acceptance { name, password, language } = accepted;
    let known = accounts::by_email(scope.db(), &email).await?;
    if let Some(account) = known.clone().filter(|account| account.confirmed.is_some()) {
        let reserved = crate::accounts::reserve_attempt(scope, (&email, Some(&account)), visit).await?;
        let right = passwords::verify(password.as_str(), Some(&account.password)).await?;
        let wrong = || Error::at("password", Problem::Other("problem-invited-password"));
        return if right { Ok(Invitee::Known(account, reserved)) } else { Err(wrong()) };
    }
    let made = NewPerson { name, email, password, language }.account().await?;
    let made = Account { confirmed: Some(scope.now()), ..made };
    Ok(match known {
        Some(unconfirmed) => Invitee::Unconfirmed(Account { id: unconfirmed.id, ..made }),
        None => Invitee::New(made),
    })
}

/// Accepts an invitation as the account that is signed in with its address.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for somebody else's invitation, [`Problem::LinkSpent`] when
/// the link no longer works.
pub async fn accept_as_oneself(scope: &Scope, token: &str) -> Result<()> {
    let account = crate::accounts::own(scope).await?;
    let tx = scope.begin().await?;
    let organisation = enter(scope, &tx, token, &account).await?;
    scope.commit(tx, "accept invitation", &organisation).await
}

/// Uses the invitation up and makes the account a member; answers what the audit log calls the organisation.
async fn enter(scope: &Scope, tx: &Tx, token: &str, account: &Account) -> Result<String> {
    let spent = || Error::at("", Problem::LinkSpent);
    let elsewhere = || Error::at("", Problem::Other("problem-invited-elsewhere"));
    let link = links::spend(tx, token, LinkPurpose::Invite, scope.now()).await?.ok_or_else(spent)?;
    if link.email != account.email {
        return Err(Error::NotFound);
    }
    // As it stands now: a role may have come meanwhile, or be that of an account whose owner has not confirmed it yet.
    if accounts::hold(tx, account.id).await?.is_some_and(|held| held.platform.is_some()) {
        return Err(elsewhere());
    }
    let (organisation, role) = link.invitation.ok_or_else(spent)?;
    match accounts::join(tx, account.id, organisation, role, scope.now()).await {
        Err(error) if error.is_duplicate() => return Err(elsewhere()),
        joined => joined?,
    }
    Ok(format!("organisation {organisation}"))
}

/// Changes what a member may do, and ends their sessions: what was begun as one is not gone on with as another. Managers
/// cannot change this of themselves, so one always remains.
///
/// # Errors
/// [`Error::Refused`] for oneself and for members who are not managers; [`Error::NotFound`] for people of others.
pub async fn set_role(scope: &Scope, account: AccountId, role: MemberRole) -> Result<()> {
    let tx = scope.begin().await?;
    let (_, permit) = organisations::hold_own(scope, &tx).await?;
    if scope.actor().account == Some(account) {
        return Err(Error::Refused("refused-own-role"));
    }
    if !accounts::set_role(&tx, &permit, account, role).await? {
        return Err(Error::NotFound);
    }
    store::sessions::end_all(&tx, account).await?;
    crate::erasures::restart(scope, &tx, permit.action().organisation).await?;
    scope.commit(tx, "change role of member", &format!("account {account}")).await
}

/// Removes a member and ends their sessions. Managers cannot remove themselves, so one always remains.
///
/// # Errors
/// [`Error::Refused`] for oneself and for members who are not managers; [`Error::NotFound`] for people of others.
pub async fn remove(scope: &Scope, account: AccountId) -> Result<()> {
    let tx = scope.begin().await?;
    let (_, permit) = organisations::hold_own(scope, &tx).await?;
    if scope.actor().account == Some(account) {
        return Err(Error::Refused("refused-removing-oneself"));
    }
    if !accounts::leave(&tx, &permit, account).await? {
        return Err(Error::NotFound);
    }
    store::sessions::end_all(&tx, account).await?;
    crate::erasures::restart(scope, &tx, permit.action().organisation).await?;
    scope.commit(tx, "remove member", &format!("account {account}")).await
}
