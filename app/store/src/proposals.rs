//! Proposals: what is written for the library and not yet published. Their authors' organisation sees them; curators see
//! them once they have come before them, and their own.

use chrono::{DateTime, Utc};
use domain::account::PlatformRole;
use domain::actor::Actor;
use domain::id::{OrganisationId, PracticeId, ProposalId};
use domain::policy::{Permit, ReviewProposal, WriteProposal};
use domain::practice::{Manuscript, PracticeState};
use domain::proposal::{Listed, Proposal};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect};

use crate::column::{json, to_json, word};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::{origins, practice_clock};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub practice: Option<Uuid>,
        pub base: Option<i32>,
        pub state: String,
        pub title: String,
        pub slug: String,
        pub manuscript: String,
        pub author: Option<Uuid>,
        pub organisation: Option<Uuid>,
        pub edits: i32,
        pub created: DateTimeUtc,
        pub changed: DateTimeUtc,
        pub submitted: Option<DateTimeUtc>,
        pub number: Option<i32>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most characters of a title or an address that stands beside the manuscript.
const LINE: usize = 300;

pub(crate) fn visible_to(actor: &Actor) -> Condition {
    if actor.is_system() {
        return Condition::all();
    }
    let own = actor.membership.as_ref().map(|membership| row::Column::Organisation.eq(membership.organisation.0));
    let mut any = Condition::any().add(Expr::val(false));
    any = own.into_iter().fold(any, Condition::add);
    if actor.is(PlatformRole::Curator) {
        any = any.add(row::Column::Submitted.is_not_null()).add(row::Column::Organisation.is_null());
    }
    any
}

fn read(row: row::Model) -> Result<Proposal> {
    Ok(Proposal {
        id: ProposalId(row.id),
        practice: row.practice.map(PracticeId),
        base: row.base,
        state: word(&row.state, "proposals.state")?,
        manuscript: json(&row.manuscript, "proposals.manuscript")?,
        author: row.author.map(domain::id::AccountId),
        organisation: row.organisation.map(OrganisationId),
        edits: row.edits,
        created: row.created,
        changed: row.changed,
        submitted: row.submitted,
        number: row.number,
    })
}

/// A proposal that the actor may know of.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl Read, actor: &Actor, id: ProposalId) -> Result<Option<Proposal>> {
    row::Entity::find_by_id(id.0).filter(visible_to(actor)).one(db.on()).await?.map(read).transpose()
}

/// The same, which nobody else can change before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn hold(tx: &Tx, actor: &Actor, id: ProposalId) -> Result<Option<Proposal>> {
    let query = row::Entity::find_by_id(id.0).filter(visible_to(actor)).lock_exclusive();
    query.one(tx.on()).await?.map(read).transpose()
}

/// The unpublished proposal of an organisation, or of the curators, that changes this practice. As with [`before`], nobody
/// else who asks is answered before the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn changing(
    tx: &Tx,
    permit: &Permit<WriteProposal>,
    practice: PracticeId,
    now: DateTime<Utc>,
) -> Result<Option<ProposalId>> {
    practice_clock::hold(tx, now).await?;
    let from = permit.action().organisation.map(|organisation| organisation.0);
    let open = [PracticeState::Draft, PracticeState::InReview].map(PracticeState::word);
    let found: Option<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Practice.eq(practice.0))
        .filter(from.map_or(row::Column::Organisation.is_null(), |from| row::Column::Organisation.eq(from)))
        .filter(row::Column::State.is_in(open))
        .order_by_desc(row::Column::Id)
        .into_tuple()
        .one(tx.on())
        .await?;
    Ok(found.map(ProposalId))
}

/// How what an import brings stands with what came before the curators already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing about the record is under way.
    Nothing,
    /// The same words wait.
    Waits,
    /// Other words about the record wait.
    OthersWait,
    /// Nothing waits; the same words were declined, or withdrawn.
    Declined,
}

