//! What is said about a proposal, beside its fields or about the whole of it, by its authors and by curators.

use domain::id::{CommentId, ProposalId};
use domain::policy::ReviewProposal;
use domain::practice::FIELDS;
use domain::proposal::{Comment, Proposal};
use domain::{Error, Result, parse};
use store::proposals::Writing;

use super::{find, permit};
use crate::Scope;

/// The most characters of a comment.
pub(super) const LONGEST_COMMENT: usize = 4_000;

/// What is said about a proposal, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn comments(scope: &Scope, proposal: &Proposal) -> Result<Vec<Comment>> {
    Ok(store::reviews::comments(scope.db(), proposal).await?)
}

/// How many comments on a proposal are not settled, however long ago they were made.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_open(scope: &Scope, proposal: &Proposal) -> Result<u64> {
    Ok(store::reviews::count_open(scope.db(), proposal).await?)
}

/// The permit to speak about a proposal: a curator's, or else its authors'.
fn speaking(scope: &Scope, proposal: &Proposal) -> Result<Writing> {
    match scope.permit(ReviewProposal) {
        Ok(permit) => Ok(Writing::Curator(permit)),
        Err(_) => Ok(Writing::Author(permit(scope, proposal.organisation)?)),
    }
}

/// Says something beside a field of a proposal, or about the whole of it.
///
/// # Errors
/// [`Error::NotFound`] for another's, or for no field of a record; a text is needed.
pub async fn comment(scope: &Scope, id: ProposalId, field: &str, text: &str) -> Result<()> {
    speaking(scope, &find(scope, id).await?)?;
    let text = parse::text(text, LONGEST_COMMENT).map_err(|problem| Error::at("text", problem))?;
    if !field.is_empty() && !FIELDS.contains(&field) {
        return Err(Error::NotFound);
    }
    let tx = scope.begin().await?;
    // Held, since its authors may discard it at the same moment.
    let proposal = store::proposals::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let writing = speaking(scope, &proposal)?;
    store::reviews::say(&tx, &writing, id, (field, text), scope.now()).await?;
    scope.commit(tx, "comment on proposal", &format!("proposal {id}")).await
}

/// Settles a comment, or opens it again.
///
/// # Errors
/// [`Error::NotFound`] for another's, or without such a comment.
pub async fn settle(scope: &Scope, id: ProposalId, comment: CommentId, settled: Settled) -> Result<()> {
    let proposal = find(scope, id).await?;
    let writing = speaking(scope, &proposal)?;
    let tx = scope.begin().await?;
    let at = (settled == Settled::Yes).then(|| scope.now());
    if !store::reviews::settle(&tx, &writing, id, comment, at).await? {
        return Err(Error::NotFound);
    }
    scope.commit(tx, "settle comment", &format!("proposal {id}")).await
}

/// Whether a comment needs nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It does not.
    Yes,
    /// It does.
    No,
}
