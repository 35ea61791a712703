//! Files that belong to records: handed in with a proposal, read, cleaned and kept, and served with what lists them.

mod reader;

use documents::Opened;
use domain::id::{FileId, ProposalId};
use domain::practice::{File, Manuscript, Practice, StoredPractice};
use domain::proposal::Proposal;
use domain::{Error, Problem, Result};
use sha2::{Digest, Sha256};
pub use store::files::Content;
use store::files::NewFile;
use store::proposals::Writing;
use store::{Read, Tx};
use uuid::Uuid;

pub use reader::{CHILD, Reader};

use crate::{Scope, proposals};

/// The most bytes of a file.
pub const MOST_BYTES: u64 = 20 << 20;
/// The most files of a record.
pub const MOST_FILES: usize = 20;
/// The most characters of a name.
const LONGEST_NAME: usize = 150;

/// The files that a manuscript lists.
pub(crate) async fn written(db: &impl Read, manuscript: &Manuscript) -> Result<Vec<File>> {
    let ids: Vec<FileId> = manuscript.all("files").iter().filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(store::files::list(db, &ids).await?)
}

/// The texts of a record's files, for the index.
pub(crate) async fn texts_of(db: &impl Read, practice: &Practice) -> Result<Vec<(FileId, String)>> {
    let ids: Vec<FileId> = practice.files.iter().map(|file| file.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(store::files::texts(db, &ids).await?)
}

/// The files of a proposal that the actor may know of.
///
/// # Errors
/// [`Error::NotFound`] for another's.
pub async fn of_proposal(scope: &Scope, proposal: &Proposal) -> Result<Vec<File>> {
    written(scope.db(), &proposal.manuscript).await
}

/// Whether the actor may put files into a proposal as it stands now.
///
/// # Errors
/// As [`add`].
pub async fn may_write(scope: &Scope, id: ProposalId) -> Result<()> {
    let proposal = proposals::find(scope, id).await?;
    proposals::may_write_now(scope, &proposal)
}

/// Puts a file into a proposal: what it is is looked at, its text is read, and what it says about people is taken out.
///
/// # Errors
/// [`Error::NotFound`] for another's; [`Error::Refused`] when it is not to be written now; what is wrong with the file,
/// beside `file`.
pub async fn add(scope: &Scope, id: ProposalId, name: &str, bytes: Vec<u8>) -> Result<()> {
    may_write(scope, id).await?;
    let wrong = |problem| Error::at("file", problem);
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(wrong(Problem::Other("problem-file-too-large")));
    }
    let name = name_of(name).map_err(wrong)?;
    let opened = scope.services().reader.open(&name, bytes).await.map_err(|why| wrong(Problem::Other(why.key())))?;
    let new = new_file(name, opened);
    let tx = scope.begin().await?;
    let (proposal, writing) = proposals::writable(scope, &tx, id).await?;
    let mut manuscript = proposal.manuscript.clone();
    let mut ids = manuscript.all("files").to_vec();
    if ids.len() >= MOST_FILES {
        return Err(wrong(Problem::TooMany { max: MOST_FILES }));
    }
    ids.push(new.file.id.to_string());
    manuscript.set("files", ids);
    store::files::insert(&tx, &writing, id, (new, scope.actor().account), scope.now()).await?;
    write(scope, &tx, (&proposal, &writing), &manuscript).await?;
    scope.commit(tx, "add file", &format!("proposal {id}")).await
}

async fn write(
    scope: &Scope,
    tx: &Tx,
    (proposal, writing): (&Proposal, &Writing),
    manuscript: &Manuscript,
) -> Result<()> {
    let written = store::proposals::write(tx, writing, proposal.id, manuscript, proposal.edits, scope.now()).await?;
    if written { Ok(()) } else { Err(Error::Conflict) }
}

/// Takes a file out of a proposal. One that a version of the record lists stays with that version.
///
/// # Errors
/// As [`add`].
pub async fn remove(scope: &Scope, id: ProposalId, file: FileId) -> Result<()> {
    let tx = scope.begin().await?;
    let (proposal, writing) = proposals::writable(scope, &tx, id).await?;
    let mut manuscript = proposal.manuscript.clone();
    let (gone, left): (Vec<String>, Vec<String>) =
        manuscript.all("files").iter().cloned().partition(|listed| *listed == file.to_string());
    if gone.is_empty() {
        // Once more is as good as the first time.
        return Ok(());
    }
    manuscript.set("files", left);
    write(scope, &tx, (&proposal, &writing), &manuscript).await?;
    store::files::remove(&tx, &writing, id, file).await?;
    scope.commit(tx, "remove file", &format!("proposal {id}")).await
}

