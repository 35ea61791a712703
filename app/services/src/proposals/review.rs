//! What curators decide about a proposal.

use std::collections::BTreeMap;

use domain::event::Event;
use domain::id::ProposalId;
use domain::policy::{PublishPractice, ReviewProposal};
use domain::practice::PracticeState;
use domain::{Error, Problem, Result, parse};
use store::Tx;
use store::proposals::Writing;

use super::talk::LONGEST_COMMENT;
use super::{Listed, Proposal, number_of, record, tell_author};
use crate::Scope;

/// What an approval led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approved {
    /// Another curator has to look too.
    Waiting,
    /// It is published at this part of an address.
    Published(String),
}

/// What a curator has seen of a proposal who approves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The edits that its page showed.
    pub edits: i32,
    /// The open comments that the curator says to have seen: none where nothing was ticked.
    pub open: u64,
}

impl Seen {
    /// What a proposal says, and no open comment.
    #[must_use]
    pub const fn text(edits: i32) -> Self {
        Self { edits, open: 0 }
    }
}

/// How many curators approve what a proposal says now, and whether the actor is one of them.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn reviewed(scope: &Scope, proposal: &Proposal) -> Result<(usize, bool)> {
    scope.permit(ReviewProposal)?;
    let curators = store::reviews::approvals(scope.db(), proposal).await?;
    let own = scope.actor().account.is_some_and(|account| curators.contains(&account));
    Ok((curators.len(), own))
}

/// The same of each proposal of a list that somebody approves.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn approvals(scope: &Scope, listed: &[Listed]) -> Result<BTreeMap<ProposalId, (usize, bool)>> {
    let permit = scope.permit(ReviewProposal)?;
    let ids: Vec<ProposalId> = listed.iter().map(|one| one.id).collect();
    let mut found = BTreeMap::<ProposalId, (usize, bool)>::new();
    for (proposal, curator) in store::reviews::approvals_of(scope.db(), &permit, &ids).await? {
        let (count, own) = found.entry(proposal).or_default();
        *count += 1;
        *own |= scope.actor().account == Some(curator);
    }
    Ok(found)
}

/// Whether the actor may decide about a proposal.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators, and without such a proposal.
pub async fn may_decide(scope: &Scope, id: ProposalId) -> Result<()> {
    scope.permit(ReviewProposal)?;
    super::find(scope, id).await.map(drop)
}

