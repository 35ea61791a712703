//! What the library says to a record that was read, and taking it: published, or put before the curators.

use std::collections::{BTreeMap, HashMap};

use domain::event::Event;
use domain::id::{PracticeId, ProposalId};
use domain::import::{ImportGoal, ImportRow, RowState};
use domain::policy::{PublishPractice, WriteProposal};
use domain::practice::{Manuscript, Practice, Source, StoredPractice, UNSTATED};
use domain::{Error, Problem, Result};
use store::practices::Published;
use store::proposals::Before;
use store::{Read, Tx};

use super::Looked;
use super::brought::Brought;
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
    /// The identifier by which it is to be known from now on; nothing where it is known by it already.
    pub name: Option<String>,
}

/// The addresses that the records of a file have had so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The line of the record that is looked at, where its file has a record to a line.
    pub line: Option<u64>,
    /// For each address the line, and whether it was made of the title.
    addresses: HashMap<Box<str>, (Option<u64>, bool)>,
}

impl Seen {
    /// Notes an address; answers what is wrong, beside its field, where another record of the file has it.
    fn note(&mut self, slug: &str, titled: bool) -> Result<()> {
        let Some((line, other)) = self.addresses.get(slug).copied() else {
            self.addresses.insert(slug.into(), (self.line, titled));
            return Ok(());
        };
        let line = line.and_then(|line| i64::try_from(line).ok());
        // Who gave no address knows only the title.
        let (field, problem) = match (titled && other, line) {
            (true, Some(line)) => ("title", Problem::SameTitle { line }),
            (true, None) => ("title", Problem::Other("problem-title-twice")),
            (false, Some(line)) => ("slug", Problem::SameAddress { line }),
            (false, None) => ("slug", Problem::Other("problem-twice-in-file")),
        };
        Err(Error::at(field, problem))
    }
}

/// Stands for the library where a record itself says what it is called: such a name is the same wherever it comes from.
pub(super) const EVERYWHERE: &str = "";

/// Holds a record against the library and the rest of its file.
///
/// # Errors
/// Everything that is wrong with it.
pub(super) async fn judge(scope: &Scope, db: &impl Read, draft: Draft, seen: &mut Seen) -> Result<Judged> {
    let today = scope.now().date_naive();
    let undated = draft.is_undated();
    let mut practice = match draft.record {
        Told::Practice(practice) => *practice,
        Told::Manuscript(_) if !draft.faults.is_empty() => return Err(Error::Invalid(draft.faults)),
        Told::Manuscript(written) => proposals::read(&written, Vec::new(), today).map_err(Error::Invalid)?,
    };
    // Files come with bytes, on their own page.
    practice.files.clear();
    proposals::beside(draft.faults, &library::check(&practice, today), str::to_owned).finish(Some(()))?;
    let here = match &draft.name {
        Some(name) => address(db, name).await?,
        None => None,
    };
    let (known, name) = (here.is_some(), draft.name.filter(|_| here.is_none()));
    // It keeps the address that it has here, whatever it has elsewhere.
    practice.slug = here.unwrap_or(practice.slug);
    seen.note(&practice.slug, draft.made != Made::Stated && !known)?;
    if store::practices::withdrawn(db, &practice.slug).await?.is_some() {
        return Err(Error::at("slug", Problem::Other("problem-withdrawn-record")));
    }
    let Some(stored) = store::practices::by_slug(db, &practice.slug).await? else {
        return Ok(Judged { practice, state: RowState::New, stored: None, name });
    };
    let same = same_origin(&stored.practice, &practice);
    if same && undated {
        practice.year = stored.practice.year;
    }
    keep(&stored.practice, &mut practice);
    if stored.practice == practice {
        return Ok(Judged { practice, state: RowState::Known, stored: Some(stored), name });
    }
    // An export that is older than what stands here, or older than what was made of it here, changes nothing.
    if known && said_before(db, &stored, &practice).await? {
        let practice = stored.practice.clone();
        return Ok(Judged { practice, state: RowState::Known, stored: Some(stored), name });
    }
    // Another library's record may have an address by chance; with the same title it is taken for the same record.
    if name.is_some() && stored.practice.title != practice.title {
        return Err(Error::at("slug", Problem::Other("problem-other-identifier")));
    }
    // Whoever did not choose the address did not mean this very record.
    if draft.made != Made::Stated && !known && !same {
        return Err(Error::at("slug", Problem::Other("problem-other-record")));
    }
    Ok(Judged { practice, state: RowState::Changed, stored: Some(stored), name })
}

