//! What each event of the outbox leads to: a mail to one account, or an event of its own for each of several. When that
//! is done, and tried again, does not belong here.

use domain::account::{Email, PlatformRole};
use domain::codes::Language;
use domain::event::Event;
use domain::id::{AccountId, OrganisationId};
use mail::{Kind, Message};
use sha2::{Digest, Sha256};
use store::outbox::{self, Claimed};
use uuid::Uuid;

use super::{Failure, unreadable};
use crate::{Scope, accounts, curators, library, members, searches};

/// Does what follows from an event.
pub(super) async fn handle(scope: &Scope, claimed: &Claimed) -> std::result::Result<(), Failure> {
    match claimed.event.as_ref().ok_or_else(unreadable)? {
        Event::AccountMade { account } => {
            let Some(token) = accounts::confirmation_link(scope, *account).await? else { return Ok(()) };
            let path = format!("/join/confirm/{token}");
            to_account(scope, claimed.id, *account, Kind::ConfirmAddress { path }).await
        }
        Event::AddressInUse { account } => to_account(scope, claimed.id, *account, Kind::AddressInUse).await,
        Event::ResetAsked { email } => {
            let Some((account, token)) = accounts::reset_link(scope, email).await? else { return Ok(()) };
            let path = format!("/sign-in/reset/{token}");
            to_account(scope, claimed.id, account, Kind::ResetPassword { path }).await
        }
        Event::SignInChanged { account } => to_account(scope, claimed.id, *account, Kind::SignInChanged).await,
        Event::AccountClosed { email, language } => {
            let (to, language) = addressed(email, language)?;
            send(scope, Message { id: claimed.id, to, language, kind: Kind::AccountClosed }).await
        }
        Event::Invited { email, organisation, language } => invite(scope, *organisation, (email, language)).await,
        Event::CuratorInvited { account } => {
            let Some(token) = curators::link(scope, *account).await? else { return Ok(()) };
            let path = format!("/sign-in/reset/{token}");
            to_account(scope, claimed.id, *account, Kind::CuratorInvitation { path }).await
        }
        Event::Waiting { organisation } => {
            to_members(scope, claimed.id, *organisation, |account| Event::WaitingFor { account }).await
        }
        Event::WaitingFor { account } => to_account(scope, claimed.id, *account, Kind::Waiting).await,
        Event::ApplicationMoved { organisation } => {
            to_members(scope, claimed.id, *organisation, |account| Event::NewsFor { account }).await
        }
        Event::WaitingForStewards {} => {
            let stewards = store::accounts::with_role(scope.db(), PlatformRole::Steward).await?;
            to_accounts(scope, claimed.id, stewards, |account| Event::WaitingFor { account }).await
        }
        Event::NewsFor { account } => to_account(scope, claimed.id, *account, Kind::ApplicationNews).await,
        Event::RenewalDue { organisation } => {
            to_members(scope, claimed.id, *organisation, |account| Event::RenewalFor { account }).await
        }
        Event::RenewalFor { account } => to_account(scope, claimed.id, *account, Kind::RenewalDue).await,
        Event::ProposalMoved { proposal, author } => {
            to_account(scope, claimed.id, *author, Kind::ProposalNews { path: format!("/proposals/{proposal}") }).await
        }
        Event::NewInSearches { account } => {
            let Some(token) = searches::stop_link(scope, *account).await? else { return Ok(()) };
            let stop = format!("/library/saved/stop/{token}");
            to_account(scope, claimed.id, *account, Kind::NewInSearches { stop }).await
        }
        Event::ProposalsWait { account, count } => {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            to_account(scope, claimed.id, *account, Kind::ProposalsWait { count }).await
        }
        Event::AttentionNeeded { account } => to_account(scope, claimed.id, *account, Kind::AttentionNeeded).await,
        Event::PracticePublished { practice } => Ok(library::index(scope, vec![*practice]).await?),
    }
}

/// Turns one event for an organisation into one for each member. The new keys follow from the event's and the
/// member's, so a second try writes the same rows.
async fn to_members(
    scope: &Scope,
    event: Uuid,
    organisation: OrganisationId,
    each: impl Fn(AccountId) -> Event,
) -> std::result::Result<(), Failure> {
    let members = store::accounts::members(scope.db(), organisation).await?;
    to_accounts(scope, event, members.into_iter().map(|member| member.account), each).await
}

/// The same for any accounts.
async fn to_accounts(
    scope: &Scope,
    event: Uuid,
    accounts: impl IntoIterator<Item = AccountId>,
    each: impl Fn(AccountId) -> Event,
) -> std::result::Result<(), Failure> {
    let tx = scope.db().begin().await?;
    for account in accounts {
        let id = Uuid::from_u128(event.as_u128() ^ account.0.as_u128().rotate_left(64));
        outbox::push_as(&tx, id, &each(account), scope.now()).await?;
    }
    Ok(tx.commit().await?)
}

async fn to_account(scope: &Scope, id: Uuid, account: AccountId, kind: Kind) -> std::result::Result<(), Failure> {
    let Some(account) = store::accounts::find(scope.db(), account).await? else { return Ok(()) };
    send(scope, Message { id, to: account.email, language: account.language, kind }).await
}

/// An address that no account has, and the language that is written to it in.
fn addressed(email: &str, language: &str) -> std::result::Result<(Email, Language), Failure> {
    let to = email.parse().map_err(|_| unreadable())?;
    Ok((to, language.parse().map_err(|_| unreadable())?))
}

async fn invite(
    scope: &Scope,
    organisation: OrganisationId,
    (email, language): (&str, &str),
) -> std::result::Result<(), Failure> {
    let (to, language) = addressed(email, language)?;
    let Some(token) = members::invitation_link(scope, &to, organisation).await? else { return Ok(()) };
    let kind = Kind::Invitation { path: format!("/join/invited/{token}") };
    // Each try brings the only link that works, so that an inbox must not take it for a copy of the one before.
    send(scope, Message { id: Uuid::now_v7(), to, language, kind }).await
}

async fn send(scope: &Scope, message: Message) -> std::result::Result<(), Failure> {
    let services = scope.services();
    let message = Message { id: blind(message.id), ..message };
    let rendered = mail::render(&message, &services.origin);
    services.mail.send(&rendered, &services.sender).await.map_err(|error| match error {
        mail::Error::Temporary(cause) => Failure::Later(cause),
        mail::Error::Permanent(cause) => Failure::Never(cause),
    })
}

/// The name under which a mail travels. It is the same for each try, and tells nothing of the event's key, which holds a
/// time: a digest leads back to no key, since each holds 74 random bits.
fn blind(id: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update("ponte mail\0").chain_update(id.as_bytes()).finalize();
    let mut name = [0_u8; 16];
    name.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    uuid::Builder::from_random_bytes(name).into_uuid()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::blind;

    #[test]
    fn the_name_of_a_mail_is_the_same_for_each_try_and_holds_no_time() {
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        assert_eq!(blind(one), blind(one));
        assert_ne!(blind(one), blind(other));
        assert_ne!(blind(one).as_u128() >> 80, one.as_u128() >> 80);
        assert_eq!((one.get_version_num(), blind(one).get_version_num()), (7, 4));
    }
}
