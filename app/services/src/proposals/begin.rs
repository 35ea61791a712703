//! Beginning a proposal: for a new record, from one that is there or was taken back, or by an import.

use std::collections::BTreeSet;

use domain::id::{PracticeId, ProposalId};
use domain::policy::WriteProposal;
use domain::practice::{Manuscript, PracticeState};
use domain::{Error, Permit, Result};
use store::Tx;
use store::proposals::{Beginning, Writing};
use uuid::Uuid;

use super::{MOST_DRAFTS, authored, permit, read, writes_for};
use crate::{Scope, library};

/// Of an address that was another record's so many characters are the beginning of a new one: a number follows.
const LONGEST_BEGINNING: usize = 70;

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

/// Makes a draft whose record was taken back one of a new record: it says the same, at an address that no record has or had.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it is no draft, or its record was not taken back.
pub async fn begin_anew(scope: &Scope, id: ProposalId) -> Result<()> {
    let tx = scope.begin().await?;
    let (proposal, writing) = authored(scope, &tx, id).await?;
    let changes = proposal.practice.filter(|_| proposal.state == PracticeState::Draft).ok_or(Error::Conflict)?;
    if !store::proposal_records::taken_back(&tx, &[changes]).await?.contains(&changes) {
        return Err(Error::Conflict);
    }
    let old = store::practices::address(&tx, changes).await?.ok_or(Error::NotFound)?;
    let beginning: String = old.chars().take(LONGEST_BEGINNING).collect();
    let beginning = beginning.trim_end_matches('-');
    let taken = store::proposal_records::addresses_after(&tx, beginning).await?;
    let mut manuscript = proposal.manuscript.clone();
    manuscript.set("slug", vec![next_address(beginning, &taken)]);
    store::proposal_records::begin_anew(&tx, &writing, &proposal, &manuscript, scope.now()).await?;
    scope.commit(tx, "begin a new record from proposal", &format!("proposal {id}")).await
}

/// The first address that begins so, with a number behind it, and is not taken.
fn next_address(beginning: &str, taken: &BTreeSet<String>) -> String {
    let mut numbered = (2_u32..).map(|number| format!("{beginning}-{number}"));
    numbered.find(|address| !taken.contains(address)).unwrap_or_default()
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
