//! What the installation itself asks of its database: what was done once and for all, such as filling it, and whether
//! an account is there.

use domain::Result;
use domain::account::{Email, PlatformRole};
use domain::id::{AccountId, OrganisationId};
use domain::organisation::Organisation;
use domain::policy::RunInstallation;

use crate::Scope;

/// Whether this has been done.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn is_marked(scope: &Scope, name: &str) -> Result<bool> {
    scope.permit(RunInstallation)?;
    Ok(store::marks::is_set(scope.db(), name).await?)
}

/// Notes that this has been done.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn mark(scope: &Scope, name: &str) -> Result<()> {
    scope.permit(RunInstallation)?;
    let tx = scope.begin().await?;
    store::marks::set(&tx, name, scope.now()).await?;
    Ok(tx.commit().await?)
}

/// The account of an address, if there is one.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn account(scope: &Scope, email: &Email) -> Result<Option<AccountId>> {
    scope.permit(RunInstallation)?;
    Ok(store::accounts::by_email(scope.db(), email).await?.map(|account| account.id))
}

/// Whether anybody uses it already: whoever has a role on the platform, or an organisation.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn is_used(scope: &Scope) -> Result<bool> {
    let permit = scope.permit(RunInstallation)?;
    for role in [PlatformRole::Steward, PlatformRole::Curator, PlatformRole::Administrator] {
        if store::accounts::count_platform(scope.db(), role).await? > 0 {
            return Ok(true);
        }
    }
    Ok(!store::organisations::all(scope.db(), &permit, None, 1).await?.is_empty())
}

/// All organisations, in the order they were made, from after a key.
///
/// # Errors
/// [`domain::Error::NotFound`] for anybody but the system.
pub async fn organisations(scope: &Scope, after: Option<OrganisationId>, size: u64) -> Result<Vec<Organisation>> {
    let permit = scope.permit(RunInstallation)?;
    Ok(store::organisations::all(scope.db(), &permit, after, size).await?)
}
