//! Imports on the web: begun from a file or another library, looked at, and taken or not. What is read is kept with the
//! import, so that the file itself is needed no more.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use domain::id::{ImportId, OrganisationId, PracticeId, ProposalId};
use domain::import::{Import, ImportFormat, ImportGoal, ImportRow, ImportState, RowState};
use domain::policy::{PublishPractice, WriteProposal};
use domain::practice::{Practice, StoredPractice};
use domain::{Error, Problem, Problems, Result};
use store::import_rows::Kept;
use store::imports::{Beginning, Step};
use store::practices::Dated;
use uuid::Uuid;

use super::read::table::{Columns, Table};
use super::read::{self, Row, Unreadable};
use super::reason::Cause;
use super::settings::Settings;
use super::take::{EVERYWHERE, Judged, Seen, judge, rests_on};
use super::{document, shown, twins, words};
use crate::Scope;

/// The most bytes of a file that is sent to us; the command line takes files of any size.
pub const MOST_BYTES: u64 = 20 << 20;
/// The most rows of an import on the web.
pub(super) const MOST_ROWS: usize = 5_000;
/// The most characters of a file's name or a source's address.
const LONGEST_NAME: usize = 300;

/// The states of rows that can be taken.
pub(super) const WAITING: [RowState; 3] = [RowState::New, RowState::Alike, RowState::Changed];

/// The newest imports.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn list(scope: &Scope) -> Result<Vec<Import>> {
    scope.permit(PublishPractice)?;
    Ok(store::imports::list(scope.db(), scope.actor(), None).await?)
}

/// How many rows of each of these imports are of each kind.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators.
pub async fn counts(scope: &Scope, imports: &[Import]) -> Result<BTreeMap<ImportId, BTreeMap<RowState, i64>>> {
    scope.permit(PublishPractice)?;
    Ok(store::import_rows::counts(scope.db(), imports).await?)
}

/// One import.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators, and without such an import.
pub async fn find(scope: &Scope, id: ImportId) -> Result<Import> {
    scope.permit(PublishPractice)?;
    store::imports::find(scope.db(), scope.actor(), id).await?.ok_or(Error::NotFound)
}

/// What is known of an import's rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many there are of each kind.
    pub counts: BTreeMap<RowState, i64>,
    /// How many are like a record that is here, whatever became of them.
    pub alike: u64,
    /// The records that rows of this page are like, as far as they are here.
    pub twins: BTreeMap<PracticeId, Dated>,
    /// A page of them.
    pub rows: Vec<ImportRow>,
    /// The cells of the first rows of a table whose columns are not known yet.
    pub cells: Vec<Vec<String>>,
    /// Whether the columns of a table can be chosen again.
    pub again: bool,
    /// Whether it is one record that rests on its file alone, so that it can only become a draft.
    pub drafts: bool,
}

/// A page of the report of an import.
///
/// # Errors
/// When the database cannot be read.
pub async fn report(scope: &Scope, import: &Import, state: Option<RowState>, after: i64, size: u64) -> Result<Report> {
    const SAMPLE: u64 = 5;
    let counts = store::import_rows::count(scope.db(), import.id).await?;
    if import.state == ImportState::Mapping {
        let raw = store::import_rows::batch(scope.db(), import.id, &[RowState::Raw], 0, SAMPLE).await?;
        let cells = raw.iter().map(|kept| serde_json::from_str(&kept.cells).unwrap_or_default()).collect();
        let twins = BTreeMap::new();
        return Ok(Report { counts, alike: 0, twins, rows: Vec::new(), cells, again: false, drafts: false });
    }
    let alike = store::import_rows::count_alike(scope.db(), import.id).await?;
    let rows = store::import_rows::page(scope.db(), import, state, after, size).await?;
    let ids: Vec<PracticeId> = rows.iter().filter_map(|row| row.twin).collect();
    let twins = store::practices::dated(scope.db(), &ids).await?;
    let again = import.can_be_mapped_again() && store::import_rows::has_cells(scope.db(), import.id).await?;
    let drafts = import.state == ImportState::Preview && only_drafts(scope, import).await?;
    Ok(Report { counts, alike, twins, rows, cells: Vec::new(), again, drafts })
}

