//! What changed in a proposal since somebody last looked at it.

use std::collections::BTreeSet;

use domain::Result;
use domain::id::ProposalId;
use domain::practice::{File, PracticeState};
use domain::proposal::Round;

use super::{Comment, Proposal, Voice};
use crate::Scope;

/// What a proposal said when somebody last looked, where it says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What it said, and when.
    pub round: Round,
    /// Those of its files that are still there.
    pub files: Vec<File>,
}

/// What a proposal said when the actor last sent it on, approved it or gave it back, or else when anybody did; nothing
/// where nothing was written since.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_look(scope: &Scope, proposal: &Proposal) -> Result<Option<Look>> {
    let Some(round) = store::rounds::last(scope.db(), proposal, scope.actor().account).await? else { return Ok(None) };
    let files = crate::files::written(scope.db(), &round.manuscript).await?;
    Ok(Some(Look { round, files }))
}

/// What curators asked for who gave a proposal back, as long as it has not come before them again: of the comments on it,
/// the one that was made with giving it back.
///
/// # Errors
/// When the database cannot be read.
pub async fn asked<'a>(scope: &Scope, proposal: &Proposal, comments: &'a [Comment]) -> Result<Option<&'a Comment>> {
    if proposal.state != PracticeState::Draft || proposal.submitted.is_none() {
        return Ok(None);
    }
    let newest = store::rounds::newest(scope.db(), proposal).await?;
    let whole = |comment: &&Comment| comment.voice == Voice::Curator && comment.field.is_empty();
    Ok(comments.iter().rev().filter(whole).find(|comment| Some(comment.created) == newest))
}

/// Which proposals of the actor's organisation, or of the curators themselves, curators gave back with what should change,
/// as long as they have not come before them again.
///
/// # Errors
/// As [`super::may_write`].
pub async fn given_back(scope: &Scope) -> Result<BTreeSet<ProposalId>> {
    super::may_write(scope)?;
    Ok(store::reviews::given_back(scope.db(), scope.actor()).await?)
}
