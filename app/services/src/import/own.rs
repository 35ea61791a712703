//! What members of an organisation import: one record from a file, which becomes a draft of their own organisation. It is
//! read, judged and refused as what the curators import; nothing of it comes into the library, or before them, by that.

use std::io::{BufReader, Read};

use domain::id::{ImportId, OrganisationId, ProposalId};
use domain::import::{Import, ImportFormat, ImportRow, ImportState, RowState};
use domain::policy::WriteProposal;
use domain::practice::Practice;
use domain::{Error, Permit, Problem, Result};
use store::Tx;
use store::import_rows::Kept;
use store::imports::Beginning;
use store::proposals::Before;
use uuid::Uuid;

use super::kept::{WAITING, draft, row_told, short};
use super::read;
use super::reason::Cause;
use super::settings::Settings;
use super::take::{self, Seen};
use super::words::in_file;
use crate::{Scope, proposals};

/// The formats of a file that is one record.
const FORMATS: [ImportFormat; 4] = [ImportFormat::Markdown, ImportFormat::Json, ImportFormat::Pdf, ImportFormat::Docx];

/// What became of a file that was to become a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// This draft.
    Draft(ProposalId),
    /// Nothing: the record is here already.
    Known,
    /// Nothing: this import says what is wrong with it.
    Refused(ImportId),
}

/// The organisation that the actor imports for.
fn own(scope: &Scope) -> Result<OrganisationId> {
    scope.actor().account()?;
    let membership = scope.actor().membership.as_ref().ok_or(Error::NotFound)?;
    Ok(membership.organisation)
}

fn permit(scope: &Scope) -> Result<Permit<WriteProposal>> {
    let organisation = Some(own(scope)?);
    scope.permit(WriteProposal { organisation })
}

/// Whether the actor may make drafts of files for their organisation.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for everybody but members of organisations,
/// [`Error::Refused`] while theirs is not verified.
pub fn may_begin_own(scope: &Scope) -> Result<()> {
    permit(scope).map(drop)
}

/// The newest imports of the actor's organisation, each with what became of its record.
///
/// # Errors
/// [`Error::SignInNeeded`] for a visitor, [`Error::NotFound`] for everybody but members of organisations.
pub async fn list_own(scope: &Scope) -> Result<Vec<(Import, Option<ImportRow>)>> {
    let organisation = own(scope)?;
    let imports = store::imports::list(scope.db(), scope.actor(), Some(organisation)).await?;
    let mut rows = store::import_rows::only(scope.db(), &imports).await?;
    let each = imports.into_iter().map(|import| {
        let row = rows.remove(&import.id);
        (import, row)
    });
    Ok(each.collect())
}

/// Makes a file a draft of the actor's organisation: of a new record, or of a change of one that is here. The
/// list of imports says what became of it.
///
/// # Errors
/// As [`may_begin_own`]; [`Error::Refused`] for an organisation that has too many drafts; what is wrong with the file as a
/// whole, beside `file`.
pub async fn begin_own(scope: &Scope, name: &str, input: impl Read + Send) -> Result<Begun> {
    let permit = permit(scope)?;
    let name = short(name);
    let format = read::format(&name).filter(|format| FORMATS.contains(format));
    let format = format.ok_or_else(|| Error::at("file", Problem::Other("problem-import-draft-format")))?;
    if matches!(format, ImportFormat::Pdf | ImportFormat::Docx) {
        let (_, proposal) = draft(scope, permit.action().organisation, (name, format), input).await?;
        return Ok(Begun::Draft(proposal));
    }
    let only = read::rows(&name, BufReader::new(input), scope.now().date_naive(), None).next();
    let only = only.ok_or_else(|| Error::at("file", Problem::Other("problem-file-empty")))?;
    let Kept { row, record, .. } =
        row_told(scope, 1, only.record.map_err(Cause::from), &mut Seen::default(), in_file).await?;
    let tx = scope.begin().await?;
    let begun = if WAITING.contains(&row.state) {
        written(scope, &tx, &permit, (&record, &name)).await.map(Some)
    } else {
        Ok(None)
    };
    let row = match begun {
        Ok(None) => row,
        Ok(proposal) => ImportRow { state: RowState::Drafted, proposal, ..row },
        Err(Error::Invalid(problems)) => ImportRow { state: RowState::Refused, why: in_file(&problems), ..row },
        Err(other) => return Err(other),
    };
    let id = ImportId(Uuid::now_v7());
    let became = match (row.proposal, row.state) {
        (Some(proposal), _) => Begun::Draft(proposal),
        (None, RowState::Refused) => Begun::Refused(id),
        (None, _) => Begun::Known,
    };
    let begin = Beginning { id, name, format, state: ImportState::Done, settings: Settings::default().written() };
    store::imports::note(&tx, &permit, begin, row, scope.now()).await?;
    scope.commit(tx, "begin import", &format!("import {id}")).await?;
    Ok(became)
}

/// Begins the draft of a record of a file, unless the organisation writes about it already.
async fn written(
    scope: &Scope,
    tx: &Tx,
    permit: &Permit<WriteProposal>,
    (record, file): (&str, &str),
) -> Result<ProposalId> {
    let practice: Practice = serde_json::from_str(record).map_err(|_| Error::Refused("error-invalid"))?;
    let stored = store::practices::by_slug(tx, &practice.slug).await?;
    let of = stored.map(|stored| (stored.id, stored.version));
    let manuscript = take::written(&practice, file);
    let about = (of.map(|(changes, _)| changes), &manuscript);
    match store::proposals::before(tx, permit, about, scope.now()).await? {
        Before::Waits | Before::OthersWait => Err(Error::at("slug", Problem::Other("problem-proposal-under-way"))),
        Before::Nothing | Before::Declined => proposals::draft_in(scope, tx, permit, (of, &manuscript)).await,
    }
}
