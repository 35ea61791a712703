//! The library to take along: as lines that the import takes, or as a folder of pages that a browser opens from a disk.
//!
//! What is written is written beside the target and then takes its name, so that nothing half-done ever has it.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use app::library::offline::{self, Entry, GROUPS};
use domain::practice::StoredPractice;
use services::cite::{self, Format, Work};
use services::library::Facet;
use services::{Scope, library};

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

/// Writes the library into a folder of pages, which must be empty or not there; answers how many records there are.
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
    for part in ["records"].into_iter().chain(GROUPS.iter().map(|facet| facet.word())) {
        let path = top.join(part);
        std::fs::create_dir_all(&path).map_err(failed(&path))?;
    }
    write(&top.join("style.css"), site::style())?;
    let count = write_lines(scope, &top.join("library.jsonl")).await?;
    let mut lists = Lists::default();
    let mut after = None;
    loop {
        let records = library::batch(scope, after).await.map_err(|error| error.to_string())?;
        let Some(last) = records.last() else { break };
        after = Some(last.id);
        for record in &records {
            write_record(scope, &top.join("records"), record).await?;
            lists.add(record);
        }
    }
    lists.write(top)?;
    draft.finish()?;
    Ok(count)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    std::fs::write(path, bytes).map_err(failed(path))
}

async fn write_record(scope: &Scope, folder: &Path, record: &StoredPractice) -> Result<(), Failed> {
    let slug = &record.practice.slug;
    let versions = library::versions(scope, slug).await.map_err(|error| error.to_string())?;
    write(&folder.join(offline::file(slug, None)), offline::record(record, &versions).as_bytes())?;
    for older in versions.iter().filter(|version| version.number != record.version) {
        let stored = library::version(scope, slug, older.number).await.map_err(|error| error.to_string())?;
        let page = offline::record(&stored, &versions);
        write(&folder.join(offline::file(slug, Some(older.number))), page.as_bytes())?;
    }
    let address = scope.link(&format!("/library/{slug}"));
    for format in Format::ALL {
        let cited = cite::write(*format, Work { stored: record, address: &address });
        write(&folder.join(format!("{slug}.{}", format.ending())), cited.as_bytes())?;
    }
    Ok(())
}

/// What the pages that lead to records need to know of them.
#[derive(Default)]
struct Lists {
    all: Vec<Entry>,
    groups: BTreeMap<Facet, BTreeMap<String, Vec<Entry>>>,
}

impl Lists {
    fn add(&mut self, record: &StoredPractice) {
        let entry = Entry::of(&record.practice);
        for facet in GROUPS {
            for value in facet.values(&record.practice) {
                self.groups.entry(*facet).or_default().entry(value).or_default().push(entry.clone());
            }
        }
        self.all.push(entry);
    }

    fn write(mut self, top: &Path) -> Result<(), Failed> {
        let by_title = |entries: &mut Vec<Entry>| entries.sort_by_cached_key(|entry| entry.title.to_lowercase());
        by_title(&mut self.all);
        let mut counts = BTreeMap::new();
        for (facet, values) in &mut self.groups {
            for (value, entries) in values.iter_mut() {
                by_title(entries);
                let page = offline::list(*facet, value, entries);
                write(&top.join(facet.word()).join(format!("{value}.html")), page.as_bytes())?;
            }
            let mut named: Vec<(String, usize)> =
                values.iter().map(|(value, entries)| (value.clone(), entries.len())).collect();
            named.sort_by_cached_key(|(value, _)| offline::value(*facet, value));
            counts.insert(*facet, named);
        }
        write(&top.join("index.html"), offline::index(&self.all, &counts).as_bytes())
    }
}
