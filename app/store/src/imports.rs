//! Imports: what has been read in, and where it stands. Every curator sees all that are the curators'; of an organisation's,
//! whose records become drafts, its members alone know.

use chrono::{DateTime, Utc};
use domain::Actor;
use domain::account::PlatformRole;
use domain::id::{AccountId, ImportId, OrganisationId};
use domain::import::{Import, ImportFormat, ImportGoal, ImportRow, ImportState};
use domain::policy::{Permit, PublishPractice, WriteProposal};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::column::{optional_word, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::import_rows::{self, Kept};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "imports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub name: String,
        pub format: String,
        pub state: String,
        pub goal: Option<String>,
        pub settings: String,
        pub why: String,
        pub created: DateTimeUtc,
        pub changed: DateTimeUtc,
        pub lease: Option<DateTimeUtc>,
        pub organisation: Option<Uuid>,
        pub not_before: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn visible_to(actor: &Actor) -> Condition {
    if actor.is_system() {
        return Condition::all();
    }
    let own = actor.membership.as_ref().map(|membership| of(Some(membership.organisation)));
    let mut any = Condition::any().add(Expr::val(false));
    any = own.into_iter().fold(any, Condition::add);
    if actor.is(PlatformRole::Curator) { any.add(of(None)) } else { any }
}

/// Those of an organisation, or of the curators.
fn of(organisation: Option<OrganisationId>) -> Expr {
    organisation.map_or(row::Column::Organisation.is_null(), |from| row::Column::Organisation.eq(from.0))
}

fn read(row: row::Model) -> Result<Import> {
    Ok(Import {
        id: ImportId(row.id),
        account: AccountId(row.account),
        name: row.name,
        format: word(&row.format, "imports.format")?,
        state: word(&row.state, "imports.state")?,
        goal: optional_word(row.goal.as_deref(), "imports.goal")?,
        settings: row.settings,
        why: row.why,
        created: row.created,
        changed: row.changed,
    })
}

/// The newest imports of an organisation, or of the curators; at most a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl Read, actor: &Actor, organisation: Option<OrganisationId>) -> Result<Vec<Import>> {
    let query = row::Entity::find().filter(visible_to(actor)).filter(of(organisation));
    let query = query.order_by_desc(row::Column::Id).limit(100);
    query.all(db.on()).await?.into_iter().map(read).collect()
}

/// Those of these imports that the actor may know of, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_all(db: &impl Read, actor: &Actor, ids: &[ImportId]) -> Result<Vec<Import>> {
    let query = row::Entity::find().filter(visible_to(actor)).filter(row::Column::Id.is_in(ids.iter().map(|id| id.0)));
    query.order_by_desc(row::Column::Id).all(db.on()).await?.into_iter().map(read).collect()
}

/// One import.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: ImportId) -> Result<Option<Import>> {
    row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read).transpose()
}

/// The same, which nobody else can move before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, actor: &Actor, id: ImportId) -> Result<Option<Import>> {
    let query = row::Entity::find_by_id(id.0).filter(visible_to(actor)).lock_exclusive();
    query.one(tx.on()).await?.map(read).transpose()
}

/// What an import begins with.
#[derive(Debug, Clone)]
pub struct Beginning {
    /// Its key.
    pub id: ImportId,
    /// Name of the file, or address of the other library.
    pub name: String,
    /// What it reads.
    pub format: ImportFormat,
    /// Where it stands.
    pub state: ImportState,
    /// What the format needs to know.
    pub settings: String,
}

/// Begins an import of the curators for the permit's account.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, permit: &Permit<PublishPractice>, begin: Beginning, now: DateTime<Utc>) -> Result<()> {
    write(tx, (permit.account(), None), begin, now).await
}

/// Notes an import of one file that is over at once, for the permit's account and the organisation it writes for, with
/// what became of its record.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(
    tx: &Tx,
    permit: &Permit<WriteProposal>,
    begin: Beginning,
    row: ImportRow,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = begin.id;
    write(tx, (permit.account(), permit.action().organisation), begin, now).await?;
    import_rows::write(tx, id, &[Kept::of(row, String::new())]).await
}

