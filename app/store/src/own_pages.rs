//! Pages of persons' own: one to a referral, opened by a secret that is kept hashed, and what was taken back and wished
//! on them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::consent::RevokedBy;
use domain::erasure::WishWait;
use domain::id::{AccountId, OrganisationId, ReferralId};
use domain::own_page::PageSecret;
use domain::policy::{AskErasure, GiveOwnPage, Permit, RunInstallation, WishErasure};
use domain::referral::{Code, ReferralStatus};
use domain::{Actor, Oneself};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{Condition, JoinType, QueryOrder, QuerySelect};

use crate::column::word;
use crate::consents::row as grants;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::referrals::row as referrals;
use crate::sessions::hash;
use crate::wishes;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "own_pages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub referral: Uuid,
        pub account: Option<Uuid>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "crate::referrals::row::Entity",
            from = "Column::Referral",
            to = "crate::referrals::row::Column::Id"
        )]
        Referral,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The page of a person's own, as its NGO knows it: never its secret.
#[derive(Debug, Clone, Copy)]
pub struct OwnPage {
    /// Who gave the person the address.
    pub account: Option<AccountId>,
    /// When.
    pub created: DateTime<Utc>,
}

/// Gives a referral of the permit's NGO a page with this secret; one that it had ends.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(
    tx: &Tx,
    permit: &Permit<GiveOwnPage>,
    referral: ReferralId,
    secret: &PageSecret,
    now: DateTime<Utc>,
) -> Result<()> {
    end(tx, referral).await?;
    let row = row::ActiveModel {
        id: Set(hash(secret.as_str())),
        referral: Set(referral.0),
        account: Set(permit.account().map(|id| id.0)),
        created: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Ends the page of a referral, if it has one; answers whether it had.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(tx: &Tx, referral: ReferralId) -> Result<bool> {
    let ended = row::Entity::delete_many().filter(row::Column::Referral.eq(referral.0)).exec(tx.on()).await?;
    Ok(ended.rows_affected > 0)
}

/// The page of a referral that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_referral(db: &impl Read, actor: &Actor, referral: ReferralId) -> Result<Option<OwnPage>> {
    let known = crate::referrals::known_to(actor);
    let found = row::Entity::find()
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Referral.in_subquery(known))
        .one(db.on())
        .await?;
    Ok(found.map(|row| OwnPage { account: row.account.map(AccountId), created: row.created }))
}

/// The condition that what the person of a referral agreed to has not come to its own end, taken back or not.
fn agreed(referral: impl Into<Expr>, today: NaiveDate) -> Expr {
    let grants = Query::select()
        .expr(Expr::value(1))
        .from(grants::Entity)
        .and_where(Expr::col((grants::Entity, grants::Column::Referral)).eq(referral.into()))
        .and_where(Expr::col((grants::Entity, grants::Column::Ends)).gte(today))
        .to_owned();
    Expr::exists(grants)
}

/// Whether a closed referral still has a use for a page: something that its person could take back, or just has.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_needed(db: &impl Read, referral: ReferralId, today: NaiveDate) -> Result<bool> {
    let found = grants::Entity::find()
        .filter(grants::Column::Referral.eq(referral.0))
        .filter(grants::Column::Ends.gte(today))
        .one(db.on())
        .await?;
    Ok(found.is_some())
}

/// Whom a page is for.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// Whom.
    pub oneself: Oneself,
    /// When they asked on it to be erased.
    pub wish: Option<DateTime<Utc>>,
    /// Why that waits, as their NGO says.
    pub wait: Option<WishWait>,
    /// When they last took that back on it.
    pub back: Option<DateTime<Utc>>,
}

/// Whose a page is, and the columns of their wish.
type Wished = (Uuid, Uuid, Option<DateTime<Utc>>, Option<String>, Option<NaiveDate>, Option<DateTime<Utc>>);

/// Whom the page of a secret is for. With a closed referral it stays until all that was agreed to would have ended.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, secret: &PageSecret, today: NaiveDate) -> Result<Option<Known>> {
    let id = Expr::col((referrals::Entity, referrals::Column::Id));
    let open = Condition::any().add(referrals::Column::Status.ne(ReferralStatus::Closed.word())).add(agreed(id, today));
    let found = row::Entity::find_by_id(hash(secret.as_str()))
        .join(JoinType::InnerJoin, row::Relation::Referral.def())
        .filter(open)
        .select_only()
        .column(row::Column::Referral)
        .columns([referrals::Column::Organisation, referrals::Column::OwnWish])
        .columns([referrals::Column::OwnWishReason, referrals::Column::OwnWishUntil, referrals::Column::OwnWishBack])
        .into_tuple::<Wished>()
        .one(db.on())
        .await?;
    let Some((referral, ngo, wish, reason, until, back)) = found else { return Ok(None) };
    let oneself = Oneself { referral: ReferralId(referral), ngo: OrganisationId(ngo) };
    Ok(Some(Known { oneself, wish, wait: crate::referrals::wait(reason.as_deref(), until)?, back }))
}

