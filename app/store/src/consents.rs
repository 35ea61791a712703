//! Consent grants, and the only way to fields of a referral for anybody but its NGO: each query here asks the
//! database itself for a live grant that names recipient, field and purpose, and for a recipient that is verified.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Actor;
use domain::codes::LanguageLevel;
use domain::consent::{ConsentField, Grant, NewGrant, Purpose, Revocation, RevokedBy};
use domain::id::{AccountId, GrantId, OrganisationId, ReferralId};
use domain::placement::Support;
use domain::policy::{Permit, RecordConsent, Revoking};
use domain::referral::Profile;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::column::{json, optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::keys::{self, Keyring, Sealed};
use crate::organisations;
use crate::referrals::row::{Column as R, Entity as Referrals};
use crate::referrals::{Hours, Skills, open_called};

mod recorded;

pub use recorded::{is_recorded, recipients};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent_grants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub referral: Uuid,
        pub recipient: Uuid,
        pub purpose: String,
        pub ends: Date,
        pub language: String,
        pub explained: String,
        pub account: Option<Uuid>,
        pub recorded: DateTimeUtc,
        pub revoked: Option<DateTimeUtc>,
        pub revoked_by: Option<String>,
        pub revoked_account: Option<Uuid>,
        pub noticed: Option<DateTimeUtc>,
        pub told: Option<DateTimeUtc>,
        pub ended_seen: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod field {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent_fields")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub consent_grant: Uuid,
        pub field: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who wants to read what of whom, for what, on which day.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Whose fields.
    pub referral: ReferralId,
    /// Who would read.
    pub recipient: OrganisationId,
    /// For what.
    pub purpose: Purpose,
    /// The day.
    pub today: NaiveDate,
}

impl Asked {
    /// The condition that a live grant for this field exists.
    fn granted(self, field: ConsentField) -> Expr {
        Expr::exists(self.grants(field))
    }

    /// The condition that the recipient may read this field now: a live grant, and it is verified.
    pub(crate) fn readable(self, field: ConsentField) -> Condition {
        let standing = organisations::verified(self.today)
            .and_where(organisations::row::Column::Id.eq(self.recipient.0))
            .to_owned();
        Condition::all().add(self.granted(field)).add(Expr::exists(standing))
    }

    fn grants(self, field: ConsentField) -> SelectStatement {
        Query::select()
            .expr(Expr::value(1))
            .from(row::Entity)
            .inner_join(
                field::Entity,
                Expr::col((field::Entity, field::Column::ConsentGrant)).equals((row::Entity, row::Column::Id)),
            )
            .and_where(Expr::col((row::Entity, row::Column::Referral)).eq(self.referral.0))
            .and_where(Expr::col((row::Entity, row::Column::Recipient)).eq(self.recipient.0))
            .and_where(Expr::col((row::Entity, row::Column::Purpose)).eq(self.purpose.word()))
            .and_where(Expr::col((row::Entity, row::Column::Revoked)).is_null())
            .and_where(Expr::col((row::Entity, row::Column::Ends)).gte(self.today))
            .and_where(Expr::col((row::Entity, row::Column::EndedSeen)).is_null())
            .and_where(Expr::col((field::Entity, field::Column::Field)).eq(field.word()))
            .to_owned()
    }

    /// One column of the referral, if a live grant names the field.
    async fn column(self, db: &impl Read, column: R, field: ConsentField) -> Result<Option<String>> {
        let query = Referrals::find()
            .select_only()
            .column(column)
            .filter(R::Id.eq(self.referral.0))
            .filter(self.readable(field));
        Ok(query.into_tuple::<String>().one(db.on()).await?)
    }
}

/// The part of a profile that must-haves are checked against: languages, hours and the right to work. Read only
/// under the grant for [`ConsentField::Fit`], and never shown itself.
///
/// # Errors
/// When the database cannot be read.
pub async fn fit_basis(db: &impl Read, asked: Asked) -> Result<Option<Profile>> {
    let query = Referrals::find()
        .select_only()
        .columns([R::Languages, R::Hours])
        .filter(R::Id.eq(asked.referral.0))
        .filter(asked.readable(ConsentField::Fit));
    let Some((languages, hours)) = query.into_tuple::<(String, String)>().one(db.on()).await? else {
        return Ok(None);
    };
    let hours: Hours = json(&hours, "referrals.hours")?;
    Ok(Some(Profile {
        languages: json(&languages, "referrals.languages")?,
        hours_min: hours.min,
        hours_max: hours.max,
        right_to_work: hours.right_to_work,
        ..Profile::default()
    }))
}

/// Languages with levels, under their grant.
///
/// # Errors
/// When the database cannot be read.
pub async fn languages(db: &impl Read, asked: Asked) -> Result<Option<Vec<LanguageLevel>>> {
    let text = asked.column(db, R::Languages, ConsentField::Languages).await?;
    text.map(|text| json(&text, "referrals.languages")).transpose()
}

/// Skills and occupations, under their grant.
///
/// # Errors
/// When the database cannot be read.
pub async fn skills(db: &impl Read, asked: Asked) -> Result<Option<Skills>> {
    let text = asked.column(db, R::Skills, ConsentField::Skills).await?;
    text.map(|text| json(&text, "referrals.skills")).transpose()
}

/// Fewest and most hours a week, under their grant.
///
/// # Errors
/// When the database cannot be read.
pub async fn hours(db: &impl Read, asked: Asked) -> Result<Option<(Option<u8>, Option<u8>)>> {
    let text = asked.column(db, R::Hours, ConsentField::Hours).await?;
    let hours: Option<Hours> = text.map(|text| json(&text, "referrals.hours")).transpose()?;
    Ok(hours.map(|hours| (hours.min, hours.max)))
}

/// Supports needed, under their grant.
///
/// # Errors
/// When the database cannot be read.
pub async fn supports(db: &impl Read, asked: Asked) -> Result<Option<Vec<Support>>> {
    let text = asked.column(db, R::Supports, ConsentField::Supports).await?;
    text.map(|text| json(&text, "referrals.supports")).transpose()
}

/// The name the person chose to be called, under its grant.
///
/// # Errors
/// When the database cannot be read, or the seal does not open.
pub async fn called(db: &impl Read, keyring: &Keyring, asked: Asked) -> Result<Option<String>> {
    let query = Referrals::find()
        .select_only()
        .column(R::Called)
        .filter(R::Id.eq(asked.referral.0))
        .filter(asked.readable(ConsentField::Called));
    let Some(sealed) = query.into_tuple::<Sealed<String>>().one(db.on()).await? else { return Ok(None) };
    let key = keys::of(db, keyring, asked.referral.0).await?;
    open_called(&key, asked.referral.0, &sealed).map(Some)
}

/// Whether the recipient may know that the person exists: a live grant says so, and the recipient is verified.
///
/// # Errors
/// When the database cannot be read.
pub async fn may_know(db: &impl Read, asked: Asked) -> Result<bool> {
    is_there(db, asked, asked.readable(ConsentField::Fit)).await
}

/// Whether the person has agreed, and not taken back, that the recipient may know, whatever its standing.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_granted(db: &impl Read, asked: Asked) -> Result<bool> {
    is_there(db, asked, Condition::all().add(asked.granted(ConsentField::Fit))).await
}

