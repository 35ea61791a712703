//! What is said and decided about proposals: comments beside fields, and approvals.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::id::{AccountId, CommentId, ProposalId};
use domain::policy::{Permit, ReviewProposal};
use domain::practice::PracticeState;
use domain::proposal::{Comment, CommentState, Proposal, Voice, states};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, Query};
use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals::{Writing, visible_to};
use crate::rounds;

mod comment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub proposal: Uuid,
        pub field: String,
        pub author: Uuid,
        pub voice: String,
        pub text: String,
        pub created: DateTimeUtc,
        pub resolved: Option<DateTimeUtc>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod approval {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_approvals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub proposal: Uuid,
        pub curator: Uuid,
        pub edits: i32,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const CURATOR: &str = "curator";
const AUTHOR: &str = "author";

/// The account and the side that a permit speaks for.
pub(crate) fn speaker(permit: &Writing) -> (Option<AccountId>, &'static str) {
    match permit {
        Writing::Author(permit) => (permit.account(), AUTHOR),
        Writing::Curator(permit) => (permit.account(), CURATOR),
    }
}

/// Adds a comment beside a field; the system has none to make.
///
/// # Errors
/// When the database cannot be written.
pub async fn say(
    tx: &Tx,
    permit: &Writing,
    proposal: ProposalId,
    (field, text): (&str, String),
    now: DateTime<Utc>,
) -> Result<()> {
    let (Some(author), voice) = speaker(permit) else { return Ok(()) };
    let row = comment::ActiveModel {
        id: Set(Uuid::now_v7()),
        proposal: Set(proposal.0),
        field: Set(field.to_owned()),
        author: Set(author.0),
        voice: Set(voice.to_owned()),
        text: Set(text),
        created: Set(now),
        resolved: Set(None),
    };
    comment::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// The comments on a proposal that the caller has found, oldest first; at most the last five hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn comments(db: &impl Read, proposal: &Proposal) -> Result<Vec<Comment>> {
    let mut rows = comment::Entity::find()
        .filter(comment::Column::Proposal.eq(proposal.id.0))
        .order_by_desc(comment::Column::Id)
        .limit(500)
        .all(db.on())
        .await?;
    rows.reverse();
    let said = |row: comment::Model| Comment {
        id: CommentId(row.id),
        field: row.field,
        voice: voice_of(&row.voice),
        text: row.text,
        created: row.created,
        resolved: row.resolved,
    };
    Ok(rows.into_iter().map(said).collect())
}

/// What says of a comment how it stands.
type Line = (Uuid, String, String, DateTime<Utc>, Option<DateTime<Utc>>);

/// How many comments on a proposal are not settled; an answer is settled with what it answers.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_open(db: &impl Read, proposal: &Proposal) -> Result<u64> {
    let lines: Vec<Line> = comment::Entity::find()
        .select_only()
        .columns([comment::Column::Id, comment::Column::Field, comment::Column::Voice])
        .columns([comment::Column::Created, comment::Column::Resolved])
        .filter(comment::Column::Proposal.eq(proposal.id.0))
        .order_by_asc(comment::Column::Id)
        .into_tuple()
        .all(db.on())
        .await?;
    let without_text = |(id, field, voice, created, resolved): Line| Comment {
        id: CommentId(id),
        field,
        voice: voice_of(&voice),
        text: String::new(),
        created,
        resolved,
    };
    let comments: Vec<Comment> = lines.into_iter().map(without_text).collect();
    let open = states(&comments).into_iter().filter(|state| *state == CommentState::Open).count();
    Ok(u64::try_from(open).unwrap_or(u64::MAX))
}

fn voice_of(word: &str) -> Voice {
    if word == CURATOR { Voice::Curator } else { Voice::Author }
}

/// Which drafts of the actor's organisation, or of the curators where there is none, were given back with a comment about
/// the whole, and have neither come before the curators since nor been taken back from them.
///
/// # Errors
/// When the database cannot be read.
pub async fn given_back(db: &impl Read, actor: &Actor) -> Result<BTreeSet<ProposalId>> {
    use crate::proposals::row as proposal;
    let from = actor.membership.as_ref().map(|membership| membership.organisation.0);
    let of = proposal::Column::Organisation;
    let drafts: Vec<Uuid> = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::Id)
        .filter(visible_to(actor))
        .filter(from.map_or(of.is_null(), |from| of.eq(from)))
        .filter(proposal::Column::State.eq(PracticeState::Draft.word()))
        .filter(proposal::Column::Submitted.is_not_null())
        .into_tuple()
        .all(db.on())
        .await?;
    if drafts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let newest = rounds::newest_of(db, &drafts).await?;
    let said: Vec<(Uuid, DateTime<Utc>)> = comment::Entity::find()
        .select_only()
        .columns([comment::Column::Proposal, comment::Column::Created])
        .filter(comment::Column::Proposal.is_in(drafts))
        .filter(comment::Column::Voice.eq(CURATOR))
        .filter(comment::Column::Field.eq(""))
        .into_tuple()
        .all(db.on())
        .await?;
    // What was asked for was said at the very time at which the proposal was given back.
    let asked = said.into_iter().filter(|(proposal, created)| newest.get(proposal) == Some(created));
    Ok(asked.map(|(proposal, _)| ProposalId(proposal)).collect())
}

