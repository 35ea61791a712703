//! The index on the disk: opening, filling, emptying. It is a cache of the store: whatever is wrong with it, it is
//! thrown away and filled again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::{fs, io};

use domain::id::PracticeId;
use domain::practice::StoredPractice;
use tantivy::directory::error::LockError;
use tantivy::directory::{DirectoryLock, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::index::SegmentComponent;
use tantivy::merge_policy::LogMergePolicy;
use tantivy::schema::IndexRecordOption;
use tantivy::{Directory, DocSet, IndexReader, IndexWriter, ReloadPolicy, TERMINATED, TantivyDocument, TantivyError};

use crate::error::{Error, Result};
use crate::learning::Learning;
use crate::schema::{self, Fields, LAYOUT, NO_TEXTS, Texts};
use crate::snapshot::Snapshot;
use crate::tokenizer;

/// So many segments of about one size become one, half as many as is usual: each question opens every segment for each of
/// its terms.
const MERGED: usize = 4;
/// Memory of the writer, in bytes; what does not fit goes to the disk earlier.
const WRITER_MEMORY: usize = 48_000_000;
/// Names the layout, in the index folder.
const LAYOUT_FILE: &str = "layout";
const META_FILE: &str = "meta.json";
/// The files that every segment has.
const PARTS: [SegmentComponent; 5] = [
    SegmentComponent::Postings,
    SegmentComponent::Terms,
    SegmentComponent::FastFields,
    SegmentComponent::FieldNorms,
    SegmentComponent::Store,
];
/// How often it is looked whether files are there before they are taken for gone.
const LOOKS: usize = 5;

/// A change of the index.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change<'a> {
    /// Records to put in, each in place of an older one with its id.
    pub put: &'a [StoredPractice],
    /// Records to take out; unknown ones are no error.
    pub remove: &'a [PracticeId],
    /// The texts of the files of records to put in, as far as there are any.
    pub texts: Option<&'a Texts>,
    /// How far the store has been followed with it; none leaves that as it was.
    pub position: Option<&'a str>,
}

impl<'a> Change<'a> {
    /// The texts of files.
    pub(crate) fn texts(&self) -> &'a Texts {
        self.texts.unwrap_or(&NO_TEXTS)
    }
}

/// The library's full-text index. One writer, any number of readers, who never wait for it.
pub struct Index {
    pub(crate) fields: Fields,
    /// Where it lies; nowhere in tests.
    folder: Option<PathBuf>,
    /// Replaced with what writes to it when the folder is made anew.
    index: RwLock<tantivy::Index>,
    disk: Mutex<Disk>,
    /// Whether it is being filled anew, and readers are answered from what was there before.
    filling: AtomicBool,
    /// Replaced after each commit; nobody holds the lock for longer than it takes to copy or set the pointer.
    snapshot: RwLock<Arc<Snapshot>>,
    pub(crate) learning: Learning,
    origin: Origin,
}

/// What reads and writes the files. Only who holds it may look at what was committed, so that no older look replaces a
/// newer one.
pub(crate) struct Disk {
    reader: IndexReader,
    /// Nothing while, or after, the folder could not be made anew.
    writer: Option<IndexWriter<TantivyDocument>>,
}

impl Disk {
    fn of(index: &tantivy::Index) -> Result<Self> {
        let writer: IndexWriter<TantivyDocument> = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let mut merging = LogMergePolicy::default();
        merging.set_min_num_segments(MERGED);
        writer.set_merge_policy(Box::new(merging));
        let writer = Some(writer);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, writer })
    }

    fn writer(&mut self) -> Result<&mut IndexWriter<TantivyDocument>> {
        self.writer.as_mut().ok_or_else(|| TantivyError::SystemError("the index has no writer".into()).into())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Found,
    Made,
}

impl Index {
    /// Opens the index in a folder. What is missing, unreadable, of another layout or corrupt is made anew and
    /// empty; [`Index::is_new`] then says so.
    ///
    /// # Errors
    /// When the folder holds other files, another process writes to it, or the disk fails.
    pub fn open(folder: &Path) -> Result<Self> {
        let failed = |source| Error::Folder { folder: folder.to_owned(), source };
        check_ours(folder)?;
        fs::create_dir_all(folder).map_err(failed)?;
        let lock = lock(folder)?;
        let (index, origin) = match found(folder) {
            Some(index) => (index, Origin::Found),
            None => (anew(folder)?, Origin::Made),
        };
        // The writer takes the same lock. Who comes in between finds a whole index, and one of the two is told so.
        drop(lock);
        Self::around(index, origin, Some(folder.to_owned())).map_err(|error| match error {
            Error::Index(TantivyError::LockFailure(..)) => Error::Busy(folder.to_owned()),
            other => other,
        })
    }

