//! Proposals: writing for the library, and what curators decide about it.

use std::collections::BTreeSet;

use domain::event::Event;
use domain::id::{ImportId, OrganisationId, PracticeId, ProposalId};
use domain::import::Import;
use domain::policy::{PublishPractice, ReviewProposal, WriteProposal};
use domain::practice::{Evidence, File, Manuscript, Practice, PracticeState};
pub use domain::proposal::{Comment, CommentState, Listed, Proposal, Voice, states};
use domain::{Error, Permit, Problem, Problems, Result, parse};
use store::Tx;
use store::practices::Published;
pub use store::proposal_queue::Origin;
use store::proposals::{Which, Writing};

use crate::{Scope, library};

mod begin;
mod codes;
pub(crate) mod daily;
mod read;
mod review;
mod rounds;
mod talk;

pub use begin::{begin, begin_anew, begin_from};
pub(crate) use begin::{begin_in, draft_in};
pub(crate) use read::beside;
pub use read::{read, too_long, unfinished};
pub use review::{Approved, Seen, approvals, approve, ask_for_changes, decline, may_decide, rebase, reviewed};
pub use rounds::{Look, asked, given_back, last_look};
pub use talk::{Settled, comment, comments, count_open, settle};

/// The most drafts that an organisation has at once.
const MOST_DRAFTS: u64 = 200;

/// Whether the actor may write for the library at all: members of organisations, and curators.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for everybody else.
pub fn may_write(scope: &Scope) -> Result<()> {
    scope.actor().account()?;
    let curator = scope.permit(PublishPractice).is_ok();
    if curator || scope.actor().membership.is_some() { Ok(()) } else { Err(Error::NotFound) }
}

fn permit(scope: &Scope, organisation: Option<OrganisationId>) -> Result<Permit<WriteProposal>> {
    scope.permit(WriteProposal { organisation })
}

/// The organisation that the actor writes for: their own, or none for curators and the command line.
fn writes_for(scope: &Scope) -> Result<Option<OrganisationId>> {
    if !scope.actor().is_system() {
        may_write(scope)?;
    }
    Ok(scope.actor().membership.as_ref().map(|membership| membership.organisation))
}

/// A page of the proposals that the actor's organisation writes, or the curators themselves; newest first.
///
/// # Errors
/// As [`may_write`].
pub async fn own(scope: &Scope, after: Option<ProposalId>, size: u64) -> Result<Vec<Listed>> {
    may_write(scope)?;
    Ok(store::proposals::list(scope.db(), scope.actor(), Which::Own, after, size).await?)
}

/// A page of the proposals that wait for curators; longest wait first.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn queue(scope: &Scope, after: Option<ProposalId>, size: u64) -> Result<Vec<Listed>> {
    scope.permit(ReviewProposal)?;
    Ok(store::proposals::list(scope.db(), scope.actor(), Which::Queue, after, size).await?)
}

/// A page of those of them that people wrote, or that one import brought; longest wait first.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn queue_from(scope: &Scope, origin: Origin, after: Option<ProposalId>, size: u64) -> Result<Vec<Listed>> {
    scope.permit(ReviewProposal)?;
    Ok(store::proposal_queue::list(scope.db(), scope.actor(), origin, after, size).await?)
}

/// The imports that brought proposals which wait for curators, newest first, with how many.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn queue_imports(scope: &Scope) -> Result<Vec<(Import, i64)>> {
    scope.permit(ReviewProposal)?;
    let counts = store::proposal_queue::by_import(scope.db(), scope.actor()).await?;
    let ids: Vec<ImportId> = counts.keys().copied().collect();
    let imports = store::imports::find_all(scope.db(), scope.actor(), &ids).await?;
    let counted = |import: Import| {
        let count = counts.get(&import.id).copied().unwrap_or_default();
        (import, count)
    };
    Ok(imports.into_iter().map(counted).collect())
}

