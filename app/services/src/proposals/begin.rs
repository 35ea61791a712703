//! Beginning a proposal: for a new record, from one that is there, or by an import.

use domain::id::{PracticeId, ProposalId};
use domain::policy::WriteProposal;
use domain::practice::{Manuscript, PracticeState};
use domain::{Error, Permit, Result};
use store::Tx;
use store::proposals::{Beginning, Writing};
use uuid::Uuid;

use super::{MOST_DRAFTS, permit, read, writes_for};
use crate::{Scope, library};

/// Begins a proposal for a new record.
///
/// # Errors
/// As [`super::may_write`]; [`Error::Refused`] for an organisation that is not verified, or has too many drafts.
pub async fn begin(scope: &Scope, manuscript: &Manuscript) -> Result<ProposalId> {
    let permit = permit(scope, writes_for(scope)?)?;
    insert(scope, &permit, None, manuscript).await
}

/// Begins a proposal that changes the record at an address; the one that is under way, if there is one, though it was begun
/// by somebody else of the organisation, or by an import, at the same moment.
///
/// # Errors
/// As [`begin`]; [`Error::NotFound`] without such a record.
pub async fn begin_from(scope: &Scope, slug: &str) -> Result<ProposalId> {
    let permit = permit(scope, writes_for(scope)?)?;
    let stored = library::find(scope, slug).await?;
    insert(scope, &permit, Some((stored.id, stored.version)), &Manuscript::of(&stored.practice)).await
}

async fn insert(
    scope: &Scope,
    permit: &Permit<WriteProposal>,
    of: Option<(PracticeId, i32)>,
    manuscript: &Manuscript,
) -> Result<ProposalId> {
    read::too_long(manuscript).finish(Some(()))?;
    let tx = scope.begin().await?;
    if let Some((practice, _)) = of
        && let Some(under_way) = store::proposals::changing(&tx, permit, practice, scope.now()).await?
    {
        return Ok(under_way);
    }
    let id = draft_in(scope, &tx, permit, (of, manuscript)).await?;
    scope.commit(tx, "begin proposal", &format!("proposal {id}")).await?;
    Ok(id)
}

/// Begins a draft inside a transaction.
///
/// # Errors
/// [`Error::Refused`] for an organisation that has too many drafts.
pub(crate) async fn draft_in(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<WriteProposal>,
    (of, manuscript): (Option<(PracticeId, i32)>, &Manuscript),
) -> Result<ProposalId> {
    if store::proposals::count_drafts(tx, permit).await? >= MOST_DRAFTS {
        return Err(Error::Refused("refused-too-many-drafts"));
    }
    let id = ProposalId(Uuid::now_v7());
    store::proposals::insert(tx, permit, Beginning { id, of, manuscript }, scope.now()).await?;
    Ok(id)
}

/// Begins a proposal of the curators inside a transaction, and puts it before them: what an import of theirs does.
pub(crate) async fn begin_in(
    scope: &Scope,
    tx: &Tx,
    (of, manuscript): (Option<(PracticeId, i32)>, &Manuscript),
) -> Result<ProposalId> {
    let permit = permit(scope, None)?;
    let id = ProposalId(Uuid::now_v7());
    store::proposals::insert(tx, &permit, Beginning { id, of, manuscript }, scope.now()).await?;
    let proposal = store::proposals::hold(tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let writing = Writing::Author(permit);
    store::proposals::go(tx, &writing, &proposal, PracticeState::InReview, None, scope.now()).await?;
    Ok(id)
}