/// What is kept of a file that was read.
pub(crate) fn new_file(name: String, opened: Opened) -> NewFile {
    let Opened { kind, text, bytes, .. } = opened;
    let file = File {
        id: FileId(Uuid::now_v7()),
        name,
        media_type: kind.media_type().to_owned(),
        size: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    };
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    NewFile { file, sha256, text, bytes }
}

/// The name of a file without a folder, without signs that would drive a terminal or turn the text round, and not
/// endless: what is too long is cut before its ending.
pub(crate) fn name_of(name: &str) -> std::result::Result<String, Problem> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = name.chars().filter(|c| !c.is_control() && !turns(*c) && !"\"<>|*?:".contains(*c)).collect();
    let plain = plain.trim_matches(['.', ' ']);
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    let room = LONGEST_NAME.saturating_sub(ending.chars().count() + 1);
    let short: String = if plain.chars().count() > LONGEST_NAME {
        format!("{}.{ending}", stem.chars().take(room).collect::<String>())
    } else {
        plain.to_owned()
    };
    domain::parse::line(&short, LONGEST_NAME)
}

fn lists(stored: &StoredPractice, id: FileId) -> bool {
    stored.practice.files.iter().any(|file| file.id == id)
}

/// A file that a version of a record lists, which whoever asks has read.
///
/// # Errors
/// [`Error::NotFound`] when it lists none, or its bytes are not here.
pub async fn of_version(scope: &Scope, stored: &StoredPractice, id: FileId) -> Result<Content> {
    if !lists(stored, id) {
        return Err(Error::NotFound);
    }
    store::files::content(scope.db(), id).await?.ok_or(Error::NotFound)
}

/// A file that the record at an address lists in its newest version, or in an older one; anybody may have it.
///
/// # Errors
/// [`Error::NotFound`] when none lists it, or the record was taken back.
pub async fn published(scope: &Scope, slug: &str, id: FileId) -> Result<Content> {
    let lists = |stored: &StoredPractice| lists(stored, id);
    let newest = store::practices::by_slug(scope.db(), slug).await?.ok_or(Error::NotFound)?;
    let listed = lists(&newest) || {
        let mut older = false;
        for version in store::practice_versions::of(scope.db(), slug).await? {
            let stored = store::practice_versions::find(scope.db(), slug, version.number).await?;
            older = stored.as_ref().is_some_and(lists);
            if older {
                break;
            }
        }
        older
    };
    if !listed {
        return Err(Error::NotFound);
    }
    store::files::content(scope.db(), id).await?.ok_or(Error::NotFound)
}

/// A file of a proposal, for those who may see the proposal.
///
/// # Errors
/// [`Error::NotFound`] for everybody else, and when it lists no such file.
pub async fn proposed(scope: &Scope, proposal: ProposalId, id: FileId) -> Result<Content> {
    let proposal = proposals::find(scope, proposal).await?;
    if !proposal.manuscript.all("files").contains(&id.to_string()) {
        return Err(Error::NotFound);
    }
    store::files::content(scope.db(), id).await?.ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::name_of;
    use domain::Problem;

    #[test]
    fn a_name_is_one_line_without_a_folder() {
        for (given, wanted) in [
            ("C:\\Users\\mira\\Report.pdf", "Report.pdf"),
            ("../../etc/passwd.pdf", "passwd.pdf"),
            ("a\u{202e}fdp.<script>\"exe\".pdf", "afdp.scriptexe.pdf"),
            ("  L'été\n2002.docx ", "L'été2002.docx"),
        ] {
            assert_eq!(name_of(given).as_deref(), Ok(wanted));
        }
        assert_eq!(name_of("..."), Err(Problem::Missing));
        let long = name_of(&format!("{}.pdf", "a".repeat(200))).unwrap();
        assert_eq!((long.len(), long.ends_with("a.pdf")), (150, true), "an ending is not cut off");
        assert_eq!(name_of(&format!("a.{}", "b".repeat(200))), Err(Problem::TooLong { max: 150 }));
    }
}
