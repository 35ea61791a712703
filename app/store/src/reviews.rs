//! What is said and decided about proposals: comments beside fields, and approvals.

use chrono::{DateTime, Utc};
use domain::id::{AccountId, CommentId, ProposalId};
use domain::proposal::{Comment, Proposal, Voice};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals::Writing;

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
fn speaker(permit: &Writing) -> (Option<AccountId>, &'static str) {
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
        voice: if row.voice == CURATOR { Voice::Curator } else { Voice::Author },
        text: row.text,
        created: row.created,
        resolved: row.resolved,
    };
    Ok(rows.into_iter().map(said).collect())
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