/// A proposal in review, as the curator saw it.
async fn in_review(scope: &Scope, tx: &Tx, id: ProposalId, edits: i32) -> Result<(Proposal, Writing)> {
    let writing = Writing::Curator(scope.permit(ReviewProposal)?);
    let proposal = store::proposals::hold(tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    if proposal.state != PracticeState::InReview || proposal.edits != edits {
        return Err(Error::Conflict);
    }
    Ok((proposal, writing))
}

/// Approves what a proposal says. Once enough curators have, it is published: one, or two of them where the record claims
/// evidence above "monitored". A curator who wrote it counts as one.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] when it was written or moved since; what is wrong
/// with it; a problem beside `tick` while comments are open that the curator does not say to have seen;
/// [`Error::Refused`] when the record has a newer version than the one it was begun from, or was taken back.
pub async fn approve(scope: &Scope, id: ProposalId, seen: Seen) -> Result<Approved> {
    let tx = scope.begin().await?;
    let (proposal, writing) = in_review(scope, &tx, id, seen.edits).await?;
    let practice = record(scope, &tx, &proposal).await?;
    if let Some(changes) = proposal.practice {
        let now = store::practices::find_all(&tx, &[changes]).await?.into_iter().next();
        if now.is_some_and(|stored| Some(stored.version) != proposal.base) {
            return Err(Error::Refused("refused-older-base"));
        }
    }
    let open = store::reviews::count_open(&tx, &proposal).await?;
    if open > 0 && open != seen.open {
        return Err(Error::at("tick", Problem::Other("problem-open-comments")));
    }
    store::reviews::approve(&tx, &writing, &proposal, scope.now()).await?;
    if store::reviews::approvals(&tx, &proposal).await?.len() < practice.evidence.curators() {
        store::rounds::keep(&tx, &writing, &proposal, scope.now()).await?;
        scope.commit(tx, "approve proposal", &format!("proposal {id}")).await?;
        return Ok(Approved::Waiting);
    }
    let permit = scope.permit(PublishPractice)?;
    let published = store::practices::publish(&tx, &permit, &practice, scope.now()).await?;
    let became = number_of(published, proposal.base);
    store::rounds::forget(&tx, &writing, &proposal).await?;
    store::proposals::go(&tx, &writing, &proposal, PracticeState::Published, Some(became), scope.now()).await?;
    scope.push(&tx, Event::PracticePublished { practice: became.0 }).await?;
    tell_author(scope, &tx, &proposal).await?;
    scope.commit(tx, "publish practice", &format!("practice {} from proposal {id}", became.0)).await?;
    Ok(Approved::Published(practice.slug))
}

/// Gives a proposal back to its authors, with what they should change.
///
/// # Errors
/// As [`approve`]; a text is needed.
pub async fn ask_for_changes(scope: &Scope, id: ProposalId, edits: i32, text: &str) -> Result<()> {
    give_back(scope, id, edits, text, PracticeState::Draft, "ask for changes of proposal").await
}

/// Declines a proposal, with a reason.
///
/// # Errors
/// As [`approve`]; a text is needed.
pub async fn decline(scope: &Scope, id: ProposalId, edits: i32, text: &str) -> Result<()> {
    give_back(scope, id, edits, text, PracticeState::Withdrawn, "decline proposal").await
}

async fn give_back(
    scope: &Scope,
    id: ProposalId,
    edits: i32,
    text: &str,
    to: PracticeState,
    action: &'static str,
) -> Result<()> {
    may_decide(scope, id).await?;
    let text = parse::text(text, LONGEST_COMMENT).map_err(|problem| Error::at("text", problem))?;
    let tx = scope.begin().await?;
    let (proposal, writing) = in_review(scope, &tx, id, edits).await?;
    // One time for all of it: what was asked for is known by having been said when the proposal was given back.
    let now = scope.now();
    store::reviews::say(&tx, &writing, id, ("", text), now).await?;
    if to == PracticeState::Draft {
        store::rounds::keep(&tx, &writing, &proposal, now).await?;
    } else {
        store::rounds::forget(&tx, &writing, &proposal).await?;
    }
    store::proposals::go(&tx, &writing, &proposal, to, None, now).await?;
    tell_author(scope, &tx, &proposal).await?;
    scope.commit(tx, action, &format!("proposal {id}")).await
}

/// Bases a proposal on the newest version of its record, once somebody says to have compared the two; `seen` is the
/// version they compared with.
///
/// # Errors
/// As [`super::write()`]; a problem beside `tick` when `seen` is not the newest version.
pub async fn rebase(scope: &Scope, id: ProposalId, seen: Option<i32>) -> Result<()> {
    super::find(scope, id).await?;
    let not_compared = || Error::at("tick", Problem::Other("problem-not-compared"));
    let seen = seen.ok_or_else(not_compared)?;
    let tx = scope.begin().await?;
    let (proposal, writing) = super::writable(scope, &tx, id).await?;
    let changes = proposal.practice.ok_or(Error::NotFound)?;
    let now = store::practices::find_all(&tx, &[changes]).await?.into_iter().next().ok_or(Error::NotFound)?;
    if seen != now.version {
        return Err(not_compared());
    }
    store::proposals::rebase(&tx, &writing, id, now.version, scope.now()).await?;
    scope.commit(tx, "base proposal on the newest version", &format!("proposal {id}")).await
}