    /// Makes an index in memory, for tests.
    ///
    /// # Errors
    /// When no writer can be started.
    pub fn in_memory() -> Result<Self> {
        Self::around(tantivy::Index::create_in_ram(schema::build().0), Origin::Made, None)
    }

    /// Says whether the index was made by this call of [`Index::open`], so that it must be filled from the store.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.origin == Origin::Made
    }

    /// Puts records in, each in place of an older one with its id, all at once. They can be found when this returns.
    ///
    /// # Errors
    /// When the disk fails; then none of them is in.
    pub fn put(&self, records: &[StoredPractice]) -> Result<()> {
        self.change(Change { put: records, ..Change::default() })
    }

    /// Makes a change, all of it at once.
    ///
    /// # Errors
    /// When the disk fails; then nothing has changed.
    pub fn change(&self, change: Change<'_>) -> Result<()> {
        let mut disk = self.disk();
        if let Err(error) = self.commit(disk.writer()?, &change) {
            // A writer whose files are gone cannot go back either; it is replaced when the index is filled anew.
            if !self.is_damaged() {
                disk.writer()?.rollback()?;
            }
            return Err(error);
        }
        if self.is_filling() {
            return Ok(());
        }
        disk.reader.reload()?;
        let mut snapshot = self.look(&disk)?;
        if let Some(latent) = snapshot.latent.take_if(|_| !change.put.is_empty()) {
            snapshot.latent = Some(Arc::new(latent.with(self.stems_of(change))));
        }
        self.meanwhile(change);
        self.show(snapshot);
        Ok(())
    }

    fn commit(&self, writer: &mut IndexWriter<TantivyDocument>, change: &Change<'_>) -> Result<()> {
        for id in change.remove {
            writer.delete_term(self.fields.key(id));
        }
        for record in change.put {
            writer.delete_term(self.fields.key(&record.id));
            writer.add_document(self.fields.document(record, change.texts()))?;
        }
        let kept = self.position();
        let mut commit = writer.prepare_commit()?;
        if let Some(position) = change.position.or(kept.as_deref()) {
            commit.set_payload(position);
        }
        commit.commit()?;
        Ok(())
    }

    /// How far the index has followed the store, as the last change said that did; it belongs to what is in.
    #[must_use]
    pub fn position(&self) -> Option<String> {
        self.index().load_metas().ok()?.payload
    }

    /// Which version of a record is in, if one is.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn version(&self, id: PracticeId) -> Result<Option<i32>> {
        let key = self.fields.key(&id);
        for part in self.snapshot().parts() {
            let terms = part.segment.inverted_index(self.fields.id)?;
            let Some(mut postings) = terms.read_postings(&key, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED && !part.alive.has(postings.doc()) {
                postings.advance();
            }
            let found = Some(postings.doc()).filter(|record| *record != TERMINATED);
            if let Some(record) = found {
                let version = part.segment.fast_fields().u64("version")?.first(record);
                return Ok(version.and_then(|version| i32::try_from(version).ok()));
            }
        }
        Ok(None)
    }

    /// Takes records out; unknown ones are no error.
    ///
    /// # Errors
    /// When the disk fails; then all of them are still in.
    pub fn remove(&self, ids: &[PracticeId]) -> Result<()> {
        self.change(Change { remove: ids, ..Change::default() })
    }

    /// Takes all records out and forgets how far the store was followed, so that they can be put in anew; a folder that
    /// is gone or lacks files is made anew. Until [`Index::end_filling`], readers are answered from what was there before.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn begin_filling(&self) -> Result<()> {
        let mut disk = self.disk();
        match self.folder.as_deref().filter(|_| disk.writer.is_none() || self.is_damaged()) {
            Some(folder) => self.make_anew(&mut disk, folder)?,
            None => {
                let writer = disk.writer()?;
                writer.delete_all_documents()?;
                writer.commit()?;
            }
        }
        self.filling.store(true, Ordering::Release);
        Ok(())
    }

    /// Lets readers see what was put in since [`Index::begin_filling`].
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn end_filling(&self) -> Result<()> {
        let disk = self.disk();
        disk.reader.reload()?;
        let mut snapshot = self.look(&disk)?;
        snapshot.latent = None;
        self.filling.store(false, Ordering::Release);
        self.show(snapshot);
        Ok(())
    }

    /// Says whether filling was begun and has not ended.
    #[must_use]
    pub fn is_filling(&self) -> bool {
        self.filling.load(Ordering::Acquire)
    }

    fn make_anew(&self, disk: &mut Disk, folder: &Path) -> Result<()> {
        // The old writer lets go of its lock first; readers keep what they have open.
        disk.writer = None;
        fs::create_dir_all(folder).map_err(|source| Error::Folder { folder: folder.to_owned(), source })?;
        let lock = lock(folder)?;
        let index = anew(folder)?;
        drop(lock);
        tokenizer::register(index.tokenizers());
        *disk = Disk::of(&index)?;
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = index;
        Ok(())
    }

    /// Says whether files of the index are gone from the disk: somebody has deleted its folder, or some of it.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        let Some(folder) = &self.folder else { return false };
        let index = self.index();
        let state = || {
            let segments = index.load_metas().ok()?.segments;
            let whole = segments
                .iter()
                .all(|segment| PARTS.iter().all(|part| folder.join(segment.relative_path(part.clone())).exists()));
            Some((segments.iter().map(tantivy::SegmentMeta::id).collect::<Vec<_>>(), whole))
        };
        // Files also go when segments are merged between the two looks; what stays away is gone.
        let mut before = None;
        for _ in 0..LOOKS {
            match state() {
                Some((_, true)) => return !folder.join(LAYOUT_FILE).exists(),
                None => return true,
                now if now == before => return true,
                now => before = now,
            }
        }
        false
    }

    /// Counts the records.
    #[must_use]
    pub fn count(&self) -> usize {
        usize::try_from(self.snapshot().searcher.num_docs()).unwrap_or(usize::MAX)
    }

    /// The index as it stood after the last commit.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn around(index: tantivy::Index, origin: Origin, folder: Option<PathBuf>) -> Result<Self> {
        tokenizer::register(index.tokenizers());
        let disk = Disk::of(&index)?;
        let fields = schema::build().1;
        let snapshot = RwLock::new(Arc::new(Snapshot::of(disk.reader.searcher(), &fields, None)?));
        let (index, disk, filling) = (RwLock::new(index), Mutex::new(disk), AtomicBool::new(false));
        Ok(Self { fields, folder, index, disk, filling, snapshot, learning: Learning::default(), origin })
    }

    pub(crate) fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn index(&self) -> tantivy::Index {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at what was committed.
    pub(crate) fn look(&self, disk: &Disk) -> Result<Snapshot> {
        Snapshot::of(disk.reader.searcher(), &self.fields, Some(&self.snapshot()))
    }

    pub(crate) fn show(&self, snapshot: Snapshot) {
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }
}

