//! What a proposal said each time that somebody sent it on: so that whoever comes back to it reads what changed alone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::proposal::{Proposal, Round};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::column::{json, to_json};
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::proposals::Writing;
use crate::reviews::speaker;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "proposal_rounds")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub proposal: Uuid,
        pub edits: i32,
        pub manuscript: String,
        pub account: Option<Uuid>,
        pub kept: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The most that are kept of one proposal; the oldest go first.
const MOST: u64 = 20;

/// Keeps what a proposal that is held says now, as what the permit's account has seen of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep(tx: &Tx, permit: &Writing, proposal: &Proposal, now: DateTime<Utc>) -> Result<()> {
    let (account, _) = speaker(permit);
    let row = row::ActiveModel {
        id: Set(Uuid::now_v7()),
        proposal: Set(proposal.id.0),
        edits: Set(proposal.edits),
        manuscript: Set(to_json(&proposal.manuscript, "proposal_rounds.manuscript")?),
        account: Set(account.map(|account| account.0)),
        kept: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx.on()).await?;
    let old: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::Id)
        .filter(row::Column::Proposal.eq(proposal.id.0))
        .order_by_desc(row::Column::Id)
        .offset(MOST)
        .limit(MOST)
        .into_tuple()
        .all(tx.on())
        .await?;
    if !old.is_empty() {
        row::Entity::delete_many().filter(row::Column::Id.is_in(old)).exec(tx.on()).await?;
    }
    Ok(())
}

/// What an account last saw of a proposal that it has found, or the last of anybody where it has sent nothing on itself;
/// nothing where that is what the proposal says now.
///
/// # Errors
/// When the database cannot be read.
pub async fn last(db: &impl Read, proposal: &Proposal, account: Option<AccountId>) -> Result<Option<Round>> {
    let all = || row::Entity::find().filter(row::Column::Proposal.eq(proposal.id.0)).order_by_desc(row::Column::Id);
    let own = match account {
        Some(account) => all().filter(row::Column::Account.eq(account.0)).one(db.on()).await?,
        None => None,
    };
    let is_own = own.is_some();
    let found = match own {
        Some(own) => Some(own).filter(|own| own.edits < proposal.edits),
        None => all().filter(row::Column::Edits.lt(proposal.edits)).one(db.on()).await?,
    };
    let Some(found) = found else { return Ok(None) };
    let manuscript = json(&found.manuscript, "proposal_rounds.manuscript")?;
    Ok(Some(Round { manuscript, own: is_own, kept: found.kept }))
}

/// When a proposal that the caller has found was last sent on, approved or given back.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest(db: &impl Read, proposal: &Proposal) -> Result<Option<DateTime<Utc>>> {
    let all = row::Entity::find().filter(row::Column::Proposal.eq(proposal.id.0)).order_by_desc(row::Column::Id);
    Ok(all.one(db.on()).await?.map(|newest| newest.kept))
}

/// The same of several proposals; those that were never sent on are left out.
pub(crate) async fn newest_of(db: &impl Read, proposals: &[Uuid]) -> Result<BTreeMap<Uuid, DateTime<Utc>>> {
    let rounds: Vec<(Uuid, DateTime<Utc>)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Proposal, row::Column::Kept])
        .filter(row::Column::Proposal.is_in(proposals.iter().copied()))
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(db.on())
        .await?;
    // Of each the last one stays.
    Ok(rounds.into_iter().collect())
}

/// Forgets all of them: once a proposal is decided about, what was written over in between is nobody's any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(tx: &Tx, _permit: &Writing, proposal: &Proposal) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::Proposal.eq(proposal.id.0)).exec(tx.on()).await?;
    Ok(())
}
