//! Writes the table of site files that the server carries, from the manifest of `PONTE_SITE` (`target/site` when unset).
//! Without a site folder the table is empty, and pages come without style and islands.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = match std::env::var_os("PONTE_SITE") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site"),
    };
    // Cargo takes a folder that is missing for changed and would compile the server at every call.
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let manifest = folder.join("manifest.json");
    let watched = if manifest.is_file() { &manifest } else { &folder };
    let mut instructions = std::io::stdout().lock();
    std::io::Write::write_all(
        &mut instructions,
        format!("cargo::rerun-if-env-changed=PONTE_SITE\ncargo::rerun-if-changed={}\n", watched.display()).as_bytes(),
    )?;

    let mut table = String::from("&[\n");
    if manifest.is_file() {
        let manifest: Value = serde_json::from_slice(&std::fs::read(&manifest)?)?;
        let files = manifest.get("files").and_then(Value::as_object).ok_or("the site's manifest names no files")?;
        for (logical, file) in files {
            let name = file.get("name").and_then(Value::as_str).ok_or("a file of the site's manifest has no name")?;
            let path = |ending: &str| folder.join(format!("{name}{ending}"));
            writeln!(
                table,
                "    File {{ logical: {logical:?}, name: {name:?}, identity: include_bytes!({:?}), \
                 brotli: include_bytes!({:?}), gzip: include_bytes!({:?}) }},",
                path(""),
                path(".br"),
                path(".gz"),
            )?;
        }
    }
    table.push_str("]\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    std::fs::write(out.join("site.rs"), table)?;
    Ok(())
}