/// Whether an import is one record that rests on its file alone.
async fn only_drafts(scope: &Scope, import: &Import) -> Result<bool> {
    if !matches!(import.format, ImportFormat::Markdown | ImportFormat::Json | ImportFormat::Plain) {
        return Ok(false);
    }
    let kept = store::import_rows::find(scope.db(), import, 1).await?;
    let practice = kept.and_then(|kept| serde_json::from_str::<Practice>(&kept.record).ok());
    Ok(practice.is_some_and(|practice| rests_on(&practice, &import.name)))
}

/// A row that is not taken yet and would change a record: the record as it is, and as the row has it.
///
/// # Errors
/// [`Error::NotFound`] for every other row, and when the record is gone.
pub async fn change(scope: &Scope, import: &Import, number: i64) -> Result<(StoredPractice, Practice)> {
    scope.permit(PublishPractice)?;
    let kept = store::import_rows::find(scope.db(), import, number).await?.ok_or(Error::NotFound)?;
    let practice = serde_json::from_str::<Practice>(&kept.record).map_err(|_| Error::NotFound)?;
    let stored = store::practices::by_slug(scope.db(), &practice.slug).await?.ok_or(Error::NotFound)?;
    if kept.row.state == RowState::Changed { Ok((stored, practice)) } else { Err(Error::NotFound) }
}

/// Begins an import from a file: what it would do is found out now, and nothing is taken. A document becomes a draft at
/// once.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; what is wrong with the file as a whole, beside `file`.
pub async fn begin(scope: &Scope, name: &str, input: impl Read + Send) -> Result<ImportId> {
    scope.permit(PublishPractice)?;
    let name = short(name);
    let wrong = |key| Error::at("file", Problem::Other(key));
    let format = read::format(&name).ok_or_else(|| wrong("problem-import-format"))?;
    let input = BufReader::new(input);
    match format {
        ImportFormat::Pdf | ImportFormat::Docx => {
            let (id, _) = draft(scope, None, (name, format), input).await?;
            Ok(id)
        }
        ImportFormat::Table => table(scope, name, input).await,
        _ => {
            let rows = read::rows(&name, input, scope.now().date_naive(), None);
            let kept = judged(scope, rows).await?;
            if kept.is_empty() {
                return Err(wrong("problem-file-empty"));
            }
            let state = after_judging(&kept);
            keep(scope, (name.clone(), format, state, &Settings::default()), &kept).await
        }
    }
}

/// Where an import stands whose rows have been judged.
pub(super) fn after_judging(kept: &[Kept]) -> ImportState {
    let any = kept.iter().any(|kept| WAITING.contains(&kept.row.state));
    if any { ImportState::Preview } else { ImportState::Done }
}

pub(super) async fn keep(
    scope: &Scope,
    (name, format, state, settings): (String, ImportFormat, ImportState, &Settings),
    rows: &[Kept],
) -> Result<ImportId> {
    let permit = scope.permit(PublishPractice)?;
    let id = ImportId(Uuid::now_v7());
    let tx = scope.begin().await?;
    let begin = Beginning { id, name, format, state, settings: settings.written() };
    store::imports::insert(&tx, &permit, begin, scope.now()).await?;
    store::import_rows::insert(&tx, &permit, id, rows).await?;
    // Of the others it is noted when they are taken.
    let known = rows.iter().map(|kept| &kept.row).filter(|row| row.state == RowState::Known && !row.name.is_empty());
    let names = known.map(|row| (row.name.clone(), row.slug.clone())).collect();
    store::origins::note(&tx, &permit, EVERYWHERE, &names).await?;
    scope.commit(tx, "begin import", &format!("import {id}")).await?;
    Ok(id)
}

