//! Members of organisations: joining, leaving, and what they may do.

use chrono::{DateTime, Utc};
use domain::account::MemberRole;
use domain::id::{AccountId, OrganisationId};
use domain::policy::{ManageOrganisation, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use super::{membership, row};
use crate::column::word;
use crate::db::{Read, Tx};
use crate::error::Result;

/// A member as the organisation's own people see them.
#[derive(Debug, Clone)]
pub struct Member {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
}

/// Makes an account a member.
///
/// # Errors
/// [`crate::Error::is_duplicate`] when it is a member of some organisation already.
pub async fn join(
    tx: &Tx,
    account: AccountId,
    organisation: OrganisationId,
    role: MemberRole,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = membership::ActiveModel {
        account: Set(account.0),
        organisation: Set(organisation.0),
        role: Set(role.to_string()),
        created: Set(now),
    };
    membership::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Changes what a member of the permit's organisation may do; answers whether there is such a member.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_role(
    tx: &Tx,
    permit: &Permit<ManageOrganisation>,
    account: AccountId,
    role: MemberRole,
) -> Result<bool> {
    let changed = membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.word()))
        .filter(membership::Column::Account.eq(account.0))
        .filter(membership::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Ends a membership of the permit's organisation; answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn leave(tx: &Tx, permit: &Permit<ManageOrganisation>, account: AccountId) -> Result<bool> {
    let gone = membership::Entity::delete_many()
        .filter(membership::Column::Account.eq(account.0))
        .filter(membership::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Members of an organisation, oldest first; at most a thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn members(db: &impl Read, organisation: OrganisationId) -> Result<Vec<Member>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::Organisation.eq(organisation.0))
        .order_by_asc(membership::Column::Created)
        .limit(1000)
        .all(db.on())
        .await?;
    let keys: Vec<Uuid> = rows.iter().map(|m| m.account).collect();
    let accounts = row::Entity::find().filter(row::Column::Id.is_in(keys)).all(db.on()).await?;
    let mut members = Vec::with_capacity(rows.len());
    for m in rows {
        if let Some(account) = accounts.iter().find(|account| account.id == m.account) {
            members.push(Member {
                account: AccountId(m.account),
                name: account.name.clone(),
                email: account.email.clone(),
                role: word(&m.role, "memberships.role")?,
            });
        }
    }
    Ok(members)
}
