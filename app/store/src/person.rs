//! Everything about one person, in one list, and erasing it: the record keys first, then the signs of what they said, then
//! every row, then what waits in the outbox. A table that names a referral, an introduction or a row of a table below has
//! its line here; a test walks all tables for others.

use chrono::{DateTime, NaiveDate, Utc};
use domain::erasure::Gone;
use domain::id::{OrganisationId, PlacementId, ReferralId};
use domain::introduction::Stage;
use domain::policy::{EraseReferral, Permit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Condition, ExprTrait as _, LockType, Query, SelectStatement};
use sea_orm::{QueryOrder, QuerySelect, SelectGetableTuple, Selector};

use crate::db::{Read, Tx};
use crate::error::{Error, Result};
use crate::keys::{self, Keyring};
use crate::tombstones::{self, Tombstone};

/// Rows of a table that belong to a person.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The table.
    pub table: &'static str,
    /// The column of its own key, a UUID.
    pub key: &'static str,
    /// The column that names a row of another table.
    pub column: &'static str,
    /// That table: `referrals`, or one that stands below in the list.
    pub of: &'static str,
    /// What becomes of them.
    pub fate: Fate,
}

/// What becomes of a row about a person who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is removed.
    Removed,
    /// It stays, since it is about somebody else, and no longer names the person.
    Unlinked,
}

const fn part(table: &'static str, column: &'static str, of: &'static str) -> Part {
    Part { table, key: "id", column, of, fate: Fate::Removed }
}

/// All tables with rows about a person but `referrals` itself, each before the one that it names.
pub const PARTS: &[Part] = &[
    part("messages", "introduction", "introductions"),
    part("introduction_steps", "introduction", "introductions"),
    part("check_ins", "introduction", "introductions"),
    part("check_ins", "referral", "referrals"),
    part("introductions", "referral", "referrals"),
    part("consent_reads", "consent_grant", "consent_grants"),
    part("consent_reads", "referral", "referrals"),
    part("consent_fields", "consent_grant", "consent_grants"),
    part("consent_grants", "referral", "referrals"),
    part("referral_steps", "referral", "referrals"),
    Part { key: "referral", ..part("plain_areas", "referral", "referrals") },
    Part { key: "referral", ..part("own_pages", "referral", "referrals") },
    Part { key: "referral", ..part("erasure_wishes", "referral", "referrals") },
    Part { key: "referral", ..part("retentions", "referral", "referrals") },
];

/// Ids that are looked for in one query.
const AT_ONCE: usize = 50;

impl Part {
    fn those(&self, referral: Uuid) -> Result<Condition> {
        let column = Expr::col((self.table, self.column));
        if self.of == "referrals" {
            return Ok(Condition::all().add(column.eq(referral)));
        }
        let parent = PARTS.iter().find(|part| part.table == self.of).ok_or(Error::Column("a part of a person"))?;
        Ok(Condition::all().add(column.in_subquery(parent.keys(referral)?)))
    }

    fn keys(&self, referral: Uuid) -> Result<SelectStatement> {
        let mut query = Query::select();
        query.expr_as(Expr::col((self.table, self.key)), "key").from(self.table).cond_where(self.those(referral)?);
        Ok(query)
    }
}

/// A person as an erasure knows them.
#[derive(Clone)]
pub struct Person {
    /// The referral.
    pub id: ReferralId,
    /// Its NGO.
    pub organisation: OrganisationId,
    /// The pseudonym.
    pub code: String,
}

domain::opaque!(Person);

/// A referral's key, its NGO and its pseudonym.
pub(crate) type Names = (Uuid, Uuid, String);

/// Asks for no more of referrals than their names.
pub(crate) fn named(rows: Select<crate::referrals::row::Entity>) -> Selector<SelectGetableTuple<Names>> {
    use crate::referrals::row::Column;
    rows.select_only().columns([Column::Id, Column::Organisation, Column::Code]).into_tuple()
}

/// The person of these names.
pub(crate) fn of_names((id, organisation, code): Names) -> Person {
    Person { id: ReferralId(id), organisation: OrganisationId(organisation), code }
}

/// Whom a code names, whoever's referral it is: for the command line.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_code(
    db: &impl Read,
    _permit: &Permit<domain::policy::RunInstallation>,
    code: &domain::referral::Code,
) -> Result<Option<Person>> {
    use crate::referrals::row::{Column, Entity};
    let row = named(Entity::find().filter(Column::Code.eq(code.as_str())));
    Ok(row.one(db.on()).await?.map(of_names))
}

/// People after one, in the order of their keys, whoever's referrals they are: for a backup that is put back.
///
/// # Errors
/// When the database cannot be read.
pub async fn after(tx: &Tx, after: Option<ReferralId>, size: u64) -> Result<Vec<Person>> {
    use crate::referrals::row::{Column, Entity};
    let after = after.map(|after| Column::Id.gt(after.0));
    let rows = Entity::find().filter(Condition::all().add_option(after)).order_by_asc(Column::Id).limit(size);
    Ok(named(rows).all(tx.on()).await?.into_iter().map(of_names).collect())
}