/// Holds rows against the library, one by one.
pub(super) async fn judged(scope: &Scope, rows: impl Iterator<Item = Row>) -> Result<Vec<Kept>> {
    let (mut seen, mut all) = (Seen::default(), Vec::new());
    for (at, Row { line, record }) in rows.enumerate() {
        if all.len() >= MOST_ROWS {
            return Err(Error::at("file", Problem::TooMany { max: MOST_ROWS }));
        }
        seen.line = line;
        let number = line.and_then(|line| i64::try_from(line).ok()).unwrap_or(i64::try_from(at).unwrap_or(0) + 1);
        all.push(row(scope, number, record.map_err(Cause::from), &mut seen).await?);
    }
    Ok(all)
}

/// What is known of a row that was read; what is wrong with it is told line by line.
pub(super) async fn row(
    scope: &Scope,
    number: i64,
    record: std::result::Result<read::Draft, Cause>,
    seen: &mut Seen,
) -> Result<Kept> {
    row_told(scope, number, record, seen, words::lines).await
}

/// The same, with what is wrong as it is to be told.
pub(super) async fn row_told(
    scope: &Scope,
    number: i64,
    record: std::result::Result<read::Draft, Cause>,
    seen: &mut Seen,
    told: fn(&Problems) -> String,
) -> Result<Kept> {
    let nothing = ImportRow::of(number, RowState::Refused);
    let refused = |title: String, why: String| Kept::of(ImportRow { title, why, ..nothing.clone() }, String::new());
    let draft = match record {
        Err(why) => return Ok(refused(String::new(), why.written())),
        Ok(draft) => draft,
    };
    let (title, why) = (shown(draft.title()), shown(&words::read_as(&draft.codes)));
    let assumed = words::assumed(&draft);
    let Judged { practice, mut state, stored, name } = match judge(scope, scope.db(), draft, seen).await {
        Ok(judged) => judged,
        Err(Error::Invalid(problems)) => return Ok(refused(title, told(&problems))),
        Err(other) => return Err(other),
    };
    let empties = stored.as_ref().filter(|_| state == RowState::Changed);
    let empties = empties.and_then(|stored| words::emptied(stored, &practice));
    // Of what is here already nothing becomes.
    let assumed = assumed.filter(|_| state != RowState::Known);
    let why = [why, assumed.unwrap_or_default(), empties.unwrap_or_default()];
    let why = why.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    let twin = if state == RowState::New { twins::find(scope, &practice.title).await? } else { None };
    if twin.is_some() {
        state = RowState::Alike;
    }
    let record = serde_json::to_string(&practice).unwrap_or_default();
    let (slug, title, version) = (practice.slug, practice.title, stored.map(|stored| stored.version));
    let name = name.unwrap_or_default();
    Ok(Kept::of(ImportRow { state, slug, title, name, why, twin, version, ..nothing }, record))
}

/// The name of a file, in one line that is not endless.
pub(super) fn short(name: &str) -> String {
    shown(name).chars().take(LONGEST_NAME).collect()
}

/// Makes a document a draft of an organisation, or of the curators.
pub(super) async fn draft(
    scope: &Scope,
    organisation: Option<OrganisationId>,
    (name, format): (String, ImportFormat),
    input: impl Read,
) -> Result<(ImportId, ProposalId)> {
    let permit = scope.permit(WriteProposal { organisation })?;
    let read = document::open(scope, &name, input).await?;
    let id = ImportId(Uuid::now_v7());
    let tx = scope.begin().await?;
    let title = read.title().to_owned();
    let proposal = document::begin(scope, &tx, organisation, read).await?;
    let row = ImportRow { title, proposal: Some(proposal), ..ImportRow::of(1, RowState::Drafted) };
    let begin = Beginning { id, name, format, state: ImportState::Done, settings: Settings::default().written() };
    store::imports::note(&tx, &permit, begin, row, scope.now()).await?;
    scope.commit(tx, "begin import", &format!("import {id}")).await?;
    Ok((id, proposal))
}

