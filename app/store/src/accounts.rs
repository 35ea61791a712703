//! Accounts and memberships.

use chrono::{DateTime, NaiveDate, Utc};
use domain::account::{Email, MemberRole, PlatformRole};
use domain::codes::Language;
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{OrganisationKind, OrganisationStatus};
use domain::policy::{ManageOrganisation, Permit};
use domain::{Actor, Membership};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::LockType;
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::{optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::organisations;

mod closing;
mod curators;
mod daily;

pub use closing::{close, step_out};
pub use curators::{Curator, appoint, curators, dismiss};
pub use daily::{Daily, daily_due, daily_told, set_daily};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub email: String,
        pub name: String,
        pub password: String,
        pub language: String,
        pub platform: Option<String>,
        pub confirmed: Option<DateTimeUtc>,
        pub created: DateTimeUtc,
        pub daily_off: Option<DateTimeUtc>,
        pub daily_told: Option<DateTimeUtc>,
        pub second_step: Option<DateTimeUtc>,
        pub closed: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod membership {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        pub organisation: Uuid,
        pub role: String,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An account as stored. The password is its Argon2id hash in PHC form.
#[derive(Clone)]
pub struct Account {
    /// Key.
    pub id: AccountId,
    /// Address.
    pub email: Email,
    /// What the person is called by colleagues.
    pub name: String,
    /// Hash of the password.
    pub password: String,
    /// Language of pages and mails.
    pub language: Language,
    /// Role on the platform.
    pub platform: Option<PlatformRole>,
    /// When the address was confirmed.
    pub confirmed: Option<DateTime<Utc>>,
    /// Whether a curator is told by mail that proposals wait.
    pub daily: Daily,
    /// Since when signing in takes a second step.
    pub second_step: Option<DateTime<Utc>>,
}

/// A member as the organisation's own people see them.
#[derive(Clone)]
pub struct Member {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do.
    pub role: MemberRole,
    /// Since when they are a member.
    pub since: DateTime<Utc>,
    /// Since when signing in takes a second step.
    pub second_step: Option<DateTime<Utc>>,
}

domain::opaque!(Account, Member);

fn read(row: row::Model) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.id),
        email: word(&row.email, "accounts.email")?,
        name: row.name,
        password: row.password,
        language: word(&row.language, "accounts.language")?,
        platform: optional_word(row.platform.as_deref(), "accounts.platform")?,
        confirmed: row.confirmed,
        daily: if row.daily_off.is_some() { Daily::Off } else { Daily::On },
        second_step: row.second_step,
    })
}

/// The account of an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_email(db: &impl Read, email: &Email) -> Result<Option<Account>> {
    let row = row::Entity::find().filter(row::Column::Email.eq(email.as_str())).one(db.on()).await?;
    row.map(read).transpose()
}

/// One account that is not closed.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, id: AccountId) -> Result<Option<Account>> {
    let open = row::Entity::find_by_id(id.0).filter(row::Column::Closed.is_null());
    open.one(db.on()).await?.map(read).transpose()
}

/// The same, whose way of signing in nobody else who holds it changes before the transaction ends. Rows that name the
/// account can be added meanwhile.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, id: AccountId) -> Result<Option<Account>> {
    let held = row::Entity::find_by_id(id.0).filter(row::Column::Closed.is_null());
    held.lock(LockType::NoKeyUpdate).one(tx.on()).await?.map(read).transpose()
}

/// How many people hold a role on the platform.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_platform(db: &impl Read, role: PlatformRole) -> Result<u64> {
    let held = row::Entity::find().filter(row::Column::Platform.eq(role.word()));
    Ok(held.filter(row::Column::Confirmed.is_not_null()).count(db.on()).await?)
}