async fn write(
    tx: &Tx,
    (account, organisation): (Option<AccountId>, Option<OrganisationId>),
    begin: Beginning,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(begin.id.0),
        account: Set(account.map_or(Uuid::nil(), |account| account.0)),
        name: Set(begin.name),
        format: Set(begin.format.word().to_owned()),
        state: Set(begin.state.word().to_owned()),
        goal: Set(None),
        settings: Set(begin.settings),
        why: Set(String::new()),
        created: Set(now),
        changed: Set(now),
        lease: Set(None),
        organisation: Set(organisation.map(|organisation| organisation.0)),
        not_before: Set(None),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Where an import goes next.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// Where it stands then.
    pub state: Option<ImportState>,
    /// What becomes of its records.
    pub goal: Option<ImportGoal>,
    /// What the format needs to know.
    pub settings: Option<String>,
    /// Why it stopped.
    pub why: Option<String>,
    /// Until when somebody works on it; nobody does, where there is none.
    pub lease: Option<DateTime<Utc>>,
    /// Until when nobody is to work on it; anybody may, where there is none.
    pub not_before: Option<DateTime<Utc>>,
    /// In whose name its records are taken from now on.
    pub account: Option<AccountId>,
}

/// Moves an import that is held.
///
/// # Errors
/// When the database cannot be written.
pub async fn go(tx: &Tx, _: &Permit<PublishPractice>, id: ImportId, step: Step, now: DateTime<Utc>) -> Result<()> {
    let mut row = row::ActiveModel {
        id: Set(id.0),
        changed: Set(now),
        lease: Set(step.lease),
        not_before: Set(step.not_before),
        ..Default::default()
    };
    if let Some(state) = step.state {
        row.state = Set(state.word().to_owned());
    }
    if let Some(goal) = step.goal {
        row.goal = Set(Some(goal.word().to_owned()));
    }
    if let Some(settings) = step.settings {
        row.settings = Set(settings);
    }
    if let Some(why) = step.why {
        row.why = Set(why);
    }
    if let Some(account) = step.account {
        row.account = Set(account.0);
    }
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Whether an import was being worked on by somebody who has not been heard of since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nobody had begun.
    Fresh,
    /// Somebody had.
    Left,
}

fn due(now: DateTime<Utc>) -> Condition {
    let at_work = [ImportState::Fetching, ImportState::Taking].map(ImportState::word);
    Condition::all()
        .add(row::Column::State.is_in(at_work))
        .add(Condition::any().add(row::Column::Lease.is_null()).add(row::Column::Lease.lt(now)))
        .add(Condition::any().add(row::Column::NotBefore.is_null()).add(row::Column::NotBefore.lte(now)))
}

/// Whether there is an import to be worked on.
///
/// # Errors
/// When the database cannot be read.
pub async fn any_due(db: &impl Read, now: DateTime<Utc>) -> Result<bool> {
    let found: Option<Uuid> =
        row::Entity::find().select_only().column(row::Column::Id).filter(due(now)).into_tuple().one(db.on()).await?;
    Ok(found.is_some())
}

/// Takes the oldest import that is to be worked on, until a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(
    tx: &Tx,
    permit: &Permit<PublishPractice>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<(Import, Found)>> {
    let query = row::Entity::find().filter(due(now)).order_by_asc(row::Column::Id).lock_exclusive();
    let Some(found) = query.one(tx.on()).await? else { return Ok(None) };
    let left = if found.lease.is_some() { Found::Left } else { Found::Fresh };
    let import = read(found)?;
    go(tx, permit, import.id, Step { lease: Some(until), ..Step::default() }, now).await?;
    Ok(Some((import, left)))
}

/// Removes imports of before a time, with their rows.
///
/// # Errors
/// When the database cannot be written.
pub async fn sweep(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    let old: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Changed.lt(before))
        .into_tuple()
        .all(tx.on())
        .await?;
    for id in old {
        import_rows::remove(tx, ImportId(id)).await?;
        row::Entity::delete_by_id(id).exec(tx.on()).await?;
    }
    Ok(())
}
