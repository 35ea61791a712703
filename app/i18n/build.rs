//! Gathers `locales/<language>/<capability>.ftl` into one table, so that a new file needs no change of code.

use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    writeln!(io::stdout(), "cargo::rerun-if-changed=locales")?;
    let locales = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let mut table = String::from("&[\n");
    for folder in entries(&locales)?.into_iter().filter(|path| path.is_dir()) {
        writeln!(table, "    ({:?}, &[", name(&folder))?;
        for file in entries(&folder)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "ftl")) {
            writeln!(table, "        ({:?}, include_str!({:?})),", name(&file), file.display().to_string())?;
        }
        table.push_str("    ]),\n");
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("catalogues.rs"), table)?;
    Ok(())
}

/// The entries of a folder, sorted, so that the same files give the same binary.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
