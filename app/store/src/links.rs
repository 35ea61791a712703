//! Links sent by mail: for confirming an address, a new password, an invitation. Used once, kept hashed.

use chrono::{DateTime, Utc};
use domain::account::{Email, MemberRole};
use domain::id::{AccountId, OrganisationId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::{optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::sessions::hash;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub purpose: String,
        pub email: String,
        pub account: Option<Uuid>,
        pub organisation: Option<Uuid>,
        pub role: Option<String>,
        pub expires: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// To confirm an address.
    Confirm,
    /// To set a new password.
    Reset,
    /// To join an organisation.
    Invite,
}

impl LinkPurpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::Invite => "invite",
        }
    }
}

/// A link as stored.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address it was sent to.
    pub email: Email,
    /// The account it is for; none for an invitation.
    pub account: Option<AccountId>,
    /// The organisation invited into, and as what.
    pub invitation: Option<(OrganisationId, MemberRole)>,
    /// When it stops working.
    pub expires: DateTime<Utc>,
}

fn read(row: &row::Model) -> Result<Link> {
    let role = optional_word(row.role.as_deref(), "links.role")?;
    Ok(Link {
        email: word(&row.email, "links.email")?,
        account: row.account.map(AccountId),
        invitation: row.organisation.map(OrganisationId).zip(role),
        expires: row.expires,
    })
}

/// Adds a link.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, token: &str, purpose: LinkPurpose, link: &Link) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(hash(token)),
        purpose: Set(purpose.word().to_owned()),
        email: Set(link.email.to_string()),
        account: Set(link.account.map(|id| id.0)),
        organisation: Set(link.invitation.map(|(id, _)| id.0)),
        role: Set(link.invitation.map(|(_, role)| role.to_string())),
        expires: Set(link.expires),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The live link of a token, without using it.
///
/// # Errors
/// When the database cannot be read.
pub async fn peek(db: &impl Read, token: &str, purpose: LinkPurpose, now: DateTime<Utc>) -> Result<Option<Link>> {
    let row = row::Entity::find_by_id(hash(token))
        .filter(row::Column::Purpose.eq(purpose.word()))
        .filter(row::Column::Expires.gt(now))
        .one(db.on())
        .await?;
    row.as_ref().map(read).transpose()
}

/// Uses a link up: the first caller gets it, every other nothing.
///
/// # Errors
/// When the database cannot be written.
pub async fn spend(tx: &Tx, token: &str, purpose: LinkPurpose, now: DateTime<Utc>) -> Result<Option<Link>> {
    let Some(link) = peek(tx, token, purpose, now).await? else { return Ok(None) };
    let gone = row::Entity::delete_by_id(hash(token)).exec(tx.on()).await?;
    Ok((gone.rows_affected == 1).then_some(link))
}

/// Invitations of an organisation that nobody has accepted yet; at most two hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn invitations(db: &impl Read, organisation: OrganisationId, now: DateTime<Utc>) -> Result<Vec<Link>> {
    let rows = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::Expires.gt(now))
        .order_by_asc(row::Column::Expires)
        .limit(200)
        .all(db.on())
        .await?;
    rows.iter().map(read).collect()
}

/// Gives the open invitation of an address into an organisation another secret and a new end; links of it that were
/// mailed before no longer work. Answers whether there is one.
///
/// # Errors
/// When the database cannot be written.
pub async fn redraw(
    tx: &Tx,
    (email, organisation): (&Email, OrganisationId),
    token: &str,
    (now, expires): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool> {
    // Held, so that of two mails that leave at once one draws after the other.
    let row = row::Entity::find()
        .filter(row::Column::Organisation.eq(organisation.0))
        .filter(row::Column::Email.eq(email.as_str()))
        .filter(row::Column::Expires.gt(now))
        .order_by_desc(row::Column::Expires)
        .lock(LockType::Update)
        .one(tx.on())
        .await?;
    let Some(row) = row else { return Ok(false) };
    let link = Link { expires, ..read(&row)? };
    uninvite(tx, email, organisation).await?;
    insert(tx, token, LinkPurpose::Invite, &link).await?;
    Ok(true)
}

/// Removes every invitation of an address into an organisation; answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn uninvite(tx: &Tx, email: &Email, organisation: OrganisationId) -> Result<bool> {
    let those = row::Entity::delete_many().filter(row::Column::Organisation.eq(organisation.0));
    let gone = those.filter(row::Column::Email.eq(email.as_str())).exec(tx.on()).await?;
    Ok(gone.rows_affected > 0)
}

/// Removes every invitation into an organisation.
///
/// # Errors
/// When the database cannot be written.
pub async fn uninvite_all(tx: &Tx, organisation: OrganisationId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Organisation.eq(organisation.0)).exec(tx.on()).await?;
    Ok(())
}

/// Removes every link of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &Tx, account: AccountId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Account.eq(account.0)).exec(tx.on()).await?;
    Ok(())
}

/// Removes links that no longer work.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, now: DateTime<Utc>) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Expires.lt(now)).exec(tx.on()).await?;
    Ok(())
}
