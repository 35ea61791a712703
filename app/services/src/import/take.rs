//! What the library says to a record that was read, and taking it: published, or put before the curators.

use std::collections::HashSet;

use domain::event::Event;
use domain::id::{PracticeId, ProposalId};
use domain::import::{ImportGoal, RowState};
use domain::policy::{PublishPractice, WriteProposal};
use domain::practice::{Manuscript, Practice, PracticeState, StoredPractice, UNSTATED};
use domain::{Error, Problem, Result};
use store::practices::Published;
use store::proposals::Before;
use store::{Read, Tx};

use super::Looked;
use super::read::{Draft, Made, Told};
use crate::{Scope, library, proposals};

/// What taking a record would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judged {
    /// The record.
    pub practice: Practice,
    /// New, changed or known.
    pub state: RowState,
    /// The record that it changes or is.
    pub stored: Option<StoredPractice>,
}

/// Holds a record against the library and the rest of its file.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) async fn judge(scope: &Scope, db: &impl Read, draft: Draft, seen: &mut HashSet<Box<str>>) -> Result<Judged> {
    let today = scope.now().date_naive();
    let mut practice = match draft.record {
        Told::Practice(practice) => *practice,
        Told::Manuscript(_) if !draft.faults.is_empty() => return Err(Error::Invalid(draft.faults)),
        Told::Manuscript(written) => proposals::read(&written, Vec::new(), today).map_err(Error::Invalid)?,
    };
    // Files come with bytes, on their own page.
    practice.files.clear();
    proposals::beside(draft.faults, &library::check(&practice, today), str::to_owned).finish(Some(()))?;
    if !seen.insert(practice.slug.as_str().into()) {
        return Err(Error::at("slug", Problem::Other("problem-twice-in-file")));
    }
    if store::practices::withdrawn(db, &practice.slug).await?.is_some() {
        return Err(Error::at("slug", Problem::Other("problem-withdrawn-record")));
    }
    let Some(stored) = store::practices::by_slug(db, &practice.slug).await? else {
        return Ok(Judged { practice, state: RowState::New, stored: None });
    };
    let same = same_origin(&stored.practice, &practice);
    if same && draft.made == (Made::Drawn { dated: false }) {
        practice.year = stored.practice.year;
    }
    keep(&stored.practice, &mut practice);
    if stored.practice == practice {
        return Ok(Judged { practice, state: RowState::Known, stored: Some(stored) });
    }
    // Whoever did not choose the address did not mean this very record.
    if draft.made != Made::Stated && !same {
        return Err(Error::at("slug", Problem::Other("problem-other-record")));
    }
    Ok(Judged { practice, state: RowState::Changed, stored: Some(stored) })
}

/// What a file cannot say stays as it is: the files of a record, and when another library was looked at last where
/// nothing else has changed.
fn keep(stored: &Practice, practice: &mut Practice) {
    practice.files.clone_from(&stored.files);
    let seen = |practice: &Practice| practice.sources.iter().map(|source| source.accessed).collect::<Vec<_>>();
    let (was, is) = (seen(stored), seen(practice));
    if was == is {
        return;
    }
    let set = |practice: &mut Practice, days: Vec<_>| {
        practice.sources.iter_mut().zip(days).for_each(|(source, day)| source.accessed = day);
    };
    set(practice, was);
    if stored != practice {
        set(practice, is);
    }
}

/// Whether the record that the library has was drawn from the same file, or is the same one of another library.
fn same_origin(stored: &Practice, drawn: &Practice) -> bool {
    match (stored.sources.as_slice(), drawn.sources.as_slice()) {
        ([stored_from], [from]) if from.url.is_some() => stored_from.url == from.url,
        ([stored_from], [from]) => stored.licence == UNSTATED && stored_from.title == from.title,
        _ => false,
    }
}

/// What became of a record that the command line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is published, as far as it was not before.
    Published(Published),
    /// It came before the curators.
    Waits,
    /// It came before the curators with an earlier import, and waits there.
    CameBefore,
    /// It came before the curators with an earlier import, and was declined or withdrawn.
    Declined,
}