/// Holds the writer's lock, so that nobody writes while it is decided what lies in the folder.
fn lock(folder: &Path) -> Result<DirectoryLock> {
    let directory = MmapDirectory::open(folder).map_err(TantivyError::from)?;
    directory.acquire_lock(&INDEX_WRITER_LOCK).map_err(|error| match error {
        LockError::LockBusy => Error::Busy(folder.to_owned()),
        other => TantivyError::LockFailure(other, None).into(),
    })
}

/// Opens what lies in the folder, if it is whole and of our layout.
fn found(folder: &Path) -> Option<tantivy::Index> {
    if fs::read_to_string(folder.join(LAYOUT_FILE)).ok()? != LAYOUT {
        return None;
    }
    let directory = MmapDirectory::open(folder).ok()?;
    let index = tantivy::Index::open(directory).ok()?;
    let whole = index.schema() == schema::build().0
        && index.validate_checksum().is_ok_and(|damaged| damaged.is_empty())
        && index.reader().is_ok();
    if !whole {
        tracing::warn!("the index cannot be used and is made anew");
    }
    whole.then_some(index)
}

/// Makes an empty index in place of whatever the folder holds. Only who holds the lock may.
fn anew(folder: &Path) -> Result<tantivy::Index> {
    let failed = |source| Error::Folder { folder: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        // A lock lies on its file: without the file, somebody else could take it too.
        if path.is_file() && path.extension().is_none_or(|ending| ending != "lock") {
            fs::remove_file(&path).map_err(failed)?;
        }
    }
    let index = tantivy::Index::create_in_dir(folder, schema::build().0)?;
    fs::write(folder.join(LAYOUT_FILE), LAYOUT).map_err(failed)?;
    Ok(index)
}

/// Refuses a folder of somebody else's, since a slip in the configuration must not cost them their files.
fn check_ours(folder: &Path) -> Result<()> {
    let failed = |source| Error::Folder { folder: folder.to_owned(), source };
    if !folder.exists() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(failed)?;
    let locks_alone = entries.iter().all(|entry| entry.path().extension().is_some_and(|ending| ending == "lock"));
    let ours = locks_alone || folder.join(LAYOUT_FILE).exists() || folder.join(META_FILE).exists();
    if ours { Ok(()) } else { Err(Error::ForeignFolder(folder.to_owned())) }
}
