//! The library to take along: as lines that the import takes, or with the glossary as a folder of pages that a browser opens
//! from a disk.
//!
//! What is written is written beside the target and then takes its name, so that nothing half-done ever has it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use app::glossary::Order;
use app::library::offline::{self, Entry, Tally};
use app::{Edition, Ways};
use domain::Error;
use domain::practice::{Practice, PracticeVersion, StoredPractice};
use services::cite::{self, Format, Work};
use services::library::Facet;
use services::{Scope, library};
use taxonomy::glossary::{self, Term};

use crate::{harvest, site};

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
    let count = write_lines(scope, &draft.place).await?;
    draft.finish()?;
    Ok(count)
}

async fn write_lines(scope: &Scope, path: &Path) -> Result<usize, Failed> {
    let mut file = std::fs::File::create(path).map_err(failed(path))?;
    let (mut after, mut count) = (None, 0);
    while let Some((text, last)) = harvest::batch(scope, after).await.map_err(|error| error.to_string())? {
        file.write_all(text.as_bytes()).map_err(failed(path))?;
        count += text.lines().count();
        after = Some(last);
    }
    file.sync_all().map_err(failed(path))?;
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
    let top = &draft.place;
    std::fs::create_dir_all(top).map_err(failed(top))?;
    let count = write_lines(scope, &top.join("library.jsonl")).await?;
    let mut pages = Pages { scope, top, ways: Ways::top(slugs(scope).await?), lists: Lists::default() };
    pages.write("style.css", site::style())?;
    let mut after = None;
    loop {
        let records = library::batch(scope, after).await.map_err(said)?;
        let Some(last) = records.last() else { break };
        after = Some(last.id);
        for record in records {
            pages.record(record).await?;
        }
    }
    pages.lists()?;
    pages.glossary()?;
    draft.finish()?;
    Ok(count)
}

fn said(error: domain::Error) -> Failed {
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
struct Pages<'a> {
    scope: &'a Scope,
    top: &'a Path,
    /// From the top.
    ways: Ways,
    lists: Lists,
}

impl Pages<'_> {
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<(), Failed> {
        let path = self.top.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed(folder))?;
        }
        std::fs::write(&path, bytes).map_err(failed(&path))
    }

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
        &self,
        stored: &mut StoredPractice,
        older: Option<i32>,
        versions: &[PracticeVersion],
    ) -> Result<Vec<&'static Term>, Failed> {
        self.files(stored).await?;
        let edition = Edition { slug: &stored.practice.slug, older };
        let (page, explained) = offline::record(&self.ways.below(), stored, versions);
        self.write(&self.ways.record(edition), page)?;
        let address = self.scope.link(&Ways::Online.work(edition));
        for format in Format::ALL {
            let cited = cite::write(*format, Work { stored, address: &address });
            self.write(&format!("{}.{}", self.ways.work(edition), format.ending()), cited)?;
        }
        Ok(explained)
    }

    /// Writes the files of a version. One whose bytes are not here is not listed: nothing leads where nothing is.
    async fn files(&self, stored: &mut StoredPractice) -> Result<(), Failed> {
        let mut here = Vec::new();
        for file in &stored.practice.files {
            match services::files::of_version(self.scope, stored, file.id).await {
                Ok(content) => self.write(&self.ways.file(&stored.practice.slug, file), content.bytes)?,
                Err(Error::NotFound) => continue,
                Err(error) => return Err(said(error)),
            }
            here.push(file.clone());
        }
        stored.practice.files = here;
        Ok(())
    }

    /// Writes the pages that lead to records.
    fn lists(&mut self) -> Result<(), Failed> {
        self.lists.sort();
        let below = self.ways.below();
        let mut counts = BTreeMap::new();
        for (facet, values) in &self.lists.groups {
            for (value, entries) in values {
                if let Some(name) = self.ways.records(&[(*facet, value)]) {
                    self.write(&name, offline::list(&below, *facet, value, entries))?;
                }
            }
            let mut named: Vec<_> = values.iter().map(|(value, entries)| (value.clone(), entries.len())).collect();
            named.sort_by_cached_key(|(value, _)| offline::value(*facet, value));
            counts.insert(*facet, named);
        }
        self.write(&self.ways.map(), offline::map(&self.ways, &self.lists.tally))?;
        self.write(&self.ways.library(), offline::index(&self.ways, &self.lists.all, &counts))
    }

    /// Writes the pages of the glossary.
    fn glossary(&self) -> Result<(), Failed> {
        let below = self.ways.below();
        for order in Order::ALL {
            self.write(&self.ways.glossary(order), offline::terms(&below, order))?;
        }
        for term in glossary::all() {
            let records = self.lists.terms.get(term.slug.as_str()).map(Vec::as_slice).unwrap_or_default();
            self.write(&self.ways.term(&term.slug), offline::term(&below, term, records))?;
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