/// Those of a list that are open and change a record that was taken back: none of them comes into the library.
///
/// # Errors
/// As [`may_write`].
pub async fn gone(scope: &Scope, listed: &[Listed]) -> Result<BTreeSet<ProposalId>> {
    may_write(scope)?;
    let open = || listed.iter().filter(|one| matches!(one.state, PracticeState::Draft | PracticeState::InReview));
    let records: Vec<PracticeId> = open().filter_map(|one| one.practice).collect();
    let taken_back = store::proposal_records::taken_back(scope.db(), &records).await?;
    let gone = open().filter(|one| one.practice.is_some_and(|practice| taken_back.contains(&practice)));
    Ok(gone.map(|one| one.id).collect())
}

/// How many proposals wait for curators.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn count_queue(scope: &Scope) -> Result<u64> {
    scope.permit(ReviewProposal)?;
    Ok(store::proposals::count_queue(scope.db(), scope.actor()).await?)
}

/// One proposal that the actor may know of.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub async fn find(scope: &Scope, id: ProposalId) -> Result<Proposal> {
    if !scope.actor().is_system() {
        scope.actor().account()?;
    }
    store::proposals::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)
}

/// The version of the record that a proposal was begun from.
///
/// # Errors
/// When the database cannot be read.
pub async fn base(scope: &Scope, proposal: &Proposal) -> Result<Option<Practice>> {
    let (Some(practice), Some(number)) = (proposal.practice, proposal.base) else { return Ok(None) };
    let found = store::practice_versions::numbered(scope.db(), practice, number).await?;
    Ok(found.map(|stored| stored.practice))
}

/// The record that a proposal changes, as it is now; nothing for a new one, or one that was taken back.
///
/// # Errors
/// When the database cannot be read.
pub async fn practice(scope: &Scope, proposal: &Proposal) -> Result<Option<domain::practice::StoredPractice>> {
    let Some(practice) = proposal.practice else { return Ok(None) };
    Ok(store::practices::find_all(scope.db(), &[practice]).await?.into_iter().next())
}

/// Whether the actor is among its authors.
#[must_use]
pub fn is_author(scope: &Scope, proposal: &Proposal) -> bool {
    match proposal.organisation {
        Some(organisation) => scope.actor().belongs_to(organisation),
        None => scope.permit(PublishPractice).is_ok(),
    }
}

/// Whether the actor may write a proposal as it stands now.
///
/// # Errors
/// As [`write()`].
pub fn may_write_now(scope: &Scope, proposal: &Proposal) -> Result<()> {
    match proposal.state {
        PracticeState::Draft => permit(scope, proposal.organisation).map(drop),
        PracticeState::InReview if scope.permit(ReviewProposal).is_ok() => Ok(()),
        _ => Err(Error::Refused("refused-proposal-not-yours-now")),
    }
}

/// How many curators have to look at what a proposal claims.
#[must_use]
pub fn curators_needed(proposal: &Proposal) -> usize {
    parse::word::<Evidence>(proposal.manuscript.one("evidence")).map_or(1, Evidence::curators)
}

/// The names of the organisations that proposals come from, for curators.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn names(scope: &Scope, listed: &[Listed]) -> Result<Vec<(OrganisationId, String)>> {
    scope.permit(ReviewProposal)?;
    let ids: Vec<OrganisationId> = listed.iter().filter_map(|one| one.organisation).collect();
    let found = store::organisations::find_all(scope.db(), &ids).await?;
    Ok(found.into_iter().map(|organisation| (organisation.id, organisation.description.name)).collect())
}