/// Referrals whose person took a consent back that nobody of the NGO has looked at since, with their codes; at most twenty.
///
/// # Errors
/// When the database cannot be read.
pub async fn taken_back(db: &impl Read, actor: &Actor) -> Result<Vec<(ReferralId, Code)>> {
    let news = Query::select()
        .column(grants::Column::Referral)
        .from(grants::Entity)
        .and_where(grants::Column::RevokedBy.eq(RevokedBy::Person.word()))
        .and_where(grants::Column::Noticed.is_null())
        .to_owned();
    let found = referrals::Entity::find()
        .select_only()
        .columns([referrals::Column::Id, referrals::Column::Code])
        .filter(referrals::Column::Id.in_subquery(crate::referrals::known_to(actor)))
        .filter(referrals::Column::Id.in_subquery(news))
        .limit(20)
        .into_tuple::<(Uuid, String)>()
        .all(db.on())
        .await?;
    found.iter().map(|(id, code)| Ok((ReferralId(*id), word(code, "referrals.code")?))).collect()
}

/// Notes that the NGO has looked at what the person took back.
///
/// # Errors
/// When the database cannot be written.
pub async fn notice(tx: &Tx, actor: &Actor, referral: ReferralId, now: DateTime<Utc>) -> Result<()> {
    grants::Entity::update_many()
        .set(grants::ActiveModel { noticed: Set(Some(now)), ..Default::default() })
        .filter(grants::Column::Referral.eq(referral.0))
        .filter(grants::Column::Referral.in_subquery(crate::referrals::known_to(actor)))
        .filter(grants::Column::RevokedBy.eq(RevokedBy::Person.word()))
        .filter(grants::Column::Noticed.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Notes when the person whom the permit is of asked to be erased; answers whether they had not before.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_wish(tx: &Tx, permit: &Permit<WishErasure>, now: DateTime<Utc>) -> Result<bool> {
    let noted = referrals::Entity::update_many()
        .col_expr(referrals::Column::OwnWish, Expr::value(now))
        .col_expr(referrals::Column::OwnWishBack, Expr::value(None::<DateTime<Utc>>))
        .col_expr(referrals::Column::OwnWishBackSeen, Expr::value(None::<DateTime<Utc>>))
        .filter(referrals::Column::Id.eq(permit.action().0.referral.0))
        .filter(referrals::Column::OwnWish.is_null())
        .exec(tx.on())
        .await?;
    Ok(noted.rows_affected > 0)
}

/// Notes when the person whom the permit is of took back that they asked to be erased, and that nothing waits any more;
/// answers whether they had asked.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_wish_back(tx: &Tx, permit: &Permit<WishErasure>, now: DateTime<Utc>) -> Result<bool> {
    let noted = referrals::Entity::update_many()
        .col_expr(referrals::Column::OwnWish, Expr::value(None::<DateTime<Utc>>))
        .col_expr(referrals::Column::OwnWishReason, Expr::value(None::<String>))
        .col_expr(referrals::Column::OwnWishUntil, Expr::value(None::<NaiveDate>))
        .col_expr(referrals::Column::OwnWishBack, Expr::value(now))
        .filter(referrals::Column::Id.eq(permit.action().0.referral.0))
        .filter(referrals::Column::OwnWish.is_not_null())
        .exec(tx.on())
        .await?;
    Ok(noted.rows_affected > 0)
}

/// Referrals of the actor's organisation whose person took back that they asked to be erased, which nobody there has seen
/// yet, the oldest first; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn wishes_taken_back(db: &impl Read, actor: &Actor) -> Result<Vec<ReferralId>> {
    let Some(own) = &actor.membership else { return Ok(Vec::new()) };
    let found = referrals::Entity::find()
        .select_only()
        .column(referrals::Column::Id)
        .filter(referrals::Column::Organisation.eq(own.organisation.0))
        .filter(referrals::Column::OwnWishBack.is_not_null())
        .filter(referrals::Column::OwnWishBackSeen.is_null())
        .order_by_asc(referrals::Column::OwnWishBack)
        .limit(LISTED)
        .into_tuple::<Uuid>()
        .all(db.on())
        .await?;
    Ok(found.into_iter().map(ReferralId).collect())
}

