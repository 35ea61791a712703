//! What recipients read under which grant: a row for each field and day. It is written in the transaction that reads,
//! and never without one.

use chrono::{DateTime, Utc};
use domain::Actor;
use domain::consent::{ConsentField, Reading};
use domain::id::{GrantId, ReferralId};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockType, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::word;
use crate::consents::{self, Asked, row as grants};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::referrals::row as referrals;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent_reads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub referral: Uuid,
        pub consent_grant: Uuid,
        pub field: String,
        pub day: Date,
        pub times: i32,
        pub first: DateTimeUtc,
        pub last: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A live grant that a transaction holds, with the fields that it names.
#[derive(Debug, Clone)]
pub struct Held {
    /// The grant.
    pub grant: GrantId,
    /// What it allows.
    pub fields: Vec<ConsentField>,
}

/// The live grants that a recipient reads under, held until the transaction ends: nobody revokes one while something is
/// read under it, so what is noted as read is all that was.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, asked: Asked) -> Result<Vec<Held>> {
    // The referral first, as everybody does who changes its grants: else each could wait for the other.
    let referral = referrals::Entity::find_by_id(asked.referral.0).select_only().column(referrals::Column::Id);
    referral.lock(LockType::KeyShare).into_tuple::<Uuid>().one(tx.on()).await?;
    let live = grants::Entity::find()
        .filter(grants::Column::Referral.eq(asked.referral.0))
        .filter(grants::Column::Recipient.eq(asked.recipient.0))
        .filter(grants::Column::Purpose.eq(asked.purpose.word()))
        .filter(grants::Column::Revoked.is_null())
        .filter(grants::Column::Ends.gte(asked.today))
        .filter(grants::Column::EndedSeen.is_null())
        .order_by_asc(grants::Column::Id)
        .limit(consents::MOST)
        .lock(LockType::Share)
        .all(tx.on())
        .await?;
    let fields = consents::fields_of(tx, &live).await?;
    live.iter().map(|row| Ok(Held { grant: GrantId(row.id), fields: consents::named(row.id, &fields)? })).collect()
}

/// Rows that are looked at for one referral: what a recipient that reads every field can fill in two years.
const MOST: u64 = 5000;

/// Notes that these fields were read: under each grant that is held, those that it names.
///
/// # Errors
/// When the database cannot be written; then nothing that was read may be handed out.
pub async fn note(tx: &Tx, asked: Asked, held: &[Held], seen: &[ConsentField], now: DateTime<Utc>) -> Result<()> {
    let each = held.iter().flat_map(|held| held.fields.iter().map(move |field| (held.grant, *field)));
    let rows: Vec<row::ActiveModel> = each
        .filter(|(_, field)| seen.contains(field))
        .map(|(grant, field)| row::ActiveModel {
            id: Set(Uuid::now_v7()),
            referral: Set(asked.referral.0),
            consent_grant: Set(grant.0),
            field: Set(field.to_string()),
            day: Set(asked.today),
            times: Set(1),
            first: Set(now),
            last: Set(now),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let again = OnConflict::columns([row::Column::ConsentGrant, row::Column::Field, row::Column::Day])
        .value(row::Column::Times, Expr::col((row::Entity, row::Column::Times)).add(1))
        .value(row::Column::Last, now)
        .to_owned();
    row::Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// What was read of a referral, by grant and day, the newest day first: for its NGO, and for the person whom it is about.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_referral(db: &impl Read, actor: &Actor, referral: ReferralId) -> Result<Vec<Reading>> {
    let own = actor.as_oneself().is_some_and(|oneself| oneself.referral == referral);
    if !own && crate::referrals::find(db, actor, referral).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Referral.eq(referral.0))
        .order_by_desc(row::Column::Day)
        .order_by_desc(row::Column::Id)
        .limit(MOST)
        .all(db.on())
        .await?;
    let mut readings: Vec<Reading> = Vec::new();
    for row in rows {
        let field = word(&row.field, "consent_reads.field")?;
        let known = readings.iter_mut().find(|known| known.grant.0 == row.consent_grant && known.day == row.day);
        if let Some(known) = known {
            known.fields.push(field);
            known.times = std::cmp::max(known.times, row.times);
            known.last = std::cmp::max(known.last, row.last);
        } else {
            let (grant, day) = (GrantId(row.consent_grant), row.day);
            readings.push(Reading { grant, day, fields: vec![field], times: row.times, last: row.last });
        }
    }
    for reading in &mut readings {
        reading.fields.sort_unstable();
    }
    Ok(readings)
}