/// Adds an account.
///
/// # Errors
/// [`crate::Error::is_duplicate`] when the address has one.
pub async fn insert(tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(account.id.0),
        email: Set(account.email.to_string()),
        name: Set(account.name.clone()),
        password: Set(account.password.clone()),
        language: Set(account.language.to_string()),
        platform: Set(account.platform.map(|role| role.to_string())),
        confirmed: Set(account.confirmed),
        created: Set(now),
        daily_off: Set((account.daily == Daily::Off).then_some(now)),
        daily_told: Set(None),
        second_step: Set(account.second_step),
        closed: Set(None),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Notes that the address is confirmed.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(tx: &Tx, id: AccountId, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), confirmed: Set(Some(now)), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Replaces the hash of the password.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_password(tx: &Tx, id: AccountId, hash: String) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), password: Set(hash), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Notes that signing in takes a second step since a time, or none any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_second_step(tx: &Tx, id: AccountId, since: Option<DateTime<Utc>>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), second_step: Set(since), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Changes what a person is called and the language of their pages.
///
/// # Errors
/// When the database cannot be written.
pub async fn describe(tx: &Tx, id: AccountId, name: String, language: &Language) -> Result<()> {
    let row =
        row::ActiveModel { id: Set(id.0), name: Set(name), language: Set(language.to_string()), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Everybody with a role on the platform; at most a thousand.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_role(db: &impl Read, role: PlatformRole) -> Result<Vec<AccountId>> {
    let rows = row::Entity::find().select_only().column(row::Column::Id).filter(row::Column::Platform.eq(role.word()));
    let ids: Vec<Uuid> = rows.order_by_asc(row::Column::Id).limit(1000).into_tuple().all(db.on()).await?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// Gives an account that nobody has confirmed to the person whom an invitation reached at its address: name, password
/// and language are theirs, and the membership that a stranger may have begun ends. Answers whether it was still
/// unconfirmed.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_over(tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<bool> {
    let row = row::ActiveModel {
        name: Set(account.name.clone()),
        password: Set(account.password.clone()),
        language: Set(account.language.to_string()),
        confirmed: Set(Some(now)),
        ..Default::default()
    };
    let taken = row::Entity::update_many()
        .set(row)
        .filter(row::Column::Id.eq(account.id.0))
        .filter(row::Column::Confirmed.is_null())
        .exec(tx.on())
        .await?;
    membership::Entity::delete_by_id(account.id.0).exec(tx.on()).await?;
    Ok(taken.rows_affected == 1)
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
                since: m.created,
                second_step: account.second_step,
            });
        }
    }
    Ok(members)
}

/// What the people behind these accounts are called, in no order, but those who have closed theirs; the caller may know of
/// what they did.
///
/// # Errors
/// When the database cannot be read.
pub async fn names(db: &impl Read, ids: &[AccountId]) -> Result<Vec<(AccountId, String)>> {
    let named = row::Entity::find().select_only().columns([row::Column::Id, row::Column::Name]);
    let named = named.filter(row::Column::Closed.is_null()).filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)));
    let named = named.into_tuple::<(Uuid, String)>();
    Ok(named.all(db.on()).await?.into_iter().map(|(id, name)| (AccountId(id), name)).collect())
}

/// The actor behind an account on a day: membership, standing and platform role read together.
///
/// # Errors
/// When the database cannot be read.
pub async fn actor(db: &impl Read, id: AccountId, today: NaiveDate) -> Result<Option<Actor>> {
    let Some(account) = find(db, id).await? else { return Ok(None) };
    Ok(Some(behind(db, account, today).await?))
}

/// The same for an account that is known.
///
/// # Errors
/// When the database cannot be read.
pub async fn behind(db: &impl Read, account: Account, today: NaiveDate) -> Result<Actor> {
    let id = account.id;
    let found = membership::Entity::find_by_id(id.0).one(db.on()).await?;
    let organisation = match &found {
        Some(m) => organisations::row::Entity::find_by_id(m.organisation).one(db.on()).await?,
        None => None,
    };
    let membership = match (found, organisation) {
        (Some(m), Some(o)) => {
            let status: OrganisationStatus = word(&o.status, "organisations.status")?;
            let kind: OrganisationKind = word(&o.kind, "organisations.kind")?;
            let role = word(&m.role, "memberships.role")?;
            let standing = status.standing(o.verified_until, today);
            Some(Membership { organisation: OrganisationId(o.id), kind, role, standing })
        }
        _ => None,
    };
    let mut actor = Actor::anonymous();
    actor.account = Some(id);
    actor.membership = membership;
    actor.platform = account.platform;
    actor.language = Some(account.language);
    Ok(actor)
}