/// Notes that the permit's NGO has seen that a person took back that they asked to be erased.
///
/// # Errors
/// When the database cannot be written.
pub async fn see_wish_back(
    tx: &Tx,
    permit: &Permit<AskErasure>,
    referral: ReferralId,
    now: DateTime<Utc>,
) -> Result<()> {
    referrals::Entity::update_many()
        .col_expr(referrals::Column::OwnWishBackSeen, Expr::value(now))
        .filter(referrals::Column::Id.eq(referral.0))
        .filter(referrals::Column::Organisation.eq(permit.action().organisation.0))
        .filter(referrals::Column::OwnWishBack.is_not_null())
        .filter(referrals::Column::OwnWishBackSeen.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// People that a list of wishes shows at most.
const LISTED: u64 = 100;

/// Referrals of the actor's organisation whose person asked to be erased, as long as it has not asked for that itself; the
/// oldest wish first, at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn wishing(db: &impl Read, actor: &Actor) -> Result<Vec<ReferralId>> {
    let Some(own) = &actor.membership else { return Ok(Vec::new()) };
    let found = referrals::Entity::find()
        .select_only()
        .column(referrals::Column::Id)
        .filter(referrals::Column::Organisation.eq(own.organisation.0))
        .filter(referrals::Column::OwnWish.is_not_null())
        .filter(referrals::Column::Id.not_in_subquery(wishes::known()))
        .order_by_asc(referrals::Column::OwnWish)
        .limit(LISTED)
        .into_tuple::<Uuid>()
        .all(db.on())
        .await?;
    Ok(found.into_iter().map(ReferralId).collect())
}

/// Notes why the wish of a person of the permit's NGO waits, in place of what was said before; answers whether they wished.
///
/// # Errors
/// When the database cannot be written.
pub async fn let_wait(tx: &Tx, permit: &Permit<AskErasure>, referral: ReferralId, wait: WishWait) -> Result<bool> {
    let noted = referrals::Entity::update_many()
        .col_expr(referrals::Column::OwnWishReason, Expr::value(wait.reason.word()))
        .col_expr(referrals::Column::OwnWishUntil, Expr::value(wait.until))
        .filter(referrals::Column::Id.eq(referral.0))
        .filter(referrals::Column::Organisation.eq(permit.action().organisation.0))
        .filter(referrals::Column::OwnWish.is_not_null())
        .exec(tx.on())
        .await?;
    Ok(noted.rows_affected > 0)
}

/// Ends that the wish of a person of the permit's NGO waits for a reason: what they asked for is under way.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_wait(tx: &Tx, permit: &Permit<AskErasure>, referral: ReferralId) -> Result<()> {
    referrals::Entity::update_many()
        .col_expr(referrals::Column::OwnWishReason, Expr::value(None::<String>))
        .col_expr(referrals::Column::OwnWishUntil, Expr::value(None::<NaiveDate>))
        .filter(referrals::Column::Id.eq(referral.0))
        .filter(referrals::Column::Organisation.eq(permit.action().organisation.0))
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Of how many wishes of the actor's organisation the day has passed by which they were to be decided; a hundred at most.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_overdue(db: &impl Read, actor: &Actor, today: NaiveDate) -> Result<usize> {
    let Some(own) = &actor.membership else { return Ok(0) };
    let found = referrals::Entity::find()
        .select_only()
        .column(referrals::Column::Id)
        .filter(referrals::Column::Organisation.eq(own.organisation.0))
        .filter(referrals::Column::OwnWish.is_not_null())
        .filter(referrals::Column::OwnWishUntil.lt(today))
        .limit(LISTED)
        .into_tuple::<Uuid>()
        .all(db.on())
        .await?;
    Ok(found.len())
}

/// Wishes that are looked at together, whosever they are.
const LOOKED_AT: u64 = 1000;

/// The organisations where the day of a wish has passed, each with that day, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn overdue(
    db: &impl Read,
    _permit: &Permit<RunInstallation>,
    today: NaiveDate,
) -> Result<Vec<(OrganisationId, NaiveDate)>> {
    let found = referrals::Entity::find()
        .select_only()
        .columns([referrals::Column::Organisation, referrals::Column::OwnWishUntil])
        .filter(referrals::Column::OwnWish.is_not_null())
        .filter(referrals::Column::OwnWishUntil.lt(today))
        .order_by_desc(referrals::Column::OwnWishUntil)
        .limit(LOOKED_AT)
        .into_tuple::<(Uuid, NaiveDate)>()
        .all(db.on())
        .await?;
    Ok(found.into_iter().map(|(ngo, until)| (OrganisationId(ngo), until)).collect())
}