/// A proposal in a transaction, with the permit to write it as it stands: its authors while it is a draft, curators
/// while it is in review.
pub(crate) async fn hold(scope: &Scope, tx: &Tx, id: ProposalId) -> Result<(Proposal, Writing)> {
    let proposal = store::proposals::hold(tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let writing = match proposal.state {
        PracticeState::InReview if scope.permit(ReviewProposal).is_ok() => {
            Writing::Curator(scope.permit(ReviewProposal)?)
        }
        _ => Writing::Author(permit(scope, proposal.organisation)?),
    };
    Ok((proposal, writing))
}

/// The same, if it may be written now.
pub(crate) async fn writable(scope: &Scope, tx: &Tx, id: ProposalId) -> Result<(Proposal, Writing)> {
    let (proposal, writing) = hold(scope, tx, id).await?;
    match (proposal.state, &writing) {
        (PracticeState::Draft, Writing::Author(_)) | (PracticeState::InReview, Writing::Curator(_)) => {
            Ok((proposal, writing))
        }
        _ => Err(Error::Refused("refused-proposal-not-yours-now")),
    }
}

/// Writes what a proposal says, if nobody has since `edits`. Answers the new count of edits. A field that is too long
/// for a record is kept all the same, and stands in the way of [`submit`] alone: what is written is never lost.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it was written in between; [`Error::Refused`] when it is
/// with the curators, or published; what is too much to be kept at all.
pub async fn write(scope: &Scope, id: ProposalId, manuscript: &Manuscript, edits: i32) -> Result<i32> {
    find(scope, id).await?;
    let tx = scope.begin().await?;
    let (proposal, writing) = writable(scope, &tx, id).await?;
    read::too_much(manuscript).finish(Some(()))?;
    // Files are put in and taken out on a page of their own.
    let mut manuscript = manuscript.clone();
    manuscript.set("files", proposal.manuscript.all("files").to_vec());
    if proposal.edits == edits && proposal.manuscript == manuscript {
        return Ok(edits);
    }
    if !store::proposals::write(&tx, &writing, id, &manuscript, edits, scope.now()).await? {
        return Err(Error::Conflict);
    }
    store::origins::follow(&tx, &writing, &proposal, &manuscript).await?;
    scope.commit(tx, "write proposal", &format!("proposal {id}")).await?;
    Ok(edits.saturating_add(1))
}

/// The files that belong to a proposal's record.
async fn files(tx: &impl store::Read, proposal: &Proposal) -> Result<Vec<File>> {
    crate::files::written(tx, &proposal.manuscript).await
}

/// Reads a proposal into a record; at an address that is another record's there is a problem too.
async fn record(scope: &Scope, tx: &impl store::Read, proposal: &Proposal) -> Result<Practice> {
    let files = files(tx, proposal).await?;
    let mut practice = read(&proposal.manuscript, files, scope.now().date_naive()).map_err(Error::Invalid)?;
    match proposal.practice {
        Some(changes) => {
            // An address stays: what is written beside it counts for new records only.
            let stored = store::practices::find_all(tx, &[changes]).await?.into_iter().next();
            practice.slug = stored.ok_or(Error::Refused("refused-practice-withdrawn"))?.practice.slug;
        }
        None => {
            let taken = store::practices::by_slug(tx, &practice.slug).await?.is_some()
                || store::practices::withdrawn(tx, &practice.slug).await?.is_some();
            if taken {
                return Err(Error::at("slug", Problem::Taken));
            }
        }
    }
    Ok(practice)
}

/// What is missing or wrong before a proposal can come before the curators.
///
/// # Errors
/// When the database cannot be read.
pub async fn missing(scope: &Scope, proposal: &Proposal) -> Result<Problems> {
    match record(scope, scope.db(), proposal).await {
        Ok(_) => Ok(Problems::new()),
        Err(Error::Invalid(problems)) => Ok(problems),
        Err(Error::Refused(key)) => Ok(Problems::of("", Problem::Other(key))),
        Err(other) => Err(other),
    }
}

/// Puts a draft before the curators.
///
/// # Errors
/// [`Error::NotFound`] for another's; what is missing or wrong; [`Error::Conflict`] when it is no draft.
pub async fn submit(scope: &Scope, id: ProposalId) -> Result<()> {
    let tx = scope.begin().await?;
    let (proposal, writing) = authored(scope, &tx, id).await?;
    if proposal.state != PracticeState::Draft {
        return Err(Error::Conflict);
    }
    record(scope, &tx, &proposal).await?;
    store::rounds::keep(&tx, &writing, &proposal, scope.now()).await?;
    store::proposals::go(&tx, &writing, &proposal, PracticeState::InReview, None, scope.now()).await?;
    scope.commit(tx, "submit proposal", &format!("proposal {id}")).await
}

/// Takes a proposal back from the curators, to go on writing.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it is not in review.
pub async fn take_back(scope: &Scope, id: ProposalId) -> Result<()> {
    let tx = scope.begin().await?;
    let (proposal, writing) = authored(scope, &tx, id).await?;
    if proposal.state != PracticeState::InReview {
        return Err(Error::Conflict);
    }
    store::proposals::go(&tx, &writing, &proposal, PracticeState::Draft, None, scope.now()).await?;
    scope.commit(tx, "take back proposal", &format!("proposal {id}")).await
}

/// Discards a draft: for good if it never came before the curators, else it is withdrawn and what was said stays.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Conflict`] when it is no draft.
pub async fn discard(scope: &Scope, id: ProposalId) -> Result<()> {
    let tx = scope.begin().await?;
    let (proposal, writing) = authored(scope, &tx, id).await?;
    if proposal.state != PracticeState::Draft {
        return Err(Error::Conflict);
    }
    if proposal.submitted.is_some() {
        store::rounds::forget(&tx, &writing, &proposal).await?;
        store::proposals::go(&tx, &writing, &proposal, PracticeState::Withdrawn, None, scope.now()).await?;
    } else {
        store::reviews::forget(&tx, &writing, id).await?;
        store::proposals::remove(&tx, &permit(scope, proposal.organisation)?, id).await?;
    }
    scope.commit(tx, "discard proposal", &format!("proposal {id}")).await
}

/// A proposal in a transaction, with its authors' permit.
async fn authored(scope: &Scope, tx: &Tx, id: ProposalId) -> Result<(Proposal, Writing)> {
    let proposal = store::proposals::hold(tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let writing = Writing::Author(permit(scope, proposal.organisation)?);
    Ok((proposal, writing))
}

async fn tell_author(scope: &Scope, tx: &Tx, proposal: &Proposal) -> Result<()> {
    let Some(author) = proposal.author.filter(|author| Some(*author) != scope.actor().account) else { return Ok(()) };
    scope.push(tx, Event::ProposalMoved { proposal: proposal.id, author }).await
}

/// Records whose titles are much like this one: what somebody who writes a new one may not know of.
///
/// # Errors
/// When the index cannot be read.
pub async fn alike(scope: &Scope, title: &str, not: Option<PracticeId>) -> Result<Vec<library::Hit>> {
    if title.trim().chars().count() < 4 {
        return Ok(Vec::new());
    }
    let query = library::Query { words: library::words_of(title), size: 10, ..library::Query::default() };
    let page = library::search(scope, query).await?;
    let own = trigrams(title);
    let alike = |other: &str| {
        let other = trigrams(other);
        let shared = own.intersection(&other).count();
        // At least half of what the two have is in both (Dice's coefficient): "Lantern at quay" is "Lanterns at the quay".
        own.len() + other.len() <= 4 * shared
    };
    Ok(page.hits.into_iter().filter(|hit| Some(hit.id) != not && alike(&hit.title)).take(3).collect())
}

/// The runs of three characters of a title, without case, accents and signs.
fn trigrams(title: &str) -> BTreeSet<String> {
    let folded = taxonomy::fold::fold(title);
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.windows(3).map(|run| run.iter().collect()).collect()
}

/// What publishing a proposal's record answers.
fn number_of(published: Published, base: Option<i32>) -> (PracticeId, i32) {
    match published {
        Published::New(id) => (id, 1),
        Published::Changed(id) => (id, base.unwrap_or_default().saturating_add(1)),
        Published::Unchanged(id) => (id, base.unwrap_or(1)),
    }
}