/// Where the record of an identifier stands here: one of this library, or one that has come to it.
async fn address(db: &impl Read, name: &str) -> Result<Option<String>> {
    if let Some(id) = PracticeId::of_identifier(name)
        && let Some(slug) = store::practices::address(db, id).await?
    {
        return Ok(Some(slug));
    }
    Ok(store::origins::slug(db, EVERYWHERE, name).await?)
}

/// Whether a record has said this in an earlier version.
async fn said_before(db: &impl Read, stored: &StoredPractice, practice: &Practice) -> Result<bool> {
    let versions = store::practice_versions::said(db, stored.id).await?;
    Ok(versions.iter().any(|older| {
        let mut same = practice.clone();
        keep(&older.practice, &mut same);
        older.practice == same
    }))
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

/// Whether a record names nobody who tells it, and no source but the file that it came in. Readers could not look that up,
/// so such a record is not published: it becomes a draft, which says what it lacks.
pub(super) fn rests_on(practice: &Practice, file: &str) -> bool {
    let bare = |source: &Source| source.title == file && source.publisher.is_empty() && source.url.is_none();
    practice.actors.is_empty() && !practice.sources.is_empty() && practice.sources.iter().all(bare)
}

/// What is written of a record, as it is proposed: the file that it came in is left out where that is all it rests on.
pub(super) fn written(practice: &Practice, file: &str) -> Manuscript {
    if !rests_on(practice, file) {
        return Manuscript::of(practice);
    }
    let mut practice = practice.clone();
    practice.sources.clear();
    Manuscript::of(&practice)
}

/// What became of a record that the command line takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is published, as far as it was not before.
    Published(Published),
    /// It came before the curators.
    Waits,
    /// It became a draft of theirs, which says what it lacks.
    Drafted,
    /// It came before the curators with an earlier import, and waits there.
    CameBefore,
    /// It came before the curators with an earlier import, and was declined or withdrawn.
    Declined,
}

/// Takes a record that was read from a file, at once: what the command line does. It is published, unless it rests on the
/// file alone, or two curators have to look at it and nobody says that two have.
///
/// # Errors
/// As [`judge`] and [`library::publish`]; a problem beside `slug` while another change of the record is under way.
pub(super) async fn take(
    scope: &Scope,
    draft: Draft,
    (seen, brought): (&mut Seen, &mut Brought),
    (file, looked): (&str, Looked),
) -> Result<Taken> {
    let mut judged = judge(scope, scope.db(), draft, seen).await?;
    let named = judged.name.take().map(|name| (name, judged.practice.slug.clone()));
    let number = seen.line.and_then(|line| i64::try_from(line).ok()).unwrap_or(1);
    let taken = if judged.state != RowState::Known && rests_on(&judged.practice, file) {
        put_by(scope, judged, (file, Goes::Draft), (number, brought)).await?
    } else if judged.state == RowState::Known || judged.practice.evidence.curators() == 1 {
        library::publish(scope, &judged.practice).await.map(Taken::Published)?
    } else {
        match looked {
            Looked::Elsewhere => library::publish_looked_at(scope, &judged.practice).await.map(Taken::Published)?,
            Looked::NotYet => put_by(scope, judged, (file, Goes::Review), (number, brought)).await?,
        }
    };
    if let Some(named) = named.filter(|_| taken != Taken::Declined) {
        // An import that stops before this finds the record by its address.
        let permit = scope.permit(PublishPractice)?;
        let tx = scope.db().begin().await?;
        store::origins::note(&tx, &permit, EVERYWHERE, &BTreeMap::from([named])).await?;
        tx.commit().await?;
    }
    Ok(taken)
}

/// Where what is not published goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    /// Among the drafts of the curators.
    Draft,
    /// Before the curators.
    Review,
}

