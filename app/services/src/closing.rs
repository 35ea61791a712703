//! Closing one's own account: what has to be done first, and what is left of it afterwards, which tells of nobody.

use domain::account::{MemberRole, PlatformRole};
use domain::event::Event;
use domain::id::{AccountId, OrganisationId};
use domain::introduction::Stage;
use domain::organisation::{OrganisationKind, Standing};
use domain::referral::ReferralStatus;
use domain::{Actor, Error, Result};
use store::accounts::{self, Account};
use store::{Read, Tx, links};

use crate::scope::Scope;
use crate::second_step::{self, Way};
use crate::sessions;

/// What the actor sees of closing their account.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// Why they cannot now, by the message that says what to do first.
    pub hindrance: Option<&'static str>,
    /// Whether it takes a code besides the password: where there is a second step, and it was not taken just now.
    pub code: Way,
}

/// What the actor sees of closing their account.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor.
pub async fn look(scope: &Scope, token: &str) -> Result<Closing> {
    let account = crate::accounts::own(scope).await?;
    let hindrance = hindrance(scope.db(), scope.actor(), &account).await?;
    let code = Way::of(asks_code(scope, token, &account).await?);
    Ok(Closing { hindrance, code })
}

async fn asks_code(scope: &Scope, token: &str, account: &Account) -> Result<bool> {
    Ok(account.second_step.is_some() && !sessions::is_fresh(scope, token).await?)
}

/// Why an account cannot be closed: what only its owner can do would be left undone.
async fn hindrance(db: &impl Read, actor: &Actor, account: &Account) -> Result<Option<&'static str>> {
    let administrator = PlatformRole::Administrator;
    if account.platform == Some(administrator) && accounts::count_platform(db, administrator).await? < 2 {
        return Ok(Some("refused-last-administrator"));
    }
    Ok(is_last_manager(db, actor, account.id).await?.then_some("refused-last-manager"))
}

/// Whether the actor's organisation would be without a manager if they went, and still needs one.
pub(crate) async fn is_last_manager(db: &impl Read, actor: &Actor, account: AccountId) -> Result<bool> {
    let Some(own) = actor.membership.as_ref().filter(|own| own.role == MemberRole::Manager) else { return Ok(false) };
    let mut others = accounts::members(db, own.organisation).await?;
    others.retain(|member| member.account != account);
    if others.iter().any(|member| member.role == MemberRole::Manager) {
        return Ok(false);
    }
    Ok(!others.is_empty() || own.standing == Standing::Verified || is_at_work(db, actor, own.kind).await?)
}

/// Whether the actor's organisation has somebody in its care, or on the way to it.
async fn is_at_work(db: &impl Read, actor: &Actor, kind: OrganisationKind) -> Result<bool> {
    if kind == OrganisationKind::Ngo {
        for status in [ReferralStatus::Draft, ReferralStatus::Open] {
            if store::referrals::count(db, actor, status).await? > 0 {
                return Ok(true);
            }
        }
    }
    if !matches!(kind, OrganisationKind::Ngo | OrganisationKind::Business) {
        return Ok(false);
    }
    let going: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| !stage.is_end()).collect();
    Ok(store::introductions::count(db, actor, &going).await? > 0)
}

/// The actor's account, if it is still open.
async fn open(scope: &Scope) -> Result<Account> {
    match crate::accounts::own(scope).await {
        // It was closed a moment ago, by this very form or in another window.
        Err(Error::SignInNeeded | Error::NotFound) => {
            scope.refuse_repeated().await?;
            Err(Error::SignInNeeded)
        }
        found => found,
    }
}

/// Refuses whoever cannot close their account now, before anything is asked of them.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor; [`Error::Refused`] for the last administrator, and for the last manager of an
/// organisation that is verified, at work or has other members; [`Error::Repeated`] where it was closed by the same form.
pub async fn may(scope: &Scope) -> Result<()> {
    let account = open(scope).await?;
    match hindrance(scope.db(), scope.actor(), &account).await? {
        Some(key) => Err(Error::Refused(key)),
        None => Ok(()),
    }
}

/// Closes the actor's account with their password, and a code where one is asked: every session, the address of the
/// calendar, kept searches, every way of the second step and links that were mailed are gone, and so are address and name,
/// which the address is told once. What others see that names the account stays, and says no more whose it was.
///
/// # Errors
/// Problems beside `own_password` and `code`; as [`may`] besides.
pub async fn close(scope: &Scope, token: &str, typed: (&str, &str)) -> Result<()> {
    let closed = carry_out(scope, token, typed).await;
    if closed.is_err() {
        open(scope).await?;
    }
    closed
}

async fn carry_out(scope: &Scope, token: &str, typed: (&str, &str)) -> Result<()> {
    let account = open(scope).await?;
    let (account, tx) = if asks_code(scope, token, &account).await? {
        second_step::proved(scope, typed).await?
    } else {
        let proved = crate::accounts::prove(scope, "own_password", typed.0).await?;
        (proved, scope.begin().await?)
    };
    let id = account.id;
    let actor = hold(scope, &tx, &account).await?;
    let held = accounts::find(&tx, id).await?.ok_or(Error::SignInNeeded)?;
    if let Some(key) = hindrance(&tx, &actor, &held).await? {
        return Err(Error::Refused(key));
    }
    second_step::forget(&tx, id).await?;
    store::ceremonies::remove_all(&tx, id).await?;
    store::saved_searches::remove_all(&tx, id).await?;
    store::sessions::end_all(&tx, id).await?;
    links::forget(&tx, id).await?;
    if !accounts::close(&tx, id, scope.now()).await? {
        return Err(Error::SignInNeeded);
    }
    if let Some(own) = &actor.membership {
        left(scope, &tx, own.organisation).await?;
    }
    let told = Event::AccountClosed { email: held.email.to_string(), language: held.language.to_string() };
    scope.push(&tx, told).await?;
    scope.commit(tx, "close account", &format!("account {id}")).await
}

/// Holds all that the account could be the last of, then the account; answers who its owner is now. Of two managers or
/// administrators who go at once, one is the last.
pub(crate) async fn hold(scope: &Scope, tx: &Tx, account: &Account) -> Result<Actor> {
    let known = scope.actor().membership.as_ref().map(|own| own.organisation);
    if let Some(organisation) = known {
        store::organisations::hold(tx, organisation).await?;
    }
    if account.platform == Some(PlatformRole::Administrator) {
        for administrator in accounts::with_role(tx, PlatformRole::Administrator).await? {
            accounts::hold(tx, administrator).await?;
        }
    }
    let held = accounts::hold(tx, account.id).await?.ok_or(Error::SignInNeeded)?;
    let actor = accounts::behind(tx, held, scope.now().date_naive()).await?;
    // Another manager may have removed them meanwhile.
    if actor.membership.as_ref().map(|own| own.organisation) == known { Ok(actor) } else { Err(Error::Conflict) }
}

/// What follows in an organisation that somebody has left: waiting begins anew, and into one without members nobody comes
/// any more who could not manage it.
pub(crate) async fn left(scope: &Scope, tx: &Tx, organisation: OrganisationId) -> Result<()> {
    crate::erasures::restart(scope, tx, organisation).await?;
    if accounts::members(tx, organisation).await?.is_empty() {
        links::uninvite_all(tx, organisation).await?;
    }
    Ok(())
}
