//! Messages of an introduction, sealed under the key of its referral, so that erasing the person erases them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::consent::{ConsentField, Purpose};
use domain::id::{IntroductionId, MessageId};
use domain::introduction::{Introduction, Side};
use domain::organisation::OrganisationKind;
use domain::policy::Acting;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::column::word;
use crate::consents::Asked;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Cell, Keyring, Sealed};

mod row {
    use sea_orm::entity::prelude::*;

    use crate::keys::Sealed;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub introduction: Uuid,
        pub side: String,
        pub account: Option<Uuid>,
        pub body: Sealed<String>,
        pub at: DateTimeUtc,
        pub read: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A message as both sides read it.
#[derive(Clone)]
pub struct Message {
    /// Key.
    pub id: MessageId,
    /// Which side wrote it.
    pub side: Side,
    /// What it says.
    pub body: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When the other side first opened it.
    pub read: Option<DateTime<Utc>>,
}

domain::opaque!(Message);

fn cell(row: Uuid) -> Cell {
    Cell { table: "messages", column: "body", row }
}

/// The keys of introductions in which a side has written what nobody on the other side has opened yet.
pub(crate) fn unopened_from(side: Side) -> SelectStatement {
    Query::select()
        .column(row::Column::Introduction)
        .from(row::Entity)
        .and_where(row::Column::Side.eq(side.word()))
        .and_where(row::Column::Read.is_null())
        .to_owned()
}

/// Adds a message.
///
/// # Errors
/// When the database cannot be written or the record's key does not open.
pub async fn insert(
    tx: &Tx,
    keyring: &Keyring,
    acting: &Acting,
    introduction: &Introduction,
    body: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let key = keys::of(tx, keyring, introduction.referral.0).await?;
    let id = Uuid::now_v7();
    let row = row::ActiveModel {
        id: Set(id),
        introduction: Set(introduction.id.0),
        side: Set(acting.side().to_string()),
        account: Set(acting.account().map(|id| id.0)),
        body: Set(Sealed::seal(&key, cell(id), &body.to_owned())?),
        at: Set(now),
        read: Set(None),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The newest five hundred messages of an introduction that the actor may know of, oldest first. Who reads is no choice of
/// the caller's: what is written about a person is the person's, so that a member of its NGO reads it, an employer's under
/// a live grant only, and nobody else.
///
/// # Errors
/// When the database cannot be read or the record's key does not open.
pub async fn list(
    db: &impl Read,
    keyring: &Keyring,
    actor: &Actor,
    introduction: &Introduction,
    today: NaiveDate,
) -> Result<Vec<Message>> {
    let Some(membership) = &actor.membership else { return Ok(Vec::new()) };
    let allowed = match membership.kind {
        OrganisationKind::Ngo => None,
        _ => {
            let (referral, recipient) = (introduction.referral, membership.organisation);
            let asked = Asked { referral, recipient, purpose: Purpose::Introduction, today };
            Some(asked.readable(ConsentField::Fit))
        }
    };
    let mut rows = row::Entity::find()
        .filter(row::Column::Introduction.eq(introduction.id.0))
        .filter(row::Column::Introduction.in_subquery(crate::introductions::known_to(actor)))
        .filter(Condition::all().add_option(allowed))
        .order_by_desc(row::Column::Id)
        .limit(500)
        .all(db.on())
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    rows.reverse();
    let key = keys::of(db, keyring, introduction.referral.0).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Message {
                id: MessageId(row.id),
                side: word(&row.side, "messages.side")?,
                body: row.body.open(&key, cell(row.id))?,
                at: row.at,
                read: row.read,
            })
        })
        .collect()
}

/// Notes that a side has read what the other wrote.
///
/// # Errors
/// When the database cannot be written.
pub async fn mark_read(tx: &Tx, introduction: IntroductionId, reader: Side, now: DateTime<Utc>) -> Result<()> {
    row::Entity::update_many()
        .col_expr(row::Column::Read, Expr::value(now))
        .filter(row::Column::Introduction.eq(introduction.0))
        .filter(row::Column::Side.ne(reader.word()))
        .filter(row::Column::Read.is_null())
        .exec(tx.on())
        .await?;
    Ok(())
}

/// Of these introductions that the actor may know of, those with a message that the reader's side has not opened.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread(
    db: &impl Read,
    actor: &Actor,
    introductions: &[IntroductionId],
    reader: Side,
) -> Result<Vec<IntroductionId>> {
    let found: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Introduction)
        .distinct()
        .filter(row::Column::Introduction.is_in(introductions.iter().map(|id| id.0)))
        .filter(row::Column::Introduction.in_subquery(crate::introductions::known_to(actor)))
        .filter(row::Column::Side.ne(reader.word()))
        .filter(row::Column::Read.is_null())
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(found.into_iter().map(IntroductionId).collect())
}