async fn is_there(db: &impl Read, asked: Asked, condition: Condition) -> Result<bool> {
    let query = Referrals::find().select_only().column(R::Id).filter(R::Id.eq(asked.referral.0)).filter(condition);
    Ok(query.into_tuple::<Uuid>().one(db.on()).await?.is_some())
}

/// Records a grant of a referral of the permit's NGO; the caller has read the referral as the NGO.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<RecordConsent>,
    referral: ReferralId,
    grant: &NewGrant,
    now: DateTime<Utc>,
) -> Result<GrantId> {
    let id = Uuid::now_v7();
    let row = row::ActiveModel {
        id: Set(id),
        referral: Set(referral.0),
        recipient: Set(grant.recipient.0),
        purpose: Set(grant.purpose.to_string()),
        ends: Set(grant.ends),
        language: Set(grant.language.to_string()),
        explained: Set(grant.explained.to_string()),
        account: Set(permit.account().map(|id| id.0)),
        recorded: Set(now),
        revoked: Set(None),
        revoked_by: Set(None),
        revoked_account: Set(None),
        noticed: Set(None),
        told: Set(None),
        ended_seen: Set(None),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    let fields = grant.fields.iter().map(|name| field::ActiveModel {
        id: Set(Uuid::now_v7()),
        consent_grant: Set(id),
        field: Set(name.to_string()),
    });
    field::Entity::insert_many(fields).exec_without_returning(tx.on()).await?;
    Ok(GrantId(id))
}

/// The most grants of a referral that are looked at: one for each week of four years.
pub(crate) const MOST: u64 = 200;

/// All grants of a referral, newest first; at most two hundred: for its NGO, and for the person whom it is about.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_referral(db: &impl Read, actor: &Actor, referral: ReferralId) -> Result<Vec<Grant>> {
    let own = actor.as_oneself().is_some_and(|oneself| oneself.referral == referral);
    if !own && crate::referrals::find(db, actor, referral).await?.is_none() {
        return Ok(Vec::new());
    }
    let rows = row::Entity::find()
        .filter(row::Column::Referral.eq(referral.0))
        .order_by_desc(row::Column::Id)
        .limit(MOST)
        .all(db.on())
        .await?;
    let fields = fields_of(db, &rows).await?;
    rows.into_iter().map(|row| read(row, &fields)).collect()
}