async fn put_by(
    scope: &Scope,
    judged: Judged,
    (file, goes): (&str, Goes),
    (number, brought): (i64, &mut Brought),
) -> Result<Taken> {
    let tx = scope.begin().await?;
    let permit = scope.permit(WriteProposal { organisation: None })?;
    let of = judged.stored.map(|stored| (stored.id, stored.version));
    let manuscript = written(&judged.practice, file);
    let about = (of.map(|(practice, _)| practice), &manuscript);
    match store::proposals::before(&tx, &permit, about, scope.now()).await? {
        Before::Waits => Ok(Taken::CameBefore),
        Before::Declined => Ok(Taken::Declined),
        Before::OthersWait => Err(Error::at("slug", Problem::Other("problem-change-under-way"))),
        Before::Nothing => {
            let (id, taken, state) = match goes {
                Goes::Draft => {
                    let id = proposals::draft_in(scope, &tx, &permit, (of, &manuscript)).await?;
                    (id, Taken::Drafted, RowState::Drafted)
                }
                Goes::Review => {
                    let id = proposals::begin_in(scope, &tx, (of, &manuscript)).await?;
                    (id, Taken::Waits, RowState::Proposed)
                }
            };
            let Practice { slug, title, .. } = judged.practice;
            let (proposal, version) = (Some(id), of.map(|(_, version)| version));
            let row = ImportRow { slug, title, proposal, version, ..ImportRow::of(number, state) };
            brought.note(scope, &tx, row).await?;
            scope.commit(tx, "begin proposal", &format!("proposal {id}")).await?;
            Ok(taken)
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

/// Takes a record of a file, or of another library, in a transaction, for the scope's curator. What one curator alone may
/// not publish comes before the curators whatever the goal, and what rests on the file alone becomes a draft.
///
/// # Errors
/// What is wrong with it by now.
pub(super) async fn settle(
    scope: &Scope,
    tx: &Tx,
    (practice, file): (&Practice, &str),
    goal: ImportGoal,
) -> Result<Became> {
    library::check(practice, scope.now().date_naive()).finish(Some(()))?;
    if store::practices::withdrawn(tx, &practice.slug).await?.is_some() {
        return Err(Error::at("slug", Problem::Other("problem-withdrawn-record")));
    }
    let stored = store::practices::by_slug(tx, &practice.slug).await?;
    if stored.as_ref().is_some_and(|stored| stored.practice == *practice) {
        return Ok(Became { state: RowState::Known, proposal: None, version: None });
    }
    let goes = if rests_on(practice, file) { Goes::Draft } else { Goes::Review };
    if goes == Goes::Review && goal == ImportGoal::Publish && practice.evidence.curators() == 1 {
        let permit = scope.permit(PublishPractice)?;
        let published = store::practices::publish(tx, &permit, practice, scope.now()).await?;
        if let Published::New(practice) | Published::Changed(practice) = published {
            scope.push(tx, Event::PracticePublished { practice }).await?;
        }
        let version = stored.map_or(1, |stored| stored.version.saturating_add(1));
        return Ok(Became { state: RowState::Published, proposal: None, version: Some(version) });
    }
    let version = stored.as_ref().map(|stored| stored.version);
    let id = propose(scope, tx, (&written(practice, file), goes), stored).await?;
    let state = if goes == Goes::Draft { RowState::Drafted } else { RowState::Proposed };
    Ok(Became { state, proposal: Some(id), version })
}

/// Whoever says on the web that a row is to come before the curators means it, though they have declined it before.
async fn propose(
    scope: &Scope,
    tx: &Tx,
    (manuscript, goes): (&Manuscript, Goes),
    stored: Option<StoredPractice>,
) -> Result<ProposalId> {
    let of: Option<(PracticeId, i32)> = stored.map(|stored| (stored.id, stored.version));
    let permit = scope.permit(WriteProposal { organisation: None })?;
    let about = (of.map(|(changes, _)| changes), manuscript);
    match (store::proposals::before(tx, &permit, about, scope.now()).await?, goes) {
        (Before::Waits | Before::OthersWait, _) => Err(Error::at("slug", Problem::Other("problem-change-under-way"))),
        (_, Goes::Draft) => proposals::draft_in(scope, tx, &permit, (of, manuscript)).await,
        (_, Goes::Review) => proposals::begin_in(scope, tx, (of, manuscript)).await,
    }
}
