//! A PDF or DOCX that becomes a draft: what is drawn from its text, and the file itself among the draft's files, cleaned
//! as every file is, so that whoever looks at the draft sees what it was drawn from.

use std::io::Read;

use domain::id::{OrganisationId, ProposalId};
use domain::policy::WriteProposal;
use domain::practice::Manuscript;
use domain::{Error, Problem, Result};
use store::Tx;
use store::files::NewFile;
use store::proposals::Writing;

use super::read;
use crate::{Scope, files, proposals};

/// A document that was read.
pub(super) struct Document {
    /// The draft, which lists the file.
    manuscript: Manuscript,
    file: NewFile,
}

impl Document {
    /// The title of the draft.
    pub(super) fn title(&self) -> &str {
        self.manuscript.one("title")
    }
}

/// Reads a document; nothing of it is kept yet.
///
/// # Errors
/// What is wrong with it, beside `file`.
pub(super) async fn open(scope: &Scope, name: &str, input: impl Read) -> Result<Document> {
    let wrong = |problem| Error::at("file", problem);
    let mut bytes = Vec::new();
    input.take(files::MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|cause| {
        tracing::warn!(%cause, "a document cannot be read");
        wrong(Problem::Other("problem-file-broken"))
    })?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > files::MOST_BYTES {
        return Err(wrong(Problem::Other("problem-file-too-large")));
    }
    let name = files::name_of(name).map_err(wrong)?;
    let opened = scope.services().reader.open(&name, bytes).await.map_err(|why| wrong(Problem::Other(why.key())))?;
    let today = scope.now().date_naive();
    let mut manuscript = read::draft(&name, &opened.title, &opened.text, &opened.headings, today);
    let file = files::new_file(name, opened);
    manuscript.set("files", vec![file.file.id.to_string()]);
    Ok(Document { manuscript, file })
}

/// Begins the draft of a document, with its file, for an organisation or the curators.
///
/// # Errors
/// As [`proposals::draft_in`].
pub(super) async fn begin(
    scope: &Scope,
    tx: &Tx,
    organisation: Option<OrganisationId>,
    document: Document,
) -> Result<ProposalId> {
    let Document { manuscript, file } = document;
    let permit = scope.permit(WriteProposal { organisation })?;
    let id = proposals::draft_in(scope, tx, &permit, (None, &manuscript)).await?;
    let writing = Writing::Author(permit);
    store::files::insert(tx, &writing, id, (file, scope.actor().account), scope.now()).await?;
    Ok(id)
}