/// How many proposals wait for a curator: those in review that they have not approved as they stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_waiting(db: &impl Read, curator: AccountId) -> Result<u64> {
    use crate::proposals::row as proposal;
    let approved = Query::select()
        .column((approval::Entity, approval::Column::Proposal))
        .from(approval::Entity)
        .and_where(Expr::col((approval::Entity, approval::Column::Curator)).eq(curator.0))
        .and_where(
            Expr::col((approval::Entity, approval::Column::Edits)).equals((proposal::Entity, proposal::Column::Edits)),
        )
        .to_owned();
    let waiting = proposal::Entity::find()
        .filter(proposal::Column::State.eq(PracticeState::InReview.word()))
        .filter(proposal::Column::Id.not_in_subquery(approved));
    Ok(waiting.count(db.on()).await?)
}

/// Settles a comment of a proposal, or opens it again. Answers whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn settle(
    tx: &Tx,
    _permit: &Writing,
    proposal: ProposalId,
    id: CommentId,
    resolved: Option<DateTime<Utc>>,
) -> Result<bool> {
    let done = comment::Entity::update_many()
        .set(comment::ActiveModel { resolved: Set(resolved), ..Default::default() })
        .filter(comment::Column::Id.eq(id.0))
        .filter(comment::Column::Proposal.eq(proposal.0))
        .exec(tx.on())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes all that was said about a draft that is discarded.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &Tx, _permit: &Writing, proposal: ProposalId) -> Result<()> {
    comment::Entity::delete_many().filter(comment::Column::Proposal.eq(proposal.0)).exec(tx.on()).await?;
    approval::Entity::delete_many().filter(approval::Column::Proposal.eq(proposal.0)).exec(tx.on()).await?;
    Ok(())
}

/// Notes that the permit's curator approves what a proposal says now, in place of what they approved before.
///
/// # Errors
/// When the database cannot be written.
pub async fn approve(tx: &Tx, permit: &Writing, proposal: &Proposal, now: DateTime<Utc>) -> Result<()> {
    let (Some(curator), CURATOR) = speaker(permit) else { return Ok(()) };
    approval::Entity::delete_many()
        .filter(approval::Column::Proposal.eq(proposal.id.0))
        .filter(approval::Column::Curator.eq(curator.0))
        .exec(tx.on())
        .await?;
    let row = approval::ActiveModel {
        id: Set(Uuid::now_v7()),
        proposal: Set(proposal.id.0),
        curator: Set(curator.0),
        edits: Set(proposal.edits),
        created: Set(now),
    };
    approval::Entity::insert(row).exec_without_returning(tx.on()).await?;
    Ok(())
}

/// Which curators approve what some proposals say now.
///
/// # Errors
/// When the database cannot be read.
pub async fn approvals_of(
    db: &impl Read,
    _: &Permit<ReviewProposal>,
    proposals: &[ProposalId],
) -> Result<Vec<(ProposalId, AccountId)>> {
    use crate::proposals::row as proposal;
    let as_it_stands = Query::select()
        .expr(Expr::value(1))
        .from(proposal::Entity)
        .and_where(
            Expr::col((proposal::Entity, proposal::Column::Id)).equals((approval::Entity, approval::Column::Proposal)),
        )
        .and_where(
            Expr::col((proposal::Entity, proposal::Column::Edits)).equals((approval::Entity, approval::Column::Edits)),
        )
        .to_owned();
    let rows: Vec<(Uuid, Uuid)> = approval::Entity::find()
        .select_only()
        .columns([approval::Column::Proposal, approval::Column::Curator])
        .filter(approval::Column::Proposal.is_in(proposals.iter().map(|id| id.0)))
        .filter(Expr::exists(as_it_stands))
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(rows.into_iter().map(|(proposal, curator)| (ProposalId(proposal), AccountId(curator))).collect())
}

/// The curators who approve what a proposal says now.
///
/// # Errors
/// When the database cannot be read.
pub async fn approvals(db: &impl Read, proposal: &Proposal) -> Result<Vec<AccountId>> {
    let curators: Vec<Uuid> = approval::Entity::find()
        .select_only()
        .column(approval::Column::Curator)
        .filter(approval::Column::Proposal.eq(proposal.id.0))
        .filter(approval::Column::Edits.eq(proposal.edits))
        .into_tuple()
        .all(db.on())
        .await?;
    Ok(curators.into_iter().map(AccountId).collect())
}
