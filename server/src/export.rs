//! The library to take along: as lines that the import takes, or with the glossary as a folder of pages that a browser opens
//! from a disk. The folder also goes out as one file, sent while it is made.
//!
//! What is written to a disk is written beside its place and then takes its name, so that nothing half-done ever has it.

mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::glossary::Order;
use app::library::offline::{self, Entry, Tally};
use app::{Edition, Ways};
use axum::body::Bytes;
use domain::Error;
use domain::practice::{Practice, PracticeVersion, StoredPractice};
use services::cite::{self, Format, Work};
use services::library::Facet;
use services::{Scope, library};
use taxonomy::glossary::{self, Term};
use tokio::sync::mpsc::Sender;

use crate::{harvest, site};
use target::{Folder, Target, Zip};

/// What a failure says: one line.
type Failed = String;

fn failed(path: &Path) -> impl Fn(std::io::Error) -> Failed {
    move |cause| format!("{}: {cause}", path.display())
}

/// A place beside the target, gone again unless it took the target's name.
struct Draft {
    target: PathBuf,
    place: PathBuf,
}

impl Draft {
    fn of(target: &Path) -> Result<Self, Failed> {
        let name = target.file_name().ok_or_else(|| format!("{}: has no name", target.display()))?;
        let place = target.with_file_name(format!(".{}.part-{}", name.to_string_lossy(), std::process::id()));
        Ok(Self { target: target.to_owned(), place })
    }

    fn finish(self) -> Result<(), Failed> {
        std::fs::rename(&self.place, &self.target).map_err(failed(&self.target))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After the renaming there is nothing here any more.
        let _ = std::fs::remove_dir_all(&self.place);
        let _ = std::fs::remove_file(&self.place);
    }
}

/// Writes the library into a new file, a record to a line; answers how many there are.
///
/// # Errors
/// One line: the file is there already, or cannot be written; the database cannot be read.
pub async fn lines(scope: &Scope, file: &Path) -> Result<usize, Failed> {
    if file.exists() {
        return Err(format!("{}: is there already", file.display()));
    }
    let draft = Draft::of(file)?;
    let mut out = std::fs::File::create(&draft.place).map_err(failed(&draft.place))?;
    let count =
        write_lines(scope, async |text: &str| out.write_all(text.as_bytes()).map_err(failed(&draft.place))).await?;
    out.sync_all().map_err(failed(&draft.place))?;
    draft.finish()?;
    Ok(count)
}

/// Hands all lines on, some at a time; answers how many there are.
async fn write_lines(scope: &Scope, mut put: impl AsyncFnMut(&str) -> Result<(), Failed>) -> Result<usize, Failed> {
    let (mut after, mut count) = (None, 0);
    while let Some((text, last)) = harvest::batch(scope, after).await.map_err(said)? {
        put(&text).await?;
        count += text.lines().count();
        after = Some(last);
    }
    Ok(count)
}

/// Writes library and glossary into a folder of pages, which must be empty or not there; answers how many records there
/// are.
///
/// # Errors
/// One line: something is in the folder, or it cannot be written; the database cannot be read.
pub async fn folder(scope: &Scope, folder: &Path) -> Result<usize, Failed> {
    if folder.exists() && std::fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(format!("{}: is not empty", folder.display()));
    }
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        std::fs::create_dir_all(above).map_err(failed(above))?;
    }
    let draft = Draft::of(folder)?;
    std::fs::create_dir_all(&draft.place).map_err(failed(&draft.place))?;
    let count = everything(scope, &mut Folder::new(&draft.place)).await?;
    draft.finish()?;
    Ok(count)
}

/// Sends the same folder as one compressed file; answers how many records there are.
///
/// # Errors
/// One line: nobody takes it any more; the database cannot be read.
pub(crate) async fn zip(scope: &Scope, sender: Sender<Bytes>) -> Result<usize, Failed> {
    let mut zip = Zip::new(sender);
    let count = everything(scope, &mut zip).await?;
    zip.finish().await?;
    Ok(count)
}

async fn everything(scope: &Scope, target: &mut impl Target) -> Result<usize, Failed> {
    target.begin("library.jsonl")?;
    let count = write_lines(scope, async |text: &str| target.add(text.as_bytes()).await).await?;
    target.write("style.css", site::style()).await?;
    let ways = Ways::top(slugs(scope).await?);
    let mut pages = Pages { scope, target, ways, lists: Lists::default(), files: BTreeSet::new() };
    let mut after = None;
    loop {
        let records = library::batch(scope, after).await.map_err(said)?;
        let Some(last) = records.last() else { break };
        after = Some(last.id);
        for record in records {
            pages.record(record).await?;
        }
    }
    pages.lists().await?;
    pages.glossary().await?;
    Ok(count)
}

fn said(error: Error) -> Failed {
    error.to_string()
}

/// The parts of the addresses of all records.
async fn slugs(scope: &Scope) -> Result<BTreeSet<String>, Failed> {
    let (mut slugs, mut after) = (BTreeSet::new(), None);
    loop {
        let records = library::batch(scope, after).await.map_err(said)?;
        let Some(last) = records.last() else { return Ok(slugs) };
        after = Some(last.id);
        slugs.extend(records.into_iter().map(|record| record.practice.slug));
    }
}