/// How what would change a practice, or become a new one at its address, stands with the proposals of an organisation, or
/// of the curators. Nobody else who asks this is answered before the transaction ends, so that two imports at once do not
/// both begin the same.
///
/// # Errors
/// When the database cannot be read.
pub async fn before(
    tx: &Tx,
    permit: &Permit<WriteProposal>,
    (practice, manuscript): (Option<PracticeId>, &Manuscript),
    now: DateTime<Utc>,
) -> Result<Before> {
    practice_clock::hold(tx, now).await?;
    let from = permit.action().organisation.map(|organisation| organisation.0);
    let about = match practice {
        Some(practice) => Condition::all().add(row::Column::Practice.eq(practice.0)),
        None => {
            Condition::all().add(row::Column::Practice.is_null()).add(row::Column::Slug.eq(line(manuscript, "slug")))
        }
    };
    let states = [PracticeState::Draft, PracticeState::InReview, PracticeState::Withdrawn].map(PracticeState::word);
    let rows = row::Entity::find()
        .filter(about)
        .filter(from.map_or(row::Column::Organisation.is_null(), |from| row::Column::Organisation.eq(from)))
        .filter(row::Column::State.is_in(states));
    let mut before = Before::Nothing;
    for row in rows.all(tx.on()).await? {
        let proposal = read(row)?;
        let same = proposal.manuscript == *manuscript;
        match (proposal.state == PracticeState::Withdrawn, same) {
            (false, true) => return Ok(Before::Waits),
            (false, false) => before = Before::OthersWait,
            (true, true) if before == Before::Nothing => before = Before::Declined,
            (true, _) => {}
        }
    }
    Ok(before)
}

/// Which proposals a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that the actor's organisation writes, or the curators themselves; newest first.
    Own,
    /// Those that wait for curators; longest wait first.
    Queue,
}

pub(crate) type Line = (Uuid, String, String, Option<Uuid>, Option<Uuid>, DateTime<Utc>, Option<DateTime<Utc>>);

/// A page of proposals that the actor may know of, after a key.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl Read,
    actor: &Actor,
    which: Which,
    after: Option<ProposalId>,
    size: u64,
) -> Result<Vec<Listed>> {
    let mut query = lines().filter(visible_to(actor));
    query = match which {
        Which::Own => {
            let from = actor.membership.as_ref().map(|membership| membership.organisation.0);
            query
                .filter(from.map_or(row::Column::Organisation.is_null(), |from| row::Column::Organisation.eq(from)))
                .order_by_desc(row::Column::Id)
        }
        // Keys are made in the order of time.
        Which::Queue => {
            query.filter(row::Column::State.eq(PracticeState::InReview.word())).order_by_asc(row::Column::Id)
        }
    };
    if let Some(after) = after {
        query = query.filter(match which {
            Which::Own => row::Column::Id.lt(after.0),
            Which::Queue => row::Column::Id.gt(after.0),
        });
    }
    let lines: Vec<Line> = query.limit(size).into_tuple().all(db.on()).await?;
    lines.into_iter().map(listed).collect()
}

/// What a list shows of proposals, in the order of [`Line`].
pub(crate) fn lines() -> Select<row::Entity> {
    let of = [row::Column::Id, row::Column::Title, row::Column::State, row::Column::Practice];
    let and = [row::Column::Organisation, row::Column::Changed, row::Column::Submitted];
    row::Entity::find().select_only().columns(of).columns(and)
}

pub(crate) fn listed((id, title, state, practice, organisation, changed, submitted): Line) -> Result<Listed> {
    Ok(Listed {
        id: ProposalId(id),
        title,
        state: word(&state, "proposals.state")?,
        practice: practice.map(PracticeId),
        organisation: organisation.map(OrganisationId),
        changed,
        submitted,
    })
}

/// How many wait for curators.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_queue(db: &impl Read, actor: &Actor) -> Result<u64> {
    let waiting = row::Column::State.eq(PracticeState::InReview.word());
    Ok(row::Entity::find().filter(visible_to(actor)).filter(waiting).count(db.on()).await?)
}

/// How many drafts an organisation, or the curators, have.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_drafts(db: &impl Read, permit: &Permit<WriteProposal>) -> Result<u64> {
    let from = permit.action().organisation.map(|organisation| organisation.0);
    let own = from.map_or(row::Column::Organisation.is_null(), |from| row::Column::Organisation.eq(from));
    let draft = row::Column::State.eq(PracticeState::Draft.word());
    Ok(row::Entity::find().filter(own).filter(draft).count(db.on()).await?)
}