/// The grants of a referral that are live on a day, however many, with whom each is for: what is to be taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn live(
    db: &impl Read,
    _revoking: &Revoking,
    referral: ReferralId,
    today: NaiveDate,
) -> Result<Vec<(GrantId, OrganisationId)>> {
    let rows = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::Recipient])
        .filter(row::Column::Referral.eq(referral.0))
        .filter(row::Column::Revoked.is_null())
        .filter(row::Column::Ends.gte(today));
    let rows: Vec<(Uuid, Uuid)> = rows.into_tuple().all(db.on()).await?;
    Ok(rows.into_iter().map(|(id, recipient)| (GrantId(id), OrganisationId(recipient))).collect())
}

pub(crate) async fn fields_of(db: &impl Read, rows: &[row::Model]) -> Result<Vec<field::Model>> {
    let keys = rows.iter().map(|row| row.id);
    Ok(field::Entity::find().filter(field::Column::ConsentGrant.is_in(keys)).all(db.on()).await?)
}

/// The fields that a grant names, in the order of their list.
pub(crate) fn named(grant: Uuid, fields: &[field::Model]) -> Result<Vec<ConsentField>> {
    let named = fields.iter().filter(|f| f.consent_grant == grant);
    let mut named: Vec<ConsentField> = named.map(|f| word(&f.field, "consent_fields.field")).collect::<Result<_>>()?;
    named.sort_unstable();
    Ok(named)
}

fn read(row: row::Model, fields: &[field::Model]) -> Result<Grant> {
    let by: Option<RevokedBy> = optional_word(row.revoked_by.as_deref(), "consent_grants.revoked_by")?;
    let account = row.revoked_account.map(AccountId);
    let revoked = row.revoked.map(|at| Revocation { at, by, account });
    Ok(Grant {
        id: GrantId(row.id),
        referral: ReferralId(row.referral),
        terms: NewGrant {
            recipient: OrganisationId(row.recipient),
            fields: named(row.id, fields)?,
            purpose: word(&row.purpose, "consent_grants.purpose")?,
            ends: row.ends,
            language: word(&row.language, "consent_grants.language")?,
            explained: word(&row.explained, "consent_grants.explained")?,
        },
        account: row.account.map(AccountId),
        recorded: row.recorded,
        revoked,
    })
}

/// Revokes a grant of a referral; answers its recipient if it was live.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(
    tx: &Tx,
    revoking: &Revoking,
    referral: ReferralId,
    id: GrantId,
    now: DateTime<Utc>,
) -> Result<Option<OrganisationId>> {
    let found = row::Entity::find_by_id(id.0).filter(row::Column::Referral.eq(referral.0)).one(tx.on()).await?;
    let Some(row) = found.filter(|row| row.revoked.is_none()) else { return Ok(None) };
    let by = match revoking {
        Revoking::Ngo(_) => RevokedBy::Ngo,
        Revoking::Person(_) => RevokedBy::Person,
    };
    let changed = row::ActiveModel {
        revoked: Set(Some(now)),
        revoked_by: Set(Some(by.to_string())),
        revoked_account: Set(revoking.account().map(|id| id.0)),
        ..Default::default()
    };
    let revoked = row::Entity::update_many()
        .set(changed)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Revoked.is_null())
        .exec(tx.on())
        .await?;
    Ok((revoked.rows_affected == 1).then_some(OrganisationId(row.recipient)))
}