/// Takes a record that was read, at once: what the command line does. It is published, unless two curators have to look at
/// it and nobody says that two have.
///
/// # Errors
/// As [`judge`] and [`library::publish`]; a problem beside `slug` while another change of the record is under way.
pub(super) async fn take(scope: &Scope, draft: Draft, seen: &mut HashSet<Box<str>>, looked: Looked) -> Result<Taken> {
    let judged = judge(scope, scope.db(), draft, seen).await?;
    if judged.state == RowState::Known || judged.practice.evidence.curators() == 1 {
        return library::publish(scope, &judged.practice).await.map(Taken::Published);
    }
    match looked {
        Looked::Elsewhere => library::publish_looked_at(scope, &judged.practice).await.map(Taken::Published),
        Looked::NotYet => put_before_curators(scope, judged).await,
    }
}

async fn put_before_curators(scope: &Scope, judged: Judged) -> Result<Taken> {
    let tx = scope.begin().await?;
    let permit = scope.permit(WriteProposal { organisation: None })?;
    let of = judged.stored.map(|stored| (stored.id, stored.version));
    let manuscript = Manuscript::of(&judged.practice);
    let about = (of.map(|(practice, _)| practice), &manuscript);
    match store::proposals::before(&tx, &permit, about, scope.now()).await? {
        Before::Waits => Ok(Taken::CameBefore),
        Before::Declined => Ok(Taken::Declined),
        Before::OthersWait => Err(Error::at("slug", Problem::Other("problem-change-under-way"))),
        Before::Nothing => {
            let id = proposals::begin_in(scope, &tx, (of, &manuscript), PracticeState::InReview).await?;
            scope.commit(tx, "begin proposal", &format!("proposal {id}")).await?;
            Ok(Taken::Waits)
        }
    }
}

/// What a row became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Became {
    pub state: RowState,
    pub proposal: Option<ProposalId>,
    /// The version that is published now, where it is.
    pub version: Option<i32>,
}

/// Takes a record in a transaction, for the scope's curator. What one curator alone may not publish comes before the
/// curators whatever the goal.
///
/// # Errors
/// What is wrong with it by now.
pub(super) async fn settle(scope: &Scope, tx: &Tx, practice: &Practice, goal: ImportGoal) -> Result<Became> {
    library::check(practice, scope.now().date_naive()).finish(Some(()))?;
    if store::practices::withdrawn(tx, &practice.slug).await?.is_some() {
        return Err(Error::at("slug", Problem::Other("problem-withdrawn-record")));
    }
    let stored = store::practices::by_slug(tx, &practice.slug).await?;
    if stored.as_ref().is_some_and(|stored| stored.practice == *practice) {
        return Ok(Became { state: RowState::Known, proposal: None, version: None });
    }
    if goal == ImportGoal::Publish && practice.evidence.curators() == 1 {
        let permit = scope.permit(PublishPractice)?;
        let published = store::practices::publish(tx, &permit, practice, scope.now()).await?;
        if let Published::New(practice) | Published::Changed(practice) = published {
            scope.push(tx, Event::PracticePublished { practice }).await?;
        }
        let version = stored.map_or(1, |stored| stored.version.saturating_add(1));
        return Ok(Became { state: RowState::Published, proposal: None, version: Some(version) });
    }
    let version = stored.as_ref().map(|stored| stored.version);
    let id = propose(scope, tx, practice, stored).await?;
    Ok(Became { state: RowState::Proposed, proposal: Some(id), version })
}

/// Whoever says on the web that a row is to come before the curators means it, though they have declined it before.
async fn propose(scope: &Scope, tx: &Tx, practice: &Practice, stored: Option<StoredPractice>) -> Result<ProposalId> {
    let of: Option<(PracticeId, i32)> = stored.map(|stored| (stored.id, stored.version));
    let manuscript = Manuscript::of(practice);
    let permit = scope.permit(WriteProposal { organisation: None })?;
    let about = (of.map(|(changes, _)| changes), &manuscript);
    match store::proposals::before(tx, &permit, about, scope.now()).await? {
        Before::Waits | Before::OthersWait => Err(Error::at("slug", Problem::Other("problem-change-under-way"))),
        Before::Nothing | Before::Declined => {
            proposals::begin_in(scope, tx, (of, &manuscript), PracticeState::InReview).await
        }
    }
}