/// What a proposal begins with.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// Its key.
    pub id: ProposalId,
    /// The record it changes, and the version of it.
    pub of: Option<(PracticeId, i32)>,
    /// What is written.
    pub manuscript: &'a Manuscript,
}

/// Begins a proposal, as a draft.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(tx: &Tx, permit: &Permit<WriteProposal>, begin: Beginning<'_>, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel {
        id: Set(begin.id.0),
        practice: Set(begin.of.map(|(practice, _)| practice.0)),
        base: Set(begin.of.map(|(_, version)| version)),
        state: Set(PracticeState::Draft.word().to_owned()),
        title: Set(line(begin.manuscript, "title")),
        slug: Set(line(begin.manuscript, "slug")),
        manuscript: Set(to_json(begin.manuscript, "proposals.manuscript")?),
        author: Set(permit.account().map(|account| account.0)),
        organisation: Set(permit.action().organisation.map(|organisation| organisation.0)),
        edits: Set(1),
        created: Set(now),
        changed: Set(now),
        submitted: Set(None),
        number: Set(None),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// A field as it stands beside the manuscript: the title for lists, the address to be found by.
pub(crate) fn line(manuscript: &Manuscript, field: &str) -> String {
    manuscript.one(field).chars().filter(|c| !c.is_control()).take(LINE).collect()
}

/// The permit under which a proposal is written: its authors', or a curator's who mends it in review.
#[derive(Debug)]
pub enum Writing {
    /// Its authors write.
    Author(Permit<WriteProposal>),
    /// A curator mends.
    Curator(Permit<ReviewProposal>),
}

/// Writes what a proposal says, if nobody has since `edits`. Answers whether it was written.
///
/// # Errors
/// When the database cannot be written.
pub async fn write(
    tx: &Tx,
    _permit: &Writing,
    id: ProposalId,
    manuscript: &Manuscript,
    edits: i32,
    now: DateTime<Utc>,
) -> Result<bool> {
    let row = row::ActiveModel {
        title: Set(line(manuscript, "title")),
        slug: Set(line(manuscript, "slug")),
        manuscript: Set(to_json(manuscript, "proposals.manuscript")?),
        edits: Set(edits.saturating_add(1)),
        changed: Set(now),
        ..Default::default()
    };
    let written = row::Entity::update_many()
        .set(row)
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Edits.eq(edits))
        .exec(tx.on())
        .await?;
    Ok(written.rows_affected == 1)
}

/// Moves a proposal that is held to another state; the first time before the curators is remembered, and so is the
/// version of the record that it became.
///
/// # Errors
/// When the database cannot be written.
pub async fn go(
    tx: &Tx,
    _permit: &Writing,
    proposal: &Proposal,
    state: PracticeState,
    became: Option<(PracticeId, i32)>,
    now: DateTime<Utc>,
) -> Result<()> {
    let first = (state == PracticeState::InReview && proposal.submitted.is_none()).then_some(now);
    let mut row = row::ActiveModel {
        id: Set(proposal.id.0),
        state: Set(state.word().to_owned()),
        changed: Set(now),
        ..Default::default()
    };
    if first.is_some() {
        row.submitted = Set(first);
    }
    if let Some((practice, number)) = became {
        row.practice = Set(Some(practice.0));
        row.number = Set(Some(number));
    }
    row::Entity::update(row).exec(tx.on()).await?;
    if state == PracticeState::Withdrawn && proposal.practice.is_none() {
        origins::forget(tx, proposal.manuscript.one("slug")).await?;
    }
    Ok(())
}

/// Bases a proposal that is held on another version of its record.
///
/// # Errors
/// When the database cannot be written.
pub async fn rebase(tx: &Tx, _permit: &Writing, id: ProposalId, base: i32, now: DateTime<Utc>) -> Result<()> {
    let row = row::ActiveModel { id: Set(id.0), base: Set(Some(base)), changed: Set(now), ..Default::default() };
    row::Entity::update(row).exec(tx.on()).await?;
    Ok(())
}

/// Removes a draft that never came before the curators. Answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(tx: &Tx, _permit: &Permit<WriteProposal>, id: ProposalId) -> Result<bool> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::State.eq(PracticeState::Draft.word()))
        .filter(row::Column::Submitted.is_null())
        .exec(tx.on())
        .await?;
    Ok(gone.rows_affected == 1)
}