async fn table(scope: &Scope, name: String, input: BufReader<impl Read + Send>) -> Result<ImportId> {
    let wrong = |key| Error::at("file", Problem::Other(key));
    let table = Table::new(input).map_err(|why| match why {
        Unreadable::ManyColumns { .. } => wrong("problem-import-columns"),
        _ => wrong("problem-import-table"),
    })?;
    let Columns { fields, separator, defaults } = Columns::guessed(table.headers());
    let settings = Settings { headers: table.headers().to_vec(), fields, separator, defaults, ..Settings::default() };
    let mut rows = Vec::new();
    for (line, cells) in table {
        if rows.len() >= MOST_ROWS {
            return Err(Error::at("file", Problem::TooMany { max: MOST_ROWS }));
        }
        let (state, why, cells) = match cells {
            Ok(cells) => (RowState::Raw, String::new(), serde_json::to_string(&cells).unwrap_or_default()),
            Err(why) => (RowState::Refused, Cause::from(why).written(), String::new()),
        };
        let number = i64::try_from(line).unwrap_or(i64::MAX);
        let row = ImportRow { why, ..ImportRow::of(number, state) };
        rows.push(Kept { row, record: String::new(), cells });
    }
    if rows.is_empty() {
        return Err(wrong("problem-file-empty"));
    }
    keep(scope, (name, ImportFormat::Table, ImportState::Mapping, &settings), &rows).await
}

/// What becomes of records that are like one that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// They come before the curators, whatever becomes of the others.
    LookedAt,
    /// The same as of the others: somebody has looked at them.
    AsOthers,
}

/// Says that an import is to be taken, and what becomes of its records. The worker does it. From now on the columns of a
/// table stay as they were chosen.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] when it is not looked at, and when the columns were
/// chosen again since they were `seen` ([`Settings::chosen_again`]).
pub async fn confirm(scope: &Scope, id: ImportId, seen: u32, (goal, alike): (ImportGoal, Alike)) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    let settings = Settings::of(&held);
    if held.state != ImportState::Preview || settings.chosen_again != seen {
        return Err(Error::Conflict);
    }
    let settings = Settings { alike_too: alike == Alike::AsOthers, ..settings }.written();
    let step = Step { state: Some(ImportState::Taking), goal: Some(goal), settings: Some(settings), ..Step::default() };
    store::import_rows::forget_cells(&tx, &permit, id).await?;
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, "confirm import", &format!("import {id}")).await
}

/// Stops an import: what it has taken stays, the rest is left and can be gone on with. One that is not taken yet leaves
/// nothing.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] when it is over.
pub async fn cancel(scope: &Scope, id: ImportId) -> Result<()> {
    let open = [ImportState::Fetching, ImportState::Mapping, ImportState::Preview, ImportState::Taking];
    let step = Step { state: Some(ImportState::Cancelled), ..Step::default() };
    go(scope, id, &open, step, "cancel import").await
}

/// Goes on with an import that stopped, or was stopped, while its records were taken, in the name of whoever says so: each that was taken
/// is noted, so those that are left are taken and no other.
///
/// # Errors
/// [`Error::NotFound`] for everybody but curators; [`Error::Conflict`] for one that did not stop there.
pub async fn resume(scope: &Scope, id: ImportId) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    if !held.can_be_resumed() {
        return Err(Error::Conflict);
    }
    let (state, why) = (Some(ImportState::Taking), Some(String::new()));
    let step = Step { state, why, account: permit.account(), ..Step::default() };
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, "resume import", &format!("import {id}")).await
}

async fn go(scope: &Scope, id: ImportId, from: &[ImportState], step: Step, action: &'static str) -> Result<()> {
    let permit = scope.permit(PublishPractice)?;
    let tx = scope.begin().await?;
    let held = store::imports::hold(&tx, scope.actor(), id).await?.ok_or(Error::NotFound)?;
    if !from.contains(&held.state) {
        return Err(Error::Conflict);
    }
    if held.state == ImportState::Fetching {
        // What another library that is busy has told so far.
        store::import_rows::remove(&tx, id).await?;
    }
    store::imports::go(&tx, &permit, id, step, scope.now()).await?;
    scope.commit(tx, action, &format!("import {id}")).await
}