/// The folder while it is filled.
struct Pages<'a, T> {
    scope: &'a Scope,
    target: &'a mut T,
    /// From the top.
    ways: Ways,
    lists: Lists,
    /// The files of records that are in it: one may belong to several versions.
    files: BTreeSet<String>,
}

impl<T: Target> Pages<'_, T> {
    /// Writes a record with all that belongs to it, and remembers what leads to it.
    async fn record(&mut self, mut newest: StoredPractice) -> Result<(), Failed> {
        let slug = newest.practice.slug.clone();
        let versions = library::versions(self.scope, &slug).await.map_err(said)?;
        let explained = self.version(&mut newest, None, &versions).await?;
        self.lists.add(&newest.practice, &explained);
        for older in versions.iter().filter(|version| version.number != newest.version) {
            let mut stored = library::version(self.scope, &slug, older.number).await.map_err(said)?;
            self.version(&mut stored, Some(older.number), &versions).await?;
        }
        Ok(())
    }

    /// Writes one version: its page, its files and its citations; answers the terms that it explains.
    async fn version(
        &mut self,
        stored: &mut StoredPractice,
        older: Option<i32>,
        versions: &[PracticeVersion],
    ) -> Result<Vec<&'static Term>, Failed> {
        self.files(stored).await?;
        let edition = Edition { slug: &stored.practice.slug, older };
        let (page, explained) = offline::record(&self.ways.below(), stored, versions);
        self.target.write(&self.ways.record(edition), page).await?;
        let address = self.scope.link(&Ways::Online.work(edition));
        for format in Format::ALL {
            let cited = cite::write(*format, Work { stored, address: &address });
            self.target.write(&format!("{}.{}", self.ways.work(edition), format.ending()), cited).await?;
        }
        Ok(explained)
    }

    /// Writes the files of a version. One whose bytes are not here is not listed: nothing leads where nothing is.
    async fn files(&mut self, stored: &mut StoredPractice) -> Result<(), Failed> {
        let mut here = Vec::new();
        for file in &stored.practice.files {
            let name = self.ways.file(&stored.practice.slug, file);
            if !self.files.contains(&name) {
                match services::files::of_version(self.scope, stored, file.id).await {
                    Ok(content) => self.target.write(&name, content.bytes).await?,
                    Err(Error::NotFound) => continue,
                    Err(error) => return Err(said(error)),
                }
                self.files.insert(name);
            }
            here.push(file.clone());
        }
        stored.practice.files = here;
        Ok(())
    }

    /// Writes the pages that lead to records.
    async fn lists(&mut self) -> Result<(), Failed> {
        self.lists.sort();
        let below = self.ways.below();
        let mut counts = BTreeMap::new();
        for (facet, values) in &self.lists.groups {
            for (value, entries) in values {
                if let Some(name) = self.ways.records(&[(*facet, value)]) {
                    self.target.write(&name, offline::list(&below, *facet, value, entries)).await?;
                }
            }
            let mut named: Vec<_> = values.iter().map(|(value, entries)| (value.clone(), entries.len())).collect();
            named.sort_by_cached_key(|(value, _)| offline::value(*facet, value));
            counts.insert(*facet, named);
        }
        self.target.write(&self.ways.map(), offline::map(&self.ways, &self.lists.tally)).await?;
        self.target.write(&self.ways.library(), offline::index(&self.ways, &self.lists.all, &counts)).await
    }

    /// Writes the pages of the glossary.
    async fn glossary(&mut self) -> Result<(), Failed> {
        let below = self.ways.below();
        for order in Order::ALL {
            self.target.write(&self.ways.glossary(order), offline::terms(&below, order)).await?;
        }
        for term in glossary::all() {
            let records = self.lists.terms.get(term.slug.as_str()).map(Vec::as_slice).unwrap_or_default();
            self.target.write(&self.ways.term(&term.slug), offline::term(&below, term, records)).await?;
        }
        Ok(())
    }
}

/// What the pages that lead to records need to know of them.
#[derive(Default)]
struct Lists {
    all: Vec<Entry>,
    groups: BTreeMap<Facet, BTreeMap<String, Vec<Entry>>>,
    terms: BTreeMap<&'static str, Vec<Entry>>,
    tally: Tally,
}

impl Lists {
    fn add(&mut self, practice: &Practice, explained: &[&'static Term]) {
        let entry = Entry::of(practice);
        for facet in Facet::ALL {
            for value in facet.values(practice) {
                self.groups.entry(*facet).or_default().entry(value).or_default().push(entry.clone());
            }
        }
        for term in explained {
            self.terms.entry(&term.slug).or_default().push(entry.clone());
        }
        self.tally.add(practice);
        self.all.push(entry);
    }

    /// Puts every list in the order of titles.
    fn sort(&mut self) {
        let groups = self.groups.values_mut().flat_map(BTreeMap::values_mut);
        for entries in groups.chain(self.terms.values_mut()).chain([&mut self.all]) {
            entries.sort_by_cached_key(|entry| entry.title.to_lowercase());
        }
    }
}