/// What an erasure leaves to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The tombstone.
    pub tombstone: Tombstone,
    /// Employers with an introduction that was under way, once for each.
    pub employers: Vec<OrganisationId>,
}

/// Erases everything about a person of the permit's NGO. Employers keep no more than that an introduction to a placement
/// has come to an end.
///
/// # Errors
/// When the database cannot be written; then the whole transaction must not commit.
pub async fn erase(
    tx: &Tx,
    permit: &Permit<EraseReferral>,
    keyring: &Keyring,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Erased> {
    use crate::referrals::row::{Column, Entity};
    let id = person.id.0;
    let own = Column::Organisation.eq(permit.action().organisation.0);
    // Held, so that nobody adds to it meanwhile; what it names is held below, the outer before the inner.
    let held = Entity::find_by_id(id).select_only().column(Column::Id).filter(own).lock_exclusive();
    held.into_tuple::<Uuid>().one(tx.on()).await?.ok_or(Error::Column("referrals"))?;
    let mut ids = vec![id];
    for part in PARTS.iter().rev() {
        let mut query = part.keys(id)?;
        let rows = tx.on().query_all(query.lock(LockType::Update)).await?;
        let keys = rows.iter().map(|row| row.try_get::<Uuid>("", "key")).collect::<std::result::Result<Vec<_>, _>>()?;
        ids.extend(keys.into_iter().filter(|_| part.fate == Fate::Removed && part.key == "id"));
    }
    for some in ids.chunks(AT_ONCE) {
        keys::destroy(tx, some).await?;
    }
    crate::signals::lose_voices(tx, keyring, person.id, now).await?;
    let employers = end_introductions(tx, person.id, now.date_naive()).await?;
    for part in PARTS {
        let those = part.those(id)?;
        match part.fate {
            Fate::Removed => tx.on().execute(Query::delete().from_table(part.table).cond_where(those)).await?,
            Fate::Unlinked => {
                let none: Option<Uuid> = None;
                tx.on().execute(Query::update().table(part.table).value(part.column, none).cond_where(those)).await?
            }
        };
    }
    Entity::delete_by_id(id).exec(tx.on()).await?;
    let names: Vec<String> = ids.iter().map(Uuid::to_string).chain([person.code.clone()]).collect();
    crate::outbox::forget(tx, &names, AT_ONCE).await?;
    let installation = keys::of_installation(tx, keyring, now).await?;
    let digest = tombstones::digest(&installation, Gone::Person, id);
    let tombstone = Tombstone { digest, gone: Gone::Person, day: now.date_naive() };
    tombstones::insert(tx, [tombstone.clone()]).await?;
    Ok(Erased { tombstone, employers })
}

mod ended {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ended_introductions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub employer: Uuid,
        pub placement: Uuid,
        pub day: Date,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Notes for employers that introductions under way have come to an end, under new keys.
async fn end_introductions(tx: &Tx, referral: ReferralId, today: NaiveDate) -> Result<Vec<OrganisationId>> {
    let ends = Stage::ALL.iter().filter(|stage| stage.is_end()).map(|stage| stage.word());
    let running = Query::select()
        .columns(["employer", "placement"])
        .from("introductions")
        .and_where(Expr::col("referral").eq(referral.0))
        .and_where(Expr::col("stage").is_not_in(ends))
        .to_owned();
    let rows = tx.on().query_all(&running).await?;
    let mut notes = Vec::with_capacity(rows.len());
    let mut employers = Vec::new();
    for row in rows {
        let (employer, placement): (Uuid, Uuid) = (row.try_get("", "employer")?, row.try_get("", "placement")?);
        employers.push(OrganisationId(employer));
        let id = Uuid::new_v4();
        notes.push(ended::ActiveModel {
            id: Set(id),
            employer: Set(employer),
            placement: Set(placement),
            day: Set(today),
        });
    }
    if !notes.is_empty() {
        ended::Entity::insert_many(notes).exec_without_returning(tx.on()).await?;
    }
    employers.sort_unstable();
    employers.dedup();
    Ok(employers)
}

/// Forgets introductions that ended before a day.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_ended(tx: &Tx, before: NaiveDate) -> Result<()> {
    ended::Entity::delete_many().filter(ended::Column::Day.lt(before)).exec(tx.on()).await?;
    Ok(())
}

/// The newest thirty introductions of the actor's business of which it is kept only that they have ended: the placement,
/// and the day.
///
/// # Errors
/// When the database cannot be read.
pub async fn ended(db: &impl Read, actor: &domain::Actor) -> Result<Vec<(PlacementId, NaiveDate)>> {
    let Some(own) = &actor.membership else { return Ok(Vec::new()) };
    let rows = ended::Entity::find().filter(ended::Column::Employer.eq(own.organisation.0));
    let rows = rows.order_by_desc(ended::Column::Day).order_by_desc(ended::Column::Id).limit(30);
    Ok(rows.all(db.on()).await?.into_iter().map(|row| (PlacementId(row.placement), row.day)).collect())
}
